"""Advertisements taken in: judged, kept, and followed to what they lead to."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casebook.blobs import Blobs
from casebook.errors import InputError
from casebook.language import mark, translate
from casebook.profiles import Profiles
from casebook.records import (
    Ad,
    AdContact,
    AdJudgement,
    AdKind,
    Candidate,
)
from casebook.store import Casebook, JudgedAd, KnownAd
from casebook.times import BEIJING
from casebook.urls import canonical, host_of, registrable, site_of
from crawler.network.failures import one_line
from crawler.posts.links import links_in
from crawler.posts.photos import read_codes_of
from crawler.visiting.leads import SHARED
from detectors.ads import AdVerdict, Contact, ContactKind, Post, group_posts, judge_ad

LANDINGS_MOST = 20
"""Sites followed from one advertisement."""

TITLE_CHARACTERS = 60
SAID_CHARACTERS = 30_000
"""Of a post that are judged; the beginning says what it is."""

# Payloads that open a messenger and add somebody: a contact, not a site.
MESSENGERS = re.compile(
    r"(^|\.)(wechat\.com|weixin\.qq\.com|qm\.qq\.com|t\.me|alipay\.com|wpa\.qq\.com)$"
)

KINDS = frozenset(ContactKind)
"""Of contacts; other traces of a post, such as its links, join no campaigns."""

ADVERTISED = mark("advertised by {account} on {place}: “{title}”")
ON_A_CODE = mark("QR code in an advertisement of {account} on {place}")
UNNAMED = mark("an unnamed account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of advertisements that were handed in."""

    judged: tuple[JudgedAd, ...]
    candidates: tuple[Candidate, ...]
    new: int
    known: int

    @property
    def selling(self) -> int:
        """How many of them sell."""
        return sum(one.judgement.sells for one in self.judged)


def take_in(
    casebook: Casebook,
    found: Iterable[Ad],
    profiles: Profiles,
    *,
    source: str,
    run: str,
    at: datetime,
    language: str,
) -> Taken:
    """Judge and keep what was found; return what the selling ones lead to, too.

    What an engine shows of a page elsewhere is kept only where it sells, and never
    where the page is an official one: the rest is no advertisement, and the page itself
    is a candidate anyway.
    """
    judged = [judge(ad) for ad in found]
    kept = [
        one
        for one in judged
        if one.ad.kind is not AdKind.SEARCH_RESULT
        or (one.judgement.sells and not _is_of_officials(one.ad, profiles))
    ]
    new, known = casebook.add_ads(kept, run=run, at=at)
    candidates = tuple(
        candidate
        for one in kept
        if one.judgement.sells
        for candidate in landings(one.ad, profiles, source=source, language=language)
    )
    return Taken(judged=tuple(kept), candidates=candidates, new=new, known=known)


def _is_of_officials(ad: Ad, profiles: Profiles) -> bool:
    """Whether an advertisement leads to official hosts and nowhere else."""
    hosts = [host_of(link) for link in ad.links]
    return bool(hosts) and all(
        profiles.owner_of(host) is not None or profiles.has_government_suffix(host)
        for host in hosts
    )


def judge(ad: Ad) -> JudgedAd:
    """Return *ad* with what it was taken for, and with what its words lead to."""
    text = "\n".join(part for part in (ad.title, ad.text) if part)[:SAID_CHARACTERS]
    verdict = judge_ad(text)
    links = [*ad.links, *(url for one in verdict.contacts if (url := one.url))]
    contacts = (*verdict.contacts, *_on_codes(ad.codes))
    return JudgedAd(
        ad=replace(
            ad,
            contacts=tuple(
                one.written for one in contacts if one.kind is not ContactKind.LINK
            ),
            price=verdict.prices[0].written if verdict.prices else "",
            links=tuple(_usable([*links, *_sites_on(ad.codes)])),
        ),
        judgement=_judgement(verdict, contacts),
    )


def landings(
    ad: Ad, profiles: Profiles, *, source: str, language: str
) -> Iterator[Candidate]:
    """Yield a candidate for each site that *ad* leads to."""
    own = registrable(host_of(ad.url))
    coded = {canonical(url): code for code in ad.codes for url in _sites_on([code])}
    # Of several pictures it is not known which one had the code.
    picture = ad.image_sha256s[0] if len(ad.image_sha256s) == 1 else ""
    seen: set[str] = set()
    account = one_line(ad.account) or translate(UNNAMED, language)
    title = one_line(ad.title or ad.text)[:TITLE_CHARACTERS]
    for link in ad.links:
        host, site = host_of(link), site_of(link)
        if site in seen or registrable(host) == own or _is_known(host, profiles):
            continue
        if len(seen) >= LANDINGS_MOST:
            return
        seen.add(site)
        reason = ON_A_CODE if link in coded else ADVERTISED
        yield Candidate(
            url=link,
            source=source,
            reason=translate(
                reason, language, account=account, place=ad.place, title=title
            ),
            seen_at=ad.seen_at,
            referer=ad.url,
            found_as=coded.get(link, ""),
            picture_sha256=picture if link in coded else "",
        )


