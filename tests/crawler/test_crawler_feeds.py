"""Lists of names as a run reads them: every form, every failure, once, and secretly."""

import dataclasses
import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawling import children_of, is_alive, on_loopback, towards, workspace_at

from casebook.profiles import read_profiles
from casebook.times import now_utc
from casebook.urls import host_of
from crawler.feeds.gate import Gate
from crawler.running.run import discover
from testbed.behaviours.name_feed import LINKS, TOKEN, list_names

ROOT = Path(__file__).parents[2]

SECRETS = ("somebody-9", "something-9", TOKEN, "key-of-the-list")
"""Account, token, and the key in an address: for nobody to read."""

BASE = "https://feeds.example/"

OWN = {
    "czds-test": 'format = "zone"\nlicence = "for us only"\nlogin = "czds"\n'
    f'login_url = "{BASE}login"\nurl = "{BASE}czds/zone.txt.gz"\n',
    "refused-test": 'format = "zone"\nlicence = "x"\nlogin = "czds"\n'
    f'login_url = "{BASE}nowhere"\nurl = "{BASE}czds/zone.txt.gz"\n',
    "every-test": 'format = "zone"\nlicence = "x"\nlogin = "czds"\n'
    f'login_url = "{BASE}login"\nurl = "{BASE}czds/{{label}}.txt.gz"\n'
    f'links_url = "{BASE}czds/links"\n',
    "stream-test": 'format = "json-lines"\njson_path = "domain"\nlicence = "x"\n',
    "old-test": 'format = "lines"\nlicence = "x"\ncadence_hours = 1.0\n',
}

GOOD = {
    "plain-list": f"{BASE}feeds/names.txt?key=key-of-the-list",
    "plain-list-sha256": f"{BASE}feeds/names.txt",
    "nrd-csv": f"{BASE}feeds/names.csv",
    "nrd-zip": f"{BASE}feeds/names.zip",
    "czds-test": "",
    "czds-test:again": "",
    "plain-list:zst": f"{BASE}feeds/names.txt.zst",
    "hosts-file": f"{BASE}feeds/hosts.txt",
    "adblock-list": f"{BASE}feeds/adblock.txt.xz",
    "misp-event": f"{BASE}feeds/misp.json",
    "json-list": f"{BASE}feeds/names.json",
    "certstream-log": f"{BASE}feeds/certstream.jsonl",
    "names-tiles": f"{BASE}feeds/tiles.jsonl",
}

BAD = {
    "plain-list:missing": (f"{BASE}feeds/no.txt?key=key-of-the-list", "HTTP 404"),
    "plain-list:wrong": (f"{BASE}feeds/zone.txt.gz", "is it lines?"),
    "misp-event:csv": (f"{BASE}feeds/names.csv", "is it misp?"),
    "nrd-zip:mismatch": (f"{BASE}wrong-digest/names.zip", "checksum mismatch"),
    "adblock-list:cut": (f"{BASE}cut/adblock.txt.xz", "cannot be unpacked"),
    "plain-list:wandering": (f"{BASE}wandering/names.txt", "dns-nxdomain"),
    "plain-list:inside": ("http://10.0.0.1/names.txt", "blocked-address"),
    "plain-list:gone": ("http://nobody.example/names.txt", "dns-nxdomain"),
    "plain-list:folder": ("no-such-folder", "No such file"),
    "refused-test": ("", "404"),
    "stream-test:quiet": ("wss://feeds.example/quiet-stream", "no message came"),
    "stream-test:none": ("wss://feeds.example/feeds/names.txt", "200"),
    "old-test": ("old", "stale: unchanged for"),
}

STREAMS = {
    "stream-test:on": "wss://feeds.example/stream",
    "stream-test:short": "wss://feeds.example/short-stream",
}

HALVES = {
    "json-list:half": f"{BASE}half/names.json",
    "json-list:deaf": f"{BASE}deaf/names.json",
}
EVERY = "every-test:*"

FOLDERS = {"dns-log": "dns", "nrd-zip:folder": "zips"}


