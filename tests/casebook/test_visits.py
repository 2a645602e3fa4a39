"""The end of a visit: everything at once, and a case where there is one."""

import dataclasses

import pytest

from casebook.blobs import Blobs
from casebook.errors import EvidenceError, InputError
from casebook.records import Candidate, Capture, Claim, Label, Liveness, Vantage
from casebook.store import Casebook


@pytest.mark.parametrize(
    ("label", "opens"),
    [
        (Label.COUNTERFEIT, True),
        (Label.SELLER, True),
        (Label.INTRUSION, True),  # goes to a person
        (Label.SUSPICIOUS, True),  # goes to a person
        (Label.CLEAR, False),
        (Label.OFFICIAL, False),
        (Label.UNREACHABLE, False),  # nothing is known of it
    ],
)
def test_which_first_visit_opens_a_case(desk, label, opens):
    case = desk.visit("https://a.test/", label)

    assert case == ("CASE-2026-0001" if opens else None)
    assert len(desk.casebook.cases()) == opens
    assert desk.casebook.waiting(desk.hour(99)) == 0


def test_case_is_what_the_visit_found(desk):
    desk.visit("https://a.test:8443/x?id=1", Label.SELLER, 0.75)

    (case,) = desk.casebook.cases()

    assert case.id == "CASE-2026-0001"
    assert case.host == "a.test:8443"
    assert (case.label, case.probability) == (Label.SELLER, 0.75)
    assert (case.profile, case.state) == ("mem-portal", "proposed")
    assert (case.first_seen, case.last_seen) == (desk.at, desk.at)
    assert case.liveness is Liveness.LIVE
    assert case.reason == Claim(
        template="title is {title}",
        values={"title": "of https://a.test:8443/x?id=1"},
    )
    assert case.url == "https://a.test:8443/x?id=1"


@pytest.mark.parametrize(
    ("first", "second", "label", "probability"),
    [
        # The label decides before the probability.
        ((Label.SELLER, 0.99), (Label.COUNTERFEIT, 0.6), Label.COUNTERFEIT, 0.6),
        ((Label.INTRUSION, 0.1), (Label.SUSPICIOUS, 0.9), Label.INTRUSION, 0.1),
        # Of one label the greater probability.
        ((Label.SELLER, 0.6), (Label.SELLER, 0.8), Label.SELLER, 0.8),
        ((Label.SELLER, 0.8), (Label.SELLER, 0.6), Label.SELLER, 0.8),
        # A page that is clear does not clear the site.
        ((Label.SUSPICIOUS, 0.3), (Label.CLEAR, 0.0), Label.SUSPICIOUS, 0.3),
        # A page that does not answer says nothing.
        ((Label.SUSPICIOUS, 0.3), (Label.UNREACHABLE, 0.0), Label.SUSPICIOUS, 0.3),
    ],
)
def test_pages_of_one_site_are_one_case(desk, first, second, label, probability):
    one = desk.visit("https://a.test/1", *first)
    two = desk.visit("https://a.test/2", *second)

    (case,) = desk.casebook.cases()

    assert one == two == case.id
    assert (case.label, case.probability) == (label, probability)


def test_pages_of_two_sites_are_two_cases(desk):
    desk.visit("https://owner-one.github.io/")
    desk.visit("https://owner-two.github.io/")
    desk.visit("https://a.test/")
    desk.visit("https://a.test:8443/")

    assert len({case.id for case in desk.casebook.cases()}) == 4


def test_clear_page_seen_first_belongs_to_the_later_case(desk):
    desk.visit("https://a.test/news", Label.CLEAR, 0.0)
    case = desk.visit("https://a.test/query", hours=1)

    urls = [verdict.url for verdict, _ in desk.casebook.verdicts(case)]

    assert urls == ["https://a.test/query", "https://a.test/news"]


def test_case_whose_pages_became_clear_stays(desk):
    case = desk.visit("https://a.test/")
    desk.revisit(Label.CLEAR, 0.01, hours=24)

    (now,) = desk.casebook.cases()

    assert (now.id, now.label, now.probability) == (case, Label.CLEAR, 0.01)
    relabelled = [
        line.detail
        for line in desk.casebook.ledger.lines(object=case)
        if line.action == "case-relabelled"
    ]
    assert relabelled == [{"run": "RUN-1", "from": "counterfeit", "to": "clear"}]


