"""What a text says sentence by sentence: promises and offers, and in whose voice.

The same words stand in an ad, in the warning that quotes it and in a school's denial.
A phrase is *asserted* where its sentence neither warns nor reports, where nobody
denies it just before, and where it is not in quotation marks; an ad that opens like a
warning goes over to its own voice ("… our certificates can be checked"), and from
there on it asserts.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from detectors.ads.folding import Folded
from detectors.ads.lexicon import Lexicon, Token
from detectors.ads.records import Phrase

_SENTENCE = re.compile(r"[。！？!?;；\n]+")
_CLAUSE = re.compile(r"[,，、。！？!?;；:\n]")
_QUOTED = re.compile(r"[“‘\"]([^“”‘’\"\n]{1,80})[”’\"]")
_FAST = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十两几]{1,3}|半)(?:[-~至到]\d{1,2})?个?"
    r"(?:工作日|小时|天|日|周|星期|月|分钟)(?:左右|以内|之内|内|后|就|即可|可以|可|能|"
    r"快速|包|左右就){0,3}(?:出证|拿证|下证|办好|取证|到手|出|搞定|办妥|寄出|到货|下|"
    r"拿本|制证|拿到|见证|收到|制作|到家|交货)|当[天日](?:出|拿|下|取|办|做|发)|隔天(?:出|发|到)"
)
_FAST_HINTS = "天日周月时"
_DENIED_BEFORE = 10
_FOREIGN_VOICE = frozenset({"warn", "report", "claimed", "doubt"})
SPOKEN_KINDS = frozenset(
    {
        "no_exam", "sure_pass", "cheat", "checked_for_ever", "pay_later", "deliver",
        "deposit", "call", "papers", "sham_query", "serve",
    }
)  # fmt: skip
"""Kinds of single words that say something by themselves."""


def phrases_in(
    folded: Folded, tokens: Sequence[Token], lexicon: Lexicon
) -> tuple[Phrase, ...]:
    """Return promises, offers and terms in *folded* text, in order."""
    text = folded.text
    spans = [
        (token.kind, token.start, token.end)
        for token in tokens
        if token.kind in SPOKEN_KINDS
    ]
    spans += _paired(text, tokens, lexicon)
    if any(hint in text for hint in _FAST_HINTS):
        spans += [("fast", *match.span()) for match in _FAST.finditer(text)]
    if not spans:
        return ()
    voice = _Voice(text, tokens)
    found: list[Phrase] = []
    for start, end, kind in sorted({(s, e, k) for k, s, e in spans}):
        first, last = folded.span(start, end)
        found.append(
            Phrase(
                kind=kind,
                written=folded.raw[first:last],
                start=first,
                end=last,
                asserted=voice.is_own(start, end),
            )
        )
    return tuple(found)


def _paired(
    text: str, tokens: Sequence[Token], lexicon: Lexicon
) -> list[tuple[str, int, int]]:
    """Return what two words of a clause say together."""
    found: list[tuple[str, int, int]] = []
    for number, first in enumerate(tokens):
        rules = lexicon.pairs.get(first.kind)
        if rules is None:
            continue
        furthest = first.end + lexicon.reach[first.kind]
        following = number
        while (following := following + 1) < len(tokens):
            second = tokens[following]
            if second.start > furthest:
                break
            if second.start < first.end:
                continue
            for rule in rules:
                if rule.second != second.kind or second.start - first.end > rule.gap:
                    continue
                apart = second.start > first.end
                if not (apart and _CLAUSE.search(text, first.end, second.start)):
                    found.append((rule.kind, first.start, second.end))
    return found


class _Voice:
    """Who speaks where."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._ends = [match.start() for match in _SENTENCE.finditer(text)]
        self._quoted = [match.span(1) for match in _QUOTED.finditer(text)]
        self._denied = [t for t in tokens if t.kind == "denied"]
        self._foreign: dict[int, list[int]] = {}
        self._own: dict[int, list[int]] = {}
        for token in tokens:
            if token.kind in _FOREIGN_VOICE:
                self._foreign.setdefault(self._sentence(token.start), []).append(
                    token.start
                )
            elif token.kind == "own":
                self._own.setdefault(self._sentence(token.start), []).append(
                    token.start
                )

    def is_own(self, start: int, end: int) -> bool:
        """Return whether the speaker says ``text[start:end]`` in their own voice."""
        if self._quoted and any(
            first <= start and end <= last for first, last in self._quoted
        ):
            return False
        if self._denied and self._is_denied(start):
            return False
        sentence = self._sentence(start)
        foreign = self._foreign.get(sentence)
        if not foreign:
            return True
        latest = max(foreign)
        return any(latest < place <= start for place in self._own.get(sentence, ()))

    def _is_denied(self, start: int) -> bool:
        return any(
            0 <= start - token.end <= _DENIED_BEFORE
            and not _CLAUSE.search(self._text, token.end, start)
            for token in self._denied
        )

    def _sentence(self, index: int) -> int:
        return bisect_right(self._ends, index)
