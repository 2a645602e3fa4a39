"""The letter's sections on one case: facts, reasons, pictures, promotion, entry."""

from collections.abc import Iterator

from casebook.language import mark
from casebook.records import Placed, Vantage
from casebook.times import both_zones
from casebook.urls import unicode_host
from reports.clue.captured.payload import seller_numbers
from reports.clue.letter.advertised import promotion_sections
from reports.clue.letter.album import Album
from reports.clue.letter.blocks import (
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
from reports.clue.letter.extraction import extraction_sections
from reports.clue.letter.relations import link_sections
from reports.clue.letter.saying import Say
from reports.clue.records import CaseFile, Dossier, Visit
from reports.compare.records import Panel
from reports.daily.view import reason, registration_words, tls_words
from reports.inert import visible
from reports.masking import contacts_of
from reports.quoting import quote, quote_url
from reports.wording import LIVENESS, VANTAGES, band, label_name, percent

OFFICIAL_HOSTS_SHOWN = 6

COMPARISON_MM = 168
"""Width of the printed area."""


def case_sections(
    file: CaseFile, number: int, dossier: Dossier, say: Say, album: Album
) -> Iterator[Block]:
    """Yield the sections on the case that stands at *number* in the package."""
    language = dossier.language
    yield Heading(text=f"{number}. {quote_url(file.case.host)}")
    yield Heading(text=say(mark("The site")), level=2)
    yield Facts(rows=tuple(_facts(file, language, say)))
    for visit in file.visits[:1]:
        yield from _reasons(file, visit, language, say)
        yield from _comparison(file, language, say, album)
        yield from _pictures(visit, say, album)
    yield from promotion_sections(file, language, say)
    yield from extraction_sections(file, language, say, album)
    yield from link_sections(file, seller_numbers(file), say)


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
    if file.title:
        yield say(mark("Title of the page")), quote(file.title, limit=200)
    in_unicode = unicode_host(case.host)
    if in_unicode != case.host:
        yield say(mark("Host in Unicode")), quote_url(in_unicode)
    yield say(mark("First seen")), both_zones(case.first_seen)
    yield say(mark("Last seen alive")), both_zones(case.last_seen)
    yield say(mark("Standing")), say(LIVENESS[case.liveness])
    if file.sightings:
        last = file.sightings[-1]
        yield (
            say(mark("Looks since")),
            say(
                mark("{count}, the last on {time}: {standing}"),
                count=len(file.sightings),
                time=both_zones(last.at),
                standing=say(LIVENESS[last.liveness]),
            ),
        )
    found_as = next((v.inspection.candidate.found_as for v in file.visits), "")
    if found_as:
        yield say(mark("Found as")), quote(found_as, limit=400)
    yield from _server(file, language, say)


def _server(file: CaseFile, language: str, say: Say) -> Iterator[tuple[str, str]]:
    captures = [c for visit in file.visits for c in visit.inspection.captures]
    hops = [hop for capture in captures for hop in capture.exchanges]
    peers = dict.fromkeys(hop.peer for hop in hops if hop.peer)
    yield say(mark("IP address")), ", ".join(visible(p) for p in peers) or "—"
    placed = dict.fromkeys(
        _network(one) for visit in file.visits for one in visit.inspection.placed
    )
    if placed:
        yield say(mark("Network")), "; ".join(placed)
    final = dict.fromkeys(c.final_url for c in captures if c.final_url != c.url)
    if final:
        shown = ", ".join(quote_url(url) for url in list(final)[:4])
        yield say(mark("Address that answered")), shown
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


def _network(one: Placed) -> str:
    parts = (one.address, one.network, one.asn, one.name, one.country)
    return " ".join(quote(part, limit=80) for part in parts if part)


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
                f"{visible(gap.detector)}: {quote(say(gap.reason), limit=200)}"
                for gap in visit.verdict.not_run
            )
        )


def _comparison(
    file: CaseFile, language: str, say: Say, album: Album
) -> Iterator[Block]:
    if file.pair is None:
        return
    jpeg = album.comparison(file.pair, language)
    yield Heading(text=say(mark("Beside the official page")), level=2)
    caption = say(mark("What both pages share has the same number on each."))
    picture = Picture(caption=caption, jpeg=jpeg, width_mm=COMPARISON_MM)
    yield Pictures(items=(picture,))
    yield Facts(
        rows=tuple(
            (say(name), _panel(panel, say))
            for name, panel in (
                (mark("Official page"), file.pair.official),
                (mark("Suspected page"), file.pair.suspect),
            )
        )
    )


def _panel(panel: Panel, say: Say) -> str:
    """Say which page stands in a comparison, when it was captured, and its digest."""
    parts = [quote_url(panel.url)]
    if panel.captured_at is not None:
        parts.append(both_zones(panel.captured_at))
    digest = panel.screenshot_sha256
    parts.append(f"SHA-256 {digest}" if digest else say(mark("no screenshot was kept")))
    return " · ".join(parts)


def _pictures(visit: Visit, say: Say, album: Album) -> Iterator[Block]:
    yield Heading(text=say(mark("Screenshots")), level=2)
    found = []
    for vantage, width_mm, width_px, height_px in (
        (Vantage.BROWSER_DESKTOP, 104, 1000, 770),
        (Vantage.BROWSER_PHONE, 44, 440, 800),
    ):
        for capture in visit.inspection.captures:
            if capture.vantage is not vantage or not capture.screenshot_sha256:
                continue
            jpeg = album.screenshot(
                capture.screenshot_sha256, width_px=width_px, height_px=height_px
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
