"""Fit the weights of the judgement and write ``detectors/model.toml``.

    python -m benchmarks.eval.fit --data ../shared/data [--write]

Fits on the cases of :mod:`benchmarks.eval.cases`; everything is held out by group for
the figures and for the calibration. Weights are pulled towards the ones in
``prior.toml``, which state what is known of the domain, because data are few; a signal
that no case shows keeps its prior.
"""

import argparse
from pathlib import Path
from typing import Any

from benchmarks.eval import tables, weights
from benchmarks.eval.cases import broken_in, looked_at
from benchmarks.eval.labelled import JUDGED_AT, digest
from detectors.model import Model, Side

MODEL = Path(__file__).parents[2] / "detectors" / "model.toml"


def main() -> None:
    """Fit, print the held-out figures, and write the model where asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    looked = looked_at(options.data)
    print("\n".join(broken_in(looked)))
    known = weights.fitted(looked)
    ruled = tables.ruled(looked, known)
    figures = {side: tables.figures(ruled, side) for side in weights.SIDES}
    for side, line in figures.items():
        print(f"{side}: held out by group: {line}")
    if options.write:
        MODEL.write_text(written(known.model, figures, options.data), "utf-8")
        print(f"wrote {MODEL}")


def written(model: Model, figures: dict[str, str], data: Path) -> str:
    """Return the model's TOML."""
    table = weights.prior_table()
    lines = [
        "# Weights of the judgement: log-odds of a signal shown in full.",
        "# Written by benchmarks/eval/fit.py; change prior.toml, not this file.",
        f'name = "{table["name"]}"',
        f'version = "{table["version"]}"',
        f"fitted_on = {JUDGED_AT:%Y-%m-%d}",
        f'data_sha256 = "{digest(data / "pages")}"',
        f"cap = {table['cap']}",
        "",
        "[held_out]",
        "# Cross-validated by group: operator, source, body, pattern or testbed site.",
        *(f'{side} = "{line}"' for side, line in figures.items()),
        "",
        "[caps]",
        *(f"{name} = {value}" for name, value in sorted(table["caps"].items())),
    ]
    for name in weights.SIDES:
        lines += _side(name, getattr(model, name))
    return "\n".join(lines) + "\n"


def _side(name: str, side: Side) -> list[Any]:
    return [
        "",
        f"[{name}]",
        f"bias = {side.bias:.3f}",
        f"slope = {side.slope:.3f}",
        f"intercept = {side.intercept:.3f}",
        "",
        f"[{name}.weights]",
        *(f'"{key}" = {value:.3f}' for key, value in sorted(side.weights.items())),
    ]


if __name__ == "__main__":
    main()
