"""People whose certificates a page shows: their names, found and kept out of sight.

The names come from the pages themselves, so that they are masked wherever a document
quotes them: in a title, in a reason, in an advertisement, in an address.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from selectolax.lexbor import LexborNode

from casebook.records import Inspection
from detectors.pages.page import Page
from detectors.site import open_site
from reports import names

Read = Callable[[str], bytes]

T = TypeVar("T")

_CELL_MAX = 40
"""Characters of a cell that can be a label or a name."""
_CELLS_MAX = 4_000


def victims_of(inspections: Iterable[Inspection], read: Read) -> frozenset[str]:
    """Return the names that the pages of *inspections* show beside their labels."""
    found: set[str] = set()
    for inspection in inspections:
        site = open_site(inspection, read)
        for page in (*site.pages, *site.inner):
            found |= names_on(page)
    return frozenset(found)


def names_on(page: Page) -> frozenset[str]:
    """Return the names of people that *page* shows as an answer."""
    found = {*_in_tables(page), *_in_lines(page.lines), *_in_lines(page.pieces)}
    return frozenset(one for one in found if names.reads_like_one(one))


def spare(record: T, hidden: frozenset[str]) -> T:
    """Return *record* with the names of *hidden* masked in every text of it."""
    if not hidden:
        return record
    plain: Any = record
    found: Any = _spared(plain, hidden)
    return found  # type: ignore[no-any-return]


def reading(read: Read, instead: Mapping[str, bytes]) -> Read:
    """Return *read* with some blobs replaced by what may be shown of them."""
    return lambda sha256: instead[sha256] if sha256 in instead else read(sha256)


def _in_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield names in one line with their label, and in the lines below one."""
    is_below = False
    for line in lines:
        yield from _labelled(line)
        found = [*names.names_in(line)] if is_below and len(line) <= _CELL_MAX else []
        yield from found
        # A list goes on as long as each line is a name and nothing else.
        is_list = bool(found) and names.reads_like_one(line.strip())
        is_below = is_list or (len(line) <= _CELL_MAX and names.is_label(line))


def _labelled(line: str) -> Iterator[str]:
    return (name for _, _, name in names.labelled(line))


def _in_tables(page: Page) -> Iterator[str]:
    """Yield names beside a label cell, and below one in the head of a table."""
    below: set[int] = set()
    width = 0
    for row in page.css("tr"):
        cells = [_text(cell) for cell in row.css("td,th")[:_CELLS_MAX]]
        labels = {at for at, cell in enumerate(cells) if names.is_label(cell)}
        beside = {at + 1 for at in labels if at + 1 < len(cells)}
        for at in sorted(beside | {at for at in below if at < len(cells)}):
            yield from names.names_in(cells[at])
        # A head has fields beside fields: the values stand below it.
        if labels:
            below, width = labels, len(cells)
        elif len(cells) <= 1 and width != len(cells):
            below = set()


def _text(cell: LexborNode) -> str:
    text = " ".join(cell.text().split())
    return text if len(text) <= _CELL_MAX else ""


def _spared(plain: Any, hidden: frozenset[str]) -> Any:
    if isinstance(plain, Enum):
        return plain
    if isinstance(plain, str):
        return names.hide(plain, hidden)
    if dataclasses.is_dataclass(plain) and not isinstance(plain, type):
        fields = {
            field.name: _spared(getattr(plain, field.name), hidden)
            for field in dataclasses.fields(plain)
        }
        return dataclasses.replace(plain, **fields)
    if isinstance(plain, tuple | list | frozenset):
        return type(plain)(_spared(one, hidden) for one in plain)
    if isinstance(plain, Mapping):
        return {
            _spared(key, hidden): _spared(value, hidden) for key, value in plain.items()
        }
    return plain
