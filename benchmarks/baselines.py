"""The judge beside the obvious baselines: quality and time on the very same pages.

    python -m benchmarks.baselines [--data ../shared/data] [--pages 160] [--keep DIR]

Copies of official pages under evasions, and innocents (hard ones, reprints of official
articles among them, and ordinary ones), picked evenly. Every baseline is given all
official pages and keeps its best likeness:

* rapidfuzz on the text: ratio, and token set ratio;
* ssdeep (ppdeep) and TLSH on the HTML, made even as ``dnstwist --lsh`` does it;
* average hash of the first screen, by the code of ``dnstwist --phash``;
* the likeness of tag sequences.

The judge is given the HTML and no screenshot; its weights are fitted without the group
that they judge. Thresholds of all methods are chosen afterwards, on the same pages, so
F1 is the best that a method can reach. Intervals of AUC and of recall come from drawing
whole groups (a body, a source, a pattern) anew. Times are CPU time, without that of
making the references ready, and for the average hash without drawing the page.

TLSH needs a C++ compiler: python -m pip install -r requirements/baselines.txt
"""

import argparse
import asyncio
import hashlib
import importlib
import io
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dnstwist
import ppdeep
from PIL import Image
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from selectolax.lexbor import LexborHTMLParser

from benchmarks.drawing import draw_all
from benchmarks.eval import cases, copies, weights
from benchmarks.eval.cases import COPIES, INNOCENT
from benchmarks.eval.copies import Case
from benchmarks.eval.labelled import JUDGED_AT, saved_pages
from casebook.profiles import Profiles
from detectors.inventory import inventory_of
from detectors.judge import judge
from detectors.model import Model, load_model
from detectors.pages.charsets import decode
from detectors.ruling import Ruling
from detectors.site import site_from_files

SEED = 20261123
DRAWS = 400
WINDOW = (0, 0, 1280, 800)
"""First screen: dnstwist takes a picture of the browser's window."""
BLANK = frozenset((None, "", "TNULL", "3::"))
"""Hashes of pages too short or too even to be hashed, as dnstwist has them."""

