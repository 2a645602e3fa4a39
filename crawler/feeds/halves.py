"""Files that came by half: what is there is kept, and the rest is asked for.

A server that has the same file still sends the rest only (RFC 9110, sections 13.1.5
and 14.2); one that has another, or knows no ranges, sends the whole.
"""

import re
from pathlib import Path

import httpx

PARTIAL, NOT_SATISFIABLE = 206, 416

_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")
_VALIDATOR_CHARACTERS = 300


class Half:
    """The begun file of one list, and beside it what tells which file that was.

    Both lie on the disk from the first byte on, so a run that is killed loses neither.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = path.with_name(f"{path.name}.is")

    @property
    def files(self) -> frozenset[Path]:
        """Where it lies."""
        return frozenset((self.path, self._beside))

    def asked(self) -> dict[str, str]:
        """Return the headers that ask for the rest; none where nothing is there."""
        try:
            size = self.path.stat().st_size
            validator = self._beside.read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return {}
        if not size or not validator:
            return {}
        return {"Range": f"bytes={size}-", "If-Range": validator}

    def begin(self, response: httpx.Response) -> int:
        """Return how many bytes of the file are there before *response*.

        What is there is dropped where the whole file comes.

        Raises:
            ValueError: it is another part than was asked for.
        """
        if response.status_code == PARTIAL:
            size = self.path.stat().st_size
            found = _RANGE.fullmatch(response.headers.get("content-range", ""))
            if found is None or int(found[1]) != size:
                self.drop()
                raise ValueError("another part came than was asked for")
            return size
        self.drop()
        self.path.write_bytes(b"")
        self._beside.write_text(_validator(response), "ascii")
        return 0

    def promised(self, response: httpx.Response) -> int | None:
        """Return how long the whole file is to be; None where that is not said."""
        if response.status_code == PARTIAL:
            found = _RANGE.fullmatch(response.headers.get("content-range", ""))
            return int(found[2]) if found and found[2] != "*" else None
        said = response.headers.get("content-length", "")
        return int(said) if said.isdigit() else None

    def drop(self) -> None:
        """Remove what is there."""
        for path in self.files:
            path.unlink(missing_ok=True)


def _validator(response: httpx.Response) -> str:
    """Return what the file is known by again; empty: by nothing that is exact."""
    etag: str = response.headers.get("etag", "")
    since: str = response.headers.get("last-modified", "")
    found = etag if etag.startswith('"') else since  # a weak one stands for several
    is_plain = found.isascii() and found.isprintable()
    return found if is_plain and len(found) <= _VALIDATOR_CHARACTERS else ""
