"""What is read out of a text: folding, contacts, prices, trades, phrases."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detectors.ads import contacts_in, fold, places_in, prices_in, trades_in
from detectors.ads.folding import TEXT_MAX
from detectors.ads.judging import read

FOLDED = [
    ("ＡＢ１２", "ab12", "full width"),
    ("①②⑧⓪❽⓿", "128080", "circled, on white and on black"),
    ("🅥🅧", "vx", "squared letters, which Unicode does not decompose"),
    ("1️⃣3️⃣", "13", "keycaps"),
    ("電工證", "电工证", "traditional"),
    ("攷證 査詢", "考证 查询", "old and Japanese forms"),
    ("𝟏𝟑𝐚", "13a", "mathematical alphabets"),
    ("免\u200b考\u2060", "免考", "invisible characters"),
    ("特 种 作 业 证", "特种作业证", "a word split by spaces"),
    ("免/考/官/网", "免考官网", "a word split by strokes"),
    ("电工 证 书", "电工 证 书", "two words and a space are no split word"),
    ("╬溦", "+溦", "signs drawn like a plus"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("raw", "folded", "why"), FOLDED, ids=[f[2] for f in FOLDED])
def test_folded(raw, folded, why):
    assert fold(raw).text == folded


def test_written_is_the_raw_text():
    """A quotation must stand in the post letter by letter."""
    folded = fold("办 ①\u200b②\u200b③ 证")
    at = folded.text.index("123")

    assert folded.written(at, at + 3) == "①\u200b②\u200b③"


def test_text_is_bounded():
    assert len(fold("证" * (TEXT_MAX + 5)).raw) == TEXT_MAX


HARD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "微信薇vxqQ扣扣加+：:乄一二三八〇①⑧９1380元块-/.@ 免考证\u200b\n“”"
        ),
        st.characters(),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(HARD)
def test_any_text_folds_and_maps_back(text):
    folded = fold(text)

    for start in range(len(folded.text)):
        first, last = folded.span(start, start + 1)
        assert 0 <= first <= last <= len(folded.raw)
    whole = folded.span(0, len(folded.text))
    assert 0 <= whole[0] <= whole[1] <= len(folded.raw)


@settings(max_examples=150, deadline=None)
@given(HARD)
def test_whatever_is_read_stands_in_the_text(text):
    reading = read(text)

    for part in (*reading.contacts, *reading.prices, *reading.phrases):
        assert text[part.start : part.end] == part.written
    assert reading.contacts == contacts_in(text)


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from("乄-·* ★/"))
def test_a_split_mobile_is_read(number, mark):
    assume(len(set(number)) > 2)  # nobody's: digits to hide behind
    parts = mark.join((number[:3], number[3:7], number[7:]))

    (contact,) = [c for c in contacts_in(f"办证 {parts} 办证") if c.kind == "phone"]

    assert contact.value == number
    assert contact.written == parts


CONTACTS = [
    ("加微信 zz8806kk 详聊", ["wechat:zz8806kk"], "plain"),
    ("加╬溦：zz乄八八〇6kk", ["wechat:zz8806kk"], "strokes and numerals between"),
    ("Ｖｅｉ：abc_8866", ["wechat:abc_8866"], "full width; an underscore is its own"),
    ("V❤ zhz 88 66 kk", ["wechat:zhz8866kk"], "short pieces go over spaces"),
    ("薇信zhz8866kk 24h在线", ["wechat:zhz8866kk"], "a whole name ends at a space"),
    ("加卫星 abc8866一手渠道", ["wechat:abc8866"], "a numeral of the next word"),
    ("微信zz⑧⑧六六办证", ["wechat:zz8866"], "numerals that are the name's"),
    ("🅥🅧yy039178", ["wechat:yy039178"], "letters in squares end where plain begin"),
    ("訁：zhen9988", ["wechat:zhen9988"], "half a character stands for the word"),
    ("加微信：老王 zj20248", ["wechat:zj20248"], "whose name it is stands between"),
    ("扣扣 ７７⑧⑧91234", ["qq:778891234"], "mixed digits"),
    ("微丨信 abc_123", ["wechat:abc_123"], "a stroke inside the announcer"),
    ("小绿 abc_123", ["wechat:abc_123"], "the colour of the messenger"),
    ("微信 abc下划线123", ["wechat:abc_123"], "a sign that is spelled out"),
    ("要他微信的说话：hm_zj21", ["wechat:hm_zj21"], "a few words and a colon"),
    ("鹅：一九零零零零零一二", ["qq:190000012"], "numerals behind a colon"),
    ("139四个零5678", ["phone:13900005678"], "a digit so many times"),
    ("电话139囗囗囗囗5678", ["phone:13900005678"], "boxes for zeros"),
    ("打折：4个8，13900005678", ["phone:13900005678"], "so many of another number"),
    ("电话 0571-8888 1234", ["phone:057188881234"], "a landline in pieces"),
    ("认准 gov.cn 结尾", [], "an ending is no host"),
    ("aaa 圈a bbb.test", ["email:aaa@bbb.test"], "the sign is spelled out"),
    ("企鹅：３２１ 456 789", ["qq:321456789"], "grouped by threes"),
    ("🐧 12345678", ["qq:12345678"], "a picture for the name"),
    ("微/Q：7316620485", ["wechat:7316620485", "qq:7316620485"], "both are named"),
    ("「『岱发/TG』——wkq9035——」", ["telegram:wkq9035"], "brackets and dashes"),
    ("飞机:@abc123", ["telegram:abc123"], "an at sign is no part of it"),
    ("电话138乄0013乄8000", ["phone:13800138000"], "strokes in a mobile number"),
    ("一三八零零一三八零零零", ["phone:13800138000"], "spelled out"),
    ("1加3加8加0013加8000", ["phone:13800138000"], "a word between"),
    ("138(中)0013(文)8000", ["phone:13800138000"], "remarks between"),
    ("l38OOl38OOO", ["phone:13800138000"], "letters drawn like digits"),
    ("+86 138-0013-8000", ["phone:13800138000"], "with the country's prefix"),
    (
        "138 0013 8000（微信同号）",
        ["wechat:13800138000", "phone:13800138000"],
        "one number, two services, named behind it",
    ),
    ("0532-88886666", ["phone:053288886666"], "a landline"),
    ("400-820-8820", ["phone:4008208820"], "a service number"),
    ("abc艾特qq点com", ["email:abc@qq.com"], "an address in words"),
    ("cx点zjcx点test/q?id=Ab12", ["link:cx.zjcx.test/q?id=Ab12"], "dots in words"),
    (
        "hxxps://Cha-Xun[.]example/Q/aB",
        ["link:https://cha-xun.example/Q/aB"],
        "defanged; the host's case does not count, the path's does",
    ),
    ("身份证11010119900307123X", [], "an identity number holds no mobile number"),
    ("T110101199003071234", [], "nor does a certificate's"),
    ("2025年12月31日前1000份", [], "dates and counts"),
    ("pip install foo.py version 1.2.3", [], "file names and versions"),
    ("卫星发射 企鹅馆 扣扣子", [], "announcers that announce nothing"),
    ("坐飞机去三亚", [], "an aeroplane"),
]


@pytest.mark.parametrize(
    ("text", "keys", "why"), CONTACTS, ids=[c[2] for c in CONTACTS]
)
def test_contacts(text, keys, why):
    assert [c.key for c in contacts_in(text)] == keys


def test_qr_payloads_are_contacts():
    found = contacts_in("扫码", qr_payloads=["https://u.test/a", "zz8806kk"])

    assert [c.key for c in found] == ["link:https://u.test/a", "qr:zz8806kk"]
    assert found[0].url == "https://u.test/a"


PRICES = [
    ("300-500元/张", ("300", "500", "张", ""), "a range, for each"),
    ("1.5万元", ("15000", "15000", "", ""), "a decimal point before 万"),
    ("1.5-2万元", ("15000", "20000", "", ""), "万 counts for both ends"),
    ("99.9元", ("99.9", "99.9", "", ""), "a decimal point that is one"),
    ("500.00元", ("500", "500", "", ""), "zeros behind the point"),
    ("1,200元", ("1200", "1200", "", ""), "a comma of thousands"),
    ("三张200元", ("200", "200", "三张", ""), "so much for three"),
    ("每本两千块", ("2000", "2000", "本", ""), "spelled out"),
    ("八百到一千二百元", ("800", "1200", "", ""), "a range spelled out"),
    ("仅需四百八", ("480", "480", "", ""), "the last unit left out"),
    ("80/张", ("80", "80", "张", ""), "no currency, but for each"),
    ("定金100元", ("100", "100", "", "deposit"), "only a deposit"),
    ("月薪5000-8000元", ("5000", "8000", "", "salary"), "wages"),
    ("罚款2万元", ("20000", "20000", "", "fine"), "a fine"),
]


@pytest.mark.parametrize(("text", "price", "why"), PRICES, ids=[p[2] for p in PRICES])
def test_prices(text, price, why):
    (found,) = prices_in(text)

    low, high, unit, role = price
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert (found.unit, found.role) == (unit, role)


@pytest.mark.parametrize(
    "text",
    [
        "10kV 380V 1000v以下",  # voltages
        "2025年12月31日",  # a date
        "满18岁，80分及格",  # age and marks
        "3天出证，第3期50人",  # days and counts
        "2元旦放假",  # a feast
        "电话13800138000",  # a number to call
    ],
)
def test_no_price(text):
    assert prices_in(text) == ()


@pytest.mark.parametrize(
    ("text", "name", "body"),
    [
        ("低压电工证", "低压电工作业", "mem"),  # an item
        ("电工证", "电工作业", "mem"),  # its category
        ("塔吊证", "塔式起重机司机", "mohurd"),  # builders certify it
        ("叉车证", "叉车司机", "samr"),  # market regulation does
        ("毕业证", "学历", "moe"),  # no trade at all
        ("登高架設證", "登高架设作业", "mem"),  # traditional
    ],
)
def test_trades(text, name, body):
    assert (trades_in(text)[0].name, trades_in(text)[0].certified_by) == (name, body)


def test_all_54_items_are_known():
    """Ten categories with 54 items, and the one without (domain-facts.md 3.4)."""
    from detectors.ads.lexicon import trade_table

    counts = [len(c["items"]) for c in trade_table()["categories"]]

    assert counts == [6, 3, 2, 2, 10, 8, 1, 1, 16, 5, 0]
    assert sum(counts) == 54


def test_places_are_named_once_in_order():
    assert places_in("唐山、石家庄、唐山办证") == ("唐山", "石家庄")


SAID = [
    ("电工证免考", "no_exam", True, "said"),
    ("凡是电工证免考的都是骗局", "no_exam", False, "warned of in the same sentence"),
    ("所谓“免考”不可信", "no_exam", False, "in quotation marks"),
    ("本校不承诺包过", "sure_pass", False, "denied"),
    ("办电工证真的免考吗", "no_exam", False, "asked"),
    ("谨防上当，我们的电工证免考", "no_exam", True, "an ad that opens like a warning"),
    ("谨防上当。电工证免考", "no_exam", True, "the warning ended with its sentence"),
    ("不用参加考试", "no_exam", True, "two words that say it together"),
    ("不用，考试", "no_exam", None, "not over a comma"),
]


@pytest.mark.parametrize(("text", "kind", "own", "why"), SAID, ids=[s[3] for s in SAID])
def test_whose_voice(text, kind, own, why):
    said = [p.asserted for p in read(text).phrases if p.kind == kind]

    assert said[:1] == ([] if own is None else [own])
