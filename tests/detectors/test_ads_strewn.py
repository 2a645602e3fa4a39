"""Contacts strewn over a text, in a cipher with its key, or dictated."""

import pytest

from detectors.ads import contacts_in

PHONE = ["phone:16380588360"]

READ = [
    (
        "手机：北京1上海6广州3成都8西安0南昌5合肥8济南8郑州3昆明6苏州0，都做",
        PHONE,
        "a digit behind each town",
    ),
    (
        "1床前6明月3光，\n疑8是地0上霜。\n举5头8望明8月，\n低3头6思故0乡。",
        PHONE,
        "digits inside a verse",
    ),
    (
        "床前明月光（16）疑是地上霜（38）举头望明月（058）低头思故乡（8360）连起来拨",
        PHONE,
        "digits in brackets behind each line",
    ),
    ("1楼：1638\n2楼（楼主）：0588\n3楼：360", PHONE, "a piece in each answer"),
    (
        "每行最前面那个数字连起来是手机：\n1本\n6年\n3天\n8个\n0定金\n5星\n8折\n8年\n3人\n6寸\n0等",
        PHONE,
        "the first digit of each line",
    ),
    ("鸡=1 鸭=6 鹅=3 猪=0 狗=8 猫=5\n打：鸡鸭鹅狗猪猫狗狗鹅鸭猪", PHONE, "a key"),
    ("谐音念：妖溜伞 八灵舞 吧吧 三溜灵", PHONE, "homophones, and it says so"),
    (
        "新号163 80X8 83X0，X统统换成5，薇同号",
        ["phone:16380588350", "wechat:16380588350"],
        "a letter for a digit",
    ),
    ("号码前半截 16380，后半截放最后。焊工都能出。后半截：588360", PHONE, "far halves"),
    ("Q的前五位 21740 高处证 剩下四位在这 8836", ["qq:217408836"], "halves of a QQ"),
    ("电：16380588360，微同。", [*PHONE, "wechat:16380588360"], "微同 and a full stop"),
    (
        "1638058 后面是 8360，拼起来就是我手机，也是V",
        [*PHONE, "wechat:16380588360"],
        "so much between the number and its second use",
    ),
    ("薇 zs一六八 打错了，是 zsdg-1688", ["wechat:zsdg-1688"], "taken back"),
    ("薇：dz广州tz成都88武汉x（城市名抠掉）", ["wechat:dztz88x"], "towns to leave out"),
    ("加我卫芯：大写HGZ 小写ming 数字20250", ["wechat:hgzming20250"], "kinds of signs"),
    ("wei信 hao：d g z 0 0 9 a a", ["wechat:dgz009aa"], "号 in pinyin"),
    (
        "加薇，号是“电工”两个字的全拼（小写连写），后面接0633，最后再加一个小写x",
        ["wechat:diangong0633x"],
        "spelled, with a remark",
    ),
    (
        "邮箱：字母z、h、e、n、g，接数字二二八，圈a，fox，点，test",
        ["email:zheng228@fox.test"],
        "an address dictated letter by letter",
    ),
]

NONE = [
    ("出厂编号16203318847，2019年买的", "the number of a machine"),
    ("快递单号：16177320985已发出", "the number of a parcel"),
    ("批次号 1602-0731-559", "the number of a batch"),
    ("电工=1 焊工=2 高压=3，都是单价不同的", "too few equations for a key"),
    ("北京1上海6广州3成都8西安0南昌5合肥8", "seven digits are no number"),
    ("1楼：1638\n2楼：多少钱\n3楼：360", "an answer without digits between"),
    ("要溜伞 八灵舞 吧吧 三溜灵", "homophones, and nothing says so"),
    ("我打错了，是下周三", "nothing that would be a name"),
]


@pytest.mark.parametrize(("text", "keys", "why"), READ, ids=[r[2] for r in READ])
def test_read(text, keys, why):
    assert sorted(c.key for c in contacts_in(text)) == sorted(keys), why


@pytest.mark.parametrize(("text", "why"), NONE, ids=[n[1] for n in NONE])
def test_none(text, why):
    assert not contacts_in(text), why


@pytest.mark.parametrize(
    "text",
    [
        "艾特" + "一二" * 9000 + "艾特a点a",  # one row of numerals has a million cuts
        "谐音" + "妖" * 19_000,
        "鸡=1鸭=2鹅=3猪=0狗=8" + "鸡鸭鹅狗" * 4000,
        "x换成5 " + "1x" * 9000,
    ],
    ids=["address", "homophones", "key", "letter"],
)
def test_no_text_takes_long(text):
    """It took minutes once; a test that hangs is the failure."""
    assert contacts_in(text) == contacts_in(text)