def group(casebook: Casebook, *, since: datetime, at: datetime) -> None:
    """Join what was seen from *since* on, or is in no campaign yet, to campaigns.

    Of what stands it reads two posts of each campaign and those contacts that the new
    posts name, so what a run costs grows with the campaigns and not with the posts.
    """
    ungrouped = casebook.ungrouped()
    posts = {known.id: _post(known) for known in ungrouped.posts(since=since)}
    common: dict[str, list[Contact]] = {}
    for campaign, kind, value in ungrouped.shared(sorted(posts)):
        if kind in KINDS:
            common.setdefault(campaign, []).append(_contact(kind, value, value))
    new = frozenset(posts)
    standing = (
        _post(known, common.get(known.campaign, ()))
        for known in ungrouped.samples()
        if known.id not in new
    )
    found = group_posts(itertools.chain(posts.values(), standing))
    members = [[int(post) for post in one.posts] for one in found]
    casebook.keep_campaigns([ids for ids in members if not new.isdisjoint(ids)], at=at)


def _post(known: KnownAd, contacts: Iterable[Contact] = ()) -> Post:
    """Return *known* as grouping takes it, with *contacts* besides its own."""
    ad = known.ad
    return Post(
        id=str(known.id),
        text="\n".join(part for part in (ad.title, ad.text) if part),
        platform=ad.place,
        account=ad.account,
        day=(ad.posted_at or known.first_seen).astimezone(BEIJING).date(),
        contacts=(
            *(_contact(c.kind, c.value, c.written) for c in known.judgement.contacts),
            *contacts,
        ),
    )


def _contact(kind: str, value: str, written: str) -> Contact:
    return Contact(
        kind=ContactKind(kind), value=value, written=written, start=-1, end=-1
    )


def codes_on(pictures: Sequence[str], blobs: Blobs) -> tuple[str, ...]:
    """Return the payloads of the QR codes on stored pictures, each once."""
    found: dict[str, None] = {}
    for sha256 in pictures:
        try:
            found.update(dict.fromkeys(read_codes_of(blobs.read(sha256))))
        except InputError:
            continue  # a picture that is none holds no code
    return tuple(found)


def _judgement(verdict: AdVerdict, contacts: Iterable[Contact]) -> AdJudgement:
    return AdJudgement(
        label=verdict.label.value,
        probability=verdict.probability,
        findings=verdict.findings,
        contacts=tuple(
            AdContact(kind=one.kind.value, value=one.value, written=one.written)
            for one in contacts
        ),
        trades=tuple(dict.fromkeys(one.name for one in verdict.trades)),
        promises=tuple(
            dict.fromkeys(one.written for one in verdict.promises if one.asserted)
        ),
        model=verdict.model,
    )


def _on_codes(codes: Iterable[str]) -> Iterator[Contact]:
    """Yield payloads that are no link to a site: a way to add the seller."""
    for code in codes:
        if not list(_sites_on([code])):
            shown = " ".join(code.split())
            yield Contact(
                kind=ContactKind.QR, value=shown, written=shown, start=-1, end=-1
            )


def _sites_on(codes: Iterable[str]) -> Iterator[str]:
    """Yield the links among *codes* that lead to a site and not to a messenger."""
    for link in links_in(codes):
        if not MESSENGERS.search(host_of(link)):
            yield link


def _usable(links: Iterable[str]) -> Iterator[str]:
    found: dict[str, None] = {}
    for link in links:
        try:
            found.setdefault(canonical(link))
        except InputError:
            continue
    return iter(found)


def _is_known(host: str, profiles: Profiles) -> bool:
    official = profiles.owner_of(host) is not None
    everybodys = SHARED.search(host) or MESSENGERS.search(host)
    return official or profiles.has_government_suffix(host) or bool(everybodys)


def plain_counts(taken: Iterable[Taken]) -> dict[str, Any]:
    """Return the sum of what was taken in, as plain data."""
    every = list(taken)
    return {
        "posts": sum(len(one.judged) for one in every),
        "selling": sum(one.selling for one in every),
        "new_posts": sum(one.new for one in every),
    }