def write_folders(folder):
    for name, text in OWN.items():
        (folder / f"{name}.toml").write_text(text)
    for name in ("dns", "zips", "old"):
        (folder / name).mkdir()
    (folder / "dns/1.txt").write_text("a.test\ncx-mem-gov-cn.test\n" * 3)
    (folder / "dns/2.txt.gz").write_bytes(gzip.compress(b"mem-gov-cn.test\n"))
    (folder / "dns/.hidden").write_text("hidden-mem-gov-cn.test\n")
    (folder / "old/names.txt").write_text("a.test\n")
    os.utime(folder / "old/names.txt", (1_000_000_000, 1_000_000_000))
    data = b"PK is no zip: cut-mem-gov-cn.test"
    (folder / "zips/a.zip").write_bytes(data)
    (folder / "zips/a.zip.sha256").write_text(hashlib.sha256(data).hexdigest())
    (folder / "zips/b.zip").write_bytes(data)
    (folder / "zips/b.zip.sha256").write_text("0" * 64)


def settings(net, **feeds):
    config = towards(net, on_loopback())
    changed = dataclasses.replace(config.feeds, **feeds)
    return dataclasses.replace(config, feeds=changed)


def queued(workspace):
    leased = workspace.casebook.lease(
        limit=10**6, worker="w", lease_seconds=60, at=now_utc()
    )
    return [host_of(one.candidate.url) for one in leased]


@dataclasses.dataclass
class Runs:
    """What two runs told, and what they left."""

    first: object
    second: object
    queued: list
    folder: Path
    written: bytes

    def of(self, name):
        return self.first.detail["feeds"][name]


@pytest.fixture(scope="module")
def runs(tmp_path_factory, net):
    """Two runs over every list, good and bad, one after the other."""
    folder = tmp_path_factory.mktemp("feeds")
    write_folders(folder)
    enabled = {
        **GOOD,
        **STREAMS,
        **HALVES,
        EVERY: "",
        **{name: str(folder / path) for name, path in FOLDERS.items()},
        **{name: url for name, (url, _) in BAD.items()},
        "old-test": str(folder / "old"),
    }
    config = settings(net, enabled=enabled, folder=str(folder), stream_seconds=2.5)
    before = dict(os.environ)
    os.environ |= {"CZDS_USERNAME": SECRETS[0], "CZDS_PASSWORD": SECRETS[1]}
    try:
        with workspace_at(folder / "w", config) as workspace:
            (first,) = discover(workspace, ["feeds"])
            (second,) = discover(workspace, ["feeds"])
            found = queued(workspace)
            told = repr(workspace.casebook.latest_sources(before=now_utc()))
            told += repr(workspace.casebook.progress("feeds"))
    finally:
        os.environ.clear()
        os.environ.update(before)
    written = told.encode() + b"".join(
        path.read_bytes()
        for path in (folder / "w").rglob("*")
        if path.is_file() and path.name != "zhaoyao.toml"  # where the key stands
    )
    return Runs(first, second, found, folder / "w", written)


@pytest.mark.parametrize("name", GOOD)
def test_every_form_finds_the_same_names(runs, net, name):
    names = len(list_names(net.sites))
    state = runs.of(name)

    assert (state["outcome"], state["failure"]) == ("screened", "")
    assert state["names"] == (2 * names if name == "certstream-log" else names)
    assert state["rejected"] == (name in {"plain-list", "plain-list-sha256"})
    assert state["licence"]
    assert state["read_at"]
    assert 0 <= state["lag_seconds"] < 3600


def test_what_is_flagged_is_queued_once(runs, net):
    gate = Gate(read_profiles([], settings(net).profiles.extra_hosts))
    flagged = {one.name for one in gate.flagged(list_names(net.sites))}

    assert len(flagged) > 10
    assert sorted(runs.queued) == sorted(
        flagged | {"cx-mem-gov-cn.test", "mem-gov-cn.test"}
    )
    assert runs.first.new == len(runs.queued)
    assert runs.second.new == 0


@pytest.mark.parametrize("name", BAD)
def test_failures_are_said_and_tried_again(runs, name):
    _, said = BAD[name]
    state, later = runs.of(name), runs.second.detail["feeds"][name]

    assert said in state["failure"]
    assert said in later["failure"]
    assert state["is_stale"] == (name == "old-test")


def test_nothing_is_taken_from_a_list_that_is_not_what_its_digest_says(runs):
    assert runs.of("nrd-zip:mismatch")["names"] == 0
    failure = runs.of("nrd-zip:folder")["failure"]
    assert "a.zip: ValueError: cannot be unpacked" in failure
    assert "b.zip: ValueError: checksum mismatch" in failure


