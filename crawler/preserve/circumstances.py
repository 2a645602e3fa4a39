"""Under what circumstances a capture was made: program, configuration, clock."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from casebook.config import Config
from casebook.encoding import canonical_json, to_plain

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
    """Its words in one line, such as reference, stratum and offset."""


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


def circumstances(config: Config) -> Circumstances:
    """Return the circumstances of this run; the clock is asked anew each time."""
    return Circumstances(
        program=f"zhaoyao {version('zhaoyao')}",
        commit=_commit(),
        config_sha256=hashlib.sha256(canonical_json(to_plain(config))).hexdigest(),
        clock=clock(),
    )


def clock() -> Clock:
    """Ask chrony, else systemd, whether the clock is synchronised."""
    answer = _ask("chronyc", "-c", "tracking")
    if answer:
        fields = answer.split(",")
        # Fields of `chronyc -c tracking`: 2 name, 3 stratum, 5 offset, 14 leap status.
        told = f"{fields[1]} stratum {fields[2]} offset {fields[4]} s"
        normal = fields[-1].strip() == "Normal"
        return Clock(synchronised=normal, told_by="chronyc", detail=told)
    answer = _ask("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if answer in {"yes", "no"}:
        return Clock(synchronised=answer == "yes", told_by="timedatectl", detail=answer)
    return Clock(synchronised=None, told_by="")


@cache
def _commit() -> str:
    here = Path(__file__).resolve().parent
    if not any((folder / ".git").exists() for folder in here.parents):
        return ""
    return _ask("git", "-C", str(here), "rev-parse", "HEAD")


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
