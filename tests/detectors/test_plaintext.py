"""Text is undone the quick way to the letter as it is the long way."""

import unicodedata

import opencc
import pytest

from detectors.pages import plaintext
from detectors.pages.visible import BREAK, runs

SIMPLIFIER = opencc.OpenCC("t2s")


@pytest.mark.parametrize(
    "text",
    [
        "请回覆本局",  # a phrase of characters that stand alone elsewhere
        "情况瞭解",
        "不瞭解情况",
        "以免藉口",
        "衹得如此",
        "沈默的人",
        "姓沈的人",
        "一坏土",
        "計畫與資訊",
        "哪吒\n反覆",
        "Ｍｅｍ（證書）１２３",
        "한국어 安全",
        "e\u0301 安全",
        "安全\ue649查询",
        "应\u200b急部门\u00a0管理部门\u3000处理办法",
        "⻓安①㈱㎡…",
    ],
)
def test_the_quick_way_is_the_long_way(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    slow = SIMPLIFIER.convert(folded).replace("⻓", "长")
    assert plaintext.normal(text) == slow


def test_what_is_written_back_to_front_is_turned_before_its_marks_go() -> None:
    assert plaintext.normal("\u202e询查书证\u202c网") == "证书查询网"


def test_indentation_counts_when_characters_are_set_apart() -> None:
    assert runs(f"{BREAK}      发 布      {BREAK}  \n\t") == ["发布"]
    assert runs("第 一 章 " + "某" * 40) == ["第 一 章 " + "某" * 40]


@pytest.mark.parametrize("count", [0, 4, 5, 6, 20_004, 20_005, 20_010])
def test_shingles_among_are_those_of_the_text(count: int) -> None:
    text = "".join(chr(0x4E00 + n % 7919) for n in range(count))
    known = frozenset(("丁七丂七丄", text[-5:], text[:5]))
    every = plaintext.shingles(text)
    assert len(every) == min(max(0, count - 4), 7919)
    assert plaintext.shingles_among(known, text) == known & every
