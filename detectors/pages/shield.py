"""What is done to hostile HTML before a parser sees it.

Parsers are quadratic in two things a page can have for free: attributes in one tag
and depth of nesting (dependencies.md finding 8: 100,000 attributes cost 19 s, 100,000
levels 17 s). Both are cut here in one linear pass, text is kept, and the cut is told.
"""

import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass

CHARACTERS_MAX = 1_500_000
"""Longer documents are cut: real pages of government sites end at about 450,000."""
TAG_MAX = 12_000
"""Characters of one tag; longer ones are cut, after data URLs were taken out."""
DEPTH_MAX = 1_500
"""Levels of nesting; start tags beyond are dropped and their text stays."""
FRAMES_MAX = 20
SMALL = 100_000
"""Below this, fewer than 25,000 attributes fit: the parser needs about a second."""

_DATA_URL = re.compile(
    r"data:[\w.+/-]{1,60}(?:;[\w=-]{1,40})*(?:;base64)?,[^\"'\s>)]{400,}"
)
_FRAME = re.compile(r"\bsrcdoc\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_STEP = 4096
# A tag runs to the first bracket that stands in no quotes; where a quote is not closed
# in all the document, to the first bracket after it. Nothing is tried twice.
_REST = r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:>|[\"'][^>]*+(?:>|\Z)|\Z)"
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
# No tags inside these: a "<" in a script must not start one. Nor in comments, which
# end in more than one way.
_RAW_ONES = "|".join(
    rf"(?i:{name})(?![A-Za-z0-9:-]){_REST}(?<!/>)(?:[^<]++|<(?!/(?i:{name})[\s>/]))*+"
    for name in _RAW
)
_COMMENT = r"!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))"
_TAGS = re.compile(rf"<(?:(?=[sStTxXiInN])(?:{_RAW_ONES})|[A-Za-z/]{_REST}|{_COMMENT})")
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
_ONE_TAG = re.compile(rf"<[A-Za-z/]{_REST}")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shielded:
    """HTML that is safe to parse."""

    html: str
    data_urls: tuple[str, ...]
    """Long data URLs, taken out; ``data:#<n>`` stands where the n-th was."""
    frames: tuple[str, ...]
    """Documents that frames carry in their ``srcdoc``, taken out, entities undone."""
    cut: bool
    """Whether something that could be read was lost; dropped tags keep their text."""

    @property
    def markup(self) -> bytes:
        """The HTML in UTF-8; halves of characters, which scripts write, are lost."""
        return self.html.encode("utf-8", "ignore")


def shield(html: str) -> Shielded:
    """Return *html* bounded in length, tag length and depth."""
    cut = len(html) > CHARACTERS_MAX
    html = html[:CHARACTERS_MAX].replace("\x00", "")
    data_urls: list[str] = []

    def take(found: re.Match[str]) -> str:
        data_urls.append(found[0])
        return f"data:#{len(data_urls) - 1}"

    if "data:" in html:
        html = _DATA_URL.sub(take, html)
    frames: list[str] = []

    def take_frame(found: re.Match[str]) -> str:
        frames.append(entities.unescape(found[1][1:-1]))
        return " "

    if "srcdoc" in html:
        html = _FRAME.sub(take_frame, html)
    if len(html) > SMALL and _may_be_hostile(html):
        html, lost = _bounded_tags(html)
        cut = cut or lost
    return Shielded(
        html=html,
        data_urls=tuple(data_urls),
        frames=tuple(frames[:FRAMES_MAX]),
        cut=cut,
    )


def _may_be_hostile(html: str) -> bool:
    """Whether a tag may be too long or elements too deep: quick, and errs to yes."""
    long = [whole for whole in _TAGS.findall(html) if len(whole) > TAG_MAX]
    if any(_tag_length(whole) > TAG_MAX for whole in long):
        return True
    # Elements without an inside are counted only where they matter.
    return _may_be_deep(html, lambda _: 0) and _may_be_deep(html, _single)


def _may_be_deep(html: str, single: Callable[[str], int]) -> bool:
    depth = 0
    for at in range(0, len(html), _STEP):
        part = html[at : at + _STEP]
        closed = part.count("</")
        opened = part.count("<") - closed - part.count("<!")
        # In the worst order all start tags of a part come before its end tags.
        if depth + opened > DEPTH_MAX:
            return True
        depth = max(0, depth + opened - closed - single(part))
    return False


def _single(part: str) -> int:
    """Return how many elements of *part* surely have no inside."""
    return sum(
        part.count(f"<{name} ") for name in ("br", "img", "input", "meta", "link")
    )


def _bounded_tags(html: str) -> tuple[str, bool]:
    """Walk the tags once; cut long ones, drop those nested too deep."""
    kept: list[str] = []
    depth = 0
    lost = False
    done = 0
    for found in _TAGS.finditer(html):
        kept.append(html[done : found.start()])
        done = found.end()
        whole = found[0]
        name = _NAME.match(whole, 1)
        length = _tag_length(whole)
        tag, inside = whole[:length], whole[length:]
        if length > TAG_MAX:
            tag = f"{tag[:TAG_MAX]}>"
            lost = True
        if name and name[1].lower() not in _VOID and not tag.endswith("/>"):
            if tag.startswith("</"):
                depth = max(0, depth - 1)
            else:
                depth += 1
                if depth > DEPTH_MAX and name[1].lower() not in _RAW:
                    continue
        kept.append(tag + inside)
    kept.append(html[done:])
    return "".join(kept), lost


def _tag_length(whole: str) -> int:
    """Return how many characters of a tag, with what is raw in it, the tag has.

    A comment is no tag and has none.
    """
    found = _ONE_TAG.match(whole)
    return found.end() if found else 0
