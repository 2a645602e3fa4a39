"""A card in words: masked, inert and in one language, for every format alike."""

from dataclasses import dataclass
from datetime import datetime

from casebook.language import mark, say, translate
from casebook.records import FLAGGED, Claim, Finding, Registration, Sighting, Tls
from casebook.times import BEIJING, both_zones
from casebook.urls import host_of, unicode_host
from reports.inert import safe_value, visible
from reports.masking import contacts_of
from reports.quoting import quote, quote_url
from reports.records import Card, Certificate, Status, Unreached
from reports.wording import (
    LIVENESS,
    band,
    failure_name,
    label_name,
    percent,
)

STATUSES = {
    Status.NEW: mark("new"),
    Status.RELAPSED: mark("relapsed"),
    Status.CHANGED: mark("changed"),
    Status.LIVE: mark("still alive"),
    Status.GONE: mark("gone"),
    Status.UNREACHABLE: mark("unreachable today"),
    Status.NOT_LOOKED: mark("not visited today"),
}

CLAIM_MAX_CHARACTERS = 240
"""A claim quotes the page; a longer quotation is in the stored page."""

FULL_WEIGHT = 4.0
"""Log-odds that fill a bar: alone they move even odds to 98 in 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One finding as a sentence with the weight it had."""

    sentence: str
    where: str
    signal: str
    weight: float
    share: int
    """Length of the bar, 0 to 100."""

    @property
    def against(self) -> bool:
        """Whether it speaks against a flag."""
        return self.weight < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """What a reader is told of one case."""

    id: str
    status: str
    status_name: str
    label: str
    label_name: str
    host: str
    """Defanged, in punycode where it has any."""
    host_unicode: str
    """Defanged, as a browser may show it; empty where it is the same."""
    url: str
    probability: float
    percent: str
    band: str
    body: str
    official_hosts: str
    reasons: tuple[Reason, ...]
    """Those of no weight are left out."""
    gaps: tuple[str, ...]
    """What could not be judged."""
    facts: tuple[tuple[str, str], ...]
    """Name and value, in the order of reading."""


def card_view(card: Card, language: str) -> CardView:
    """Put *card* into words."""
    case, verdict = card.case, card.verdict
    findings = verdict.findings if verdict else ()
    keep = contacts_of(case.label, findings)
    host, in_unicode = case.host, unicode_host(case.host)
    return CardView(
        id=case.id,
        status=card.status,
        status_name=translate(STATUSES[card.status], language),
        label=case.label if case.label in FLAGGED else "other",
        label_name=label_name(case.label, language),
        host=quote_url(host),
        host_unicode=quote_url(in_unicode) if in_unicode != host else "",
        url=quote_url(case.url),
        probability=case.probability,
        percent=percent(case.probability),
        band=band(case.probability, language),
        body=quote(card.body_titles.get(language, ""), limit=200),
        official_hosts=", ".join(quote_url(h) for h in card.official_hosts),
        reasons=tuple(reason(f, language, keep=keep) for f in findings if f.weight),
        gaps=tuple(
            f"{visible(gap.detector)}: {quote(gap.reason, limit=200)}"
            for gap in (verdict.not_run if verdict else ())
        ),
        facts=tuple(_facts(card, language)),
    )


def reason(finding: Finding, language: str, *, keep: frozenset[str]) -> Reason:
    """Put one finding into a sentence; *keep* as in :func:`reports.masking.mask`."""
    values = {name: safe_value(one) for name, one in finding.claim.values.items()}
    claim = Claim(template=finding.claim.template, values=values)
    return Reason(
        sentence=quote(say(claim, language), limit=CLAIM_MAX_CHARACTERS, keep=keep),
        where=quote(finding.where, limit=200),
        signal=visible(finding.signal, limit=80),
        weight=finding.weight,
        share=round(100 * min(abs(finding.weight) / FULL_WEIGHT, 1)),
    )


def unreached_view(unreached: Unreached, language: str) -> tuple[str, str, str, str]:
    """Return host, cause, the library's words and time of a failed visit."""
    return (
        quote_url(host_of(unreached.url) or unreached.url),
        failure_name(unreached.failure, language),
        quote(unreached.detail, limit=160),
        clock(unreached.at),
    )


