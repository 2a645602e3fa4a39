"""Sites: what a folder below ``testbed/sites/`` says about one site."""

import codecs
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testbed.tables import SiteError, check_keys, check_one

SITES_DIR = Path(__file__).parent / "sites"

LABELS = frozenset(
    (
        "official",
        "intrusion",
        "counterfeit",
        "seller",
        "suspicious",
        "clear",
        "unreachable",
    ),
)
WAYS = frozenset(("search", "link", "tip", "qr"))
SCHEMES = frozenset(("http", "https"))
COMPRESSIONS = frozenset(("", "gzip", "br", "deflate"))
STYLES = frozenset(("", "gtld", "cn"))

PUBLIC_SUFFIXES = ("gov.example",)
"""Names of two labels below which anyone entitled may register; others have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What WHOIS and RDAP know about a registrable domain."""

    created_days_ago: int
    """Relative to the day the testbed starts, so that a young name stays young."""

    registrar: str
    registrant: str = ""
    registrant_email: str = ""

    style: str = ""
    """WHOIS text: "gtld", "cn", or "" for cn below .example and gtld elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourSpec:
    """One ``[[behaviour]]`` table: the plug-in's name and its options."""

    name: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site: its names, what it serves, and what a perfect judge says of it."""

    name: str
    """Name of the folder, ``<kind>-<slug>``."""

    folder: Path

    hosts: tuple[str, ...]
    """Lower case, punycode; the first is the main one."""

    expected: str
    """Label of a perfect judge, one of :data:`LABELS`."""

    technique: str
    why: str
    schemes: tuple[str, ...] = ("http", "https")
    """What answers; the first is the one that links to the site use."""

    entry: str = "/"
    """Path and query by which the site is found."""

    found_by: tuple[str, ...] = ()
    plays: str = ""
    profile: str = ""
    imitates: str = ""
    copy_of: str = ""
    techniques: tuple[str, ...] = ()
    from_day: int = 1
    until_day: int = 0
    charset: str = "utf-8"
    declared_charset: str = ""
    compression: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    registration: Registration | None = None
    behaviour: tuple[BehaviourSpec, ...] = ()
    roots: tuple[Path, ...] = ()
    """Folders of files, the site's own first, then those of the site it copies."""

    @property
    def host(self) -> str:
        """The main host name."""
        return self.hosts[0]

    @property
    def kind(self) -> str:
        """First word of the folder's name: counterfeit, innocent and so on."""
        return self.name.partition("-")[0]

    @property
    def url(self) -> str:
        """The address by which the site is found."""
        return f"{self.schemes[0]}://{self.host}{self.entry}"

    def is_served_on(self, day: int) -> bool:
        """Whether the site is there on *day* of the testbed."""
        return self.from_day <= day and (not self.until_day or day <= self.until_day)


def registrable_domain(host: str) -> str:
    """Return the part of *host* that someone registered.

    >>> registrable_domain("cx.mem.gov.cn.zscx-query.test")
    'zscx-query.test'
    >>> registrable_domain("www.mem.gov.example")
    'mem.gov.example'
    """
    labels = host.lower().rstrip(".").split(".")
    keep = 3 if ".".join(labels[-2:]) in PUBLIC_SUFFIXES else 2
    return ".".join(labels[-keep:])


def load_sites(folder: Path | None = None) -> tuple[Site, ...]:
    """Read every site below *folder*, in name order.

    Args:
        folder: where the sites' folders are; the testbed's own where None.

    Raises:
        SiteError: a ``site.toml`` is missing or wrong, two sites share a host, or
            two sites say different things about one registrable domain.

    """
    folder = SITES_DIR if folder is None else Path(folder)
    if not folder.is_dir():
        raise SiteError(f"{folder}: no such folder")
    tables = {
        path.name: _read_table(path / "site.toml")
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith((".", "_"))
    }
    sites = tuple(
        _read_site(folder / name, table, _roots(folder, name, tables))
        for name, table in tables.items()
    )
    _refuse_shared_hosts(sites)
    registrations(sites)
    return sites


def registrations(sites: Iterable[Site]) -> dict[str, Registration]:
    """Return what is registered, by registrable domain.

    Raises:
        SiteError: two sites say different things about one domain.

    """
    found: dict[str, Registration] = {}
    for site in sites:
        if site.registration is None:
            continue
        for domain in {registrable_domain(host) for host in site.hosts}:
            if found.setdefault(domain, site.registration) != site.registration:
                raise SiteError(f"{site.name}: {domain} has another registration")
    return found


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise SiteError(f"{path.parent.name}/site.toml: {exc}") from exc


def _roots(
    folder: Path,
    name: str,
    tables: Mapping[str, dict[str, Any]],
) -> tuple[Path, ...]:
    """Follow ``copy_of`` and return each site's ``www`` on the way."""
    seen: list[str] = []
    while name:
        if name in seen:
            raise SiteError(f"{seen[0]}: copy_of goes round in a circle")
        if name not in tables:
            raise SiteError(f"{seen[-1]}: copy_of names no site: {name!r}")
        seen.append(name)
        name = tables[name].get("copy_of", "")
    return tuple(folder / name / "www" for name in seen)


def _read_site(folder: Path, table: dict[str, Any], roots: tuple[Path, ...]) -> Site:
    where = f"{folder.name}/site.toml"
    values = dict(table)
    specs = tuple(_read_behaviour(where, spec) for spec in values.pop("behaviour", []))
    registration = values.pop("registration", None)
    if registration is not None:
        check_keys(f"{where} [registration]", Registration, registration)
        registration = Registration(**registration)
        check_one(where, "style", registration.style, STYLES)
    given = ("name", "folder", "roots", "behaviour")
    check_keys(where, Site, values, given=given)
    for key, value in values.items():
        if isinstance(value, list):
            values[key] = tuple(value)
    site = Site(
        **values,
        name=folder.name,
        folder=folder,
        roots=roots,
        behaviour=specs,
        registration=registration,
    )
    _check_values(where, site)
    return site


def _read_behaviour(where: str, table: object) -> BehaviourSpec:
    if not isinstance(table, dict) or not isinstance(table.get("name"), str):
        raise SiteError(f"{where}: [[behaviour]] needs a name")
    options = {key: value for key, value in table.items() if key != "name"}
    return BehaviourSpec(name=table["name"], options=options)


def _check_values(where: str, site: Site) -> None:
    if not site.hosts:
        raise SiteError(f"{where}: hosts is empty")
    if not site.schemes:
        raise SiteError(f"{where}: schemes is empty")
    for host in site.hosts:
        if host != host.lower().strip(".") or not host.isascii():
            raise SiteError(f"{where}: {host!r} is not in lower case and punycode")
    if not site.entry.startswith("/"):
        raise SiteError(f"{where}: entry must start with a slash")
    check_one(where, "expected", site.expected, LABELS)
    check_one(where, "compression", site.compression, COMPRESSIONS)
    for scheme in site.schemes:
        check_one(where, "schemes", scheme, SCHEMES)
    for way in site.found_by:
        check_one(where, "found_by", way, WAYS)
    for charset in (site.charset, site.declared_charset):
        try:
            codecs.lookup(charset if charset not in {"", "none"} else "utf-8")
        except LookupError as exc:
            raise SiteError(f"{where}: {exc}") from exc


def _refuse_shared_hosts(sites: Iterable[Site]) -> None:
    owners: dict[str, str] = {}
    for site in sites:
        for host in site.hosts:
            if host in owners:
                raise SiteError(f"{host} is in both {owners[host]} and {site.name}")
            owners[host] = site.name
