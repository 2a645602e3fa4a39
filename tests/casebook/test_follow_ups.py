"""Handoffs, outcomes and submissions: written down once, corrected by new lines."""

import dataclasses
import os
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from casebook.errors import InputError
from casebook.followups import in_force, without_answer
from casebook.records import (
    Clue,
    Handoff,
    Label,
    Means,
    Outcome,
    OutcomeKind,
    Submission,
    SubmissionStatus,
)
from casebook.store import Casebook

ROOT = Path(__file__).parents[2]

CASE, OTHER = "CASE-2026-0001", "CASE-2026-0002"

CLUE = "CLUE-2026-0001"

STEPS_MAX = 200

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Rules are Python's; that one database holds them too is shown by the others."""


@pytest.fixture
def book(desk):
    """Two cases, a package of the first, and one of both that replaces it."""
    desk.visit("https://a.test/")
    desk.visit("https://b.test/")
    desk.casebook.add_clue(clue(desk, CLUE, (CASE,), "4"), at=desk.hour(1))
    both = clue(desk, "CLUE-2026-0002", (CASE, OTHER), "5", supersedes=CLUE)
    desk.casebook.add_clue(both, at=desk.hour(1))
    return desk.casebook


def clue(desk, number, cases, digit, **more):
    return Clue(
        number=number,
        cases=cases,
        file_name=f"{number}.zip",
        sha256=digit * 64,
        size_bytes=9,
        made_at=desk.hour(1),
        **more,
    )


@pytest.fixture
def handoff(desk):
    """Makes a handoff at hour 2, noted at hour 30."""

    def make(**more):
        start = {"cases": (CASE,), "at": desk.hour(2), "by": "甲", "to": "某市公安局"}
        return Handoff(**start | {"noted_at": desk.hour(30)} | more)

    return make


@pytest.fixture
def outcome(desk):
    """Makes an outcome at hour 3, noted at hour 30."""

    def make(kind=OutcomeKind.ACCEPTED, **more):
        start = {"cases": (CASE,), "at": desk.hour(3), "by": "甲", "kind": kind}
        return Outcome(**start | {"noted_at": desk.hour(30)} | more)

    return make


@pytest.fixture
def submission(desk):
    """Makes a submission at hour 3, noted at hour 30."""

    def make(**more):
        start = {"cases": (CASE,), "at": desk.hour(3), "by": "甲", "channel": "12321"}
        return Submission(**start | {"noted_at": desk.hour(30)} | more)

    return make


def results(book):
    return {check.name: check.result for check in book.ledger.verify()}


def test_each_is_numbered_kept_and_told_in_the_ledger(
    book, handoff, outcome, submission
):
    made = [
        book.follow_up(line, actor="甲")
        for line in (
            handoff(cases=(CASE, OTHER), package="clue-2026-0002", note=" 两案 "),
            outcome(handoff="HANDOFF-2026-0001"),
            submission(attachment_sha256s=("6" * 64,)),
        )
    ]

    assert [line.id for line in made] == [
        "HANDOFF-2026-0001",
        "OUTCOME-2026-0001",
        "SUBMISSION-2026-0001",
    ]
    assert (made[0].package, made[0].package_sha256) == ("CLUE-2026-0002", "5" * 64)
    assert made[0].note == "两案"
    assert book.follow_ups() == made
    assert book.follow_ups(case="b.test") == made[:1]
    assert book.follow_up_of(" outcome-2026-0001") == made[1]
    told = [
        (line.object, line.action, line.detail["id"], line.actor)
        for line in list(book.ledger.lines())[-4:]
    ]
    assert told == [
        (CASE, "handed-over", made[0].id, "甲"),
        (OTHER, "handed-over", made[0].id, "甲"),
        (CASE, "outcome-noted", made[1].id, "甲"),
        (CASE, "submitted", made[2].id, "甲"),
    ]
    assert results(book)["follow-ups"] == "passed"


