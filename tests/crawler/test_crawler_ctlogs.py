"""Certificate logs read from the testbed, with the faults that logs have.

Runs are few and hold many logs each: what is wrong with one must not reach another.
"""

import asyncio
import dataclasses
import re
from pathlib import Path

import pytest
from crawling import on_loopback
from ct_logs import TOTAL, Reading
from scrapy.utils.test import get_crawler

from casebook.language import catalogue
from crawler.job import QueueJob
from crawler.spiders.ctlogs import CtlogsSpider

REAL = Path(__file__).parents[3] / "shared/data/ct"

CLASSIC = {"protocol": "rfc6962"}


WAYS = {
    "data-tiles": {},
    "names-tiles": {"names_tiles": True},
    "classic": CLASSIC,
    "both": {"protocol": "both"},  # get-entries, and data tiles all the same
    "classic-many": {**CLASSIC, "most": 5000},
    "busy": {"too_many": 1},  # 429, then the answer
    "busy-classic": {"too_many": 1, **CLASSIC, "most": 200},
    "busy-dated": {"too_many": 1, "retry_after": "Thu, 01 Jan 2026 00:00:00 GMT"},
    "broken-first": {"errors": 1},  # 500, then the answer
    "cut-first": {"truncated": 1},
    "cut-names-first": {"truncated": 1, "names_tiles": True},
    "slow": {"slow_seconds": 0.05},
    "grown": {"shown": 300},  # the partial tile is gone: the full one has it
}

FAULTS = {
    "cut": ({"broken_tile": 1}, "cut off|holds", 256),
    "garbage-classic": ({**CLASSIC, "garbage": 300}, "", TOTAL),
    "stale": ({"stale_hours": 30}, "stale: signed 30 hours", TOTAL),
    "forged": ({"wrong_signature": True}, "not signed by the log's key", None),
    "forged-classic": (
        {**CLASSIC, "wrong_signature": True}, "not signed by the log's key", None),
    "patience": ({"too_many": 9, "retry_after": "3600"}, "wait 3600 s", None),
    "down": ({"errors": 99}, "HTTP 500", None),
    "stalled": ({"is_stalled": True}, "timeout|timed out|took longer", None),
    "garbage": ({"garbage": 300}, "", TOTAL),
}  # fmt: skip
"""Options, what is said, and up to where the log is read all the same."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Two runs with nothing checked but signatures; all is mended in the second."""
    folder = tmp_path_factory.mktemp("plain")
    broken = {name: options for name, (options, _, _) in FAULTS.items()}
    first = Reading(folder, WAYS | broken)
    lasting = ("protocol", "garbage")  # no log can mend these
    mended = {
        name: {key: options[key] for key in lasting if key in options}
        for name, options in broken.items()
    }
    return first, Reading(folder, WAYS | mended)


