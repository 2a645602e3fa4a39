"""The skeleton of a page: which elements stand in which, with their classes."""

from collections.abc import Iterable
from functools import lru_cache

from selectolax.lexbor import LexborNode

from detectors.pages.page import Page

PATHS_MAX = 400
_DEPTH = 4
_NODES_MAX = 6000


@lru_cache(maxsize=16)
def tag_paths(page: Page) -> tuple[str, ...]:
    """Return distinct paths of ``tag.class`` in document order, at most 400.

    Each path is an element with its three next ancestors, so that a changed wrapper
    far above does not change all.
    """
    found: dict[str, None] = {}
    for count, node in enumerate(page.css("body *")):
        if count == _NODES_MAX or len(found) == PATHS_MAX:
            break
        found.setdefault(">".join(_steps(node)))
    return tuple(found)


def likeness(first: Iterable[str], second: Iterable[str]) -> float:
    """Return the share of paths that two skeletons have in common, 0 to 1."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one and other else 0.0


def _steps(node: LexborNode) -> list[str]:
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and len(steps) < _DEPTH and at.tag not in {"body", "html"}:
        name = (at.attributes.get("class") or "").split()
        steps.append(f"{at.tag}.{name[0]}" if name else at.tag or "")
        at = at.parent
    return steps[::-1]