HANDOFFS = [
    ({"cases": ()}, "at least one case", "nothing was handed over"),
    ({"cases": ("CASE-2026-0009",)}, "CASE-2026-0009", "no such case"),
    ({"to": " "}, "to: say who", "an agency without a name"),
    ({"by": ""}, "by: say who", "nobody did it"),
    ({"to": "局" * 201}, "201 characters, 200", "a page pasted into a name"),
    ({"note": "x" * 4001}, "4001 characters, 4000", "a file pasted into a note"),
    ({"note": "a\x1b[31m"}, r"U\+001B", "a terminal's colours"),
    ({"note": "a\u202egpj"}, r"U\+202E", "turns the text around"),
    ({"to": "公安\n局"}, r"U\+000A", "two lines in a name"),
    ({"receipt": "a\x00"}, r"U\+0000", "what PostgreSQL cannot hold"),
    ({"note": "\ud83d"}, r"U\+D83D", "half a character"),
    ({"hours": 31}, "has not come yet", "tomorrow"),
    ({"hours": -300_000}, "too long ago", "a year typed wrong"),
    ({"means": "drone"}, "means: 'drone' is none of", "no such means"),
    ({"means": Means.OTHER}, "note must say how", "other says nothing"),
    ({"package": "CLUE-2026-0009"}, "no package", "a package never made"),
    ({"package": CLUE, "cases": (OTHER,)}, "does not hold", "another's package"),
    ({"package": CLUE, "hours": -24}, "before CLUE-2026-0001", "not made then"),
    ({"package": CLUE, "package_sha256": "6" * 64}, "not CLUE-", "was changed"),
    ({"package_sha256": "4" * 64}, "needs the number", "a digest of nothing"),
    ({"corrects": "HANDOFF-2026-0009"}, "nothing was written", "no such line"),
    ({"withdrawn": True}, "name the line", "takes back nothing"),
]


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "words", "why"), HANDOFFS, ids=[row[2] for row in HANDOFFS]
)
def test_handoff_that_cannot_be_true(book, desk, handoff, given, words, why):
    head = book.ledger.head()
    given = dict(given)
    if "hours" in given:
        given["at"] = desk.hour(given.pop("hours"))

    with pytest.raises(InputError, match=words):
        book.follow_up(handoff(**given), actor="甲")

    assert book.follow_ups() == [], why
    assert book.ledger.head() == head


OUTCOMES = [
    ({"kind": OutcomeKind.RETURNED}, "note must say", "nobody knows why"),
    ({"kind": OutcomeKind.OTHER}, "note must say", "nobody knows what"),
    ({"kind": OutcomeKind.ARRESTS}, "count is missing", "how many"),
    ({"kind": OutcomeKind.ARRESTS, "count": 0}, "not from 1", "none is no outcome"),
    ({"kind": OutcomeKind.ARRESTS, "count": 10**8}, "not from 1", "a slip"),
    ({"count": 3}, "has no count", "three acceptances of one case"),
    ({"handoff": "HANDOFF-2026-0009"}, "no handoff", "answers nothing"),
    ({"handoff": "HANDOFF-2026-0002"}, "was not handed over", "of another case"),
    ({"handoff": "HANDOFF-2026-0001", "days": -1}, "before HANDOFF", "too early"),
    ({"corrects": "HANDOFF-2026-0001"}, "not of this kind", "no outcome"),
    ({"handoff": "HANDOFF-2026-0003"}, "taken back", "it never was"),
]


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "words", "why"), OUTCOMES, ids=[row[2] for row in OUTCOMES]
)
def test_outcome_that_cannot_be_true(book, desk, handoff, outcome, given, words, why):
    book.follow_up(handoff(at=desk.hour(25)), actor="甲")
    book.follow_up(handoff(cases=(OTHER,)), actor="甲")
    third = book.follow_up(handoff(to="误"), actor="甲")
    back = dataclasses.replace(third, id="", corrects=third.id, withdrawn=True)
    book.follow_up(back, actor="甲")
    given = dict(given)
    given["at"] = desk.hour(26 + 24 * given.pop("days", 0))

    with pytest.raises(InputError, match=words):
        book.follow_up(outcome(**given), actor="甲")

    assert len(book.follow_ups()) == 4, why


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"channel": ""}, "channel: say which"),
        ({"attachment_sha256s": ("x",)}, "is no SHA-256"),
        ({"package": "CLUE-2026-0009"}, "no package"),
    ],
    ids=["no channel", "no digest", "no package"],
)
def test_submission_that_cannot_be_true(book, submission, given, words):
    with pytest.raises(InputError, match=words):
        book.follow_up(submission(**given), actor="甲")


@ON_SQLITE
def test_submission_closed_before_it_was_sent(book, desk, submission):
    early = submission(closed_at=desk.hour(-30))

    with pytest.raises(InputError, match="before it was sent"):
        book.follow_up(early, actor="甲")


@ON_SQLITE
def test_the_same_twice_is_refused_until_it_was_taken_back(book, handoff):
    first = book.follow_up(handoff(), actor="甲")
    with pytest.raises(InputError, match="as HANDOFF-2026-0001"):
        book.follow_up(handoff(), actor="乙")

    back = dataclasses.replace(first, id="", corrects=first.id, withdrawn=True)
    book.follow_up(back, actor="甲")

    assert book.follow_up(handoff(), actor="甲").id == "HANDOFF-2026-0003"


