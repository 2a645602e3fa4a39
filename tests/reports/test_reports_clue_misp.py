"""misp.json: MISP's own library reads it again, offline, and nothing is published."""

import json
import re
import uuid
from dataclasses import replace

import pymisp
import pytest
from clue_cases import keep
from exchanging import Exchanged
from report_cases import NOW, finding, inspection

from reports.clue.exchange.misp import misp_event

HOSTILE = "x'] OR \u202e\x00\ud800 {{7*7}} <script>" + "長" * 40_000


@pytest.fixture(scope="module")
def plain(certificate):
    """The event of a case that shows a certificate."""
    return misp_event(*certificate)


class TestMisp(Exchanged):
    write = staticmethod(misp_event)

    @staticmethod
    def digests(plain):
        told = {}
        for one in map(values, objects(plain, "forensic-evidence")):
            words = re.search(
                "SHA-256 ([0-9a-f]{64}) SM3 ([0-9a-f]{64})", one["additional-comments"]
            )
            told[one["evidence-number"]] = words.groups()
        return told


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


def test_files_of_each_case_are_its_own(filled):
    both = TestMisp().of(filled, "CASE-2026-0001", "CASE-2026-0002")
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


@pytest.mark.parametrize("tlp", ["clear", "green", "amber", "red"])
def test_tag(certificate, tlp):
    dossier, *rest = certificate
    tags = misp_event(replace(dossier, tlp=tlp), *rest)["Event"]["Tag"]

    assert f"tlp:{tlp}" in {one["name"] for one in tags}


def test_hostile_strings_are_inert(workspace):
    said = finding("title-copied", "the title is “{title}”", 2.0, title=HOSTILE)
    seen = inspection(workspace.blobs, "https://x-y.test/?q=<script>'", at=NOW)
    case = keep(workspace, seen, findings=(said,), archive=False)
    plain = TestMisp().of(workspace, case)
    text = json.dumps(plain, ensure_ascii=False)

    read_again(plain)
    assert not any(c in text for c in "\u202e\x00\ud800")
    assert len(text) < 60_000
    (phishing,) = objects(plain, "phishing")
    assert values(phishing)["url"] == "https://x-y.test/?q=%3Cscript%3E%27"
