"""Floors of the judgement of texts: figures may rise, and fall only with a new date.

The shared texts are read where they lie. Most of them the shipped weights were fitted
on, so the floors guard against a change that breaks what works; what to expect of new
campaigns stands in ``detectors/ads/model.toml`` under ``held_out``.
"""

import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from detectors.ads import contacts_in, judge_ad

ROOT = Path(__file__).parents[2]
TEXTS = ROOT.parent / "shared/data/texts"
DATA_SHA256 = "d94b13da43f81dd5c54eec98ad810481b2c8f8c78a7e9a3d4ff8e44741c5ea8a"

# Measured 2026-11-23, by the third fit: 16 of 16, no alarm, 1.0, 311 of 312.
RECALL_MIN = 0.93
ALARMS_MAX = 0
MADE_F1_MIN = 0.98
CONTACTS_MIN = 0.99


@pytest.fixture
def evaluation(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks/eval"))
    yield
    for name in ("ads_contacts", "ads_labelled", "ads_texts"):
        sys.modules.pop(name, None)


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


def test_the_weights_say_where_they_are_from():
    text = resources.files("detectors.ads").joinpath("model.toml").read_text("utf-8")
    model = tomllib.loads(text)

    assert model["data_sha256"] == DATA_SHA256
    assert set(model["held_out"]) >= {"real", "made"}