def test_a_correction_replaces_the_whole_line_and_both_stay(book, handoff):
    first = book.follow_up(handoff(cases=(CASE, OTHER)), actor="甲")
    changed = {"id": "", "corrects": first.id, "receipt": "118", "cases": (OTHER,)}
    second = book.follow_up(dataclasses.replace(first, **changed), actor="甲")

    assert book.follow_ups() == [first, second]
    assert in_force(book.follow_ups()) == [second]
    # A reader of the case that it left must see that it was corrected.
    assert book.follow_ups(case=CASE) == [first, second]
    assert (book.case(CASE).state, book.case(OTHER).state) == (
        "proposed",
        "handed-over",
    )
    assert results(book)["follow-ups"] == "passed"


@ON_SQLITE
def test_what_was_corrected_is_corrected_in_its_correction(book, handoff):
    first = book.follow_up(handoff(), actor="甲")
    again = dataclasses.replace(first, id="", corrects=first.id, receipt="1")
    second = book.follow_up(again, actor="甲")
    late = dataclasses.replace(again, receipt="2")

    with pytest.raises(InputError, match=f"{first.id} was corrected by {second.id}"):
        book.follow_up(late, actor="甲")

    third = dataclasses.replace(again, corrects=second.id, withdrawn=True)
    third = book.follow_up(third, actor="甲")
    with pytest.raises(InputError, match="takes back another line"):
        book.follow_up(dataclasses.replace(late, corrects=third.id), actor="甲")
    assert in_force(book.follow_ups()) == []
    assert book.case(CASE).state == "proposed"


STATES = [
    ([OutcomeKind.ACCEPTED], "accepted"),
    ([OutcomeKind.RETURNED], "returned"),
    ([OutcomeKind.ACCEPTED, OutcomeKind.CASE_OPENED], "case-opened"),
    ([OutcomeKind.ARRESTS, OutcomeKind.SITE_CLOSED], "closed"),
    ([OutcomeKind.OTHER], "handed-over"),
]


@ON_SQLITE
@pytest.mark.parametrize(("kinds", "state"), STATES, ids=[state for _, state in STATES])
def test_state_of_the_case_is_the_last_that_came_of_it(
    book, handoff, outcome, kinds, state
):
    book.follow_up(handoff(), actor="甲")
    for kind in kinds:
        count = 2 if kind is OutcomeKind.ARRESTS else None
        line = outcome(kind, note="x", count=count, handoff="HANDOFF-2026-0001")
        book.follow_up(line, actor="甲")

    assert book.case(CASE).state == state
    assert [case.id for case in book.cases(state=state)] == [CASE]


@ON_SQLITE
def test_outcome_of_which_only_the_day_is_known_comes_after_its_handoff(
    book, desk, handoff, outcome
):
    first = book.follow_up(handoff(at=desk.hour(2)), actor="甲")
    book.follow_up(outcome(at=desk.hour(0), handoff=first.id), actor="甲")
    with_receipt = dataclasses.replace(
        first, id="", corrects=first.id, receipt="118", note="later"
    )
    book.follow_up(with_receipt, actor="甲")

    assert book.case(CASE).state == "accepted"


@ON_SQLITE
def test_handed_over_again_after_it_was_returned(book, desk, handoff, outcome):
    first = book.follow_up(handoff(at=desk.hour(2)), actor="甲")
    line = outcome(OutcomeKind.RETURNED, at=desk.hour(3), note="x", handoff=first.id)
    book.follow_up(line, actor="甲")
    book.follow_up(handoff(at=desk.hour(4)), actor="甲")

    assert book.case(CASE).state == "handed-over"


@ON_SQLITE
def test_visits_leave_the_state_as_people_made_it(book, desk, handoff):
    book.follow_up(handoff(), actor="甲")
    desk.revisit(Label.COUNTERFEIT, hours=40)

    assert book.case(CASE).state == "handed-over"


@ON_SQLITE
def test_who_has_not_answered(book, desk, handoff, outcome):
    lines = [
        handoff(to="silent"),
        handoff(to="gave a receipt", receipt="1"),
        handoff(to="told what came of it", cases=(OTHER,)),
        handoff(to="yesterday", at=desk.hour(29)),
    ]
    made = [book.follow_up(line, actor="甲") for line in lines]
    answer = outcome(cases=(OTHER,), handoff=made[2].id, at=desk.hour(4))
    book.follow_up(answer, actor="甲")

    found = without_answer(book.follow_ups(), before=desk.hour(28))

    assert [line.to for line in found] == ["silent"]


@ON_SQLITE
def test_an_answer_holds_for_the_line_that_corrects(book, desk, handoff, outcome):
    first = book.follow_up(handoff(), actor="甲")
    book.follow_up(outcome(handoff=first.id), actor="甲")
    corrected = dataclasses.replace(first, id="", corrects=first.id, person="乙")
    book.follow_up(corrected, actor="甲")

    assert without_answer(book.follow_ups(), before=desk.hour(28)) == []


