"""Query sets: what is asked of search engines and boards, one TOML a profile.

A set is every combination of a trade, a phrase and a place in every template. There
are thousands, so each run asks some, and every one has its turn: the order is fixed,
jumps about so that the questions of one day differ, and goes round.

>>> words = {"trades": ("电工证", "焊工证"), "phrases": ("免考", "包过")}
>>> one = QuerySet(name="x", templates=("{trade} {phrase}",), **words)
>>> sorted(one.query(number) for number in range(4))
['焊工证 免考', '焊工证 包过', '电工证 免考', '电工证 包过']
"""

import math
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cattrs import BaseValidationError

from casebook.encoding import explain, from_plain
from casebook.errors import ConfigError, PluginError

FOLDER = Path(__file__).parent

GOLDEN = 0.6180339887
"""Steps of this share of a circle leave the most even gaps, however many are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySet:
    """Words that questions are put together from."""

    name: str
    """File name without suffix: the profile's."""
    templates: tuple[str, ...]
    """With ``{trade}``, ``{phrase}`` and ``{place}``, each where it is wanted."""
    trades: tuple[str, ...]
    phrases: tuple[str, ...]
    places: tuple[str, ...] = ()
    """Empty: questions name none."""

    @property
    def size(self) -> int:
        """How many questions there are."""
        words = len(self.trades) * len(self.phrases) * max(1, len(self.places))
        return len(self.templates) * words

    def query(self, number: int) -> str:
        """Return the question whose turn is *number*; they go round."""
        left = number * _step(self.size) % self.size
        left, template = divmod(left, len(self.templates))
        left, trade = divmod(left, len(self.trades))
        left, phrase = divmod(left, len(self.phrases))
        place = self.places[left] if self.places else ""
        text = self.templates[template].format(
            trade=self.trades[trade], phrase=self.phrases[phrase], place=place
        )
        return " ".join(text.split())


def read_set(path: Path) -> QuerySet:
    """Read one set.

    Raises:
        PluginError: it is not TOML, or a key is unknown, missing or of the wrong form.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        found = from_plain({"name": path.stem, **table}, QuerySet)
        for template in found.templates:
            template.format(trade="", phrase="", place="")
    except BaseValidationError as exc:
        raise PluginError(f"{path} is no query set: {explain(exc)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise PluginError(f"{path} is no query set: {exc}") from None
    except (LookupError, ValueError) as exc:
        raise PluginError(f"{path}: a template has an unknown part: {exc}") from None
    if not found.size:
        raise PluginError(f"{path}: a query set needs templates, trades and phrases")
    return found


def chosen_sets(names: Iterable[str]) -> list[QuerySet]:
    """Return the sets that ``search.sets`` names.

    Raises:
        ConfigError: one is unknown.
        PluginError: its file is wrong.
    """
    found = []
    for name in names:
        path = FOLDER / f"{name}.toml"
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
            raise ConfigError(f"search.sets names {name!r}; there are {known}")
        found.append(read_set(path))
    return found


def turns(queries: QuerySet, position: int, count: int) -> Iterator[tuple[int, str]]:
    """Yield up to *count* questions from *position* on, and the position after each."""
    for number in range(position, position + min(count, queries.size)):
        yield number + 1, queries.query(number)


def _step(size: int) -> int:
    step = max(1, round(size * GOLDEN))
    while math.gcd(step, size) > 1:
        step += 1
    return step
