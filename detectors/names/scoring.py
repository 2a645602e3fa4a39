"""One host name against all profiles: a score, the body it points to, and why."""

from dataclasses import dataclass, replace
from math import exp
from urllib.parse import unquote, urlsplit

from casebook.language import mark
from casebook.records import Claim
from casebook.urls import host_of
from detectors.names.index import NameIndex, View
from detectors.names.lawful import is_of_the_trade
from detectors.names.letters import Letters, clean, letters_of, merge
from detectors.names.pieces import Piece, pieces_of
from detectors.names.reading import Reading, read
from detectors.names.suffixes import cut, is_foreign_government, is_restricted
from detectors.names.words import Role

FLAG_SCORE = 0.5
"""From here on a name is shown to a person."""

# Log-odds that a reading must be worth before it is as likely as not to be an
# imitation, and how fast certainty grows from there.
THRESHOLD_NATS = 8.8
SLOPE = 0.5

LESSON = -5.0
"""A word of schools, news and trade beside it: they write of certificates too."""
SHORT_ALONE = -6.0
"""A short token without a context word: other words share its letters."""
RESTRICTED = -4.0
"""The registry asks for papers before it lets a name below this suffix."""
SPELT_OUT_LETTERS = 5
"""Shorter names of places are initials, and other words have the same."""
SHORT_ALONE_MOST = THRESHOLD_NATS - 0.5
"""And it is never flagged, however many places and fillers stand around it."""
TRADE_ALONE_MOST = SHORT_ALONE_MOST
"""Nor is the trade's own word, spelt right, with nothing that asks or claims."""
SHARED = 0.5
"""The name stands under a suffix that lets anybody choose the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing that speaks for or against an imitation."""

    code: str
    """Reason code, stable, such as ``official-host``."""
    part: str
    """What is quoted: the letters of the name that show it."""
    nats: float
    """Log-odds it is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostScore:
    """What a host name tells by itself."""

    name: str
    """As it was given."""
    score: float
    """0 to 1 that the name is made to look like an official one."""
    profile: str
    """Name of the profile it points to or belongs to, or empty."""
    signal: str
    """Code of what the claim says, or empty where nothing was found."""
    signals: tuple[Signal, ...]
    """Strongest first; one that says why where the name is out of scope."""
    claim: Claim
    """One sentence for a person."""

    @property
    def is_flagged(self) -> bool:
        """Whether a person should see it."""
        return self.score >= FLAG_SCORE


def score_host(host: str, index: NameIndex) -> HostScore:
    """Score *host*, in any spelling: punycode or not, with ``*.`` or a final dot."""
    name = clean(host)
    official = index.owner_of(name)
    if official is not None:
        code = "official" if official else "government-suffix"
        return _out_of_scope(host, code, name, official)
    if "." not in name:
        return _nothing(host, name)
    letters = letters_of(name)
    if is_foreign_government(letters.parts.suffix):
        return _out_of_scope(host, "foreign-government", letters.parts.suffix, "")
    readings = [(_read(letters, index.shaped, index), letters)]
    paired = merge(letters)
    if paired:
        readings.append((_read(paired, index.merged, index), paired))
    best, where = max(readings, key=lambda pair: _worth(pair[0], pair[1]))
    if not best.pieces:
        return _nothing(host, name)
    nats = _worth(best, where)
    main = max(best.tokens, key=_telling)
    assert main.token
    return HostScore(
        name=host,
        score=1 / (1 + exp(-SLOPE * (nats - THRESHOLD_NATS))),
        profile=main.token.profile,
        signal=_code(main),
        signals=_signals(best, where),
        claim=_claim(
            HOST_CLAIMS[_code(main)],
            name,
            part=where.quote(main.start, main.end),
            official=main.token.shown,
            body=_title(index, main.token.profile),
        ),
    )


def _read(letters: Letters, view: View, index: NameIndex) -> Reading:
    return read(letters, pieces_of(letters, view, index.prior))


def score_url(url: str, index: NameIndex) -> HostScore:
    """Score the host of *url*, and where anybody may rent it, the first folder too.

    On shared hosting ``owner.host/mem.gov.cn/`` is as good as a label of one's own.
    """
    parts = urlsplit(url)
    host = host_of(url)
    found = score_host(host, index)
    folder = unquote(parts.path).lstrip("/").partition("/")[0].strip(".").lower()
    if folder and cut(host).shared and found.signal not in _OUT_OF_SCOPE:
        within = score_host(f"{folder}.{host}", index)
        if within.score > found.score:
            return replace(within, name=host)
    return found


def _worth(reading: Reading, letters: Letters) -> float:
    if not reading.pieces:
        return float("-inf")
    nats = reading.nats
    if letters.parts.shared:
        nats += SHARED
    if is_restricted(letters.parts.suffix):
        nats += RESTRICTED
    nats += LESSON * min(2, len(reading.lessons))
    tokens = reading.tokens
    if is_of_the_trade(reading, letters):
        nats = min(nats, TRADE_ALONE_MOST)
    lonely = not reading.context and len(tokens) == 1
    if any(_says_where(piece, letters) for piece in reading.places):
        lonely = False
    if lonely and all(_is_short(piece) for piece in tokens):
        if tokens[0].disguised in {"script", "foreign"}:
            return nats + SHORT_ALONE / 2
        return min(nats + SHORT_ALONE, SHORT_ALONE_MOST)
    return nats


def _says_where(place: Piece, letters: Letters) -> bool:
    """Whether *place* is clearly one: spelt out, or set apart by a hyphen."""
    if place.end - place.start >= SPELT_OUT_LETTERS:
        return True
    marks = letters.breaks[place.start], letters.breaks[place.end]
    return all(marks) and "-" in marks


def _is_short(piece: Piece) -> bool:
    return piece.token is not None and piece.token.is_short


def _telling(piece: Piece) -> tuple[bool, float]:
    """Order protected words by how well they say who is imitated."""
    assert piece.token
    return piece.token.kind != "suffix", piece.nats


def _signals(reading: Reading, letters: Letters) -> tuple[Signal, ...]:
    found = []
    for piece in reading.pieces:
        code = _code(piece)
        if code:
            part = letters.quote(piece.start, piece.end)
            found.append(Signal(code=code, part=part, nats=round(piece.nats, 2)))
    if letters.parts.shared:
        found.append(
            Signal(code="shared-hosting", part=letters.parts.suffix, nats=SHARED)
        )
    return tuple(sorted(found, key=lambda signal: (-signal.nats, signal.code)))


_WORD_CODES = {
    Role.QUERY: "context-query",
    Role.CERTIFICATE: "context-certificate",
    Role.STATE: "context-state",
    Role.SUBJECT: "context-subject",
    Role.PLACE: "context-place",
    Role.LESSON: "context-lesson",
    Role.FILLER: "",
}
_TOKEN_CODES = {
    "whole": "official-host",
    "ending": "official-host",
    "host": "official-host",
    "label": "official-label",
    "combined": "official-label",
    "letters": "body-letters",
    "reading": "body-letters",
    "initials": "body-letters",
    "mixed": "body-letters",
    "characters": "body-characters",
    "phrase": "body-characters",
    "suffix": "government-suffix-inside",
}


def _code(piece: Piece) -> str:
    if piece.word:
        return _WORD_CODES[piece.word.role]
    assert piece.token
    if piece.edits:
        return "misspelt"
    if piece.disguised:
        return "look-alike-characters"
    return _TOKEN_CODES[piece.token.kind]


NOTHING = mark("{host} names no official body")
HOST_CLAIMS = {
    "official-host": mark(
        "{host} carries “{part}” like {official} of {body}, but is not under it"
    ),
    "official-label": mark(
        "{host} carries “{part}”, label of {official}, but is not of {body}"
    ),
    "body-letters": mark(
        "{host} carries “{part}”, letters that stand for {body}, but is not its host"
    ),
    "body-characters": mark(
        "{host} carries “{part}”, a name of {body}, but is not its host"
    ),
    "government-suffix-inside": mark(
        "{host} carries “{part}” like the suffix {official}, but is not under it"
    ),
    "misspelt": mark(
        "{host} carries “{part}”, {official} of {body} with letters changed"
    ),
    "look-alike-characters": mark(
        "{host} carries “{part}”, {official} of {body} in look-alike characters"
    ),
}
_OUT_OF_SCOPE = {
    "official": mark("{host} belongs to {body}"),
    "government-suffix": mark(
        "{host} is under a suffix that only government registers"
    ),
    "foreign-government": mark("{host} is under {part}, kept by another government"),
}


def _nothing(host: str, name: str) -> HostScore:
    return HostScore(
        name=host,
        score=0.0,
        profile="",
        signal="",
        signals=(),
        claim=_claim(NOTHING, name),
    )


def _out_of_scope(host: str, code: str, part: str, profile: str) -> HostScore:
    return HostScore(
        name=host,
        score=0.0,
        profile=profile,
        signal=code,
        signals=(Signal(code=code, part=part, nats=0.0),),
        claim=_claim(_OUT_OF_SCOPE[code], part, part=part, body=profile),
    )


def _claim(template: str, host: str, **values: str) -> Claim:
    return Claim(template=template, values={"host": host, **values})


def _title(index: NameIndex, profile: str) -> str:
    return index.profiles.by_name[profile].title
