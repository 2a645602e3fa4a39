"""Names that an impostor of a body would register, likeliest first.

A name is a label under an ending that anybody may register below. Both have a cost,
-ln of their share among imitations; names come in the order of the sum, so a budget
of N names is spent on the N likeliest. Which endings are open is knowledge of this
module: no name is ever made below one that a registry keeps for institutions.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import inf, log

import idna
import tldextract

from casebook.errors import InputError
from casebook.profiles import Profile, Profiles
from casebook.urls import ascii_host, is_under, registrable
from detectors.inventory import RESTRICTED
from detectors.names.stems import Stem, stems_of
from detectors.names.suffixes import is_foreign_government, is_restricted
from detectors.names.techniques import MOST_LETTERS, Label, labels_of

# Ending, share in 1,000, scripts that its registry takes beside ASCII letters: h
# Chinese, l marked Latin, c whole Cyrillic, m two scripts in one label, which newer
# rules forbid. Shares: between what is counted on imitations of governments in
# phishing feeds of 2024 to 2026 (com 270, top 60, icu and shop 40) and on names in
# Chinese of the same feeds (cn 280, com 200, com.cn 190); scripts: the registries' IDN
# tables, from general knowledge, to be verified.
ENDINGS = """
    com 240 hlcm|cn 180 h|com.cn 60 h|top 55 h|net 48 hlcm|xyz 32 h|org 32 hlcm|
    vip 28 h|cc 28 hlcm|info 20 l|org.cn 20 h|net.cn 20 h|icu 20|site 15 hlc|
    online 15 hlc|shop 15 h|club 14 h|xin 10 h|pro 8|ltd 8 h|work 7 h|asia 6 h|wang 6 h|
    life 6|live 6|cloud 6|tech 6 hlc|fun 5 hlc|link 5 h|app 5|co 4|io 4|me 4|ink 3 h|
    store 4 hlc|cyou 4|buzz 4|website 4 hlc|space 4 hlc|biz 3 hlc|group 3|tv 3 hlm|
    win 3|bond 3|sbs 3|cfd 3|mobi 3 h|ren 3 h|press 2|host 2|world 2|center 3|email 2|
    today 2|hk 2 h|com.hk 2 h|tw 2 h|dev 2|ai 2|us 2|click 2|art 2|one 2|red 2 h|
    pub 2 h|wiki 2 h|pw 2|name 1|bj.cn 2 h|gd.cn 1 h|js.cn 1 h|zj.cn 1 h|sh.cn 1 h|
    中国 14 h|公司 5 h|网址 5 h|网络 4 h|在线 4 h|中文网 3 h|网站 3 h|我爱你 1 h|
    pages.dev 18|github.io 18|vercel.app 14|netlify.app 12|workers.dev 10|web.app 8|
    ngrok-free.app 4|onrender.com 3|herokuapp.com 2|firebaseapp.com 2|duckdns.org 3|
    blogspot.com 2
