"""Our small checker of schemas says what the usual library says, of ours and broken."""

import copy
import json
import shutil
import zipfile

import jsonschema
import pytest
from forging import rehash, relist
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.clue import verify
from reports.clue.exchange.fitting import misfit
from reports.clue.exchange.schema import clue_schema

SCHEMA = clue_schema()
Validator = jsonschema.Draft202012Validator
WITNESS = Validator(SCHEMA)


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitting")
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    return folder / package.path.stem


@pytest.fixture(scope="module")
def facts(unpacked):
    return json.loads((unpacked / "data/clue.json").read_text("utf-8"))


def test_real_one_fits_by_both(facts):
    assert misfit(facts, SCHEMA) is None
    assert WITNESS.is_valid(facts)


def places(plain, path=()):
    """Every place in plain data, outer ones first."""
    yield path
    if isinstance(plain, dict | list):
        pairs = plain.items() if isinstance(plain, dict) else enumerate(plain)
        for key, value in pairs:
            yield from places(value, (*path, key))


ODD = [None, True, -1, 0, 0.5, 1.0, 2.5, "", "x", "0" * 64, [], [None], {}, {"x": 1}]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(place=st.integers(0, 9999), how=st.sampled_from(["less", "more", *range(14)]))
def test_both_say_the_same_of_a_changed_one(facts, place, how):
    plain = copy.deepcopy(facts)
    found = [path for path in places(plain) if path]
    *above, key = found[place % len(found)]
    target = plain
    for step in above:
        target = target[step]
    if how == "less":
        del target[key]
    elif how == "more" and isinstance(target, dict):
        target[f"{key}-more"] = target[key]
    elif how != "more":
        target[key] = ODD[how]

    assert (misfit(plain, SCHEMA) is None) == WITNESS.is_valid(plain)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [1, 1.0, -3], [1.5, True, "1", None]),
        ({"type": "number"}, [1, 1.5], [False, "1"]),
        ({"type": "boolean"}, [True], [1, 0, "true"]),
        ({"const": "a"}, ["a"], ["b", None, ["a"]]),
        ({"enum": ["a", "b"]}, ["a"], ["c", 1, None]),
        ({"minimum": 0, "maximum": 1}, [0, 1, 0.5, "text"], [-1, 1.1]),
        ({"pattern": "^a+$"}, ["aa", 1], ["", "ab"]),
        ({"type": "array", "minItems": 1}, [[1]], [[], {}]),
        ({"items": {"type": "string"}}, [["a"], [], 1], [[1]]),
        (
            {"prefixItems": [{"type": "string"}], "items": False},
            [["a"], []],
            [["a", 1], [1]],
        ),
        (
            {"properties": {"a": {"type": "string"}}, "additionalProperties": False},
            [{}, {"a": "x"}, 1],
            [{"b": 1}, {"a": 1}],
        ),
        ({"additionalProperties": {"type": "null"}}, [{"x": None}], [{"x": 1}]),
        ({"required": ["a"]}, [{"a": 1}, []], [{}]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, [None, "a"], [1]),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"type": "null"}}}, [None], [1]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_word_means_what_it_means_to_the_library(schema, good, bad):
    for plain in good:
        assert misfit(plain, schema) is None
        assert Validator(schema).is_valid(plain)
    for plain in bad:
        assert misfit(plain, schema) is not None
        assert not Validator(schema).is_valid(plain)


def test_end_of_a_pattern_is_the_end():
    """Here we are stricter than the library, and as the standard has it."""
    assert misfit("a\n", {"pattern": "^a$"}) is not None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_to_json_fits_nowhere(number):
    share = {"type": "number", "minimum": 0, "maximum": 1}

    assert misfit(json.loads(number), share) is not None


@pytest.mark.parametrize("schema", [{"not": {}}, {"$ref": "https://x.test/s"}])
def test_word_that_is_not_known_is_an_error(schema):
    with pytest.raises(ValueError, match="beyond this checker"):
        misfit(1, schema)


# In packages.


@pytest.fixture
def bag(unpacked, tmp_path):
    return shutil.copytree(unpacked, tmp_path / unpacked.name)


def looked(bag):
    (check,) = [one for one in verify(bag) if one.name == "schema"]
    return check.result.value, check.detail


def test_package_that_does_not_fit_its_schema_fails(bag, facts):
    plain = copy.deepcopy(facts)
    plain["cases"][0]["probability"] = 7
    (bag / "data/clue.json").write_text(json.dumps(plain), "utf-8")

    assert looked(bag) == (
        "failed",
        "clue.json does not fit its schema: /cases/0/probability is more than 1",
    )


def test_schema_of_a_forger_is_not_gone_by(bag, facts):
    """One that calls everything right must not make a wrong file right."""
    (bag / "data/clue.schema.json").write_text("{}")
    (bag / "data/clue.json").write_text(json.dumps({"files": facts["files"]}))
    relist(bag)
    rehash(bag)

    assert looked(bag) == (
        "not-checked",
        "the schema in the package is none that we know",
    )


def test_package_without_schema_is_not_checked(bag):
    (bag / "data/clue.schema.json").unlink()

    assert looked(bag) == ("not-checked", "there is no schema in the package")


def test_nesting_without_end_fails_and_stops(bag):
    (bag / "data/clue.json").write_text('{"a":' * 50_000)

    assert looked(bag)[0] == "failed"
