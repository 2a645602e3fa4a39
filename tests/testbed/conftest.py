"""The testbed running, and sites written for one test."""

import contextlib

import pytest
from plain_client import Client

import testbed


@pytest.fixture(scope="session")
def net():
    with testbed.serve(day=1) as running:
        yield running


@pytest.fixture(scope="session")
def client(net):
    return Client(net)


@pytest.fixture
def write_site(tmp_path):
    """Write a site's folder; what is not given is harmless."""

    def write(name, lines="", *, hosts=("www.one.test",), pages=None, plain=True):
        folder = tmp_path / "sites" / name
        folder.mkdir(parents=True)
        text = f"hosts = {list(hosts)!r}\n"
        if plain:
            text += 'expected = "clear"\ntechnique = "none"\nwhy = "A test."\n'
        (folder / "site.toml").write_text(text + lines, encoding="utf-8")
        for path, page in (pages or {}).items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            data = page if isinstance(page, bytes) else page.encode()
            file.write_bytes(data)
        return folder.parent

    return write


@pytest.fixture
def serve(tmp_path):
    """Serve the sites written so far; all servers stop with the test."""
    with contextlib.ExitStack() as stack:

        def start(**options):
            context = testbed.serve(sites=tmp_path / "sites", **options)
            return Client(stack.enter_context(context))

        yield start
