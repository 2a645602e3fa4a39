"""Names of Chinese state organs, told from names of companies, schools and papers.

The lists are of endings and prefixes that organs are named by (Organic Laws of the
State Council and of local governments; the institutions that ministries run inquiry
platforms through). They are read on normalised text.
"""

import re
from functools import lru_cache

_HAN = "[\u4e00-\u9fff]"
_MINISTRY = (
    "外交部|国防部|发展和改革委员会|发展改革委|教育部|科学技术部|科技部|"
    "工业和信息化部|工信部|国家民委|公安部|"
    "国家安全部|民政部|司法部|财政部|人力资源和社会保障部|人社部|自然资源部|"
    "生态环境部|住房和城乡建设部|"
    "住建部|交通运输部|水利部|农业农村部|商务部|文化和旅游部|国家卫生健康委员会|"
    "国家卫生健康委|退役军人事务部|"
    "应急管理部|中国人民银行|审计署|国务院"
)
_BUREAU = (
    "发展和改革|发展改革|教育|教育体育|教体|科学技术|科技|工业和信息化|经济和信息化|"
    "民族宗教事务|公安|民政|司法|财政|"
    "人力资源和社会保障|人力资源社会保障|自然资源|自然资源和规划|规划和自然资源|"
    "生态环境|住房和城乡建设|住房城乡建设|住建|"
    "城乡建设|交通运输|水利|水务|农业农村|农业|商务|文化和旅游|文化广电和旅游|"
    "文化广电旅游|卫生健康|退役军人事务|"
    "应急管理|安全生产监督管理|安全监督管理|安监|审计|市场监督管理|市场监管|"
    "质量技术监督|工商行政管理|工商|统计|"
    "医疗保障|医保|林业和草原|林业|信访|税务|气象|地震|粮食和物资储备|体育|能源|"
    "烟草专卖|邮政管理|"
    "海洋|海事|民航|铁路|矿山安全监察|煤矿安全监察|药品监督管理|药监|"
    "食品药品监督管理|知识产权|档案|机关事务管理|"
    "政务服务管理|政务服务和数据管理|政务服务数据管理|行政审批服务|行政审批|"
    "大数据管理|大数据发展|数据|城市管理|城市管理综合执法|综合执法|"
    "国有资产监督管理|金融监督管理|地方金融|乡村振兴|公积金管理|中医药管理|"
    "疾病预防控制|文物|广播电视|移民管理|"
    "出入境管理|版权|测绘地理信息|监察|人民防空|人事考试|考试"
)
_STATE = (
    rf"(?:{_HAN}{{0,30}}?(?:人民政府|人民法院|人民检察院|人大常委会|"
    rf"人民代表大会常务委员会|人民代表大会)"
    rf"|{_HAN}{{0,20}}?(?:{_MINISTRY})"
    rf"|{_HAN}{{0,20}}?(?:{_BUREAU})(?:管理)?(?:委员会|总局|局|厅|委|署)"
    r"|[\u4e00-\u9fff()]{4,30}(?:党政办公室|党政综合办公室|管委会|管理委员会办公室)"
    rf"|国家{_HAN}{{2,14}}(?:局|总局|委员会|署|办公室)"
    rf"|{_HAN}{{2,20}}(?:省|自治区|市|区|县|州|盟|旗|镇|乡|开发区|高新区|"
    rf"新区)(?:政府|管理委员会|管委会)"
    rf"|中国{_HAN}{{2,10}}工程办公室|中华人民共和国{_HAN}{{2,10}}(?:海关|部|局|委员会))"
)
_OFFICE = (
    r"(?:办公厅|办公室|政务公开办公室|信息中心|政务中心|政务服务中心|机关|"
    r"电子政务办公室|大数据中心|党政办公室){0,2}"
)
_AFFILIATE = (
    rf"(?:{_MINISTRY}|国家|全国|中国|{_HAN}{{2,12}}(?:省|自治区|市))"
    rf"{_HAN}{{0,22}}?(?:考试院|考试中心|人事考试中心|人事考试院|鉴定中心|"
    rf"鉴定指导中心|评价中心|认证中心|注册中心|"
    r"资格注册中心|发展中心|干部培训学院|服务中心|教育考试网|考试网|查询平台|"
    r"政务服务网|政务服务平台)"
)
_STATE_RE = re.compile(_STATE + _OFFICE)
_AFFILIATE_RE = re.compile(_AFFILIATE)
_SITE = (
    r"(?:官方|门户|政府|政府信息|政务|信息公开|政务公开|公众信息)*"
    r"(?:网站|网|官网|平台|门户|系统)?"
)
_STATE_TITLE = re.compile(rf"(?:欢迎(?:访问|光临|您访问))?(?:{_STATE}{_OFFICE}){_SITE}")
_GOVERNMENT_SITE = re.compile(
    rf"{_HAN}{{2,14}}(?:省|自治区|市|区|县|州|盟|旗|镇|乡)?"
    r"(?:政府网|政府网站|政府门户网站|政府信息网|政务服务网|政务网|政府公众信息网)"
)

