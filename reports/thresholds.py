"""What the law counts, and what was seen of it: figures beside figures, no verdict."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from casebook.encoding import from_plain
from casebook.language import mark
from casebook.records import Label
from casebook.store import Campaign
from casebook.store.reader import Reader

NAMES = {
    "counterfeits": mark("suspected counterfeits led to"),
    "sites": mark("sites led to"),
    "posts": mark("posts seen"),
    "accounts": mark("accounts that posted"),
    "groups": mark("groups and channels"),
    "members": mark("members and followers shown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One figure of the law and how far its wording can be relied on."""

    counts: str
    """Key of :data:`NAMES`."""
    least: int
    title: Mapping[str, str]
    """By language."""
    source: str
    """Where it was read."""
    to_be_verified: bool
    """Whether it was not re-read at all; else it was read in a copy."""


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return the figures in the file's order."""
    text = resources.files("reports").joinpath("thresholds.toml").read_text("utf-8")
    return tuple(from_plain(one, Threshold) for one in tomllib.loads(text)["threshold"])


def counterfeit_hosts(casebook: Reader) -> set[str]:
    """Return the sites of all cases of counterfeits that nobody rejected."""
    cases = casebook.cases(label=Label.COUNTERFEIT)
    return {case.host for case in cases if case.state != "rejected"}


def counted(campaign: Campaign, counterfeits: int) -> dict[str, int]:
    """Return what was seen of a campaign, by the keys of :data:`NAMES`."""
    return {
        "counterfeits": counterfeits,
        "sites": len(campaign.sites),
        "posts": campaign.posts,
        "accounts": len(campaign.by_account),
        "groups": len(campaign.groups),
        "members": sum(campaign.groups.values()),
    }


def reached(campaign: Campaign, counterfeits: int) -> tuple[Threshold, ...]:
    """Return the figures that what was seen of a campaign comes up to."""
    seen = counted(campaign, counterfeits)
    return tuple(one for one in thresholds() if seen[one.counts] >= one.least)
