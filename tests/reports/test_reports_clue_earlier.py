"""A package is never edited: a new one takes its place, by a person's word."""

import json
import shutil
import zipfile
from datetime import timedelta

import pytest
from forging import edit, rehash
from report_cases import NOW

from casebook.errors import InputError
from casebook.records import Case, Clue, Label, Liveness
from casebook.workspace import Workspace
from reports.clue import export, verify
from reports.clue.earlier import standing_for, take_place


def clue(number, *cases, supersedes=""):
    return Clue(
        number=number,
        cases=cases,
        file_name=f"{number}.zip",
        sha256="0" * 64,
        size_bytes=1,
        made_at=NOW,
        supersedes=supersedes,
        supersedes_reason="more was seen" if supersedes else "",
    )


ONE, TWO = "CASE-2026-0001", "CASE-2026-0002"
FIRST = clue("CLUE-2026-0001", ONE)
SECOND = clue("CLUE-2026-0002", ONE, supersedes="CLUE-2026-0001")
GANG = clue("CLUE-2026-0003", ONE, TWO)


@pytest.fixture(scope="module")
def case():
    return Case(
        id=ONE,
        host="a.test",
        url="https://a.test/",
        label=Label.COUNTERFEIT,
        probability=0.9,
        profile="mem-inquiry",
        state="new",
        liveness=Liveness.LIVE,
        reason="the title is “x”",
        first_seen=NOW,
        last_seen=NOW,
    )


@pytest.mark.parametrize(
    ("clues", "supersedes", "reason", "why"),
    [
        ([FIRST], "", "", "CLUE-2026-0001 holds CASE-2026-0001 already"),
        ([FIRST, SECOND], "", "", "CLUE-2026-0002 holds CASE-2026-0001 already"),
        ([], "", "because", "goes with the package"),
        ([FIRST], "CLUE-2026-0001", "", "say with --reason why"),
        ([FIRST], "CLUE-2026-0001", " \n", "say with --reason why"),
        ([FIRST], "CLUE-2026-0009", "because", "no package CLUE-2026-0009"),
        ([FIRST, SECOND], "CLUE-2026-0001", "because", "superseded by CLUE-2026-0002"),
        ([clue("CLUE-2026-0004", TWO)], "CLUE-2026-0004", "because", "is about CASE"),
    ],
    ids=[
        *("holds it already", "so does a later one", "reason without package"),
        *("no reason", "blank reason", "unknown", "gone already", "of another case"),
    ],
)
def test_what_cannot_take_place_is_refused(case, clues, supersedes, reason, why):
    with pytest.raises(InputError, match=why):
        take_place(clues, [case], supersedes=supersedes, reason=reason)


def test_gang_stands_beside_its_single_cases(case):
    assert take_place([GANG], [case], supersedes="", reason="") is None
    assert standing_for([FIRST, GANG], [TWO, ONE]) == GANG
    assert standing_for([FIRST, SECOND], [ONE]) == SECOND


def test_single_case_may_take_the_place_of_a_gang(case):
    found = take_place([GANG], [case], supersedes="CLUE-2026-0003", reason=" split ")

    assert (found.number, found.reason) == ("CLUE-2026-0003", "split")


@pytest.fixture(scope="module")
def later(templates, tmp_path_factory):
    """A package that takes the place of another, unpacked, and its records."""
    folder = tmp_path_factory.mktemp("later")
    shutil.copytree(templates / "filled", folder / "watch")
    with Workspace.open(folder / "watch", {}) as workspace:
        export(workspace, [TWO], out=folder, at=NOW)
        with pytest.raises(InputError, match="--supersedes CLUE-2026-0001"):
            export(workspace, [TWO], out=folder, at=NOW)
        made = export(
            workspace,
            [TWO],
            out=folder,
            at=NOW + timedelta(days=1),
            supersedes="CLUE-2026-0001",
            reason="补充\n第二次采集",
        )
        recorded = workspace.casebook.clues()
    with zipfile.ZipFile(folder / made.file_name) as archive:
        archive.extractall(folder)
    return folder / made.number, recorded


def test_both_are_recorded_and_stay(later):
    bag, (first, second) = later

    assert (first.number, first.supersedes) == ("CLUE-2026-0001", "")
    assert (second.number, second.supersedes) == ("CLUE-2026-0002", first.number)
    assert second.supersedes_reason == "补充\n第二次采集"
    # The first is still what was recorded of it.
    assert (bag.parent / first.file_name).stat().st_size == first.size_bytes
    for one in (first, second):
        found = verify(bag.parent / one.file_name)
        assert "failed" not in {check.result.value for check in found}


def test_new_one_names_the_old_one_in_its_lists(later):
    bag, (first, _) = later
    info = (bag / "bag-info.txt").read_text("utf-8").splitlines()
    plain = json.loads((bag / "data/clue.json").read_text("utf-8"))

    assert "Supersedes: CLUE-2026-0001" in info
    assert f"Supersedes-SHA256: {first.sha256}" in info
    assert len([line for line in info if line.startswith("Supersedes-Reason: ")]) == 1
    assert plain["supersedes"]["number"] == first.number
    assert plain["supersedes"]["sha256"] == first.sha256


def test_lists_that_differ_in_it_are_found(later, tmp_path):
    bag = shutil.copytree(later[0], tmp_path / later[0].name)
    edit(bag / "bag-info.txt", "Supersedes: CLUE-2026-0001", "Supersedes: CLUE-2025-7")
    rehash(bag)
    (check,) = [one for one in verify(bag) if one.name == "facts"]

    assert check.detail == "bag-info.txt and clue.json differ in what is superseded"
