"""The best reading of a name's letters: protected words, their context, and the rest.

Letters that stay unread are as likely in an imitation as in an innocent name and are
worth nothing; so the values of the pieces and of their places add up to the log-odds of
the whole reading, and the best one is found as a shortest path is.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from detectors.names.letters import Letters
from detectors.names.pieces import Piece
from detectors.names.words import TELLING_ROLES, Role

# What a piece's place is worth, in nats; fitted as in detectors.names.pieces.
AT_BREAK = 1.2
"""A protected word begins or ends at a separator or an end."""
AT_WORD = 0.6
"""It begins or ends at a known word."""
GLUED = -3.0
"""It is glued to letters that are read as nothing."""
GLUED_MISSPELT = -5.0
"""The same where it is misspelt besides."""
GLUED_LONG = -2.5
"""The same again where they are as many as a word has."""
REST_LONG = 3
GLUED_WORD = -1.0
"""A long context word is."""
CONTEXT_MOST = 3
"""Context words that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a name."""

    nats: float
    pieces: tuple[Piece, ...] = ()
    """Those with a meaning, from left to right; empty: no protected word is there."""

    @property
    def tokens(self) -> tuple[Piece, ...]:
        """The protected words in it."""
        return tuple(piece for piece in self.pieces if piece.token)

    @property
    def context(self) -> tuple[Piece, ...]:
        """Words that tell something beside them."""
        return self._words(TELLING_ROLES)

    @property
    def lessons(self) -> tuple[Piece, ...]:
        """Words of schools and news."""
        return self._words(frozenset({Role.LESSON}))

    @property
    def places(self) -> tuple[Piece, ...]:
        """Provinces and cities."""
        return self._words(frozenset({Role.PLACE}))

    def _words(self, roles: frozenset[Role]) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.word and p.word.role in roles)


class _State(NamedTuple):
    """What matters of the letters read so far."""

    is_after_token: bool = False
    glue: float | None = 0.0
    """What unread letters cost here without a separator; None: they may not stand."""
    rest: int = 0
    """How many letters before were read as nothing; more than a few are a few."""
    is_touched: bool = False
    """Whether these touch a protected word."""
    room: int | None = None
    """How many more may follow it; None: as many as may be."""
    has_token: bool = False
    context: int = 0

    def then_rest(self, *, at_break: bool) -> "_State":
        """Return the state after a letter that is read as nothing."""
        return _State(
            rest=1 if at_break else min(REST_LONG, self.rest + 1),
            is_touched=self.is_touched and not at_break,
            room=None if at_break or self.room is None else self.room - 1,
            has_token=self.has_token,
            context=self.context,
        )

    def rest_nats(self, *, at_break: bool) -> float | None:
        """What it is worth to read a letter as nothing; None where that may not be."""
        if at_break:
            return _ended(self, at_break=True)
        if self.room == 0:
            return None
        if self.is_touched and self.rest == REST_LONG - 1:
            return GLUED_LONG
        return self.glue

    def then(self, piece: Piece) -> "_State":
        """Return the state after *piece*."""
        suffix = piece.token is not None and piece.token.kind == "suffix"
        return _State(
            is_after_token=piece.token is not None,
            glue=None if suffix else _glue(piece),  # govcnc is no government's
            is_touched=piece.token is not None,
            room=piece.token.touching if piece.token else None,
            has_token=self.has_token or piece.token is not None,
            context=min(CONTEXT_MOST, self.context + _is_context(piece)),
        )


_Path = tuple[float, tuple[Piece, ...]]
_Row = dict[_State, _Path]


def read(letters: Letters, pieces: tuple[Piece, ...]) -> Reading:
    """Return the most telling reading that holds a protected word, or an empty one."""
    if not pieces:
        return Reading(nats=-inf)
    size = len(letters.text)
    starting: dict[int, list[Piece]] = {}
    for piece in pieces:
        starting.setdefault(piece.start, []).append(piece)
    rows: list[_Row] = [{} for _ in range(size + 1)]
    rows[0][_State()] = (0.0, ())
    for at in range(size):
        at_break = bool(letters.breaks[at])
        for state, (nats, path) in rows[at].items():
            left = _ended(state, at_break=at_break)
            rest = state.rest_nats(at_break=at_break)
            if rest is not None:
                after = state.then_rest(at_break=at_break)
                _keep(rows[at + 1], after, (nats + rest, path))
            for piece in starting.get(at, ()):
                entry = _entry(piece, state, at_break=at_break)
                if entry is not None:
                    total = nats + left + entry + _worth(piece, state)
                    _keep(rows[piece.end], state.then(piece), (total, (*path, piece)))
    return max(
        (
            Reading(nats=nats + _ended(state, at_break=True), pieces=path)
            for state, (nats, path) in rows[size].items()
            if state.has_token
        ),
        key=lambda reading: reading.nats,
        default=Reading(nats=-inf),
    )


def _keep(row: _Row, state: _State, path: _Path) -> None:
    if state not in row or row[state][0] < path[0]:
        row[state] = path


def _ended(state: _State, *, at_break: bool) -> float:
    """What it is worth that a protected word ended just before."""
    if not state.is_after_token:
        return 0.0
    return AT_BREAK if at_break else AT_WORD


def _entry(piece: Piece, state: _State, *, at_break: bool) -> float | None:
    """What it is worth that *piece* begins here; None where it may not."""
    if at_break:
        return AT_BREAK if piece.token else 0.0
    if state.rest:
        glue = _glue(piece)
        if glue is None or not piece.token:
            return glue
        room = piece.token.touching
        if room is not None and state.rest > room:
            return None
        return glue + (GLUED_LONG if state.rest >= REST_LONG else 0.0)
    return AT_WORD if piece.token else 0.0


def _glue(piece: Piece) -> float | None:
    """What unread letters cost directly beside it; None where they may not be."""
    if piece.is_short:
        return None
    if piece.word:
        return GLUED_WORD
    return GLUED_MISSPELT if piece.edits else GLUED


def _is_context(piece: Piece) -> bool:
    return piece.word is not None and piece.word.role is not Role.FILLER


def _worth(piece: Piece, state: _State) -> float:
    spent = state.context >= CONTEXT_MOST and _is_context(piece)
    return 0.0 if spent else piece.nats
