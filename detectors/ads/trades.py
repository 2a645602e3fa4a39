"""Which trades a text names, and whether the ministry certifies them."""

from collections.abc import Iterable, Mapping
from functools import cache

from detectors.ads.folding import Folded, fold
from detectors.ads.lexicon import Token, load_lexicon, tokens_in, trade_table
from detectors.ads.records import Trade

MEM = "mem"


def trades_in(text: str) -> tuple[Trade, ...]:
    """Return the trades that *text* names, each once, in order.

    >>> [(t.name, t.certified_by) for t in trades_in("低压电工证 塔吊证")]
    [('低压电工作业', 'mem'), ('塔式起重机司机', 'mohurd')]
    """
    folded = fold(text)
    return trades_of(folded, tokens_in(folded.text, load_lexicon()))


def trades_of(folded: Folded, tokens: Iterable[Token]) -> tuple[Trade, ...]:
    """Return the trades among *tokens*, each once."""
    known = _known()
    found: dict[str, Trade] = {}
    for token in tokens:
        if token.kind == "trade":
            name, category, body = _named(folded.text[token.start : token.end], known)
            if name not in found:
                found[name] = Trade(
                    name=name,
                    category=category,
                    certified_by=body,
                    written=folded.written(token.start, token.end),
                )
    return tuple(found.values())


def _named(
    word: str, known: Mapping[str, tuple[str, str, str]]
) -> tuple[str, str, str]:
    """Return the trade of *word*, or of what it begins with (低压电工证)."""
    end = next(end for end in range(len(word), 0, -1) if word[:end] in known)
    return known[word[:end]]


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Return name, category and body of each way of writing a trade."""
    table = trade_table()
    known: dict[str, tuple[str, str, str]] = {}
    for category in table["categories"]:
        title = category["name"]
        for item in category["items"]:
            for word in item:
                known.setdefault(word, (item[0], title, MEM))
        for word in category["general"]:
            known.setdefault(word, (title, title, MEM))
    for body, items in table["elsewhere"].items():
        for item in items:
            for word in item:
                known.setdefault(word, (item[0], "", body))
    return known
