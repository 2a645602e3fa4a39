"""Whole crawls against the testbed."""

import dataclasses
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from crawling import on_loopback, queue, towards, with_browser, workspace_at

from casebook.errors import EvidenceError, InputError
from casebook.records import FLAGGED, Label, Vantage
from casebook.times import now_utc
from crawler.running.run import CrawlResult, crawl, inspect_urls

UNREACHED = {
    "dead-nxdomain": "dns-nxdomain",
    "dead-servfail": "dns-servfail",
    "dead-dns-timeout": "dns-timeout",
    "dead-refused": "refused",
    "dead-reset": "reset",
    "dead-closes-early": "bad-http",
    "broken-drip": "timeout",
    "broken-endless-headers": "too-large",
    "broken-gzip-bomb": "expansion",
    "broken-http09": "bad-http",
    "broken-redirect-loop": "redirect-loop",
    "broken-redirect-metadata": "blocked-address",
}
"""Site of the testbed, and the failure that its desktop capture must end with."""

ANSWERING = {
    "dead-empty-body": 200,
    "dead-status-403": 403,
    "dead-status-404": 404,
    "dead-status-500": 500,
    "dead-status-503": 503,
    "broken-expired-tls": 200,
    "broken-self-signed-tls": 200,
    "broken-wrong-host-tls": 200,
    "broken-folded-header": 200,
    "broken-gbk-header": 200,
    "broken-no-colon-header": 200,
    "broken-no-phrase": 200,
    "broken-lying-charset": 200,
    "broken-nested-tags": 200,
    "broken-huge": 200,
}
"""Site of the testbed, and the status that comes all the same."""


def desktop(inspection):
    return next(c for c in inspection.captures if c.vantage is Vantage.DESKTOP)


def by_vantage(inspection):
    return {capture.vantage: capture for capture in inspection.captures}


def test_every_dead_and_broken_site_is_recorded_with_its_cause(tmp_path, net, sites):
    names = [*UNREACHED, *ANSWERING]
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, [sites[name].url for name in names])
        told = []

        result = crawl(workspace, progress=told.append)

        found = {i.candidate.url: i for i, _ in workspace.casebook.latest_inspections()}
        assert workspace.casebook.cases() == []
        (run,) = workspace.casebook.runs(1)
    assert result.visited == len(names)
    assert (run.kind, run.state, run.counts["visited"]) == ("crawl", "done", len(names))
    assert (told[-1].done, told[-1].total) == (len(names), len(names))
    failures = {name: desktop(found[sites[name].url]).failure for name in UNREACHED}
    assert failures == UNREACHED
    statuses = {name: desktop(found[sites[name].url]).status for name in ANSWERING}
    assert statuses == ANSWERING
    for name in ANSWERING:
        assert desktop(found[sites[name].url]).failure is None, name
    # A name that leads nowhere is tried as a telephone, too, and then left alone.
    nowhere = found[sites["dead-nxdomain"].url].captures
    assert [c.vantage for c in nowhere] == [Vantage.DESKTOP, Vantage.PHONE]


def test_what_is_cloaked_is_seen_from_the_vantage_it_is_shown_to(tmp_path, net, sites):
    asked = [
        sites["counterfeit-phone-only"].url,
        sites["counterfeit-deep-link-clone"].url,
        sites["counterfeit-redirect-chain"].url,
    ]

    found = inspect_urls(None, asked, config=towards(net))

    phone_only, deep_link, chain = (inspection for inspection, _ in found)
    assert by_vantage(phone_only)[Vantage.DESKTOP].status == 404
    assert by_vantage(phone_only)[Vantage.PHONE].status == 200
    assert by_vantage(phone_only)[Vantage.PHONE].resources
    assert by_vantage(deep_link)[Vantage.DESKTOP].status == 200
    assert by_vantage(deep_link)[Vantage.BARE].status == 404
    assert by_vantage(deep_link)[Vantage.BARE].url == asked[1].partition("?")[0]
    hops = desktop(chain)
    assert len(hops.redirects) >= 2
    assert len(hops.exchanges) == len(hops.redirects) + 1
    assert {inspection.registration.domain for inspection, _ in found}


def test_parts_and_inner_pages_are_fetched_and_stored(tmp_path, net, sites):
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, [sites["counterfeit-thin-dead-links"].url])
        crawl(workspace, limit=1)
        ((inspection, _),) = workspace.casebook.latest_inspections()

        resources = desktop(inspection).resources
        kinds = Counter(one.kind for one in resources)
        assert kinds["icon"] >= 1
        assert kinds["image"] >= 1
        assert kinds["page"] >= 1
        for one in resources:
            if one.sha256:
                assert len(workspace.blobs.read(one.sha256)) == one.size_bytes


def test_a_flagged_site_becomes_a_case_with_its_evidence(tmp_path, net, sites):
    site = sites["counterfeit-exact-clone"]
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, [site.url])
        result = crawl(workspace, limit=1)

        assert result == CrawlResult(visited=1, flagged=1)
        (case,) = workspace.casebook.cases()
        evidence = workspace.casebook.evidence(case.id)
        (verdict, _), *_ = workspace.casebook.verdicts(case.id)
        for one in evidence:
            assert len(workspace.blobs.read(one.sha256)) == one.size_bytes
    assert verdict.label is Label.COUNTERFEIT
    assert {"body", "sent", "received", "resource"} <= {one.kind for one in evidence}
    names = [one.name for one in evidence]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)


def test_where_a_flagged_page_leads_is_visited_in_the_same_crawl(tmp_path, net, sites):
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, [sites["seller-links-counterfeit"].url])

        result = crawl(workspace)

        found = [
            (inspection.candidate, verdict)
            for inspection, verdict in workspace.casebook.latest_inspections()
        ]
    assert result.visited == len(found) > 1
    led = [verdict.label for candidate, verdict in found if candidate.source == "links"]
    assert FLAGGED & set(led)


