"""stix.json: its own library reads it, it only suspects, hostile text is inert."""

import json
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest
import stix2
from clue_cases import keep
from exchanging import Exchanged
from report_cases import NOW, finding, inspection
from stix2patterns.v21.pattern import Pattern

from casebook.records import Label
from reports.clue.exchange.stix import stix_bundle
from reports.clue.exchange.suspected import pattern, safe_url

HOSTILE = "x'] OR [file:name = 'a\\'] \u202e\x00\ud800 {{7*7}} <script>"


@pytest.fixture(scope="module")
def plain(certificate):
    """The bundle of a case that shows a certificate."""
    return stix_bundle(*certificate)


class TestStix(Exchanged):
    write = staticmethod(stix_bundle)

    @staticmethod
    def digests(plain):
        # The standard knows no SM3: it stands beside the digests, not among them.
        return {
            one["name"]: (*one["hashes"].values(), one["x_zhaoyao_sm3"])
            for one in kinds(plain)["file"]
        }


def bundle(workspace, *cases):
    return TestStix().of(workspace, *cases)


def read_again(plain):
    return stix2.parse(json.dumps(plain), allow_custom=True)


def kinds(plain):
    found = {}
    for one in plain["objects"]:
        found.setdefault(one["type"], []).append(one)
    return found


def test_library_reads_it_again(plain):
    assert len(read_again(plain).objects) == len(plain["objects"])
    assert set(kinds(plain)) == {
        "identity",
        "url",
        "domain-name",
        "ipv4-addr",
        "x509-certificate",
        "file",
        "indicator",
        "infrastructure",
        "report",
        "relationship",
        "marking-definition",
    }


def test_every_reference_is_in_the_bundle(plain):
    ids = {one["id"] for one in plain["objects"]}
    told = {
        value
        for one in plain["objects"]
        for key, values in one.items()
        if key.endswith(("_ref", "_refs"))
        for value in (values if isinstance(values, list) else [values])
    }

    assert told <= ids
    assert len(ids) == len(plain["objects"])


def test_it_suspects_and_does_not_assert(plain):
    found = kinds(plain)
    (sign,), (site,), (report,) = (
        found[name] for name in ("indicator", "infrastructure", "report")
    )

    assert "疑似" in sign["name"]
    assert "疑似" in site["name"]
    assert "疑似" in report["description"]
    assert sign["labels"] == site["labels"] == ["suspected"]
    assert sign["confidence"] == site["confidence"] == 95
    assert sign["indicator_types"] == ["anomalous-activity"]
    assert sign["lang"] == "zh-CN"


def test_files_have_their_size(certificate, plain):
    _, files, _ = certificate

    assert {(one["name"], one["size"]) for one in kinds(plain)["file"]} == {
        (f"data/{one.payload.path}", one.size_bytes) for one in files
    }
    assert {tuple(one["hashes"]) for one in kinds(plain)["file"]} == {("SHA-256",)}


def test_times_come_from_the_records(plain):
    for one in plain["objects"]:
        for key in ("created", "modified", "valid_from", "published"):
            # The marking of the traffic light protocol has a date of its own.
            assert one.get(key, "2026-01-").startswith(("2026-01-", "2017-01-20"))


@pytest.mark.parametrize(
    ("tlp", "name"),
    [("amber", "amber"), ("red", "red"), ("green", "green"), ("clear", "white")],
)
def test_marking(certificate, tlp, name):
    dossier, *rest = certificate
    plain = stix_bundle(replace(dossier, tlp=tlp), *rest)
    (marking,) = kinds(plain)["marking-definition"]
    (sign,) = kinds(plain)["indicator"]

    assert marking["definition"] == {"tlp": name}
    assert sign["object_marking_refs"] == [marking["id"]]


def test_cases_of_a_package_that_share_something_are_joined(filled):
    plain = bundle(filled, "CASE-2026-0001", "CASE-2026-0002")
    sites = {one["id"] for one in kinds(plain)["infrastructure"]}
    joins = [
        one
        for one in kinds(plain)["relationship"]
        if {one["source_ref"], one["target_ref"]} <= sites
    ]

    assert len(sites) == 2
    assert [one["relationship_type"] for one in joins] == ["related-to"]


@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        (
            "http://a.test/",
            "a.test",
            "[url:value = 'http://a.test/' OR domain-name:value = 'a.test']",
        ),
        (
            "http://192.0.2.7/x",
            "192.0.2.7",
            "[url:value = 'http://192.0.2.7/x' OR ipv4-addr:value = '192.0.2.7']",
        ),
        (
            "http://[2001:db8::7]/",
            "2001:db8::7",
            "[url:value = 'http://[2001:db8::7]/' OR ipv6-addr:value = '2001:db8::7']",
        ),
        (
            "http://a.test/it's",  # percent-encoded, not escaped
            "a.test",
            "[url:value = 'http://a.test/it%27s' OR domain-name:value = 'a.test']",
        ),
        (
            "http://a.test/\\",
            "a.test'] OR [x:y='",  # no host has it; escaped all the same
            (
                "[url:value = 'http://a.test/%5C' "
                "OR domain-name:value = 'a.test\\'] OR [x:y=\\'']"
            ),
        ),
    ],
)
def test_pattern(url, host, expected):
    assert pattern(url, host) == expected
    Pattern(pattern(url, host))  # raises where it is none


def test_hostile_address_stays_one_value():
    found = Pattern(pattern(f"http://a.test/{HOSTILE}", "a.test")).inspect()

    assert set(found.comparisons) == {"url", "domain-name"}
    assert [len(one) for one in found.comparisons.values()] == [1, 1]


def test_hostile_strings_are_inert(workspace):
    said = finding("title-copied", "the title is “{title}”", 2.0, title=HOSTILE)
    url = "https://x-y.test/?q='] OR [file:name='a\\'] {{7*7}} <script>"
    seen = inspection(workspace.blobs, url, at=NOW)
    case = keep(workspace, seen, findings=(said,), archive=False)
    plain = bundle(workspace, case)
    text = json.dumps(plain, ensure_ascii=False)

    read_again(plain)
    assert not any(c in text for c in "\u202e\x00\ud800")
    (found,) = kinds(plain)["url"]
    assert found["value"] == safe_url(url)
    assert set("' <>\\{") & set(found["value"]) == set()


def test_site_on_an_address_has_no_domain(workspace):
    seen = inspection(workspace.blobs, "http://192.0.2.9/", at=NOW)
    plain = bundle(workspace, keep(workspace, seen, archive=False))

    assert "domain-name" not in kinds(plain)
    for one in kinds(plain)["ipv4-addr"]:
        ip_address(one["value"])


def test_seller_is_a_sellers_case(workspace):
    seen = inspection(workspace.blobs, "https://banli.test/", at=NOW)
    case = keep(workspace, seen, label=Label.SELLER, archive=False)
    (sign,) = kinds(bundle(workspace, case))["indicator"]

    assert "疑似" in sign["name"]
    assert sign["valid_from"] == (NOW + timedelta(minutes=1)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