# Whoever is named by these ends is no organ, whatever stands before.
_OTHERS = re.compile(
    r"(?:有限公司|公司|集团|报社|日报|晚报|电视台|广播|融媒体|传媒|通讯社|新闻社|"
    r"杂志|出版社|宣传部|新闻办|新闻办公室|网信办|"
    r"学校|学院|大学|中学|小学|医院|教务处|质检部|培训中心|培训部|培训基地|协会|学会|"
    r"联合会|商会|基金会|促进会|俱乐部|工作室|事务所|研究院|研究所|合作社|门市|店)$"
)
# Bodies of no real state: parodies and training systems name their organs like this.
INVENTED = re.compile(
    r"(?:示例|样例|演示|测试|模拟|虚构|某某|××|xx|XX|\*\*|demo|Demo|DEMO|模板|"
    r"张三)(?=.{0,12}(?:省|市|县|区|政府|局|厅|部|委员会|网站|系统))?"
)

# In a lookahead, because one line names several: 版权所有 … 主办 … 承办 ….
_SPONSOR = re.compile(
    r"(?=(?:(?:主办|承办)(?:单位|方|者)?\s*(?:[:：]|\n)\s*[:：]?"
    # Alone on a line these are entries of a menu.
    r"|(?:建设|管理|(?<!业务)主管)(?:(?:单位|方|者)\s*(?:[:：]|\n)|\s*[:：])\s*[:：]?"
    r"|版权(?:所有|归属)\s*[:：]?\s*(?:\(c\)|©)?)\s*([^\n|。;；,，]{2,60}))",
    re.IGNORECASE,
)
_JOINS = re.compile(r"[-_|—–·:：>»<,，\s]+")
_OTHER_SITE = re.compile(
    r"百科|维基|wiki|新闻|资讯|日报|晚报|时报|论坛|社区|博客|搜索|知道|问答|文库|"
    r"网校|商城|招聘|公司|头条|视频|图片|手机|"
    r"百度|搜狐|新浪|网易|腾讯|搜狗|[a-z0-9]{3,}$",
    re.IGNORECASE,
)
_SPONSORED = re.compile(
    rf"^(?:©|\(c\)|copyright|[\d\s\-])*({_HAN}{{4,30}}?)\s*(?:主办|版权所有)",
    re.MULTILINE | re.IGNORECASE,
)


def is_other(text: str) -> bool:
    """Whether *text* ends like the name of a company, a school, a paper or a club.

    >>> is_other("成达仪器有限公司"), is_other("某县应急管理局")
    (True, False)
    """
    return bool(_OTHERS.search(text.strip(" 。.·)")))


def state_organ(text: str) -> str:
    """Return the first state organ that normalised *text* names, or empty.

    >>> state_organ("主办:四川省中医药管理局 联系我们")
    '四川省中医药管理局'
    """
    for found in _STATE_RE.finditer(text[:300]):
        name = found[0]
        if not _OTHERS.search(
            text[found.end() : found.end() + 12].split(" ", maxsplit=1)[0] or name
        ):
            return name
    return ""


def affiliate(text: str) -> str:
    """Return the first institution of a ministry that *text* names, or empty.

    >>> affiliate("主办单位: 教育部教育考试院")
    '教育部教育考试院'
    """
    found = _AFFILIATE_RE.search(text[:300])
    return found[0] if found else ""


def government_title(text: str) -> tuple[str, float]:
    """Return the part of a title that is a government site's name, and how surely.

    Titles are cut at the signs that join an article's title to the site's name. At
    the end, or alone, such a name is the site's own; before the name of another kind
    of site it is what an article there is about.

    >>> government_title("通知公告-某省人民政府网站")
    ('某省人民政府网站', 1.0)
    >>> government_title("应急管理部_某某百科")[1]
    0.2
    """
    parts = [part for part in (p.strip() for p in _JOINS.split(text)) if part]
    for part in dict.fromkeys((*parts[-1:], *parts)):
        if _STATE_TITLE.fullmatch(part) or _GOVERNMENT_SITE.fullmatch(part):
            if part == parts[-1]:
                return part, 1.0
            return part, 0.2 if _OTHER_SITE.search(parts[-1]) else 0.6
    return "", 0.0


def names_other_site(title: str) -> bool:
    """Whether *title* ends with the name of a site of another kind.

    >>> names_other_site("应急管理部_某某百科"), names_other_site("证书查询_应急管理部")
    (True, False)
    """
    parts = [part for part in (p.strip() for p in _JOINS.split(title)) if part]
    return len(parts) > 1 and bool(_OTHER_SITE.search(parts[-1]))


@lru_cache(maxsize=64)
def sponsors(text: str) -> tuple[str, ...]:
    """Return who a footer says runs the site: what follows 主办, 承办 and 版权所有."""
    found = [match[1].strip() for match in _SPONSOR.finditer(text)]
    found += [match[1].strip() for match in _SPONSORED.finditer(text)]
    return tuple(dict.fromkeys(found))[:20]
