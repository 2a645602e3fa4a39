"""From findings to a verdict: identity first, then likeness, then a gate.

The order is the safety of the product. A host on the official inventory is never a
counterfeit whatever it shows; a host that is not is one only if it *claims* to be a
body **and** *acts* like one; pictures and host names add weight but convict nobody.

A detector that breaks is a line in ``not_run``, and then the verdict is never
``clear``. A part that simply had no input (no screenshot in ``judge --html``, no
registration data off-line) is not a failure: no finding comes of it, and the part is
missing from the sum on both sides, so thousands of pages judged without a browser are
not all called suspicious.
"""

import math
from collections.abc import Iterable, Iterator

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Claim, Finding, Label, NotRun, Verdict
from detectors.checks import Detector, Part, all_detectors, all_signals
from detectors.inventory import Inventory, inventory_of
from detectors.model import Model, Sum, weigh
from detectors.site import Site

GATE_STRENGTH = 0.5
"""From here on a claim or an act is taken as seen; strengths are scaled so that 0.5
is the lowest value that no innocent page of the testbed or of shared data reached."""
UNCLAIMED = 0.45
"""What is left of a probability without claim and act: a person may look where much
else speaks for a flag, and nothing is packaged."""
ERROR_STATUS = 400
_INQUIRES = {"inquiry_form", "result_page"}
_ABOUT = 1.0
"""Log-odds within which two bodies are about as likely."""

_OFFICIAL = mark("{host} is an official host of {body}")
_GOVERNMENT = mark(
    "{host} is under {suffix}, where only government bodies can register"
)
_INTRUDED = mark(
    "{host} is a government name that is not on the inventory, and it serves what a "
    "counterfeit serves: it may have been broken into, or the name has lapsed"
)
_LED_AWAY = mark("The link leads to {host}, an official host")


def judge(
    site: Site,
    profiles: Profiles,
    *,
    model: Model,
    flag_probability: float,
    suspicious_probability: float,
) -> Verdict:
    """Return the verdict on *site*; the same arguments give the same verdict.

    Args:
        site: what was captured.
        profiles: the bodies known.
        model: weights, from :func:`detectors.model.load_model`.
        flag_probability: from here on counterfeit or seller.
        suspicious_probability: from here on a person should look.
    """
    inventory = inventory_of(profiles)
    if not any(page.is_readable for page in site.pages):
        return _verdict(site, model, Label.UNREACHABLE, not_run=site.not_run)
    if inventory.is_official(site.host):
        return _at_home(site, inventory, model=model, flag=flag_probability)
    foreign = site.only(lambda host: not inventory.is_official(host))
    if not foreign.pages:
        return _led_away(site, inventory, model)
    findings, not_run = run(all_detectors(), foreign, profiles)
    ruling = Ruling(findings, inventory, model)
    label = ruling.label(flag_probability, suspicious_probability)
    if label is Label.CLEAR and _only_errors(foreign):
        return _verdict(site, model, Label.UNREACHABLE, not_run=not_run)
    not_run = (*not_run, *foreign.not_run)
    if label is Label.CLEAR and not_run:
        label = Label.SUSPICIOUS
    return _verdict(
        site,
        model,
        label,
        probability=ruling.probability(label),
        profile=ruling.profile if label is not Label.CLEAR else "",
        findings=ruling.findings(label),
        not_run=not_run,
    )


def run(
    detectors: Iterable[Detector], site: Site, profiles: Profiles
) -> tuple[tuple[Finding, ...], tuple[NotRun, ...]]:
    """Return what *detectors* find on *site*, and which of them broke."""
    findings: list[Finding] = []
    broken: list[NotRun] = []
    for detector in detectors:
        try:
            findings += list(detector.check(site, profiles))
        except Exception as exc:  # noqa: BLE001 - hostile input meets us here
            reason = f"{type(exc).__name__}: {exc}"[:300]
            broken.append(NotRun(detector=detector.name, reason=reason))
    return tuple(findings), tuple(broken)


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


def _at_home(site: Site, inventory: Inventory, *, model: Model, flag: float) -> Verdict:
    """Judge a host that is on the inventory or under a government suffix."""
    owner = inventory.owner(site.host)
    if owner is not None:
        claim = Claim(
            template=_OFFICIAL, values={"host": site.host, "body": owner.title}
        )
        found = _identity("official-host", claim, owner.name)
        return _verdict(
            site, model, Label.OFFICIAL, profile=owner.name, findings=(found,)
        )
    generic = inventory.generic[0]
    findings, not_run = run(_unofficial_acts(), site, inventory.profiles)
    ruling = Ruling(findings, inventory, model)
    acts = [f for f in findings if f.detector == "result_page" and f.strength >= flag]
    if acts or ruling.sells_probability >= flag:
        claim = Claim(template=_INTRUDED, values={"host": site.host})
        return _verdict(
            site,
            model,
            Label.INTRUSION,
            probability=round(max(flag, ruling.sells_probability), 4),
            profile=ruling.profile,
            findings=(_identity("intrusion", claim, ""), *findings),
            not_run=not_run,
        )
    suffix = next(s for s in generic.suffixes if site.host.endswith(s))
    claim = Claim(template=_GOVERNMENT, values={"host": site.host, "suffix": suffix})
    found = _identity("government-suffix", claim, generic.name)
    return _verdict(
        site, model, Label.OFFICIAL, profile=generic.name, findings=(found,)
    )


def _unofficial_acts() -> Iterator[Detector]:
    """Yield the detectors whose findings make a government host suspect itself."""
    wanted = {"result_page", "seller", "news_or_warning", "reference_article"}
    return (detector for detector in all_detectors() if detector.name in wanted)


def _led_away(site: Site, inventory: Inventory, model: Model) -> Verdict:
    host = site.pages[0].host
    owner = inventory.owner(host)
    claim = Claim(template=_LED_AWAY, values={"host": host})
    found = _identity("leads-to-official", claim, owner.name if owner else "")
    return _verdict(site, model, Label.CLEAR, findings=(found,))


def _identity(signal: str, claim: Claim, profile: str) -> Finding:
    return Finding(
        detector="identity",
        signal=signal,
        strength=1.0,
        claim=claim,
        where="url:host",
        profile=profile,
    )


def _only_errors(site: Site) -> bool:
    return all((page.status or 0) >= ERROR_STATUS for page in site.pages)


def _verdict(
    site: Site,
    model: Model,
    label: Label,
    *,
    probability: float = 0.0,
    profile: str = "",
    findings: tuple[Finding, ...] = (),
    not_run: tuple[NotRun, ...] = (),
) -> Verdict:
    return Verdict(
        url=site.url,
        label=label,
        probability=probability,
        profile=profile,
        findings=findings,
        not_run=not_run,
        model=model.name,
    )
