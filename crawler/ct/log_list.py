"""Which logs there are: log list version 3, as browsers publish it."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.ct.heads import log_id

USABLE = frozenset({"usable", "qualified", "readonly"})
"""States of logs that can be read; others are pending, retired or rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """One log, and where it is read."""

    name: str
    """Description, such as ``Example 'Willow2026h1' log``."""
    id: str
    """SHA-256 of its key in base64: stays when the log moves or is renamed."""
    key: bytes
    """DER SubjectPublicKeyInfo."""
    url: str
    """Prefix to read from, ending in a slash."""
    tiled: bool
    """Whether it serves static-ct tiles; else RFC 6962."""
    state: str = "usable"


def read_log_list(data: bytes) -> list[Log]:
    """Return the logs that can be read; each once, tiles before RFC 6962.

    Raises:
        ValueError: it is no log list.
    """
    try:
        operators = json.loads(data)["operators"]
        found = [log for one in operators for log in _logs_of(one)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        raise ValueError(f"not a log list, version 3: {exc}") from None
    by_id: dict[str, Log] = {}
    for log in sorted(found, key=lambda log: not log.tiled):
        if log.state in USABLE:
            by_id.setdefault(log.id, log)
    return list(by_id.values())


def choose(logs: Iterable[Log], wanted: Iterable[str]) -> list[Log]:
    """Return the logs whose name or URL holds one of *wanted*; empty: all."""
    words = [word.lower() for word in wanted]
    return [
        log
        for log in logs
        if not words
        or any(word in log.name.lower() or word in log.url.lower() for word in words)
    ]


def _logs_of(operator: Mapping[str, Any]) -> Iterator[Log]:
    for table in operator.get("tiled_logs") or ():
        yield _log(table, table["monitoring_url"], tiled=True)
    for table in operator.get("logs") or ():
        yield _log(table, table["url"], tiled=False)


def _log(table: Mapping[str, Any], url: str, *, tiled: bool) -> Log:
    try:
        key = base64.b64decode(table["key"], validate=True)
    except binascii.Error as exc:
        raise ValueError(f"the key of {url} is not base64: {exc}") from None
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url!r} is no address of a log")
    own = base64.b64encode(log_id(key)).decode()
    if own != table["log_id"]:
        raise ValueError(f"the id of {url} is not that of its key")
    state = table.get("state") or {"usable": {}}
    return Log(
        name=str(table.get("description") or url),
        id=own,
        key=key,
        url=url if url.endswith("/") else f"{url}/",
        tiled=tiled,
        state=next(iter(state), ""),
    )
