"""The letter's section on how a site is advertised, and what the law counts of it."""

from collections.abc import Iterator, Mapping

from casebook.language import mark
from casebook.store import Campaign, KnownAd
from casebook.times import both_zones
from reports.clue.letter.blocks import Block, Facts, Heading, Paragraph, Style, Table
from reports.clue.letter.saying import SOURCES, Say
from reports.clue.matter.law import standing
from reports.clue.matter.promotion import own_numbers
from reports.clue.records import CaseFile, Promotion
from reports.inert import visible
from reports.quoting import quote, quote_url
from reports.thresholds import (
    NAMES,
    Threshold,
    counted,
    thresholds,
)
from reports.wording import label_name_of_ad

POSTS_SHOWN = 30
"""Posts of one campaign written out in the letter; clue.json has all that are kept."""

NAMED = 8
"""Places, accounts or sites named in one line."""


def promotion_sections(file: CaseFile, language: str, say: Say) -> Iterator[Block]:
    """Yield the section on how a case is advertised."""
    yield Heading(text=say(mark("How it is advertised")), level=2)
    if not file.promotions:
        none = mark(
            "No advertisement that leads here was seen in the sources that are "
            "configured. This does not mean that there is none."
        )
        yield Paragraph(text=say(none), style=Style.NOTE)
        return
    yield Paragraph(
        text=say(
            mark(
                "What was seen of each campaign, beside the figures that the law "
                "names. The figures are to be verified, and so is whether the posts "
                "belong together; accounts that received a post were not counted."
            )
        ),
        style=Style.NOTE,
    )
    for one in file.promotions:
        yield from _campaign(one, language, say)


def _campaign(one: Promotion, language: str, say: Say) -> Iterator[Block]:
    campaign = one.campaign
    yield Heading(text=f"{campaign.id} · {quote(campaign.title, limit=60)}", level=3)
    yield Facts(rows=tuple(_facts(campaign, language, say)))
    seen = counted(campaign, one.counterfeits)
    yield Table(
        head=tuple(
            say(name)
            for name in (
                mark("Counted"),
                mark("Seen"),
                mark("Figure of the law"),
                mark("Provision (to be verified)"),
            )
        ),
        rows=tuple(
            (
                say(NAMES[figure.counts]),
                str(seen[figure.counts]),
                f"≥ {figure.least}",
                _provision(figure, language, say),
            )
            for figure in thresholds()
        ),
        widths=(22, 12, 12, 54),
    )
    keep = own_numbers(one.posts)
    yield Table(
        head=tuple(
            say(name)
            for name in (
                mark("Place and account"),
                mark("Posted"),
                mark("Address"),
                mark("Words"),
            )
        ),
        rows=tuple(_post_row(known, keep, say) for known in one.posts[:POSTS_SHOWN]),
        widths=(18, 18, 26, 38),
    )
    if campaign.posts + campaign.mentions > len(one.posts[:POSTS_SHOWN]):
        yield Paragraph(
            text=say(
                mark(
                    "{shown} of {total} are written out here; clue.json has {kept}, "
                    "and the folder ads their captures."
                ),
                shown=len(one.posts[:POSTS_SHOWN]),
                total=campaign.posts + campaign.mentions,
                kept=len(one.posts),
            ),
            style=Style.NOTE,
        )


def _provision(figure: Threshold, language: str, say: Say) -> str:
    words, values = standing(quote(figure.source), to_be_verified=figure.to_be_verified)
    return f"{figure.title[language]} [{say(words, **values)}]"


def _facts(campaign: Campaign, language: str, say: Say) -> Iterator[tuple[str, str]]:
    yield say(mark("Suspicion")), label_name_of_ad(campaign.label, language)
    yield say(mark("First seen")), both_zones(campaign.first_seen)
    yield say(mark("Last seen")), both_zones(campaign.last_seen)
    yield say(mark("Places")), _listed(campaign.by_place)
    yield say(mark("Accounts")), _listed(campaign.by_account)
    yield say(mark("Days")), _listed(dict(sorted(campaign.by_day.items())))
    if campaign.groups:
        yield say(mark("Groups and members")), _listed(campaign.groups)
    if campaign.sites:
        sites = {quote_url(site): n for site, n in campaign.sites.items()}
        yield say(mark("Sites led to")), _listed(sites)
    if campaign.contacts:
        shown = list(campaign.contacts)[:NAMED]
        yield say(mark("Contacts")), ", ".join(visible(one, limit=80) for one in shown)
    if campaign.mentions:
        yield (
            say(mark("Seen elsewhere only")),
            say(
                mark("{count} (reported by people, or shown by search engines)"),
                count=campaign.mentions,
            ),
        )


def _listed(counts: Mapping[str, int]) -> str:
    shown = [f"{visible(name, limit=60)} {n}" for name, n in counts.items()]
    rest = f" … ({len(shown)})" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + rest


def _post_row(known: KnownAd, keep: frozenset[str], say: Say) -> tuple[str, ...]:
    ad = known.ad
    if ad.posted_at is not None:
        posted = both_zones(ad.posted_at)
    else:
        posted = say(mark("not dated; seen {time}"), time=both_zones(ad.seen_at))
    if ad.posted_as and ad.posted_at is not None:
        posted = f"{visible(ad.posted_as, limit=40)} = {posted}"
    place = say(SOURCES[ad.place]) if ad.place in SOURCES else quote(ad.place, limit=60)
    rest = (quote(one, limit=60) for one in (ad.section or ad.group, ad.account))
    who = " / ".join(part for part in (place, *rest) if part)
    words = " ".join(part for part in (ad.title, ad.text) if part)
    return (
        who,
        posted,
        quote_url(ad.url) if ad.url else "—",
        quote(words, limit=160, keep=keep),
    )
