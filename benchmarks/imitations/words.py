"""What generated imitations are made of, in two halves that share little."""

from dataclasses import dataclass

Half = str
"""``train`` or ``test``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What one half's names are made of."""

    endings: tuple[str, ...]
    carriers: tuple[str, ...]
    """Registrable labels that have nothing to do with any body."""
    query: tuple[str, ...]
    certificate: tuple[str, ...]
    places: tuple[str, ...]
    hosting: tuple[str, ...]
    hanzi: tuple[str, ...]
    glyphs: dict[str, str]
    numbers: tuple[str, ...]
    """What is appended: years, serial numbers, lucky ones."""
    bodies: tuple[str, ...]
    """Chinese names in full, of bodies and of what they certify."""
    readings: tuple[str, ...]
    """Pinyin of names: a hyphen between words, a space between characters."""
    fillers: tuple[str, ...]
    """Words of any site."""
    seeds: tuple[str, ...]
    """Labels that are misspelt by machine."""


TRAIN = Vocabulary(
    endings=("com", "cn", "net", "top", "com.cn", "org.cn"),
    carriers=("flower", "qwerty", "yunduan", "hengda", "sky88", "goodluck"),
    query=("cx", "chaxun", "query", "search"),
    certificate=("zs", "zheng", "zhengshu", "ewm"),
    places=("gd", "henan", "sc", "hebei", "sd"),
    hosting=("github.io", "vercel.app", "pages.dev"),
    hanzi=("查询", "官网", "证书"),
    glyphs={"m": "м", "e": "е", "c": "с", "o": "о", "a": "а", "y": "у"},
    numbers=("1", "2024", "88", "01"),
    bodies=("应急管理部", "特种作业操作证", "国家安全生产考试", "江苏省应急管理厅"),
    readings=("ying ji-guan li-bu", "ying ji-guan li"),
    fillers=("www", "net", "web", "info", "xitong"),
    seeds=("cxmem", "mem-gov", "chinasafety", "yingjiguanli", "tezhongzuoye"),
)
TEST = Vocabulary(
    endings=(
        "com",
        "cn",
        "net.cn",
        "xyz",
        "vip",
        "online",
        "cc",
        "info",
        "site",
        "ltd",
    ),
    carriers=(
        "bluehill",
        "zx9527",
        "haoyunlai",
        "ruifeng",
        "tk-news",
        "a8f3k2",
        "mybox",
    ),
    query=(
        "cx",
        "chaxun",
        "chax",
        "yanzheng",
        "verify",
        "check",
        "lookup",
        "cxw",
        "cxpt",
    ),
    certificate=("zs", "zj", "zhengshu", "zhengjian", "cert", "qr", "erweima", "ks"),
    places=("js", "zhejiang", "hunan", "bj", "chongqing", "ah", "gz", "shandong"),
    hosting=(
        "netlify.app",
        "web.app",
        "workers.dev",
        "ngrok-free.app",
        "gitee.io",
        "cpolar.top",
        "onrender.com",
        "duckdns.org",
        "blogspot.com",
    ),
    hanzi=("查询", "官网", "验证", "考试网", "证件查询", "平台", "网", "证"),
    glyphs={
        "m": "ｍ",
        "e": "ė",
        "o": "ο",
        "a": "ạ",
        "n": "ո",
        "g": "ɡ",
        "i": "і",
        "u": "υ",
        "y": "ý",
        "j": "ј",
        "s": "ѕ",
    },
    numbers=("2", "2023", "2026", "666", "12350", "12", "007", "365"),
    bodies=(
        "中华人民共和国应急管理部",
        "国家应急管理部",
        "特种作业操作证及安全生产知识和管理能力考核合格信息查询",
        "广东省应急管理厅",
        "湖南应急管理厅",
        "成都市应急管理局",
        "技能人才评价证书全国联网查询",
        "全国建筑市场监管公共服务平台",
        "中国人事考试网",
        "学信网",
        "特种作业证",
        "住房和城乡建设部",
    ),
    readings=(
        "te zhong-zuo ye",
        "te zhong-zuo ye-zheng",
        "te zhong-zuo ye-cao zuo-zheng",
        "an quan-sheng chan",
        "an quan-sheng chan-kao shi",
        "ying ji-guan li-ting",
        "ren shi-kao shi",
    ),
    fillers=("wap", "m", "top", "online", "pt", "fuwu", "wang", "h5", "app", "sys"),
    seeds=(
        "memcx",
        "memgov",
        "mem-gov-cn",
        "tzzycx",
        "aqscks",
        "anquanshengchan",
        "yingjiguanlibu",
        "xuexinwang",
        "renshikaoshi",
        "tezhongzuoyezheng",
        "mohurd",
        "cxmemgov",
    ),
)

KEYS = {
    "a": "qwsz",
    "b": "vghn",
    "c": "xdfv",
    "e": "wsdr",
    "g": "ftyhbv",
    "i": "ujko",
    "j": "huikmn",
    "l": "kop",
    "m": "njk",
    "n": "bhjm",
    "o": "iklp",
    "q": "wa",
    "s": "awedxz",
    "t": "rfgy",
    "u": "yhji",
    "v": "cfgb",
    "x": "zsdc",
    "y": "tghu",
    "z": "asx",
    "f": "drtgvc",
    "h": "gyujnb",
    "k": "jiolm",
}
"""Keys beside each key."""
