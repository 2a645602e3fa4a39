"""Names told in two or three pieces: ``号是 laoyan 后面跟六个数 331200``."""

import re
from collections.abc import Iterator

from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_SIGN = r"[\s,，、:;；.。\"“”'()（）+~…]"
_COUNTED = (
    r"(?:[一二两三四五六七八九十\d]{1,2}[个位])?(?:小写|阿拉伯)?(?:数字?|字母|英文)?"
)
_PLACE = (
    r"(?:然后|接着|紧[接跟]着|后[面边]|后缀|结尾|末尾|最后|尾巴|后半?[截段]|第二[段截部]分?|"
    r"数字部分|数字(?=[是为:]))"
)
_LEAD = r"(?:再?[接跟连][上着]?|再?加上?|再[打输写]|是|为|带|的)"
# What leads from one piece of a name to the next, by its place or by what is done.
_GLUE = (
    rf"{_SIGN}{{0,2}}(?:{_PLACE}{_LEAD}{{0,2}}|(?:再|加上)[接跟连加打输写上]?[上着]?)"
    rf"{_COUNTED}[是为]?{_SIGN}{{0,2}}"
)
_PIECE = r"[a-z0-9_]{2,10}(?![a-z0-9_.@/-])"
_NO_PIECE = (
    r"(?!(?:vx|wx|v|qq|q|tg|wei|weixin|vxin|wechat|tele|telegram|tel|id|kv|ps)"
    r"(?![a-z0-9]))"
)
_BEGINNING = rf"(?<![a-z0-9_./@-]){_NO_PIECE}[a-z]"
_PIECES = re.compile(
    rf"{_BEGINNING}[a-z0-9_]{{1,14}}(?:{_GLUE}{_NO_PIECE}{_PIECE}){{1,2}}"
    # moyu加kdf; yan开头，bz88结尾; moyu和88拼一起
    rf"|{_BEGINNING}[a-z]{{1,11}}(?:\s?加\s?{_NO_PIECE}{_PIECE}){{1,2}}"
    rf"|{_BEGINNING}[a-z0-9_]{{1,12}}(?:[开打起]头|在前){_SIGN}{{0,2}}"
    rf"{_PIECE}(?=结尾|收尾|在后)"
    rf"|{_BEGINNING}[a-z0-9_]{{1,12}}\s?[和跟+]\s?{_PIECE}"
    r"(?=[\s,，(（]{0,2}(?:[拼连合凑接]|放?一起))"
    # 大写HGZ 小写ming 数字20250
    rf"|(?:[大小]写|字母){_SIGN}?[a-z]{{1,10}}"
    rf"(?:{_SIGN}{{0,2}}(?:[大小]写|字母|数字){_SIGN}?[a-z0-9]{{1,10}}){{1,3}}"
)
# A name is told only where an account is named before.
_OF_ACCOUNT = re.compile(r"(?:[微薇威维信号绿搜飞报]|[vw]x?|tg|加我)[^。！？\n]{0,9}$")
_REACH = 12
_GATE = re.compile(
    r"[a-z0-9_][\s,，、:;；.。\"“”'()（）+~…]{0,2}(?:然后|接着|紧|后|结尾|末尾|最后|尾巴|第二|数字|"
    r"再|加\s?[a-z0-9上]|[开打起]头|在前|[和跟+]\s?[a-z0-9])"
)
_RUN = re.compile(r"[a-z0-9_]+(?![个位])")


def with_names_joined(folded: Folded) -> Folded:
    """Return *folded* with names in one that are told in pieces.

    >>> from detectors.ads.folding import fold
    >>> with_names_joined(fold("号是 laoyan 后面跟六个数 331200")).text
    '号是 laoyan331200'
    """
    if not _GATE.search(folded.text):
        return folded
    return edited(folded, _joined(folded.text))


def _joined(text: str) -> Iterator[Edit]:
    """Yield what is told piece by piece, and the name in one."""
    for found in _PIECES.finditer(text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        if _OF_ACCOUNT.search(before):
            yield (*found.span(), "".join(_RUN.findall(found[0])))
