"""Contacts that a text tells how to put together, and what only looks like one."""

import pytest

from detectors.ads import contacts_in, fold
from detectors.ads.contacts.telling import as_told

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


NAMES = [
    # Signs that are the name's own.
    ("微信：zj_gong-5", ["wechat:zj_gong-5"], "two signs in one name"),
    ("薇 z j _ 0 0 k", ["wechat:zj_00k"], "spelled, with a sign between"),
    ("薇：z-j-0-0-0-k", ["wechat:zj000k"], "spelled by hyphens"),
    ("微信搜 zj(下划线)00k", ["wechat:zj_00k"], "a sign named in brackets"),
    ("微：zjban_vv", ["wechat:zjban_vv"], "ends like an announcer"),
    ("微信：vx44009", ["wechat:vx44009"], "begins like an announcer"),
    # Numbers in groups, and what is none.
    ("扣号 八一二 零零六 七三四", ["qq:812006734"], "numerals in groups"),
    ("扣扣号：812，0067，34", ["qq:812006734"], "commas between the groups"),
    ("加QQ 2024，11，23开班", [], "a date"),
    ("微信 500，600，700都有", [], "prices in a row"),
    ("飞机 @zjcard07 #2:包送", ["telegram:zjcard07"], "a list's number behind"),
    ("微信小号16190327740", ["wechat:16190327740"], "which of the accounts"),
    # The name before its announcer, or far from it.
    ("zj_0000k 威我", ["wechat:zj_0000k"], "before one syllable"),
    ("找zj_0000k（周老师蔚信）", ["wechat:zj_0000k"], "whose it is between"),
    ("［zj_0000k］绿泡泡", ["wechat:zj_0000k"], "in brackets of its own"),
    ("①九〇零⓪0贰伍 这是扣扣", ["qq:19000025"], "mixed numerals before it"),
    ("4400007125（扣），zj_00k（薇）", ["qq:4400007125", "wechat:zj_00k"], "a list"),
    ("微信聊聊也行，zj_0000k", ["wechat:zj_0000k"], "words between"),
    ("搬去纸飞机了，搜 zj_0000", ["telegram:zj_0000"], "words between, Telegram"),
    ("昵称【想拿本🐰zj-0000k微】", ["wechat:zj-0000k"], "inside of a nickname"),
    ("老规矩，zjgong-71，加我", ["wechat:zjgong-71"], "asked for, none announced"),
    ("推荐给大家：zj_gong06", ["wechat:zj_gong06"], "a name by its shape alone"),
    # Announcers: any like sound or shape, any sign between.
    ("崴❤️：zj0000k", ["wechat:zj0000k"], "a heart for the second syllable"),
    ("伟馨：zj0000k", ["wechat:zj0000k"], "two like sounds"),
    ("微✉️：zj0000k", ["wechat:zj0000k"], "a letter for the second syllable"),
    ("V–X zj0000k", ["wechat:zj0000k"], "a dash between"),
    ("替考威zj_gong", ["wechat:zj_gong"], "one syllable glued to the name"),
    ("绿色软件里搜 zj0000k", ["wechat:zj0000k"], "the colour of the program"),
    ("电-报搜@Zj_Gong", ["telegram:zj_gong"], "a hyphen inside"),
    ("t g ： zj_gong", ["telegram:zj_gong"], "letters apart"),
    ("企-鹅 4400007125", ["qq:4400007125"], "a hyphen inside"),
    ("Q 44 0000 7125", ["qq:4400007125"], "a number in groups"),
    ("Q和V一个号 4400007125", ["qq:4400007125", "wechat:4400007125"], "two at once"),
    ("扣扣: 44oooo7125", ["qq:4400007125"], "letters drawn like digits"),
    # Names that are described.
    ("“山水”拼音加下划线再加7k，薇", ["wechat:shanshui_7k"], "to be spelled"),
    ("微：月亮的拼音yueliang，再打09", ["wechat:yueliang09"], "spelled beside"),
    ("微信j-i-n-g，下划线，数字八八", ["wechat:jing_88"], "letters one by one"),
    ("微：z我j就_是0你0的0友k（汉字删掉）", ["wechat:zj_000k"], "words mixed in"),
    ("QQ倒着念5217000044", ["qq:4400007125"], "a number to be turned round"),
    ("微信：老王办事首字母加66", ["wechat:lwbs66"], "initials"),
    ("微信zjoook（o换成0）", ["wechat:zj000k"], "a letter for a digit"),
    ("薇：zqj_q00q0k，去掉q", ["wechat:zj_000k"], "a letter to be left out"),
    ("QV同号4400007125", ["qq:4400007125", "wechat:4400007125"], "two letters, both"),
    ("不加微信，139 0000 4417", PHONE, "an announcer denied"),
]


