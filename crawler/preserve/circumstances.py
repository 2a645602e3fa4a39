"""Under what circumstances a capture was made: program, configuration, clock."""

import hashlib
import os
import platform
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

from casebook.config import Config
from casebook.encoding import canonical_json, to_plain
from casebook.times import now_utc

LOCK = "run.txt"
"""Pins what runs, under ``requirements/`` of a checkout."""

ASK_SECONDS = 5.0
"""Longest wait for a program that is asked about the clock or the checkout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Whether the machine's clock was synchronised when a capture was made."""

    synchronised: bool | None
    """None: nothing on this machine could say."""
    told_by: str
    """Program that said so, or empty."""
    detail: str = ""
    """Its words in one line, such as source, stratum and offset."""
    asked_at: datetime | None = None
    """UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What somebody who repeats a capture has to know of the first."""

    program: str
    """Name and version."""
    commit: str
    """Of the checkout it ran from, 40 hex digits, or empty for an installed one."""
    config_sha256: str
    """Of the configuration's canonical JSON."""
    clock: Clock
    lock_sha256: str = ""
    """Of the file that pins every dependency, or empty for an installed program."""
    packages_sha256: str = ""
    """Of the names and versions of what is installed beside it, one a line."""
    system: str = ""
    """Operating system and Python, with their versions."""
    operator: str = ""
    """Account of this machine that started it, a person's or that of the timer."""
    run: str = ""
    """Id under which the ledger has the run, or empty."""


def circumstances(config: Config, run: str = "") -> Circumstances:
    """Return the circumstances of *run*; the clock is asked anew each time."""
    return Circumstances(
        program=f"zhaoyao {version('zhaoyao')}",
        commit=_commit(),
        config_sha256=_sha256(canonical_json(to_plain(config))),
        clock=clock(),
        lock_sha256=_lock(),
        packages_sha256=_packages(),
        system=f"{platform.platform()}, Python {platform.python_version()}",
        operator=_account(),
        run=run,
    )


def clock() -> Clock:
    """Ask chrony, else systemd, whether the clock is synchronised."""
    answer = _ask("chronyc", "-c", "tracking")
    if answer:
        fields = answer.split(",")
        # Fields of `chronyc -c tracking`: 2 name, 3 stratum, 5 offset, 14 leap status.
        told = f"{fields[1]} stratum {fields[2]} offset {fields[4]} s"
        normal = fields[-1].strip() == "Normal"
        return Clock(
            synchronised=normal, told_by="chronyc", detail=told, asked_at=now_utc()
        )
    answer = _ask("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if answer in {"yes", "no"}:
        return Clock(
            synchronised=answer == "yes",
            told_by="timedatectl",
            detail=f"NTPSynchronized={answer}",
            asked_at=now_utc(),
        )
    return Clock(synchronised=None, told_by="", asked_at=now_utc())


@cache
def _commit() -> str:
    here = Path(__file__).resolve().parent
    if not any((folder / ".git").exists() for folder in here.parents):
        return ""
    return _ask("git", "-C", str(here), "rev-parse", "HEAD")


@cache
def _lock() -> str:
    found = Path(__file__).resolve().parents[2] / "requirements" / LOCK
    return _sha256(found.read_bytes()) if found.is_file() else ""


@cache
def _packages() -> str:
    lines = {f"{one.name}=={one.version}" for one in distributions()}
    return _sha256("\n".join(sorted(lines)).encode())


def _account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number that has no name
        return str(os.getuid())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _ask(program: str, *arguments: str) -> str:
    """Return what *program* prints, or empty where it is missing or fails."""
    path = shutil.which(program)
    if path is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs and arguments
            [path, *arguments],
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip()
