"""Campaigns: which advertisements belong together, and what the law counts of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.records import AdKind
from casebook.store.ads import BATCH, SITE
from casebook.store.ledger import append
from casebook.store.models import AdRow, AdTraceRow, CampaignRow
from casebook.store.numbers import next_number, year_of
from casebook.times import BEIJING

UNSEEN = frozenset({AdKind.TIP, AdKind.SEARCH_RESULT})
"""Kinds of which the item itself was not seen where it stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What was seen of one campaign, counted."""

    id: str
    """``CAMPAIGN-<year>-<four digits or more>``."""
    opened_at: datetime
    """UTC."""
    first_seen: datetime
    last_seen: datetime
    posts: int
    """Items seen where they stood, paid places among search results too."""
    fresh: int
    """Of these, seen first in the stretch asked for; all where none was asked for."""
    mentions: int
    """Texts handed in by people, and what engines show of pages that were not read:
    the items themselves were not seen, and are not counted."""
    label: str
    """Of most of its posts."""
    probability: float
    """The highest of its posts."""
    title: str
    """Of the first post, or the beginning of its text."""
    by_place: Mapping[str, int] = field(default_factory=dict)
    """Posts on each board or engine, most first."""
    by_account: Mapping[str, int] = field(default_factory=dict)
    """Posts of each ``place/account``, most first; unnamed ones are left out."""
    by_day: Mapping[str, int] = field(default_factory=dict)
    """Posts of each Shanghai day, ISO date: posted, else first seen."""
    groups: Mapping[str, int] = field(default_factory=dict)
    """Members of each ``place/group``, as the place shows them; 0: not shown."""
    sites: Mapping[str, int] = field(default_factory=dict)
    """Posts that link to each site, most first."""
    contacts: Mapping[str, int] = field(default_factory=dict)
    """Posts that name each ``kind:value``, most first; links are left out."""


def campaigns(
    session: Session,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    only: Iterable[str] | None = None,
) -> list[Campaign]:
    """Return the campaigns seen in a stretch, those with most posts first.

    Args:
        session: of the casebook.
        since: only campaigns seen since then.
        until: posts seen first at or after it do not count.
        only: ids; None: all.
    """
    question = sa.select(CampaignRow).where(CampaignRow.merged_into == "")
    if only is not None:
        question = question.where(CampaignRow.id.in_(sorted(only)))
    found = [
        count
        for row in session.scalars(question.order_by(CampaignRow.id))
        if (count := _count(session, row, since, until)) is not None
    ]
    return sorted(found, key=lambda one: (-one.fresh, -one.posts, one.id))


def reached_by(session: Session, traces: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of the campaigns that have one of *traces*, kind and value."""
    found: set[str] = set()
    for kind, value in traces:
        rows = session.scalars(
            sa.select(AdRow.campaign)
            .join(AdTraceRow, AdTraceRow.ad == AdRow.id)
            .where(
                AdTraceRow.kind == kind,
                AdTraceRow.value == value,
                AdRow.campaign.is_not(None),
            )
            .distinct()
        )
        found |= {one for one in rows if one}
    return sorted(found)


def open_campaign(session: Session, at: datetime) -> str:
    """Return the id of a new campaign; the session must hold the ledger."""
    campaign = next_number(session, "CAMPAIGN", year_of(at))
    session.add(CampaignRow(id=campaign, opened_at=at, merged_into=""))
    append(
        session,
        at=at,
        actor="zhaoyao",
        action="campaign-opened",
        object=campaign,
        detail={},
    )
    return campaign


class _Tally:
    """Counts the posts of one campaign as they are read."""

    def __init__(self) -> None:
        self.places: Counter[str] = Counter()
        self.accounts: Counter[str] = Counter()
        self.days: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.groups: dict[str, int] = {}
        self.posts = self.fresh = self.mentions = 0
        self.probability = 0.0

    def take(self, row: Any, since: datetime | None) -> None:
        record = row.record
        self.labels[row.label] += 1
        self.probability = max(self.probability, row.probability)
        if record["kind"] in UNSEEN:
            self.mentions += 1
            return
        self.posts += 1
        self.fresh += since is None or row.first_seen >= since
        self.places[row.place] += 1
        if row.account:
            self.accounts[f"{row.place}/{row.account}"] += 1
        if record["group"]:
            name = f"{row.place}/{record['group']}"
            members = record["members"] or 0
            self.groups[name] = max(self.groups.get(name, 0), members)
        posted = record["posted_at"]
        seen = datetime.fromisoformat(posted) if posted else row.first_seen
        self.days[seen.astimezone(BEIJING).date().isoformat()] += 1


def _count(
    session: Session,
    campaign: CampaignRow,
    since: datetime | None,
    until: datetime | None,
) -> Campaign | None:
    tally, first = _Tally(), None
    seen_first = seen_last = campaign.opened_at
    question = (
        sa.select(
            AdRow.place,
            AdRow.account,
            AdRow.label,
            AdRow.probability,
            AdRow.first_seen,
            AdRow.last_seen,
            AdRow.record,
        )
        .where(AdRow.campaign == campaign.id)
        .order_by(AdRow.id)
        .execution_options(yield_per=BATCH)
    )
    if until is not None:
        question = question.where(AdRow.first_seen < until)
    for row in session.execute(question):
        if first is None:
            first, seen_first, seen_last = row, row.first_seen, row.last_seen
        seen_first = min(seen_first, row.first_seen)
        seen_last = max(seen_last, row.last_seen)
        tally.take(row, since)
    if first is None or (since is not None and seen_last < since):
        return None
    traces = _traces(session, campaign.id, until)
    return Campaign(
        id=campaign.id,
        opened_at=campaign.opened_at,
        first_seen=seen_first,
        last_seen=seen_last,
        posts=tally.posts,
        fresh=tally.fresh,
        mentions=tally.mentions,
        label=min(tally.labels, key=lambda one: (-tally.labels[one], one)),
        probability=tally.probability,
        title=first.record["title"] or first.record["text"][:60],
        by_place=_ranked(tally.places),
        by_account=_ranked(tally.accounts),
        by_day=dict(sorted(tally.days.items())),
        groups=dict(sorted(tally.groups.items())),
        sites=_ranked({v: n for (k, v), n in traces.items() if k == SITE}),
        contacts=_ranked(
            {f"{k}:{v}": n for (k, v), n in traces.items() if k not in {SITE, "link"}}
        ),
    )


def _traces(
    session: Session, campaign: str, until: datetime | None
) -> dict[tuple[str, str], int]:
    question = (
        sa.select(AdTraceRow.kind, AdTraceRow.value, sa.func.count())
        .join(AdRow, AdTraceRow.ad == AdRow.id)
        .where(AdRow.campaign == campaign)
        .group_by(AdTraceRow.kind, AdTraceRow.value)
    )
    if until is not None:
        question = question.where(AdRow.first_seen < until)
    return {(kind, value): count for kind, value, count in session.execute(question)}


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
