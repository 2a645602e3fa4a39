"""Confirmed cases handed to the judge: which, and what they are built of."""

import dataclasses
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from crawling import on_loopback, told_by_title, workspace_at

from casebook.profiles import Profiles
from casebook.records import (
    Candidate,
    Capture,
    Inspection,
    Label,
    Vantage,
)
from casebook.store.engine import transaction
from casebook.store.models import CaseRow
from crawler.confirmed import with_confirmed

AT = datetime(2026, 1, 2, tzinfo=UTC)
KIT = "".join(
    f'<div class="kit-box{n}"><b class="kit-row{n}">x</b></div>' for n in "ab"
)


def flag(workspace, host, label):
    """Put one flagged visit into the casebook."""
    url = f"https://{host}/"
    candidate = Candidate(url=url, source="tip", reason="reported", seen_at=AT)
    workspace.casebook.add_candidates([candidate], run="RUN-0", at=AT)
    (leased,) = workspace.casebook.lease(limit=1, worker="w", lease_seconds=60, at=AT)
    capture = Capture(
        url=url,
        vantage=Vantage.DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256=workspace.blobs.store(f"<p>{host}</p>{KIT}".encode()),
        body_bytes=10,
    )
    workspace.casebook.finish(
        leased,
        Inspection(candidate=candidate, captures=(capture,)),
        told_by_title(url, label),
        evidence=(),
        run="RUN-0",
        worker="w",
        at=AT,
    )


@pytest.fixture
def workspace(tmp_path):
    config = dataclasses.replace(on_loopback(), language="en")
    with workspace_at(tmp_path / "w", config) as made:
        yield made


def decide(workspace, host, state):
    with transaction(workspace.casebook._engine) as session:
        session.execute(
            sa.update(CaseRow).where(CaseRow.site == host).values(state=state)
        )


def known(workspace):
    profiles = Profiles(by_name={})
    return with_confirmed(profiles, workspace.casebook, workspace.blobs.read).confirmed


def test_what_a_person_confirmed_and_nothing_else(workspace):
    for host, label in (
        ("a.test", Label.COUNTERFEIT),
        ("b.test", Label.COUNTERFEIT),
        ("c.test", Label.SELLER),
        ("d.test", Label.SUSPICIOUS),
    ):
        flag(workspace, host, label)
    assert known(workspace) == ()  # the machine's own word is no knowledge

    decide(workspace, "a.test", "confirmed")
    decide(workspace, "b.test", "rejected")
    decide(workspace, "d.test", "confirmed")

    (template,) = known(workspace)
    assert template.host == "a.test"
    assert template.case.startswith("CASE-")
    assert "path:div.kit-boxa>b.kit-rowa" in template.parts


def test_a_case_whose_pages_are_lost_is_left_out(workspace):
    flag(workspace, "a.test", Label.COUNTERFEIT)
    decide(workspace, "a.test", "confirmed")
    for path in workspace.blobs.root.rglob("*"):
        if path.is_file():
            path.unlink()

    assert known(workspace) == ()