Scored = tuple[float, bool, str]
"""Likeness, whether it is a copy, and the group that it belongs to."""
Ready = Callable[[bytes], Any]
Likeness = Callable[[Any, Any], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How a baseline reads a page, and how it compares two."""

    name: str
    ready: Ready
    likeness: Likeness

    def scored(self, chosen: Sequence[Case], known: list[Any]) -> Iterator[Scored]:
        """Yield the best likeness of each case to a reference."""
        for case in chosen:
            own = self.ready(case.site.pages[0].body)
            best = max(self.likeness(own, other) for other in known)
            yield best, case.table in COPIES, case.group


def main() -> None:
    """Judge, compare, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pages", type=int, default=160, help="Pages a class.")
    parser.add_argument("--keep", type=Path, help="Folder for the drawn pages.")
    options = parser.parse_args()
    looked = cases.looked_at(options.data)
    known = weights.fitted(looked)
    chosen = list(sample([item.case for item in looked], options.pages))
    officials = [s for s in saved_pages(options.data / "pages") if s.want == "official"]
    references = [html for b in copies.bodies(officials) for _, html in b.pages]
    marks = [case.table in COPIES for case in chosen]
    print(
        f"{sum(marks)} copies and {len(marks) - sum(marks)} innocents of "
        f"{len({case.group for case in chosen})} groups; {len(references)} references"
    )
    print(
        f"{'':28}{'AUC':24}{'recall, no false alarm':26}{'best F1':>8}{'ms a page':>11}"
    )
    by_case = {id(item.case): item for item in looked}
    own = [
        (_held_out(by_case[id(case)], known), case.table in COPIES, case.group)
        for case in chosen
    ]
    print(row("this judge, held out", own, _own_ms(chosen, chosen[0].profiles)))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [*references, *(case.site.pages[0].body for case in chosen)]
        pages = {name_of(html): decode(html, "").text for html in wanted}
        left_out = asyncio.run(draw_all(pages, folder))
        if left_out:
            print(f"not drawn, so like nothing to --phash: {len(left_out)} pages")
        for method in methods(folder):
            ready = [method.ready(html) for html in references]
            begun = time.process_time()
            scored = list(method.scored(chosen, ready))
            ms = 1000 * (time.process_time() - begun) / len(chosen)
            print(row(method.name, scored, ms))


def sample(every: Sequence[Case], limit: int) -> Iterator[Case]:
    """Yield as many copies with their profiles as innocents, evenly picked."""
    for tables in (frozenset(("with",)), INNOCENT):
        own = [case for case in every if case.table in tables]
        yield from own[:: max(1, len(own) // limit)][:limit]


def methods(shots: Path) -> Iterator[Method]:
    """Yield the baselines; *shots* holds the drawn pages."""
    yield Method(name="rapidfuzz, ratio", ready=plain, likeness=fuzz.ratio)
    yield Method(
        name="rapidfuzz, token set ratio",
        ready=plain,
        likeness=fuzz.token_set_ratio,
    )
    yield Method(
        name="ssdeep, as dnstwist --lsh",
        ready=lambda html: ppdeep.hash(even(html)),
        likeness=lambda a, b: ppdeep.compare(a, b) if not {a, b} & BLANK else 0,
    )
    tlsh = _tlsh()
    if tlsh is None:
        print("TLSH: not compared, its library is not installed; see --help")
    else:
        yield Method(
            name="TLSH, as dnstwist --lsh",
            ready=lambda html: tlsh.hash(even(html)),
            likeness=lambda a, b: (
                100 - min(tlsh.diff(a, b), 300) / 3 if not {a, b} & BLANK else 0
            ),
        )
    yield Method(
        name="average hash, as --phash",
        ready=lambda html: average_hash(shots / f"{name_of(html)}.png"),
        likeness=lambda a, b: a - b if a and b else 0,
    )
    yield Method(name="tag sequence", ready=tags, likeness=Indel.normalized_similarity)


def name_of(html: bytes) -> str:
    """Return the name that a page is drawn under."""
    return hashlib.sha256(html).hexdigest()[:16]


def even(html: bytes) -> bytes:
    """Return *html* as dnstwist hashes it, by its own code."""
    normalize = dnstwist.UrlOpener._normalize  # noqa: SLF001 - the peer's own way
    made: bytes = normalize(SimpleNamespace(content=html))
    return made


def average_hash(path: Path) -> Any:
    """Return dnstwist's hash of the first screen of a drawn page; None: not drawn."""
    if not path.exists():
        return None
    stream = io.BytesIO()
    Image.open(path).convert("RGB").crop(WINDOW).save(stream, "PNG", compress_level=0)
    stream.seek(0)
    return dnstwist.pHash(stream)


def plain(html: bytes) -> str:
    """Return the text as a plain parser gives it: that is what a baseline reads."""
    body = LexborHTMLParser(decode(html, "").text).body
    return body.text() if body is not None else ""


def tags(html: bytes) -> list[str]:
    """Return the names of the elements in order."""
    return [n.tag or "" for n in LexborHTMLParser(decode(html, "").text).css("body *")]


def _tlsh() -> Any:
    try:
        return importlib.import_module("tlsh")
    except ImportError:
        return None


def _held_out(item: cases.Looked, known: weights.Fitted) -> float:
    findings = (*item.findings, *item.against)
    model: Model = known.model_for(item.case.group)
    ruling = Ruling(findings, inventory_of(item.case.profiles), model)
    return ruling.pose_probability


def _own_ms(chosen: Sequence[Case], profiles: Profiles) -> float:
    def judge_all() -> float:
        begun = time.process_time()
        for case in chosen:
            page = case.site.pages[0]
            judge(
                site_from_files(page.url, page.body, None, JUDGED_AT),
                profiles,
                model=load_model(),
                flag_probability=0.5,
                suspicious_probability=0.2,
            )
        return 1000 * (time.process_time() - begun) / len(chosen)

    judge_all()  # what is made once a run is made now
    return judge_all()


def row(name: str, scored: Sequence[Scored], ms: float) -> str:
    """Return one line of the table."""
    return (
        f"{name:28}{interval(auc, scored):24}{interval(recall_at_none, scored):26}"
        f"{best_f1(scored):8.3f}{ms:11.1f}"
    )


def interval(figure: Callable[[Sequence[Scored]], float], scored: list[Scored]) -> str:
    """Return a figure and its 95 % interval over groups drawn anew."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[one[2]].append(one)
    names = sorted(groups)
    dice = random.Random(SEED)
    drawn = sorted(
        figure([x for name in dice.choices(names, k=len(names)) for x in groups[name]])
        for _ in range(DRAWS)
    )
    low, high = drawn[DRAWS // 40], drawn[-DRAWS // 40 - 1]
    return f"{figure(scored):.3f} ({low:.3f}-{high:.3f})"


def auc(scored: Sequence[Scored]) -> float:
    """Return the chance that a copy scores above an innocent; ties count half.

    >>> auc([(0.9, True, ""), (0.1, False, ""), (0.1, True, "")])
    0.75
    """
    ordered = sorted(scored, key=lambda one: one[0])
    wins = below = 0.0
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        level = [is_copy for _, is_copy, _ in ordered[start:end]]
        copied = sum(level)
        wins += copied * (below + 0.5 * (len(level) - copied))
        below += len(level) - copied
        start = end
    count = sum(is_copy for _, is_copy, _ in scored)
    return wins / max(1.0, count * (len(scored) - count))


def recall_at_none(scored: Sequence[Scored]) -> float:
    """Return the share of copies above every innocent."""
    bar = max((s for s, is_copy, _ in scored if not is_copy), default=-1.0)
    found = [s > bar for s, is_copy, _ in scored if is_copy]
    return sum(found) / max(1, len(found))


def best_f1(scored: Sequence[Scored]) -> float:
    """Return F1 at the threshold that suits best, chosen on the same pages.

    >>> best_f1([(0.9, True, ""), (0.1, False, ""), (0.5, True, "")])
    1.0
    """
    copied = sum(is_copy for _, is_copy, _ in scored)
    best = 0.0
    for bar in {s for s, _, _ in scored}:
        flagged = [is_copy for s, is_copy, _ in scored if s >= bar]
        best = max(best, 2 * sum(flagged) / (len(flagged) + copied))
    return best


if __name__ == "__main__":
    main()
