"""Search engines: one TOML file each says how to ask and how to read the answer.

``search.engines`` in ``zhaoyao.toml`` says which are asked. A key is the name of a file
here, or ``file:label`` where one file serves several engines of one make; the value is
a base URL, or empty for the file's own. No file is asked that is not named there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urljoin

from cattrs import BaseValidationError

from casebook.encoding import from_plain
from casebook.errors import ConfigError, InputError, PluginError
from casebook.urls import canonical

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """How one search engine is asked and read. Selectors are CSS."""

    name: str
    """File name without suffix, with ``:label`` where there is one."""
    base: str
    """URL of the engine; empty where only the configuration knows it."""
    path: str
    """With ``{query}``, and ``{offset}`` or ``{page}``."""
    result: str
    """One result; of JSON: keys joined by dots that lead to the list."""
    link: str
    """Within a result: the element whose ``href`` leads there; of JSON: a key."""
    format: Literal["html", "json"] = "html"
    title: str = ""
    snippet: str = ""
    advertiser: str = ""
    """Within a paid result: who pays for it."""
    advertisement: str = ""
    """One paid result; empty: the engine shows none, or ``paid_mark`` tells."""
    paid_mark: str = ""
    """Within a result: found where it is a paid one."""
    paid_words: tuple[str, ...] = ()
    """Whole texts of a ``paid_mark``; empty: it says so by being there."""
    next: str = ""
    """Found where there is a further page; empty: go on while there are results."""
    page_size: int = 10
    none: str = ""
    """Found where the engine says that it knows nothing."""
    none_words: tuple[str, ...] = ()
    """Words with which it says so."""
    challenge: str = ""
    """Found on a page that asks the visitor to show that he is human."""
    challenge_words: tuple[str, ...] = ()
    """Words in the title of such a page."""
    challenge_paths: tuple[str, ...] = ()
    """Parts of the address of such a page."""
    target_attributes: tuple[str, ...] = ()
    """Attributes of a result or its link that hold the target itself."""
    redirect_path: str = ""
    """Links below this path of the engine answer with a redirect to the result."""
    redirect_parameter: str = ""
    """Parameter of the link that holds the target itself, plain or in base64."""

    def url(self, query: str, page: int) -> str:
        """Return the URL of result page *page*, from 0."""
        filled = self.path.format(
            query=quote(query), offset=page * self.page_size, page=page + 1
        )
        return canonical(urljoin(self.base, filled))


def read_engine(path: Path) -> Engine:
    """Read one engine file.

    Raises:
        PluginError: it is not TOML, or a key is unknown, missing or of the wrong form.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        engine = from_plain({"name": path.stem, **table}, Engine)
        engine.path.format(query="", offset=0, page=1)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, BaseValidationError) as exc:
        raise PluginError(f"{path} is no engine: {exc}") from None
    except (KeyError, IndexError, ValueError) as exc:
        raise PluginError(f"{path}: path has an unknown part: {exc}") from None
    if not (engine.result and engine.link):
        raise PluginError(f"{path}: an engine needs result and link")
    return engine


def chosen_engines(wanted: Mapping[str, str]) -> list[Engine]:
    """Return the engines that ``search.engines`` names, with their base URLs.

    Raises:
        ConfigError: one is unknown, or has no base URL that could be visited.
        PluginError: its file is wrong.
    """
    found = []
    for name, base in wanted.items():
        stem = name.partition(":")[0]
        path = FOLDER / f"{stem}.toml"
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
            raise ConfigError(f"search.engines names {stem!r}; there are {known}")
        engine = read_engine(path)
        engine = replace(engine, name=name, base=base or engine.base)
        try:
            canonical(engine.base)
        except InputError as exc:
            raise ConfigError(f"search.engines.{name}: {exc}") from None
        found.append(engine)
    return found
