"""Names tiles: the names of a tile's certificates as JSON, one line each.

An extension of the Sunlight log software. The log's tree does not cover them, so
where inclusion is checked the data tiles are read instead.
"""

import json

_TIME_MAX = 1 << 64


def read_names_tile(data: bytes, count: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the timestamp in milliseconds and the names of each of *count* entries.

    Raises:
        ValueError: a line is not what it must be, or there are more or fewer.
    """
    lines = data.splitlines()
    if len(lines) != count or not data.endswith(b"\n"):
        raise ValueError(f"the names tile holds {len(lines)} whole lines, not {count}")
    return [_line(line, number) for number, line in enumerate(lines)]


def _line(line: bytes, number: int) -> tuple[int, tuple[str, ...]]:
    try:
        table = json.loads(line)
        timestamp = table["Timestamp"]
        if type(timestamp) is not int or not 0 <= timestamp < _TIME_MAX:
            raise ValueError(f"{timestamp!r} is no time")  # noqa: TRY301 - same answer
        names = table.get("DNS") or []
        if not names:
            common = (table.get("Subject") or {}).get("CommonName", "")
            names = [common] if "." in common else []
        found = tuple(dict.fromkeys(name.lower() for name in names))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise ValueError(f"line {number} of the names tile is broken: {exc}") from None
    return timestamp, found
