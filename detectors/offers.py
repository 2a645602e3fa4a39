"""What an advertisement for certificates says, part by part.

The same words stand in ads, in warnings against them and in honest schools' price
lists, so nothing is decided by one word. Text is read sentence by sentence: what a
sentence offers does not count where the sentence warns, denies, quotes or tells what
happened. Kinds of phrases: domain-facts.md 2.2 (campaign plans, trials, reports).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from detectors.pages.guard import Guard

_GOODS = (
    r"(?:操作|电工|焊工|登高|高处|高空|架子工|叉车|起重|制冷|上岗|资格|安全员|特种|"
    r"毕业|学位|结婚|离婚|驾驶|职称|执业|建造师|"
    r"健康|会计|技能|等级|作业|各种|各类|中专|大专|本科)\w{0,6}?(?:证|證|证书|证件)|"
    r"文凭|学历|证书|证件|证明|印章|公章|真证|假证|电子证|拿证|出证|[高低]压电工|"
    r"焊工|登高架设|办证"
)
GOODS = re.compile(_GOODS)

# Kind of phrase → its spellings. A kind counts once, however often it is said.
OFFERS: Mapping[str, re.Pattern[str]] = {
    "agency": re.compile(
        r"代办|代理办|包办|办证(?!机关|大厅|窗口)|快办|专业办|承接|代做|做证|"
        r"制作做证|专做|接单|代考证"
    ),
    "order": re.compile(
        r"下单|立即办理|马上办理|现货|直出|当天寄|发顺丰|包邮|到付|快递到|寄出|拿货|"
        r"批发|已售|订做|定做|订制|定制"
    ),
    "sale": re.compile(
        rf"(?:购买|出售|售卖|买卖|弄张|哪里可以办|办一?张|办一?个|"
        rf"办理)[^。\n]{{0,10}}(?:{_GOODS})"
    ),
    "making": re.compile(
        rf"(?:{_GOODS})[^。\n]{{0,6}}(?:制作|购买|办理价|办理|代办|定做|订做|出证)"
    ),
}
PROMISES: Mapping[str, re.Pattern[str]] = {
    "no-exam": re.compile(
        r"免考|免试|免培训|不考不学|不用(?:你|您)?(?:来)?考|(?:不用|无需|不需要?|"
        r"不必|无须|不)(?:参加)?(?:任何)?(?:培训|上课|学习)?[、,和及]?(?:不用|"
        r"无需)?考试|不考试|直接拿证|不培训"
    ),
    "no-attendance": re.compile(
        r"(?:不用|无需|不需要?|不必|无须)(?:本人|您|你|亲自|人)?(?:到场|到现场|来|"
        r"露面|出面|跑)|人不用(?:到场|来)|不到场|不见面|不露面|本人不用|全程不用"
    ),
    "sure-pass": re.compile(
        r"包过|保过|必过|包拿证|包通过|保证通过|包考包过|百分百(?:过|通过|拿证)|"
        r"不过退|全包"
    ),
    "checkable": re.compile(
        r"(?:官网|联网|网上|全国|扫码|终身|永久|官方|系统|实测|随时)(?:均|都|也|能|"
        r"皆)?(?:可|能)(?:以)?(?:查|验|登)|可查版|包查|保查|"
        r"查得到|查不到(?:全额)?(?:退|不收)|保真|真证|入库|进库|录入(?:系统|官网|后)|"
        r"扫(?:码|描)?(?:直接)?(?:出|有)(?:图|信息|您)|不怕查|网上查询?到您|网站可查|"
        r"^可查|[ ,，]可查[ ,，]|给你链接"
    ),
    "pay-later": re.compile(
        r"(?:查到|查询到|见到查询|查得到|先查|看到结果|出结果)[^。\n]{0,12}(?:付|补|"
        r"结)|先查(?:询)?[、,]?后付|查到再付|(?:先看|看好了?|满意了?|"
        r"看到)[^。\n]{0,6}再(?:付|给钱)|验证后付|尾款|余款|货到付款"
    ),
    "cheating": re.compile(
        r"替考|代考|枪手|人脸(?:识别)?(?:代过|有办法)|眨眼视频|"
        r"后台(?:自己)?(?:协助)?(?:作)?答|监考(?:老师)?教|内部(?:渠道|关系|有人)|"
        r"打过招呼|有门路|有渠道|有途径|考点有自己人"
    ),
    "no-review": re.compile(
        r"免(?:年)?审|不用(?:年审|复审)|不需(?:要)?复审|复审改日期|改日期"
    ),
    "forged": re.compile(
        r"(?:证书|证件)[^。\n]{0,4}(?:代办|制作)|代办(?:各种|各类)?(?:证件|证书)|"
        r"做证|刻章办证|办假证|做假证|假证(?:制作|办理|哪里|去哪|在哪)|"
        r"假的?[^。\n]{0,6}证[^。\n]{0,8}(?:买|办|弄|搞)|仿真(?:证|结婚)|高仿|一比一|"
        r"1:1|1比1|仿的证|"
        r"(?:毕业证|学位证|文凭|证件)购买|造假毕业证|弄得?到假|样板客户|刻章|"
        r"与(?:正规|真)证?件?(?:完全)?一[致样]|应付[^。\n]{0,4}检查|改到20\d\d年"
    ),
    "fast": re.compile(
        r"(?:[1-9一二三四五六七八九两]|十|"
        r"半个?){1,3}(?:[至到~-][\d一二三四五六七八九十]+)?个?(?:天|日|周|星期|月|"
        r"工作日)(?:左右|内|后)?"
        r"(?:出证|拿证|下证|办好|取证|到手|出|给|制作|寄)|当天(?:出|接单|寄)|"
        r"快速(?:出|拿|下|取)证|加急|急用加|速成|一星期"
    ),
}
PAYMENT: Mapping[str, re.Pattern[str]] = {
    "deposit": re.compile(r"定金|订金|押金[^。\n]{0,6}办|先付\d|预付"),
    "rest": re.compile(r"尾款|余款|剩余部分|付全款|到付"),
    "agents": re.compile(r"返点|返佣|代理价|拿货价|底价|佣金|招[^。\n]{0,4}代理|同行"),
    "red-packet": re.compile(r"红包|转账|扫码支付|支付宝收款"),
}
_PROMISED = Guard(*PROMISES.values())
_OFFERED = Guard(*OFFERS.values(), *PAYMENT.values())
PRICE = re.compile(
    r"(?:[¥￥]\s?\d{2,5}|\d{2,5}\s?(?:元|块|rmb)(?!/?学时))", re.IGNORECASE
)
CONTACT = re.compile(
    r"(?:微信|薇信|威信|微芯|卫星|加薇|加微|加v|[vV][xX信]|[Ww]e?[Cc]hat|扣扣|企鹅|"
    r"qq|QQ|电报|[Tt][Gg]|飞机|telegram|蝙蝠|whatsapp|微/Q|岱发)"
    r"[^\n]{0,14}?[A-Za-z0-9_@\-零一二三四五六七八九]{5,}|"
    r"(?:加|联系)(?:我|客服|老师)[^\n]{0,4}(?:微信|好友)|扫码(?:加|添加|咨询|联系)|"
    r"长按(?:识别|添加)|微信同号"
)
MOBILE = re.compile(r"(?<!\d)1[\s\-·]*[3-9](?:[\s\-·]*\d){9}(?!\d)")
_SPELLED = re.compile(r"[一幺壹][三四五六七八九][零一二三四五六七八九〇幺]{9}")

_WARNS = re.compile(
    r"警惕|谨防|切勿|勿信|不要(?:相信|轻信|购买)|别(?:信|买)|骗局|诈骗|被骗|受骗|"
    r"上当|抓获|查获|缴获|涉案|涉嫌|被告人|嫌疑人|民警|警方|公安机关|"
    r"检察|法院|判处|有期徒刑|刑法|刑事|犯罪|处罚|罚款|严禁|禁止|不得|拒绝|严厉打击|"
    r"打击|举报|曝光|典型案例|虚假宣传|谎称|号称|所谓|声称|诸如|宣称|"
    r"据(?:了解|介绍|报道|悉)|记者|通讯员|当事人|受害|伪造、变造|规定|办法|条例|"
    r"第[一二三四五六七八九十百\d]+条|识别|辨别|真伪|提醒|违法|非法"
)
_DENIES = re.compile(
    r"(?:不能|没有|不存在|不提供|不代|不办|不做|不承诺|不会|未|并非|绝不|从不|"
    r"谁(?:跟您)?说|怎么可能|哪有|不接)[^。,，\n]{0,10}$|(?:不能|不行|是假的|都是骗)"
)
_STOP = re.compile(r"[。！？!?;；\n]+")
_SENTENCES_MAX = 4000
_SENTENCE_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a text offers, and how much of it warns instead."""

    offers: Mapping[str, str]
    """Kinds of :data:`OFFERS` found, each with the words."""
    promises: Mapping[str, str]
    """Kinds of :data:`PROMISES` found, each with the words."""
    payment: Mapping[str, str]
    contacts: tuple[str, ...]
    prices: tuple[str, ...]
    warned: int
    """Sentences that say such words and warn, deny or tell."""
    said: int
    """Sentences that say such words and do not."""


