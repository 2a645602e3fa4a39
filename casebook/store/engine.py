"""Connections to SQLite or PostgreSQL, and transactions whose failures are one line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from cattrs import BaseValidationError
from sqlalchemy import event
from sqlalchemy.orm import Session

from casebook.errors import ConfigError, WorkspaceError

BUSY_TIMEOUT_SECONDS = 30
"""How long a writer waits for another before it gives up."""

PRAGMAS = (
    # Safe against a killed process; a power cut may cost the last transactions,
    # never the consistency of the file.
    "synchronous = NORMAL",
    "foreign_keys = ON",
    # Without it INSERT OR REPLACE deletes without firing the delete trigger.
    "recursive_triggers = ON",
)


def read_url(text: str) -> sa.URL:
    """Return *text* as a database URL of a kind that is supported.

    Raises:
        ConfigError: it is no URL, or of another database.
    """
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        raise ConfigError(
            "database_url is not a URL such as sqlite:///casebook.db"
        ) from None
    match url.get_backend_name():
        case "sqlite":
            return url
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ConfigError(f"database_url: {other} is not sqlite or postgresql")


def make_engine(url: sa.URL) -> sa.Engine:
    """Return an engine for *url*; nothing is connected to yet."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        # SQLAlchemy, not the driver, says when a transaction begins.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when
        # another has written meanwhile, whatever the timeout; this one waits.
        options = connection.get_execution_options()
        if options.get("begins", True):
            reads = options.get("reads_only")
            connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def transaction(engine: sa.Engine, *, reads_only: bool = False) -> Iterator[Session]:
    """Open a session, commit it at the end, roll it back on any error.

    Raises:
        WorkspaceError: the database is damaged, unreachable, full or not writable.
    """
    bind = engine.execution_options(reads_only=reads_only)
    with (
        one_line(engine.url),
        Session(bind, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def one_line(url: sa.URL) -> Iterator[None]:
    """Turn failures of the database itself into one line; our own bugs stay bugs."""
    try:
        yield
    except (
        sa.exc.IntegrityError,
        sa.exc.ProgrammingError,
        sa.exc.DataError,
        sa.exc.NotSupportedError,
    ):
        raise
    except sa.exc.DatabaseError as exc:
        reason = " ".join(str(exc.orig).split())
        raise WorkspaceError(f"{name_of(url)} cannot be used: {reason}") from exc
    except (BaseValidationError, json.JSONDecodeError) as exc:
        raise WorkspaceError(
            f"{name_of(url)} holds a record that cannot be read; restore a backup"
        ) from exc


def name_of(url: sa.URL) -> str:
    """Return how messages name the database: a path, or a URL with no password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return url.render_as_string(hide_password=True)
