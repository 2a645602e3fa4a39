"""Messages in the reader's language.

English is written in the code and is the key; each room keeps its Chinese in
``<room>/locale/zh/LC_MESSAGES/<room>.po``. Catalogues are read as text when first
needed, so there is no compiled file to forget.
"""

import gettext
import io
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from casebook.errors import ConfigError
from casebook.records import Claim

LANGUAGES = ("zh", "en")
"""What a configuration may name; ``en`` is the language of the keys."""

ROOMS = ("casebook", "detectors", "crawler", "reports", "zhaoyao")


def mark(message: str) -> str:
    """Return *message* unchanged: marks a key that is translated later."""
    return message


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the messages of all rooms in *language*.

    Raises:
        ConfigError: there is no such language.
    """
    if language not in LANGUAGES:
        raise ConfigError(
            f"language is {language!r}; choose one of {', '.join(LANGUAGES)}"
        )
    found: gettext.NullTranslations = gettext.NullTranslations()
    for room in ROOMS:
        messages = _read(room, language)
        if messages is not None:
            messages.add_fallback(found)
            found = messages
    return found


def translate(message: str, language: str, **values: object) -> str:
    """Return *message* in *language*, its ``{names}`` filled with *values*."""
    text = _looked_up(message, language)
    return text.format_map(_Values(values)) if values else text


@lru_cache(maxsize=4096)
def _looked_up(message: str, language: str) -> str:
    """Return *message* from the rooms' catalogues, which are asked one by one.

    To nothing they would answer with their own headers.
    """
    return catalogue(language).gettext(message) if message else ""


def say(claim: Claim, language: str) -> str:
    """Write a claim out in *language*.

    >>> say(Claim(template="title is {title}", values={"title": "应急"}), "en")
    'title is 应急'
    """
    return translate(claim.template, language, **claim.values)


class _Values(dict[str, object]):
    """Leaves a name it does not know as it stands: a typo must not lose a report."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _read(room: str, language: str) -> gettext.GNUTranslations | None:
    try:
        path = resources.files(room)
    except ModuleNotFoundError:  # detectors are importable without the other rooms
        return None
    path = path / "locale" / language / "LC_MESSAGES" / f"{room}.po"
    if not path.is_file():
        return None
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
