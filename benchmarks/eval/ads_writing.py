"""The model of texts as the TOML files that ship."""

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
        'version = "6"',
        f"fitted_on = {FITTED_ON}",
        f'data_sha256 = "{data}"',
        f"slope = {slope:.3f}",
        f"intercept = {intercept:.3f}",
        f"pieces_scale = {PIECES_SCALE}",
        "",
        "[held_out]",
        "# Shared texts by group, written ones by author, made-up ones by family.",
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
    """Return the table of the turns of phrase, the strongest listed on top."""
    pieces = {piece_of(key): row for key, row in fitted.pieces.items()}
    leans = {p: max(r[0], r[1]) - max(r[2:5]) for p, r in pieces.items()}
    ordered = sorted(leans, key=lambda piece: (leans[piece], piece))
    lines = [
        "# Log-odds of pieces of words for each label, and how rare each piece is. All",
        "# of a text's pieces count `pieces_scale` / sqrt(sum of the squares of their",
        "# rarity); unknown ones are as rare as the first line of the table says.",
        "# Written by benchmarks/eval/ads_fit.py; not edited by hand.",
        f"# For a seller most: {' '.join(repr(p) for p in ordered[:-41:-1])}",
        f"# Against most: {' '.join(repr(p) for p in ordered[:40])}",
        "\t".join(("piece", *LABELS, "rarity")),
        "\t".join(("", *("0" for _ in LABELS), str(fitted.rarest))),
    ]
    for piece, row in sorted(pieces.items()):
        lines.append("\t".join((piece, *map(str, row))))
    return "\n".join(lines) + "\n"
