"""Other programs, run within bounds: no shell, so long, so many bytes, and no more."""

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence

CHUNK_BYTES = 1 << 16


class ProgramFailed(Exception):  # noqa: N818 - named for the fact
    """A program did not do what it was run for; the message never quotes its words.

    Arguments and output of a signing command may hold secrets.
    """


def run(
    words: Sequence[str],
    given: bytes,
    *,
    seconds: float,
    limit: int,
    cwd: str | None = None,
    quiet: bool = False,
) -> bytes:
    """Run a program and return what it wrote to its standard output.

    Args:
        words: program and arguments.
        given: what it reads from its standard input.
        seconds: it and what it started are killed after so long.
        limit: most bytes of output; with more it is killed too.
        cwd: folder to run in; None: this one.
        quiet: whether what it says on standard error is thrown away.

    Raises:
        ProgramFailed: it cannot be run, runs too long, says too much, or exits with
            another code than 0.
    """
    name = os.path.basename(words[0])  # noqa: PTH119 - a word, perhaps no path
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603 - the operator's own command
                list(words),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if quiet else None,
                cwd=cwd,
                start_new_session=True,  # so that what it starts can be killed too
            )
        except (OSError, ValueError) as exc:
            why = getattr(exc, "strerror", None) or "bad words"
            raise ProgramFailed(f"{name} cannot be run: {why}") from None
    with child:
        try:
            found = _output(child, name, time.monotonic() + seconds, limit)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        raise ProgramFailed(f"{name} exited with {child.returncode}")
    return found


def _output(
    child: subprocess.Popen[bytes], name: str, deadline: float, limit: int
) -> bytes:
    """Read all that *child* writes, and wait for its end."""
    assert child.stdout is not None
    number, found = child.stdout.fileno(), bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([number], [], [], left)[0]:
            raise ProgramFailed(f"{name} took too long")
        chunk = os.read(number, CHUNK_BYTES)
        if not chunk:
            break
        found += chunk
        if len(found) > limit:
            raise ProgramFailed(f"{name} wrote more than {limit} bytes")
    try:
        child.wait(max(deadline - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired:
        raise ProgramFailed(f"{name} took too long") from None
    return bytes(found)
