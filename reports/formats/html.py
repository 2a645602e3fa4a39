"""One page for people: self-contained, without scripts, without a live link."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import BinaryIO

import jinja2

from casebook.errors import EvidenceError
from casebook.language import mark, translate
from casebook.times import both_zones
from reports.compare import Pair, draw_small
from reports.daily.ads import ads_lead, campaign_lines
from reports.daily.followed import (
    followed_lead,
    followed_views,
    outcome_totals,
    unanswered_lead,
    unanswered_views,
)
from reports.daily.health import lead, limits, state_names
from reports.daily.sources import short_time, source_lines
from reports.daily.view import STATUSES, card_view, clock, unreached_view
from reports.formats import Format, Read
from reports.inert import visible
from reports.pictures import data_uri, shrink
from reports.quoting import quote
from reports.records import Card, DailyReport
from reports.wording import TAGS

PICTURED_CARDS = 150
"""Cards with screenshots; at about 60 KB each the page stays under 10 MB."""

UNREACHED_SHOWN = 200
"""Lines of the table of failed visits; the spreadsheet has them all."""

NATIVE = {"zh": "中文", "en": "English"}
"""What each language calls itself, for the link to the other page."""

SIZES = {
    "desktop": partial(shrink, width_px=560, height_px=700, quality=62),
    "phone": partial(shrink, width_px=240, height_px=500, quality=62),
}
"""Twice what a card shows, so that it is sharp on a phone and in print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shots:
    """The screenshots of one card as picture addresses; empty: none kept."""

    desktop: str = ""
    phone: str = ""
    beside: str = ""
    """The official page and this one."""


class HtmlPage(Format):
    """The page that an analyst opens in the morning, prints, or reads on a phone."""

    name = "html"
    suffix = ".html"
    every_language = True

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, str], str] = {}

    def write(
        self,
        report: DailyReport,
        stream: BinaryIO,
        *,
        language: str,
        read: Read,
        beside: Mapping[str, str],
    ) -> None:
        """Write *report* to *stream* in *language*."""
        cards = [
            (card_view(card, language), self._shots(card, read, place, language))
            for place, card in enumerate(report.cards)
        ]
        page = _template().render(
            _=partial(translate, language=language),
            language=language,
            tags=TAGS,
            others={
                file_name: (other, NATIVE[other])
                for other, file_name in beside.items()
                if other != language
            },
            report=report,
            cards=cards,
            tiles=tiles(report, language),
            lead=lead(report.health, language),
            limits=limits(report.health, language),
            states=state_names(language),
            sources=list(source_lines(report.health, language)),
            short_time=short_time,
            ads_lead=ads_lead(report.ads, language),
            campaigns=campaign_lines(report.ads, language),
            followed_lead=followed_lead(report.followed, language),
            outcome_totals=outcome_totals(report.followed, language),
            followed=followed_views(report.followed, language),
            unanswered_lead=unanswered_lead(report.followed, language),
            unanswered=unanswered_views(report.followed, language),
            clock=clock,
            both_zones=both_zones,
            visible=visible,
            quote=quote,
            unreached=[
                unreached_view(one, language)
                for one in report.health.unreached[:UNREACHED_SHOWN]
            ],
            unreached_rest=max(0, len(report.health.unreached) - UNREACHED_SHOWN),
        )
        stream.write(page.encode())

    def _shots(self, card: Card, read: Read, place: int, language: str) -> Shots:
        if place >= PICTURED_CARDS:
            return Shots()
        return Shots(
            beside=_comparison(card.pair, read, language) if card.pair else "",
            desktop=self._picture(card.desktop_screenshot_sha256, "desktop", read),
            phone=self._picture(card.phone_screenshot_sha256, "phone", read),
        )

    def _picture(self, sha256: str, size: str, read: Read) -> str:
        """Return a picture, drawn once for all languages."""
        if not sha256:
            return ""
        if (sha256, size) not in self._drawn:
            try:
                drawn = data_uri(SIZES[size](read(sha256)))
            except EvidenceError:  # a lost picture must not cost the day's report
                drawn = ""
            self._drawn[sha256, size] = drawn
        return self._drawn[sha256, size]


def _comparison(pair: Pair, read: Read, language: str) -> str:
    return data_uri(draw_small(pair, read, language, width_px=1080, quality=60))


def tiles(report: DailyReport, language: str) -> list[tuple[str, str, int]]:
    """Return code, name and count of each status, and what waits."""
    counted = [
        (str(status), translate(name, language), report.count(status))
        for status, name in STATUSES.items()
    ]
    waiting = ("waiting", translate(mark("waiting"), language), report.health.waiting)
    return [*counted, waiting]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reports", "daily"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
