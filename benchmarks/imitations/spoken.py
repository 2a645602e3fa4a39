"""Names built of what a body is called, of places, numbers and rented suffixes."""

import random

from imitations.words import Vocabulary

TUNNELS = (
    "cpolar.cn",
    "natappfree.cc",
    "ngrok.io",
    "trycloudflare.com",
    "loca.lt",
    "vicp.fun",
)
SHORT = ("mem", "yjgl", "tzzy", "aqsc", "chsi", "osta", "samr")
KNOWN = ("cxmem", "mem-cx", "mem-gov", "memgov", "tzzycx", "yjglb", "aqscks", "cx-mem")
DEPARTMENTS = ("yjglt", "yjglj", "yjgl", "yingjiguanliting", "yingjiguanliju")


def mixed(r: random.Random, v: Vocabulary) -> str:
    """Some words of a name in full, some as initials."""
    words = [word.split() for word in r.choice(v.readings).split("-")]
    short = r.sample(range(len(words)), r.randint(1, len(words) - 1))
    name = "".join(
        "".join(part[0] for part in word) if at in short else "".join(word)
        for at, word in enumerate(words)
    )
    query = r.choice(("", *v.query))
    return f"{name}{r.choice(('', '-')) if query else ''}{query}.{_ending(r, v)}"


def numbered(r: random.Random, v: Vocabulary) -> str:
    """A year or a serial number at the end, or in front."""
    name, number = r.choice(KNOWN), r.choice(v.numbers)
    form = r.choice(("{n}{d}", "{n}-{d}", "{n}{d}", "{d}{n}", "{n}-{w}{d}"))
    return f"{form.format(n=name, d=number, w=r.choice(v.query))}.{_ending(r, v)}"


def place_apart(r: random.Random, v: Vocabulary) -> str:
    """A place and a department, with or without a word."""
    place, name = r.choice(v.places), r.choice(DEPARTMENTS)
    word = r.choice((*v.query, "gov", "gov-cn", "cx"))
    form = r.choice(
        ("{p}-{n}", "{n}-{p}", "{p}{n}-{w}", "{n}.{p}-{w}", "{w}-{p}{n}", "{n}{w}-{p}")
    )
    return f"{form.format(p=place, n=name, w=word)}.{_ending(r, v)}"


def place_and_label(r: random.Random, v: Vocabulary) -> str:
    """The ministry's or a platform's label with a place and a word."""
    place, name = r.choice(v.places), r.choice(SHORT)
    word = r.choice((*v.query, *v.certificate))
    form = r.choice(("{p}-{n}-{w}", "{n}{w}-{p}", "{p}{n}{w}", "{n}-{w}.{p}"))
    return f"{form.format(p=place, n=name, w=word)}.{_ending(r, v)}"


def full_name(r: random.Random, v: Vocabulary) -> str:
    """A whole Chinese name, with or without a word."""
    name, word = r.choice(v.bodies), r.choice(("", "", *v.hanzi))
    ending = r.choice((*v.endings, "中国", "网址"))
    return f"{name}{word}.{ending}"


def chinese_in_front(r: random.Random, v: Vocabulary) -> str:
    """A Chinese name as a label below somebody else's domain."""
    return f"{r.choice(v.bodies)}.{r.choice(v.carriers)}.{_ending(r, v)}"


def two_words(r: random.Random, v: Vocabulary) -> str:
    """A short label between two words."""
    first, second = r.choice(v.query), r.choice((*v.certificate, *v.fillers))
    joints = r.choice(("", "-")), r.choice(("", "-"))
    name = r.choice(SHORT)
    form = r.choice(
        (
            f"{name}{joints[0]}{first}{joints[1]}{second}",
            f"{second}{joints[0]}{first}{joints[1]}{name}",
            f"{first}{joints[0]}{name}{joints[1]}{second}",
        )
    )
    return f"{form}.{_ending(r, v)}"


def state_words(r: random.Random, v: Vocabulary) -> str:
    """The state's words beside a label."""
    word = r.choice(("china", "zhongguo", "guojia", "gj", "zg", "cn", "guanwang", "gw"))
    form = r.choice(("{w}-{n}", "{n}-{w}", "{n}-{q}-{w}", "{w}{n}{q}", "{w}-{n}-{q}"))
    name, query = r.choice(SHORT), r.choice(v.query)
    return f"{form.format(w=word, n=name, q=query)}.{_ending(r, v)}"


def tunnel(r: random.Random, v: Vocabulary) -> str:
    """Below a tunnel's suffix."""
    word = r.choice((*v.query, *v.certificate))
    name = r.choice((*KNOWN, f"mem-{word}", f"{word}-mem", f"tzzy{word}", "mem-gov-cn"))
    return f"{name}.{r.choice(TUNNELS)}"


def ending_inside(r: random.Random, v: Vocabulary) -> str:
    """``gov`` and ``cn`` in all places but the true one."""
    name = r.choice(
        ("mem", "cx.mem", "cxmem", "yjgl", "yjglj", "samr", "mohurd", "mee")
    )
    form = r.choice(
        (
            "{n}.gov.{e}",
            "{n}-gov-cn.{c}.{e}",
            "{n}.gov.cn-{q}.{e}",
            "{n}.gov.cn.{q}-{c}.{e}",
            "{n}govcn.{e}",
            "gov-cn-{n}.{e}",
            "{n}.cn-gov.{e}",
            "www.{n}.gov-cn.{e}",
        )
    )
    return form.format(
        n=name, e=_ending(r, v), c=r.choice(v.carriers), q=r.choice(v.query)
    )


def _ending(r: random.Random, v: Vocabulary) -> str:
    return r.choice(v.endings)
