"""Reading profiles: what is wrong is one line, and a host has one owner."""

import pytest

from casebook.errors import ProfileError
from casebook.profiles import (
    Kind,
    Profile,
    Profiles,
    ReferencePage,
    References,
    read_profile,
    read_profiles,
    read_references,
    write_references,
)

RIGHT = """
title = "某局"
title_en = "An office"
kind = "body"
names = ["某局"]
hosts = ["office.example"]
"""


@pytest.fixture
def write(tmp_path):
    def written(text, name="office.toml"):
        (tmp_path / name).write_bytes(
            text if isinstance(text, bytes) else text.encode()
        )
        return tmp_path / "office.toml"

    return written


def test_profile(write):
    profile = read_profile(write(RIGHT))

    assert profile.name == "office"
    assert profile.names == ("某局",)
    assert profile.hosts == ("office.example",)
    assert profile.references == ()


@pytest.fixture
def references(at):
    page = ReferencePage(
        url="https://office.example/",
        captured_at=at,
        sha256="1" * 64,
        title="",
        text="",
    )
    return References(pages=(page,), site_codes=("1234567890",))


def test_references_join_the_profile(write, references, tmp_path):
    write(RIGHT + 'site_codes = ["0987654321", "1234567890"]')

    path = write_references(tmp_path, "office", references)
    profile = read_profiles([tmp_path]).by_name["office"]

    assert path == tmp_path / "office.refs.json"
    assert read_references(path) == references
    assert profile.references == references.pages
    assert profile.site_codes == ("0987654321", "1234567890")


def test_references_of_a_shipped_profile(tmp_path, references):
    """A refresh need not copy the profile into the workspace."""
    write_references(tmp_path, "mem-portal", references)

    found = read_profiles([tmp_path]).by_name["mem-portal"]

    assert found.references == references.pages
    assert found.hosts == read_profiles().by_name["mem-portal"].hosts


def test_references_of_no_profile_are_passed_over(tmp_path, references):
    write_references(tmp_path, "nobody", references)

    assert "nobody" not in read_profiles([tmp_path]).by_name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "cannot be parsed"),  # syntax
        (b"title = '\xff'", "cannot be parsed"),  # not UTF-8
        ("", "title: is missing"),
        (RIGHT + "colour = 1", "unknown key colour"),
        # Misspelt, so missing as well: what is written is what must be mended.
        (RIGHT.replace("title =", "titel ="), "unknown key titel"),
        (RIGHT.replace('["某局"]', '"某局"'), "names: '某局' is not a list"),
        (RIGHT.replace('["某局"]', "[3]"), "names: 3 is not str"),
        (RIGHT.replace('["某局"]', "[]"), "needs names, and hosts or suffixes"),
        (RIGHT.replace('["office.example"]', "[]"), "needs names, and hosts"),
        (RIGHT.replace('"body"', '"zoo"'), "kind: 'zoo' is not a valid Kind"),
        (RIGHT.replace("office.", "Office."), "write host 'Office.example' as"),
        (RIGHT.replace("office.", "例子."), "as 'xn--fsqu00a.example'"),
        (RIGHT.replace("office.", "a b."), "'a b.example' is no host name"),
        (RIGHT + "[[sources]]\nurl = 'x'", "sources: date: is missing"),
    ],
)
def test_wrong_file(write, text, words):
    path = write(text)

    with pytest.raises(ProfileError) as caught:
        read_profile(path)

    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", '{"pages": [{}]}', b"\xff", '{"x": 1}']
)
def test_wrong_references(write, text, tmp_path):
    write(text, "office.refs.json")

    with pytest.raises(ProfileError, match=r"office\.refs\.json") as caught:
        read_references(tmp_path / "office.refs.json")

    assert len(str(caught.value).splitlines()) == 1


def test_profile_that_cannot_be_read(tmp_path):
    (tmp_path / "office.toml").mkdir()

    for read in (read_profile, read_references):
        with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
            read(tmp_path / "office.toml")


def test_a_workspace_replaces_a_shipped_profile(tmp_path, write):
    shipped = read_profiles()
    name = next(iter(shipped)).name
    write(RIGHT, f"{name}.toml")

    found = read_profiles([tmp_path / "missing", tmp_path])

    assert found.by_name.keys() == shipped.by_name.keys()
    assert found.by_name[name].hosts == ("office.example",)


def profile(name, *, hosts=(), suffixes=(), kind=Kind.BODY):
    return Profile(
        name=name,
        title=name,
        title_en=name,
        kind=kind,
        names=(name,),
        hosts=hosts,
        suffixes=suffixes,
    )


PROFILES = Profiles(
    by_name={
        "ministry": profile("ministry", hosts=("ministry.example",)),
        "platform": profile("platform", hosts=("cx.ministry.example",)),
        "generic": profile("generic", suffixes=("gov.example",), kind=Kind.GENERIC),
    }
)


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("ministry.example", "ministry"),
        ("www.ministry.example", "ministry"),
        ("cx.ministry.example", "platform"),  # the longest host wins
        ("old.cx.ministry.example", "platform"),
        ("xministry.example", None),  # not on a label's edge
        ("ministry.example.test", None),
        ("city.gov.example", None),  # a suffix owns nobody
    ],
)
def test_owner_of(host, owner):
    found = PROFILES.owner_of(host)

    assert (found.name if found else None) == owner


@pytest.mark.parametrize(
    ("host", "expected"),
    [("city.gov.example", True), ("gov.example.test", False), ("xgov.example", False)],
)
def test_has_government_suffix(host, expected):
    assert PROFILES.has_government_suffix(host) is expected


def test_extra_hosts_of_the_generic_profile_are_suffixes():
    name = next(p.name for p in read_profiles() if p.kind is Kind.GENERIC)

    found = read_profiles((), {name: ["gov.test"]})

    assert found.has_government_suffix("city.gov.test")
    assert found.owner_of("city.gov.test") is None
