"""How discovery sources stand, read out of what each tells of itself and its parts.

A source tells plain data (:attr:`casebook.store.SourceRun.detail`): figures, and tables
of its parts, such as logs or lists, by name. Here that is put into one form, so that a
terminal and a report show every source alike, those of tomorrow too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casebook.language import mark, translate

OUTCOMES = {
    "screened": mark("read"),
    "unchanged": mark("unchanged since the last reading"),
    "not-due": mark("read already, not asked again yet"),
    "listened": mark("listened to"),
}

FIGURES = {
    "asked": mark("asked"),
    "kept": mark("answered recently"),
    "left": mark("left for later"),
    "files": mark("files"),
    "size": mark("entries in all"),
    "read": mark("entries"),
    "entries": mark("entries"),
    "names": mark("names"),
    "posts": mark("posts"),
    "new_posts": mark("new posts"),
    "opened": mark("opened"),
    "pages": mark("list pages"),
    "rows": mark("rows"),
    "results": mark("results"),
    "flagged": mark("look-alike names"),
    "selling": mark("selling"),
    "answers": mark("with an address"),
    "empty": mark("registered, no address"),
    "cases": mark("cases looked at"),
    "lag_entries": mark("entries behind"),
    "duplicates": mark("met before"),
    "rejected": mark("bad lines"),
    "unreadable": mark("unreadable"),
    "paid": mark("paid places"),
    "none": mark("without results"),
    "not_checked": mark("not checked"),
    "unresolved": mark("links not followed"),
    "cut": mark("answers cut at the limit"),
    "capped": mark("answers cut at the limit"),
    "gaps": mark("gaps"),
    "skipped": mark("passed over"),
    "verified": mark("verified"),
    "absent": mark("not registered"),
    "wildcard": mark("answer to every name"),
    "broken": mark("name servers broken"),
    "silent": mark("no answer"),
}
"""What the figures of the sources are called, in the order shown; others come after
them by their own names."""

_PLACES = {key: place for place, key in enumerate(FIGURES)}

INNER = frozenset({"first_unreadable", "kept_size", "lag_seconds", "partial_tile"})
"""Figures that a source keeps for its own next run."""

MINUTE, HOUR, DAY = 60, 3600, 86_400
FEW = 2
"""So many of a unit are told in the next smaller one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source, or one part of it, stands."""

    name: str
    outcome: str = ""
    """A word of :data:`OUTCOMES`, or empty."""
    read_at: datetime | None = None
    """When it was last read; None: never, or it does not say."""
    due_at: datetime | None = None
    """When it is read next, where that is not now."""
    lag_seconds: float | None = None
    """How far behind it is, or how old its newest content is; None: not known."""
    is_stale: bool = False
    figures: Mapping[str, float]
    """Those above 0, in the order of :data:`FIGURES`."""
    licence: str = ""
    failure: str = ""


def standing_of(name: str, detail: Mapping[str, Any]) -> Standing:
    """Read what one source or one part told; wrong forms count as not told."""
    lag: Any = detail.get("lag_seconds")
    return Standing(
        name=name,
        outcome=_text(detail, "outcome"),
        # Of a log: what was read is as fresh as its head.
        read_at=_moment(detail, "read_at") or _moment(detail, "head_at"),
        due_at=_moment(detail, "due_at"),
        lag_seconds=float(lag) if _is_figure(lag) else None,
        is_stale=detail.get("is_stale") is True,
        figures={
            key: value
            for key, value in sorted(detail.items(), key=_place)
            if _is_figure(value) and value > 0 and key not in INNER
        },
        licence=_text(detail, "licence"),
        failure=_text(detail, "failure"),
    )


def parts_of(detail: Mapping[str, Any]) -> tuple[Standing, ...]:
    """Return how the parts of a source stand, in the order told.

    >>> [one.name for one in parts_of({"logs": {"a": {"log": "A 2026"}}, "read": 3})]
    ['A 2026']
    """
    found = []
    for table in detail.values():
        if isinstance(table, dict):
            for key, one in table.items():
                if isinstance(one, dict):
                    name = _text(one, "log") or _text(one, "feed") or str(key)
                    found.append(standing_of(name, one))
    return tuple(found)


def outcome_words(standing: Standing, language: str) -> str:
    """Say what became of a part; empty where it does not say."""
    name = OUTCOMES.get(standing.outcome, standing.outcome)
    return translate(name, language) if name else ""


def figure_words(standing: Standing, language: str) -> str:
    """Write the figures on one line.

    >>> figure_words(standing_of("x", {"names": 1200, "cut": 0, "odd_ones": 2}), "en")
    'names 1,200 · odd ones 2'
    """
    names = {key: FIGURES.get(key, key.replace("_", " ")) for key in standing.figures}
    return " · ".join(
        f"{translate(names[key], language)} {_shown(value)}"
        for key, value in standing.figures.items()
    )


def duration_words(seconds: float, language: str) -> str:
    """Write how long something is, in one unit.

    >>> duration_words(30, "en"), duration_words(7200, "en"), duration_words(3e5, "en")
    ('30 s', '2 h', '3 d')
    """
    if seconds < FEW * MINUTE:
        return translate(mark("{count} s"), language, count=f"{seconds:.0f}")
    if seconds < FEW * HOUR:
        return translate(mark("{count} min"), language, count=f"{seconds / MINUTE:.0f}")
    if seconds < FEW * DAY:
        return translate(mark("{count} h"), language, count=f"{seconds / HOUR:.0f}")
    return translate(mark("{count} d"), language, count=f"{seconds / DAY:.0f}")


def _place(item: tuple[str, Any]) -> tuple[int, str]:
    return _PLACES.get(item[0], len(_PLACES)), item[0]


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(detail: Mapping[str, Any], key: str) -> str:
    value = detail.get(key)
    return value if isinstance(value, str) else ""


def _moment(detail: Mapping[str, Any], key: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(_text(detail, key))
    except ValueError:
        return None
    return found if found.tzinfo else None
