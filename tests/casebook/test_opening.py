"""Opening a casebook: what is there, what is missing, what is broken."""

import importlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from casebook.errors import ConfigError, WorkspaceError
from casebook.store import Casebook
from casebook.store.columns import Utc
from casebook.store.engine import BUSY_TIMEOUT_SECONDS
from casebook.store.models import Model
from casebook.store.schema import MIGRATIONS, REVISIONS


def test_create_open_and_create_again(database_url, at):
    with Casebook.open(database_url, create=True) as book:
        book.start_run("crawl", at=at, details={})
    with Casebook.open(database_url) as book:
        assert len(book.runs()) == 1
    with Casebook.open(database_url, create=True) as book:
        assert len(book.runs()) == 1


def test_migrations_make_the_tables_that_the_models_say(database_url):
    Casebook.open(database_url, create=True).close()
    engine = sa.create_engine(database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Model.metadata)
    engine.dispose()

    assert differences == []


def test_revisions_are_the_files(tmp_path):
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))

    found = ScriptDirectory.from_config(settings).walk_revisions()

    assert tuple(script.revision for script in found)[::-1] == REVISIONS


def test_alembic_is_not_imported_to_open(tmp_path):
    """It takes longer than most commands."""
    url = f"sqlite:///{tmp_path / 'casebook.db'}"
    Casebook.open(url, create=True).close()
    program = (
        "import sys; from casebook.store import Casebook;"
        f"Casebook.open({url!r}).close(); sys.exit('alembic' in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def make_nothing(path):
    """Leave the path free."""


def make_empty(path):
    path.write_bytes(b"")


def make_folder(path):
    path.mkdir()


def make_text(path):
    path.write_text("not a database " * 100)


def make_foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()


def make_newer(path):
    make_casebook(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def make_cut_off(path):
    make_casebook(path)
    path.write_bytes(path.read_bytes()[:9000])


def make_overwritten(path):
    make_casebook(path)
    data = bytearray(path.read_bytes())
    data[100:8192] = b"\xff" * 8092
    path.write_bytes(data)


def make_casebook(path):
    Casebook.open(f"sqlite:///{path}", create=True).close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_nothing, "is missing; run `zhaoyao init`"),
        (make_empty, "holds no casebook yet; run `zhaoyao init`"),
        (make_folder, "is missing; run `zhaoyao init`"),
        (make_text, "file is not a database"),
        (make_foreign, "is another program's database"),
        (make_newer, "was written by a newer zhaoyao (tables 9999"),
        (make_cut_off, "malformed"),
        (make_overwritten, "malformed"),
    ],
)
def test_file_that_cannot_be_opened(tmp_path, make, words):
    path = tmp_path / "casebook.db"
    make(path)

    with pytest.raises(WorkspaceError) as caught:
        Casebook.open(f"sqlite:///{path}")

    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_text, "file is not a database"),
        (make_foreign, "is another program's database"),  # never mixed with ours
        (make_newer, "newer zhaoyao"),
        (make_folder, "unable to open database file"),
    ],
)
def test_creation_does_not_touch_what_is_not_ours(tmp_path, make, words):
    path = tmp_path / "casebook.db"
    make(path)
    before = path.is_file() and path.read_bytes()

    with pytest.raises(WorkspaceError, match=words):
        Casebook.open(f"sqlite:///{path}", create=True)

    assert (path.is_file() and path.read_bytes()) == before


def test_empty_file_of_a_creation_cut_short_is_filled(tmp_path):
    path = tmp_path / "casebook.db"
    make_empty(path)

    with Casebook.open(f"sqlite:///{path}", create=True) as book:
        assert book.cases() == []


def test_page_that_broke_later_is_one_line(tmp_path, sqlite_desk):
    sqlite_desk.visit("https://a.test/")
    sqlite_desk.casebook.close()
    path = tmp_path / "casebook.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'suspect_case'"
        ).fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)

    with (
        Casebook.open(f"sqlite:///{path}") as book,
        pytest.raises(WorkspaceError, match="malformed") as caught,
    ):
        book.cases()

    assert len(str(caught.value).splitlines()) == 1


