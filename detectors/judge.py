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

from collections.abc import Iterable, Iterator
from functools import cache

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Claim, Finding, Label, NotRun, Verdict
from detectors.checks import Detector, Part, all_detectors
from detectors.inventory import Inventory, inventory_of
from detectors.model import Model
from detectors.ruling import Ruling
from detectors.site import Site

ERROR_STATUS = 400
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
    findings, not_run = run(speaking(), foreign, profiles)
    ruling = Ruling(findings, inventory, model)
    label = ruling.label(flag_probability, suspicious_probability)
    if label is not Label.CLEAR:
        # What speaks against can only clear: it is asked where there is a question.
        against, broken = run(clearing(), foreign, profiles)
        findings, not_run = (*findings, *against), (*not_run, *broken)
        ruling = Ruling(findings, inventory, model)
        label = ruling.label(flag_probability, suspicious_probability)
    if label is Label.CLEAR and _only_errors(foreign):
        return _verdict(site, model, Label.UNREACHABLE, not_run=not_run)
    not_run = (*not_run, *foreign.not_run)
    if label is Label.CLEAR and not_run:
        label = Label.SUSPICIOUS
    if label is not Label.CLEAR:
        not_run = (*not_run, *foreign.lacking)
    return _verdict(
        site,
        model,
        label,
        probability=ruling.probability(label),
        profile=ruling.profile if label is not Label.CLEAR else "",
        findings=ruling.findings(label),
        not_run=not_run,
    )


@cache
def clearing() -> tuple[Detector, ...]:
    """Return the detectors that only ever speak against."""
    return tuple(
        detector
        for detector in all_detectors()
        if all(signal.part is Part.AGAINST for signal in detector.signals.values())
    )


@cache
def speaking() -> tuple[Detector, ...]:
    """Return the other detectors: those by which a site can be flagged at all."""
    return tuple(d for d in all_detectors() if d not in clearing())


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
