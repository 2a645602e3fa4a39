"""Advertisements found on the testbed: by search and on boards, with every fault."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from ad_places import BOARDS, ENGINES, with_places
from crawling import children_of, crawl_process_of, is_alive, workspace_at

from casebook.config import FILE_NAME, document
from casebook.records import AdKind
from casebook.times import now_utc
from casebook.workspace import Workspace
from crawler.running.run import discover
from testbed import campaign
from testbed.behaviours.board import landings

ROOT = Path(__file__).parents[2]


def zhaoyao(folder, *arguments):
    """Run the program as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "zhaoyao", "--workspace", folder, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def leased(workspace):
    return [
        one.candidate
        for one in workspace.casebook.lease(
            limit=1000, worker="test", lease_seconds=60, at=now_utc()
        )
    ]


def made_of(text, account):
    """Return the post of the campaign that was read."""
    return next(
        post
        for post in campaign.posts()
        if post.account == account
        and post.title in text
        and " ".join(post.text.splitlines()[0].split()) in " ".join(text.split())
    )


def test_discover_finds_groups_and_leads_on(tmp_path, net):
    """As a user: the whole campaign, next to warnings and schools."""
    folder = tmp_path / "w"
    config = with_places(net, boards=BOARDS)
    with workspace_at(folder, config):
        pass

    done = zhaoyao(folder, "discover", "boards", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert told["detail"]["selling"] >= campaign.SELLING
    assert not any(one["failure"] for one in told["detail"]["boards"].values())
    with Workspace.open(folder, {}) as workspace:
        known = [one for one in workspace.casebook.ads() if one.ad.account != "路人甲"]
        found = workspace.casebook.campaigns()
        candidates = leased(workspace)
    taken_for = Counter()
    sellers = {}
    for one in known:
        text = f"{one.ad.title}\n{one.ad.text}"
        post = made_of(text, one.ad.account)
        taken_for[post.kind, one.judgement.sells] += 1
        if one.campaign:
            sellers.setdefault(one.campaign, Counter())[post.seller] += 1
        assert one.ad.posted_at is not None
        assert one.ad.section or one.ad.group
        assert one.ad.capture.exchanges or one.ad.place.startswith("github")
    assert len(known) == len(campaign.posts())
    assert taken_for["selling", True] >= 0.97 * campaign.SELLING
    assert taken_for["warning", True] + taken_for["school", True] == 0
    # Every seller's posts are together, and no two sellers' are.
    big = [counts for counts in sellers.values() if counts.total() > 5]
    assert sorted(len(counts) for counts in big) == [1, 1, 1]
    assert sum(one.posts for one in found[:3]) >= 0.95 * campaign.SELLING
    assert {candidate.url for candidate in candidates} == set(landings(net.sites))
    assert all("推广" in candidate.reason for candidate in candidates)


def test_engines_of_every_shape(tmp_path, net):
    config = with_places(net, engines=ENGINES)
    with workspace_at(tmp_path / "w", config) as workspace:
        (result,) = discover(workspace, ["search"])

        official = workspace.profiles
        found = {candidate.url for candidate in leased(workspace)}
        ads = list(workspace.casebook.ads())
    standings = result.detail["engines"]
    assert result.ok, result.failure
    assert all(one["results"] >= 10 for one in standings.values())
    assert not any(one["unresolved"] for one in standings.values())
    listed = {
        site.url
        for site in net.sites
        if "search" in site.found_by and official.owner_of(site.host) is None
    }
    assert found <= listed | set(landings(net.sites))
    assert found & listed
    paid = Counter(one.ad.place for one in ads if one.ad.kind is AdKind.SEARCH_AD)
    assert paid == {"baidu": 2, "sogou": 2, "so360": 2, "bing": 2}
    assert all(one.judgement.sells for one in ads)  # what else is listed is no ad
    assert all(one.ad.capture for one in ads)


def test_what_cannot_be_read_is_told(tmp_path, net, raw_server):
    """A captcha, a layout and a login are three answers, and none is zero."""
    rules = b"User-agent: *\r\nDisallow: /\r\n"
    raw_server.answers = {
        "/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b"
        % (len(rules), rules)
    }
    config = with_places(
        net,
        engines={
            "baidu:captcha": "http://captcha.engine.example/",
            "baidu:changed": "http://changed.engine.example/",
            "baidu:empty": "http://baidu.engine.example/",
        },
        queries=["查无此词"],
        set_queries=6,
        sets=["mem-inquiry"],
    )
    boards = {
        f"discuz:{name}": f"http://{name}.board.example/forum.php?mod=forumdisplay&fid=2"
        for name in ("login", "changed", "gone")
    } | {"rss:robots": raw_server.url("/rss.xml")}
    config = dataclasses.replace(
        config, boards=dataclasses.replace(config.boards, enabled=boards)
    )
    with workspace_at(tmp_path / "w", config) as workspace:
        results = {one.source: one for one in discover(workspace, ["boards", "search"])}
        known = workspace.casebook.progress("search")
        ads = [one.ad.place for one in workspace.casebook.ads()]

    engines = results["search"].detail["engines"]
    assert not results["search"].ok
    assert "human, not checked" in engines["baidu:captcha"]["failure"]
    assert engines["baidu:captcha"]["not_checked"] > 0
    assert "no results read" in engines["baidu:changed"]["failure"]
    assert engines["baidu:empty"]["none"] == 1
    assert engines["baidu:empty"]["failure"] == ""
    # Only questions that were answered have had their turn: not the one of our own,
    # which takes no turns, and not the one that met the captcha.
    asked = engines["baidu:captcha"]["asked"]
    assert known["baidu:empty/mem-inquiry"].position == 6
    assert known["baidu:captcha/mem-inquiry"].position == asked - 2 > 0
    assert "baidu:changed/mem-inquiry" not in known
    boards = results["boards"].detail["boards"]
    assert not results["boards"].ok
    assert boards["discuz:login"]["answer"] == "challenge"
    assert "not checked" in boards["discuz:login"]["failure"]
    assert boards["discuz:changed"]["answer"] == "unreadable"
    assert "dns-nxdomain" in boards["discuz:gone"]["failure"]
    assert "robots" in boards["rss:robots"]["failure"]
    assert [head.split(b" ")[1] for head in raw_server.heads] == [b"/robots.txt"]
    assert not [place for place in ads if place in boards]


def test_a_board_without_end_ends(tmp_path, net):
    url = "http://endless.board.example/forum.php?mod=forumdisplay&fid=2&page={page}"
    config = with_places(net)
    config = dataclasses.replace(
        config,
        boards=dataclasses.replace(
            config.boards, enabled={"discuz:endless": url}, pages=50, posts=500
        ),
    )
    with workspace_at(tmp_path / "w", config) as workspace:
        (result,) = discover(workspace, ["boards"])

    standing = result.detail["boards"]["discuz:endless"]
    total = sum(post.place == "discuz" for post in campaign.posts())
    assert result.ok
    assert (standing["opened"], standing["is_whole"]) == (total, True)
    assert standing["pages"] < 8


DISCOVER = """
import sys
from pathlib import Path
from casebook.workspace import Workspace
from crawler.running.run import discover
with Workspace.open(Path(sys.argv[1]), {}) as workspace:
    discover(workspace, ["boards"])
"""

WAIT_SECONDS = 40


def test_sigkill_half_way(tmp_path, net):
    """Its crawler killed, itself killed, and run again: every post is there once."""
    folder = tmp_path / "w"
    config = with_places(net, boards=["classified:ads"])
    slow = dataclasses.replace(config.boards, pause_seconds=0.05)
    with workspace_at(folder, dataclasses.replace(config, boards=slow)):
        pass
    for least, victim in ((3, "child"), (16, "parent")):
        with subprocess.Popen(
            [sys.executable, "-c", DISCOVER, str(folder)],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        ) as parent:
            family = wait_for_ads(folder, parent, least)
            if victim == "parent":
                parent.kill()
            else:
                os.kill(crawl_process_of(parent.pid), signal.SIGKILL)
        deadline = time.monotonic() + WAIT_SECONDS
        while any(is_alive(pid) for pid in family) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(is_alive(pid) for pid in family)

    with Workspace.open(folder, {}) as workspace:
        opened = {one.id for one in workspace.casebook.ads()}
        (result,) = discover(workspace, ["boards"])

        ads = list(workspace.casebook.ads())
        checks = workspace.casebook.ledger.verify()
        grouped = workspace.casebook.campaigns()
    expected = sum(post.place == "classified" for post in campaign.posts())
    assert 0 < len(opened) < expected
    assert opened <= {one.id for one in ads}
    assert len(ads) == len({(one.ad.url, one.ad.part) for one in ads}) == expected
    standing = result.detail["boards"]["classified:ads"]
    assert result.ok
    # None of them was opened again, and the gap behind them was not taken for the end.
    assert standing["known"] >= len(opened)
    assert standing["opened"] + standing["known"] == standing["rows"]
    assert grouped
    assert "failed" not in {check.result for check in checks}


def wait_for_ads(folder, parent, least):
    """Wait until *least* posts are kept; return the processes at work."""
    deadline = time.monotonic() + WAIT_SECONDS
    always = {"since": now_utc() - timedelta(days=1), "until": now_utc()}
    always["until"] += timedelta(days=1)
    with Workspace.open(folder, {}) as workspace:
        while time.monotonic() < deadline and parent.poll() is None:
            if sum(workspace.casebook.ad_labels(**always).values()) >= least:
                return children_of(parent.pid)
            time.sleep(0.1)
    raise AssertionError("no post was kept in time")


def test_settings_are_written_and_read(tmp_path, net):
    config = with_places(net, boards=BOARDS, engines=ENGINES)
    with workspace_at(tmp_path / "w", config) as workspace:
        assert workspace.config == config
        assert (tmp_path / "w" / FILE_NAME).read_text("utf-8") == document(config)
