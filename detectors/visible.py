"""Text of a tree as lines: where they end, what is hidden, how much is read."""

import itertools
import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from detectors import plaintext
from detectors.unwrapping import Drawn

_BLANK = re.compile(r"[^\S\n]+")
# Elements that end a line. Inline ones do not, so text that is cut into spans, one
# character each, stays in one piece; a form feed is white space in every HTML context.
_LINE = re.compile(
    r"<(?=/?(?:a|address|article|aside|blockquote|br|button|caption|center|dd|div|dl|"
    r"dt|"
    r"fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|img|input|label|legend|"
    r"li|main|nav|ol|option|p|pre|section|select|table|tbody|td|textarea|th|thead|"
    r"title|tr|ul|view|uni-[a-z]+|el-[a-z]+|van-[a-z]+)[\s/>])",
    re.IGNORECASE,
)
BREAK = "\f"
INLINE = frozenset(("span", "i", "b", "em", "font", "s", "u", "small", "bdo", "tt"))
_LINES_MAX = 20_000
_LINE_MAX = 5_000
_NODES_MAX = 20_000
_ATTRIBUTES_MAX = 8
_INPUTS = frozenset(("input", "select", "textarea", "img"))
_TEXT_MAX = 200_000
"""Letters compared; the longest real page of shared data has 155,000, of spam."""
HIDDEN_RULE = re.compile(
    r"\.([\w-]{1,60})\s*\{[^{}]{0,400}?"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0[;}\s])",
    re.IGNORECASE,
)
HIDDEN = (
    "[hidden],[style*='display:none'],[style*='display: none'],"
    "[style*='visibility:hidden'],[style*='visibility: hidden'],"
    "[style*='font-size:0;'],[style*='font-size: 0;']"
)


def parsed(html: str) -> LexborHTMLParser:
    """Return the tree of *html*, the ends of lines marked in its text."""
    return LexborHTMLParser(_LINE.sub(f"{BREAK}<", html))


def visible(tree: LexborHTMLParser) -> str:
    """Return the raw text of *tree*, what is hidden too."""
    body = tree.body
    return body.text() if body is not None else ""


def runs(raw: str) -> list[str]:
    """Return raw text as normalised lines, blanks and empty ones left out."""
    text = _BLANK.sub(" ", plaintext.normal(raw.replace(BREAK, "\n")))
    return [run for part in text.split("\n") if (run := part.strip())]


def bounded(runs: list[str]) -> Iterator[str]:
    """Yield the first of *runs*, so that no page makes a comparison slow."""
    left = _TEXT_MAX
    for run in runs[:_LINES_MAX]:
        yield run[: min(_LINE_MAX, left)]
        left -= len(run)
        if left <= 0:
            return


def lines_of(texts: Iterable[str]) -> list[str]:
    """Return each of *texts* normalised, on one line; all in one go, for speed."""
    ends = ("\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029")
    table = dict.fromkeys(map(ord, ends), " ")
    whole = "\n".join(text.translate(table) for text in texts)
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
