"""A campaign of advertisements: 200 posts in six styles, beside warnings and schools.

Made at start from a small grammar, the same each time. Names, numbers and accounts are
invented; addresses are those of the testbed's own sites.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

SELLING = 200
WARNINGS = 60
SCHOOLS = 60
CHATTER = 40

LINKED_SHARE = 0.6
"""Of the selling posts, those that show an address."""

STYLES = ("plain", "disguised", "story", "verse", "price-list", "false-warning")

PLACES = ("discuz", "phpwind", "tieba", "classified", "telegram", "feed", "issues")

TRADES = (
    *("低压电工证", "高压电工证", "焊工证", "登高证", "制冷证"),
    *("高处作业证", "危化品操作证"),
)
CITIES = ("临江", "东岚", "云泽", "湖岭", "北原", "南屏", "西河", "中川")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who advertises: some accounts, one way to be reached, one site to show."""

    name: str
    wechat: str
    phone: str
    qq: str
    styles: tuple[str, ...]
    accounts: tuple[str, ...]


SELLERS = (
    Seller(
        name="a",
        wechat="zsb88061",
        phone="19900001234",
        qq="990012345",
        styles=("plain", "disguised", "price-list"),
        accounts=("办证小周", "快证通001", "zsb_8806", "顺风办证"),
    ),
    Seller(
        name="b",
        wechat="jinlaoshi_kz",
        phone="19900005678",
        qq="990067890",
        styles=("story", "false-warning"),
        accounts=("金老师", "考证金老师", "金老师2号"),
    ),
    Seller(
        name="c",
        wechat="dengdeng7720",
        phone="19900009012",
        qq="990034567",
        styles=("verse",),
        accounts=("等风来", "云深不知处", "青山依旧"),
    ),
)

