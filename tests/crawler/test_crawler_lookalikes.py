"""The look-alike source: what DNS says, what is kept, and what a kill costs."""

import asyncio
import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest
import sqlalchemy as sa
from crawling import children_of, on_loopback, towards, workspace_at

from casebook.store import NameState
from casebook.store.engine import transaction
from casebook.times import now_utc
from casebook.urls import host_of
from crawler.job import QueueJob
from crawler.network.existence import Prober
from crawler.running.run import discover
from crawler.spiders.lookalikes import LookalikesSpider

ROOT = Path(__file__).parents[2]

ADDRESSES = {
    "there.test": "93.184.216.34",
    "www.only-www.test": "93.184.216.34",
    "open.test": "93.184.216.35",
    "own.wild": "93.184.216.99",
}


class Server(asyncio.DatagramProtocol):
    """All below ``wild`` and ``open.test`` answers; ``broken`` and ``mute`` fail."""

    def __init__(self):
        self.asked = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if name.startswith("mute"):
            return
        reply = dns.message.make_response(query)
        if name.startswith(("broken", "refused")):
            refused = name.startswith("refused")
            reply.set_rcode(dns.rcode.REFUSED if refused else dns.rcode.SERVFAIL)
        elif found := self.address(name):
            if question.rdtype.name == "A":
                rrset = dns.rrset.from_text(f"{name}.", 60, "IN", "A", found)
                reply.answer.append(rrset)
        elif name not in {"only-www.test", "parked.test", "www.parked.test"}:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(reply.to_wire(), address)

    @staticmethod
    def address(name):
        if name.endswith(".open.test"):
            return "93.184.216.35"
        return ADDRESSES.get(name) or ("203.0.113.9" if name.endswith(".wild") else "")


def probe(*names):
    """Probe *names* side by side; return what was found and the server."""

    async def main():
        loop = asyncio.get_running_loop()
        transport, server = await loop.create_datagram_endpoint(
            Server, local_addr=("127.0.0.1", 0)
        )
        prober = Prober(
            [transport.get_extra_info("sockname")],
            timeout_seconds=0.3,
            attempts=2,
            per_second=0,
            at_once=8,
        )
        try:
            found = await asyncio.gather(*(prober.probe(name) for name in names))
        finally:
            transport.close()
        return found, server

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("name", "state", "host"),
    [
        ("there.test", NameState.ANSWERS, "there.test"),
        ("only-www.test", NameState.ANSWERS, "www.only-www.test"),  # bare one is empty
        ("parked.test", NameState.EMPTY, ""),  # registered, leads nowhere
        ("gone.test", NameState.ABSENT, ""),
        ("broken.test", NameState.BROKEN, ""),  # SERVFAIL is not absence
        ("refused.test", NameState.BROKEN, ""),  # nor is a refusal
        ("mute.test", NameState.SILENT, ""),  # nor is silence
        ("any.wild", NameState.WILDCARD, ""),  # as every name of that suffix
        ("own.wild", NameState.ANSWERS, "own.wild"),  # another address than they have
    ],
)
def test_state(name, state, host):
    ((found,), _) = probe(name)

    assert (found.state, found.host) == (state, host)


@pytest.mark.parametrize(
    ("name", "catches"),
    [("open.test", True), ("there.test", False)],
)
def test_a_name_that_catches_all(name, catches):
    ((found,), _) = probe(name)

    assert found.catches_all is catches


def test_the_random_label_is_asked_once_a_suffix():
    _, server = probe("a.wild", "b.wild", "c.wild")

    beside = [one for one in server.asked if len(one) > 20 and one.endswith(".wild")]
    assert len(beside) == 1


def test_a_failing_server_is_asked_again():
    _, server = probe("broken.test")

    assert server.asked.count("broken.test") == 2


def set_up(net, **own):
    plain = towards(net, on_loopback())
    return dataclasses.replace(
        plain,
        language="en",
        search=dataclasses.replace(plain.search, engines={}),
        lookalikes=dataclasses.replace(
            plain.lookalikes,
            **{"queries_per_second": 0.0, "suffixes": ["test", "example"], **own},
        ),
    )


