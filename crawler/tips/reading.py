"""What people report: links, lists, texts of advertisements, photos and screenshots."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casebook.errors import InputError
from casebook.language import mark, translate
from casebook.profiles import Profiles, read_profiles
from casebook.records import Ad, AdKind, Candidate
from casebook.urls import canonical
from crawler.network.failures import one_line
from crawler.posts.links import canonical_tip, links_in
from crawler.posts.photos import PHOTO_SUFFIXES, read_codes_of, read_photo
from crawler.tips.cards import CardCheck, check_card, is_card, without_numbers
from crawler.tips.lists import read_rows
from crawler.tips.picture_text import words_on

SOURCE = "tip"

LIST_SUFFIXES = frozenset({".csv", ".xlsx", ".txt"})

CAPTION_SUFFIXES = frozenset({".srt", ".vtt"})
"""Captions of short videos, as players and downloaders write them."""

PROSE_CHARACTERS = 15
"""Chinese characters from which a text file may be the text of an advertisement."""

LIST_SHARE = 0.5
"""Lines with a link, from which on a text file is a list."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")

CUE = re.compile(r"^(?:\d+|WEBVTT.*|NOTE.*|[\d:.,]+\s*-->.*)$")
"""Lines of a caption file that nobody says."""

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A photographed certificate, and what became of the checks of what it says."""

    file: str
    sha256: str
    checks: tuple[CardCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tips:
    """What was taken from what people reported."""

    candidates: tuple[Candidate, ...]
    bad: tuple[str, ...] = ()
    """One line for each row or code that held no usable link, with its place."""
    ads: tuple[Ad, ...] = ()
    """Texts of advertisements: pasted, read off pictures, or captions."""
    cards: tuple[Card, ...] = ()
    notes: tuple[str, ...] = ()
    """What was not checked, one line each."""
    originals: tuple[Path, ...] = ()
    """Files that candidates, ads and cards name by their SHA-256, to be kept."""


def read_tips(
    arguments: Iterable[str],
    at: datetime,
    language: str = "zh",
    *,
    profiles: Profiles | None = None,
) -> Tips:
    """Read *arguments*: each is a URL, a list, a text, a caption file or a picture.

    Rows that cannot be used are counted and named, and stop nothing.

    Args:
        arguments: absolute URLs, or paths of CSV, XLSX, TXT, SRT, VTT or pictures.
        at: when they were taken in, UTC.
        language: of the reasons and of the lines about what is bad.
        profiles: which hosts are official; None: those that ship.

    Raises:
        InputError: an argument is neither, or a file cannot be read at all.
    """
    taken = _Taken(at=at, language=language, profiles=profiles)
    for argument in arguments:
        path = Path(argument)
        suffix = path.suffix.lower()
        if argument.lower().startswith(("http://", "https://")):
            url = canonical_tip(argument)
            taken.take([Tip(url=url, reason=taken.say("reported"))])
        elif suffix in CAPTION_SUFFIXES:
            taken.take_text(path, _spoken(path), kind=AdKind.CAPTION)
        elif suffix == ".txt" and (text := _prose(path)):
            taken.take_text(path, text, kind=AdKind.TIP)
            taken.take(_from_list(path, language), only_links=True)
        elif suffix in LIST_SUFFIXES:
            taken.take(_from_list(path, language))
        elif suffix in PHOTO_SUFFIXES:
            taken.take_photo(path)
        else:
            known = LIST_SUFFIXES | CAPTION_SUFFIXES
            raise InputError(
                f"{argument[:SHOWN_CHARACTERS]!r} is no http or https URL, no list "
                f"or text ({', '.join(sorted(known))}) and no picture "
                f"({', '.join(sorted(PHOTO_SUFFIXES))})"
            )
    return taken.tips()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """A link that was read, or what was wrong where there is none."""

    url: str = ""
    reason: str = ""
    found_as: str = ""
    """As :attr:`casebook.records.Candidate.found_as`."""
    problem: str = ""
    """Empty: nothing was wrong."""


class _Taken:
    """Collects what the arguments hold."""

    def __init__(
        self, *, at: datetime, language: str, profiles: Profiles | None
    ) -> None:
        self._at, self._language = at, language
        self._profiles = profiles or read_profiles()
        self._candidates: dict[str, Candidate] = {}
        self._bad: list[str] = []
        self._ads: list[Ad] = []
        self._cards: list[Card] = []
        self._notes: list[str] = []
        self._originals: list[Path] = []

    def say(self, message: str, **values: object) -> str:
        return translate(message, self._language, **values)

    def tips(self) -> Tips:
        return Tips(
            candidates=tuple(self._candidates.values()),
            bad=tuple(self._bad),
            ads=tuple(self._ads),
            cards=tuple(self._cards),
            notes=tuple(self._notes),
            originals=tuple(self._originals),
        )

    def take(
        self, tips: Iterable[Tip], *, only_links: bool = False, picture: str = ""
    ) -> None:
        for tip in tips:
            if tip.problem:
                self._bad += [] if only_links else [tip.problem]
                continue
            found = Candidate(
                url=tip.url,
                source=SOURCE,
                reason=tip.reason,
                seen_at=self._at,
                found_as=tip.found_as,
                picture_sha256=picture,
            )
            self._candidates.setdefault(canonical(tip.url), found)

    def take_text(self, path: Path, text: str, *, kind: AdKind) -> None:
        self._originals.append(path)
        self._add_ad(path, text, kind=kind)

    def take_photo(self, path: Path) -> None:
        data = read_photo(path)
        codes = read_codes_of(data, name=str(path))
        lines = words_on(data, name=str(path))
        if lines is None:
            note = mark("{file}: words on it not checked; install the extra ocr")
            self._notes.append(self.say(note, file=path.name))
        sha256 = hashlib.sha256(data).hexdigest()
        text = "\n".join(lines or ())
        says_much = len(CHINESE.findall(text)) >= PROSE_CHARACTERS
        card = is_card(lines or ())
        if codes or not (card or says_much):
            found = list(_from_codes(path, codes, self._language))
            self.take(found, picture=sha256)
            if any(tip.url for tip in found):
                self._originals.append(path)
        if card or (codes and lines is None):
            checks = check_card(
                lines, codes, self._profiles, at=self._at, language=self._language
            )
            self._cards.append(Card(file=path.name, sha256=sha256, checks=checks))
            self._originals.append(path)
        if says_much and not card:
            self._originals.append(path)
            self._add_ad(path, text, codes=tuple(codes), image=sha256)

    def _add_ad(
        self,
        path: Path,
        text: str,
        *,
        kind: AdKind = AdKind.TIP,
        codes: tuple[str, ...] = (),
        image: str = "",
    ) -> None:
        self._ads.append(
            Ad(
                place=SOURCE,
                url="",
                text=without_numbers(text),
                seen_at=self._at,
                kind=kind,
                source=SOURCE,
                part=one_line(path.name)[:SHOWN_CHARACTERS],
                codes=codes,
                image_sha256s=(image,) if image else (),
            )
        )


def _prose(path: Path) -> str:
    """Return the text of a file that is no list, or empty where it is one."""
    lines = [cells[0].strip() for _, cells in read_rows(path)]
    lines = [line for line in lines if line]
    linked = sum(bool(list(links_in([line]))) for line in lines)
    text = "\n".join(lines)
    if not lines or linked >= LIST_SHARE * len(lines):
        return ""
    return text if len(CHINESE.findall(text)) >= PROSE_CHARACTERS else ""


def _spoken(path: Path) -> str:
    lines = [cells[0].strip() for _, cells in read_rows(path)]
    return "\n".join(line for line in lines if line and not CUE.match(line))


def _from_list(path: Path, language: str) -> Iterator[Tip]:
    rows = list(read_rows(path))
    if not rows:
        # Said aloud: an export that went wrong must not look like a quiet day.
        raise InputError(f"{path} holds no rows")
    for number, cells in rows:
        place = {"file": path.name, "row": number}
        found = [(url, _form(cell, url)) for cell in cells for url in links_in([cell])]
        for url, found_as in found:
            said = translate("reported in {file}, row {row}", language, **place)
            yield Tip(url=url, reason=said, found_as=found_as)
        # The first row may well be a heading.
        if not found and number > 1 and any(cell.strip() for cell in cells):
            shown = one_line(" | ".join(cells))[:SHOWN_CHARACTERS]
            said = translate(
                "{file}, row {row}: no link in {text}", language, **place, text=shown
            )
            yield Tip(problem=said)


def _from_codes(path: Path, codes: list[str], language: str) -> Iterator[Tip]:
    if not codes:
        said = translate("{file}: no QR code found", language, file=path.name)
        yield Tip(problem=said)
    for text in codes:
        found = list(links_in([text]))
        for url in found:
            said = translate("QR code on {file}", language, file=path.name)
            yield Tip(url=url, reason=said, found_as=text)
        if not found:
            shown = one_line(text)[:SHOWN_CHARACTERS]
            said = translate(
                "{file}: the QR code holds no link but {text}",
                language,
                file=path.name,
                text=shown,
            )
            yield Tip(problem=said)


def _form(cell: str, url: str) -> str:
    """Return the deep link or disarmed link that *url* was read out of, or empty."""
    written = cell.strip()
    return "" if url in written or len(written.split()) > 1 else written