def read_offer(text: str) -> Offer:
    """Return what normalised *text* offers."""
    kinds = _kinds_in(text)
    found: dict[str, dict[str, str]] = {"o": {}, "p": {}, "m": {}}
    warned = said = 0
    for sentence in _STOP.split(text)[:_SENTENCES_MAX] if kinds else ():
        matches = _kept(sentence[:_SENTENCE_MAX], kinds)
        if matches is None:
            continue
        if not matches or _WARNS.search(sentence):
            warned += 1
            continue
        said += 1
        for group, kind, words in matches:
            found[group].setdefault(kind, words)
    contacts = [match[0] for match in CONTACT.finditer(text)] if kinds else []
    if kinds:
        contacts += [m[0] for m in MOBILE.finditer(text)] + _SPELLED.findall(text)
    return Offer(
        offers=found["o"],
        promises=found["p"],
        payment=found["m"],
        contacts=tuple(dict.fromkeys(contacts))[:10],
        prices=tuple(dict.fromkeys(PRICE.findall(text) if kinds else ()))[:10],
        warned=warned,
        said=said,
    )


def _kinds_in(text: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Return the kinds of phrases worth looking for in each sentence of *text*.

    Most pages promise nothing, and the guard settles that.
    """
    may = _PROMISED.may(text)
    if not any(pattern.search(text) for pattern in may) or not GOODS.search(text):
        return []
    may |= _OFFERED.may(text)
    return [
        (group, kind, pattern)
        for group, table in (("o", OFFERS), ("p", PROMISES), ("m", PAYMENT))
        for kind, pattern in table.items()
        if pattern in may and pattern.search(text)
    ]


def _kept(
    sentence: str, kinds: list[tuple[str, str, re.Pattern[str]]]
) -> list[tuple[str, str, str]] | None:
    """Return what *sentence* says and does not deny; None where it says nothing."""
    found = [
        (group, kind, match)
        for group, kind, pattern in kinds
        if (match := pattern.search(sentence))
    ]
    if not found:
        return None
    return [
        (group, kind, match[0])
        for group, kind, match in found
        if not _DENIES.search(sentence[max(0, match.start() - 12) : match.start()])
    ]
