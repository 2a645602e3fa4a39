"""Advertisements found on a day: one line a campaign, with what the law counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casebook.language import mark, translate
from casebook.store import Campaign
from casebook.urls import defang
from casebook.workspace import Workspace
from reports.inert import visible
from reports.quoting import quote
from reports.records import AdsFound
from reports.thresholds import NAMES, counted, counterfeit_hosts, reached
from reports.wording import label_name_of_ad

NAMED = 4
"""Places, contacts or sites named in one line; the figures count all."""

TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """A campaign in words."""

    id: str
    title: str
    label: str
    fresh: int
    posts: int
    mentions: int
    accounts: int
    places: str
    groups: int
    members: int
    sites: str
    site_count: int
    contacts: str
    first_seen: datetime
    last_seen: datetime
    reached: str
    """Figures of the law that it comes up to, to be verified; empty: none."""


def ads_found(workspace: Workspace, since: datetime, until: datetime) -> AdsFound:
    """Return what was taken in between *since* and *until*."""
    casebook = workspace.casebook
    campaigns = tuple(casebook.campaigns(since=since, until=until))
    hosts = counterfeit_hosts(casebook) if campaigns else set()
    return AdsFound(
        labels=casebook.ad_labels(since=since, until=until),
        campaigns=campaigns,
        counterfeits={one.id: len(hosts & set(one.sites)) for one in campaigns},
    )


def campaign_lines(found: AdsFound, language: str) -> list[CampaignLine]:
    """Put the campaigns of a day into words, in their order."""
    return [
        campaign_line(one, found.counterfeits.get(one.id, 0), language)
        for one in found.campaigns
    ]


def campaign_line(campaign: Campaign, counterfeits: int, language: str) -> CampaignLine:
    """Put a campaign into words: masked and inert."""
    seen = counted(campaign, counterfeits)
    numbers = (key.partition(":") for key in campaign.contacts)
    keep = frozenset(value for kind, _, value in numbers if kind == "phone")
    return CampaignLine(
        id=campaign.id,
        title=quote(campaign.title, limit=TITLE_CHARACTERS, keep=keep),
        label=label_name_of_ad(campaign.label, language),
        fresh=campaign.fresh,
        posts=campaign.posts,
        mentions=campaign.mentions,
        accounts=seen["accounts"],
        places=_named(campaign.by_place),
        groups=seen["groups"],
        members=seen["members"],
        sites=_named({defang(site): n for site, n in campaign.sites.items()}),
        site_count=seen["sites"],
        contacts=_named(campaign.contacts),
        first_seen=campaign.first_seen,
        last_seen=campaign.last_seen,
        reached="; ".join(_reached(campaign, counterfeits, language)),
    )


def ads_lead(found: AdsFound, language: str) -> str:
    """Say what was read on the day, or that nothing was."""
    if not found.labels:
        none = mark(
            "No text was taken in on this day. Read above which sources answered "
            "before taking this as none."
        )
        return translate(none, language)
    labels = ", ".join(
        f"{label_name_of_ad(label, language)} {count}"
        for label, count in sorted(found.labels.items(), key=lambda one: -one[1])
    )
    return translate(
        mark("{count} texts were read on this day: {labels}."),
        language,
        count=sum(found.labels.values()),
        labels=labels,
    )


def _reached(campaign: Campaign, counterfeits: int, language: str) -> list[str]:
    seen = counted(campaign, counterfeits)
    known = reached(campaign, counterfeits)
    highest = {figure.counts: figure.least for figure in known}
    return [
        translate(
            mark("{name} {seen} (≥ {least}, to be verified)"),
            language,
            name=translate(NAMES[counts], language),
            seen=seen[counts],
            least=least,
        )
        for counts, least in highest.items()
    ]


def _named(counts: Mapping[str, int]) -> str:
    shown = [f"{visible(name, limit=60)} {n}" for name, n in counts.items()]
    rest = f" … ({len(shown)})" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + rest