"""
_TAKES = {"h": "han", "l": "latin", "c": "cyrillic", "m": "mixed"}
EVERY_SCRIPT = ("ascii", "han", "latin", "cyrillic", "mixed")

# Up to which cost labels are made at first, in nats, and by how much it is raised when
# more are asked for. 70,000 names of one body need about 12.
FIRST_CEILING = 7.0
CEILING_STEP = 0.7
LAST_CEILING = 24.0

HAN_UNDER_HAN = 1.2
"""How much likelier a Chinese label is under a Chinese ending than any other is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What a name may end with."""

    suffix: str
    """In punycode, lower case."""
    nats: float
    scripts: tuple[str, ...]
    """Scripts of labels that can be registered below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A name that could be registered, and how it was made."""

    name: str
    """Somebody can register it; in punycode, lower case."""
    technique: str
    """Such as ``host-joined`` or ``omission``."""
    profile: str
    shown: str
    """What it imitates, such as ``mem.gov.cn`` or a name of the body."""
    nats: float
    """-ln of its share among imitations; what orders the list."""


def open_endings(suffixes: Iterable[str] = ()) -> tuple[Ending, ...]:
    """Return the endings to make names under, cheapest first.

    Args:
        suffixes: used in place of those above, all alike; closed ones are left out.

    Raises:
        InputError: one of *suffixes* is no host name.

    >>> [ending.suffix for ending in open_endings(["test", "gov.cn", "edu.cn"])]
    ['test']
    """
    given = tuple(suffixes)
    if given:
        every = [
            Ending(suffix=ascii_host(one.lstrip(".")), nats=0.0, scripts=EVERY_SCRIPT)
            for one in given
        ]
    else:
        every = [_ending(entry.split()) for entry in ENDINGS.split("|")]
    kept = {one.suffix: one for one in every if not is_closed(one.suffix)}
    return tuple(sorted(kept.values(), key=lambda one: (one.nats, one.suffix)))


def is_closed(suffix: str) -> bool:
    """Whether names below *suffix* are given to institutions only.

    >>> is_closed("gov.cn"), is_closed("xn--mxtq1m.xn--fiqs8s"), is_closed("com.cn")
    (True, True, False)
    """
    closed = (*(ascii_host(one) for one in RESTRICTED), _GOVERNMENT)
    return (
        any(is_under(suffix, one) for one in closed)
        or is_restricted(suffix)
        or is_foreign_government(suffix)
    )


_GOVERNMENT = "xn--mxtq1m.xn--fiqs8s"
"""政府.中国, which the registry keeps as it keeps gov.cn."""


def lookalikes(
    profiles: Profiles,
    *,
    limit: int,
    only: Collection[str] = (),
    suffixes: Iterable[str] = (),
) -> Iterator[LookAlike]:
    """Yield up to *limit* names, likeliest first, each once and always in this order.

    Args:
        profiles: the inventory; no name of it is made, nor one above or below it.
        limit: names at most; nothing beyond is made.
        only: names of the profiles to imitate; empty: all.
        suffixes: endings in place of the usual ones; closed ones are left out.

    Raises:
        InputError: *only* names no profile, or a suffix is no host name.
    """
    chosen = [p for p in profiles if not only or p.name in only]
    if unknown := sorted(set(only) - {p.name for p in chosen}):
        raise InputError(f"no profile {', '.join(unknown)}; `zhaoyao profile list`")
    endings = [
        ending
        for ending in open_endings(suffixes)
        if profiles.owner_of(ending.suffix) is None
        and not profiles.has_government_suffix(ending.suffix)
        and f"*.{ending.suffix}" not in _public_suffixes()
    ]
    if limit <= 0 or not chosen or not endings:
        return
    closed = frozenset(suffix for one in profiles for suffix in one.suffixes)
    streams = [_ranked(one, closed, endings, len(chosen)) for one in chosen]
    merged = heapq.merge(*streams, key=lambda one: (one.nats, one.name, one.profile))
    yield from islice(_once(merged, _taken(profiles)), limit)


def _once(found: Iterable[LookAlike], taken: frozenset[str]) -> Iterator[LookAlike]:
    seen = set(taken)
    for one in found:
        if one.name not in seen:
            seen.add(one.name)
            yield one


def _taken(profiles: Profiles) -> frozenset[str]:
    """Return what nobody can register: official domains, and public suffixes.

    An official host stands in its domain: zscx.osta.org.cn in ``osta.org.cn``. A
    label and an ending may be a public suffix (github.io, com.cn).
    """
    hosts = [host for profile in profiles for host in profile.hosts]
    suffixes = [suffix for profile in profiles for suffix in profile.suffixes]
    own = (*hosts, *map(registrable, hosts), *suffixes)
    return frozenset(own) | _public_suffixes()


@cache
def _public_suffixes() -> frozenset[str]:
    # The list inside the package; never fetched, never cached on disk.
    private = tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )
    return frozenset(private.tlds)


def _ranked(
    profile: Profile,
    closed: frozenset[str],
    endings: Sequence[Ending],
    bodies: int,
) -> Iterator[LookAlike]:
    """Yield the names of one profile in order: labels and endings merged by cost.

    Labels are made band by band, as costs rise: what nobody asks for is never made.
    """
    fitting = {
        script: [(one.nats, one.suffix) for one in endings if script in one.scripts]
        for script in EVERY_SCRIPT
    }
    shared = log(bodies)
    waiting: list[tuple[float, str, int, Label, str]] = []
    for ceiling, labels in _bands(stems_of(profile, closed)):
        for label in labels:
            written = _written(label.text) if fitting[label.script] else ""
            if written:
                first = round(label.nats + fitting[label.script][0][0], 6)
                waiting.append((first, label.text, 0, label, written))
        heapq.heapify(waiting)
        while waiting and waiting[0][0] <= ceiling:
            nats, text, place, label, written = waiting[0]
            some = fitting[label.script]
            yield LookAlike(
                name=f"{written}.{some[place][1]}",
                technique=label.technique,
                profile=profile.name,
                shown=label.shown,
                nats=round(nats + shared, 6),
            )
            if place + 1 < len(some):
                after = round(label.nats + some[place + 1][0], 6)
                heapq.heapreplace(waiting, (after, text, place + 1, label, written))
            else:
                heapq.heappop(waiting)


def _bands(stems: Sequence[Stem]) -> Iterator[tuple[float, list[Label]]]:
    """Yield ceilings and the labels that cost up to each and more than the last."""
    floor, ceiling = -inf, FIRST_CEILING
    while floor < LAST_CEILING:
        kept: dict[str, Label] = {}
        for stem in stems:
            if stem.nats > ceiling:
                break
            for label in labels_of(stem, most=ceiling):
                known = kept.get(label.text)
                if known is None or label < known:
                    kept[label.text] = label
        yield ceiling, [label for label in kept.values() if label.nats > floor]
        floor, ceiling = ceiling, ceiling + CEILING_STEP


def _written(text: str) -> str:
    """Return *text* in punycode; empty where no registry takes it.

    >>> _written("cx--mem"), _written("应急"), _written("a-")
    ('', 'xn--extu8a', '')
    """
    if text.startswith("-") or text.endswith("-") or "--" in text:
        return ""
    try:
        label = text if text.isascii() else idna.encode(text).decode("ascii")
    except idna.IDNAError:
        return ""
    return label if len(label) <= MOST_LETTERS else ""


def _ending(entry: Sequence[str]) -> Ending:
    suffix, share, *scripts = entry
    chinese = not suffix.isascii()
    taken = tuple(_TAKES[one] for one in "".join(scripts))
    boost = HAN_UNDER_HAN if chinese else 0.0
    return Ending(
        suffix=ascii_host(suffix),
        nats=-log(max(int(share), 1) / 1000) - boost,
        # Under an ending in characters a Latin label is the odd one out.
        scripts=taken if chinese else ("ascii", *taken),
    )
