"""The RDAP bootstrap file, kept on disk between runs (RFC 9224, section 8)."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any


class Bootstrap:
    """A copy of the register at *url*; its age is the file's."""

    def __init__(self, url: str, folder: Path | None, *, hours: float) -> None:
        self.url = url
        self._hours = hours
        # Another register has another file: a changed setting holds at once.
        key = hashlib.sha256(url.encode()).hexdigest()[:12]
        self._path = folder / f"rdap-bootstrap-{key}.json" if folder else None

    def age_hours(self) -> float | None:
        """Return how old the copy is, or None where there is none."""
        if self._path is None or not self._path.is_file():
            return None
        return max(0.0, time.time() - self._path.stat().st_mtime) / 3600

    def fresh(self) -> bytes | None:
        """Return the copy where it is young enough to be used unasked."""
        age = self.age_hours()
        return self.any_age() if age is not None and age < self._hours else None

    def any_age(self) -> bytes | None:
        """Return the copy, however old, or None where there is none."""
        if self._path is None or not self._path.is_file():
            return None
        return self._path.read_bytes()

    def keep(self, data: bytes) -> None:
        """Keep *data*, whole or not at all."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(self._path)


def read_bootstrap(data: bytes) -> dict[str, str]:
    """Return the server for each suffix; https first where there are several.

    Raises:
        ValueError: it is no register; entries that are none are left out.

    >>> read_bootstrap(b'{"services": [[["test"], ["https://rdap.test/"]]]}')
    {'test': 'https://rdap.test/'}
    """
    table = read_json(data)
    services = table.get("services") if isinstance(table, dict) else None
    if not isinstance(services, list):
        raise ValueError("the RDAP bootstrap has no services")  # noqa: TRY004 - bad data
    found: dict[str, str] = {}
    for entry in services:
        match entry:
            case [list() as suffixes, list() as urls, *_]:
                usable = [url for url in urls if _is_web(url)]
                usable.sort(key=lambda url: not url.startswith("https:"))
                for suffix in suffixes:
                    if usable and isinstance(suffix, str):
                        found[suffix.lower()] = usable[0]
    return found


def read_json(data: bytes) -> Any:
    """Parse JSON.

    Raises:
        ValueError: it is none, or nested deeper than anybody means it.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("JSON is nested too deep") from None


def _is_web(url: Any) -> bool:
    return isinstance(url, str) and url.startswith(("http://", "https://"))
