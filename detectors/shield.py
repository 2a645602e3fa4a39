"""What is done to hostile HTML before a parser sees it.

Parsers are quadratic in two things a page can have for free: attributes in one tag
and depth of nesting (dependencies.md finding 8: 100,000 attributes cost 19 s, 100,000
levels 17 s). Both are cut here in one linear pass, text is kept, and the cut is told.
"""

import html as entities
import re
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
_LONG_TAG = re.compile(rf"<[^<]{{{TAG_MAX}}}")
_STEP = 4096
_TAG_START = re.compile(r"<(?=[A-Za-z/])")
_TAG_STOP = re.compile(r"[>\"']")
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
_RAW = {
    name: re.compile(rf"</{name}[\s>/]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
}
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
    if _LONG_TAG.search(html):
        return True
    depth = 0
    for at in range(0, len(html), _STEP):
        part = html[at : at + _STEP]
        closed = part.count("</") + part.count("<!")
        opened = part.count("<") - closed
        # In the worst order all start tags of a part come before its end tags.
        if depth + opened > DEPTH_MAX:
            return True
        depth = max(0, depth + opened - part.count("</") - _single(part))
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
    while found := _TAG_START.search(html, done):
        start = found.start()
        stop = _tag_end(html, start)
        name = _NAME.match(html, start + 1)
        kept.append(html[done:start])
        tag = html[start:stop]
        done = stop
        if len(tag) > TAG_MAX:
            tag = f"{tag[:TAG_MAX]}>"
            lost = True
        if name and name[1].lower() not in _VOID and not tag.endswith("/>"):
            if tag.startswith("</"):
                depth = max(0, depth - 1)
            elif name[1].lower() in _RAW:
                # No tags inside: a "<" in a script must not start one.
                end = _RAW[name[1].lower()].search(html, done)
                stop = end.start() if end else len(html)
                tag += html[done:stop]
                depth += 1
                done = stop
            else:
                depth += 1
                if depth > DEPTH_MAX:
                    continue
        kept.append(tag)
    kept.append(html[done:])
    return "".join(kept), lost


def _tag_end(html: str, start: int) -> int:
    """Return the index after the tag that begins at *start*, quotes respected."""
    at = start
    while found := _TAG_STOP.search(html, at + 1):
        if found[0] == ">":
            return found.end()
        closing = html.find(found[0], found.end())
        # An unclosed quote runs on to the end of the document: end at the bracket.
        if closing < 0:
            bracket = html.find(">", found.end())
            return len(html) if bracket < 0 else bracket + 1
        at = closing
    return len(html)
