"""misp.json: MISP's own library reads it again, offline, and nothing is published."""

import json
import uuid

import pymisp
import pytest
from clue_cases import VICTIM, answer, gathered, keep, twice
from report_cases import (
    IDENTITY,
    NOW,
    SELLER_PHONE,
    VICTIM_PHONE,
    finding,
    inspection,
)

from casebook.language import LANGUAGES
from casebook.workspace import Workspace
from reports.clue.misp import misp_event

HOSTILE = "x'] OR \u202e\x00\ud800 {{7*7}} <script>" + "長" * 40_000


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The event of a case that shows a certificate."""
    folder = tmp_path_factory.mktemp("misp")
    with Workspace.create(folder / "watch") as workspace:
        return event(workspace, keep(workspace, answer(workspace.blobs)))


def event(workspace, *cases, **changes):
    dossier, files = gathered(workspace, *cases, **changes)
    return misp_event(dossier, files, workspace.blobs.read)


def read_again(plain):
    found = pymisp.MISPEvent()
    found.load(json.dumps(plain))
    return found


def objects(plain, name):
    return [one for one in plain["Event"]["Object"] if one["name"] == name]


def values(one):
    return {a["object_relation"]: a["value"] for a in one["Attribute"]}


def test_library_reads_it_again(plain):
    found = read_again(plain)

    assert len(found.objects) == len(plain["Event"]["Object"])
    assert {one.name for one in found.objects} == {
        "phishing",
        "url",
        "domain-ip",
        "x509",
        "forensic-evidence",
    }
    # What the library writes of it is what it read.
    assert json.loads(found.to_json())["uuid"] == plain["Event"]["uuid"]


def test_only_the_own_organisation_is_told(plain):
    assert plain["Event"]["distribution"] == "0"
    assert plain["Event"]["published"] is False
    for one in plain["Event"]["Object"]:
        assert one["distribution"] == "0"
        assert {a["distribution"] for a in one["Attribute"]} == {"0"}


def test_nothing_is_to_be_blocked_by_a_suspicion(plain):
    attributes = [a for one in plain["Event"]["Object"] for a in one["Attribute"]]

    assert {a["to_ids"] for a in attributes} == {False}
    (phishing,) = objects(plain, "phishing")
    assert values(phishing)["verified"] == "No"
    assert "疑似" in phishing["comment"]
    assert "疑似" in plain["Event"]["info"]


def test_what_was_seen_is_in_it(plain):
    (phishing,), (place,) = objects(plain, "phishing"), objects(plain, "domain-ip")

    assert values(phishing)["url"] == "https://zs-chaxun.test/result?id=7"
    assert values(phishing)["target"].startswith("特种作业操作证")
    assert values(place)["ip"] == "192.0.2.7"
    assert values(place)["hostname"] == "zs-chaxun.test"


def test_evidence_is_named_with_its_digests(workspace):
    dossier, files = gathered(workspace, keep(workspace, answer(workspace.blobs)))
    plain = misp_event(dossier, files, workspace.blobs.read)
    told = {
        values(one)["evidence-number"]: values(one)["additional-comments"]
        for one in objects(plain, "forensic-evidence")
    }

    assert set(told) == {f"data/{one.payload.path}" for one in files}
    for one in files:
        words = told[f"data/{one.payload.path}"]
        assert f"SHA-256 {one.sha256} SM3 {one.sm3}" in words


def test_files_of_each_case_are_its_own(filled):
    both = event(filled, "CASE-2026-0001", "CASE-2026-0002")
    numbers = [values(one) for one in objects(both, "forensic-evidence")]

    assert {one["case-number"] for one in numbers} == {
        "CASE-2026-0001",
        "CASE-2026-0002",
    }
    for one in numbers:
        assert one["evidence-number"].startswith(f"data/{one['case-number']}/")


def test_identifiers_are_made_from_contents(plain):
    found = [plain["Event"]["uuid"]]
    for one in plain["Event"]["Object"]:
        found += [one["uuid"], *(a["uuid"] for a in one["Attribute"])]

    assert len(set(found)) == len(found)
    assert {uuid.UUID(one).version for one in found} == {5}


def test_equal_cases_give_equal_bytes(tmp_path):
    one, two = (json.dumps(event(*made)) for made in twice(tmp_path))

    assert one == two


@pytest.mark.parametrize("tlp", ["clear", "green", "amber", "red"])
def test_tag(workspace, tlp):
    case = keep(workspace, answer(workspace.blobs), archive=False)
    tags = event(workspace, case, tlp=tlp)["Event"]["Tag"]

    assert f"tlp:{tlp}" in {one["name"] for one in tags}


@pytest.mark.parametrize("language", LANGUAGES)
def test_victims_are_masked(workspace, language):
    case = keep(workspace, answer(workspace.blobs))
    text = json.dumps(event(workspace, case, language=language), ensure_ascii=False)

    for hidden in (VICTIM, IDENTITY, VICTIM_PHONE):
        assert hidden not in text


def test_sellers_contact_stays(filled):
    assert SELLER_PHONE in json.dumps(event(filled, "CASE-2026-0002"))


def test_hostile_strings_are_inert(workspace):
    said = finding("title-copied", "the title is “{title}”", 2.0, title=HOSTILE)
    seen = inspection(workspace.blobs, "https://x-y.test/?q=<script>'", at=NOW)
    case = keep(workspace, seen, findings=(said,), archive=False)
    plain = event(workspace, case)
    text = json.dumps(plain, ensure_ascii=False)

    read_again(plain)
    assert not any(c in text for c in "\u202e\x00\ud800")
    assert len(text) < 60_000
    (phishing,) = objects(plain, "phishing")
    assert values(phishing)["url"] == "https://x-y.test/?q=%3Cscript%3E%27"