class TestFaults:
    @pytest.mark.parametrize("name", WAYS)
    def test_everything_is_read_whatever_comes_first(self, plain, name):
        first, _ = plain
        standing = first.standings[name]

        total = WAYS[name].get("shown", TOTAL)
        assert standing["failure"] == ""
        assert first.places[name] == standing["size"] == standing["read"] == total
        assert standing["unreadable"] == 0
        assert standing["lag_entries"] == standing["lag_seconds"] == 0
        assert standing["signature"] == "passed"
        assert standing["inclusion"] == "not-checked"

    @pytest.mark.parametrize("name", FAULTS)
    def test_what_is_wrong_is_said_and_nothing_is_passed_over(self, plain, name):
        first, _ = plain
        _, said, place = FAULTS[name]

        failure = first.standings[name]["failure"]
        assert re.search(said, failure)
        assert bool(failure) is bool(said)
        assert first.places.get(name) == place

    def test_the_run_says_how_many_logs_failed(self, plain):
        first, _ = plain
        failed = sum(bool(said) for _, said, _ in FAULTS.values())

        assert not first.record.ok
        assert first.found.failure.startswith(
            f"{failed} of {len(first.standings)} logs"
        )

    def test_a_name_is_queued_once_however_many_entries_have_it(self, plain):
        """The counterfeit's name and its www, twice in each of all these logs."""
        first, _ = plain

        assert (first.found.new, first.found.known) == (2, 0)
        assert first.record.detail["duplicates"] >= first.record.detail["read"] - TOTAL

    @pytest.mark.parametrize("name", ["garbage", "garbage-classic"])
    def test_garbage_is_counted_and_named(self, plain, name):
        first, _ = plain
        standing = first.standings[name]

        assert (standing["unreadable"], standing["first_unreadable"]) == (1, 300)

    def test_lag_is_what_is_left(self, plain):
        first, _ = plain

        assert first.standings["cut"]["lag_entries"] == TOTAL - 256
        assert first.standings["cut"]["lag_seconds"] > 0
        assert first.record.detail["lag_entries"] >= TOTAL - 256

    def test_forged_heads_are_told_as_such(self, plain):
        first, _ = plain

        assert first.standings["forged"]["signature"] == "failed"

    def test_what_is_mended_is_read_on_from_where_it_broke(self, plain):
        first, second = plain

        assert second.found.failure == ""
        for name in FAULTS:
            before = first.places.get(name, 0)
            assert second.places[name] == TOTAL
            assert second.standings[name]["read"] == TOTAL - before
        assert second.standings["grown"]["read"] == 0

    def test_a_log_that_does_not_grow_is_not_fetched_again(self, plain):
        """certstream-server-go refetched the partial tile of such logs (its PR 114)."""
        _, second = plain

        assert set(second.asked["data-tiles"]) == {"/checkpoint"}
        assert set(second.asked["classic"]) == {"/ct/v1/get-sth"}

    def test_full_tiles_are_asked_for_once(self, plain):
        first, _ = plain

        assert first.asked["data-tiles"]["/tile/data/000"] == 1
        assert first.asked["cut-first"]["/tile/data/000"] == 2

    def test_names_tiles_are_read_where_offered_and_data_tiles_elsewhere(self, plain):
        first, _ = plain

        assert not [path for path in first.asked["names-tiles"] if "data" in path]
        assert [path for path in first.asked["data-tiles"] if "data" in path]

    def test_tiles_are_taken_where_get_entries_is_all_that_is_listed(self, plain):
        """As of TrustAsia's logs: a tile comes in a moment, get-entries in 25 s."""
        first, _ = plain
        paths = set(first.asked["both"])

        assert {"/tile/data/000", "/tile/data/001"} <= paths
        assert {path for path in paths if "get-entries" in path} == {
            f"/ct/v1/get-entries?start=512&end={TOTAL - 1}",
            f"/ct/v1/get-entries?start=576&end={TOTAL - 1}",
        }


EARLIER = {
    "grows": {"entries": 310},
    "grows-classic": {**CLASSIC, "entries": 310},
    "grows-much": {"entries": 5},  # a partial tile becomes a full one
    "stays": {"entries": 310},
    "shrinks": {"entries": 310},
    "shrinks-classic": {**CLASSIC, "entries": 310},
    "rewritten": {"entries": 310},
    "rewritten-classic": {**CLASSIC, "entries": 310},
    "replaced": {"entries": 310},
    "silent-classic": {**CLASSIC, "entries": 310, "proves": False},
}
LATER = {
    "grows": {"entries": 320},
    "grows-classic": {**CLASSIC, "entries": 320},
    "grows-much": {},
    "stays": {"entries": 310},
    "shrinks": {"entries": 300},
    "shrinks-classic": {**CLASSIC, "entries": 300},
    "rewritten": {"entries": 320, "garbage": 9},  # another tree from entry 9 on
    "rewritten-classic": {**CLASSIC, "entries": 320, "garbage": 9},
    "replaced": {"entries": 310, "garbage": 9},
    "wrong-root": {"wrong_root": True},
    "wrong-leaf": {"wrong_leaf": 300},
    "wrong-leaf-classic": {**CLASSIC, "wrong_leaf": 300},
    "wrong-last-classic": {**CLASSIC, "wrong_leaf": 319},
    "grown": {"shown": 300},
}
GROWN = {"grows": 320, "grows-classic": 320, "grows-much": TOTAL, "stays": 310}
"""What is sound, and its size."""

