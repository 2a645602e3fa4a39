"""The testbed's sites, visited with a plain client: no browser, no crawl.

Quick enough to fit on; what a browser draws is missing, so sites that only a browser
can read are expected to be missed here.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

import testbed
from benchmarks.eval.labelled import JUDGED_AT, Sample
from casebook.profiles import Profiles, read_profiles
from casebook.records import (
    Candidate,
    Capture,
    Inspection,
    Registration,
    Resource,
    Vantage,
)
from casebook.urls import host_of, registrable
from detectors.pages.page import Page
from detectors.site import Site

DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0"
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; V2183A) AppleWebKit/537.36 Mobile Safari/537.36 "
    "MicroMessenger/8.0.47.2560 WeChat/arm64"
)
BODY_MAX_BYTES = 2 << 20
HOPS_MAX = 6
INNER_MAX = 5
PICTURES_MAX = 8
TIMEOUT_SECONDS = 3.0
GOVERNMENT = "gov.example"


class Loopback:
    """A client of a running testbed that keeps what it was served."""

    def __init__(self, net: testbed.Net) -> None:
        self._net = net
        self._stored: dict[str, bytes] = {}
        # The testbed's own authority signs; whether it is trusted is not asked here.
        self._client = httpx.Client(
            timeout=TIMEOUT_SECONDS, trust_env=False, verify=False
        )
        searches = [site for site in net.sites if site.kind == "service"]
        self._referer = searches[0].url if searches else "https://www.baidu.com/"

    def inspect(self, site: testbed.Site) -> Site:
        """Return *site* as its four static vantages showed it."""
        url = site.url
        bare = urlunsplit((*urlsplit(url)[:3], "", ""))
        captures = [
            self._visit(url, Vantage.DESKTOP, {"user-agent": DESKTOP}),
            self._visit(url, Vantage.PHONE, {"user-agent": PHONE}),
            self._visit(bare, Vantage.BARE, {"user-agent": DESKTOP}),
            self._visit(
                url, Vantage.REFERRED, {"user-agent": DESKTOP, "referer": self._referer}
            ),
        ]
        best = next((n for n, c in enumerate(captures) if c.body_sha256), 0)
        captures[best] = replace(
            captures[best], resources=self._resources(captures[best])
        )
        candidate = Candidate(
            url=url, source="benchmark", reason="listed", seen_at=JUDGED_AT
        )
        inspection = Inspection(
            candidate=candidate,
            captures=tuple(captures),
            registration=_registration(site),
        )
        return Site(inspection, self._stored.__getitem__)

    def _visit(self, url: str, vantage: Vantage, headers: dict[str, str]) -> Capture:
        capture = Capture(
            url=url, vantage=vantage, captured_at=JUDGED_AT, final_url=url, status=None
        )
        at = url
        try:
            for _ in range(HOPS_MAX):
                answer, body = self._get(at, headers)
                target = answer.headers.get("location")
                if not (answer.is_redirect and target):
                    break
                at = urljoin(at, target)
            else:
                return replace(capture, failure="redirect-loop")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as exc:
            return replace(
                capture, failure="refused", failure_detail=type(exc).__name__
            )
        return replace(
            capture,
            final_url=at,
            status=answer.status_code,
            headers=tuple(answer.headers.items()),
            body_sha256=self._store(body) if body else "",
            body_bytes=len(body),
            truncated=len(body) > BODY_MAX_BYTES,
        )

    def _get(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        parts = urlsplit(url)
        if host_of(url) not in {host for s in self._net.sites for host in s.hosts}:
            raise ValueError(f"not of the testbed: {url}")
        host = parts.hostname or ""
        port = self._net.https_port if parts.scheme == "https" else self._net.http_port
        local = f"127.0.0.1:{port}"
        target = urlunsplit((parts.scheme, local, parts.path or "/", parts.query, ""))
        request = self._client.build_request(
            "GET",
            target,
            headers={**headers, "host": host},
            extensions={"sni_hostname": host},
        )
        until = time.monotonic() + TIMEOUT_SECONDS
        answer = self._client.send(request, stream=True)
        try:
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > BODY_MAX_BYTES or time.monotonic() > until:
                    break
        finally:
            answer.close()
        return answer, body

    def _resources(self, capture: Capture) -> tuple[Resource, ...]:
        if not capture.body_sha256:
            return ()
        page = Page(
            where="",
            url=capture.final_url,
            body=self._stored[capture.body_sha256],
            content_type=dict(capture.headers).get("content-type", ""),
        )
        wanted = [(p.kind, p.url) for p in page.parts if p.kind in {"image", "icon"}]
        wanted = wanted[:PICTURES_MAX]
        wanted += [("page", p.url) for p in page.parts if p.kind == "frame"]
        inner = [link.url for link in page.links if link.host == page.host]
        wanted += [("page", url) for url in dict.fromkeys(inner)][:INNER_MAX]
        wanted.append(("icon", urljoin(page.url, "/favicon.ico")))
        return tuple(
            self._resource(kind, url)
            for kind, url in dict.fromkeys(wanted)
            if url[:4] == "http"
        )

    def _resource(self, kind: str, url: str) -> Resource:
        fetched = self._visit(url, Vantage.DESKTOP, {"user-agent": DESKTOP})
        answered = fetched.failure is None and (fetched.status or 0) < 400  # noqa: PLR2004 - HTTP
        return Resource(
            url=url,
            kind=kind,
            status=fetched.status,
            media_type=dict(fetched.headers).get("content-type", ""),
            sha256=fetched.body_sha256 if answered else "",
            size_bytes=fetched.body_bytes,
            final_url=fetched.final_url,
            failure=fetched.failure,
        )

    def _store(self, body: bytes) -> str:
        name = hashlib.sha256(body).hexdigest()
        self._stored[name] = body
        return name


def official_hosts(sites: tuple[testbed.Site, ...]) -> dict[str, list[str]]:
    """Return the testbed's official hosts by the profile of the body they play."""
    shipped = read_profiles()
    generic = next(p.name for p in shipped.by_name.values() if p.suffixes)
    hosts: dict[str, list[str]] = {generic: [GOVERNMENT]}
    for site in sites:
        owner = shipped.owner_of(site.plays) if site.plays else None
        if owner is not None:
            hosts.setdefault(owner.name, []).extend(site.hosts)
    return hosts


def samples(net: testbed.Net, *, broken: bool = False) -> Iterator[Sample]:
    """Yield every site of *net* that is served on its day.

    Args:
        net: a running testbed.
        broken: whether dead and broken sites are wanted too; they are slow to visit.
    """
    client = Loopback(net)
    for site in net.sites:
        if site.kind in {"dead", "broken", "service"} and not broken:
            continue
        yield Sample(
            name=site.name,
            group=f"testbed|{site.copy_of or site.name}",
            want=site.expected,
            site=client.inspect(site),
            imitates=site.imitates,
        )


def profiles_of(net: testbed.Net) -> Profiles:
    """Return the shipped profiles, the testbed's official hosts added."""
    return read_profiles(extra_hosts=official_hosts(net.sites))


def _registration(site: testbed.Site) -> Registration | None:
    if site.registration is None:
        return None
    created: datetime = JUDGED_AT - timedelta(days=site.registration.created_days_ago)
    return Registration(
        domain=registrable(site.host),
        asked_at=JUDGED_AT,
        source="rdap",
        created_at=created,
        registrar=site.registration.registrar,
        registrant=site.registration.registrant,
    )
