"""Addresses dictated piece by piece: ``字母zheng，接数字二二八，艾特，fox，点，test``;
and names that the writer takes back: ``ab_1打错了，是 ab-12``.
"""

import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import NUMERALS, digit_of
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_HAN = "\u3400-\u9fff"
_APART = r"[\s,，、]{0,2}"
_SAYING = (
    r"(?:小写|大写|英文|字母|数字|阿拉伯|[接跟加连]着?上?|紧|再|然后|后面|"
    r"[一二两三四五六七八1-8][个位](?:数字?)?){0,4}"
)
_AT, _DOT = r"(?:艾特|圈a|@)", r"(?:小?点|\.)"
_SAID = re.compile(rf"{_SAYING}[:是]?(?P<piece>[a-z0-9]++|[{NUMERALS}]{{2,}}+)")
# Possessive: no word of a long row is taken apart to try it in pieces.
_NAME = re.compile(
    rf"(?:{_SAYING}[:是]?(?:[a-z0-9]++|[{NUMERALS}]{{2,}}+){_APART}){{1,9}}+$"
)
_NAME_REACH = 60
_SIGN = re.compile(_AT)
_HOST = re.compile(
    rf"{_APART}(?P<host>[a-z0-9-]++(?:{_APART}{_DOT}{_APART}[a-z0-9-]{{2,}}+){{1,3}})"
)
_DOTS = re.compile(rf"{_APART}{_DOT}{_APART}")
_GATE = re.compile("艾特|圈a|[点.][,，、 ]")
_TAKEN_BACK = re.compile(
    rf"[a-z0-9][a-z0-9_\-{_HAN}]{{3,19}}[\s….,，]{{0,4}}(?:不对[,，]?)?我?刚?"
    r"[打写发说]错了?[,，\s]{0,2}(?:应该|其实)?是\s?(?=[a-z0-9][a-z0-9_-]{4})"
)


def with_dictated(folded: Folded) -> Folded:
    """Return *folded* with dictated addresses written, and without what is taken back.

    >>> from detectors.ads.folding import fold
    >>> with_dictated(fold("字母kzdg，紧跟数字4471，艾特，fox，点，test")).text
    'kzdg4471@fox.test'
    >>> with_dictated(fold("薇 zs一六八电工 不对我打错了，是 zsdg-1688")).text
    '薇 zsdg-1688'
    """
    text = folded.text
    edits: list[Edit] = []
    if _GATE.search(text):
        edits += _addresses(text)
    if "错了" in text:
        edits += ((*found.span(), "") for found in _TAKEN_BACK.finditer(text))
    return edited(folded, edits)


def _addresses(text: str) -> Iterator[Edit]:
    for sign in _SIGN.finditer(text):
        host = _HOST.match(text, sign.end())
        start = max(0, sign.start() - _NAME_REACH)
        name = _NAME.search(text, start, sign.start()) if host else None
        if host is None or name is None:
            continue
        pieces = (said["piece"] for said in _SAID.finditer(name[0]))
        written = "".join(digit_of(char) or char for piece in pieces for char in piece)
        end = _DOTS.sub(".", host["host"])
        yield name.start(), host.end(), f"{written}@{end}"