LIES = {
    "shrinks": ("went back: it shows 300 entries, 310 before", 310),
    "shrinks-classic": ("went back: it shows 300 entries, 310 before", 310),
    "rewritten": ("320 entries do not begin with the 310", 310),
    "rewritten-classic": ("320 entries do not begin with the 310", 310),
    "replaced": ("another tree of 310 entries", 310),
    "wrong-root": ("do not give the root", None),
    "wrong-leaf": ("not those of hash tile 1", 256),
    "wrong-leaf-classic": ("are not in the tree it signed", 256),
    "wrong-last-classic": ("are not in the tree it signed", 256),
}


@pytest.fixture(scope="module")
def verified(tmp_path_factory):
    """Two runs with the trees checked, between which logs grow, or lie."""
    folder = tmp_path_factory.mktemp("verified")
    first = Reading(folder, EARLIER, verify=True)
    return first, Reading(folder, LATER, verify=True)


class TestTree:
    def test_what_is_read_is_in_the_tree(self, verified):
        first, _ = verified

        assert first.found.failure == ""
        for name, options in EARLIER.items():
            standing = first.standings[name]
            assert first.places[name] == options["entries"]
            assert standing["inclusion"] == (
                "not-checked" if name == "silent-classic" else "passed"
            )
            assert standing["consistency"] == "not-checked"  # nothing to compare with

    @pytest.mark.parametrize("name", GROWN)
    def test_a_log_that_grows_is_read_on(self, verified, name):
        _, second = verified
        standing = second.standings[name]

        assert standing["failure"] == ""
        assert second.places[name] == GROWN[name]
        assert standing["read"] == GROWN[name] - EARLIER[name]["entries"]
        assert standing["consistency"] == "passed"

    @pytest.mark.parametrize("name", LIES)
    def test_a_log_that_lies_is_told_and_not_read_on(self, verified, name):
        _, second = verified
        said, place = LIES[name]
        standing = second.standings[name]

        assert said in standing["failure"]
        assert second.places.get(name) == place
        if "rewritten" in name:
            assert standing["consistency"] == "failed"
        if name.startswith("wrong-l"):
            assert standing["inclusion"] == "failed"

    def test_a_head_that_lied_is_not_what_the_next_is_compared_with(self, verified):
        _, second = verified

        assert second.progress["rewritten"].detail["kept_size"] == 310
        assert second.progress["grows"].detail["kept_size"] == 320

    def test_a_partial_hash_tile_that_is_gone_is_taken_from_the_full_one(
        self, verified
    ):
        _, second = verified

        assert second.places["grown"] == 300
        assert second.standings["grown"]["inclusion"] == "passed"


@pytest.fixture(scope="module")
def bounded(tmp_path_factory):
    """Two runs of logs of which little is read, and a range of one besides."""
    folder = tmp_path_factory.mktemp("bounded")
    logs = {"small": {"entries": 300}, "wide": {"most": 50, **CLASSIC}}
    bounds = {"partial_seconds": 3600.0, "first_entries": 100, "max_entries": 80}
    ranges = {"log-small": "10-270", "log-wide": "100-150"}
    wrong = {"log": "all", "nowhere": "5-9"}
    follow = {"follow_seconds": 1.0, "poll_seconds": 0.2}
    return (
        Reading(folder, logs, **bounds, backfill=ranges),
        Reading(folder, logs, **follow, backfill=ranges | wrong),
    )


