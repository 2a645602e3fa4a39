"""Contacts that a text tells how to put together, and what only looks like one."""

import pytest

from detectors.ads import contacts_in, fold
from detectors.ads.telling import as_told

BOTH = ["wechat:13900004417", "phone:13900004417"]
PHONE = ["phone:13900004417"]

TOLD = [
    # Names in pieces.
    ("薇信搜 bobao 0000 kk（连起来输）", ["wechat:bobao0000kk"], "typed in one"),
    ("微信号（中间无空格）mao zj 0000", ["wechat:maozj0000"], "said before the name"),
    ("V信：gz-0000-maxi，横杠不要", ["wechat:gz0000maxi"], "hyphens to be left out"),
    ("V信：gz-0000-maxi，长期有效", ["wechat:gz-0000-maxi"], "hyphens of its own"),
    ("vx：bobao0000 kkk 长期", ["wechat:bobao0000"], "nothing said: ends at a space"),
    ("微信 bobao四个0kk", ["wechat:bobao0000kk"], "a digit so many times in a name"),
    ("微信反着写：kk0000oabob", ["wechat:bobao0000kk"], "a name to be turned round"),
    # Announcers in pieces.
    ("加卫 信 zc00008", ["wechat:zc00008"], "a space inside the announcer"),
    ("卫X：zc00008", ["wechat:zc00008"], "a like sound before the x"),
    ("维xin zc00008", ["wechat:zc00008"], "half a character, half pinyin"),
    ("wei芯：zc00008", ["wechat:zc00008"], "half pinyin, half a character"),
    ("Q四〇〇〇〇七一二五", ["qq:400007125"], "numerals right behind the letter"),
    ("企鹅裙：4400007125", ["qq:4400007125"], "裙 for 群"),
    ("群号是4400007125", ["qq:4400007125"], "the number of a group"),
    ("办证进群：4400007125", ["qq:4400007125"], "a group to be entered"),
    ("QQ网名「老周」，号码4400007125", ["qq:4400007125"], "what it is called between"),
    (
        "Wechat ID: zjschool0000 | Email: cn@zj.test",
        ["wechat:zjschool0000", "email:cn@zj.test"],
        "an announcer behind a stroke is no piece of the name",
    ),
    # The same number.
    ("13900004417，电话微信同一个号", BOTH, "named twice behind it"),
    ("①③⑨⓪⓪⓪⓪④④①⑦（v同手机）", BOTH, "a letter in brackets"),
    ("139 0000 4417（同薇）", BOTH, "the service behind 同"),
    ("手机号就是微信号：13900004417", BOTH, "named twice before it"),
    ("电话即v信 13900004417", BOTH, "即 between the two"),
    ("13900004417 可加微信", BOTH, "to be added as well"),
    ("QQ 4400007125 电话 微信", ["qq:4400007125"], "a QQ number and two bare labels"),
    ("微信：1390000再接4417", ["wechat:13900004417"], "only an account, in pieces"),
    # Telephones in pieces.
    ("1390000后边跟4417", PHONE, "what comes behind"),
    ("第一段139第二段0000第三段4417", PHONE, "parts that are counted"),
    ("前七位1390000，末四位4417", PHONE, "places that are counted"),
    ("办证电话：139开头，中间四个零，最后4417", PHONE, "a beginning, named so"),
    ("139，中间四个零，最后4417", PHONE, "so many of a digit between"),
    ("前三位是139，中四位全是0，后四位4417", PHONE, "all of them the same"),
    ("尾号4417，前面1390000", PHONE, "the end told first"),
    ("139后接四个零再接4417", PHONE, "both ways at once"),
    ("腰三九，四个洞，四四幺拐", PHONE, "digits as they sound"),
    ("伊叁玖零零零零肆肆伊柒", PHONE, "homophones and bank numerals"),
    ("139 o O o O 44l7", PHONE, "letters drawn like digits, apart"),
    ("l39 OOOO 44I7", PHONE, "the first digit too"),
    ("手机从右往左读：71440000931", PHONE, "to be read from its end"),
    ("7144-0000-931（要倒过来念）", PHONE, "said behind the number"),
    ("13900004417 反过来说，不贵", PHONE, "turned round it would be none"),
    # Links that are accounts.
    ("飞机 t。me/zj_name", ["telegram:zj_name"], "behind an announcer"),
    ("https://T.me/s/Zj_Name/12", ["telegram:zj_name"], "a page of the account"),
    ("t . me / zj_name", ["telegram:zj_name"], "with spaces"),
    ("t.me/joinchat/AbC", ["link:t.me/joinchat/AbC"], "an invitation names nobody"),
    ("chat.me/zj_name", ["link:chat.me/zj_name"], "another host"),
]


@pytest.mark.parametrize(("text", "keys", "why"), TOLD, ids=[t[2] for t in TOLD])
def test_told(text, keys, why):
    assert [contact.key for contact in contacts_in(text)] == keys


NONE = [
    ("四个零件，后面还有2000个", "things that are counted"),
    ("身份证号前七位1301234，后四位5678", "an identity number in parts"),
    ("证书编号1390000后面4417", "a certificate's number in parts"),
    ("订单号1390000后面接4417", "an order's number"),
    ("价格1390元，后面再加4417元", "prices"),
    ("2025年11月23日，后四位考生", "a date"),
    ("GB/T 13900，后续4417版", "a standard"),
    ("人民路139号后面4417室", "an address"),
    ("报名139人，接着考试4400人次", "people"),
    ("倒数 13900 天", "days that are counted down"),
    ("反过来说，2024年有11000000531人", "a manner of speaking"),
    ("微信群里来了4400人，群号召大家", "a group without a number"),
    ("本店微信一样可以付款，电话一样打不通", "the same, but no number before"),
    ("微信同学群13人", "schoolmates"),
]


@pytest.mark.parametrize(("text", "why"), NONE, ids=[n[1] for n in NONE])
def test_not_told(text, why):
    assert not contacts_in(text)


def test_what_is_told_is_quoted_as_written():
    (phone,) = contacts_in("电话：①③⑨后面四个零，再接4417。加急")

    assert phone.value == "13900004417"
    assert phone.written == "①③⑨后面四个零，再接4417"


def test_a_text_that_tells_nothing_stays_itself():
    folded = fold("加微信 zj0000kk 详聊")

    assert as_told(folded) is folded
