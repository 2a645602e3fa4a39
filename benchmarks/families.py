"""How surely template families tell sites of one operator from others.

    python -m benchmarks.families [--data ../shared/data]

Pairs of saved sites are compared as a confirmed case and a new site are: sites of one
operator, of different operators, official sites of different bodies (many on the same
content system), innocent sites with counterfeits and with copies of official pages,
and the testbed's counterfeits with its harmless sites. A last row puts innocent words
on the very skin of a confirmed case: the worst innocent that there can be.
"""

import argparse
import dataclasses
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.eval import innocents
from benchmarks.eval.labelled import JUDGED_AT, saved_pages
from benchmarks.eval.measures import wilson
from casebook.profiles import Profiles, Template, read_profiles
from casebook.records import Finding, Label
from casebook.urls import registrable
from detectors.checks.template_family import TemplateFamilyDetector
from detectors.gangs.families import parts_of
from detectors.judge import judge
from detectors.model import load_model
from detectors.pages.charsets import decode
from detectors.site import Site, site_from_files

HOST = "https://x7-new.test/"
SEED = 20261123
WORDS = "茶叶包装设计说明本店商品图片仅供参考请以实物为准欢迎选购多种规格可选"
_HAN = re.compile("[\u4e00-\u9fff]")
_NOT_SKIN = re.compile(
    r"<meta\b[^>]*>|<script\b.*?</script>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_HOST = re.compile(
    r"(href|src|action)(\s*=\s*[\"']?)(?:https?:)?//[^/\"'\s>]+/?", re.IGNORECASE
)
_LONG = re.compile(r"\d{6,}")


_ROWS = {
    ("official", "official"): "2 copies of official pages of different bodies",
    ("counterfeit", "innocent"): "3 counterfeit, innocent page",
    ("official", "innocent"): "4 copy of an official page, innocent page",
    ("played counterfeit", "played innocent"): "5 testbed: counterfeit, harmless site",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One site, and who made it."""

    kind: str
    """``counterfeit``, ``official``, ``innocent``; ``played …`` for the testbed's."""
    maker: str
    site: Site


def main() -> None:
    """Compare every pair and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    known = read_profiles()
    every = list(sites(options.data))
    templates = {id(one): template(one, number) for number, one in enumerate(every)}
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in every:
        for other in every:
            row = pair_of(one, other)
            if row:
                seen = compared(templates[id(one)], other.site, known)
                found[row].append(frozenset(f.signal for f in seen))
    print(f"{'pairs of a confirmed case and a site':52}{'pairs':>6}  {'skin':22}kit")
    for row, signals in sorted(found.items()):
        counts = Counter(signal for one in signals for signal in one)
        skin, kit = (share(counts[name], len(signals)) for name in ("skin", "kit"))
        print(f"{row:52}{len(signals):6}  {skin:22}{kit}")
    tell_same_skin(every, known)


def sites(data: Path) -> Iterator[Shown]:
    """Yield the saved sites, each once, and the testbed's."""
    seen = set()
    for sample in saved_pages(data / "pages"):
        path = sample.name.split(" at ")[0]
        if path in seen:
            continue
        seen.add(path)
        kind = path.partition("/")[0]
        url = urlsplit(sample.site.url)
        maker = sample.group
        if kind == "official":
            maker = registrable(url.hostname or "")
        elif kind != "counterfeit":
            kind = "innocent"
        yield Shown(kind=kind, maker=maker, site=sample.site)
    for sample in innocents.visited():
        if sample.site.pages and sample.want in {"counterfeit", "clear"}:
            kind = "played " + ("innocent" if sample.want == "clear" else sample.want)
            yield Shown(kind=kind, maker=sample.name, site=sample.site)


def template(one: Shown, number: int) -> Template:
    """Return what the casebook would hold of *one*."""
    return Template(
        case=f"CASE-{number}",
        host="confirmed.test",
        profile="",
        parts=parts_of(one.site.pages),
    )


def pair_of(one: Shown, other: Shown) -> str:
    """Return the row of the table that a pair belongs to, or empty."""
    kinds = one.kind, other.kind
    same = one.maker == other.maker
    if one is other or (same and one.kind == "official"):
        return ""
    if kinds == ("counterfeit", "counterfeit"):
        return f"1 counterfeits of {'one operator' if same else 'different operators'}"
    return _ROWS.get(kinds, "")


def compared(one: Template, site: Site, known: Profiles) -> list[Finding]:
    """Return what *site* shares with one confirmed case."""
    profiles = dataclasses.replace(known, confirmed=(one,))
    return list(TemplateFamilyDetector().check(site, profiles))


def tell_same_skin(every: list[Shown], known: Profiles) -> None:
    """Print what becomes of innocents who have the whole skin of a confirmed case."""
    dice = random.Random(SEED)
    labels: Counter[tuple[bool, Label]] = Counter()
    skins = 0
    flagged = [one for one in every if one.kind in {"counterfeit", "official"}]
    for number, one in enumerate(flagged):
        text = decode(one.site.pages[0].body, "").text
        site = site_from_files(HOST, in_other_words(text, dice), None, JUDGED_AT)
        profiles = dataclasses.replace(known, confirmed=(template(one, number),))
        skins += any(TemplateFamilyDetector().check(site, profiles))
        for has, given in ((False, known), (True, profiles)):
            verdict = judge(
                site,
                given,
                model=load_model(),
                flag_probability=0.5,
                suspicious_probability=0.2,
            )
            labels[has, verdict.label] += 1
    count = len(flagged)
    print(f"\nother words on the skin of a confirmed case: seen {share(skins, count)}")
    for has in (False, True):
        told = {
            label.value: number for (h, label), number in labels.items() if h is has
        }
        print(f"  {'with' if has else 'without'} the case known: {told}")


def in_other_words(html: str, dice: random.Random) -> bytes:
    """Return a page on the skin of *html* that has nothing of its owner.

    Elements, classes and names of files stay; words, numbers, metadata, scripts and the
    hosts that it links to and draws from go.
    """
    html = _HAN.sub(lambda _: dice.choice(WORDS), _NOT_SKIN.sub("", html))
    html = _HOST.sub(r"\1\2/", html)
    return _LONG.sub(lambda _: str(dice.randrange(10**6)), html).encode()


def share(hits: int, tries: int) -> str:
    """Return a count and its 95 % interval."""
    low, high = wilson(hits, tries)
    return f"{hits}/{tries} ({low:.3f}-{high:.3f})"


if __name__ == "__main__":
    main()
