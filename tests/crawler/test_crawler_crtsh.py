"""The search index of certificates: asked by exact domain, once, and read with care."""

import contextlib
import dataclasses
import json

import pytest
from crawling import on_loopback, towards, workspace_at
from ct_logs import candidates
from hypothesis import given
from hypothesis import strategies as st

import testbed
from casebook.records import Candidate, Capture, Inspection, Label, Vantage, Verdict
from casebook.times import now_utc
from crawler.running.run import discover
from crawler.spiders.crtsh import read_rows

HEAD = 'expected = "clear"\ntechnique = "x"\nwhy = "x"\n'
SITES = {
    "counterfeit-one": 'hosts = ["cx.mem-gov-cn.test"]\n',
    "counterfeit-two": 'hosts = ["shop.suspect.test"]\n',
    "service-index": """hosts = ["index.example"]
[[behaviour]]
name = "certificate-search"
padded = ["many.example"]
overloaded = ["down.example"]
too_many = 1
""",
}
ROW = {"id": 7, "name_value": "a.test\n*.b.test", "common_name": "A.test"}


@given(st.integers(0, len(json.dumps([ROW])) - 1))
def test_an_answer_that_is_cut_off_is_refused(end):
    with pytest.raises(ValueError, match="not an answer"):
        read_rows(json.dumps([ROW]).encode()[:end])


@given(st.lists(st.dictionaries(st.sampled_from(list(ROW)), st.integers() | st.text())))
def test_answers_of_the_index_are_read_or_refused(rows):
    with contextlib.suppress(ValueError):
        for row in read_rows(json.dumps(rows).encode()):
            assert 0 <= row.id < 1 << 62


def test_rows_of_the_index():
    assert read_rows(json.dumps([ROW]).encode()) == [(7, ("a.test", "*.b.test"))]


def flag(workspace, host):
    """Let *host* be known as a counterfeit."""
    book, at, url = workspace.casebook, now_utc(), f"https://{host}/"
    candidate = Candidate(url=url, source="tip", reason="reported", seen_at=at)
    book.add_candidates([candidate], run="RUN-0", at=at)
    (leased,) = book.lease(limit=1, worker="w", lease_seconds=60, at=at)
    capture = Capture(
        url=url, vantage=Vantage.DESKTOP, captured_at=at, final_url=url, status=200
    )
    verdict = Verdict(
        url=url,
        label=Label.COUNTERFEIT,
        probability=0.9,
        profile="mem-portal",
        findings=(),
        not_run=(),
        model="test 1",
    )
    inspection = Inspection(candidate=candidate, captures=(capture,))
    book.finish(
        leased, inspection, verdict, evidence=(), run="RUN-0", worker="w", at=at
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs one after the other, and what they queued."""
    folder = tmp_path_factory.mktemp("index")
    for name, text in SITES.items():
        (folder / "sites" / name).mkdir(parents=True)
        (folder / "sites" / name / "site.toml").write_text(HEAD + text)
    with testbed.serve(sites=folder / "sites") as net:
        config = towards(net, on_loopback())
        crtsh = dataclasses.replace(
            config.crtsh,
            url="http://index.example/",
            identities=["mem-gov-cn.test", "many.example", "down.example", "%mem%"],
            pause_seconds=0.0,
        )
        config = dataclasses.replace(config, crtsh=crtsh)
        with workspace_at(folder / "w", config) as workspace:
            flag(workspace, "suspect.test")
            (first,) = discover(workspace, ["crtsh"])
            (second,) = discover(workspace, ["crtsh"])
            kept = workspace.casebook.progress("crtsh")
            return first, second, kept, candidates(workspace)


def test_the_names_of_an_exact_domain_are_found(runs):
    """Though the index answered 429 at first; who shares a certificate is left out."""
    first, _, _, queued = runs

    assert first.new == len(queued) == 4
    names = [url for url in queued if "suspect" not in url]
    assert names == ["https://cx.mem-gov-cn.test/", "https://www.cx.mem-gov-cn.test/"]


def test_a_suspects_other_hosts_are_found_whatever_their_names(runs):
    _, _, _, queued = runs
    names = [url for url in queued if "suspect" in url]

    assert names == ["https://shop.suspect.test/", "https://www.shop.suspect.test/"]


def test_a_cut_answer_is_known_and_said(runs):
    """10,000 rows: the rest is not shown, and next time every row counts again."""
    first, _, kept, _ = runs

    assert first.detail["cut"] == ["many.example"]
    assert "many.example: the answer is cut at 10000 rows" in first.failure
    assert kept["many.example"].detail == {"rows": 10000, "cut": True}
    assert kept["many.example"].position == 0
    assert kept["mem-gov-cn.test"].detail["cut"] is False
    assert kept["mem-gov-cn.test"].position > 0


def test_an_index_that_does_not_answer_is_said(runs):
    first, _, kept, _ = runs

    assert "down.example" in first.failure
    assert "HTTP 502" in first.failure
    assert "down.example" not in kept


def test_a_piece_of_a_word_is_not_asked_for(runs):
    """The index would search everything for it; it is indexed by whole names."""
    first, _, kept, _ = runs

    assert "'%mem%' is no whole domain" in first.failure
    assert first.detail["asked"] == 4
    assert "%mem%" not in kept


def test_what_was_answered_is_not_asked_again(runs):
    _, second, _, _ = runs

    assert second.detail["asked"] == 1  # what had failed
    assert second.detail["kept"] == 3
    assert (second.new, second.known) == (0, 0)
