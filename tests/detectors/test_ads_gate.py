"""Floors of the judgement of texts: figures may rise, and fall only with a new date.

Three sorts. By the weights that ship, texts of which most were fitted on: it guards
against a change that breaks what works. By the same weights, texts that no fit has had.
And by a fit of this moment on two thirds of the groups, authors and families, judging
the last third: it guards against a change of tables or features that fits better and
carries over less.
"""

import itertools
import json
import re
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from detectors.ads import contacts_in, judge_ad

ROOT = Path(__file__).parents[2]
TEXTS = ROOT.parent / "shared/data/texts"
UNSEEN = ROOT / "benchmarks/eval/ads_unseen.jsonl"
SELLING = {"seller", "cheating"}
FLOORS = Path(__file__).with_name("ads_floors.toml")
DATA_SHA256 = "d94b13da43f81dd5c54eec98ad810481b2c8f8c78a7e9a3d4ff8e44741c5ea8a"

# Measured 2026-11-23, by the sixth fit: 16 of 16, no alarm, 0.989, 312 of 312.
RECALL_MIN = 0.93
ALARMS_MAX = 0
MADE_F1_MIN = 0.98
CONTACTS_MIN = 0.99


@pytest.fixture
def evaluation(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks/eval"))
    yield
    for name in [name for name in sys.modules if name.startswith("ads_")]:
        sys.modules.pop(name)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="../shared/data/texts is not here")
def test_shared_texts(evaluation):
    from ads_labelled import digest, labelled

    assert digest(TEXTS) == DATA_SHA256, "the data changed: measure again"
    judged = [(item, judge_ad(item.text).sells) for item in labelled(TEXTS)]
    ads = [sells for item, sells in judged if item.listed == "ad" and not item.doubtful]
    alarms = [item.name for item, sells in judged if sells and item.listed != "ad"]

    assert sum(ads) / len(ads) >= RECALL_MIN
    assert len(alarms) <= ALARMS_MAX, alarms


def test_made_up_campaigns(evaluation):
    """Frames and words are those of the fit, the campaigns are others."""
    from ads_texts import campaigns

    hits = misses = alarms = hard = read = written = 0
    for side in ("held", "last"):
        for post in campaigns(side, per_frame=4, posts=1, seed=41):
            sells = judge_ad(post.text).sells
            selling = post.label in {"seller", "cheating"}
            hits += sells and selling
            misses += selling and not sells
            alarms += sells and not selling
            hard += sells and post.label in {"warning", "training"}
            if post.contacts:
                keys = {c.key for c in contacts_in(post.text)}
                written += 1
                read += {f"{c.kind}:{c.value}" for c in post.contacts} <= keys

    assert 2 * hits / (2 * hits + misses + alarms) >= MADE_F1_MIN
    assert hard == 0
    assert read / written >= CONTACTS_MIN


def test_texts_that_no_fit_has_had():
    """Written to be judged once by authors who knew neither tables nor weights."""
    table = tomllib.loads(FLOORS.read_text("utf-8"))
    hits = wrong = alarms = hard = read = told = 0
    for item in map(json.loads, UNSEEN.read_text("utf-8").splitlines()):
        sells, selling = judge_ad(item["text"]).sells, item["label"] in SELLING
        hits += sells and selling
        wrong += sells != selling
        if item["label"] in {"warning", "training"}:
            hard += 1
            alarms += sells
        if item["contacts"]:
            wanted = {f"{c['kind']}:{c['value']}" for c in item["contacts"]}
            told += 1
            read += wanted <= {_bare(c.key) for c in contacts_in(item["text"])}
    floors = table["history"][-1]["floors"]

    assert 2 * hits / (2 * hits + wrong) >= floors["unseen"]
    assert alarms / hard <= 1 - floors["unseen_hard"]
    assert read / told >= floors["unseen_contacts"]


def _bare(key):
    """A link with or without its scheme leads to the same place."""
    return re.sub("^link:https?://", "link:", key).rstrip("/")


@pytest.mark.skipif(not TEXTS.is_dir(), reason="../shared/data/texts is not here")
def test_groups_authors_and_families_that_a_fit_has_not_seen(evaluation):
    from ads_fit import SETS, held_out, score
    from ads_rows import made_rows, real_rows, written_rows, written_sha256

    table = tomllib.loads(FLOORS.read_text("utf-8"))
    assert (table["data_sha256"], table["written_sha256"]) == (
        DATA_SHA256,
        written_sha256(),
    )
    rows = [*real_rows(TEXTS), *written_rows(), *made_rows(most=3)]
    scored = held_out(rows, 3, most=1)
    reached = {name: score(scored, sources) for name, sources in SETS.items()}
    floors = table["history"][-1]["floors"]

    assert {n: v for n, v in reached.items() if v < floors.get(n, 0)} == {}


def test_no_floor_sank_unseen():
    table = tomllib.loads(FLOORS.read_text("utf-8"))
    for before, after in itertools.pairwise(table["history"]):
        for name, floor in before["floors"].items():
            sank = after["floors"].get(name, 0.0) < floor
            assert not sank or after["lowered"], f"{name} sank on {after['date']}"


@pytest.mark.parametrize(
    ("name", "floor"), [("real", 0.93), ("written", 0.90), ("families", 0.82)]
)
def test_what_ships_was_measured_on_what_it_had_not_seen(name, floor):
    text = resources.files("detectors.ads").joinpath("model.toml").read_text("utf-8")
    figure = tomllib.loads(text)["held_out"][name]

    assert float(figure.split(",")[0].removeprefix("F1 ")) >= floor


def test_the_weights_say_where_they_are_from():
    text = resources.files("detectors.ads").joinpath("model.toml").read_text("utf-8")
    model = tomllib.loads(text)

    assert model["data_sha256"] == DATA_SHA256
    assert set(model["held_out"]) >= {"real", "written", "made"}
