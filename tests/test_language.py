"""Every message that people read has its Chinese, with the same places to fill."""

import ast
import string
from pathlib import Path

import pytest

from casebook.errors import ConfigError
from casebook.language import LANGUAGES, ROOMS, catalogue, translate
from casebook.records import Label, Liveness

ROOT = Path(__file__).parent.parent

SPEAKERS = {"say": 0, "translate": 0, "mark": 0, "Claim": None, "_": 0, "gettext": 0}
"""Functions whose literal argument is a message; Claim takes it as ``template=``."""


def messages(room: str) -> set[str]:
    found = set()
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in SPEAKERS:
                continue
            given = [k.value for k in node.keywords if k.arg == "template"]
            given += node.args[:1] if SPEAKERS[name] == 0 else []
            found |= {
                one.value
                for one in given
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


def places(message: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(message) if field}


ALL = sorted({(room, text) for room in ROOMS for text in messages(room)})


def test_there_are_messages():
    """An extractor that finds nothing would pass every other test here."""
    assert len(ALL) > 50


@pytest.mark.parametrize(("room", "message"), ALL)
def test_message_is_translated(room, message):
    said = catalogue("zh").gettext(message)

    assert said != message or message == "{label}  {probability:.0%}  {url}"
    assert places(said) == places(message)


@pytest.mark.parametrize("word", [*Label, *Liveness], ids=str)
def test_words_of_records_are_translated(word):
    assert catalogue("zh").gettext(word.value) != word.value


def test_english_is_the_key():
    assert translate("made a workspace in {folder}", "en", folder="x") == (
        "made a workspace in x"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_said_is_nothing_in_any_language(language):
    assert translate("", language) == ""


def test_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="zh, en"):
        catalogue("fr")


def test_values_are_never_filled_twice():
    """A page may say ``{folder}``: what is quoted stays as it was written."""
    said = translate("made a workspace in {folder}", "en", folder="{folder}")

    assert said == "made a workspace in {folder}"
    assert set(LANGUAGES) == {"zh", "en"}
