"""The letter's sections on one case: facts, reasons, pictures, steps of entry."""

from collections.abc import Iterator

from casebook.language import mark
from casebook.records import Capture, Exchange, Vantage
from casebook.times import both_zones
from casebook.urls import unicode_host
from reports.clue.blocks import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Points,
    Reasons,
    Style,
)
from reports.clue.promotion import promotion_sections
from reports.clue.records import CaseFile, Dossier, Visit
from reports.clue.saying import Say
from reports.compare import draw_small
from reports.daily.view import reason, registration_words, tls_words
from reports.formats import Read
from reports.inert import visible
from reports.masking import contacts_of, mask_url
from reports.pictures import shrink
from reports.quoting import quote, quote_url
from reports.wording import (
    LIVENESS,
    VANTAGES,
    band,
    failure_name,
    label_name,
    percent,
)

VISITS_SHOWN = 5
"""Candidates of one case written out; capture.json and clue.json have all."""

OFFICIAL_HOSTS_SHOWN = 6

COMPARISON_MM = 168
"""Width of the printed area."""


def case_sections(
    file: CaseFile, number: int, dossier: Dossier, say: Say, read: Read
) -> Iterator[Block]:
    """Yield the sections on the case that stands at *number* in the package."""
    language = dossier.language
    yield Heading(text=f"{number}. {quote_url(file.case.host)}")
    yield Facts(rows=tuple(_facts(file, language, say)))
    for visit in file.visits[:1]:
        yield from _reasons(file, visit, language, say)
        yield from _comparison(file, language, say, read)
        yield from _pictures(visit, say, read)
    yield from promotion_sections(file, language, say)
    yield Heading(text=say(mark("Steps of entry")), level=2)
    yield Paragraph(
        text=say(
            mark(
                "Each visit as it was made, so that it can be made again. What a site "
                "shows may depend on the device, the query and the page before."
            )
        ),
        style=Style.NOTE,
    )
    for visit in file.visits[:VISITS_SHOWN]:
        for capture in visit.inspection.captures:
            yield Heading(text=say(VANTAGES[capture.vantage]), level=3)
            yield Facts(rows=tuple(_steps(visit, capture, language, say, read)))


def _facts(file: CaseFile, language: str, say: Say) -> Iterator[tuple[str, str]]:
    case = file.case
    yield say(mark("Case")), case.id
    yield say(mark("Suspicion")), label_name(case.label, language)
    yield (
        say(mark("Probability")),
        f"{band(case.probability, language)} ({percent(case.probability)})",
    )
    body = file.body_titles.get(language, "")
    if body:
        hosts = ", ".join(
            quote_url(h) for h in file.official_hosts[:OFFICIAL_HOSTS_SHOWN]
        )
        yield say(mark("Body it poses as")), f"{quote(body, limit=200)} ({hosts})"
    yield say(mark("Address")), quote_url(case.url)
    in_unicode = unicode_host(case.host)
    if in_unicode != case.host:
        yield say(mark("Host in Unicode")), quote_url(in_unicode)
    yield say(mark("First seen")), both_zones(case.first_seen)
    yield say(mark("Last seen alive")), both_zones(case.last_seen)
    yield say(mark("Standing")), say(LIVENESS[case.liveness])
    yield from _server(file, language, say)


def _server(file: CaseFile, language: str, say: Say) -> Iterator[tuple[str, str]]:
    captures = [c for visit in file.visits for c in visit.inspection.captures]
    hops = [hop for capture in captures for hop in capture.exchanges]
    peers = dict.fromkeys(hop.peer for hop in hops if hop.peer)
    yield say(mark("IP address")), ", ".join(visible(p) for p in peers) or "—"
    answers = dict.fromkeys(
        record for capture in captures for a in capture.dns for record in a.records
    )
    if answers:
        shown = "; ".join(quote(a, limit=120) for a in list(answers)[:8])
        yield say(mark("Name resolution")), shown
    tls = next((hop.tls for hop in reversed(hops) if hop.tls), None)
    yield say(mark("Encryption")), tls_words(tls, language)
    registration = next((v.inspection.registration for v in file.visits), None)
    yield (
        say(mark("Domain registration")),
        registration_words(registration, language),
    )