@pytest.mark.parametrize(("text", "keys", "why"), NAMES, ids=[n[2] for n in NAMES])
def test_names(text, keys, why):
    assert [contact.key for contact in contacts_in(text)] == keys


PARTS = [
    ("139师傅0000记好4417，晚上也接", PHONE, "words between"),
    ("139，嗯，然后0000，不是火警，最后4417", PHONE, "remarks between"),
    ("A：139 B：嗯 A：0000 B：嗯 A：4417", PHONE, "said in turns"),
    ("打电话\n13900\n004417\n随时", PHONE, "on two lines"),
    ("139是头\n0000是腰\n4417是脚", PHONE, "places named behind the digits"),
    ("后四位4417，前面七位1390000，凑起来", PHONE, "the end first, both counted"),
    ("139 0000 开头，4417结尾", PHONE, "places named behind"),
    ("么三九洞洞洞洞四四么拐", PHONE, "digits over the radio"),
    ("依叁酒零零零零寺寺依期", PHONE, "homophones in one chain"),
    ("one three nine 0000 4417", PHONE, "English numerals"),
    ("yi san jiu 0000 4417", PHONE, "pinyin"),
    ("电话倒着写的，自己翻过来：71440000931", PHONE, "turned round, words between"),
    ("QQ号前面是44000，后面是07125", ["qq:4400007125"], "a QQ number in halves"),
    ("扣扣：440后面0007125", ["qq:4400007125"], "one half leads on"),
    ("13900004417，微X就是这个号", BOTH, "the same, said behind"),
    ("139 0000 4417，加微也行", BOTH, "to be added as well"),
    ("电/微：13900004417", BOTH, "one character for each"),
]


@pytest.mark.parametrize(("text", "keys", "why"), PARTS, ids=[p[2] for p in PARTS])
def test_parts(text, keys, why):
    assert sorted(contact.key for contact in contacts_in(text)) == sorted(keys)


SAME = [
    ("V同名 moyu_kdf，先聊", ["wechat:moyu_kdf"], "called the same, name behind"),
    ("moyu_kdf V同名", ["wechat:moyu_kdf"], "called the same, name before"),
    ("网名moyu_kdf，V也是这个", ["wechat:moyu_kdf"], "also so, name before"),
    (
        "(QQ/微信都是这一个号) 4 4 0 0 7 1 2 5",
        ["qq:44007125", "wechat:44007125"],
        "both of one number, its digits apart",
    ),
    ("13900004417(微)", BOTH, "a label behind a telephone"),
    ("13900004417（微信搜手机号即可）", BOTH, "to be searched by the telephone"),
    ("看我昵称，V和昵称一样 moyu_kdf", ["wechat:moyu_kdf"], "like a nickname"),
    (
        "moyu_kdf（V，TG同名）",
        ["wechat:moyu_kdf", "telegram:moyu_kdf"],
        "two services in brackets behind",
    ),
    ("W是12000，V是220000", [], "sums are no names"),
]
PIECES = [
    ("号是 laoyan 后面跟六个数 331200，连起来", ["wechat:laoyan331200"], "counted"),
    ("微信字母部分yanbz，数字部分8801", ["wechat:yanbz8801"], "by what it is"),
    ("微信号分两段，yanbz 和 8801 拼一起", ["wechat:yanbz8801"], "put together"),
    ("薇：yan开头，bz8801结尾", ["wechat:yanbz8801"], "beginning and end"),
    ("我V是lao加yan加8801", ["wechat:laoyan8801"], "three pieces"),
    ("办公用word，后面再加excel也教", [], "two programs"),
]
HINTS = [
    ("Q：客服在不在\nA：8:30-23:00", [], "a dialogue, then opening hours"),
    ("Q:收费多少 A:12000 元一套", [], "a dialogue, then a sum"),
    ("微信客服 08:30~22:00", [], "opening hours behind an announcer"),
    ("焊工10:00-12:00，微信扫码签到", [], "hours before an announcer"),
    ("QQ 4 4 0 开头：440 071 259", ["qq:440071259"], "its beginning told first"),
    ("扣扣10位：4400712512", ["qq:4400712512"], "its length told first"),
    ("球球號：6、6、0、3、1、7、9", ["qq:6603179"], "traditional, listed digits"),
    ("QQ六、六、零、三、一、七、九", ["qq:6603179"], "listed numerals"),
    ("聯繫電話：1、3、9、0、0、0、0、4、4、1、7", PHONE, "a telephone so"),
    (
        "QQ：44007125、44007126",
        ["qq:44007125", "qq:44007126"],
        "two numbers of one service",
    ),
    ("QQ群 440071、500元", ["qq:440071"], "a sum is no second number"),
    ("微信1：moyu_kdf\n微信2：moyu_kk", ["wechat:moyu_kdf", "wechat:moyu_kk"], "two"),
]
SPLIT = [
    ("Tele-gram 搜 moyu_kdf", ["telegram:moyu_kdf"], "a hyphen in the service"),
    ("t-e-l-e：moyu_kdf", ["telegram:moyu_kdf"], "letter by letter"),
    ("w.e.c.h.a.t moyu_kdf", ["wechat:moyu_kdf"], "with dots"),
    ("纸，飞，机 搜 moyu_kdf", ["telegram:moyu_kdf"], "three characters"),
    ("T-G moyu_kdf，W_X：moyu_kk", ["telegram:moyu_kdf", "wechat:moyu_kk"], "short"),
    ("she will tell e-mail from mail", [], "plain English"),
]
SIGNS = [
    ("微信 moyu-kdf-8，横线改成下划线", ["wechat:moyu_kdf_8"], "another sign"),
    (
        "V：moyu-kdf-8，第一个横杠写成下划线，第二个不要",
        ["wechat:moyu_kdf8"],
        "each sign told apart",
    ),
    ("微信：moyu-kdf-8，第二个横杠不要", ["wechat:moyu-kdf8"], "the second alone"),
    ("薇信moyu_kdf_8，下划线去掉", ["wechat:moyukdf8"], "underscores off"),
    ("加V hong本520a（本=ben）", ["wechat:hongben520a"], "an equation"),
    ("vx lao🐯88k，🐯=hu", ["wechat:laohu88k"], "a picture to be spelled"),
    ("微信 x鱼88kd（鱼是yu）", ["wechat:xyu88kd"], "said without the sign"),
    ("微信mo鱼kdf，把鱼打成yu", ["wechat:moyukdf"], "to be typed so"),
    ("微信 moyu_kdf-88，横杠去掉", ["wechat:moyu_kdf88"], "one of two signs off"),
    ("微信 moyu-kdf，是下划线不是横线", ["wechat:moyu_kdf"], "a sign corrected"),
    ("已知 本=book，书=shu", [], "a lesson of words"),
]
ALONE = [
    ("范姐 kq_fanmei", ["wechat:kq_fanmei"], "behind a person's name"),
    ("资料发:lemon-go-8", ["wechat:lemon-go-8"], "where papers are to be sent"),
    ("证件照发给 moyu_kdf", ["wechat:moyu_kdf"], "to whom papers are sent"),
    ("小张 t-shirt 200件，王哥 e-mail 收到了吗", [], "goods and mail"),
    ("张工 s7-1200 编程，刘工 hrb400_e 钢筋", [], "models and steel"),
    ("李姐 iphone-14", [], "a telephone's model"),
]
MORE = SAME + PIECES + HINTS + SPLIT + SIGNS + ALONE


