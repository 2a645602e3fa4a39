"""The gate: what findings amount to, and which body they are about.

Log-odds alone convict nobody. A counterfeit *claims* to be a body **and** *acts* like
one; a seller promises **and** says whom to pay. Without both, little is left of the
probability, however much of the rest there is.
"""

import math

from casebook.records import Finding, Label
from detectors.checks import Part, all_signals
from detectors.inventory import Inventory
from detectors.model import Model, Sum, weigh

GATE_STRENGTH = 0.5
"""From here on a claim or an act is taken as seen: each detector scales its strengths
so that 0.5 is clear and not merely hinted at."""
UNCLAIMED = 0.45
"""What is left of a probability without claim and act: a person may look where much
else speaks for a flag, and nothing is packaged."""
_INQUIRES = {"inquiry_form", "result_page"}
_ABOUT = 1.0
"""Log-odds within which two bodies are about as likely."""


class Ruling:
    """The two sums over one set of findings, and what they amount to.

    Attributes:
        profile: name of the body the site poses as, or empty.
        pose: log-odds that it poses as that body.
        sells: log-odds that it sells forged certificates or sure passes.
        listed: findings that speak of that body, of any or of none.
    """

    def __init__(
        self, findings: tuple[Finding, ...], inventory: Inventory, model: Model
    ) -> None:
        self._generic = {profile.name for profile in inventory.generic}
        named = {f.profile for f in findings if f.profile} - self._generic
        choices = [
            (weigh(self._about(name, findings), model.pose, model), name)
            for name in sorted(named) or [""]
        ]
        self.pose, best = _chosen(choices, findings, inventory)
        self.profile = self._named(best)
        self.listed = self._about(best, findings)
        self.sells = weigh(self.listed, model.sells, model)

    @property
    def claims_and_acts(self) -> bool:
        """Whether the site says it is a body and does what only the body does.

        One finding is never both: a page that shows a body's number and nothing else
        may be a list of numbers.
        """
        claims = self._showing(Part.CLAIM, Part.BOTH)
        acts = self._showing(Part.ACT, Part.BOTH)
        return bool(claims and acts) and len(claims | acts) > 1

    @property
    def pose_probability(self) -> float:
        """That it poses as a body; held down where the gate is shut."""
        probability = sigmoid(self.pose.log_odds)
        return probability if self.claims_and_acts else UNCLAIMED * probability

    @property
    def sells_probability(self) -> float:
        """That it sells; held down where promise or contact is missing."""
        probability = sigmoid(self.sells.log_odds)
        sold = len(self._showing(Part.SELLS)) > 1
        return probability if sold else UNCLAIMED * probability

    def label(self, flag: float, suspicious: float) -> Label:
        """Return what the probabilities amount to; posing is the graver."""
        if self.pose_probability >= flag:
            return Label.COUNTERFEIT
        if self.sells_probability >= flag:
            return Label.SELLER
        likeliest = max(self.pose_probability, self.sells_probability)
        return Label.SUSPICIOUS if likeliest >= suspicious else Label.CLEAR

    def probability(self, label: Label) -> float:
        """Return the probability of what *label* says, rounded to four places."""
        if label is Label.COUNTERFEIT:
            return round(self.pose_probability, 4)
        if label is Label.SELLER:
            return round(self.sells_probability, 4)
        return round(max(self.pose_probability, self.sells_probability), 4)

    def findings(self, label: Label) -> tuple[Finding, ...]:
        """Return the findings that counted for *label*, strongest first."""
        sells = self.sells_probability > self.pose_probability
        chosen = (
            self.sells
            if label is Label.SELLER or (label is not Label.COUNTERFEIT and sells)
            else self.pose
        )
        return tuple(
            sorted(
                (finding for finding in chosen.weighted if finding.weight),
                key=lambda f: (-abs(f.weight), f.detector, f.signal, f.where),
            )
        )

    def _about(self, name: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return the findings that speak of *name*, of any body, or of none."""
        wanted = {"", name} | self._generic
        return tuple(finding for finding in findings if finding.profile in wanted)

    def _named(self, best: str) -> str:
        """Return the body to name: *best*, or the generic one that claims more.

        A city's portal with a copied inquiry poses as the city, so a specific body
        that the page does not claim to be gives way to the organ that it does.
        """
        signals = all_signals()
        own = generic = 0.0
        claimed = False
        for finding in self.pose.weighted:
            signal = signals.get(f"{finding.detector}.{finding.signal}")
            if finding.weight <= 0 or signal is None:
                continue
            if finding.profile == best and best:
                own += finding.weight
                claimed |= signal.part in {Part.CLAIM, Part.BOTH}
            elif finding.profile in self._generic and finding.detector == "state_organ":
                generic += finding.weight
        if own and (claimed or generic < own):
            return best
        return next(iter(self._generic), "") if generic else (best if own else "")

    def _showing(self, *parts: Part) -> frozenset[str]:
        """Return the names of the signals of *parts* that are clearly seen."""
        signals = all_signals()
        names = {
            f"{finding.detector}.{finding.signal}"
            for finding in self.listed
            if finding.strength >= GATE_STRENGTH
        }
        return frozenset(n for n in names if n in signals and signals[n].part in parts)


def _chosen(
    choices: list[tuple[Sum, str]], findings: tuple[Finding, ...], inventory: Inventory
) -> tuple[Sum, str]:
    """Return the likeliest body and its sum.

    A body and its inquiry platform share their names; where the site asks or answers
    like a platform and the two are about as likely, the platform is meant.
    """
    best = max(choices, key=lambda choice: choice[0].log_odds)
    if not any(
        f.detector in _INQUIRES and f.strength >= GATE_STRENGTH for f in findings
    ):
        return best
    near = [
        choice
        for choice in choices
        if choice[1] in inventory.platforms
        and choice[0].log_odds >= best[0].log_odds - _ABOUT
    ]
    return max(near, key=lambda choice: choice[0].log_odds, default=best)


def sigmoid(log_odds: float) -> float:
    """Return the probability of *log_odds*.

    >>> sigmoid(0.0)
    0.5
    """
    if log_odds < 0:
        return 1 - sigmoid(-log_odds)
    return 1 / (1 + math.exp(-min(log_odds, 60.0)))