def _reasons(file: CaseFile, visit: Visit, language: str, say: Say) -> Iterator[Block]:
    findings = visit.verdict.findings
    keep = contacts_of(file.case.label, findings)
    words = [reason(f, language, keep=keep) for f in findings if f.weight]
    yield Heading(text=say(mark("Reasons for the suspicion")), level=2)
    yield Reasons(items=tuple(w for w in words if not w.against))
    against = tuple(w for w in words if w.against)
    yield Heading(text=say(mark("What speaks against it")), level=2)
    if against:
        yield Reasons(items=against)
    else:
        yield Paragraph(text=say(mark("Nothing that was examined.")))
    if visit.verdict.not_run:
        yield Heading(text=say(mark("What was not examined")), level=2)
        yield Points(
            items=tuple(
                f"{visible(gap.detector)}: {quote(gap.reason, limit=200)}"
                for gap in visit.verdict.not_run
            )
        )


def _comparison(file: CaseFile, language: str, say: Say, read: Read) -> Iterator[Block]:
    if file.pair is None:
        return
    jpeg = draw_small(file.pair, read, language, width_px=1240, quality=78)
    yield Heading(text=say(mark("Beside the official page")), level=2)
    caption = say(mark("What both pages share has the same number on each."))
    picture = Picture(caption=caption, jpeg=jpeg, width_mm=COMPARISON_MM)
    yield Pictures(items=(picture,))


def _pictures(visit: Visit, say: Say, read: Read) -> Iterator[Block]:
    yield Heading(text=say(mark("Screenshots")), level=2)
    found = []
    for vantage, width_mm, width_px, height_px in (
        (Vantage.BROWSER_DESKTOP, 104, 1000, 770),
        (Vantage.BROWSER_PHONE, 44, 440, 800),
    ):
        for capture in visit.inspection.captures:
            if capture.vantage is not vantage or not capture.screenshot_sha256:
                continue
            jpeg = shrink(
                read(capture.screenshot_sha256),
                width_px=width_px,
                height_px=height_px,
                quality=72,
            )
            if jpeg:
                name = say(VANTAGES[vantage])
                caption = f"{name} · {both_zones(capture.captured_at)}"
                found.append(Picture(caption=caption, jpeg=jpeg, width_mm=width_mm))
                break
    if found:
        yield Pictures(items=tuple(found))
        note = mark("Top of the page; the whole screenshots are among the captures.")
    else:
        note = mark("No screenshot could be taken of this visit.")
    yield Paragraph(text=say(note), style=Style.NOTE)


def _steps(
    visit: Visit, capture: Capture, language: str, say: Say, read: Read
) -> Iterator[tuple[str, str]]:
    yield say(mark("Time")), both_zones(capture.captured_at)
    yield say(mark("Address entered")), _address(capture.url, say)
    referer = visit.inspection.candidate.referer
    if referer:
        yield say(mark("Found on page")), quote_url(referer)
    if capture.exchanges:
        sent = _request_headers(capture.exchanges[0], read)
        for name, title in (
            ("user-agent", mark("Browser named to the site")),
            ("referer", mark("Referer sent")),
        ):
            if name in sent:
                yield say(title), quote(sent[name], limit=400)
    if capture.failure:
        failure = failure_name(capture.failure, language)
        yield say(mark("Result")), say(mark("nothing came: {cause}"), cause=failure)
        return
    yield say(mark("Result")), f"HTTP {capture.status or '—'}"
    if capture.final_url != capture.url:
        yield say(mark("Address that answered")), _address(capture.final_url, say)
    if capture.redirects:
        hops = " → ".join(quote_url(url) for url in capture.redirects)
        yield say(mark("Redirects passed")), hops
    if capture.truncated:
        yield say(mark("Cut short")), say(mark("the answer was cut at our size limit"))


def _address(url: str, say: Say) -> str:
    if mask_url(url) == url:
        return quote_url(url)
    return say(mark("{url} (masked; whole in capture.json)"), url=quote_url(url))


def _request_headers(hop: Exchange, read: Read) -> dict[str, str]:
    """Return the header fields that were sent, names in lower case."""
    if not hop.sent_sha256:
        return {}
    head = read(hop.sent_sha256).partition(b"\r\n\r\n")[0].decode("latin-1")
    fields = (line.partition(":") for line in head.split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in fields}
