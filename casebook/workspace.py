"""A workspace: one folder with a configuration, a casebook and its evidence."""

import fcntl
import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from casebook.blobs import Blobs
from casebook.config import FILE_NAME, Config, document, read_config
from casebook.errors import ConfigError, WorkspaceBusy, WorkspaceError
from casebook.profiles import Profiles, read_profiles
from casebook.store import Casebook
from casebook.store.engine import read_url
from casebook.times import now_utc

LOCK_NAME = "zhaoyao.lock"

FOLDERS = ("profiles", "reports", "clues")

PRIVATE = 0o700
"""Mode of ``keys/``: only its owner signs."""

PART_AGE = timedelta(hours=1)
"""No blob takes this long to store, so an older part is a killed process's."""


class Workspace:
    """A folder that a run works in; opens what it holds when first asked."""

    def __init__(self, path: Path, config: Config) -> None:
        self.path = path
        self.config = config
        self._held = 0
        self._opened: Casebook | None = None

    @classmethod
    def create(cls, path: Path, environment: Mapping[str, str] | None = None) -> Self:
        """Make a workspace at *path* and open it.

        The configuration is written last: a creation that was cut short can be done
        again, and one that ended is never done over.

        Raises:
            WorkspaceError: there is a workspace already, or it cannot be written.
            ConfigError: *environment* holds a setting that is wrong.
        """
        if (path / FILE_NAME).exists():
            raise WorkspaceError(f"{path} is a workspace already")
        try:
            for name in FOLDERS:
                (path / name).mkdir(parents=True, exist_ok=True)
            (path / "keys").mkdir(mode=PRIVATE, exist_ok=True)
            part = path / f".{FILE_NAME}.part"
            part.write_text(document(), "utf-8")
            made = cls(path.resolve(), read_config(part, environment or {}))
            made.blobs.root.mkdir(parents=True, exist_ok=True)
            made._open_casebook(create=True)
            part.replace(path / FILE_NAME)
        except OSError as exc:
            raise WorkspaceError(f"{path} cannot be made: {exc.strerror}") from None
        return made

    @classmethod
    def open(cls, path: Path, environment: Mapping[str, str]) -> Self:
        """Open the workspace at *path*.

        Raises:
            WorkspaceError: there is none.
            ConfigError: its configuration or *environment* is wrong.
        """
        if not (path / FILE_NAME).exists():
            raise WorkspaceError(f"{path} is no workspace; run `zhaoyao init` there")
        return cls(path.resolve(), read_config(path / FILE_NAME, environment))

    @property
    def casebook(self) -> Casebook:
        """The casebook, opened when first asked for.

        Raises:
            WorkspaceError: it is missing, damaged, out of reach or too new.
        """
        return self._opened or self._open_casebook(create=False)

    @cached_property
    def blobs(self) -> Blobs:
        """The evidence store."""
        folder = self.config.evidence_url
        if "://" in folder:
            raise ConfigError(f"evidence_url must be a folder, not {folder!r}")
        return Blobs(self.path / folder)

    @cached_property
    def profiles(self) -> Profiles:
        """The official bodies: those that ship, then the workspace's own.

        Raises:
            ProfileError: a profile file is wrong.
        """
        return read_profiles([self.path / "profiles"], self.config.profiles.extra_hosts)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one run; may be entered again by its holder.

        The system lets go of the lock when the process ends, however it ends.

        Raises:
            WorkspaceBusy: another process holds it.
        """
        if self._held:
            self._held += 1
            try:
                yield
            finally:
                self._held -= 1
            return
        path = self.path / LOCK_NAME
        try:
            file = path.open("a+", encoding="ascii")
        except OSError as exc:
            raise WorkspaceError(f"{path} cannot be opened: {exc.strerror}") from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WorkspaceBusy(
                    f"another run holds {path}; wait for it to end"
                ) from None
            # Processes of this run read it, so that what they do counts as its own.
            file.truncate(0)
            file.write(uuid.uuid4().hex)
            file.flush()
            self._held = 1
            self._tell_hold()
            self.blobs.sweep(before=now_utc() - PART_AGE)
            try:
                yield
            finally:
                self._held = 0

    def close(self) -> None:
        """Close what was opened."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __enter__(self) -> Self:
        """Return the workspace."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what was opened."""
        self.close()

    def _open_casebook(self, *, create: bool) -> Casebook:
        self._opened = Casebook.open(
            database_url(self.config.database_url, self.path),
            create=create,
            read=self.blobs.read,
            place=f"{socket.gethostname()}:{self.path}",
        )
        self._tell_hold()
        return self._opened

    def _tell_hold(self) -> None:
        if self._opened is None:
            return
        try:
            self._opened.hold = (self.path / LOCK_NAME).read_text("ascii")
        except FileNotFoundError:
            self._opened.hold = ""


def database_url(text: str, folder: Path) -> str:
    """Return the database URL *text* with a relative SQLite path made absolute.

    Raises:
        ConfigError: it is no URL of a supported database.

    >>> database_url("sqlite:///casebook.db", Path("/srv/watch"))
    'sqlite:////srv/watch/casebook.db'
    """
    url: sa.URL = read_url(text)
    if url.get_backend_name() == "sqlite" and url.database not in {None, ":memory:"}:
        url = url.set(database=os.path.join(folder, url.database))  # noqa: PTH118
    return url.render_as_string(hide_password=False)
