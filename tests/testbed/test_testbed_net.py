"""The whole: starts, stops, and leaves nothing behind."""

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from plain_client import Client

import testbed
from testbed.tables import SiteError

ROOT = Path(testbed.__file__).parent.parent


@pytest.fixture
def start():
    """Start ``python -m testbed`` and end it with the test."""
    running = []

    def run(*arguments, **options):
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "testbed", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def test_nothing_is_left_behind(write_site, tmp_path):
    write_site("innocent-one")
    before = threading.active_count()
    with testbed.serve(sites=tmp_path / "sites") as net:
        assert threading.active_count() == before + 1
        assert net.ca_pem_path.is_file()

    assert threading.active_count() == before
    assert not net.ca_pem_path.parent.exists()
    for port in (net.http_port, net.https_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 2)


def test_it_stops_while_clients_hang_on(write_site, tmp_path):
    """One reads what never ends, one never asks, one stops within a handshake."""
    write_site("broken-one", '[[behaviour]]\nname = "endless-body"\n')
    before = threading.active_count()
    with testbed.serve(sites=tmp_path / "sites") as net:
        ports = (net.http_port, net.http_port, net.https_port)
        clients = [socket.create_connection(("127.0.0.1", p), 2) for p in ports]
        clients[0].sendall(b"GET / HTTP/1.1\r\nHost: www.one.test\r\n\r\n")
        assert clients[0].recv(100)
        clients[2].sendall(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03")
    for client in clients:
        client.close()

    assert threading.active_count() == before


def test_it_stops_when_the_body_of_the_context_raises(write_site, tmp_path):
    write_site("innocent-one")
    before = threading.active_count()

    with (
        pytest.raises(RuntimeError, match="mine"),
        testbed.serve(sites=tmp_path / "sites"),
    ):
        raise RuntimeError("mine")
    assert threading.active_count() == before


def test_a_wrong_site_is_raised_and_nothing_left(write_site, tmp_path):
    write_site("innocent-one", '[[behaviour]]\nname = "unheard-of"\n')
    before = threading.active_count()

    with pytest.raises(SiteError), testbed.serve(sites=tmp_path / "sites"):
        pass
    assert threading.active_count() == before


def test_two_at_once(write_site, tmp_path):
    write_site("innocent-one", pages={"www/index.html": "one"})
    folder = tmp_path / "sites"
    with testbed.serve(sites=folder) as first, testbed.serve(sites=folder) as second:
        assert first.http_port != second.http_port
        for net in (first, second):
            assert Client(net).get("http://www.one.test/").text == "one"


def test_days_change_what_is_served(write_site, serve):
    write_site("innocent-old", "until_day = 1\n", hosts=["old.test"])
    write_site("innocent-new", "from_day = 2\n", hosts=["new.test"])

    assert [site.name for site in serve(day=1).net.sites] == ["innocent-old"]
    second = serve(day=2)
    assert [site.name for site in second.net.sites] == ["innocent-new"]
    assert (
        second.exchange("new.test", b"GET / HTTP/1.1\r\nHost: old.test\r\n\r\n")[:12]
        == b"HTTP/1.1 421"
    )


def test_other_folders_may_have_any_names(write_site, serve):
    """Saved pages are served at the hosts where they were saved."""
    pages = {"www/index.html": "saved"}
    write_site("page-one", hosts=["www.saved.invalid"], pages=pages)
    client = serve()

    assert client.resolve("www.saved.invalid") == "127.0.0.1"
    assert client.get("https://www.saved.invalid/").text == "saved"


def test_the_command_prints_where_it_listens_and_ends_with_its_input(start):
    process = start("--day", "2")
    where = json.loads(process.stdout.readline())

    assert set(where) == {"dns", "http", "https", "whois", "rdap", "ca"}
    assert Path(where["ca"]).is_file()
    with urllib.request.urlopen(f"{where['rdap']}bootstrap/dns.json") as answer:
        assert answer.status == 200
    out, errors = process.communicate()
    assert (process.returncode, out, errors) == (0, "", "")
    assert not Path(where["ca"]).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_on_a_signal(start, number):
    process = start()
    where = json.loads(process.stdout.readline())
    process.send_signal(number)

    assert process.wait(10) == 0
    assert not Path(where["ca"]).exists()


def test_the_command_says_what_is_wrong_in_a_line(start, write_site):
    folder = write_site("innocent-one", "colour = 1\n")
    process = start("--sites", str(folder))
    out, errors = process.communicate()

    assert (process.returncode, out) == (2, "")
    assert errors == "SiteError: innocent-one/site.toml: unknown key 'colour'\n"
