"""Text of a tree as lines: where they end, what is hidden, how much is read."""

import itertools
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from selectolax.lexbor import LexborHTMLParser

from detectors.pages import plaintext
from detectors.pages.guard import Scan
from detectors.pages.unwrapping import Drawn

_BLANK = re.compile(r"[^\S\n]+")
# Elements that end a line. Inline ones do not, so text that is cut into spans, one
# character each, stays in one piece; a form feed is white space in every HTML context.
# Each alternative begins with one letter in both cases: most are passed over by that.
# The commonest come first, and bytes are searched: both take a third off the time.
_LINE = re.compile(
    rb"<(?=/?(?:[dD](?:[iI][vV]|[dDlLtT])|[lL](?:[iI]|(?i:abel|egend))|"
    rb"[pP](?i:re)?|[aA](?i:ddress|rticle|side)?|"
    rb"[tT](?i:able|body|d|extarea|h|head|itle|r)|[uU](?i:l|ni-[a-z]+)|"
    rb"[iI](?i:mg|nput)|[hH](?i:[1-6]|eader|r)|[bB](?i:lockquote|r|utton)|"
    rb"[cC](?i:aption|enter)|[eE](?i:l-[a-z]+)|"
    rb"[fF](?i:ieldset|igcaption|igure|ooter|orm)|[mM](?i:ain)|[nN](?i:av)|"
    rb"[oO](?i:l|ption)|[sS](?i:ection|elect)|[vV](?i:iew|an-[a-z]+))"
    # White space, that beyond ASCII too, as UTF-8 has it.
    rb"(?:[\s/>\x1c-\x1f]|\xc2[\x85\xa0]|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|"
    rb"\xe3\x80\x80|\xe2\x81\x9f|\xe1\x9a\x80))"
)
BREAK = "\f"
INLINE = frozenset(("span", "i", "b", "em", "font", "s", "u", "small", "bdo", "tt"))
_OTHER_END = re.compile("[\r\f\v\x85\u2028\u2029]")
_END = re.compile("[\n\r\f\v\x85\u2028\u2029]")
_LINES_MAX = 20_000
_LINE_MAX = 5_000
_NODES_MAX = 20_000
_ATTRIBUTES_MAX = 8
_INPUTS = frozenset(("input", "select", "textarea", "img"))
_TEXT_MAX = 200_000
"""Letters compared; the longest real page of shared data has 155,000, of spam."""
_HIDDEN_RULE = re.compile(
    r"\.([\w-]{1,60})\s*\{[^{}]{0,400}?"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0[;}\s])",
    re.IGNORECASE,
)
# Whatever stands between the two words: looking closer is for the rule above.
_HIDES = Scan(
    {"": rb"display[^;{}]*none|visibility[^;{}]*hidden|font-size[^;{}]*0"},
    caseless=True,
)
HIDDEN = (
    "[hidden],[style*='display:none'],[style*='display: none'],"
    "[style*='visibility:hidden'],[style*='visibility: hidden'],"
    "[style*='font-size:0;'],[style*='font-size: 0;']"
)


def hidden_names(sheet: str) -> list[str]:
    """Return the classes that rules of a style sheet hide."""
    if not _HIDES.found(sheet):
        return []
    telling = [f"{block}}}" for block in sheet.split("}") if _may_hide(block.lower())]
    return _HIDDEN_RULE.findall("".join(telling))


def _may_hide(block: str) -> bool:
    return "none" in block or "hidden" in block or "font-size" in block


def parsed(markup: bytes) -> LexborHTMLParser:
    """Return the tree of UTF-8 *markup*, the ends of lines marked in its text."""
    return LexborHTMLParser(_LINE.sub(b"\f<", markup))


def visible(tree: LexborHTMLParser) -> str:
    """Return the raw text of *tree*, what is hidden too."""
    body = tree.body
    return body.text() if body is not None else ""


def runs(raw: str) -> list[str]:
    """Return raw text as normalised lines, blanks and empty ones left out."""
    kept = stripped(raw)
    return runs_of(kept, raw, plaintext.odd(kept))


def stripped(raw: str) -> str:
    """Return the lines of raw text without what stands between most elements."""
    parts = raw.replace(BREAK, "\n").split("\n")
    return "\n".join(filter(None, map(str.strip, parts)))


def runs_of(kept: str, raw: str, odd: AbstractSet[str]) -> list[str]:
    """Return what :func:`runs` does, of what was stripped and seen before."""
    lines = plaintext.normal_lines(kept, raw, odd)
    return [run for part in lines if (run := " ".join(part.split()))]


def bounded(runs: list[str]) -> Iterator[str]:
    """Yield the first of *runs*, so that no page makes a comparison slow."""
    lengths = [len(run) for run in runs]
    if (
        len(runs) <= _LINES_MAX
        and sum(lengths) <= _TEXT_MAX
        and max(lengths, default=0) <= _LINE_MAX
    ):
        yield from runs  # nearly always
        return
    left = _TEXT_MAX
    for run in runs[:_LINES_MAX]:
        yield run[: min(_LINE_MAX, left)]
        left -= len(run)
        if left <= 0:
            return


def lines_of(texts: Iterable[str]) -> list[str]:
    """Return each of *texts* normalised, on one line; all in one go, for speed."""
    kept = list(texts)
    whole = "\n".join(kept)
    if whole.count("\n") >= max(1, len(kept)) or _OTHER_END.search(whole):
        whole = "\n".join([_END.sub(" ", text) for text in kept])
    return [_BLANK.sub(" ", run).strip() for run in plaintext.normal(whole).split("\n")]


def put_in(tree: LexborHTMLParser, drawn: Drawn) -> str:
    """Put the words that style sheets draw into the elements that show them.

    Returns:
        The words put in.
    """
    found = []
    nodes = tree.css("[class]") if drawn.by_class else []
    for node in itertools.islice(nodes, _NODES_MAX):
        for name in (node.attributes.get("class") or "").split():
            if name in drawn.by_class:
                node.insert_child(drawn.by_class[name])
                found.append(drawn.by_class[name])
    for selector, words in drawn.by_selector.items():
        for node in itertools.islice(tree.css(selector), _NODES_MAX):
            node.insert_child(words)
            found.append(words)
    for attribute in drawn.attributes[:_ATTRIBUTES_MAX]:
        for node in itertools.islice(tree.css(f"[{attribute}]"), _NODES_MAX):
            value = node.attributes.get(attribute) or ""
            if value and node.tag not in _INPUTS:
                node.insert_child(value)
                found.append(value)
    return "".join(found)


def turn_round(tree: LexborHTMLParser) -> None:
    """Put text that is stored back to front and drawn from right to left in order."""
    for node in tree.css("bdo[dir=rtl],bdo[dir=RTL],[style*='bidi-override']"):
        node.replace_with(node.text()[::-1])