def test_lines_between_two_moments(book, desk, handoff, submission):
    book.follow_up(handoff(), actor="甲")
    late = book.follow_up(submission(noted_at=desk.hour(31)), actor="甲")

    assert book.follow_ups(since=desk.hour(31)) == [late]
    assert book.follow_ups(until=desk.hour(30)) == []
    assert late.status is SubmissionStatus.SENT
    with pytest.raises(InputError, match="'HANDOFF-9'"):
        book.follow_up_of("HANDOFF-9")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE follow_up SET record = replace(record, '118', '119')",
        "DELETE FROM followed_case",
        "UPDATE followed_case SET \"case\" = 'CASE-2026-0002'",
        "UPDATE followed_case SET line = line - 1",
    ],
)
def test_what_is_changed_behind_the_ledger_is_found(
    tmp_path, sqlite_desk, handoff, statement
):
    sqlite_desk.visit("https://a.test/")
    sqlite_desk.visit("https://b.test/")
    sqlite_desk.casebook.follow_up(handoff(receipt="118"), actor="甲")
    assert results(sqlite_desk.casebook)["follow-ups"] == "passed"
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'casebook.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()

    assert results(sqlite_desk.casebook)["follow-ups"] == "failed"


OLD = (
    "DROP TABLE followed_case",
    "DROP TABLE follow_up",
    "ALTER TABLE suspect_case DROP COLUMN followed",
    "UPDATE alembic_version SET version_num = '0004'",
)
"""Makes of a casebook of today one of the version before."""


def test_casebook_of_the_version_before_is_brought_up_to_date(
    desk, casebook_url, handoff
):
    desk.visit("https://a.test/")
    desk.casebook.close()
    engine = sa.create_engine(casebook_url)
    with engine.begin() as connection:
        for statement in OLD:
            connection.exec_driver_sql(statement)
    engine.dispose()

    with Casebook.open(casebook_url) as book:
        assert book.case("a.test").state == "proposed"
        assert book.follow_ups() == []
        book.follow_up(handoff(), actor="甲")
        assert book.case("a.test").state == "handed-over"
        assert "failed" not in results(book).values()


WRITE = """
import sys
from datetime import UTC, datetime, timedelta

from casebook.errors import InputError
from casebook.records import Handoff
from casebook.store import Casebook

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
with Casebook.open(sys.argv[1]) as book:
    for number in range(12):
        line = Handoff(
            cases=("CASE-2026-0001",), at=AT, by="w", to=f"to {number}",
            noted_at=AT + timedelta(hours=1),
        )
        try:
            book.follow_up(line, actor=sys.argv[2])
        except InputError as exc:
            assert "the same was written down before" in str(exc), exc
"""


def test_two_processes_write_each_line_once(desk, casebook_url):
    desk.visit("https://a.test/")
    both = [
        subprocess.Popen([sys.executable, "-c", WRITE, casebook_url, name], cwd=ROOT)
        for name in ("w1", "w2")
    ]
    assert [process.wait() for process in both] == [0, 0]

    lines = desk.casebook.follow_ups()
    assert sorted(line.to for line in lines) == sorted(f"to {n}" for n in range(12))
    assert [line.id for line in lines] == [
        f"HANDOFF-2026-{number:04d}" for number in range(1, 13)
    ]
    assert "failed" not in results(desk.casebook).values()


def test_killed_anywhere_it_is_whole_or_was_never_written(book, casebook_url, handoff):
    """SIGKILL before each statement; the child that comes through has written it."""
    before = book.ledger.head()
    line = handoff(cases=(CASE, OTHER), package="CLUE-2026-0002")

    for dies_at in range(1, STEPS_MAX):
        if _comes_through(casebook_url, line, dies_at):
            break
        assert book.follow_ups() == []
        assert book.ledger.head() == before
        assert book.case(CASE).state == "proposed"

    assert dies_at > 10
    assert [one.id for one in book.follow_ups()] == ["HANDOFF-2026-0001"]
    assert {book.case(one).state for one in (CASE, OTHER)} == {"handed-over"}
    assert "failed" not in results(book).values()


def _comes_through(url, line, dies_at):
    child = os.fork()
    if child == 0:
        try:
            steps = count(1)

            def step(*_):
                if next(steps) == dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)

            sa.event.listen(sa.Engine, "before_cursor_execute", step)
            sa.event.listen(sa.Engine, "commit", step)
            with Casebook.open(url) as book:
                book.follow_up(line, actor="甲")
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


@ON_SQLITE
def test_a_day_is_a_day_in_beijing(book, desk, handoff):
    """The package was made at 12:04 in Beijing; 00:10 of that day is early enough."""
    early = desk.hour(1) - timedelta(hours=11, minutes=54)

    assert book.follow_up(handoff(package=CLUE, at=early), actor="甲").id
