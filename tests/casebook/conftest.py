"""Records to hand to a casebook, made with as few words as a test needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from casebook.records import (
    Candidate,
    Capture,
    Claim,
    Evidence,
    Finding,
    Inspection,
    Label,
    Vantage,
    Verdict,
)
from casebook.store import Casebook


@dataclass
class Desk:
    """Does whole visits on a casebook; times are hours after ``at``."""

    casebook: Casebook
    at: datetime
    worker: str = "w1"

    def hour(self, hours):
        return self.at + timedelta(hours=hours)

    def candidate(self, url="https://a.test/x?id=1", reason="seen in a tip"):
        return Candidate(url=url, source="tip", reason=reason, seen_at=self.at)

    def add(self, *urls, hours=0):
        return self.casebook.add_candidates(
            [self.candidate(url) for url in urls], run="RUN-0", at=self.hour(hours)
        )

    def lease(self, *, hours=0, limit=1, worker=None, seconds=60):
        return self.casebook.lease(
            limit=limit,
            worker=worker or self.worker,
            lease_seconds=seconds,
            at=self.hour(hours),
        )

    def inspection(self, candidate, *, body="1" * 64, failure=None, hours=0):
        capture = Capture(
            url=candidate.url,
            vantage=Vantage.DESKTOP,
            captured_at=self.hour(hours),
            final_url=candidate.url,
            status=None if failure else 200,
            body_sha256="" if failure else body,
            body_bytes=0 if failure else 8,
            failure=failure,
        )
        return Inspection(candidate=candidate, captures=(capture,))

    def verdict(self, url, label, probability=0.9):
        claim = Claim(template="title is {title}", values={"title": f"of {url}"})
        finding = Finding(
            detector="title",
            signal="title-copied",
            strength=0.9,
            claim=claim,
            where="desktop html:title",
            weight=2.0,
        )
        return Verdict(
            url=url,
            label=label,
            probability=probability,
            profile="mem-portal",
            findings=(finding,),
            not_run=(),
            model="test 1",
        )

    def evidence(self, name="page.html", sha256="2" * 64):
        return Evidence(
            case="",
            kind="body",
            name=name,
            media_type="text/html",
            sha256=sha256,
            size_bytes=8,
            captured_at=self.at,
        )

    def finish(
        self,
        leased,
        label=Label.COUNTERFEIT,
        probability=0.9,
        *,
        run="RUN-1",
        hours=0,
        body="1" * 64,
        evidence=(),
        worker=None,
    ):
        out_of_reach = label is Label.UNREACHABLE
        return self.casebook.finish(
            leased,
            self.inspection(
                leased.candidate,
                body=body,
                failure="timeout" if out_of_reach else None,
                hours=hours,
            ),
            self.verdict(leased.candidate.url, label, probability),
            evidence=evidence,
            run=run,
            worker=worker or self.worker,
            at=self.hour(hours),
        )

    def visit(self, url, label=Label.COUNTERFEIT, probability=0.9, **how):
        """Visit one new candidate and return its case."""
        hours = how.get("hours", 0)
        self.add(url, hours=hours)
        (leased,) = self.lease(hours=hours)
        assert leased.candidate.url == url
        return self.finish(leased, label, probability, **how)

    def revisit(self, label=Label.COUNTERFEIT, probability=0.9, *, hours, **how):
        """Visit again every candidate of a flagged case."""
        self.casebook.requeue_due(before=self.hour(hours), at=self.hour(hours))
        return [
            self.finish(leased, label, probability, hours=hours, **how)
            for leased in self.lease(hours=hours, limit=100)
        ]


@pytest.fixture
def desk(casebook, at):
    """A desk on an empty casebook, once on each kind of database."""
    return Desk(casebook, at)


@pytest.fixture
def sqlite_desk(tmp_path, at):
    """A desk on SQLite, for what only a file can suffer."""
    with Casebook.open(f"sqlite:///{tmp_path / 'casebook.db'}", create=True) as made:
        yield Desk(made, at)


@pytest.fixture
def desk_on(at):
    """Makes a desk on a casebook that the test opened itself."""
    return lambda casebook: Desk(casebook, at)
