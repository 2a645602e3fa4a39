"""What the model weighs: offer, promise, contact and voice, each with its words.

Every feature is between 0 and 1 and quotes what gave it, so that a verdict can be
checked against the text. No feature is a single word.
"""

import math
import re
from collections.abc import Mapping, Sequence

from detectors.ads.readings import LISTED_MOST, Feature, Reading
from detectors.ads.records import Contact, ContactKind, Phrase, Price
from detectors.ads.stance import is_title, stances_of
from detectors.ads.turns import RESTING, SELLING
from detectors.ads.wording import repeated_in

MESSENGERS = frozenset(
    {
        ContactKind.WECHAT,
        ContactKind.QQ,
        ContactKind.TELEGRAM,
        ContactKind.MESSENGER,
    }
)
OFFERS = frozenset(
    {
        "make_goods", "make_diploma", "sell_goods", "fake_goods", "fake_sale",
        "sham_query", "serve",
    }
)  # fmt: skip
PROMISES = frozenset(
    {
        "no_exam", "no_presence", "sure_pass", "cheat", "checkable",
        "checked_for_ever", "pay_later", "fast", "papers",
    }
)  # fmt: skip
# Words of these tables are counted: how much of a text is in that voice.
VOICES = (
    "report", "warn", "claimed", "school", "ask", "job", "second_hand", "guide",
    "official", "other_trade", "tech", "own", "trade_talk", "fake", "diploma", "doubt",
)  # fmt: skip
_FULL = {"own": 1, "claimed": 2, "official": 3, "fake": 2, "diploma": 2, "doubt": 2}
_FULL_USUAL = 5
_DENSE = 12
"""Characters of text for each word of a voice at which it is at its densest."""
_MOBILE_DIGITS = 11
_SPUN_PLACES = 4
_LONG = 1200
_OFFICIAL_LINK = re.compile(r"^(?:https?://)?[a-z0-9.\-]*\.gov\.cn(?:[:/?#]|$)")
_SIGNS = re.compile(r"[🅰-🆚🇦-🇿①-⓿❶-➓乄丶灬╬訁溦㈠-㉃𝐀-𝟿]")
_PLAIN = re.compile(r"[\s\-()]")
_SCARE = re.compile(r"[“‘「]([^“”‘’「」\n]{1,8})[”’」]")
_CERTIFICATES = frozenset({"goods", "diploma", "fake", "query_page", "sham_query"})
# Voices in which certificates are spoken of without offering any.
_INNOCENT = frozenset(
    {"school", "report", "warn", "ask", "job", "second_hand", "doubt", "other_trade"}
)
# Without a certificate, a trade or an examination a text has another subject.
_TOPICS = frozenset(
    {
        "goods", "diploma", "trade", "exam", "exam_staff", "no_exam", "sure_pass",
        "cheat", "query_page", "sham_query", "fake", "checkable", "checked_for_ever",
    }
)  # fmt: skip


def features_of(reading: Reading) -> dict[str, Feature]:
    """Return the features of *reading* that are not 0."""
    found: dict[str, Feature] = {}
    found |= _said(reading.phrases)
    found |= _voices(reading)
    found |= _reached(reading)
    found |= _asked(reading.prices)
    found |= _shape(reading)
    found |= _stands(reading)
    found |= _turned(reading.turns)
    found |= _together(found)
    return {name: feature for name, feature in found.items() if feature.value > 0}


def _said(phrases: Sequence[Phrase]) -> dict[str, Feature]:
    """Return what is asserted, by kind, and how much is told instead."""
    own: dict[str, list[str]] = {}
    told: list[str] = []
    for phrase in phrases:
        if phrase.asserted:
            own.setdefault(phrase.kind, []).append(phrase.written)
        elif phrase.kind in PROMISES | OFFERS:
            told.append(phrase.written)
    found = {
        f"says.{kind}": Feature(0.7 + 0.3 * min(1, len(set(w)) - 1), w)
        for kind, w in own.items()
    }
    promises = [w for kind in own if kind in PROMISES for w in own[kind]]
    if (many := sum(kind in PROMISES for kind in own)) > 1:
        found["says.promises"] = Feature(min(1.0, (many - 1) / 3), promises)
    if told:
        share = len(told) / (len(told) + sum(map(len, own.values())))
        found["told"] = Feature(share, told)
        found["told.much"] = Feature(min(1.0, len(set(told)) / 4), told)
    return found


