"""Innocent sites: saved, played by the testbed, reprinting and made from patterns.

Each is judged as it is and under the wrappings that innocent builders use too: other
scripts' output, frames, traditional characters. None of it may be flagged.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import testbed
from benchmarks.eval import loopback
from benchmarks.eval.copies import PLAIN, Body, Case, disguised
from benchmarks.eval.labelled import JUDGED_AT, Sample, saved_texts
from casebook.profiles import Profiles
from detectors.pages.page import Page
from detectors.site import site_from_files

NATURAL = (
    "traditional",
    "entities",
    "renamed",
    "inner html",
    "template string",
    "drawn by script",
    "state",
    "frame",
    "declared shadow",
    "lazy",
    "plain text",
    "shuffled",
    "head half",
    "with noise",
)
"""Evasions that honest sites have for reasons of their own."""
_PATTERNS = Path(__file__).with_name("innocents.toml")
_CARRIERS = 4
_SENTENCE_MIN = 40
_SENTENCES_MIN = 4
_FOOTER = re.compile(r"主办|承办|版权|备案|标识码|ICP|公网安备")


def innocents(
    data: Path, saved: Iterable[Sample], known: Iterable[Body], profiles: Profiles
) -> Iterator[Case]:
    """Yield hard negatives, then ordinary pages, wrapped and not."""
    saved = list(saved)
    clear = [sample for sample in saved if sample.want == "clear"]
    for sample in clear:
        hard = "benign-hard/" in sample.name
        yield from _wrapped(sample, "hard" if hard else "ordinary", profiles)
    for sample in _results(data / "serp"):
        yield from _wrapped(sample, "ordinary", profiles)
    for sample in made():
        yield from _wrapped(sample, "hard", profiles)
    for sample in saved_texts(data / "texts"):
        if sample.want == "clear":
            yield _case(sample, "hard", "text", profiles)
    ordinary = [s for s in clear if "benign-hard/" not in s.name]
    for sample in _reprints(ordinary, known):
        yield _case(sample, "hard", "reprint", profiles)


def played(net_samples: Iterable[Sample], profiles: Profiles) -> Iterator[Case]:
    """Yield the testbed's innocent sites as they were visited."""
    for sample in net_samples:
        if sample.want == "clear" and sample.site.pages:
            yield _case(sample, "hard", PLAIN, profiles)


def made() -> Iterator[Sample]:
    """Yield the pages made from the patterns of ``innocents.toml``."""
    table = tomllib.loads(_PATTERNS.read_text("utf-8"))
    rows = [
        dict(zip(table["fill"], row, strict=True))
        for row in zip(*table["fill"].values(), strict=True)
    ]
    for pattern in table["page"]:
        for number, row in enumerate(rows):
            fill = row | {"n": f"k{number + 3}"}
            url = _filled(f"https://{pattern['host']}{pattern.get('path', '/')}", fill)
            html = _filled(pattern["html"], fill).encode()
            yield Sample(
                name=f"{pattern['name']} {number}",
                group=f"made|{pattern['name']}",
                want="clear",
                site=site_from_files(url, html, None, JUDGED_AT),
            )


def _wrapped(sample: Sample, table: str, profiles: Profiles) -> Iterator[Case]:
    yield _case(sample, table, PLAIN, profiles)
    page = sample.site.pages[0]
    for evasion, site in disguised(
        sample.name, page.decoded.text, names=NATURAL, url=page.url
    ):
        if evasion != PLAIN:
            yield replace(_case(sample, table, evasion, profiles), site=site)


def _case(sample: Sample, table: str, evasion: str, profiles: Profiles) -> Case:
    return Case(
        name=sample.name,
        group=sample.group,
        table=table,
        evasion=evasion,
        site=sample.site,
        profiles=profiles,
    )


def _results(folder: Path) -> Iterator[Sample]:
    """Yield saved result pages of search engines, which quote everybody."""
    for path in sorted(folder.glob("*.html")):
        engine = path.name.split("_")[0].split("-")[0]
        site = site_from_files(
            f"https://www.{engine}.com/s", path.read_bytes(), None, JUDGED_AT
        )
        yield Sample(
            name=f"serp/{path.name}", group=f"serp|{engine}", want="clear", site=site
        )


def _reprints(carriers: list[Sample], known: Iterable[Body]) -> Iterator[Sample]:
    """Yield pages of papers and blogs that print an official page's sentences."""
    turns = itertools.cycle(carriers)
    for body in known:
        for url, html in body.pages:
            official = Page(where="reference", url=url, body=html)
            # An article is reprinted: not the menu, the form or the footer.
            lines = [
                line
                for line in official.lines
                if len(line) >= _SENTENCE_MIN
                and "。" in line
                and not _FOOTER.search(line)
            ]
            if len(lines) < _SENTENCES_MIN:
                continue
            article = "".join(f"<p>{line}</p>" for line in lines)
            for carrier in itertools.islice(turns, _CARRIERS):
                page = carrier.site.pages[0]
                print_ = (
                    f"<h1>{lines[0][:24]}</h1><p>来源：{official.host} "
                    f"编辑：小陈</p>{article}"
                )
                text = re.sub(
                    r"(<body\b[^>]*>)",
                    lambda found, print_=print_: found[1] + print_,
                    page.decoded.text,
                    count=1,
                    flags=re.IGNORECASE,
                )
                yield Sample(
                    name=f"reprint of {url} by {carrier.name}",
                    group=carrier.group,
                    want="clear",
                    site=site_from_files(page.url, text.encode(), None, JUDGED_AT),
                )


def _filled(text: str, fill: dict[str, str]) -> str:
    for name, value in fill.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def visited() -> list[Sample]:
    """Return the testbed's sites as a plain client saw them; takes some seconds."""
    with testbed.serve(day=1) as net:
        return list(loopback.samples(net))
