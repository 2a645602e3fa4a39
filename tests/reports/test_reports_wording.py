"""Codes have words, and the words are in every language."""

import ast
import re
import string
from pathlib import Path

import pytest

import reports
from casebook.language import LANGUAGES, catalogue, translate
from casebook.records import Label, Liveness, Vantage
from reports import wording
from reports.daily.view import STATUSES
from reports.records import Status

ROOM = Path(reports.__file__).parent


def messages():
    """Every message of the room, from the code and from the templates."""
    found = {}
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [k.value for k in node.keywords if k.arg == "template"]
            if name in {"mark", "translate", "say", "_"}:
                given += node.args[:1]
            for one in given:
                if isinstance(one, ast.Constant):
                    found[one.value] = path.name
    for path in sorted(ROOM.rglob("*.html")):
        for text in re.findall(r'\b_\("([^"]*)"', path.read_text("utf-8")):
            found[text] = path.name
    return found


def places(message):
    return sorted(
        field for _, field, _, _ in string.Formatter().parse(message) if field
    )


def test_messages_are_found_in_code_and_templates():
    found = messages()

    assert len(found) > 200
    assert found["What a visitor sees"] == "page.html"


@pytest.mark.parametrize("message", messages())
def test_message_is_translated(message):
    said = catalogue("zh").gettext(message)

    assert said != message
    assert places(said) == places(message)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Label, wording.LABELS),
        (Vantage, wording.VANTAGES),
        (Liveness, wording.LIVENESS),
        (Status, STATUSES),
    ],
)
def test_every_code_has_a_word(kind, names):
    assert set(names) == set(kind)


def test_every_language_has_a_tag():
    assert set(wording.TAGS) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("probability", "band", "figure"),
    [
        (1.0, "very high", ">99%"),  # never certain
        (0.9, "very high", "90%"),
        (0.899, "high", "90%"),
        (0.5, "raised", "50%"),
        (0.2, "unclear", "20%"),
        (0.1999, "low", "20%"),
        (0.0, "low", "<1%"),
    ],
)
def test_probability_in_words(probability, band, figure):
    assert wording.band(probability, "en") == band
    assert wording.percent(probability) == figure


def test_unknown_failure_stays_as_it_is():
    assert wording.failure_name("something-new", "zh") == "something-new"
    assert wording.failure_name("dns-nxdomain", "zh") == translate(
        "the name does not exist", "zh"
    )
