"""What an advertisement says, who speaks, and which posts are one campaign.

``judge_ad`` judges one text: label, probability, reasons quoted, and what a person or
a gang graph needs of it (contacts, prices, trades, places). ``group_posts`` joins
near-duplicate posts and posts with a shared contact into campaigns. Pure: no network,
no clock, no disk but the package's own tables.

>>> verdict = judge_ad("电工证 免考 官网可查 先查后付款 加薇:zz乄8806kk 350元")
>>> verdict.label.value, [(c.kind.value, c.value) for c in verdict.contacts]
('seller', [('wechat', 'zz8806kk')])
"""

from detectors.ads.campaigns import group_posts
from detectors.ads.contacts import contacts_in
from detectors.ads.folding import Folded, fold
from detectors.ads.judging import judge_ad
from detectors.ads.places import places_in
from detectors.ads.prices import prices_in
from detectors.ads.records import (
    SELLING,
    AdLabel,
    AdVerdict,
    Campaign,
    Contact,
    ContactKind,
    Phrase,
    Post,
    Price,
    Trade,
)
from detectors.ads.trades import trades_in

__all__ = [
    "SELLING",
    "AdLabel",
    "AdVerdict",
    "Campaign",
    "Contact",
    "ContactKind",
    "Folded",
    "Phrase",
    "Post",
    "Price",
    "Trade",
    "contacts_in",
    "fold",
    "group_posts",
    "judge_ad",
    "places_in",
    "prices_in",
    "trades_in",
]
