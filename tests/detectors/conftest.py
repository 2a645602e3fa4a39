"""An invented body, an invented government suffix, and sites made of a few lines."""

import hashlib
from datetime import UTC, datetime

import pytest
from invented_bodies import AT, OFFICE, STATE

from casebook.errors import EvidenceError
from casebook.profiles import Profiles
from casebook.records import (
    Candidate,
    Capture,
    Inspection,
    Registration,
    Resource,
    Vantage,
)
from detectors.model import load_model
from detectors.pages.page import Page
from detectors.site import Site, open_site


@pytest.fixture(scope="session")
def profiles():
    return Profiles(by_name={p.name: p for p in (STATE, OFFICE)})


@pytest.fixture(scope="session")
def model():
    return load_model()


class Store(dict):
    """Bytes by SHA-256; what it does not hold it refuses like the evidence store."""

    def put(self, data):
        if isinstance(data, str):
            data = data.encode()
        name = hashlib.sha256(data).hexdigest()
        self[name] = data
        return name

    def read(self, name):
        if name not in self:
            raise EvidenceError(f"no such blob: {name}")
        return self[name]


def capture(store, html, *, url, vantage=Vantage.DESKTOP, status=200, **more):
    return Capture(
        url=more.pop("asked", url),
        vantage=vantage,
        captured_at=AT,
        final_url=url,
        status=status,
        body_sha256=store.put(html) if html is not None else "",
        **more,
    )


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def site(store):
    """Make a site of one page, or of several captures."""

    def make(
        html="",
        url="https://k3.test/",
        *,
        captures=(),
        age_days=None,
        resources=(),
        status=200,
    ) -> Site:
        shown = captures or (
            capture(store, html, url=url, status=status, resources=tuple(resources)),
        )
        registration = None
        if age_days is not None:
            created = datetime.fromtimestamp(AT.timestamp() - age_days * 86400, UTC)
            registration = Registration(
                domain="k3.test", asked_at=AT, source="rdap", created_at=created
            )
        inspection = Inspection(
            candidate=Candidate(url=url, source="tip", reason="told", seen_at=AT),
            captures=tuple(shown),
            registration=registration,
        )
        return open_site(inspection, store.read)

    return make


@pytest.fixture
def visit(store):
    """Make one capture of a site with several."""

    def make(html, url="https://k3.test/", **more):
        return capture(store, html, url=url, **more)

    return make


@pytest.fixture
def resource(store):
    def make(data, *, url, kind, status=200, **more):
        return Resource(
            url=url,
            kind=kind,
            status=status,
            media_type="",
            sha256=store.put(data) if data is not None else "",
            size_bytes=len(data or b""),
            **more,
        )

    return make


@pytest.fixture
def page():
    def make(html, url="https://k3.test/", **more):
        body = html if isinstance(html, bytes) else html.encode()
        return Page(where="desktop", url=url, body=body, **more)

    return make
