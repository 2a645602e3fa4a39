"""Names made at random that imitate a body, each technique and body as often as any.

Written apart from the generator: it knows none of these words, costs or endings.
"""

# ruff: noqa: PLR2004, SIM905 - sizes of what is made at random; lists of words

import random
import string
from collections.abc import Iterator, Sequence

import idna

from casebook.profiles import Profile, read_profiles
from detectors.names.pinyin import syllables

ENDINGS = tuple(
    "com cn net top com.cn xyz cc vip org icu club info shop site online xin net.cn"
    " org.cn pro work".split()
)
WEIGHTS = (30, 22, 5, 6, 6, 3, 2, 2, 3, *(1 for _ in ENDINGS[9:]))
"""How often each ending stands, roughly as in feeds of phishing names."""
WORDS = tuple(
    "cx chaxun query zs zhengshu verify check cert yanzheng online gov cn china wap sm"
    " ewm ks zx pt kaoshi fuwu center bj js gd app search login v hr zczs".split()
)
HANZI = tuple("查询 证书 官网 平台 证书查询 网 中心 验证 全国 考试".split())
ALIKE = dict(zip("moliwgsaeu", "rn 0 1 1 vv q 5 á é v".split(), strict=True))


def held_apart(
    seed: int, count: int, only: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield *count* names, each technique and body as often as any other."""
    dice = random.Random(seed)
    profiles = [p for p in read_profiles() if p.hosts and (not only or p.name in only)]
    techniques = (joined, worded, twice, misspelt, alike, pinyin, hanzi, bare, numbered)
    made = 0
    while made < count:
        profile = dice.choice(profiles)
        technique = dice.choice(techniques)
        label = technique(profile, dice)
        if label is None or not 2 < len(label) < 60 or label.strip("-") != label:
            continue
        try:
            text = label if label.isascii() else idna.encode(label).decode()
        except idna.IDNAError:
            continue
        ending = dice.choices(ENDINGS, WEIGHTS)[0]
        yield f"{text}.{ending}", technique.__name__
        made += 1


def _host(profile: Profile, dice: random.Random) -> list[str]:
    labels = dice.choice(profile.hosts).split(".")
    start = dice.choice((0, 0, 1)) if len(labels) > 3 else 0
    return labels[start : max(start + 2, dice.choice((len(labels), len(labels) - 1)))]


def joined(profile: Profile, dice: random.Random) -> str:
    """Host labels run together or hyphenated, at times mixed."""
    labels = _host(profile, dice)
    marks = [dice.choice(("-", "")) for _ in labels[1:]]
    return labels[0] + "".join(m + x for m, x in zip(marks, labels[1:], strict=True))


def worded(profile: Profile, dice: random.Random) -> str:
    """A token and a word."""
    parts = [_token(profile, dice), dice.choice(WORDS)]
    dice.shuffle(parts)
    return dice.choice(("-", "")).join(parts)


def twice(profile: Profile, dice: random.Random) -> str:
    """A token and two words."""
    parts = [_token(profile, dice), *dice.sample(WORDS, 2)]
    dice.shuffle(parts)
    return dice.choice(("-", "")).join(parts)


def misspelt(profile: Profile, dice: random.Random) -> str | None:
    """A token or joined host with one typing slip."""
    text = dice.choice((_token, joined))(profile, dice)
    if len(text) < 5:
        return None
    at = dice.randrange(1, len(text) - 1)
    letter = dice.choice(string.ascii_lowercase)
    return dice.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + letter + text[at + 1 :],
            text[:at] + letter + text[at:],
        )
    )


def alike(profile: Profile, dice: random.Random) -> str | None:
    """A letter replaced by what is drawn like it."""
    text = dice.choice((_token, joined))(profile, dice)
    places = [at for at, letter in enumerate(text) if letter in ALIKE]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + ALIKE[text[at]] + text[at + 1 :]


def pinyin(profile: Profile, dice: random.Random) -> str | None:
    """A name's reading, whole or initials, at times with a word."""
    read = syllables(_short_name(profile, dice))
    if not read:
        return None
    whole = "".join(read) if dice.random() < 0.6 else "".join(s[0] for s in read)
    return whole + dice.choice(("", "", "cx", "chaxun", "-cx", "wang"))


def hanzi(profile: Profile, dice: random.Random) -> str:
    """A name in characters, at times with a word."""
    return _short_name(profile, dice) + dice.choice(("", *HANZI))


def bare(profile: Profile, dice: random.Random) -> str:
    """A token under another ending."""
    return _token(profile, dice)


def numbered(profile: Profile, dice: random.Random) -> str:
    """A token and digits."""
    return f"{_token(profile, dice)}{dice.choice((1, 12, 24, 88, 110, 123, 365, 2026))}"


def _token(profile: Profile, dice: random.Random) -> str:
    own = [token for token in profile.host_tokens if token.isascii()]
    return dice.choice(own or [profile.hosts[0].split(".")[0]])


def _short_name(profile: Profile, dice: random.Random) -> str:
    names = [n for n in profile.names if not n.isascii() and len(n) <= 9]
    return dice.choice(names or ["应急管理部"])