def test_limit_and_what_is_left(tmp_path, net, sites):
    asked = [sites[name].url for name in ANSWERING]
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, asked)

        first = crawl(workspace, limit=4)
        second = crawl(workspace)
        third = crawl(workspace)

    visited = [one.visited for one in (first, second, third)]
    assert visited == [4, len(asked) - 4, 0]


def test_without_a_browser_captures_say_so(tmp_path, net, sites):
    config = with_browser(towards(net), executable="/nowhere/chromium")

    ((inspection, verdict),) = inspect_urls(
        None, [sites["counterfeit-exact-clone"].url], config=config
    )

    seen = by_vantage(inspection)
    assert seen[Vantage.BROWSER_DESKTOP].failure == "no-browser"
    assert seen[Vantage.BROWSER_PHONE].failure == "no-browser"
    assert seen[Vantage.DESKTOP].failure is None
    assert verdict.label is Label.COUNTERFEIT


def test_the_guard_holds_for_every_spelling_and_hop(tmp_path, raw_server):
    """Nothing listening on this machine hears anything, however it is asked for."""
    port = raw_server.port
    spellings = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "127.1",
        "localhost",
        "[::ffff:127.0.0.1]",
        "0",
        "0.0.0.0",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "[::1]",
        "[::127.0.0.1]",
    ]
    config = on_loopback(allow_networks=[])

    found = inspect_urls(
        None, [f"http://{host}:{port}/" for host in spellings], config=config
    )

    for host, (inspection, verdict) in zip(spellings, found, strict=True):
        failures = {capture.failure for capture in inspection.captures}
        assert failures == {"blocked-address"}, host
        assert verdict.label is Label.UNREACHABLE, host
    assert raw_server.heads == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:1", "chrome://gpu", ""]
)
def test_only_http_links_are_taken(url):
    with pytest.raises(InputError):
        inspect_urls(None, [url], config=on_loopback())


def test_a_store_that_cannot_be_written_stops_the_run(tmp_path, net, sites):
    """One line, and nothing is lost: what waits goes on waiting."""
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        objects = workspace.blobs.root / "objects"
        objects.write_text("in the way")
        queue(workspace, [sites["innocent-hospital"].url])

        with pytest.raises(EvidenceError) as caught:
            crawl(workspace)

        assert "\n" not in str(caught.value)
        assert workspace.casebook.waiting(now_utc()) == 1
        (run,) = workspace.casebook.runs(1)
        assert run.state == "failed"


def test_a_candidate_that_kills_its_visitors_is_given_up(tmp_path, net, sites):
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        queue(workspace, [sites["innocent-hospital"].url])
        for hours in range(3):
            early = now_utc() - timedelta(hours=9 - hours)
            workspace.casebook.lease(
                limit=1, worker="gone", lease_seconds=60, at=now_utc()
            )
            assert workspace.casebook.waiting(now_utc()) == 0
            workspace.casebook.release(1, worker="gone", at=early, retry_at=early)

        result = crawl(workspace)

        ((inspection, verdict),) = workspace.casebook.latest_inspections()
    assert result.visited == 1
    assert desktop(inspection).failure == "internal"
    assert "came to no end" in desktop(inspection).failure_detail
    assert verdict.label is Label.UNREACHABLE


def test_robots_stop_a_visit_only_where_the_configuration_says(tmp_path, raw_server):
    rules = b"User-agent: *\r\nDisallow: /\r\n"
    page = b"<html><title>a</title><p>text</p></html>"
    length = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b"
    raw_server.answers = {
        "/robots.txt": length % (len(rules), rules),
        "/": length % (len(page), page),
    }
    plain = on_loopback()
    polite = dataclasses.replace(
        plain, inspect=dataclasses.replace(plain.inspect, honour_robots=True)
    )

    ((open_visit, _),) = inspect_urls(None, [raw_server.url("/")], config=plain)
    ((stopped, verdict),) = inspect_urls(None, [raw_server.url("/")], config=polite)

    assert desktop(open_visit).failure is None
    assert desktop(stopped).failure == "robots"
    assert desktop(stopped).exchanges[0].sent_sha256 == ""
    assert verdict.label is Label.UNREACHABLE


def test_requests_to_one_host_keep_their_distance(tmp_path, raw_server):
    """Politeness: no more at once than the configuration says."""
    at_once, under_way, lock = [], set(), threading.Lock()

    def slow(connection):
        with lock:
            under_way.add(connection)
            at_once.append(len(under_way))
        time.sleep(0.1)
        with lock:
            under_way.remove(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n<img src=/1><img src=/2>")

    raw_server.answers = {f"/{name}": slow for name in ("", "1", "2", "favicon.ico")}

    inspect_urls(
        None,
        [raw_server.url("/")],
        config=on_loopback(concurrent_requests_per_host=2),
    )

    assert len(at_once) > 4
    assert max(at_once) <= 2


def test_bad_certificates_are_recorded(tmp_path, net, sites):
    expected = {
        "broken-expired-tls": "expired",
        "broken-self-signed-tls": "self-signed",
        "broken-wrong-host-tls": "does not name",
        "counterfeit-exact-clone": "",
    }
    urls = [sites[name].url.replace("http://", "https://", 1) for name in expected]

    found = inspect_urls(None, urls, config=towards(net))

    for (name, words), (inspection, _) in zip(expected.items(), found, strict=True):
        tls = desktop(inspection).exchanges[0].tls
        assert tls.verified is (not words), name
        assert words in tls.problem.replace("self signed", "self-signed"), name
        assert tls.chain_sha256s, name