def test_site_out_of_reach_keeps_its_label_and_what_was_judged(desk):
    case = desk.visit("https://a.test/")
    desk.revisit(Label.UNREACHABLE, 0.0, hours=24, run="RUN-2")

    (now,) = desk.casebook.cases()
    first, second = desk.casebook.sightings(case)

    assert (now.label, now.liveness) == (Label.COUNTERFEIT, Liveness.UNREACHABLE)
    assert now.last_seen == desk.at
    assert (first.liveness, first.cause) == (Liveness.LIVE, "")
    assert (second.liveness, second.cause) == (Liveness.UNREACHABLE, "timeout")
    assert second.fingerprint == ""
    assert desk.casebook.verdicts(case)[0][0].label is Label.COUNTERFEIT
    assert desk.casebook.inspections(case)[0].captures[0].failure is None
    latest = [verdict.label for _, verdict in desk.casebook.latest_inspections()]
    assert latest == [Label.UNREACHABLE]


def test_down_after_three_looks_over_a_day_then_back(desk):
    case = desk.visit("https://a.test/", run="RUN-0")
    for number, hours in enumerate((24, 30, 48), start=1):
        desk.revisit(Label.UNREACHABLE, 0.0, hours=hours, run=f"RUN-{number}")
    desk.revisit(hours=72, run="RUN-4")

    assert [sighting.liveness for sighting in desk.casebook.sightings(case)] == [
        Liveness.LIVE,
        Liveness.UNREACHABLE,
        Liveness.UNREACHABLE,
        Liveness.DOWN,
        Liveness.RELAPSED,
    ]
    assert desk.casebook.case(case).liveness is Liveness.RELAPSED
    assert desk.casebook.case(case).last_seen == desk.hour(72)


def test_one_dead_page_does_not_make_a_live_site_dead(desk):
    desk.visit("https://a.test/1", run="RUN-1")
    desk.visit("https://a.test/2", Label.UNREACHABLE, 0.0, run="RUN-1")

    assert desk.casebook.cases()[0].liveness is Liveness.LIVE


def test_changed_content(desk):
    case = desk.visit("https://a.test/", body="1" * 64)
    desk.revisit(hours=24, body="1" * 64)
    desk.revisit(hours=48, body="3" * 64)

    found = [(s.liveness, s.cause) for s in desk.casebook.sightings(case)]

    assert found == [
        (Liveness.LIVE, ""),
        (Liveness.LIVE, ""),
        (Liveness.CHANGED, "content"),
    ]


def test_two_pages_of_a_site_are_not_compared_with_each_other(desk):
    desk.visit("https://a.test/1", body="1" * 64)
    desk.visit("https://a.test/2", body="3" * 64)

    assert desk.casebook.cases()[0].liveness is Liveness.LIVE


@pytest.mark.parametrize(
    ("before", "after", "liveness"),
    [
        (b"<p>17 views</p>", b"<p>18 views</p>", Liveness.LIVE),
        (b"<p>query</p>", b"<p>for sale</p>", Liveness.CHANGED),
    ],
)
def test_stored_pages_are_compared_without_what_changes(
    tmp_path, sqlite_desk, before, after, liveness
):
    blobs = Blobs(tmp_path / "evidence")
    url = f"sqlite:///{tmp_path / 'casebook.db'}"
    with Casebook.open(url, read=blobs.read) as book:
        desk = dataclasses.replace(sqlite_desk, casebook=book)
        desk.visit("https://a.test/", body=blobs.store(before))
        desk.revisit(hours=24, body=blobs.store(after))

        assert book.cases()[0].liveness is liveness


def test_visit_whose_bytes_are_not_stored_is_refused(tmp_path, sqlite_desk):
    blobs = Blobs(tmp_path / "evidence")
    url = f"sqlite:///{tmp_path / 'casebook.db'}"
    with Casebook.open(url, read=blobs.read) as book:
        desk = dataclasses.replace(sqlite_desk, casebook=book)
        with pytest.raises(EvidenceError, match="not stored"):
            desk.visit("https://a.test/")

        assert book.cases() == []


