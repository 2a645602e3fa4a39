"""Messages in two languages, times in two zones, errors with exit codes, plug-ins."""

import dataclasses
import re
import sys
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from casebook import errors, records
from casebook.errors import ConfigError, DigestMismatch, PluginError, ZhaoyaoError
from casebook.language import ROOMS, catalogue, mark, say, translate
from casebook.plugins import load, load_one
from casebook.records import Claim
from casebook.times import both_zones, now_utc, require_utc

ROOT = Path(__file__).parents[2]

MESSAGE = "nothing speaks for a flag"


def test_translate():
    assert translate(MESSAGE, "en") == MESSAGE
    assert translate(MESSAGE, "zh") != MESSAGE
    assert translate("not in any catalogue {x}", "zh", x=1) == "not in any catalogue 1"


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("title is {title}", {"title": "应急"}, "title is 应急"),
        ("title is {titel}", {"title": "x"}, "title is {titel}"),  # not lost
        ("{a}", {"a": "{b}", "b": "x"}, "{b}"),  # what is quoted is not a template
        ("100 {%}", {}, "100 {%}"),  # no values, no names
    ],
)
def test_say(template, values, said):
    assert say(Claim(template=template, values=values), "en") == said


def test_language_that_there_is_not():
    with pytest.raises(ConfigError, match="language is 'fr'; choose one of zh, en"):
        catalogue("fr")


def test_mark_changes_nothing():
    assert mark(MESSAGE) is MESSAGE


def test_what_is_marked_in_this_room_is_translated():
    path = resources.files("casebook") / "locale/zh/LC_MESSAGES/casebook.po"
    with path.open("rb") as file:
        known = {message.id for message in read_po(file) if message.id}
    marked = set()
    for source in (ROOT / "casebook").rglob("*.py"):
        marked |= set(re.findall(r'mark\(\s*"([^"]+)"', source.read_text("utf-8")))

    assert marked == known
    assert "casebook" in ROOMS


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 2),  # noqa: DTZ001 - naive is the point
        datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_time_that_is_not_utc(moment):
    with pytest.raises(ValueError, match="seen_at is not UTC"):
        require_utc(moment, "seen_at")


def test_both_zones(at):
    assert both_zones(at) == "2026-01-02 11:04:05 +08:00 (2026-01-02 03:04:05 UTC)"


def test_now_is_utc():
    assert now_utc().tzinfo is UTC


TIMED = [
    kind
    for kind in vars(records).values()
    if dataclasses.is_dataclass(kind)
    and any(item.type == datetime for item in dataclasses.fields(kind))
]


@pytest.mark.parametrize("kind", TIMED, ids=lambda kind: kind.__name__)
def test_no_record_takes_a_naive_time(kind, at):
    """Each of its times is looked at, not only the first."""
    names = [item.name for item in dataclasses.fields(kind) if item.type == datetime]
    others = {
        item.name: None for item in dataclasses.fields(kind) if item.name not in names
    }
    for naive in names:
        times = dict.fromkeys(names, at) | {naive: at.replace(tzinfo=None)}
        with pytest.raises(ValueError, match=f"{naive} is not UTC"):
            kind(**others, **times)


def test_exit_codes():
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ZhaoyaoError)
    ]

    codes = {kind.__name__: kind.exit_code for kind in kinds}

    assert codes.pop("WorkspaceBusy") == 75
    assert set(codes.values()) == {2}
    for name in codes:
        assert name in errors.__doc__


def test_digest_mismatch_says_both():
    error = DigestMismatch("objects/x", expected="1" * 64, actual="2" * 64)

    assert str(error) == "objects/x: stored 111111111111…, read 222222222222…"
    assert (error.expected, error.actual) == ("1" * 64, "2" * 64)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package for plug-ins of int, such as could not be among ours."""
    package = tmp_path / "plugs"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == "plugs"]:
        del sys.modules[name]


def test_plugins_by_name_in_order(folder):
    (folder / "b.py").write_text("class B(int):\n    name = 'one'\n")
    (folder / "a.py").write_text(
        "from plugs.b import B\nclass A(int):\n    name = 'two'\n"
    )

    found = load("plugs", int)

    assert {name: kind.__name__ for name, kind in found.items()} == {
        "one": "B",
        "two": "A",
    }


def test_one_plugin_is_loaded_alone(folder):
    (folder / "one.py").write_text("class A(int):\n    name = 'one'\n")
    (folder / "two.py").write_text("raise RuntimeError\n")
    (folder / "three.py").write_text("class C(int):\n    name = 'four'\n")

    assert load_one("plugs", int, "one").__name__ == "A"
    with pytest.raises(PluginError, match=r"plugs.three holds four, not three"):
        load_one("plugs", int, "three")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a": "x = 1"}, "plugs.a holds no int"),
        ({"a": "from plugs import *"}, "plugs.a holds no int"),
        (
            {
                "a": "class A(int):\n    name = 'one'",
                "b": "class B(int):\n    name = 'one'",
            },
            "'one' is in both plugs.a and plugs.b",
        ),
    ],
)
def test_plugins_that_break_the_rules(folder, files, words):
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)

    with pytest.raises(PluginError, match=words):
        load("plugs", int)
