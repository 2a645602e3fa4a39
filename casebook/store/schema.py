"""The version of the tables: made, brought up to date or refused when opened."""

from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from casebook.errors import WorkspaceError
from casebook.store.engine import name_of, one_line

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every version there has been, oldest first; the last is what this program needs.

Here and not read from the files, because importing Alembic takes longer than most
commands; a test compares the two.
"""

MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(engine: sa.Engine, *, create: bool) -> None:
    """Bring the tables behind *engine* up to date.

    Args:
        engine: of a database that can be reached.
        create: whether an empty or missing database is filled.

    Raises:
        WorkspaceError: there is no casebook in it and *create* is off, it is no
            casebook, it was written by a newer program, or it cannot be used.
    """
    name = name_of(engine.url)
    if engine.url.get_backend_name() == "sqlite":
        _look_for_file(engine.url.database or "", create=create)
    with one_line(engine.url):
        # Most find nothing to do, and need not wait for those that write.
        with engine.execution_options(reads_only=True).begin() as connection:
            current = _revision(connection, name) == REVISIONS[-1]
        if not current:
            with engine.begin() as connection:
                _bring_up_to_date(connection, name, create=create)
        if engine.dialect.name == "sqlite":
            _read_while_others_write(engine)


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing in the transaction of *connection*."""
    # Slow to import, and needed only when a database is made or brought up to date.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _look_for_file(path: str, *, create: bool) -> None:
    if path in {"", ":memory:"}:
        raise WorkspaceError("database_url names no file; write sqlite:///casebook.db")
    file = Path(path)
    if not create and not file.is_file():
        raise WorkspaceError(f"{path} is missing; run `zhaoyao init` or restore it")
    if create and not file.parent.is_dir():
        raise WorkspaceError(f"{file.parent} is not a folder; make it first")


def _bring_up_to_date(connection: sa.Connection, name: str, *, create: bool) -> None:
    if connection.dialect.name == "postgresql":
        # Two that open a new database at once must not both fill it.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(20261124)"))
    revision = _revision(connection, name)
    if revision == REVISIONS[-1]:
        return
    if revision is None and not create:
        raise WorkspaceError(f"{name} holds no casebook yet; run `zhaoyao init`")
    if revision is not None and revision not in REVISIONS:
        raise WorkspaceError(
            f"{name} was written by a newer zhaoyao (tables {revision}, this one "
            f"knows {REVISIONS[-1]}); install the newer one"
        )
    upgrade(connection)


def _read_while_others_write(engine: sa.Engine) -> None:
    # The mode stays with the file. It is set only now, because before this the file
    # might have been another program's; and again, should a creation be cut short.
    with engine.connect().execution_options(begins=False) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode == "wal":
            return
        # Nobody waits here for others that have the file open. Until one opens it
        # alone, readers and writers take turns, which is slower, not wrong.
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        with suppress(sa.exc.OperationalError):
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")


def _revision(connection: sa.Connection, name: str) -> str | None:
    tables = sa.inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise WorkspaceError(f"{name} is another program's database")
        return None
    found: str | None = connection.scalar(
        sa.text("SELECT version_num FROM alembic_version")
    )
    return found