def look_up(workspace, limit=None):
    """Run the source here; return its events."""
    events = []
    job = QueueJob(
        config=workspace.config,
        blobs=workspace.blobs,
        profiles=workspace.profiles,
        tell=events.append,
        workspace=workspace,
        run="RUN-1",
        worker="w",
        limit=limit,
    )

    async def main():
        return [one async for one in LookalikesSpider(job=job).start()]

    assert asyncio.run(main()) == []  # they are queued batch by batch
    return events


def counted(events):
    """Return how many candidates were queued: new ones, and known ones."""
    found = [one for one in events if one["event"] == "found"]
    return sum(one["new"] for one in found), sum(one["known"] for one in found)


def test_names_of_the_testbed_are_found(net, tmp_path):
    with workspace_at(
        tmp_path / "w",
        set_up(net, max_names=600, profiles=["mem-portal", "mem-inquiry"]),
    ) as workspace:
        first = counted(look_up(workspace))
        existing = workspace.casebook.existing_lookalikes()
        again = counted(look_up(workspace))
        leased = workspace.casebook.lease(
            limit=100, worker="w", lease_seconds=60, at=now_utc()
        )

    hosts = {site.host for site in net.sites}
    answering = [one.name for one in existing if one.state is NameState.ANSWERS]
    assert first == (len(answering), 0)
    assert answering
    # Some answer as www only.
    found = {host_of(one.candidate.url) for one in leased}
    assert {host.removeprefix("www.") for host in found} == set(answering)
    assert len(found & hosts) > 1
    assert all(" by " in one.candidate.reason for one in leased)
    assert all(one.first_seen == one.last_seen for one in existing)
    # What has an outcome rests.
    assert again == (0, 0)


def test_the_option_bounds_the_budget(net, tmp_path):
    config = set_up(net, max_names=600, profiles=["mem-portal"])
    with workspace_at(tmp_path / "w", config) as workspace:
        look_up(workspace, limit=30)
        assert checked(workspace) == 30

        # A larger one begins with the same names, so only the others are asked.
        look_up(workspace, limit=50)
        assert checked(workspace) == 50


def test_a_source_like_any_other(net, tmp_path):
    """Through the child process: no budget, no question; no answer, a failure."""
    config = set_up(
        net,
        profiles=["mem-portal"],
        nameservers=["127.0.0.3:9"],
        attempts=1,
        timeout_seconds=0.2,
    )
    assert not LookalikesSpider.is_configured(config)
    with workspace_at(tmp_path / "w", config) as workspace:
        (found,) = discover(workspace, ["lookalikes"], max_names=6)

        assert "6 of 6 names could not be told of" in found.failure
        assert workspace.casebook.existing_lookalikes() == []


PROGRAM = """
import sys
from pathlib import Path
from casebook.workspace import Workspace
from crawler.running.run import discover
with Workspace.open(Path(sys.argv[1]), {}) as workspace:
    discover(workspace, ["lookalikes"])
"""


def test_sigkill_half_way_loses_nothing(net, tmp_path):
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    config = set_up(
        net, max_names=600, queries_per_second=400.0, profiles=["mem-portal"]
    )
    with workspace_at(whole, config) as other:
        look_up(other)
        expected = states(other)
    with workspace_at(folder, config) as workspace:
        parent = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)], cwd=ROOT
        )
        while not checked(workspace) and parent.poll() is None:
            time.sleep(0.05)
        for pid in (parent.pid, *children_of(parent.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        parent.wait()
        before = states(workspace)
        assert 0 < len(before) < 600

        asked = look_up(workspace)[-1]["detail"]

        assert sum(asked.values()) == 600 - len(before)  # none is asked for twice
        assert states(workspace) == expected
        answering = sum(state == NameState.ANSWERS for state in expected.values())
        assert workspace.casebook.waiting(now_utc()) == answering > 0


def states(workspace):
    """Return the state of each name that was looked up."""
    with transaction(workspace.casebook._engine, reads_only=True) as session:
        rows = session.execute(sa.text("SELECT name, state FROM lookalike"))
        return {name: NameState(state) for name, state in rows}


def checked(workspace):
    """Return how many names have been looked up."""
    return len(states(workspace))
