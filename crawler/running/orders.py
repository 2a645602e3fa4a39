"""Orders to the process that crawls, and what it tells."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casebook import errors
from casebook.config import Config
from casebook.encoding import to_plain
from casebook.errors import DigestMismatch, EvidenceError, ZhaoyaoError
from casebook.workspace import Workspace

STOP_SECONDS = 20.0
"""How long a crawl that is told to stop may take before it is ended."""

Event = dict[str, Any]
"""A line from the child: ``event`` says what kind it is."""


def make_order(
    workspace: Workspace | None,
    *,
    spiders: list[str],
    run: str = "",
    limit: int | None = None,
    candidates: list[Any] | None = None,
    config: Config | None = None,
    judged: bool = True,
    keeps_all: bool = False,
) -> Event:
    """Return an order: plain data that says all the child needs to know.

    Args:
        workspace: opened by the child, too; None: works on *candidates* without one.
        spiders: names of what runs, side by side.
        run: id of the run that finds and visits are recorded under.
        limit: visits at most; None: until nothing waits.
        candidates: plain records to visit in place of the queue.
        config: used without a workspace.
        judged: whether captures are judged.
        keeps_all: whether *candidates* go into the casebook and are preserved.
    """
    return {
        "workspace": str(workspace.path) if workspace else "",
        "spiders": spiders,
        "run": run,
        "limit": limit,
        "candidates": candidates,
        "config": to_plain((workspace.config if workspace else config) or Config()),
        "blobs": "",
        "judged": judged,
        "keeps_all": keeps_all,
    }


def carry_out(order: Event) -> Iterator[Event]:
    """Yield what the child tells; raise its error here.

    Raises:
        ZhaoyaoError: of the kind that the child met.
        RuntimeError: it ended without saying how, which is a bug or a kill.
    """
    ended: Event | None = None
    with _child(order) as child:
        assert child.stdout is not None
        for line in child.stdout:
            event: Event = json.loads(line)
            if event["event"] in {"error", "done"}:
                ended = ended or event
            else:
                yield event
    if ended is None:
        raise RuntimeError(f"the crawl's process ended with code {child.returncode}")
    if ended["event"] == "error":
        kind = getattr(errors, ended["kind"], None)
        if kind is DigestMismatch:
            kind = EvidenceError  # the message says what the attributes would
        if isinstance(kind, type) and issubclass(kind, ZhaoyaoError):
            raise kind(ended["message"])
        raise RuntimeError(f"{ended['kind']}: {ended['message']}")


def _import_path() -> Iterator[str]:
    """Yield where the child finds this very package, then what was set before."""
    yield str(Path(__file__).parents[2])
    if before := os.environ.get("PYTHONPATH"):
        yield before


@contextmanager
def _child(order: Event) -> Iterator[subprocess.Popen[str]]:
    # A session of its own: Ctrl-C reaches us only, and we tell the child; its whole
    # group, browser included, can be ended at once.
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler.running.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(_import_path())},
    )
    assert child.stdin is not None
    try:
        with contextlib.suppress(BrokenPipeError):  # its end says more than the pipe's
            child.stdin.write(json.dumps(order) + "\n")
            child.stdin.flush()
        yield child
        child.wait()
    finally:
        # The one way to tell it to stop; a second would force it.
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
        child.stdin = None
        try:
            child.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