def _voices(reading: Reading) -> dict[str, Feature]:
    """Return how many different words of each voice there are, and how densely."""
    words: dict[str, list[str]] = {}
    for token in reading.tokens:
        if token.kind in VOICES:
            words.setdefault(token.kind, []).append(
                reading.folded.text[token.start : token.end]
            )
    length = max(40, len(reading.folded.text))
    found = {}
    for kind, listed in words.items():
        distinct = len(set(listed))
        full = _FULL.get(kind, _FULL_USUAL)
        found[f"voice.{kind}"] = Feature(min(1.0, distinct / full), listed)
        if kind in {"report", "warn", "school", "guide", "job", "ask"}:
            # One word in a short post is no way of speaking.
            dense = min(1.0, (distinct - 1) * _DENSE / length)
            found[f"dense.{kind}"] = Feature(dense, listed)
    return found


def _reached(reading: Reading) -> dict[str, Feature]:
    """Return by what the speaker wants to be reached."""
    by: dict[str, list[Contact]] = {}
    for contact in reading.contacts:
        by.setdefault(_way(contact), []).append(contact)
    found = {
        f"contact.{way}": Feature(1.0, [c.written for c in contacts])
        for way, contacts in by.items()
    }
    if hidden := [c.written for c in reading.contacts if _is_hidden(c)]:
        found["contact.hidden"] = Feature(1.0, hidden)
    return found


def _way(contact: Contact) -> str:
    """Return the kind of contact that tells speakers apart."""
    if contact.kind in MESSENGERS:
        return "messenger"
    if contact.kind is ContactKind.PHONE:
        mobile = len(contact.value) == _MOBILE_DIGITS and contact.value[0] == "1"
        return "mobile" if mobile else "landline"
    if contact.kind is ContactKind.LINK:
        return "official" if _OFFICIAL_LINK.match(contact.value) else "link"
    return str(contact.kind)


def _is_hidden(contact: Contact) -> bool:
    """Return whether a contact is written so that a filter should not see it."""
    if contact.start < 0:
        return False
    written = contact.written.lower().removeprefix("@")
    if written == contact.value:
        return False
    return _PLAIN.sub("", written) != contact.value.replace("-", "")


def _stands(reading: Reading) -> dict[str, Feature]:
    """Return where the speaker stands: offering, asking, refusing, or only titling."""
    text = reading.folded.text
    found = {name: Feature(1.0, said) for name, said in stances_of(text)}
    if not reading.contacts and not reading.prices and is_title(text):
        found["stance.title"] = Feature(1.0, text.strip())
    return found


def _turned(turns: Mapping[str, Sequence[str]]) -> dict[str, Feature]:
    """Return what turns of clauses there are, and whether only a seller's."""
    found: dict[str, Feature] = {}
    sells: list[str] = []
    rests: list[str] = []
    for kind, said in turns.items():
        many = min(2, len(set(said)) - 1)
        found[f"turn.{kind}"] = Feature(0.6 + 0.2 * many, said)
        if kind in SELLING:
            sells.append(kind)
        elif kind in RESTING:
            rests.append(kind)
    if sells:
        words = [turns[kind][0] for kind in sells]
        found["turns.sells"] = Feature(min(1.0, len(sells) / 4), words)
        if not rests:
            found["turns.unrelieved"] = Feature(min(1.0, len(sells) / 3), words)
    elif rests:
        found["turns.rests"] = Feature(
            min(1.0, len(rests) / 2), [turns[kind][0] for kind in rests]
        )
    if not turns:
        found["turns.none"] = Feature(1.0, "")
    return found


def _asked(prices: Sequence[Price]) -> dict[str, Feature]:
    """Return what money is spoken of."""
    by: dict[str, list[str]] = {}
    for price in prices:
        by.setdefault(price.role or "price", []).append(price.written)
    found = {f"money.{role}": Feature(1.0, w) for role, w in by.items()}
    pieces = [
        p.written for p in prices if p.unit[-1:] in {"张", "本", "个", "套", "份"}
    ]
    if pieces:
        found["money.piece"] = Feature(1.0, pieces)
    return found


