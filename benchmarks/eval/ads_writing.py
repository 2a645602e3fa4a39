"""The model of texts as the TOML files that ship."""

import json

from ads_fitting import PIECES_SCALE, Fitted
from ads_texts import LABELS

from detectors.ads.codes import piece_of

FITTED_ON = "2026-11-23"


def written(
    fitted: Fitted,
    slope: float,
    intercept: float,
    figures: dict[str, str],
    data: str,
) -> str:
    """Return the model's TOML."""
    lines = [
        "# Weights of the judgement of texts: log-odds of a feature shown in full, for",
        "# each label. Written by benchmarks/eval/ads_fit.py; not edited by hand.",
        'name = "zhaoyao-ads"',
        'version = "4"',
        f"fitted_on = {FITTED_ON}",
        f'data_sha256 = "{data}"',
        f"slope = {slope:.3f}",
        f"intercept = {intercept:.3f}",
        "",
        "[held_out]",
        "# Shared texts by group, texts written by hand and made-up ones by family.",
        *(f'{name} = "{line}"' for name, line in figures.items()),
        "",
        "[bias]",
        *(f"{label} = {b:.3f}" for label, b in zip(LABELS, fitted.bias, strict=True)),
        "",
        "[weights]",
    ]
    for name, row in sorted(fitted.weights.items()):
        cells = ", ".join(
            f"{label} = {value:.3f}" for label, value in zip(LABELS, row, strict=True)
        )
        lines.append(f'"{name}" = {{ {cells} }}')
    return "\n".join(lines) + "\n"


def written_pieces(fitted: Fitted) -> str:
    """Return the TOML of the turns of phrase, the strongest listed on top."""
    pieces = {piece_of(key): row for key, row in fitted.pieces.items()}
    leans = {p: max(r[0], r[1]) - max(r[2:]) for p, r in pieces.items()}
    ordered = sorted(leans, key=lambda piece: (leans[piece], piece))
    lines = [
        "# Weights of pieces of words, one for each label in the order below; a text's",
        "# pieces count `scale` / sqrt(how many it has). Written by",
        "# benchmarks/eval/ads_fit.py; not edited by hand.",
        f"# For a seller most: {' '.join(repr(p) for p in ordered[:-41:-1])}",
        f"# Against most: {' '.join(repr(p) for p in ordered[:40])}",
        f"labels = {json.dumps(LABELS)}",
        f"scale = {PIECES_SCALE}",
        "",
        "[pieces]",
    ]
    for piece, row in sorted(pieces.items()):
        lines.append(f"{json.dumps(piece, ensure_ascii=False)} = {row}")
    return "\n".join(lines) + "\n"
