"""What one call of the command line has at hand."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import click

from casebook.config import FILE_NAME, Config, build_config
from casebook.language import translate
from casebook.profiles import Profiles, read_profiles
from casebook.workspace import Workspace

T = TypeVar("T")


class Session:
    """Opens the workspace on first use, and closes it with the command."""

    def __init__(self, *, folder: Path, language: str | None) -> None:
        self.folder = folder
        self._language = language
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace the command works in.

        Raises:
            ConfigError, WorkspaceError: there is none here, or it is broken.
        """
        if self._workspace is None:
            self._workspace = Workspace.open(self.folder, self.environment)
        return self._workspace

    @property
    def environment(self) -> dict[str, str]:
        """The process's environment, with the language asked for on the line."""
        chosen = {"ZHAOYAO_LANGUAGE": self._language} if self._language else {}
        return {**os.environ, **chosen}

    @property
    def in_workspace(self) -> bool:
        """Whether the folder holds a workspace."""
        return (self.folder / FILE_NAME).is_file()

    @property
    def config(self) -> Config:
        """The workspace's configuration, or the defaults outside of one."""
        if self.in_workspace:
            return self.workspace.config
        return self._defaults

    @cached_property
    def _defaults(self) -> Config:
        """Built once: a batch asks for the language with every row."""
        return build_config({}, self.environment, where="environment")

    @property
    def profiles(self) -> Profiles:
        """The workspace's profiles, or those that ship."""
        if self.in_workspace:
            return self.workspace.profiles
        return read_profiles(extra_hosts=self.config.profiles.extra_hosts)

    @property
    def language(self) -> str:
        """Of messages: the one asked for, else the configuration's."""
        return self._language or self.config.language

    def say(self, message: str, **values: object) -> str:
        """Return a message of ours in the reader's language."""
        return translate(message, self.language, **values)

    def close(self) -> None:
        """Close the workspace if it was opened."""
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None


def progress_bar(
    rows: Sequence[T], *, label: str
) -> AbstractContextManager[Iterable[T]]:
    """Show progress on standard error, where a person would see it."""
    return click.progressbar(
        rows, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