def _shape(reading: Reading) -> dict[str, Feature]:
    """Return how the text is made: repeats, spun places, disguised letters, length."""
    text = reading.folded.text
    found = {
        "shape.long": Feature(min(1.0, math.log1p(len(text)) / math.log1p(_LONG)), "")
    }
    if len(reading.places) > 1:
        spun = min(1.0, (len(reading.places) - 1) / _SPUN_PLACES)
        found["shape.places"] = Feature(spun, "、".join(reading.places[:LISTED_MOST]))
    if again := repeated_in(text):
        found["shape.repeats"] = Feature(1.0, again)
    scare = _SCARE.findall(text)
    if scare:
        found["shape.scare"] = Feature(min(1.0, len(scare) / 3), scare)
    signs = _SIGNS.findall(reading.folded.raw)
    if signs:
        found["shape.signs"] = Feature(min(1.0, len(signs) / 4), signs)
    elsewhere = [t.written for t in reading.trades if t.certified_by != "mem"]
    mem = [t.written for t in reading.trades if t.certified_by == "mem"]
    if elsewhere and mem:
        found["trades.mixed"] = Feature(1.0, mem[:2] + elsewhere[:2])
    if len(reading.trades) > 3:  # noqa: PLR2004 - more than one person needs
        found["trades.many"] = Feature(1.0, [t.written for t in reading.trades])
    if reading.trades:
        found["trades.any"] = Feature(1.0, [reading.trades[0].written])
    return found | _goods(reading)


def _goods(reading: Reading) -> dict[str, Feature]:
    """Return whether a certificate is named at all, and with a way to answer."""
    named = [token for token in reading.tokens if token.kind in _CERTIFICATES]
    if not named:
        found = {"goods.none": Feature(1.0, "")}
        if not any(token.kind in _TOPICS for token in reading.tokens):
            found["topic.none"] = Feature(1.0, "")
        return found
    found = {"goods": Feature(1.0, "")}
    ways = {_way(contact): contact for contact in reading.contacts}
    words = reading.folded.written(named[0].start, named[0].end)
    for way in ("messenger", "mobile"):
        if way in ways:
            joined = f"{words} + {ways[way].written}"
            found[f"goods.{way}"] = Feature(1.0, joined)
    if not any(token.kind in _INNOCENT for token in reading.tokens):
        found["goods.alone"] = Feature(1.0, words)
        if ways:
            found["goods.alone-contact"] = Feature(1.0, words)
    return found


def _together(found: Mapping[str, Feature]) -> dict[str, Feature]:
    """Return what only counts together: an offer or promise with a way to answer."""
    offer = _strongest(found, OFFERS)
    promise = _strongest(found, PROMISES - {"checkable", "fast", "papers"})
    contact = next(
        (
            found[name]
            for name in ("contact.messenger", "contact.mobile", "contact.link")
            if name in found
        ),
        None,
    )
    call = found.get("says.call")
    both: dict[str, Feature] = {}
    if offer and contact:
        both["both.offer-contact"] = _joined(offer, contact)
    if promise and contact:
        both["both.promise-contact"] = _joined(promise, contact)
    if offer and promise:
        both["both.offer-promise"] = _joined(offer, promise)
    if (offer or promise) and call:
        both["both.offer-call"] = _joined(offer or promise, call)
    if (offer or promise) and "voice.school" not in found:
        both["both.no-school"] = offer or promise  # type: ignore[assignment]
    if "voice.school" in found and contact and not offer:
        both["both.school-contact"] = _joined(found["voice.school"], contact)
    if (offer or promise) and not ("voice.report" in found or "voice.warn" in found):
        both["both.unwarned"] = offer or promise  # type: ignore[assignment]
    return both


def _strongest(found: Mapping[str, Feature], kinds: frozenset[str]) -> Feature | None:
    says = [found[f"says.{kind}"] for kind in sorted(kinds) if f"says.{kind}" in found]
    return max(says, key=lambda feature: feature.value, default=None)


def _joined(first: Feature | None, second: Feature) -> Feature:
    assert first is not None
    return Feature(min(first.value, second.value), first.said, second.said)
