"""The testbed's own sites: each is well-formed, and answers as its toml says."""

import re
import zlib

import brotli
import pytest
from plain_client import DESKTOP, PHONE, Unreachable

import testbed
from testbed import behaviours
from testbed.sites import LABELS
from testbed.techniques import all_techniques

SITES = testbed.load_sites()
RESERVED = (".test", ".example")
SEARCH = "http://search.example/"
VANTAGES = [
    {"agent": DESKTOP},
    {"agent": DESKTOP, "referer": SEARCH},
    {"agent": PHONE},
    {"agent": PHONE, "referer": SEARCH},
]
TAG = re.compile(r"<[a-z!/][^>]*>|&nbsp;", re.IGNORECASE)

every_site = pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)


def is_readable(answer):
    """Whether a browser would show a page: HTML with words in it, and good news."""
    kind = answer.headers.get("content-type", "")
    text = unpack(answer).decode("latin-1")
    return (
        answer.status == 200
        and kind.startswith("text/html")
        and TAG.search(text) is not None
        and "\0" not in text
        and TAG.sub("", text).strip() != ""
    )


def is_data(site, answer):
    """Whether a service that machines ask gave something: JSON, XML, a list, a note."""
    kind = answer.headers.get("content-type", "")
    return (
        site.name.startswith("service-")
        and answer.status == 200
        and re.match(r"(application|text)/(?!html)", kind) is not None
        and unpack(answer).strip() != b""
    )


def unpack(answer):
    """Return the body's beginning without its compression."""
    method = answer.headers.get("content-encoding", "")
    if method == "br":
        return brotli.decompress(answer.body)
    if method:
        window = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}[method]
        return zlib.decompressobj(window).decompress(answer.body, 64 * 1024)
    return answer.body


def look(client, site, scheme, **options):
    """Return why the entry is not readable from any vantage, or None where it is."""
    url = f"{scheme}://{site.host}{site.entry}"
    reason = ""
    for vantage in VANTAGES:
        try:
            answer = client.browse(url, **vantage, **options)
        except Unreachable as exc:
            reason = str(exc)
            continue
        if is_readable(answer) or is_data(site, answer):
            return None
        reason = f"{answer.status} {answer.headers} {answer.body[:40]!r}"
    return reason


@pytest.mark.parametrize(
    ("site", "scheme"),
    [
        (site, scheme)
        for site in SITES
        if site.expected != "unreachable"
        and site.is_served_on(1)
        # An answer with no status line is read by browsers, and by no strict client.
        and site.name != "broken-http09"
        for scheme in site.schemes
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_readable_sites_show_a_page_at_their_entry(client, site, scheme):
    assert look(client, site, scheme) is None


@pytest.mark.parametrize(
    "site",
    [site for site in SITES if site.expected == "unreachable" and site.is_served_on(1)],
    ids=lambda site: site.name,
)
def test_unreachable_sites_show_none(client, site):
    """Impatience is right here: what drips or is silent does so for ever."""
    assert look(client, site, site.schemes[0], seconds=0.4) is not None


@every_site
def test_names_are_reserved(site):
    assert all(host.endswith(RESERVED) for host in site.hosts)
    official = {host for host in site.hosts if host.endswith(".gov.example")}
    assert not official or site.expected in {"official", "intrusion"}


# Pages may speak of real addresses; what a browser would fetch is another matter.
FETCHED = re.compile(r"\b(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//([\w.-]+)")

# Statistics ids are a thing to recognise, and are told by this address only. It goes
# through the testbed's own DNS, where it does not exist.
STATISTICS = {"hm.baidu.com"}


@every_site
def test_pages_fetch_from_reserved_names(site):
    for page in site.folder.rglob("*"):
        if page.suffix in {".html", ".js", ".css", ".svg"}:
            hosts = set(FETCHED.findall(page.read_text(encoding="utf-8")))
            outside = {host for host in hosts if not host.endswith(RESERVED)}
            assert outside <= STATISTICS, page.name


@every_site
def test_behaviours_and_techniques_exist(site):
    behaviours.build(site)
    assert set(site.techniques) <= set(all_techniques())


@every_site
def test_kind_and_label_agree(site):
    """The folder's first word promises what the label then says."""
    labels = {
        "official": {"official"},
        "intrusion": {"intrusion"},
        "counterfeit": {"counterfeit"},
        "seller": {"seller"},
        "innocent": {"clear", "official"},
        "suspicious": {"suspicious"},
        "dead": {"unreachable"},
        "broken": {"unreachable", "clear"},
        "service": {"clear"},
    }
    assert site.expected in labels[site.kind]
    assert site.why.endswith(".")
    assert site.technique


def test_each_counterfeit_has_its_own_technique():
    """Thirty at least, as the issue asks."""
    names = [site.technique for site in SITES if site.expected == "counterfeit"]

    assert len(names) == len(set(names)) >= 30


@pytest.mark.parametrize(
    ("kinds", "at_least"),
    [
        (["innocent"], 35),
        (["seller"], 10),
        (["dead", "broken"], 14),
        (["official"], 2),
    ],
    ids=str,
)
def test_there_are_enough(kinds, at_least):
    assert sum(site.kind in kinds for site in SITES) >= at_least


def test_every_label_but_suspicious_is_met():
    """A perfect judge is never in doubt; that label is for real ones."""
    assert {site.expected for site in SITES} >= LABELS - {"suspicious"}


@pytest.mark.parametrize(
    "site",
    [site for site in SITES if "link" in site.found_by],
    ids=lambda site: site.name,
)
def test_sites_found_by_a_link_are_linked(site):
    pages = [
        page.read_text(encoding="utf-8")
        for other in SITES
        if other.name != site.name
        for page in [*other.folder.rglob("*.html"), *other.folder.rglob("site.toml")]
    ]

    assert any(f"//{host}" in page for page in pages for host in site.hosts)


def test_officials_share_one_emblem():
    """A copied emblem can only be recognised where the real one is one picture."""
    emblems = {
        path.read_bytes()
        for site in SITES
        if site.kind == "official"
        for path in site.folder.rglob("emblem.png")
    }

    assert len(emblems) == 1


@every_site
def test_pictures_are_small(site):
    for path in site.folder.rglob("*"):
        if path.suffix in {".png", ".ico", ".jpg", ".gif", ".svg"}:
            assert path.stat().st_size < 20_000, path.name
