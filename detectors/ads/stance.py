"""Where the speaker stands to what is said, told from turns of whole clauses.

One who offers says what will be done for the reader and on what terms; one who asks
begins with the question; one who refuses denies the very words of an offer; an office
says what it found. A bare title names a thing and does none of these.
"""

import re
from collections.abc import Iterator

_WITHIN = r"[^。！？!?;；,，\n]"
_STANCES = (
    (
        "stance.offers",
        re.compile(
            r"(?=[我本这咱俺他人由])(?:我(?!的)|本人|这边|咱|俺|本(?:工作室|店|机构|中心|公司|站|团队|部)"
            rf"|他那|他家|这家|人家|由我){_WITHIN}{{0,10}}?(?:代?办(?!公|法|事)|给您|给你|帮您"
            r"|帮你|替您|替你|为您|搞定|安排|包[过办退]|出证|直出|[能可]出|弄|拿的|备齐|对接"
            r"|负责|有(?:渠道|路子|门路|关系|名额|资源|内部|办法|人))"
        ),
    ),
    (
        "stance.terms",
        re.compile(
            r"(?=[按每一面定先包不穿闪加当价懂私滴戳扣敲来])(?:按[份张本科]|[每一](?:张|份|本|科|人)\s?[\d一二三四五六七八九两]|面议|定金|"
            rf"先{_WITHIN}{{0,5}}(?:再|后){_WITHIN}{{0,4}}[付给转]|[包不]退|穿帮|闪送|加急|"
            r"当天[取拿出]|价格(?:公道|好商量|美丽|好说)|懂的|[私滴戳扣敲]我|私聊|来聊)"
        ),
    ),
    (
        "stance.seeks",
        re.compile(
            r"^\W{0,3}(?:求|急?招|诚聘|收|寻|请问|请教|想问|咨询|谁|哪位)|求(?:推荐|靠谱|助|教|解)"
            r"|有(?:没有)?人知道|有没有(?:人|谁)|难不难|哪个[难好]|怎么(?:评分|报名|查|考|回事)|吗[?？]?$"
        ),
    ),
    (
        "stance.refuses",
        re.compile(
            r"(?=[不没从无绝拒切勿别严禁杜])(?:不(?!用|需|考|限|到|去|来|看|过)|没有|从未|无法|绝不|拒绝|切?勿|别|严禁|禁止|杜绝)"
            rf"{_WITHIN}{{0,5}}(?:代考|替考|包过|免考|买证|买卖|假证|办证|代办|代理|捷径|作弊|上当)"
        ),
    ),
    (
        "stance.office",
        re.compile(
            r"(?=[应公警民派法检政监支社部甲项学温反郑特据报普案判获被上])(?:(?:应急|公安|警方|民警|派出所|法院|检察|政府|监管|支队|社区|部门|公司|甲方|项目部|学校)"
            rf"{_WITHIN}{{0,12}}(?:提醒|通报|公告|发布|查处|查获|抓获|破获|通知|判|核查|核验|清退)"
            r"|(?:温馨|反诈|郑重)提醒|特此|据悉|据了解|报道|普法|案例|判处|获刑|被骗|上当)"
        ),
    ),
)
_TITLE_MAX = 40
_TITLE = re.compile(
    r"^[^。！？!?;；,，\n\d@]+(?:查询|验证|核验|系统|平台|官网|网站|网|入口|大全|指南|流程|解读|"
    r"办法|通知|公告|规定|条件|标准|区别|题库|教材|目录|名单|中心|专栏|服务|小程序|说明|申请表|登记表|大纲|报批稿|方案|细则|手册|须知|公示|公告|简章)$"
)


def stances_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the stances that clauses of folded *text* take, and their words.

    >>> dict(stances_of("我校绝不代考")).keys() == {"stance.refuses"}
    True
    """
    for name, form in _STANCES:
        if said := form.findall(text):
            yield name, said


def is_title(text: str) -> bool:
    """Return whether folded *text* is but the title of a page or a service.

    >>> is_title("技能人才评价证书全国联网查询"), is_title("证书全国联网查询代办")
    (True, False)
    """
    text = text.strip()
    return len(text) <= _TITLE_MAX and _TITLE.match(text) is not None
