"""The ledger: nobody changes it, and whoever does is found out."""

import sqlite3
from itertools import pairwise

import psycopg
import pytest
import sqlalchemy as sa

from casebook.errors import InputError
from casebook.store import Casebook
from casebook.store.ledger import BATCH, FIRST_PREV, hash_line

GUARDS = ("ledger_no_update", "ledger_no_delete", "ledger_in_order")


def results(casebook, head=None):
    return {check.name: check.result for check in casebook.ledger.verify(head=head)}


@pytest.fixture
def told(desk):
    """A casebook whose ledger tells of three visits."""
    for host in ("a.test", "b.test", "c.test"):
        desk.visit(f"https://{host}/")
    return desk.casebook


@pytest.fixture
def file(sqlite_desk, tmp_path):
    """A file with three visits, open to a program that leaves all pragmas off."""
    for host in ("a.test", "b.test", "c.test"):
        sqlite_desk.visit(f"https://{host}/")
    connection = sqlite3.connect(tmp_path / "casebook.db", isolation_level=None)
    yield connection
    connection.close()


def test_empty(casebook):
    assert list(casebook.ledger.lines()) == []
    assert casebook.ledger.head() == FIRST_PREV
    assert results(casebook) == {
        "chain": "passed",
        "guards": "passed",
        "inspections": "passed",
        "follow-ups": "passed",
        "head": "not-checked",
    }


def test_lines_chain(told):
    lines = list(told.ledger.lines())

    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.action for line in lines[:2]] == ["inspected", "case-opened"]
    assert lines[0].prev == FIRST_PREV
    for earlier, later in pairwise(lines):
        assert later.prev == earlier.hash
    assert told.ledger.head() == lines[-1].hash
    assert results(told, head=lines[3].hash) == dict.fromkeys(
        ("chain", "guards", "inspections", "follow-ups", "head"), "passed"
    )


def test_hash_is_over_everything(at):
    """The value was worked out with sha256sum over the JSON written by hand."""
    line = {
        "seq": 1,
        "at": at,
        "actor": "w1",
        "action": "inspected",
        "object": "a.test",
        "detail": {"名": 1},
        "prev": FIRST_PREV,
    }
    hashed = hash_line(**line)
    others = {
        "seq": 2,
        "at": at.replace(microsecond=1),
        "actor": "w2",
        "action": "x",
        "object": "b.test",
        "detail": {},
        "prev": "1" * 64,
    }

    assert hashed == (
        "5b828f1d10f6db8c6ecce68f64a7b328b268426b265971507dc8aae7d2976221"
    )
    assert len({hash_line(**{**line, key: v}) for key, v in others.items()}) == 7


def test_lines_of_one_object(told):
    assert [line.action for line in told.ledger.lines(object="CASE-2026-0002")] == [
        "case-opened"
    ]
    assert [line.action for line in told.ledger.lines(object="b.test")] == ["inspected"]
    assert list(told.ledger.lines(object="CASE-2026-0009")) == []


def test_failed_change_leaves_no_line(told, at):
    before = told.ledger.head()

    with pytest.raises(InputError):
        told.end_run("RUN-0", at=at, state="done", counts={})

    assert told.ledger.head() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET actor = 'someone' WHERE seq = 2",
        "DELETE FROM ledger WHERE seq = 2",
        "DELETE FROM ledger",
        # Walks round a delete trigger unless recursive_triggers is on.
        """INSERT OR REPLACE INTO ledger SELECT seq, at, 'someone', action, object,
        detail, prev, hash FROM ledger WHERE seq = 2""",
        "UPDATE OR REPLACE ledger SET seq = 3 WHERE seq = 2",
        # Out of order.
        """INSERT INTO ledger SELECT 99, at, actor, action, object, detail, prev, hash
        FROM ledger WHERE seq = 2""",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_refuses_whatever_program_asks(file, statement, recursive):
    file.execute(f"PRAGMA recursive_triggers = {recursive}")

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        file.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET actor = 'someone' WHERE seq = 2",
        "DELETE FROM ledger WHERE seq = 2",
        "TRUNCATE ledger",
    ],
)
def test_postgresql_refuses(postgresql_url, at, statement):
    with Casebook.open(postgresql_url, create=True) as book:
        for _ in range(2):
            book.start_run("crawl", at=at, details={})
        head = book.ledger.head()
        url = sa.make_url(postgresql_url).set(drivername="postgresql")
        text = url.render_as_string(hide_password=False)
        with (
            psycopg.connect(text, autocommit=True) as connection,
            pytest.raises(psycopg.errors.RaiseException, match="append-only"),
        ):
            connection.execute(statement)

        assert book.ledger.head() == head


