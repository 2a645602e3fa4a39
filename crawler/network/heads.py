"""Response heads as they were sent: names, order, doubles and padding kept."""

import re
from dataclasses import dataclass

STATUS_LINE = re.compile(rb"\s*HTTP/\d[.\d]*[ \t]+(\d{3})(?!\d)")
HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One response head, read leniently."""

    status: int | None
    """None where the bytes do not begin with a status line."""
    headers: tuple[tuple[str, str], ...]
    """Names as sent, latin-1 read; a line without a colon is left out."""
    end: int
    """Where the body begins; the length of the bytes where the head never ended."""

    def values(self, name: str) -> list[str]:
        """Return the values of header *name*, in order."""
        return [value for key, value in self.headers if key.lower() == name]


def read_head(raw: bytes) -> Head:
    r"""Read the final head in *raw*; interim 1xx heads before it are passed over.

    >>> read_head(b"HTTP/1.1 200 OK\r\nServer:  x \r\n\r\nhi").headers
    (('Server', 'x'),)
    """
    start = 0
    while True:
        match = HEAD_END.search(raw, start)
        text = raw[start : match.start() if match else len(raw)]
        end = match.end() if match else len(raw)
        found = STATUS_LINE.match(text)
        status = int(found[1]) if found else None
        interim = status is not None and 100 <= status < 200  # noqa: PLR2004 - 1xx
        if not (interim and match):
            break
        start = end
    lines = re.sub(rb"\r?\n[ \t]+", b" ", text).split(b"\n")[1:] if found else []
    headers = [
        (name.decode("latin-1"), value.strip().decode("latin-1"))
        for name, colon, value in (line.partition(b":") for line in lines)
        if colon
    ]
    return Head(status=status, headers=tuple(headers), end=end)
