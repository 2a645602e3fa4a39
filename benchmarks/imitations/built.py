"""Names built as people build them: hosts, labels, pinyin, characters, endings."""

import random
from collections.abc import Callable

from imitations.words import KEYS, Vocabulary

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

Make = Callable[[random.Random, Vocabulary], str]


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
    beside = r.choice(KEYS.get(letter, "x"))
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