def clock(moment: datetime) -> str:
    """Write the Beijing time of day of *moment*.

    >>> from datetime import UTC
    >>> clock(datetime(2026, 1, 2, 20, 30, tzinfo=UTC))
    '04:30'
    """
    return f"{moment.astimezone(BEIJING):%H:%M}"


def _facts(card: Card, language: str) -> list[tuple[str, str]]:
    def name(message: str) -> str:
        return translate(message, language)

    case = card.case
    found = [
        (name(mark("First seen")), both_zones(case.first_seen)),
        (name(mark("Last seen alive")), both_zones(case.last_seen)),
        (name(mark("Last look")), _look(card.last_sighting, language)),
        (name(mark("Address asked for")), quote_url(case.url)),
        (name(mark("Address that answered")), _answered(card)),
        (name(mark("IP address")), ", ".join(visible(a) for a in card.addresses)),
        (name(mark("Encryption")), tls_words(card.tls, language)),
        (name(mark("Certificate")), certificate_words(card.certificate, language)),
        (
            name(mark("Domain registration")),
            registration_words(card.registration, language),
        ),
        (name(mark("Found through")), _found(card)),
        (name(mark("Clue package")), ", ".join(card.clue_numbers)),
        (name(mark("Case")), case.id),
    ]
    return [(label, value) for label, value in found if value]


def _look(sighting: Sighting | None, language: str) -> str:
    if sighting is None:
        return ""
    words = translate(LIVENESS[sighting.liveness], language)
    if sighting.cause:
        cause = failure_name(visible(sighting.cause, limit=160), language)
        words = f"{words} ({cause})"
    return f"{words} · {both_zones(sighting.at)}"


def _answered(card: Card) -> str:
    same = not card.final_url or card.final_url == card.case.url
    return "" if same else quote_url(card.final_url)


def _found(card: Card) -> str:
    if card.candidate is None:
        return ""
    source = visible(card.candidate.source, limit=80)
    return f"{source}: {quote(card.candidate.reason, limit=300)}"


def tls_words(tls: Tls | None, language: str) -> str:
    """Say how a connection was encrypted, and whether the certificate held."""
    if tls is None:
        return translate(mark("none, or not seen"), language)
    verdicts = {
        True: mark("certificate verified"),
        False: mark("certificate not valid"),
        None: mark("certificate not checked"),
    }
    words = f"{visible(tls.version)} · {translate(verdicts[tls.verified], language)}"
    return f"{words} ({quote(tls.problem, limit=160)})" if tls.problem else words


def certificate_words(certificate: Certificate | None, language: str) -> str:
    """Say who issued a certificate, to whom and for how long."""
    if certificate is None:
        return ""
    return translate(
        mark("{subject}, issued by {issuer}, valid {start} to {end}"),
        language,
        subject=_distinguished(certificate.subject),
        issuer=_distinguished(certificate.issuer),
        start=f"{certificate.not_before:%F}",
        end=f"{certificate.not_after:%F}",
    )


def _distinguished(name: str) -> str:
    parts = name.split("=")
    return quote("=".join(safe_value(part) for part in parts), limit=160)


def registration_words(registration: Registration | None, language: str) -> str:
    """Say what is known of a domain's registration, or why nothing is."""
    if registration is None:
        return translate(mark("not checked"), language)
    if registration.failure or registration.source == "none":
        return translate(
            mark("not known ({why})"),
            language,
            why=quote(registration.failure or "", limit=160) or "—",
        )
    parts = [quote_url(registration.domain)]
    if registration.created_at:
        parts.append(
            translate(
                mark("created {date}"), language, date=f"{registration.created_at:%F}"
            )
        )
    if registration.expires_at:
        parts.append(
            translate(
                mark("expires {date}"), language, date=f"{registration.expires_at:%F}"
            )
        )
    parts += [
        quote(value, limit=160)
        for value in (registration.registrar, registration.registrant)
        if value
    ]
    parts.append(registration.source)
    return " · ".join(parts)
