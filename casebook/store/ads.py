"""Advertisements: each kept once, found again by contact, site and campaign."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import canonical_json, from_plain, to_plain
from casebook.errors import InputError
from casebook.records import AD_SELLING, Ad, AdJudgement, AdKind
from casebook.store.ledger import append
from casebook.store.models import AdRow, AdTraceRow
from casebook.urls import canonical, site_of

BATCH = 500
"""Rows read or written at once."""

TRACE_CHARACTERS = 300
"""Longer than any contact; bounds the index."""

SITE = "site"
"""Kind of trace of a site that is linked to."""

_SEEN_WHOLE = frozenset({AdKind.POST, AdKind.SEARCH_AD})


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAd:
    """An advertisement on its way into the casebook."""

    ad: Ad
    judgement: AdJudgement


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAd:
    """An advertisement as it stands in the casebook."""

    id: int
    ad: Ad
    judgement: AdJudgement
    campaign: str
    """Empty where it belongs to none."""
    first_seen: datetime
    last_seen: datetime


def add(
    session: Session, found: Iterable[JudgedAd], *, run: str, at: datetime
) -> tuple[int, int]:
    """Keep advertisements; return how many were new and how many known.

    A known one keeps its first record, unless the whole post was read now and only
    words about it were known before. The session must hold the ledger.
    """
    by_key = {key_of(one.ad): one for one in found}
    rows = {
        row.key: row
        for some in _batches(list(by_key))
        for row in session.scalars(sa.select(AdRow).where(AdRow.key.in_(some)))
    }
    fresh = []
    for key, one in by_key.items():
        row = rows.get(key)
        if row is None:
            row = AdRow(
                key=key,
                page=page_of(one.ad.url),
                found_in=run,
                first_seen=at,
                last_seen=at,
            )
            _fill(row, one)
            session.add(row)
            fresh.append((row, one))
        else:
            row.last_seen = max(row.last_seen, at)
            if one.ad.kind in _SEEN_WHOLE and row.record["kind"] not in _SEEN_WHOLE:
                _fill(row, one)
                _forget_traces(session, row.id)
                fresh.append((row, one))
    session.flush()
    for row, one in fresh:
        session.add_all(
            AdTraceRow(ad=row.id, kind=kind, value=value)
            for kind, value in sorted(traces_of(one))
        )
    if fresh:
        append(
            session,
            at=at,
            actor=run,
            action="ads-recorded",
            object=run,
            detail={"records": {str(row.id): _digest(one) for row, one in fresh}},
        )
    return len(fresh), len(by_key) - len(fresh)


def key_of(ad: Ad) -> str:
    """Return what two sights of one advertisement have in common."""
    try:
        where = canonical(ad.url)
    except InputError:
        where = ""
    # A paid place in a list of results has no address of its own: the words count.
    own = where and ad.kind is not AdKind.SEARCH_AD
    what = ad.part if own else f"{ad.place}\n{ad.text}"
    return hashlib.sha256(f"{where}\n{what}".encode("utf-8", "replace")).hexdigest()


def page_of(url: str) -> str:
    """Return what a page is known by, or empty where *url* is none."""
    try:
        return hashlib.sha256(canonical(url).encode()).hexdigest()
    except InputError:
        return ""


def seen_again(session: Session, urls: Iterable[str], *, at: datetime) -> set[str]:
    """Note that the pages *urls* are still listed; return those that are known."""
    by_page = {page_of(url): url for url in urls}
    known: set[str] = set()
    for some in _batches(sorted(by_page)):
        found = set(
            session.scalars(sa.select(AdRow.page).where(AdRow.page.in_(some)))
        ) - {""}
        session.execute(
            sa.update(AdRow)
            .where(AdRow.page.in_(found), AdRow.last_seen < at)
            .values(last_seen=at)
        )
        known |= {by_page[page] for page in found}
    return known


def traces_of(one: JudgedAd) -> set[tuple[str, str]]:
    """Return kind and value of everything *one* can be reached by."""
    found = {(contact.kind, contact.value) for contact in one.judgement.contacts}
    for link in one.ad.links:
        try:
            found.add((SITE, site_of(link)))
        except InputError:
            continue
    return {
        (kind, value)
        for kind, value in found
        if value.isprintable() and value and len(value) <= TRACE_CHARACTERS
    }


def find(
    session: Session,
    *,
    after: int = 0,
    selling: bool = False,
    campaign: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[KnownAd]:
    """Return some of the advertisements that match, oldest first, from *after* on."""
    question = sa.select(AdRow).where(AdRow.id > after).order_by(AdRow.id).limit(BATCH)
    if selling:
        question = question.where(AdRow.label.in_(sorted(AD_SELLING)))
    if campaign is not None:
        question = question.where(AdRow.campaign == campaign)
    if since is not None:
        question = question.where(AdRow.first_seen >= since)
    if until is not None:
        question = question.where(AdRow.first_seen < until)
    return [to_known(row) for row in session.scalars(question)]


def with_trace(session: Session, kind: str, value: str) -> list[KnownAd]:
    """Return the advertisements that can be reached by one contact or site."""
    rows = session.scalars(
        sa.select(AdRow)
        .join(AdTraceRow, AdTraceRow.ad == AdRow.id)
        .where(AdTraceRow.kind == kind, AdTraceRow.value == value)
        .order_by(AdRow.id)
    )
    return [to_known(row) for row in rows]


def edges(session: Session) -> list[tuple[str, str, str]]:
    """Return campaign, kind and value of each trace of a campaign, each once."""
    rows = session.execute(
        sa.select(AdRow.campaign, AdTraceRow.kind, AdTraceRow.value)
        .join(AdTraceRow, AdTraceRow.ad == AdRow.id)
        .where(AdRow.campaign.is_not(None))
        .distinct()
        .order_by(AdRow.campaign, AdTraceRow.kind, AdTraceRow.value)
    )
    return [(str(campaign), kind, value) for campaign, kind, value in rows]


def labels(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many advertisements of each label were seen first in a stretch."""
    rows = session.execute(
        sa.select(AdRow.label, sa.func.count())
        .where(AdRow.first_seen >= since, AdRow.first_seen < until)
        .group_by(AdRow.label)
        .order_by(AdRow.label)
    )
    return {row.label: row[1] for row in rows}


def to_known(row: AdRow) -> KnownAd:
    """Return the record of a row."""
    return KnownAd(
        id=row.id,
        ad=from_plain(row.record, Ad),
        judgement=from_plain(row.judgement, AdJudgement),
        campaign=row.campaign or "",
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


def _fill(row: AdRow, one: JudgedAd) -> None:
    row.place, row.account = one.ad.place, one.ad.account
    row.label = one.judgement.label
    row.probability = one.judgement.probability
    row.record = to_plain(one.ad)
    row.judgement = to_plain(one.judgement)


def _forget_traces(session: Session, ad: int) -> None:
    session.execute(sa.delete(AdTraceRow).where(AdTraceRow.ad == ad))


def _digest(one: JudgedAd) -> str:
    plain: Any = [to_plain(one.ad), to_plain(one.judgement)]
    return hashlib.sha256(canonical_json(plain)).hexdigest()


def _batches(keys: list[str]) -> Iterator[list[str]]:
    return (keys[i : i + BATCH] for i in range(0, len(keys), BATCH))