@pytest.mark.parametrize(("text", "keys", "why"), MORE, ids=[m[2] for m in MORE])
def test_more_ways(text, keys, why):
    assert sorted(contact.key for contact in contacts_in(text)) == sorted(keys)


ADDRESSES = [
    ("zj点ban艾特x点test", ["email:zj.ban@x.test"], "a dot in the name"),
    ("写到：zjban（圈a）x.test", ["email:zjban@x.test"], "the sign in brackets"),
    ("zjban圈x.test（圈就是@）", ["email:zjban@x.test"], "a sign that is explained"),
    ("z j b a n @ x . t e s t", ["email:zjban@x.test"], "letters apart"),
    ("@前面是zjban\n@后面是x.test", ["email:zjban@x.test"], "halves of an address"),
    ("x点test斜杠k3", ["link:x.test/k3"], "a stroke in words"),
    ("www x test（空格换成点）", ["link:www.x.test"], "a sign for another"),
    ("hxxps：//x。test/k3", ["link:https://x.test/k3"], "a full stop for the dot"),
]


@pytest.mark.parametrize(
    ("text", "keys", "why"), ADDRESSES, ids=[a[2] for a in ADDRESSES]
)
def test_addresses(text, keys, why):
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
    ("焊工1450，电1350，两证同报减200", "prices that add up to eleven digits"),
    ("打卡：6200 0000 1111 2222 333", "a card of a bank"),
    ("举报电话12350，报警110，反诈96110", "lines of the state"),
    ("GB30871-2022、DZ47-63，加我看图", "a standard and a model"),
    ("用excel2016和windows10打开", "programs"),
    ("身高175，体重65，恐高的别来，扣200元", "measures"),
    ("快递单号SF1390000441712", "a parcel"),
    ("钢琴陪练，微信同号1xxxxxxxxxx", "a number that is hidden"),
    ("叉车N1 800，起重Q2 1200", "a sort of crane and its price"),
    ("找阿旺xxxxxxxxxxx", "a person's name and a hidden number"),
    ("咨询162****4417 微信同步", "a number of which half is hidden"),
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
