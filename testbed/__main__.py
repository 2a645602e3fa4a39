"""``python -m testbed``: serve until told to stop.

Prints one line of JSON with the addresses when all servers listen, and ends on
SIGTERM, on SIGINT, or when the program at the other end of standard input closes it.
"""

import argparse
import json
import os
import select
import signal
import socket
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from testbed.net import serve
from testbed.plugins import PluginError
from testbed.tables import SiteError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the sites and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m testbed", description=__doc__)
    parser.add_argument("--day", type=int, default=1, help="day of the testbed, from 1")
    parser.add_argument("--sites", type=Path, help="folder of the sites' folders")
    options = parser.parse_args(arguments)
    woken, waker = socket.socketpair()
    with woken, waker:
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        try:
            with serve(options.day, options.sites) as net:
                print(json.dumps(net.as_json()), flush=True)  # noqa: T201 - the result
                _wait(woken)
        except (SiteError, PluginError) as exc:
            print(f"{type(exc).__name__}: {exc}", file=sys.stderr)  # noqa: T201
            return 2
        finally:
            signal.set_wakeup_fd(-1)
    return 0


def _wait(woken: socket.socket) -> None:
    """Wait for a signal, or for the end of standard input where that is a pipe.

    A terminal and /dev/null are not waited for: a job in the background would be
    stopped by the one and ended at once by the other.
    """
    sources: list[int | socket.socket] = [woken]
    mode = os.fstat(0).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        sources.append(0)
    while True:
        ready, _, _ = select.select(sources, [], [])
        if woken in ready or not os.read(0, 4096):
            return


if __name__ == "__main__":
    sys.exit(main())