def test_late_finish_stores_nothing(desk):
    desk.add("https://a.test/")
    (late,) = desk.lease(worker="w1")
    (other,) = desk.lease(worker="w2", hours=1)

    assert desk.finish(late, worker="w1", hours=1) is None
    assert desk.casebook.cases() == []
    assert list(desk.casebook.ledger.lines()) == []
    assert desk.finish(other, worker="w2", hours=1) == "CASE-2026-0001"
    assert desk.finish(other, worker="w2", hours=1) is None
    assert desk.finish(late, worker="w1", hours=1) is None
    assert len(desk.casebook.sightings("a.test")) == 1


def test_older_lease_of_the_same_worker_is_late_too(desk):
    desk.add("https://a.test/")
    (late,) = desk.lease()
    (other,) = desk.lease(hours=1)

    assert desk.finish(late, hours=1) is None
    assert desk.finish(other, hours=1) == "CASE-2026-0001"


def test_expired_lease_counts_until_it_is_lent_again(desk):
    desk.add("https://a.test/")
    (leased,) = desk.lease(seconds=1)

    assert desk.finish(leased, hours=1) == "CASE-2026-0001"


def test_evidence_is_kept_once(desk):
    page, picture = desk.evidence(), desk.evidence("page.png", "3" * 64)
    case = desk.visit("https://a.test/", evidence=[page, page])
    desk.casebook.add_evidence(case, [page, picture], run="RUN-1", at=desk.at)

    kept = desk.casebook.evidence(case)

    assert kept == [
        dataclasses.replace(page, case=case),
        dataclasses.replace(picture, case=case),
    ]
    told = [
        set(line.detail["files"].values())
        for line in desk.casebook.ledger.lines(object=case)
        if line.action == "evidence-kept"
    ]
    assert told == [{"2" * 64}, {"3" * 64}]


def test_evidence_without_a_case_is_not_kept(desk):
    desk.visit("https://a.test/", Label.CLEAR, 0.0, evidence=[desk.evidence()])

    assert desk.casebook.cases() == []


def test_evidence_for_no_case(desk):
    with pytest.raises(InputError, match="no case"):
        desk.casebook.add_evidence("CASE-2026-9999", [], run="RUN-1", at=desk.at)


def test_record_of_wrong_types_is_never_stored(desk):
    """It could not be read again; the time to notice is now."""
    desk.add("https://a.test/")
    (leased,) = desk.lease()
    verdict = dataclasses.replace(desk.verdict("https://a.test/", Label.CLEAR), model=7)

    with pytest.raises(Exception, match="Verdict"):
        desk.casebook.finish(
            leased,
            desk.inspection(leased.candidate),
            verdict,
            evidence=[],
            run="RUN-1",
            worker="w1",
            at=desk.at,
        )

    assert list(desk.casebook.latest_inspections()) == []


def test_hostile_page_text_is_kept_as_it_was(desk):
    hostile = "nul \x00 half \ud800 pair \ud83d\ude00 rtl \u202e"
    candidate = Candidate(
        url="https://a.test/", source="tip", reason=hostile, seen_at=desk.at
    )
    desk.casebook.add_candidates([candidate], run="R", at=desk.at)
    (leased,) = desk.lease()
    inspection = desk.inspection(candidate)
    capture = Capture(
        url="https://a.test/\x00",
        vantage=Vantage.PHONE,
        captured_at=desk.at,
        final_url=hostile,
        status=-1,
        headers=((hostile, hostile),),
        failure="bad-http",
        failure_detail=hostile,
    )
    desk.casebook.finish(
        leased,
        dataclasses.replace(inspection, captures=(*inspection.captures, capture)),
        desk.verdict(hostile, Label.COUNTERFEIT),
        evidence=[desk.evidence(name=hostile)],
        run="RUN-1",
        worker="w1",
        at=desk.at,
    )

    (kept,) = desk.casebook.inspections("a.test")
    as_read = "nul \x00 half \ud800 pair \U0001f600 rtl \u202e"
    assert kept.captures[1].failure_detail == as_read
    assert desk.casebook.evidence("a.test")[0].name == as_read
    assert {check.result for check in desk.casebook.ledger.verify()} == {
        "passed",
        "not-checked",
    }
