"""Tables for a spreadsheet: sites, reasons, health, what was not reached."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from casebook.language import mark, translate
from casebook.times import both_zones
from reports.daily.ads import campaign_lines
from reports.daily.followed import (
    followed_lead,
    followed_views,
    outcome_figures,
    unanswered_lead,
    unanswered_views,
)
from reports.daily.health import lead, limits
from reports.daily.sources import source_lines
from reports.daily.view import STATUSES, CardView, card_view, unreached_view
from reports.formats import Format, Read
from reports.records import Card, DailyReport
from reports.spreadsheets import Workbook

_SITES = (
    (mark("Case"), 16),
    (mark("Standing"), 12),
    (mark("Label"), 18),
    (mark("Probability"), 11),
    (mark("Host"), 34),
    (mark("Host in Unicode"), 24),
    (mark("Address"), 48),
    (mark("Poses as"), 26),
    (mark("Strongest reason"), 60),
    (mark("First seen"), 30),
    (mark("Last seen alive"), 30),
    (mark("Clue package"), 18),
    (mark("Not judged"), 24),
)
_REASONS = (
    (mark("Case"), 16),
    (mark("Host"), 34),
    (mark("Signal"), 24),
    (mark("Weight"), 9),
    (mark("Reason"), 90),
    (mark("Where"), 30),
)
_SOURCES = (
    (mark("Source"), 20),
    (mark("Part"), 30),
    (mark("Asked at"), 44),
    (mark("Answer"), 18),
    (mark("Last read"), 44),
    (mark("Behind by"), 12),
    (mark("Found"), 9),
    (mark("Figures"), 60),
    (mark("Failure"), 60),
    (mark("Licence"), 60),
)
_CAMPAIGNS = (
    (mark("Campaign"), 22),
    (mark("Words"), 50),
    (mark("Taken for"), 20),
    (mark("New posts"), 10),
    (mark("All posts"), 10),
    (mark("Seen elsewhere only"), 12),
    (mark("Accounts"), 10),
    (mark("Groups and members"), 14),
    (mark("Members"), 10),
    (mark("Sites led to"), 40),
    (mark("Places"), 40),
    (mark("Contacts"), 40),
    (mark("First seen"), 44),
    (mark("Last seen"), 44),
    (mark("Figure of the law"), 60),
)
_UNREACHED = (
    (mark("Host"), 40),
    (mark("Cause"), 30),
    (mark("Details"), 60),
    (mark("Time"), 44),
)

_FOLLOWED = (
    (mark("Line"), 24),
    (mark("When"), 44),
    (mark("What"), 40),
    (mark("Standing"), 30),
    (mark("Cases"), 40),
    (mark("Details"), 80),
    (mark("Note"), 60),
)


class XlsxTables(Format):
    """A workbook to sort and filter; all text, so that nothing in it calculates."""

    name = "xlsx"
    suffix = ".xlsx"

    def write(
        self,
        report: DailyReport,
        stream: BinaryIO,
        *,
        language: str,
        read: Read,  # noqa: ARG002 - no pictures in tables
        beside: Mapping[str, str],  # noqa: ARG002 - one file, one language
    ) -> None:
        """Write *report* to *stream* in *language*."""

        def columns(marked: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
            return [(translate(name, language), width) for name, width in marked]

        title = translate(mark("Suspect site report"), language)
        views = [card_view(card, language) for card in report.cards]
        book = Workbook(stream, title=f"{title} {report.day}", made_at=report.made_at)
        book.add_sheet(
            translate(mark("Summary"), language),
            columns(((mark("Figure"), 60), (mark("Count"), 12))),
            _summary(report, language),
        )
        book.add_sheet(
            translate(mark("Flagged sites"), language),
            columns(_SITES),
            (_site(view, card) for view, card in zip(views, report.cards, strict=True)),
            percents=frozenset({3}),
        )
        book.add_sheet(
            translate(mark("Reasons"), language), columns(_REASONS), _reasons(views)
        )
        book.add_sheet(
            translate(mark("Sources"), language),
            columns(_SOURCES),
            _sources(report, language),
        )
        book.add_sheet(
            translate(mark("Advertisements found"), language),
            columns(_CAMPAIGNS),
            _campaigns(report, language),
        )
        book.add_sheet(
            translate(mark("Not reached"), language),
            columns(_UNREACHED),
            _not_reached(report, language),
        )
        book.add_sheet(
            translate(mark("Handed over"), language),
            columns(_FOLLOWED),
            _followed(report, language),
        )
        book.close()


Row = tuple[str | int | float, ...]


def _summary(report: DailyReport, language: str) -> Iterator[Row]:
    yield f"{report.day} · {translate(mark('Beijing day'), language)}", ""
    for status, name in STATUSES.items():
        yield translate(name, language), report.count(status)
    yield translate(mark("waiting"), language), report.health.waiting
    yield lead(report.health, language), ""
    for limit in limits(report.health, language):
        yield limit, ""
    yield (
        unanswered_lead(report.followed, language)
        or translate(mark("No handoff is out for too long."), language),
        "",
    )
    for name, total, _ in outcome_figures(report.followed, language):
        yield name, total


def _site(view: CardView, card: Card) -> Row:
    return (
        view.id,
        view.status_name,
        view.label_name,
        view.probability,
        view.host,
        view.host_unicode,
        view.url,
        view.body,
        view.reasons[0].sentence if view.reasons else "",
        both_zones(card.case.first_seen),
        both_zones(card.case.last_seen),
        ", ".join(card.clue_numbers),
        "; ".join(view.gaps),
    )


def _reasons(views: list[CardView]) -> Iterator[Row]:
    for view in views:
        for one in view.reasons:
            yield view.id, view.host, one.signal, one.weight, one.sentence, one.where


def _sources(report: DailyReport, language: str) -> Iterator[Row]:
    for line in source_lines(report.health, language):
        yield (
            line.source,
            line.part,
            both_zones(line.asked_at) if line.asked_at else "",
            line.answer,
            both_zones(line.last_read) if line.last_read else "",
            line.lag,
            "" if line.found is None else line.found,
            line.figures,
            line.failure,
            line.licence,
        )


def _campaigns(report: DailyReport, language: str) -> Iterator[Row]:
    for one in campaign_lines(report.ads, language):
        yield (
            one.id,
            one.title,
            one.label,
            one.fresh,
            one.posts,
            one.mentions,
            one.accounts,
            one.groups,
            one.members,
            one.sites,
            one.places,
            one.contacts,
            both_zones(one.first_seen),
            both_zones(one.last_seen),
            one.reached,
        )


def _not_reached(report: DailyReport, language: str) -> Iterator[Row]:
    for one in report.health.unreached:
        host, cause, detail, _ = unreached_view(one, language)
        yield host, cause, detail, both_zones(one.at)


def _followed(report: DailyReport, language: str) -> Iterator[Row]:
    waits = translate(mark("waits for an answer"), language)
    yield "", "", followed_lead(report.followed, language), "", "", "", ""
    rows = [(waits, one) for one in unanswered_views(report.followed, language)]
    rows += [(one.standing, one) for one in followed_views(report.followed, language)]
    for standing, one in rows:
        yield (
            one.id,
            both_zones(one.at),
            one.title,
            standing,
            ", ".join(one.cases),
            " · ".join(one.details),
            one.note,
        )
