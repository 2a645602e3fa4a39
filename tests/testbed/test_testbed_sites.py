"""Folders of sites: what a site.toml may say, and what it may not."""

from pathlib import Path

import pytest

from testbed.sites import (
    Registration,
    load_sites,
    registrable_domain,
    registrations,
)
from testbed.tables import SiteError

REGISTERED = """
[registration]
created_days_ago = 21
registrar = "Example Registrar Ltd"
"""


def test_a_short_toml_is_enough(write_site):
    (site,) = load_sites(write_site("innocent-one"))

    assert site.name == "innocent-one"
    assert site.kind == "innocent"
    assert site.host == "www.one.test"
    assert site.schemes == ("http", "https")
    assert site.url == "http://www.one.test/"
    assert site.registration is None


def test_a_full_toml_is_read(write_site):
    lines = (
        'schemes = ["https"]\nentry = "/special?index=0"\nfound_by = ["qr", "tip"]\n'
        'imitates = "mem-inquiry"\ncharset = "gb18030"\ncompression = "br"\n'
        'from_day = 2\nuntil_day = 3\n[headers]\nServer = "old"\n'
        f'{REGISTERED}[[behaviour]]\nname = "slow"\nseconds = 0.5\n'
    )
    (site,) = load_sites(write_site("counterfeit-one", lines))

    assert site.url == "https://www.one.test/special?index=0"
    assert site.found_by == ("qr", "tip")
    assert site.headers == {"Server": "old"}
    assert site.registration == Registration(
        created_days_ago=21,
        registrar="Example Registrar Ltd",
    )
    (spec,) = site.behaviour
    assert (spec.name, dict(spec.options)) == ("slow", {"seconds": 0.5})


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("colour = 1\n", "unknown key 'colour'"),  # a slip of the pen
        ("name = 'x'\n", "unknown key 'name'"),  # the folder says the name
        ("roots = []\n", "unknown key 'roots'"),  # made, not given
        ("schemes = 'http'\n", "schemes must be a list"),  # forgot the brackets
        ("schemes = []\n", "schemes is empty"),  # nothing would answer
        ("schemes = ['ftp']\n", "schemes is 'ftp'"),
        ("found_by = ['rumour']\n", "found_by is 'rumour'"),
        ("found_by = [1]\n", "strings only"),
        ("from_day = '2'\n", "from_day must be a int"),
        ("from_day = true\n", "from_day must be a int"),  # a bool is an int in Python
        ("entry = 'index.html'\n", "entry must start with a slash"),
        ("charset = 'gb-nothing'\n", "unknown encoding"),
        ("declared_charset = 'x-y'\n", "unknown encoding"),
        ("compression = 'zip'\n", "compression is 'zip'"),
        ("copy_of = 'official-none'\n", "copy_of names no site"),
        ("copy_of = 'innocent-one'\n", "in a circle"),  # of itself
        ("[headers]\nAge = 1\n", "strings only"),
        ("[registration]\nregistrar = 'R'\n", "created_days_ago is missing"),
        (f"{REGISTERED}style = 'de'\n", "style is 'de'"),
        ("[[behaviour]]\nseconds = 1\n", "needs a name"),
        ("= 1\n", "site.toml"),  # no TOML
    ],
)
def test_wrong_lines_are_refused(write_site, lines, says):
    with pytest.raises(SiteError, match="innocent-one") as caught:
        load_sites(write_site("innocent-one", lines))

    assert says in str(caught.value)


@pytest.mark.parametrize("host", ["WWW.One.test", "www.一.test", "www.one.test."])
def test_hosts_are_lower_case_and_punycode(write_site, host):
    with pytest.raises(SiteError, match="lower case and punycode"):
        load_sites(write_site("innocent-one", hosts=[host]))


def test_a_label_is_asked_for(write_site):
    with pytest.raises(SiteError, match="expected is missing"):
        load_sites(write_site("innocent-one", plain=False))


def test_a_folder_without_toml_is_refused(tmp_path):
    (tmp_path / "innocent-one").mkdir()

    with pytest.raises(SiteError, match=r"innocent-one/site\.toml"):
        load_sites(tmp_path)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(SiteError, match="no such folder"):
        load_sites(tmp_path / "nowhere")


def test_two_sites_cannot_share_a_host(write_site):
    write_site("innocent-one", hosts=["www.one.test", "one.test"])

    with pytest.raises(SiteError, match=r"one\.test is in both innocent-one and"):
        load_sites(write_site("innocent-two", hosts=["one.test"]))


def test_two_sites_cannot_tell_of_one_domain_differently(write_site):
    write_site("innocent-one", REGISTERED, hosts=["a.one.test"])
    other = REGISTERED.replace("21", "22")

    with pytest.raises(SiteError, match=r"one\.test has another registration"):
        load_sites(write_site("innocent-two", other, hosts=["b.one.test"]))


def test_two_sites_may_tell_of_one_domain_alike(write_site):
    write_site("innocent-one", REGISTERED, hosts=["a.one.test"])
    sites = load_sites(write_site("innocent-two", REGISTERED, hosts=["b.one.test"]))

    assert list(registrations(sites)) == ["one.test"]


def test_a_copy_serves_from_the_folders_it_copies(write_site):
    write_site("a", 'copy_of = "b"\n', hosts=["a.test"])
    write_site("b", 'copy_of = "c"\n', hosts=["b.test"])
    folder = write_site("c", hosts=["c.test"])

    assert load_sites(folder)[0].roots == tuple(
        folder / name / "www" for name in ("a", "b", "c")
    )


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("one.test", "one.test"),
        ("a.b.one.test", "one.test"),
        ("cx.mem.gov.cn.zscx-query.test", "zscx-query.test"),
        ("owner.pages-hosting.test", "pages-hosting.test"),  # the firm's name
        ("www.mem.gov.example", "mem.gov.example"),  # gov.example is a suffix
        ("gov.example", "gov.example"),  # and nobody's
        ("ONE.test.", "one.test"),
        ("test", "test"),
    ],
)
def test_registrable_domain(host, domain):
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("days", "served"),
    [
        ("", [1, 2, 3, 4]),
        ("from_day = 2", [2, 3, 4]),
        ("until_day = 2", [1, 2]),
        ("from_day = 2\nuntil_day = 3", [2, 3]),
    ],
)
def test_days(write_site, days, served):
    (site,) = load_sites(write_site("innocent-one", f"{days}\n"))

    assert [day for day in range(1, 5) if site.is_served_on(day)] == served


def test_sites_are_in_name_order(write_site):
    for name in ("b-two", "a-one"):
        folder = write_site(name, hosts=[f"{name}.test"])

    assert [site.name for site in load_sites(Path(folder))] == ["a-one", "b-two"]
