"""Links and mail addresses, with the tricks that keep filters from seeing them."""

import re
import unicodedata
from collections.abc import Iterator

from detectors.ads.folding import Folded
from detectors.ads.records import Contact, ContactKind

# Top-level names met in advertisements and on their boards, and the reserved ones.
_TLD = (
    "com|cn|net|org|top|xyz|vip|cc|club|shop|site|online|info|biz|io|me|tv|wang|ltd|"
    "store|link|live|fun|icu|pro|work|work|tech|app|asia|mobi|name|ink|cyou|buzz|win|"
    "ren|red|space|website|host|press|group|la|pw|hk|tw|us|uk|ru|jp|kr|test|example|"
    "invalid|gov|edu|im|ly|co|in|eu|de"
)
_DOT = (
    r"(?:\s?(?:\[\.\]|\(\.\)|【\.】|\{\.\}|[\[(【](?:点|dot|。)[\])】]|[.。点丶·•])\s?|"
    r"\sdot\s)"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,6}}{_DOT}(?:{_TLD})(?![a-z0-9-])"
_IP = r"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|(?=/))"
_SLASHES = re.compile(r"\s?(?:斜杠|斜线)\s?")
_PATH = (
    r"(?::\d{1,5})?(?:[/?#][a-z0-9\-._~:/?#@!$&'*+,;=%|]*)?"
    rf"(?:{_SLASHES.pattern}[a-z0-9\-._~]+){{0,3}}"
)
_LINK = re.compile(
    rf"(?:(?P<scheme>h[tx]{{2}}ps?)\s?:\s?/\s?/\s?(?P<any>{_HOST}(?!\.[a-z0-9])|[^\s/?#:\u3400-\u9fff"
    rf"，。、；）)】」》\"'<>]{{1,253}})|"
    rf"(?<![a-z0-9@._-])(?P<bare>{_HOST}|{_IP}))(?P<path>{_PATH})",
    re.IGNORECASE,
)
# The sign of an address: drawn, named or put in brackets.
_AT_NAMES = r"@|艾特|爱特|埃特|圈\s?a|a圈|花a|小老鼠"
_AT = (
    rf"(?:\s?(?:[\[(【<{{「『《]\s?(?:at?|{_AT_NAMES})\s?[\])】>}}」』》]|"
    rf"[#*]?(?:{_AT_NAMES})[#*]?|#|圈(?=[a-z0-9]))\s?|\sat\s)"
)
_MAIL = re.compile(
    rf"(?<![a-z0-9._+-])(?P<name>[a-z0-9][a-z0-9_+-]{{0,40}}(?:\s?[.点]\s?[a-z0-9_+-]{{1,30}}){{0,3}})"
    rf"{_AT}(?P<host>{_HOST})",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT)
# What a text names when it says how real addresses end.
_SUFFIXES = frozenset({"gov.cn", "com.cn", "org.cn", "net.cn", "edu.cn", "ac.cn"})
_TELEGRAM = re.compile(
    r"^(?:t|telegram|tg)\.(?:me|dog)/(?:s/)?@?(?!joinchat|addstickers|share|proxy|iv\b)"
    r"(\+?[a-z0-9_]{4,32})(?![a-z0-9_])",
    re.IGNORECASE,
)
_APART = re.compile(r"\s?/\s?@?([a-z][a-z0-9_]{3,31})")
_TAIL = ".,;:!?'*~-|"
# Gates: no link lacks the first, no address the second.
_GATE = re.compile(
    r"[.。点丶·•d/](?:(?<![d/])[^a-z0-9\n]{0,2}(?:[a-z]{2}|\d{1,3}\.\d{1,3}\.\d)|"
    r"(?<=d)ot|(?<=/)/)"
)
_MAIL_GATE = re.compile(
    r"[@#圈]|[艾爱埃]特|花a|老鼠|[\s\[(【<{「『《]at?[\s\])】>}」』》]"
)


def links_in(folded: Folded) -> Iterator[Contact]:
    """Yield mail addresses, then links and accounts linked to, of *folded* text."""
    text = folded.text
    if not _GATE.search(text):
        return
    taken: list[tuple[int, int]] = []
    for found in _MAIL.finditer(text) if _MAIL_GATE.search(text) else ():
        taken.append(found.span())
        name, host = (_DOTS.sub(".", found[part]) for part in ("name", "host"))
        yield _contact(folded, ContactKind.EMAIL, f"{name}@{host}", found.span())
    for found in _LINK.finditer(text):
        start, end = found.span()
        if any(start < last and first < end for first, last in taken):
            continue
        written_path = folded.written(*found.span("path"))
        # Case counts in a path, so it is taken as written.
        path = unicodedata.normalize("NFKC", written_path)
        kept = path.rstrip(_TAIL)
        end -= len(path) - len(kept)
        kept = _SLASHES.sub("/", kept)
        host = _DOTS.sub(".", found["any"] or found["bare"]).rstrip(_TAIL)
        if not kept and host == "t.me" and (apart := _APART.match(text, end)):
            kept, end = f"/{apart[1]}", apart.end()
        if not host or host in _SUFFIXES:
            continue
        scheme = found["scheme"]
        prefix = "" if not scheme else "https://" if scheme[-1] in "sS" else "http://"
        value = f"{prefix}{host}{kept}"
        # Such a link is an account, and no place on the web beside it.
        if named := _TELEGRAM.match(f"{host}{kept}"):
            name = named[1] if named[1][0] == "+" else named[1].lower()
            yield _contact(folded, ContactKind.TELEGRAM, name, (start, end))
        else:
            yield _contact(folded, ContactKind.LINK, value, (start, end))


def _contact(
    folded: Folded, kind: ContactKind, value: str, span: tuple[int, int]
) -> Contact:
    start, end = folded.span(*span)
    return Contact(
        kind=kind, value=value, written=folded.raw[start:end], start=start, end=end
    )
