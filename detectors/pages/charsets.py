"""Which characters the bytes of a page are, whatever the page says of itself.

A lying ``charset`` makes a page unreadable to a program that believes it, while a
person's browser is told the truth elsewhere. So the bytes decide, and what the
header and the page declare only breaks ties.
"""

import re
from dataclasses import dataclass

BODY_MAX_BYTES = 3 << 20
"""Longer bodies are cut before decoding; 99.9 % of saved pages are far below."""

_DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.\-]{2,40})", re.IGNORECASE
)
_META_WINDOW = 8192
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# A superset stands in for its subset, as browsers do it (WHATWG Encoding, 4.2).
_ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "big5-hkscs": "big5hkscs", "big5": "big5hkscs",
    "latin1": "cp1252", "iso-8859-1": "cp1252", "ascii": "cp1252", "utf8": "utf-8",
    "us-ascii": "cp1252", "unicode": "utf-16-le", "utf-16": "utf-16-le",
}  # fmt: skip
_KNOWN = frozenset(
    (
        *("utf-8", "gb18030", "big5hkscs", "cp1252", "utf-16-le", "utf-16-be"),
        *("euc-jp", "shift_jis", "euc-kr", "windows-1252", "hz", "iso-2022-jp"),
    )
)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# The commonest characters of running Chinese: a wrong decoder yields few of them.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "证查询号码务公政府安全网站信息管业办理"
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Characters of a page, and how they were found."""

    text: str
    charset: str
    """Charset the bytes are in, in Python's name."""
    declared: str
    """What the header or the page says, lower case; empty where neither does."""
    cut: bool
    """Whether the body was longer than :data:`BODY_MAX_BYTES`."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return the characters of *body*; never fails.

    Args:
        body: bytes of a page, compression undone.
        content_type: value of the header of that name, or empty.
    """
    cut = len(body) > BODY_MAX_BYTES
    body = body[:BODY_MAX_BYTES]
    declared = _declared(body, content_type)
    for mark, charset in _MARKS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(charset, "replace")
            return Decoded(text=text, charset=charset, declared=declared, cut=cut)
    try:
        # Most pages keep the rules of UTF-8 to the letter; one decoding tells.
        text, charset = body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        charset = _charset_of(body, _ALIASES.get(declared, declared))
        text = body.decode(charset, "replace")
    else:
        other = _charset_of(body, declared) if _is_wide_or_hz(body, declared) else ""
        if other:
            text, charset = body.decode(other, "replace"), other
    return Decoded(text=text, charset=charset, declared=declared, cut=cut)


def _declared(body: bytes, content_type: str) -> str:
    head = body[:_META_WINDOW]
    found = (
        _DECLARED.search(content_type.encode("latin-1", "replace"))
        or _DECLARED.search(head)
        or _XML.search(head)
    )
    return found[1].decode("ascii").lower() if found else ""


def _charset_of(body: bytes, declared: str) -> str:
    """Return the charset whose rules *body* keeps; the declared one breaks ties."""
    if body.isascii():
        return "hz" if declared in {"hz", "hz-gb-2312"} else "utf-8"
    wide = _wide(body)
    if wide:
        return wide
    # UTF-8 has rules that text in another charset breaks within a few characters,
    # so a body that keeps them is UTF-8. A cut may split the last character, and one
    # torn byte in a thousand is damage, not another charset.
    broken = body.decode("utf-8", "replace").count("\ufffd")
    if broken <= 1 + len(body) // 1000:
        return "utf-8"
    candidates = ["gb18030", "big5hkscs"]
    if declared in _KNOWN and declared not in candidates:
        candidates.append(declared)
    scores = {name: _plausibility(body, name) for name in candidates}
    best = max(scores.values())
    if declared in scores and scores[declared] >= 0.9 * best:
        return declared
    return max(candidates, key=lambda name: scores[name])


def _is_wide_or_hz(body: bytes, declared: str) -> bool:
    """Whether *body*, which is ASCII or UTF-8 to the letter, may be something else."""
    return declared in {"hz", "hz-gb-2312"} or bool(_wide(body))


def _wide(body: bytes) -> str:
    """Return a UTF-16 name where every other byte of the markup is zero."""
    # The first words of a document are markup, and markup is ASCII.
    head = body[:48]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4 > head[0::2].count(0):
        return "utf-16-le"
    if half and head[0::2].count(0) > half * 0.4 > head[1::2].count(0):
        return "utf-16-be"
    return ""


def _plausibility(body: bytes, charset: str) -> float:
    """Return the share of common characters among those outside ASCII, less errors."""
    text = body[: 64 << 10].decode(charset, "replace")
    foreign = "".join(_FOREIGN.findall(text))
    if not foreign:
        return 0.0
    common = sum(map(_COMMON.__contains__, foreign))
    return (common - 4 * foreign.count("\ufffd")) / len(foreign)