@pytest.mark.parametrize(
    ("statements", "failed"),
    [
        # One field of one line.
        (["UPDATE ledger SET actor = 'someone' WHERE seq = 2"], "chain"),
        (["UPDATE ledger SET detail = '{}' WHERE seq = 6"], "chain"),
        # A line taken out of the middle; the first; all of them.
        (["DELETE FROM ledger WHERE seq = 4"], "chain"),
        (["DELETE FROM ledger WHERE seq = 1"], "chain"),
        (["DELETE FROM ledger"], "inspections"),
        # Lines taken off the end, where the chain itself cannot tell.
        (["DELETE FROM ledger WHERE seq > 4"], "inspections"),
        (["DELETE FROM ledger WHERE seq > 5"], "head"),
        # A line taken out and the numbers closed up.
        (
            [
                "DELETE FROM ledger WHERE seq = 4",
                "UPDATE ledger SET seq = seq - 1 WHERE seq > 4",
            ],
            "chain",
        ),
    ],
)
def test_change_behind_the_triggers_is_found(sqlite_desk, file, statements, failed):
    head = sqlite_desk.casebook.ledger.head()
    file.execute("PRAGMA recursive_triggers = ON")
    texts = [
        file.execute("SELECT sql FROM sqlite_master WHERE name = ?", [guard]).fetchone()
        for guard in GUARDS
    ]
    for guard in GUARDS:
        file.execute(f"DROP TRIGGER {guard}")
    for statement in statements:
        file.execute(statement)
    for (text,) in texts:  # put back, so that only the lines tell
        file.execute(text)

    found = results(sqlite_desk.casebook, head=head)

    assert found["guards"] == "passed"
    assert found[failed] == "failed"


@pytest.mark.parametrize("guard", GUARDS)
def test_dropped_guard_is_found(sqlite_desk, file, guard):
    file.execute(f"DROP TRIGGER {guard}")

    checks = {check.name: check for check in sqlite_desk.casebook.ledger.verify()}

    assert checks["guards"].result == "failed"
    assert checks["guards"].detail == f"missing: {guard}"


def test_guard_that_guards_nothing_is_found(sqlite_desk, file):
    file.execute("DROP TRIGGER ledger_no_update")
    file.execute(
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END"
    )

    assert results(sqlite_desk.casebook)["guards"] == "failed"


def test_guard_switched_off_on_postgresql_is_found(postgresql_url):
    with Casebook.open(postgresql_url, create=True) as book:
        assert results(book)["guards"] == "passed"
        engine = sa.create_engine(postgresql_url)
        with engine.begin() as connection:
            connection.execute(
                sa.text("ALTER TABLE ledger DISABLE TRIGGER ledger_no_change")
            )
        engine.dispose()

        assert results(book)["guards"] == "failed"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspection SET verdict = replace(verdict, 'counterfeit', 'clear')",
        "UPDATE inspection SET record = replace(record, 'a.test', 'd.test')",
        "DELETE FROM inspection WHERE id = 2",
        """INSERT INTO inspection (candidate, run, worker, at, label, probability,
        record, verdict, line) SELECT candidate, run, worker, at, label, probability,
        record, verdict, line FROM inspection WHERE id = 2""",
    ],
)
def test_changed_inspection_is_found(sqlite_desk, file, statement):
    """The ledger vouches for what was seen, not only for itself."""
    file.execute(statement)

    found = results(sqlite_desk.casebook)

    assert (found["chain"], found["inspections"]) == ("passed", "failed")


def test_foreign_head_is_not_in_the_chain(told):
    assert results(told, head="0" * 63 + "1")["head"] == "failed"
    assert results(told, head=FIRST_PREV)["head"] == "passed"


def test_chain_longer_than_one_batch(casebook, at):
    for _ in range(BATCH + 1):
        casebook.next_clue_number(2026, at)

    assert len(list(casebook.ledger.lines())) == BATCH + 1
    assert results(casebook)["chain"] == "passed"
