"""clue.json has a published form: real ones fit, and wrong ones do not."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from clue_cases import answer, gathered, keep
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import fill
from test_reports_promotion import fill_ads

from casebook.workspace import Workspace
from reports.clue.captured.looks import json_file
from reports.clue.exchange.facts import clue_facts
from reports.clue.exchange.schema import DRAFT, clue_schema

ROOT = Path(__file__).parent.parent.parent

Validator = jsonschema.Draft202012Validator


def validator():
    return Validator(clue_schema(), format_checker=Validator.FORMAT_CHECKER)


def problems(plain):
    return [f"{list(e.path)}: {e.message}" for e in validator().iter_errors(plain)]


def facts(workspace, *cases, **changes):
    return json.loads(json.dumps(clue_facts(*gathered(workspace, *cases, **changes))))


class Short(dict):
    """A dict that a failed example does not print whole."""

    def __repr__(self):
        return f"{sorted(self)}"


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """clue.json of several packages: with web archives, with posts, of a gang."""
    folder = tmp_path_factory.mktemp("schema")
    found = Short()
    with Workspace.create(folder / "one") as workspace:
        case = keep(workspace, answer(workspace.blobs))
        found["archives"] = facts(workspace, case)
        found["stamped"] = facts(
            workspace, case, timestamp_authority="http://tsa.test/", language="en"
        )
    with Workspace.create(folder / "two") as workspace:
        fill(workspace)
        fill_ads(workspace)
        found["posts"] = facts(workspace, "CASE-2026-0002")
        found["gang"] = facts(workspace, "CASE-2026-0001", "CASE-2026-0002")
    return found


def test_schema_is_one():
    Validator.check_schema(clue_schema())
    assert clue_schema()["$schema"] == DRAFT


def test_published_schema_is_this_one():
    """Mended by: python -m reports.clue.exchange.schema > docs/clue.schema.json."""
    published = (ROOT / "docs/clue.schema.json").read_text("utf-8")

    assert published == json_file("x", clue_schema()).data.decode()


@pytest.mark.parametrize("name", ["archives", "stamped", "posts", "gang"])
def test_real_ones_fit(real, name):
    assert problems(real[name]) == []


def test_they_have_something_to_fit(real):
    """Empty lists would fit any form."""
    assert real["posts"]["cases"][0]["promotions"][0]["posts"]
    assert real["gang"]["cases"][0]["shared"]
    assert real["archives"]["cases"][0]["visits"][0]["captures"][0]["exchanges"]
    assert real["stamped"]["trusted_timestamp"]["authority"] == "http://tsa.test/"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda p: p.pop("number"), "number"),
        (lambda p: p.update(number="CLUE-1"), "number"),
        (lambda p: p.update(schema="zhaoyao.clue/0"), "schema"),
        (lambda p: p.update(more=1), "more"),  # nothing unknown
        (lambda p: p.update(cases=[]), "cases"),
        (lambda p: p.update(made_at="yesterday"), "made_at"),
        (lambda p: p.update(ledger_head="0" * 63), "ledger_head"),
        (lambda p: p["cases"][0].update(probability=1.1), "probability"),
        (lambda p: p["cases"][0].update(label="guilty"), "label"),
        (lambda p: p["files"][0].update(bytes=-1), "bytes"),
        (lambda p: p["files"][0].update(path="../x"), "path"),
        (lambda p: p["files"][0].update(sm3=None), "sm3"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_ones_do_not_fit(real, change, where):
    plain = copy.deepcopy(real["archives"])
    change(plain)

    assert any(where in problem for problem in problems(plain))


def leaves(plain, path=()):
    """Every place of plain data that is not free: free maps take any name."""
    yield path
    inside = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for key, value in inside:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))


FREE = {"values", "by_place", "by_account", "by_day", "groups", "sites", "contacts"}
"""Maps whose names come from outside."""


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(["archives", "stamped", "posts", "gang"]),
    place=st.integers(0, 10_000),
    field=st.integers(0, 100),
    how=st.sampled_from(["less", "more", "other"]),
)
def test_whatever_is_taken_away_or_put_in_is_found(real, name, place, field, how):
    """Any object of the file: a field less, a field more, a field of another type."""
    plain = copy.deepcopy(real[name])
    places = [
        path
        for path in leaves(plain)
        if not FREE & set(path) and path[-1:] != ("body_titles",)
    ]
    target = plain
    for key in places[place % len(places)]:
        target = target[key]
    if not isinstance(target, dict):
        target.append({"no": "such thing"})
    else:
        key = sorted(target)[field % len(target)]
        if how == "less":
            del target[key]
        elif how == "more":
            target[f"{key}-more"] = target[key]
        else:
            target[key] = ["no such thing"] if key in FREE else {"no": "such thing"}

    assert problems(plain)
