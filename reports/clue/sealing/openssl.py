"""What is left to the ``openssl`` program: SM2, and timestamps no library parses.

Where the program is not installed, nothing is said to be wrong: it is not checked.
"""

import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from casebook.language import mark
from reports.clue.doubt import Unchecked
from reports.clue.sealing.programs import ProgramFailed, run

DISTID = "1234567812345678"
"""The signer's identity where parties agreed on none (GM/T 0009-2012)."""

SECONDS = 30.0
OUTPUT_MAX_BYTES = 1 << 20

_TIME = re.compile(
    r"^Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d(?:\.\d+)? \d{4}) GMT$", re.MULTILINE
)


def is_sm2_signed(public_pem: bytes, signature: bytes, message: bytes) -> bool:
    """Whether *signature* is an SM2 signature with SM3 over *message*.

    Raises:
        Unchecked: there is no openssl here, or it knows no SM2.
    """
    program = _program()
    with tempfile.TemporaryDirectory() as folder:
        _write(folder, {"key": public_pem, "signature": signature, "message": message})
        # Asked first whether it can: an old one must not make a signature look forged.
        try:
            _ask(folder, program, "pkey", "-pubin", "-in", "key", "-noout")
        except ProgramFailed:
            raise Unchecked(mark("openssl here cannot read an SM2 key")) from None
        words = ["dgst", "-sm3", "-verify", "key", "-sigopt", f"distid:{DISTID}"]
        try:
            _ask(folder, program, *words, "-signature", "signature", "message")
        except ProgramFailed:
            return False
    return True


def stamped_at(
    answer: bytes, message: bytes, roots_pem: bytes, *, request: bytes | None = None
) -> datetime | None:
    """Return when a timestamp was made, or None where it does not hold.

    Args:
        answer: the whole answer of the authority.
        message: what was stamped.
        roots_pem: the only roots that count.
        request: what the authority was asked; its nonce must come back.

    Raises:
        Unchecked: there is no openssl here, or it cannot tell the time of the stamp.
    """
    program = _program()
    with tempfile.TemporaryDirectory() as folder:
        files = {"answer": answer, "message": message, "roots": roots_pem}
        _write(folder, files | ({"request": request} if request else {}))
        over = ["-queryfile", "request"] if request else ["-data", "message"]
        try:
            # Only the signed part is asked for its time: what stands before it in an
            # answer is free text that anybody could put another date into.
            words = ["ts", "-reply", "-in", "answer", "-token_out", "-out", "token"]
            _ask(folder, program, *words)
            words = ["ts", "-reply", "-token_in", "-in", "token", "-text"]
            at = _time(_ask(folder, program, *words).decode("utf-8", "replace"))
            # The chain counts as of the stamp: certificates end, stamps stay.
            words = ["ts", "-verify", *over, "-in", "answer", "-CAfile", "roots"]
            _ask(folder, program, *words, "-attime", str(int(at.timestamp())))
        except ProgramFailed:
            return None
    return at


def _program() -> str:
    found = shutil.which("openssl")
    if found is None:
        raise Unchecked(mark("openssl is not installed here"))
    return found


def _ask(folder: str, program: str, *words: str) -> bytes:
    return run(
        [program, *words],
        b"",
        seconds=SECONDS,
        limit=OUTPUT_MAX_BYTES,
        cwd=folder,
        quiet=True,
    )


def _write(folder: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        Path(folder, name).write_bytes(data)


def _time(told: str) -> datetime:
    found = _TIME.search(told)
    if found is None:
        raise Unchecked(mark("openssl cannot tell the time of the stamp"))
    text = re.sub(r"\.\d+", "", found.group(1))
    return datetime.strptime(f"{text} +0000", "%b %d %H:%M:%S %Y %z").astimezone(UTC)
