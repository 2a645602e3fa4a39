"""Judge labelled pages and print what became of each label, mistakes named.

    python -m benchmarks.eval.pages [--data ../shared/data] [--evasions]
    python -m benchmarks.eval.pages --workspace DIR

With ``--evasions`` every counterfeit page and every official page at a foreign host is
judged again under each technique of the testbed. With ``--workspace`` the captures of a
crawl of the same pages are judged instead of the files.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.eval import variants
from benchmarks.eval.labelled import Sample, crawled, saved_pages
from benchmarks.eval.measures import wilson
from casebook.language import say
from casebook.profiles import Profiles, read_profiles
from casebook.records import Label, Verdict
from casebook.urls import host_of
from detectors.judge import judge
from detectors.model import load_model

FLAG = 0.5
SUSPICIOUS = 0.2
ACCEPTED = {"official": {Label.OFFICIAL, Label.CLEAR}}
"""An official page of a body without a profile may also be clear."""


def main() -> None:
    """Judge, print the table, name the mistakes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--workspace", type=Path)
    arguments.add_argument("--evasions", action="store_true")
    options = arguments.parse_args()
    profiles = read_profiles()
    samples = _samples(options.data / "pages", options.workspace)
    judged = [(sample, _judged(sample, profiles)) for sample in samples]
    _print_table(judged)
    _print_mistakes(judged)
    if options.evasions:
        copies = [s for s, _ in judged if s.want == Label.COUNTERFEIT]
        _print_evasions(copies, profiles)


def _samples(pages: Path, workspace: Path | None) -> list[Sample]:
    if workspace is None:
        return list(saved_pages(pages))
    with (pages / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wants = {host_of(row["judge_url"]): (row["want"], "") for row in rows}
    return list(crawled(workspace, wants))


def _judged(sample: Sample, profiles: Profiles) -> Verdict:
    return judge(
        sample.site,
        profiles,
        model=load_model(),
        flag_probability=FLAG,
        suspicious_probability=SUSPICIOUS,
    )


def _print_table(judged: list[tuple[Sample, Verdict]]) -> None:
    counts = Counter((sample.want, verdict.label.value) for sample, verdict in judged)
    labels = [label.value for label in Label if any(key[1] == label for key in counts)]
    print(f"{'want':14}" + "".join(f"{label:>14}" for label in labels))
    for want in dict.fromkeys(sample.want for sample, _ in judged):
        row = "".join(f"{counts[want, label]:14}" for label in labels)
        print(f"{want:14}{row}")


def _print_mistakes(judged: list[tuple[Sample, Verdict]]) -> None:
    for sample, verdict in judged:
        wrong = sample.want in set(Label) and verdict.label not in ACCEPTED.get(
            sample.want, {sample.want}
        )
        if wrong:
            reason = say(verdict.findings[0].claim, "en") if verdict.findings else "-"
            print(
                f"{verdict.label.value} {verdict.probability:.2f}, wanted "
                f"{sample.want}: {sample.name}\n    {reason}"
            )
        for part in verdict.not_run:
            print(f"not run on {sample.name}: {part.detector}: {part.reason}")


def _print_evasions(copies: Iterable[Sample], profiles: Profiles) -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    for sample in copies:
        for other in variants.disguised(sample, len(variants.techniques())):
            technique = other.name.rpartition(" + ")[2]
            label = _judged(other, profiles).label
            found[technique].append(label is Label.COUNTERFEIT)
    print(f"{'technique':20}{'found':>8}{'of':>5}  95 % interval")
    for technique, hits in sorted(found.items()):
        low, high = wilson(sum(hits), len(hits))
        print(f"{technique:20}{sum(hits):8}{len(hits):5}  {low:.2f}-{high:.2f}")


if __name__ == "__main__":
    main()
