"""From a text to a verdict: read it, weigh what was read, say why."""

from collections.abc import Iterable, Mapping

import numpy as np

from casebook.language import mark
from casebook.records import Claim, Finding
from detectors.ads.contacts import contacts_of
from detectors.ads.features import features_of
from detectors.ads.folding import Folded, fold
from detectors.ads.lexicon import load_lexicon, tokens_in
from detectors.ads.model import AdModel, Worded, load_ad_model
from detectors.ads.phrases import phrases_in
from detectors.ads.places import places_of
from detectors.ads.prices import prices_of
from detectors.ads.readings import Feature, Reading
from detectors.ads.reasons import REASONS, UNSAID
from detectors.ads.records import SELLING, AdLabel, AdVerdict
from detectors.ads.trades import trades_of
from detectors.ads.turns import turns_in
from detectors.ads.wording import pieces_in
from detectors.pages.plaintext import quote

DETECTOR = "ads"
SELLS_FROM = 0.5
"""Probability from which a text is a seller's: the fit is calibrated to it."""
_REASONS_MAX = 8
_WEIGHT_MIN = 0.05
_PIECES_QUOTED = 8
_LABELS = tuple(AdLabel)
_OTHERS = tuple(label for label in AdLabel if label not in SELLING)
_PLAIN = mark("Nothing in the text offers, promises or warns of a certificate")


def judge_ad(
    text: str,
    url: str | None = None,
    *,
    qr_payloads: Iterable[str] = (),
    model: AdModel | None = None,
) -> AdVerdict:
    """Return the verdict on one text; the same arguments give the same verdict.

    Args:
        text: as it was posted, at most :data:`~detectors.ads.folding.TEXT_MAX`
            characters of it are read.
        url: where it stood; named as the place of the reasons.
        qr_payloads: what QR codes in its pictures say.
        model: weights; the ones that ship by default.
    """
    weights = model or load_ad_model()
    reading = read(text, qr_payloads=qr_payloads)
    features = features_of(reading)
    worded = weights.known(pieces_in(reading.folded.text))
    scores = weights.scores({n: f.value for n, f in features.items()}, worded)
    shares = weights.probabilities(scores)
    label = _label(shares)
    groups = load_lexicon().groups
    return AdVerdict(
        label=label,
        probability=round(sum(shares[name] for name in SELLING), 4),
        probabilities={name: round(share, 4) for name, share in shares.items()},
        findings=_findings(
            features, reading.folded, worded, shares, weights, where=url or "text"
        ),
        contacts=reading.contacts,
        prices=reading.prices,
        trades=reading.trades,
        places=reading.places,
        promises=tuple(p for p in reading.phrases if p.kind in groups["promises"]),
        delivery=tuple(p for p in reading.phrases if p.kind in groups["delivery"]),
        model=weights.name,
    )


def read(text: str, *, qr_payloads: Iterable[str] = ()) -> Reading:
    """Return everything that is read out of *text* before it is weighed."""
    lexicon = load_lexicon()
    folded = fold(text)
    tokens = tokens_in(folded.text, lexicon)
    return Reading(
        folded=folded,
        tokens=tokens,
        phrases=phrases_in(folded, tokens, lexicon),
        contacts=contacts_of(folded, qr_payloads=qr_payloads),
        prices=prices_of(folded),
        trades=trades_of(folded, tokens),
        places=places_of(folded, tokens),
        turns=turns_in(folded.text),
    )


def _label(shares: Mapping[str, float]) -> AdLabel:
    sells = sum(shares[name] for name in SELLING) >= SELLS_FROM
    among = [label for label in _LABELS if (label in SELLING) == sells]
    return max(among, key=lambda label: shares[label])


def _findings(
    features: Mapping[str, Feature],
    folded: Folded,
    worded: Worded,
    shares: Mapping[str, float],
    model: AdModel,
    *,
    where: str,
) -> tuple[Finding, ...]:
    """Return the reasons: what moved the leading seller's label against the others."""
    selling = AdLabel(max(SELLING, key=lambda label: (shares[label], label)))
    resting = max(_OTHERS, key=lambda label: (shares[label], label))
    ours, theirs = _LABELS.index(selling), _LABELS.index(resting)
    moved: list[tuple[float, str, Feature, float]] = []
    for name, feature in features.items():
        row = model.weights.get(name)
        if row is None or (not feature.said and name not in UNSAID):
            continue
        weight = (row[ours] - row[theirs]) * feature.value * model.slope
        if abs(weight) >= _WEIGHT_MIN:
            moved.append((-abs(weight), name, feature, weight))
    moved += _worded(folded, worded, ours, theirs, model)
    moved.sort(key=lambda row: row[:2])
    return tuple(
        _finding(name, feature, weight, where)
        for _, name, feature, weight in moved[:_REASONS_MAX]
    ) or (_plain(where),)


def _worded(
    folded: Folded,
    worded: Worded,
    ours: int,
    theirs: int,
    model: AdModel,
) -> list[tuple[float, str, Feature, float]]:
    """Return what the turns of phrase moved together, the strongest of them quoted."""
    found, rows, share = worded
    if not len(found):
        return []
    leans = rows[:, ours] - rows[:, theirs]
    weight = float(np.add.reduce(leans)) * share * model.slope
    if abs(weight) < _WEIGHT_MIN:
        return []
    order = leans.argsort(kind="stable")
    strongest = order[-_PIECES_QUOTED:][::-1] if weight > 0 else order[:_PIECES_QUOTED]
    names = model.piece_names
    written = []
    for place_found in strongest.tolist():
        piece = names[found[place_found]]
        # Names and numbers were made alike: those pieces stand nowhere as they are;
        # and one character says nothing to a reader.
        quoted = piece.isalpha() and len(piece) > 1
        place = folded.text.find(piece) if quoted else -1
        if place >= 0:
            written.append(folded.written(place, place + len(piece)))
    if not written:
        return []
    name = "wording.sells" if weight > 0 else "wording.rests"
    return [(-abs(weight), name, Feature(1.0, written), weight)]


def _finding(name: str, feature: Feature, weight: float, where: str) -> Finding:
    return Finding(
        detector=DETECTOR,
        signal=name,
        strength=round(feature.value, 4),
        claim=Claim(template=REASONS[name], values={"words": quote(feature.words, 80)}),
        where=where,
        weight=round(weight, 4),
    )


def _plain(where: str) -> Finding:
    return Finding(
        detector=DETECTOR,
        signal="plain",
        strength=1.0,
        claim=Claim(template=_PLAIN),
        where=where,
    )
