"""Where flagged pages lead to: their outgoing links are worth a look themselves."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from casebook.errors import EvidenceError
from casebook.language import translate
from casebook.profiles import Profiles
from casebook.records import FLAGGED, Candidate, Inspection, Verdict
from casebook.urls import host_of, registrable
from crawler.visiting.markup import outgoing

SOURCE = "links"

LEADS_PER_SITE = 12
"""Other sites followed from one candidate: sellers link to whole farms of copies."""

SHARED = re.compile(
    r"(^|\.)(qq|weixin|baidu|weibo|taobao|tmall|jd|douyin|zhihu|bilibili|sina|sohu|163"
    r"|google|bing|microsoft|apple|w3|cnzz|51\.la)\.[a-z.]+$"
)
"""Hosts of everybody: a link there says nothing of where the seller's pages are."""


def leads(
    inspection: Inspection,
    verdict: Verdict,
    read: Callable[[str], bytes],
    profiles: Profiles,
    *,
    at: datetime,
    language: str,
) -> Iterator[Candidate]:
    """Yield candidates for the sites that a flagged inspection links to."""
    if verdict.label not in FLAGGED:
        return
    seen = {registrable(host_of(inspection.candidate.url))}
    for page, body in _pages(inspection, read):
        for link in outgoing(body, page):
            host = host_of(link)
            site = registrable(host)
            if site in seen or len(seen) > LEADS_PER_SITE:
                continue
            if _is_known(host, profiles):
                continue
            seen.add(site)
            yield Candidate(
                url=link,
                source=SOURCE,
                reason=translate(
                    "linked from {page}, which is judged {label}",
                    language,
                    page=page,
                    label=translate(verdict.label.value, language),
                ),
                seen_at=at,
                referer=page,
            )


def _pages(
    inspection: Inspection, read: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    wanted = [(c.final_url, c.body_sha256) for c in inspection.captures]
    for capture in inspection.captures:
        wanted += [(r.url, r.sha256) for r in capture.resources if r.kind == "page"]
    done: set[str] = set()
    for url, sha256 in wanted:
        if sha256 and sha256 not in done:
            done.add(sha256)
            try:
                yield url, read(sha256)
            except EvidenceError:
                continue  # the damage is reported where the evidence is checked


def _is_known(host: str, profiles: Profiles) -> bool:
    official = profiles.owner_of(host) is not None
    return official or profiles.has_government_suffix(host) or bool(SHARED.search(host))
