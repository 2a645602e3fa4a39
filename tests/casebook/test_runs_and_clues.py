"""Runs, their sources, and clues with their numbers."""

from datetime import UTC, datetime

import pytest

from casebook.errors import InputError
from casebook.records import Clue
from casebook.store import SourceRun
from casebook.store.numbers import year_of


def test_run_from_start_to_end(casebook, at):
    run = casebook.start_run("crawl", at=at, details={"limit": 5})
    casebook.note_source(run, "search", at=at, ok=True, found=7)
    casebook.note_source(run, "board", at=at, ok=False, found=0, failure="nul \x00")
    casebook.end_run(run, at=at, state="done", counts={"visited": 5})

    (found,) = casebook.runs()

    assert run == found.id == "RUN-2026-0001"
    assert (found.kind, found.state) == ("crawl", "done")
    assert (found.started_at, found.ended_at) == (at, at)
    assert (found.details, found.counts) == ({"limit": 5}, {"visited": 5})
    assert casebook.sources(run) == [
        SourceRun(run=run, source="search", at=at, ok=True, found=7, failure=""),
        SourceRun(
            run=run, source="board", at=at, ok=False, found=0, failure="nul \x00"
        ),
    ]
    assert [line.action for line in casebook.ledger.lines(object=run)] == [
        "run-started",
        "run-ended",
    ]


def test_newest_runs_first(casebook, at):
    ids = [casebook.start_run("crawl", at=at, details={}) for _ in range(3)]

    assert [run.id for run in casebook.runs(2)] == [ids[2], ids[1]]


def test_end_of_no_run(casebook, at):
    with pytest.raises(InputError, match="no run RUN-1"):
        casebook.end_run("RUN-1", at=at, state="done", counts={})


def test_next_holder_of_the_lock_clears_up_after_a_killed_run(desk):
    book = desk.casebook
    desk.add("https://a.test/", "https://b.test/", "https://c.test/")
    book.place, book.hold = "elsewhere", "1"
    book.start_run("crawl", at=desk.at, details={})
    desk.lease(worker="elsewhere", seconds=99999)
    book.place, book.hold = "here", "1"
    killed = book.start_run("crawl", at=desk.at, details={})
    (lost,) = desk.lease(seconds=99999)

    book.hold = "2"
    outer = book.start_run("daily", at=desk.hour(1), details={})
    inner = book.start_run("crawl", at=desk.hour(1), details={})

    states = {run.id: run.state for run in book.runs()}
    assert states[killed] == "killed"
    assert states[outer] == states[inner] == "started"
    assert sorted(states.values()) == ["killed", "started", "started", "started"]
    again = desk.lease(hours=1, limit=9, worker="w2")
    assert [leased.candidate.url for leased in again] == [
        "https://c.test/",
        "https://b.test/",
    ]
    assert desk.finish(lost) is None


def test_run_without_the_lock_clears_up_nothing(desk):
    desk.add("https://a.test/")
    desk.casebook.start_run("crawl", at=desk.at, details={})
    desk.lease()
    desk.casebook.start_run("inspect", at=desk.at, details={})

    assert [run.state for run in desk.casebook.runs()] == ["started", "started"]
    assert desk.casebook.waiting(desk.at) == 0


def clue(number, at, **more):
    return Clue(
        number=number,
        cases=("CASE-2026-0001",),
        file_name=f"{number}.zip",
        sha256="4" * 64,
        size_bytes=9,
        made_at=at,
        **more,
    )


def test_clue_numbers_are_given_once(casebook, at):
    numbers = [casebook.next_clue_number(2026, at) for _ in range(2)]
    other_year = casebook.next_clue_number(2027, at)

    assert numbers == ["CLUE-2026-0001", "CLUE-2026-0002"]
    assert other_year == "CLUE-2027-0001"


def test_clues(casebook, at):
    first = clue(casebook.next_clue_number(2026, at), at)
    second = clue(casebook.next_clue_number(2026, at), at, supersedes="CLUE-2026-0001")
    casebook.add_clue(first, at=at)
    casebook.add_clue(second, at=at)

    assert casebook.clues() == [first, second]
    assert [line.action for line in casebook.ledger.lines(object=first.number)] == [
        "clue-numbered",
        "clue-made",
    ]
    with pytest.raises(InputError, match="CLUE-2026-0001 was made before"):
        casebook.add_clue(first, at=at)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 2027),  # midnight in Beijing
    ],
)
def test_year_of(at, year):
    assert year_of(at) == year
