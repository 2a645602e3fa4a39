"""Campaigns as a run leaves them: what it saw is joined to what stands, no more.

A casebook holds advertisements of years, so a run must not read them all again. It
reads what no campaign holds yet or what it saw itself, the first and the last post of
each campaign, and which campaigns name a contact of those; it adds and joins, and
never takes a campaign apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from casebook.records import AD_SELLING
from casebook.store.ads import BATCH, KnownAd, to_known
from casebook.store.campaigns import open_campaign
from casebook.store.ledger import append
from casebook.store.models import AdRow, AdTraceRow, CampaignRow


class Ungrouped:
    """What grouping reads, a batch at a time."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Session]]) -> None:
        self._reading = reading

    def posts(self, *, since: datetime) -> Iterator[KnownAd]:
        """Yield selling posts of no campaign, or seen from *since* on; by number."""
        after = 0
        while True:
            with self._reading() as session:
                rows = session.scalars(
                    sa.select(AdRow)
                    .where(
                        AdRow.id > after,
                        AdRow.label.in_(sorted(AD_SELLING)),
                        AdRow.campaign.is_(None) | (AdRow.last_seen >= since),
                    )
                    .order_by(AdRow.id)
                    .limit(BATCH)
                )
                found = [to_known(row) for row in rows]
            if not found:
                return
            yield from found
            after = found[-1].id

    def samples(self) -> Iterator[KnownAd]:
        """Yield the first and the last post of each campaign, by campaign."""
        after = ""
        while True:
            with self._reading() as session:
                found = _samples(session, after)
            if not found:
                return
            yield from found
            after = found[-1].campaign

    def shared(self, ads: Sequence[int]) -> list[tuple[str, str, str]]:
        """Return campaign, kind and value of each trace it shares with *ads*."""
        found: set[tuple[str, str, str]] = set()
        for start in range(0, len(ads), BATCH):
            with self._reading() as session:
                found |= _shared(session, ads[start : start + BATCH])
        return sorted(found)


def _samples(session: Session, after: str) -> list[KnownAd]:
    ends = session.execute(
        sa.select(AdRow.campaign, sa.func.min(AdRow.id), sa.func.max(AdRow.id))
        .where(AdRow.campaign > after)
        .group_by(AdRow.campaign)
        .order_by(AdRow.campaign)
        .limit(BATCH)
    ).all()
    ids = sorted({one for _, *both in ends for one in both})
    rows = session.scalars(
        sa.select(AdRow).where(AdRow.id.in_(ids)).order_by(AdRow.campaign, AdRow.id)
    )
    return [to_known(row) for row in rows]


def _shared(session: Session, ads: Sequence[int]) -> set[tuple[str, str, str]]:
    mine = aliased(AdTraceRow)
    same = (mine.value == AdTraceRow.value) & (mine.kind == AdTraceRow.kind)
    rows = session.execute(
        sa.select(AdRow.campaign, AdTraceRow.kind, AdTraceRow.value)
        .join(AdTraceRow, AdTraceRow.ad == AdRow.id)
        .join(mine, same)
        .where(mine.ad.in_(ads), AdRow.campaign.is_not(None))
        .distinct()
    )
    return {(str(campaign), kind, value) for campaign, kind, value in rows}


def join(session: Session, groups: Iterable[Sequence[int]], *, at: datetime) -> None:
    """Make each of *groups* one campaign, the eldest that one of its posts is in.

    Posts that are not named stay where they are, unless their campaign is joined to
    another. The session must hold the ledger.
    """
    session.execute(
        sa.update(AdRow)
        .where(AdRow.campaign.is_not(None), AdRow.label.not_in(sorted(AD_SELLING)))
        .values(campaign=None)
    )
    for group in groups:
        ads = sorted(group)
        batches = [ads[i : i + BATCH] for i in range(0, len(ads), BATCH)]
        known = sorted(
            {
                campaign
                for some in batches
                for campaign in session.scalars(
                    sa.select(AdRow.campaign).where(
                        AdRow.id.in_(some), AdRow.campaign.is_not(None)
                    )
                )
                if campaign
            }
        )
        kept = known[0] if known else open_campaign(session, at)
        for some in batches:
            session.execute(
                sa.update(AdRow)
                .where(AdRow.id.in_(some), AdRow.campaign.is_(None))
                .values(campaign=kept)
            )
        for old in known[1:]:
            _merge(session, old, kept, at)


def _merge(session: Session, old: str, kept: str, at: datetime) -> None:
    """Give everything of the campaign *old* to *kept*."""
    session.execute(sa.update(AdRow).where(AdRow.campaign == old).values(campaign=kept))
    row = session.get_one(CampaignRow, old)
    row.merged_into = kept
    append(
        session,
        at=at,
        actor="zhaoyao",
        action="campaign-merged",
        object=old,
        detail={"into": kept},
    )
