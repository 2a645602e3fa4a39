"""Discovery: search engines, links of flagged pages, and sources that fail."""

import dataclasses

import pytest
from crawling import on_loopback, queue, towards, workspace_at

from casebook.errors import ConfigError, InputError, PluginError
from casebook.times import now_utc
from crawler.engines import FOLDER, chosen_engines, read_engine
from crawler.running.run import discover
from crawler.spiders import DiscoverySpider, all_sources, all_spiders


def leased(workspace):
    return [
        one.candidate
        for one in workspace.casebook.lease(
            limit=1000, worker="test", lease_seconds=60, at=now_utc()
        )
    ]


def test_everything_the_engine_lists_is_found(tmp_path, net):
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        official = workspace.profiles

        results = {one.source: one for one in discover(workspace)}

        found = {candidate.url: candidate for candidate in leased(workspace)}
        (run, *_) = workspace.casebook.runs(1)
        noted = {one.source: one for one in workspace.casebook.sources(run.id)}
    listed = {
        site.url
        for site in net.sites
        if "search" in site.found_by and official.owner_of(site.host) is None
    }
    assert set(found) == listed
    assert results["search"].ok
    assert results["search"].new == len(listed)
    assert noted["search"].ok
    assert noted["search"].found >= len(listed)
    candidate = found[min(listed)]
    assert candidate.source == "search"
    assert candidate.referer.startswith("http://search.example/s?wd=")


def test_known_candidates_are_not_found_twice(tmp_path, net):
    with workspace_at(tmp_path / "w", towards(net)) as workspace:
        discover(workspace, ["search"])
        before = workspace.casebook.waiting(now_utc())

        (again,) = discover(workspace, ["search"])

        assert workspace.casebook.waiting(now_utc()) == before
    assert (again.new, again.known > 0) == (0, True)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "HTTP 403"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "no results read"),
        (b"HTTP/1.1 302 x\r\nLocation: /captcha\r\n\r\n", "HTTP 302"),
        (b"", "reset"),
    ],
)
def test_a_source_that_fails_is_recorded(tmp_path, raw_server, answer, words):
    """So that "0 found" is never read as "0 exist"."""
    config = on_loopback()
    config = dataclasses.replace(
        config,
        search=dataclasses.replace(
            config.search, engines={"plain": raw_server.url("/")}, queries=["x"]
        ),
    )
    raw_server.answers = {"/s?wd=x&pn=0": answer}
    with workspace_at(tmp_path / "w", config) as workspace:
        (result,) = discover(workspace, ["search"])

        (run,) = workspace.casebook.runs(1)
        (noted,) = workspace.casebook.sources(run.id)
    assert not result.ok
    assert not noted.ok
    if words != "reset":
        assert words in noted.failure


def test_robots_of_an_engine_are_honoured(tmp_path, raw_server):
    config = on_loopback()
    config = dataclasses.replace(
        config,
        search=dataclasses.replace(
            config.search, engines={"plain": raw_server.url("/")}, queries=["x"]
        ),
    )
    rules = b"User-agent: *\r\nDisallow: /s\r\n"
    raw_server.answers = {
        "/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b"
        % (len(rules), rules)
    }
    with workspace_at(tmp_path / "w", config) as workspace:
        (result,) = discover(workspace, ["search"])

    assert not result.ok
    assert "robots.txt" in result.failure
    assert [head.split(b" ")[1] for head in raw_server.heads] == [b"/robots.txt"]


def test_sources_that_are_not_set_up_are_left_out(tmp_path):
    with workspace_at(tmp_path / "w", on_loopback()) as workspace:
        assert [one.source for one in discover(workspace)] == ["links", "pivots"]


def test_an_unknown_source_is_an_error(tmp_path):
    with (
        workspace_at(tmp_path / "w", on_loopback()) as workspace,
        pytest.raises(InputError, match="links, lookalikes"),
    ):
        discover(workspace, ["gopher"])


def test_a_wrong_engine_is_a_failed_source(tmp_path):
    config = on_loopback()
    config = dataclasses.replace(
        config, search=dataclasses.replace(config.search, engines={"plain": ""})
    )
    with workspace_at(tmp_path / "w", config) as workspace:
        queue(workspace, [])
        (result,) = discover(workspace, ["search"])

    assert "search.engines.plain" in result.failure


ENGINES = {
    "not-toml": "path = ",
    "unknown-key": "base=''\npath='/{query}'\nresult='a'\nlink='a'\ncolour='red'",
    "missing-key": "base=''\npath='/{query}'\nresult='a'",
    "wrong-type": "base=''\npath='/{query}'\nresult='a'\nlink=7",
    "empty-selector": "base=''\npath='/{query}'\nresult=''\nlink='a'",
    "unknown-part": "base=''\npath='/{question}'\nresult='a'\nlink='a'",
    "broken-part": "base=''\npath='/{query'\nresult='a'\nlink='a'",
}


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_file_that_is_wrong(tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(ENGINES[name], "utf-8")

    with pytest.raises(PluginError, match=name):
        read_engine(path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_every_engine_asks_what_it_is_told(path):
    engine = dataclasses.replace(read_engine(path), base="http://engine.test/")

    url = engine.url("应急 证书", 2)

    assert url.startswith("http://engine.test/")
    assert "%E5%BA%94%E6%80%A5" in url
    assert url != engine.url("应急 证书", 3)


@pytest.mark.parametrize("base", ["", "file:///etc/passwd", "engine.test"])
def test_an_engine_needs_a_base(base):
    with pytest.raises(ConfigError, match=r"search\.engines\.plain"):
        chosen_engines({"plain": base})


def test_an_unknown_engine():
    with pytest.raises(ConfigError, match=r"there are baidu, .*plain"):
        chosen_engines({"altavista": "http://engine.test/"})


@pytest.mark.parametrize("spider", all_spiders().values(), ids=lambda s: s.name)
class TestEverySpider:
    def test_says_what_it_does(self, spider):
        assert spider.__doc__

    def test_module_is_named_as_it_is(self, spider):
        assert spider.__module__ == f"crawler.spiders.{spider.name}"


def test_sources_are_the_spiders_that_discover():
    assert all(issubclass(one, DiscoverySpider) for one in all_sources().values())
    assert "inspect" not in all_sources()
