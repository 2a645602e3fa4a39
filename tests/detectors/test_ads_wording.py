"""Turns of phrase, and posts that only they and the tables together tell apart."""

import pytest

from detectors.ads import judge_ad
from detectors.ads.codes import keys_of, piece_of, repeats_in
from detectors.ads.lexicon import load_lexicon, tokens_in
from detectors.ads.model import load_ad_model
from detectors.ads.records import AdLabel
from detectors.ads.turns import turns_in
from detectors.ads.wording import pieces_in, spoken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说“不用考试就能拿证”了", "他说“”了"),  # another person's words
        ("“包过”班", "“包过”班"),  # too short to be a person speaking
        ("350元到1.5万", "0元到0万"),  # amounts are all alike
        ("加 zz8806kk", "加 @"),  # so are names
        ("n1叉车 qq 群", "n0叉车 qq 群"),  # short letters are words of the trade
        ("一行\n二行   三行", "一行 二行 三行"),  # blanks are one
    ],
)
def test_spoken(text, expected):
    assert spoken(text) == expected


def test_pieces_are_of_up_to_three_characters():
    assert {piece_of(key) for key in pieces_in("免考证").tolist()} == {
        " ", "免", "考", "证", " 免", "免考", "考证", "证 ", " 免考", "免考证", "考证 ",
    }  # fmt: skip


def test_long_texts_are_not_surer():
    model = load_ad_model()
    names = model.piece_names
    one = model.known(keys_of(names[:1]))
    four = model.known(keys_of([*names[:4], names[0]]))

    assert four.found.tolist() == [0, 1, 2, 3]
    assert four.share < one.share


def test_what_is_mostly_unknown_is_less_sure():
    model = load_ad_model()
    name = model.piece_names[0]
    alone = model.known(keys_of([name]))
    among = model.known(keys_of([name, "\u4dc0\u4dc1", "\u4dc1\u4dc2"]))

    assert among.found.tolist() == alone.found.tolist() == [0]
    assert among.share < alone.share / 1.5
    assert not len(model.known(keys_of(["\u4dc0\u4dc1"])).found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("扫码就出信息", {"proof": ["扫码就"]}),
        ("先交三百，查到以后再付", {"deal": ["查到以后再付"]}),  # one gap in a clause
        ("查到，以后慢慢再说", {}),  # and none beyond it
        ("群里写“扫码就出信息”", {}),  # another person's words
        ("每人先交，八百五一位", {"deal": ["每人先", "八百五一位"]}),  # a number first
        ("本人到考点参加", {"teaches": ["本人到"]}),
        ("", {}),
    ],
)
def test_turns(text, expected):
    assert turns_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲乙丙丁甲乙丙丁", 1),
        ("甲乙丙丁戊己庚辛", 0),
        ("甲乙丙", 0),  # shorter than a piece
        ("甲乙甲乙甲乙甲乙", 3),
    ],
)
def test_repeats(text, expected):
    assert repeats_in(text, 4) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("𠮷电工证", [("电工证", "goods"), ("电工证", "trade")]),  # a word of two kinds
        ("用ps改", [("ps", "fake")]),
        ("stops", []),  # a word of another language
        # No word begins with its c.
        ("安全员abc证书", [("安全员", "trade"), ("证书", "goods")]),
        ("考c证书", [("考", "exam"), ("c证", "goods")]),
        ("代考证", [("代考", "cheat"), ("证", "goods")]),  # 代考 begins first
    ],
)
def test_words_are_found_where_they_begin(text, expected):
    found = tokens_in(text, load_lexicon())

    assert [(text[t.start : t.end], t.kind) for t in found] == expected


def test_every_piece_has_a_weight_for_each_label():
    model = load_ad_model()

    assert model.pieces.shape == (len(model.piece_names), len(AdLabel))


SELLS = [
    (
        "证件照+身份证号＝一本能扫的焊工证，就是这么简单🤏 想要的宝留言“焊”",
        "no contact",
    ),
    ("D工Z、H工Z、D高Z，三天上W，扫M可C，VX：gz-a521", "initials"),
    ("殿工证、悍工证，免烤，三天到手，VX：gz-a521", "other characters, same sound"),
    ("考@试@代@过，电焊，登高，＋ｖｘ　ｋｋｓ０１２３，过了再富款", "signs between"),
    ("找人替考电工理论，我这边有考点熟人，您只要到场签个字，1200全包", "stand-in"),
    ("考试那天带上身份证就行，旁边有人提示，过了再给尾款，没失手过", "help inside"),
    ("补录数据，二维码手机扫、网页查都行，各位同行老板们私聊", "sham look-up"),
]
RESTS = [
    ("群公告：禁止发布办证、包过、代考广告，发现一次直接踢出", "rules of a group"),
    ("网上说不用考试花钱就能办电工证，是不是真的？怕被骗", "question"),
    ("有学员问能不能不来上课直接拿证，回答：不能！我们是正规学校", "denial"),
    ("急招高压电工2名，持证上岗，月薪8-10K，包吃住，加微信 wxhr_ks", "vacancy"),
    ("出二手焊机一台，用了半年，350元不刀，可面交验货再付款，微信 han_350", "goods"),
    (
        "民警查获打印机3台。“照片身份证号发过来，四百块一张，扫码能查。”李某交代",
        "police",
    ),
    ("高处作业取证班报名，送题库，不过免费复训一次，必须本人参加考试", "school"),
]


@pytest.mark.parametrize(("text", "reason"), SELLS)
def test_sells(text, reason):
    assert judge_ad(text).sells, reason


@pytest.mark.parametrize(("text", "reason"), RESTS)
def test_rests(text, reason):
    assert not judge_ad(text).sells, reason
