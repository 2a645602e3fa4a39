"""Copies of official bodies under every evasion, with and without their profiles.

A body is a group of saved pages, or one of the testbed's official sites. Each copy
stands on a host whose name says nothing. *With* its profile a copy is judged as an
operator who keeps that profile would judge it; *without*, the body's profile is taken
out of the set and all the others stay, so that they can be named wrongly.
"""

import dataclasses
import hashlib
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from benchmarks.eval import disguises, rebuilds, wrappings
from benchmarks.eval.labelled import JUDGED_AT, Sample
from benchmarks.eval.loopback import official_hosts
from casebook.encoding import from_plain
from casebook.profiles import Kind, Profile, Profiles, read_profiles
from casebook.urls import host_of
from detectors.reference import profile_from_pages, reference_page
from detectors.site import Site, site_from_files
from testbed.sites import SITES_DIR, load_sites

PLAIN = "as it is"
SHIPPED_BODY = {"guanfang-web": "chsi-student", "cjcxnea": "neea-exams"}
"""Groups of saved pages whose body has a shipped profile."""
_PAGES_OF_A_SITE = 4
_PAGE_MIN_BYTES = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body and its own pages."""

    group: str
    profile: str
    """Name of its profile, shipped or drafted."""
    pages: tuple[tuple[str, bytes], ...]
    """Official URL and bytes of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One site to be judged, and what is right of it."""

    name: str
    group: str
    """Operator, source or body: never divided between fitting and judging."""
    table: str
    evasion: str
    site: Site
    profiles: Profiles
    body: str = ""
    """Profile that a counterfeit should be named by; empty where none is known."""


@cache
def evasions() -> Mapping[str, Callable[[str], str]]:
    """Return every evasion by name, in the order of the modules."""
    found: dict[str, Callable[[str], str]] = {}
    for module in (disguises, wrappings, rebuilds):
        found |= dict(_functions(module))
    return found


def bodies(officials: Iterable[Sample]) -> tuple[Body, ...]:
    """Return the bodies of saved official pages, then those that the testbed plays."""
    pages: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for sample in officials:
        page = sample.site.pages[0]
        pages[sample.group].append((page.url, page.body))
    saved = (
        Body(
            group=group,
            profile=SHIPPED_BODY.get(group, f"drafted-{_short(group)}"),
            pages=tuple(dict.fromkeys(own)),
        )
        for group, own in pages.items()
    )
    return (*saved, *_played())


def all_profiles(known: Iterable[Body]) -> Profiles:
    """Return the shipped profiles, testbed hosts added, and one drafted for each body.

    Each has references of its own pages, as after ``profile add`` or ``refresh``.
    """
    shipped = read_profiles(extra_hosts=official_hosts(tuple(load_sites())))
    found = dict(shipped.by_name)
    for body in known:
        made = tuple(
            reference_page(url, html, at=JUDGED_AT) for url, html in body.pages
        )
        profile = found.get(body.profile) or _drafted(body)
        if profile.kind is not Kind.GENERIC:
            references = (*profile.references, *made)
            found[body.profile] = dataclasses.replace(profile, references=references)
    return Profiles(by_name=dict(sorted(found.items())))


def copies(
    known: Iterable[Body], every: Profiles, *, names: Iterable[str] = ()
) -> Iterator[Case]:
    """Yield each page of each body under each evasion, with its profile and without.

    Args:
        known: the bodies.
        every: all profiles, those of the bodies among them.
        names: evasions wanted; empty: all.
    """
    for body in known:
        kept = {k: v for k, v in every.by_name.items() if k != body.profile}
        own = every.by_name.get(body.profile)
        named = own is not None and own.kind is not Kind.GENERIC
        left = Profiles(by_name=kept) if named else every
        for url, html in body.pages:
            name = f"{body.group} {url}"
            for evasion, site in disguised(name, _text(html), names=names):
                case = Case(
                    name=name,
                    group=body.group,
                    table="without",
                    evasion=evasion,
                    site=site,
                    profiles=left,
                )
                yield case
                if named:
                    yield dataclasses.replace(
                        case, table="with", profiles=every, body=body.profile
                    )


def disguised(
    name: str, html: str, *, names: Iterable[str] = (), url: str = ""
) -> Iterator[tuple[str, Site]]:
    """Yield the page as it is, then under each evasion that changes it."""
    url = url or f"https://{_short(name)}-wx.test/"
    yield PLAIN, _site(url, html)
    for evasion, apply in evasions().items():
        if names and evasion not in names:
            continue
        other = apply(html)
        if other != html:
            yield evasion, _site(url, other)


def _site(url: str, html: str) -> Site:
    return site_from_files(url, html.encode("utf-8", "replace"), None, JUDGED_AT)


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[[str], str]]]:
    for name, value in vars(module).items():
        own = inspect.isfunction(value) and value.__module__ == module.__name__
        if own and not name.startswith("_"):
            yield name.replace("_", " "), value


def _drafted(body: Body) -> Profile:
    hosts = list(dict.fromkeys(host_of(url) for url, _ in body.pages))
    table = profile_from_pages(body.profile, hosts, body.pages, date="2026-11-23")
    drafted: Profile = from_plain({"name": body.profile, **table}, Profile)
    return drafted


def _played() -> Iterator[Body]:
    """Yield the official sites of the testbed that play a known body."""
    for site in load_sites():
        folder = SITES_DIR / site.name / "www"
        if not site.name.startswith("official-") or not folder.is_dir():
            continue
        owner = read_profiles().owner_of(site.plays) if site.plays else None
        paths = sorted(folder.rglob("*.html"), key=lambda p: (len(p.parts), p))
        big = [p for p in paths if p.stat().st_size >= _PAGE_MIN_BYTES]
        pages = tuple(
            # The testbed marks what it invents, which no official page does.
            (
                f"https://{site.hosts[0]}/{_path(p, folder)}",
                p.read_bytes().replace("（演示）".encode(), b""),
            )
            for p in big[:_PAGES_OF_A_SITE]
        )
        if pages:
            yield Body(
                group=f"testbed|{site.name}",
                profile=owner.name if owner else f"drafted-{_short(site.name)}",
                pages=pages,
            )


def _path(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().removesuffix("index.html")


def _text(html: bytes) -> str:
    try:
        return html.decode("utf-8-sig")
    except UnicodeDecodeError:
        return html.decode("gb18030", "replace")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
