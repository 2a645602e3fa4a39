"""Measure the judge: every table of docs/detection.md in one command.

    python -m benchmarks.eval [--data ../shared/data] [--full] [--shipped] [--worst 25]

Judges copies of official pages with and without their profiles under more than thirty
evasions, real counterfeits, hard negatives, ordinary pages, sellers and official pages
at home. Weights are fitted afresh without the group that they judge (an operator, a
source, a body, a pattern): no page, and no sister of it, is judged by weights that
have seen it. With ``--shipped`` the weights that ship judge everything instead.
"""

import argparse
from pathlib import Path

from benchmarks.eval import tables, weights
from benchmarks.eval.cases import broken_in, looked_at
from benchmarks.eval.labelled import digest, saved_pages
from benchmarks.eval.measures import wilson
from casebook.profiles import read_profiles
from casebook.records import Label
from detectors.judge import judge
from detectors.model import load_model


def main() -> None:
    """Judge and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--full", action="store_true", help="Every evasion.")
    arguments.add_argument("--shipped", action="store_true", help="Weights that ship.")
    arguments.add_argument("--worst", type=int, default=25, help="Mistakes listed.")
    options = arguments.parse_args()
    looked = looked_at(options.data, full=options.full)
    known = (
        weights.Fitted(model=load_model(), held_out=())
        if options.shipped
        else weights.fitted(looked)
    )
    cases = tables.ruled(looked, known)
    print(f"data {digest(options.data / 'pages')}; {len(cases)} cases of")
    print(f"{weights.groups_of(looked)} groups; weights:", end=" ")
    print(load_model().name if options.shipped else "held out by group")
    for line in broken_in(looked):
        print(f"broke: {line}")
    for side in weights.SIDES:
        print(f"\n{side}: {tables.figures(cases, side)}")
    for title, lines in (
        ("classes", tables.classes(cases)),
        ("evasions", tables.evasions(cases)),
        ("body named", tables.profiles(cases)),
        ("reliability", tables.reliability(cases)),
        ("official pages at home", _home(options.data)),
        ("mistakes, page by page", tables.worst(cases, options.worst)),
    ):
        print(f"\n== {title}")
        print("\n".join(lines))


def _home(data: Path) -> list[str]:
    """Return what becomes of official pages at their own hosts."""
    profiles = read_profiles()
    labels = [
        judge(
            sample.site,
            profiles,
            model=load_model(),
            flag_probability=tables.FLAG,
            suspicious_probability=tables.SUSPICIOUS,
        ).label
        for sample in saved_pages(data / "pages")
        if sample.want == "official"
    ]
    flagged = sum(label not in {Label.OFFICIAL, Label.CLEAR} for label in labels)
    most = wilson(flagged, len(labels))[1]
    return [f"flagged {flagged} of {len(labels)} (at most {most:.3f})"]


if __name__ == "__main__":
    main()
