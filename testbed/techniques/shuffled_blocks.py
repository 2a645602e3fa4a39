"""Like blocks in another order: list items, form rows, paragraphs turned round."""

from itertools import pairwise

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

# Order matters to the browser or to the meaning of these.
KEPT = frozenset(
    [
        "br",
        "col",
        "head",
        "input",
        "link",
        "meta",
        "option",
        "script",
        "source",
        "style",
        "td",
        "th",
        "tr",
    ],
)


def apply(html: str) -> str:
    """Turn round each run of neighbours that are the same kind of element."""
    soup = BeautifulSoup(html, "html.parser")
    for parent in soup.find_all(True):
        for run in _runs(parent):
            _turn_round(run)
    return str(soup)


def _runs(parent: Tag) -> list[list[Tag]]:
    """Return the runs of two or more neighbours with one name and class."""
    children = [child for child in parent.children if isinstance(child, Tag)]
    runs: list[list[Tag]] = [children[:1]]
    for left, right in pairwise(children):
        if _kind(left) == _kind(right):
            runs[-1].append(right)
        else:
            runs.append([right])
    return [run for run in runs if len(run) > 1 and run[0].name not in KEPT]


def _kind(tag: Tag) -> tuple[str, str]:
    return tag.name, str(tag.get("class"))


def _turn_round(run: list[Tag]) -> None:
    """Put the last element in the place of the first, and so on."""
    places = []
    for tag in run:
        place = NavigableString("")
        tag.replace_with(place)
        places.append(place)
    for place, tag in zip(places, reversed(run), strict=True):
        place.replace_with(tag)
