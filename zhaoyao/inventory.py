"""Official bodies as the operator keeps them: added, refreshed, checked."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlunsplit

import tomli_w

from casebook.errors import InputError
from casebook.profiles import (
    Kind,
    Profile,
    ReferencePage,
    References,
    read_profile,
    write_looks,
    write_references,
)
from casebook.records import Capture, Vantage
from casebook.times import now_utc
from casebook.urls import ascii_host
from casebook.workspace import Workspace
from crawler.running.run import capture_official
from detectors.looks.references import looks_of
from detectors.reference import profile_from_pages, reference_page
from zhaoyao.session import Session

Read = Callable[[str], bytes]

OK_STATUS = 200

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""A profile's name is a file name and a word on the command line."""

PAGES_MAX = 12
"""Pages captured by one refresh: a home page and the inquiry pages of every body seen
in the facts fit; more would visit an official site harder than a reader does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What a profile lacks."""

    profile: str
    kind: str
    """``no references``, ``stale references``, ``no footer numbers`` or
    ``to be verified``."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh kept, and what it could not reach."""

    kept: tuple[ReferencePage, ...]
    failures: tuple[str, ...]


def add_profile(
    workspace: Workspace,
    *,
    name: str,
    hosts: Sequence[str],
    pages: Sequence[Path],
    title: str,
) -> Path:
    """Draft a profile from saved pages into the workspace; return its file.

    Raises:
        InputError: the name is no name, is taken, or a page cannot be read.
        ProfileError: a host is none.
    """
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no profile name; use a-z, 0-9 and -")
    folder = workspace.path / "profiles"
    path = folder / f"{name}.toml"
    if path.exists() or name in workspace.profiles.by_name:
        raise InputError(f"there is a profile {name!r} already; edit or remove it")
    at = now_utc()
    names = [ascii_host(host) for host in hosts]
    saved = []
    for page in pages:
        try:
            saved.append((f"https://{names[0]}/{page.name}", page.read_bytes()))
        except OSError as exc:
            raise InputError(f"{page} cannot be read: {exc.strerror}") from None
    table = profile_from_pages(name, names, saved, date=f"{at:%Y-%m-%d}")
    if title:
        table["title"] = title
        table["names"] = list(dict.fromkeys([title, *table["names"]]))
    folder.mkdir(exist_ok=True)
    path.write_text(tomli_w.dumps(table), "utf-8")
    read_profile(path)
    references = tuple(reference_page(url, html, at=at) for url, html in saved)
    write_references(folder, name, References(pages=references))
    return path


def refresh_profile(workspace: Workspace, name: str) -> Refreshed:
    """Capture the official pages of a body and keep their fingerprints.

    Raises:
        InputError: there is no such profile, or it names no host to visit.
    """
    profile = workspace.profiles.by_name.get(name)
    if profile is None:
        known = ", ".join(workspace.profiles.by_name)
        raise InputError(f"there is no profile {name!r}; there are {known}")
    if not profile.hosts:
        raise InputError(f"{name} names no host that could be visited")
    pages: list[ReferencePage] = []
    bodies: list[tuple[str, bytes]] = []
    failures: list[str] = []
    read = workspace.blobs.read
    visits = capture_official(workspace, _pages_of(profile))
    for captures in visits:
        best = _best(captures)
        if best is None:
            why = captures[0].failure or f"HTTP {captures[0].status}"
            failures.append(f"{captures[0].url}: {why}")
            continue
        body = read(best.body_sha256)
        bodies.append((best.final_url, body))
        pages.append(
            reference_page(
                best.final_url,
                body,
                at=best.captured_at,
                pictures=_pictures(captures, read),
                screenshot=_screenshot(captures, read),
            )
        )
    if pages:
        drafted = profile_from_pages(name, profile.hosts, bodies, date="")
        kept = References(
            pages=tuple(pages),
            site_codes=tuple(drafted.get("site_codes", ())),
            icp_numbers=tuple(drafted.get("icp_numbers", ())),
            police_numbers=tuple(drafted.get("police_numbers", ())),
        )
        folder = workspace.path / "profiles"
        folder.mkdir(exist_ok=True)
        write_references(folder, name, kept)
        write_looks(folder, name, looks_of(_shown(visits), read))
    return Refreshed(kept=tuple(pages), failures=tuple(failures))


def check_profiles(session: Session) -> Iterator[Gap]:
    """Say what each profile lacks, profile by profile."""
    stale = now_utc() - timedelta(days=session.config.profiles.stale_days)
    for profile in session.profiles:
        dates = [page.captured_at for page in profile.references]
        if profile.kind is not Kind.GENERIC:
            if not dates:
                yield Gap(
                    profile=profile.name,
                    kind="no references",
                    detail=f"zhaoyao profile refresh {profile.name}",
                )
            elif max(dates) < stale:
                yield Gap(
                    profile=profile.name,
                    kind="stale references",
                    detail=f"{max(dates):%Y-%m-%d}",
                )
            if not (profile.site_codes or profile.icp_numbers):
                yield Gap(profile=profile.name, kind="no footer numbers")
        for source in profile.sources:
            if source.to_be_verified:
                yield Gap(
                    profile=profile.name,
                    kind="to be verified",
                    detail=", ".join(source.covers) or source.url,
                )


def _pages_of(profile: Profile) -> list[str]:
    paths = ["/", *(path for path in profile.page_paths if path.startswith("/"))]
    urls = []
    # Hosts given last are the operator's own, and the likeliest to answer.
    for host in reversed(profile.hosts):
        for path in paths:
            plain, _, query = path.partition("?")
            urls.append(urlunsplit(("https", host, plain, query, "")))
    return urls[:PAGES_MAX]


def _shown(visits: Sequence[tuple[Capture, ...]]) -> Iterator[tuple[Capture, ...]]:
    """Leave out addresses where nothing stands: their error pages are no look."""
    return (captures for captures in visits if _best(captures) is not None)


def _best(captures: Sequence[Capture]) -> Capture | None:
    """Choose the drawn page where there is one: it has what scripts wrote."""
    order = (Vantage.BROWSER_DESKTOP, Vantage.DESKTOP, Vantage.PHONE)
    for vantage in order:
        for capture in captures:
            shown = capture.failure is None and capture.body_sha256
            if capture.vantage is vantage and shown and capture.status == OK_STATUS:
                return capture
    return None


def _pictures(captures: Sequence[Capture], read: Read) -> Iterator[tuple[str, bytes]]:
    for capture in captures:
        for resource in capture.resources:
            if resource.kind in {"icon", "image"} and resource.sha256:
                yield resource.kind, read(resource.sha256)


def _screenshot(captures: Sequence[Capture], read: Read) -> bytes | None:
    for capture in captures:
        if capture.vantage is Vantage.BROWSER_DESKTOP and capture.screenshot_sha256:
            return read(capture.screenshot_sha256)
    return None