@pytest.mark.parametrize("name", STREAMS)
def test_streams_are_listened_to(runs, net, name):
    state = runs.of(name)

    assert (state["outcome"], state["failure"]) == ("listened", "")
    # The one that ends is asked again and says the same once more.
    assert state["names"] in {len(list_names(net.sites)) * n for n in (1, 2)}
    assert state["rejected"] in {1, 2}


def test_a_folder_is_read_file_by_file(runs):
    state = runs.of("dns-log")

    assert (state["outcome"], state["files"], state["flagged"]) == ("screened", 2, 2)
    assert runs.second.detail["feeds"]["dns-log"]["outcome"] == "unchanged"


@pytest.mark.parametrize("name", GOOD)
def test_a_list_read_today_is_not_read_again(runs, name):
    later = runs.second.detail["feeds"][name]

    assert (later["outcome"], later["names"]) == ("not-due", 0)
    assert later["due_at"] > later["read_at"] == runs.of(name)["read_at"]


def test_the_source_fails_where_a_list_does(runs):
    listed = 1 + len(LINKS)
    total = len({**GOOD, **BAD, **STREAMS, **FOLDERS, **HALVES}) + listed
    failed = len({**BAD, **HALVES}) + 2  # a zip of a folder, and a link that strays

    assert runs.first.failure.startswith(f"{failed} of {total} lists: ")


@pytest.mark.parametrize("name", HALVES)
def test_a_list_that_broke_off_is_got_to_its_end(runs, net, name):
    first, second = runs.of(name), runs.second.detail["feeds"][name]

    assert first["failure"]
    assert first["names"] == 0
    assert (second["outcome"], second["failure"]) == ("screened", "")
    assert second["names"] == len(list_names(net.sites))


def test_all_lists_of_a_login_are_read(runs, net):
    """Those that lie where the feed's file says: the token goes nowhere else."""
    every = runs.of(EVERY)

    assert every["failure"] == "1 of its links lead elsewhere"
    for link in LINKS:
        state = runs.of(f"every-test:{link.removesuffix('.txt.gz')}")
        assert state["outcome"] == "screened"
        assert state["names"] == len(list_names(net.sites))


def test_no_secret_is_written_anywhere(runs, capfd):
    told = repr(runs.first) + repr(runs.second)

    for secret in SECRETS:
        assert secret not in told
        assert secret.encode() not in runs.written


def test_no_list_is_kept(runs):
    assert list((runs.folder / "cache/feeds").iterdir()) == []


DISCOVER = """
import sys
from pathlib import Path
from casebook.workspace import Workspace
from crawler.running.run import discover
with Workspace.open(Path(sys.argv[1]), {}) as workspace:
    discover(workspace, ["feeds"])
"""


@contextmanager
def started(folder):
    with subprocess.Popen(
        [sys.executable, "-c", DISCOVER, str(folder)], cwd=ROOT
    ) as process:
        yield process


def wait_until(what):
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path, raw_server):
    """All that an unkilled run finds, none twice, and the list is got only once."""
    names = [
        f"cx{n}-mem-gov-cn.test" if n % 5_000 == 0 else f"shop{n}.test"
        for n in range(150_000)
    ]
    body = "".join(f"{name}\n" for name in names).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    raw_server.answers["/names.txt"] = head + body
    config = on_loopback()
    enabled = {"plain-list": raw_server.url("/names.txt")}
    config = dataclasses.replace(
        config, feeds=dataclasses.replace(config.feeds, enabled=enabled)
    )
    with workspace_at(tmp_path / "w", config) as workspace:

        def position():
            kept = workspace.casebook.progress("feeds").get("plain-list")
            return kept.position if kept else 0

        with started(workspace.path) as process:
            wait_until(position)
            pids = children_of(process.pid)
            for pid in (process.pid, *pids):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, pids)))
        reached = position()
        (result,) = discover(workspace, ["feeds"])
        found = queued(workspace)

    state = result.detail["feeds"]["plain-list"]
    assert 0 < reached < len(names)
    assert state["names"] == len(names) - reached
    assert sorted(found) == sorted(name for name in names if "mem" in name)
    assert len(raw_server.heads) == 1


def test_nothing_is_read_where_nothing_is_enabled(tmp_path, raw_server):
    with workspace_at(tmp_path / "w", on_loopback()) as workspace:
        found = discover(workspace)

    assert "feeds" not in [one.source for one in found]
