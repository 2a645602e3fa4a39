"""Names made to imitate official ones, by technique, in two halves that share little.

The train half may be looked at while rules are made; the test half is for measuring
only: other filler domains, endings, context words, seeds of the random choices, and
techniques' rarer forms. Nothing here is a name that was seen in use.
"""

import random
from collections.abc import Callable, Iterator
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


TRAIN = Vocabulary(
    endings=("com", "cn", "net", "top", "com.cn", "org.cn"),
    carriers=("flower", "qwerty", "yunduan", "hengda", "sky88", "goodluck"),
    query=("cx", "chaxun", "query", "search"),
    certificate=("zs", "zheng", "zhengshu", "ewm"),
    places=("gd", "henan", "sc", "hebei", "sd"),
    hosting=("github.io", "vercel.app", "pages.dev"),
    hanzi=("查询", "官网", "证书"),
    glyphs={"m": "м", "e": "е", "c": "с", "o": "о", "a": "а", "y": "у"},
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
)
HALVES: dict[Half, Vocabulary] = {"train": TRAIN, "test": TEST}

HOSTS = ("mem.gov.cn", "cx.mem.gov.cn", "www.mem.gov.cn")
OTHERS = ("chsi.com.cn", "zscx.osta.org.cn", "jzsc.mohurd.gov.cn", "cnse.samr.gov.cn")
PINYIN = (
    "yingjiguanli",
    "yingjiguanlibu",
    "yingjibu",
    "tezhongzuoye",
    "tezhongzuoyezheng",
    "anquanshengchan",
)
INITIALS = ("yjglb", "tzzy", "aqsc", "yjgl", "tzzyz")
ENGLISH = ("chinasafety", "china-safety", "ministryofemergencymanagement")
HANZI = (
    "应急管理部",
    "特种作业操作证",
    "特种作业",
    "应急管理",
    "安全生产考试",
    "应急部",
    "特种作业证",
)
SEEDS = (
    "mem-gov",
    "memgov",
    "cxmem",
    "cx-mem",
    "chinasafety",
    "yjglb",
    "yingjiguanli",
    "tezhongzuoye",
    "tzzycx",
    "aqscks",
    "mem-gov-cn",
    "memchaxun",
)
_KEYS = {
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

Make = Callable[[random.Random, Vocabulary], str]


def imitations(half: Half, each: int) -> Iterator[tuple[str, str]]:
    """Yield technique and name, *each* distinct names a technique, always the same."""
    words = HALVES[half]
    for technique, make in TECHNIQUES.items():
        chance = random.Random(f"{half} {technique}")
        seen: set[str] = set()
        for _ in range(each * 50):
            name = ascii_name(make(chance, words))
            if name and name not in seen:
                seen.add(name)
                yield technique, name
            if len(seen) == each:
                break


def ascii_name(name: str) -> str:
    """Return *name* as feeds carry it, or nothing where it cannot be registered."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _host_in_front(r: random.Random, v: Vocabulary) -> str:
    joint = r.choice((".", ".", "-"))
    return f"{r.choice(HOSTS)}{joint}{r.choice(v.carriers)}.{r.choice(v.endings)}"


def _host_with_hyphens(r: random.Random, v: Vocabulary) -> str:
    flat = r.choice(HOSTS).replace("www.", "").replace(".", r.choice("-- ").strip())
    if r.choice((True, False)):
        return f"{flat}.{r.choice(v.endings)}"
    return f"{flat}.{r.choice(v.carriers)}.{r.choice(v.endings)}"


def _government_ending(r: random.Random, v: Vocabulary) -> str:
    word = r.choice(("mem", "cxmem", "mem", "yjgl", "yjglb", "cx.mem", "aqsc"))
    form = r.choice(
        (
            "{w}-gov.{e}",
            "{w}gov.{e}",
            "{w}.gov-cn.{e}",
            "{w}.gov.cn.{c}.{e}",
            "{w}-gov-cn.{e}",
            "{w}.govcn.{e}",
            "gov-{w}.{e}",
            "{w}.gov.{c}.{e}",
            "www.{w}-gov.{c}.{e}",
        )
    )
    return form.format(w=word, e=r.choice(v.endings), c=r.choice(v.carriers))


def _any_government(r: random.Random, v: Vocabulary) -> str:
    word = "".join(r.choice("bcdfghjklmnpqrstwxyz") for _ in range(r.randint(2, 6)))
    form = r.choice(
        (
            "{w}-gov-cn.{c}.{e}",
            "www.gov.cn.{c}.{e}",
            "{w}.gov.cn.{c}.{e}",
            "gov.cn.{w}.{c}.{e}",
            "{w}-gov.cn",
        )
    )
    return form.format(w=word, c=r.choice(v.carriers), e=r.choice(v.endings))


def _foreign_letters(r: random.Random, v: Vocabulary) -> str:
    seed = r.choice(
        (
            "memgov",
            "cxmem",
            "mem-gov",
            "chinasafety",
            "cx-mem",
            "mem-cx",
            "yingjiguanli",
            "mem-gov-cn",
            "anquanshengchan",
        )
    )
    places = [i for i, letter in enumerate(seed) if letter in v.glyphs]
    for place in r.sample(places, min(len(places), r.choice((1, 1, 2)))):
        seed = seed[:place] + v.glyphs[seed[place]] + seed[place + 1 :]
    return f"{seed}.{r.choice(v.endings)}"


def _ascii_shapes(r: random.Random, v: Vocabulary) -> str:
    seed = r.choice(
        (
            "memgov",
            "cxmem",
            "mem-gov",
            "cx.mem",
            "chinasafety",
            "mem-cx",
            "mem.gov-cn",
            "yingjiguanli",
            "anquanshengchan",
            "mem-gov-cn",
        )
    )
    swaps = [
        ("m", "rn"),
        ("m", "nn"),
        ("o", "0"),
        ("i", "1"),
        ("l", "1"),
        ("e", "3"),
        ("g", "q"),
        ("s", "5"),
        ("w", "vv"),
        ("i", "l"),
    ]
    before, after = r.choice([swap for swap in swaps if swap[0] in seed])
    count = r.choice((1, 1, 9))
    return f"{seed.replace(before, after, count)}.{r.choice(v.endings)}"


def _chinese(r: random.Random, v: Vocabulary) -> str:
    name, word = r.choice(HANZI), r.choice(v.hanzi)
    forms: tuple[str, ...] = (
        f"{name}{word}",
        f"中国{name}{word}",
        f"{name}-{word}",
        f"国家{name}{word}",
    )
    if name in {"应急管理部", "特种作业操作证"}:
        forms = (*forms, name)
    ending = r.choice((*v.endings, "中国", "网址", "公司"))
    return f"{r.choice(forms)}.{ending}"


def _pinyin(r: random.Random, v: Vocabulary) -> str:
    name = r.choice(PINYIN)
    word = r.choice((*v.query, *v.certificate, ""))
    joint = r.choice(("", "-"))
    forms = [name + joint + word if word else name, (word + joint + name) or name]
    return f"{r.choice(forms).strip('-')}.{r.choice(v.endings)}"


def _initials(r: random.Random, v: Vocabulary) -> str:
    name = r.choice(INITIALS)
    word, joint = r.choice((*v.query, *v.certificate)), r.choice(("", "", "-"))
    form = r.choice((f"{name}{joint}{word}", f"{word}{joint}{name}"))
    return f"{form}.{r.choice(v.endings)}"


def _label_and_word(r: random.Random, v: Vocabulary) -> str:
    word, joint = r.choice((*v.query, *v.certificate)), r.choice(("", "-", "."))
    form = r.choice((f"mem{joint}{word}", f"{word}{joint}mem", f"{word}.mem-{word}"))
    return f"{form}.{r.choice(v.endings)}"


def _english(r: random.Random, v: Vocabulary) -> str:
    name, word = (
        r.choice(ENGLISH),
        r.choice(("", "-gov", "-cx", "-cn", "gov", "-query")),
    )
    return f"{name}{word}.{r.choice(v.endings)}"


def _other_ending(r: random.Random, v: Vocabulary) -> str:
    host = r.choice((*HOSTS, *OTHERS, "chinasafety.gov.cn"))
    chosen = host.split(".")[:-2]
    ending = r.choice((*v.endings, "gov.com", "gov.net", "gov.cc", "gov.top"))
    own = chosen[-1]
    if own in {"mem", "chsi", "samr"} and "gov" not in ending:
        ending = f"gov.{r.choice(v.endings)}" if own != "chsi" else "com.net"
    return ".".join((*chosen, ending))


def _province(r: random.Random, v: Vocabulary) -> str:
    place, word = r.choice(v.places), r.choice((*v.query, "gov", "zs"))
    name = r.choice(("yjgl", "yjt", "yjglt", "yjj", "yingjiguanli", "yingjiting"))
    form = r.choice(
        (
            "{p}{n}-{w}",
            "{n}-{p}-{w}",
            "{p}-{n}{w}",
            "{n}.{p}-gov",
            "{p}{n}{w}",
            "{n}{p}-gov-cn",
        )
    )
    return f"{form.format(p=place, n=name, w=word)}.{r.choice(v.endings)}"


def _shared_hosting(r: random.Random, v: Vocabulary) -> str:
    word = r.choice((*v.query, *v.certificate))
    form = r.choice(
        (
            "cxmem",
            "cx-mem",
            "mem-gov-cn",
            "memgov",
            f"mem-{word}",
            f"tzzy{word}",
            f"{word}-mem",
            "tezhongzuoye",
            "cx-mem-gov-cn",
            f"yjglb{word}",
        )
    )
    return f"{form}.{r.choice(v.hosting)}"


def _misspelt(r: random.Random, v: Vocabulary) -> str:
    seed = r.choice(SEEDS)
    at = r.randrange(len(seed))
    kind = r.choice(("drop", "double", "swap", "beside", "insert", "add", "hyphen"))
    letter = seed[at]
    beside = r.choice(_KEYS.get(letter, "x"))
    made = {
        "drop": seed[:at] + seed[at + 1 :],
        "double": seed[:at] + letter + seed[at:],
        "swap": seed[:at] + seed[at + 1 : at + 2] + letter + seed[at + 2 :],
        "beside": seed[:at] + beside + seed[at + 1 :],
        "insert": seed[:at] + beside + seed[at:],
        "add": seed + r.choice("abcdefghijklmnopqrstuvwxyz1238"),
        "hyphen": seed[: max(1, at)] + "-" + seed[max(1, at) :],
    }[kind].strip("-")
    return f"{made if made != seed else seed + letter}.{r.choice(v.endings)}"


def _other_bodies(r: random.Random, v: Vocabulary) -> str:
    word = r.choice((*v.query, *v.certificate))
    form = r.choice(
        (
            "chsi-{w}",
            "{w}-chsi",
            "osta-{w}",
            "mohurd-gov",
            "jzsc-mohurd",
            "chsii",
            "zscx-osta",
            "cnse-samr",
            "samr-gov-cn",
            "chsicom-cn",
            "xuexinwang-{w}",
            "mohrss-gov",
            "zlaq-mohurd-{w}",
        )
    )
    return f"{form.format(w=word)}.{r.choice(v.endings)}"


TECHNIQUES: dict[str, Make] = {
    "official host in front": _host_in_front,
    "official host with hyphens": _host_with_hyphens,
    "government ending": _government_ending,
    "any government": _any_government,
    "foreign letters": _foreign_letters,
    "ASCII shapes": _ascii_shapes,
    "Chinese characters": _chinese,
    "pinyin": _pinyin,
    "initials and word": _initials,
    "label and word": _label_and_word,
    "English": _english,
    "other ending": _other_ending,
    "province": _province,
    "shared hosting": _shared_hosting,
    "misspelt": _misspelt,
    "other bodies": _other_bodies,
}
