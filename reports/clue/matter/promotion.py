"""How a site is advertised: the campaigns that lead to it, and their posts."""

from collections.abc import Iterable
from typing import Any

from casebook.encoding import to_plain
from casebook.records import PACKAGED, Case
from casebook.store import KnownAd
from casebook.workspace import Workspace
from detectors.gangs.traces import Trace
from reports.clue.records import CaseFile, Promotion
from reports.masking import masked
from reports.thresholds import (
    counted,
    counterfeit_hosts,
    thresholds,
)

CONTACT_KINDS = ("phone", "wechat", "qq", "telegram", "messenger", "email")

POSTS_KEPT = 200
"""Posts of one campaign whose captures go into a package; the rest is counted."""


def promotions(
    workspace: Workspace, case: Case, own: Iterable[Trace]
) -> tuple[Promotion, ...]:
    """Return the campaigns that lead to a case, or name a contact of its pages.

    Args:
        workspace: where the advertisements are kept.
        case: the case.
        own: the traces of its pages.
    """
    traces = {("site", case.host)}
    if case.label in PACKAGED:
        for trace in own:
            if trace.kind == "contact":
                traces |= {(kind, trace.value) for kind in CONTACT_KINDS}
    casebook = workspace.casebook
    hosts = counterfeit_hosts(casebook)
    ids = casebook.campaigns_with(sorted(traces))
    return tuple(
        Promotion(
            campaign=campaign,
            counterfeits=len(hosts & set(campaign.sites)),
            posts=_posts(list(casebook.ads(campaign=campaign.id)), case),
        )
        for campaign in (casebook.campaigns(only=ids) if ids else ())
    )


def _posts(found: list[KnownAd], case: Case) -> tuple[KnownAd, ...]:
    """Return the posts to keep: those that lead to the case first, then by time."""

    def leads(known: KnownAd) -> bool:
        return any(f"//{case.host}/" in f"{link}/" for link in known.ad.links)

    ordered = sorted(found, key=lambda one: (not leads(one), one.first_seen, one.id))
    return tuple(ordered[:POSTS_KEPT])


def promotion_facts(file: CaseFile) -> list[dict[str, Any]]:
    """Return the campaigns of a case for clue.json: masked, not defanged."""
    return [
        {
            "campaign": masked(to_plain(one.campaign), keep=own_numbers(one.posts)),
            "counted": counted(one.campaign, one.counterfeits),
            "thresholds": [to_plain(figure) for figure in thresholds()],
            "posts": masked(
                [_post_plain(known) for known in one.posts],
                keep=own_numbers(one.posts),
            ),
        }
        for one in file.promotions
    ]


def _post_plain(known: KnownAd) -> dict[str, Any]:
    ad, judged = to_plain(known.ad), to_plain(known.judgement)
    capture = ad.pop("capture")
    return {
        "id": known.id,
        "ad": ad,
        "captured_at": capture["captured_at"] if capture else None,
        "judgement": judged,
        "first_seen": known.first_seen.isoformat(),
        "last_seen": known.last_seen.isoformat(),
    }


def own_numbers(posts: tuple[KnownAd, ...]) -> frozenset[str]:
    """Return the telephone numbers that the sellers name as their own."""
    return frozenset(
        contact.value
        for known in posts
        if known.judgement.sells
        for contact in known.judgement.contacts
        if contact.kind == "phone"
    )