class TestBounds:
    def test_of_a_log_met_first_the_newest_are_read(self, bounded):
        first, _ = bounded

        assert first.places["wide"] == TOTAL - 100 + 80
        assert first.standings["wide"]["read"] == 80
        assert first.standings["wide"]["lag_entries"] == 20

    def test_a_partial_tile_waits(self, bounded):
        """256 entries make a full tile; the rest waits until it stayed long enough."""
        first, second = bounded

        assert first.places["small"] == 256
        assert first.standings["small"]["partial_tile"] == 1
        assert first.standings["small"]["lag_entries"] == 44
        assert first.standings["small"]["failure"] == ""
        assert second.places["small"] == 300  # now it need not wait

    def test_a_range_is_read_besides(self, bounded):
        first, second = bounded

        assert first.places["small 10-270"] == 90
        assert first.standings["small 10-270"]["lag_entries"] == 180
        assert second.places["small 10-270"] == 270
        assert second.standings["small 10-270"]["read"] == 180

    def test_a_range_that_was_read_is_not_touched_again(self, bounded):
        first, second = bounded

        assert first.places["wide 100-150"] == 150
        assert "wide 100-150" not in second.standings

    @pytest.mark.parametrize(
        "said",
        [
            "ct.backfill.log: write 5000-9000, not 'all'",
            "ct.backfill.nowhere: no log has that name",
        ],
        ids=["no-range", "of-no-log"],
    )
    def test_a_range_that_cannot_be_read_is_said(self, bounded, said):
        first, second = bounded

        assert first.found.failure == ""
        assert said in second.found.failure

    def test_heads_are_asked_again_for_as_long_as_configured(self, bounded):
        first, second = bounded

        assert first.asked["small"]["/checkpoint"] == 2  # for the log and its range
        assert second.asked["small"]["/checkpoint"] > 2
        assert second.standings["small"]["read"] == 44


def failures(workspace, **ct):
    """Run the source here, and return what it tells to have failed."""
    told = []
    config = on_loopback()
    job = QueueJob(
        config=dataclasses.replace(config, ct=dataclasses.replace(config.ct, **ct)),
        blobs=workspace.blobs,
        profiles=workspace.profiles,
        tell=told.append,
        workspace=workspace,
        run="RUN-1",
        worker="w",
    )
    spider = CtlogsSpider.from_crawler(get_crawler(CtlogsSpider), job=job)

    async def main():
        assert [one async for one in spider.start()] == []

    asyncio.run(main())
    return [one["failure"] for one in told if one["event"] == "source-failed"]


LISTS = {
    "missing": (None, "log list list.json cannot be read: [Errno 2]"),
    "broken": ("{", "log list list.json cannot be read: not a log list"),
    "empty": ('{"operators": []}', "no log in list.json is usable and chosen"),
}


@pytest.mark.parametrize(("text", "said"), LISTS.values(), ids=LISTS)
def test_a_list_of_no_use_is_said(workspace, text, said):
    if text is not None:
        (workspace.path / "list.json").write_text(text)

    (failure,) = failures(workspace, log_list="list.json")

    assert said in failure


@pytest.mark.skipif(not REAL.is_dir(), reason=f"NO REAL TILES: {REAL} is not there")
def test_real_tiles(tmp_path):
    """A full and a partial tile of a real log, by each protocol, and in its tree."""
    logs = {
        "data": {"folder": str(REAL)},
        "entries": {"folder": str(REAL), **CLASSIC, "most": 300},
    }
    ranges = {"log-": "256-512", "Testbed": "768-778"}
    run = Reading(tmp_path, logs, first_entries=0, backfill=ranges, verify=True)

    assert run.found.failure == ""
    for name in logs:
        for span, count in {"256-512": 256, "768-778": 10}.items():
            standing = run.standings[f"{name} {span}"]
            assert (standing["read"], standing["unreadable"]) == (count, 0)
            assert standing["names"] >= count
            assert standing["inclusion"] == "passed"


def test_not_configured_by_default():
    assert not CtlogsSpider.is_configured(on_loopback())


def test_reasons_are_in_the_readers_language():
    message = "entry {index} of {log}: {claim}"
    assert catalogue("zh").gettext(message) != message