def test_file_that_another_reads_opens_all_the_same(tmp_path):
    """SQLite refuses to change the mode meanwhile; that must stop nobody."""
    path = tmp_path / "casebook.db"
    make_casebook(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM candidate").fetchone()

    with Casebook.open(f"sqlite:///{path}") as book:
        assert book.cases() == []
        with book._engine.connect() as connection:
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert waits == BUSY_TIMEOUT_SECONDS * 1000  # writers wait for each other again
    other.close()
    with Casebook.open(f"sqlite:///{path}") as book:
        engine = book._engine
        with engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert mode == "wal"


@pytest.mark.parametrize("text", ["{", '{"template": 1}', "[]"])
def test_record_that_cannot_be_read_is_one_line(tmp_path, sqlite_desk, text):
    sqlite_desk.visit("https://a.test/")
    with sqlite3.connect(tmp_path / "casebook.db") as connection:
        connection.execute("UPDATE suspect_case SET reason = ?", [text])
    connection.close()

    with pytest.raises(WorkspaceError, match="cannot be read") as caught:
        sqlite_desk.casebook.cases()

    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is not a URL"),
        ("casebook.db", "is not a URL"),
        ("mysql://localhost/x", "mysql is not sqlite or postgresql"),
        ("oracle://x", "oracle is not sqlite or postgresql"),
    ],
)
def test_url_of_no_database_of_ours(url, words):
    with pytest.raises(ConfigError, match=words):
        Casebook.open(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_memory_keeps_nothing_and_is_refused(url):
    with pytest.raises(WorkspaceError, match="names no file"):
        Casebook.open(url, create=True)


def test_folder_that_is_missing(tmp_path):
    with pytest.raises(WorkspaceError, match="make it first"):
        Casebook.open(f"sqlite:///{tmp_path / 'no' / 'casebook.db'}", create=True)


def test_server_out_of_reach_does_not_tell_the_password(tmp_path):
    url = f"postgresql://someone:s3cret@/casebook?host={tmp_path}"

    with pytest.raises(WorkspaceError) as caught:
        Casebook.open(url)

    assert "s3cret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_pragmas_hold_on_every_connection(sqlite_desk):
    engine = sqlite_desk.casebook._engine
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "recursive_triggers")
            }
            connection.rollback()
            assert found == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "recursive_triggers": 1,
            }


def test_naive_time_is_refused(sqlite_desk, at):
    with pytest.raises(sa.exc.StatementError, match="not UTC"):
        sqlite_desk.casebook.start_run("crawl", at=at.replace(tzinfo=None), details={})


@pytest.mark.parametrize("name", ["lease", "waiting"])
def test_a_lease_reads_an_index_not_the_table(sqlite_desk, name):
    """With a million candidates a scan would be the whole work."""
    statements = []
    engine = sqlite_desk.casebook._engine
    sa.event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _u, text, values, *_: statements.append((text, values)),
    )
    sqlite_desk.add("https://a.test/")
    statements.clear()
    if name == "lease":
        sqlite_desk.lease()
    else:
        sqlite_desk.casebook.waiting(sqlite_desk.at)

    with engine.connect() as connection:
        plans = [
            row[3]
            for text, values in statements
            if text.startswith(("SELECT", "UPDATE"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN")]


def test_every_migration_says_what_it_follows():
    """Files are read by name, so a module that does not import is found here."""
    for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py")):
        name = f"casebook.store.migrations.versions.{path.stem}"
        module = importlib.import_module(name)
        assert path.stem.startswith(module.revision)


def test_columns_say_what_they_hold():
    for table in Model.metadata.tables.values():
        for column in table.columns:
            if column.name == "at" or column.name.endswith(("_at", "_seen")):
                assert isinstance(column.type, Utc), f"{table}.{column.name}"


def test_nothing_in_the_store_reads_the_clock():
    for path in Path(MIGRATIONS).parent.rglob("*.py"):
        assert "now_utc" not in path.read_text("utf-8"), path
