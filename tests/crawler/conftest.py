"""Shared by the crawler's tests: a raw server, and a small internet."""

import pytest
from crawling import RawServer, running

import testbed


@pytest.fixture
def raw_server():
    """A server whose answers a test writes byte by byte."""
    with running(RawServer()) as server:
        yield server


@pytest.fixture(scope="session")
def net():
    """The testbed on its first day."""
    with testbed.serve(day=1) as served:
        yield served


@pytest.fixture
def sites(net):
    """The testbed's sites by name."""
    return {site.name: site for site in net.sites}