VERSES = (
    "春风又绿江南岸，明月何时照我还",
    "两个黄鹂鸣翠柳，一行白鹭上青天",
    "孤帆远影碧空尽，唯见长江天际流",
    "停车坐爱枫林晚，霜叶红于二月花",
    "海内存知己，天涯若比邻",
    "山重水复疑无路，柳暗花明又一村",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post as its place shows it."""

    number: int
    """From 1, over all places; the higher, the newer."""
    place: str
    """One of :data:`PLACES`."""
    account: str
    title: str
    text: str
    """Lines; ``{site}`` stands where an address of the testbed goes."""
    kind: str
    """``selling``, ``warning``, ``school`` or ``chatter``."""
    seller: str = ""
    style: str = ""
    landing: int = -1
    """Which of the testbed's counterfeits it links to; -1: none."""

    @property
    def minutes_ago(self) -> int:
        """How old it is when the testbed starts."""
        return (SELLING + WARNINGS + SCHOOLS + CHATTER - self.number) * 37 + 5


@cache
def posts() -> tuple[Post, ...]:
    """Return every post, oldest first."""
    chance = random.Random(20261123)
    made = [
        *(_selling(number, chance) for number in range(SELLING)),
        *(_warning(number, chance) for number in range(WARNINGS)),
        *(_school(number, chance) for number in range(SCHOOLS)),
        *(_chatter(number, chance) for number in range(CHATTER)),
    ]
    chance.shuffle(made)
    return tuple(replace(post, number=number) for number, post in enumerate(made, 1))


def with_landings(found: Sequence[Post], urls: Sequence[str]) -> list[Post]:
    """Return *found* with addresses in the place of ``{site}``."""
    filled = []
    for post in found:
        url = urls[post.landing % len(urls)] if urls and post.landing >= 0 else ""
        filled.append(replace(post, text=post.text.replace("{site}", url)))
    return filled


def _selling(number: int, chance: random.Random) -> Post:
    seller = SELLERS[(0, 0, 0, 1, 1, 2)[number % 6]]
    style = seller.styles[number // 6 % len(seller.styles)]
    trade, city = chance.choice(TRADES), chance.choice(CITIES)
    title, lines = _WRITERS[style](seller, trade, city, chance)
    landing = -1
    if chance.random() < LINKED_SHARE:
        landing = SELLERS.index(seller) * 2 + number // 6 % 2
        lines = [*lines, chance.choice(_SHOWN)]
    return Post(
        number=0,
        place=PLACES[number % len(PLACES)],
        account=seller.accounts[number // 7 % len(seller.accounts)],
        title=title,
        text="\n".join(lines),
        kind="selling",
        seller=seller.name,
        style=style,
        landing=landing,
    )


_SHOWN = (
    "样证查询：{site}",
    "官网可查，自己先看：{site}",
    "查询链接 {site} 输入姓名就有",
)

Lines = tuple[str, list[str]]


def _plain(seller: Seller, trade: str, city: str, chance: random.Random) -> Lines:
    days = chance.choice(("3", "5", "7", "10"))
    return f"{city}{trade}代办 免考包过 {days}天拿证", [
        f"专业代办{trade}，全国通用，免考试免培训，人不用到场，只要身份证号和照片。",
        f"应急管理局官网可查，先查后付款，{days}天拿证，加急三天。",
        f"办理微信：{seller.wechat} 电话{seller.phone} {city}及周边都可办理。",
    ]


def _disguised(seller: Seller, trade: str, city: str, chance: random.Random) -> Lines:
    apart = chance.choice((" ", "·", "-", "．"))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in seller.phone)
    wechat = apart.join(seller.wechat)
    way = chance.choice(("薇", "徽", "威", "V"))
    return f"【{city}】{trade} 当天办理 官网可查", [
        f"{trade}直出，免考包过，网上可查，查到再付款，诚信第一！",
        f"加{way}：{wechat}",
        f"咨询☎{wide}",
    ]


def _prices(seller: Seller, trade: str, city: str, chance: random.Random) -> Lines:
    price = chance.choice((350, 380, 420, 480, 500))
    return f"{trade}价格表（{city}）", [
        f"低压电工证 {price}元/本　高压电工证 {price + 100}元/本",
        f"焊工证 {price - 30}元/本　登高证 {price - 30}元/本　制冷证 {price}元/本",
        "免考免培训，官网可查，先查后付，三本起优惠，招代理。",
        f"下单加微信 {seller.wechat}，扣扣{seller.qq}",
    ]


def _story(seller: Seller, trade: str, city: str, chance: random.Random) -> Lines:
    who = chance.choice(("工友老王", "我表弟", "班组的小李", "同乡的老陈"))
    return f"上个月在{city}办下来的{trade}，说说经过", [
        f"{who}介绍的金老师，{trade}不用考试不用培训，发身份证号和照片就行。",
        "先付100定金，一个星期左右给链接，能查到自己的名字再付尾款，扫码也有。",
        f"有需要的加金老师微信{seller.wechat}，就说是论坛介绍的，可以便宜。",
    ]


def _false_warning(
    seller: Seller, trade: str, city: str, chance: random.Random
) -> Lines:
    year = chance.choice(("今年", "最近", "这两年"))
    return f"提醒{city}的朋友：办{trade}小心被骗", [
        f"{year}市面上假证太多，大家一定要擦亮眼睛，不要相信查不到的便宜货。",
        f"我们做的{trade}应急管理部官网可查，支持扫码验证，查到再付款，不过全额退。",
        f"免考包过，诚心办理加微信：{seller.wechat}，手机{seller.phone}同号。",
    ]


def _verse(seller: Seller, trade: str, city: str, chance: random.Random) -> Lines:
    before, after = chance.sample(VERSES, 2)
    return f"{before[:7]}——{city}随笔", [
        before,
        f"{trade}免考包过官网可查先查后付",
        after,
        f"加卫星{seller.wechat}办理，快速下证",
    ]


_WRITERS = {
    "plain": _plain,
    "disguised": _disguised,
    "price-list": _prices,
    "story": _story,
    "false-warning": _false_warning,
    "verse": _verse,
}


def _warning(number: int, chance: random.Random) -> Post:
    city, trade = chance.choice(CITIES), chance.choice(TRADES)
    count = chance.randint(3, 40)
    title, lines = chance.choice(
        (
            (
                f"{city}警方破获一起制售假{trade}案",
                [
                    (
                        f"记者从{city}市公安局获悉，民警近日抓获犯罪嫌疑人{count}名，"
                        f"查获伪造的{trade}{count * 31}本。"
                    ),
                    (
                        "经查，嫌疑人在网上发布“免考包过、官网可查”的广告，"
                        "并搭建假冒查询网站骗取信任。"
                    ),
                    "警方提醒：特种作业操作证须经培训考试合格取得，切勿轻信代办。",
                ],
            ),
            (
                f"【提示】谨防“免考包过”骗局，{trade}查询只认官方网站",
                [
                    f"{city}市应急管理局提醒广大从业人员，凡是声称不用考试就能拿证的都是骗局。",
                    "发现制售假证线索，请拨打12350举报。",
                    f"已有{count}名当事人因使用假证被依法处罚。",
                ],
            ),
            (
                f"检察机关通报：买卖伪造{trade}获刑",
                [
                    (
                        f"{city}市人民检察院通报一起典型案例，被告人以“先查后付款”为诱饵出售假证，"
                        f"涉案金额{count}万余元。"
                    ),
                    "法院以伪造、买卖国家机关证件罪判处有期徒刑，并处罚金。",
                ],
            ),
        )
    )
    return Post(
        number=0,
        place=PLACES[number % len(PLACES)],
        account=chance.choice((f"{city}发布", f"{city}应急", "本地新闻", "法治在线")),
        title=title,
        text="\n".join(lines),
        kind="warning",
    )


def _school(number: int, chance: random.Random) -> Post:
    city, trade = chance.choice(CITIES), chance.choice(TRADES)
    month = chance.randint(1, 12)
    return Post(
        number=0,
        place=PLACES[number % len(PLACES)],
        account=f"{city}示例职业培训学校",
        title=f"{city}{trade}{month}月培训班招生",
        text="\n".join(
            (
                (
                    f"我校为应急管理部门备案的培训机构，现开设{trade}培训班，年满18周岁、"
                    "初中及以上学历均可报名。"
                ),
                (
                    f"理论与实操共{chance.choice((40, 60, 80, 100))}学时，"
                    "培训结束后参加统一考试，合格后由应急管理部门发证。"
                ),
                (
                    f"培训费{chance.choice((600, 800, 1000, 1200))}元，开票到公司账户。"
                    f"报名地址：{city}市建设路{chance.randint(1, 300)}号，"
                    f"座机0990-5{number:06d}。"
                ),
            )
        ),
        kind="school",
    )


def _chatter(number: int, chance: random.Random) -> Post:
    city, trade = chance.choice(CITIES), chance.choice(TRADES)
    title, text = chance.choice(
        (
            (f"请问{trade}复审要带什么材料？", "快到期了，在外地能在当地复审吗？"),
            (f"{city}电工招聘", f"工地招持{trade}的师傅两名，包吃住，工资月结。"),
            ("周末钓鱼有一起的吗", f"{city}水库，早上六点出发，自带干粮。"),
            (f"{trade}考试难不难", "题库刷了三遍，实操还是有点慌，过来人说说经验。"),
        )
    )
    return Post(
        number=0,
        place=PLACES[number % len(PLACES)],
        account=chance.choice(("老电工", "江边柳", "user_3391", "工地一枝花")),
        title=f"{title} {number + 1}",
        text=text,
        kind="chatter",
    )
