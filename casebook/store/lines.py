"""Lines of the ledger, the hashes that chain them, and what a check of them says."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casebook.encoding import canonical_json
from casebook.times import require_utc

FIRST_PREV = "0" * 64
"""What the first line holds for the hash of the line before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the ledger."""

    seq: int
    """1, 2, 3 … without a gap."""
    at: datetime
    """UTC."""
    actor: str
    """Run, worker or person."""
    action: str
    """Such as ``inspected`` or ``case-opened``."""
    object: str
    """What it was done to, such as a case id."""
    detail: dict[str, Any]
    """Plain data."""
    prev: str
    """Hash of the line before."""
    hash: str

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.at, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCheck:
    """The result of one check."""

    name: str
    """``chain``, ``guards``, ``inspections``, ``follow-ups`` or ``head``."""
    result: str
    """``passed``, ``failed`` or ``not-checked``."""
    detail: str
    """What was seen, one line."""


def digest(plain: Any) -> str:
    """Return the SHA-256 of plain data's canonical JSON."""
    return hashlib.sha256(canonical_json(plain)).hexdigest()


def hash_line(
    *,
    seq: int,
    at: datetime,
    actor: str,
    action: str,
    object: str,  # noqa: A002 - the ledger's word
    detail: dict[str, Any],
    prev: str,
) -> str:
    """Return the hash that a line of these values must hold."""
    return digest(
        {
            "seq": seq,
            "at": at.isoformat(timespec="microseconds"),
            "actor": actor,
            "action": action,
            "object": object,
            "detail": detail,
            "prev": prev,
        }
    )
