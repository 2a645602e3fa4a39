"""Reported links: URLs, lists (CSV, XLSX, TXT) and photos of cards with QR codes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casebook.errors import InputError
from casebook.language import translate
from casebook.records import Candidate
from casebook.urls import canonical
from crawler.failures import one_line
from crawler.lists import read_rows
from crawler.photos import PHOTO_SUFFIXES, read_codes

SOURCE = "tip"

LIST_SUFFIXES = frozenset({".csv", ".xlsx", ".txt"})

# With a scheme, or as people write: a host with a dot, perhaps a path.
LINK = re.compile(
    r"https?://[^\s<>\"'，。；、（）《》]+|(?<![\w@./-])(?:[\w-]+\.)+[a-z\u4e00-\u9fff]{2,24}"
    r"(?::\d{2,5})?(?:/[^\s<>\"'，。；、（）《》]*)?(?![\w.-])",
    re.IGNORECASE,
)

# hxxp and [.]: links made harmless for the post.
ARMING = (
    (re.compile(r"\bhxxp(?=s?(://|\[:))", re.IGNORECASE), "http"),
    (re.compile(r"\[(\.|:|://)\]"), r"\1"),
    (re.compile(r"\(\.\)"), "."),
)

FILE_NAME = re.compile(
    r"\.(apk|csv|docx?|exe|gif|html?|jpe?g|mp4|pdf|png|pptx?|rar|txt|webp|xlsx?|zip)$",
    re.IGNORECASE,
)
"""What looks like a host without a scheme, and is a file."""

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Tips:
    """What was taken from what people reported."""

    candidates: tuple[Candidate, ...]
    bad: tuple[str, ...] = ()
    """One line for each row or code that held no usable link, with its place."""


def read_tips(arguments: Iterable[str], at: datetime, language: str = "zh") -> Tips:
    """Read links from *arguments*: each is a URL, a list or a photo.

    Rows that cannot be used are counted and named, and stop nothing.

    Args:
        arguments: absolute URLs, or paths of CSV, XLSX, TXT or picture files.
        at: when they were taken in, UTC.
        language: of the reasons and of the lines about what is bad.

    Raises:
        InputError: an argument is neither, or a file cannot be read at all.
    """
    candidates: dict[str, Candidate] = {}
    bad: list[str] = []
    for argument in arguments:
        for url, reason, problem in _read(argument, language):
            if problem:
                bad.append(problem)
                continue
            found = Candidate(url=url, source=SOURCE, reason=reason, seen_at=at)
            candidates.setdefault(canonical(url), found)
    return Tips(candidates=tuple(candidates.values()), bad=tuple(bad))


Tip = tuple[str, str, str]
"""URL, reason, and what was wrong; one of the first and the last is empty."""


def _read(argument: str, language: str) -> Iterator[Tip]:
    path = Path(argument)
    suffix = path.suffix.lower()
    if argument.lower().startswith(("http://", "https://")):
        yield canonical_tip(argument), translate("reported", language), ""
    elif suffix in LIST_SUFFIXES:
        yield from _from_list(path, language)
    elif suffix in PHOTO_SUFFIXES:
        yield from _from_photo(path, language)
    else:
        raise InputError(
            f"{argument[:SHOWN_CHARACTERS]!r} is no http or https URL, no list "
            f"({', '.join(sorted(LIST_SUFFIXES))}) and no picture "
            f"({', '.join(sorted(PHOTO_SUFFIXES))})"
        )


def canonical_tip(text: str) -> str:
    """Return *text* as it was written, once it is known to be a usable URL.

    Raises:
        InputError: it is none.
    """
    canonical(text)
    return text.strip()


def _from_list(path: Path, language: str) -> Iterator[Tip]:
    rows = list(read_rows(path))
    if not rows:
        # Said aloud: an export that went wrong must not look like a quiet day.
        raise InputError(f"{path} holds no rows")
    for number, cells in rows:
        place = {"file": path.name, "row": number}
        found = list(_links(cells))
        for url in found:
            yield url, translate("reported in {file}, row {row}", language, **place), ""
        # The first row may well be a heading.
        if not found and number > 1 and any(cell.strip() for cell in cells):
            shown = one_line(" | ".join(cells))[:SHOWN_CHARACTERS]
            said = translate(
                "{file}, row {row}: no link in {text}", language, **place, text=shown
            )
            yield "", "", said


def _links(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        armed = cell
        for pattern, plain in ARMING:
            armed = pattern.sub(plain, armed)
        for match in LINK.finditer(armed):
            text = match[0].rstrip(".,;:)]}")
            if "/" not in text and FILE_NAME.search(text):
                continue
            url = text if "://" in text else f"http://{text}"
            try:
                yield canonical_tip(url)
            except InputError:
                continue


def _from_photo(path: Path, language: str) -> Iterator[Tip]:
    codes = read_codes(path)
    if not codes:
        yield "", "", translate("{file}: no QR code found", language, file=path.name)
    for text in codes:
        found = list(_links([text]))
        for url in found:
            yield url, translate("QR code on {file}", language, file=path.name), ""
        if not found:
            shown = one_line(text)[:SHOWN_CHARACTERS]
            said = translate(
                "{file}: the QR code holds no link but {text}",
                language,
                file=path.name,
                text=shown,
            )
            yield "", "", said
