"""Official bodies: one TOML file each, and the inventory they make together.

A profile says what a body is called, where it lives and what its pages show, each
value with its source. Files that ship lie beside this module; a workspace may add
its own under ``profiles/`` (a file of the same name replaces the shipped one), and
``profile refresh`` keeps fingerprints of the live pages in ``<name>.refs.json`` there.
"""

import dataclasses
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cattrs import BaseValidationError

from casebook.encoding import explain, from_plain
from casebook.errors import InputError, ProfileError
from casebook.profiles.kept import read_kept, write_kept
from casebook.profiles.looks import (
    LOOKS,
    KnownMark,
    Look,
    Looks,
    read_looks,
    write_looks,
)
from casebook.profiles.templates import Template
from casebook.urls import ascii_host, is_under

__all__ = [
    "Kind",
    "KnownMark",
    "Look",
    "Looks",
    "Profile",
    "Profiles",
    "ReferencePage",
    "References",
    "Source",
    "Template",
    "read_looks",
    "read_profile",
    "read_profiles",
    "read_references",
    "write_looks",
    "write_references",
]

SHIPPED = Path(__file__).parent

REFERENCES = ".refs.json"
"""Ending of the file that keeps what a refresh saw, beside or instead of a TOML."""


class Kind(StrEnum):
    """What a profile is about."""

    BODY = "body"
    """A portal of a named body."""
    PLATFORM = "platform"
    """An inquiry platform, where certificates are looked up."""
    GENERIC = "generic"
    """What any state organ's site claims; one such profile ships."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value was read."""

    url: str
    """Address, or the name of a document."""
    date: str
    """ISO date on which it was read."""
    covers: tuple[str, ...] = ()
    """Names of the fields it backs; empty: all that no other source covers."""
    to_be_verified: bool = False
    """General knowledge, not re-read: marked wherever it is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """Fingerprints of one official page, from a saved file or a live capture."""

    url: str
    captured_at: datetime
    """UTC."""
    sha256: str
    """Of the page's bytes."""
    title: str
    text: str
    """What a reader sees, one block a line; the base of containment."""
    tag_paths: tuple[str, ...] = ()
    """Skeleton: distinct tag.class paths in document order, at most 400."""
    resource_names: tuple[str, ...] = ()
    """Path ends of scripts, styles and images."""
    form_fields: tuple[str, ...] = ()
    """Labels and placeholders of inputs."""
    picture_hashes: tuple[str, ...] = ()
    """Difference hashes of pictures on it, ``kind:16 hex digits``."""
    screenshot_hash: str = ""
    """Difference hash of the first screen, 16 hex digits, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What ``profile refresh`` saw on the live pages of one body."""

    pages: tuple[ReferencePage, ...]
    site_codes: tuple[str, ...] = ()
    icp_numbers: tuple[str, ...] = ()
    police_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One official body, as an impostor would imitate it. Empty means unknown."""

    name: str
    """File name without suffix."""
    title: str
    """Chinese name for people, such as 应急管理部政府网站."""
    title_en: str
    kind: Kind
    hosts: tuple[str, ...] = ()
    """Official hosts; each covers the hosts below it, on label boundaries."""
    suffixes: tuple[str, ...] = ()
    """Suffixes where only such bodies can register (generic profile: gov.cn)."""
    names: tuple[str, ...] = ()
    """What the body calls itself, full and short, most distinctive first."""
    titles: tuple[str, ...] = ()
    """Page titles."""
    headings: tuple[str, ...] = ()
    menus: tuple[str, ...] = ()
    """Words of the main menu, in order."""
    phrases: tuple[str, ...] = ()
    """Sentences that stand on its pages and hardly elsewhere."""
    form_fields: tuple[str, ...] = ()
    """Labels and placeholders of the inquiry form."""
    result_labels: tuple[tuple[str, ...], ...] = ()
    """Field labels of a result page; each entry lists synonyms of one field."""
    result_terms: tuple[str, ...] = ()
    """Values a result shows: trades and operation items that the body certifies."""
    foreign_terms: tuple[str, ...] = ()
    """Trades that this body does not certify: on its result page they are false."""
    api_paths: tuple[str, ...] = ()
    """Paths of the body's own platform, copied by clones."""
    page_paths: tuple[str, ...] = ()
    statistics_ids: tuple[str, ...] = ()
    """Ids of visitor statistics in its scripts."""
    class_names: tuple[str, ...] = ()
    """CSS classes of its pages that hardly occur elsewhere."""
    site_codes: tuple[str, ...] = ()
    """网站标识码; supplied by the operator through ``profile refresh``."""
    icp_numbers: tuple[str, ...] = ()
    police_numbers: tuple[str, ...] = ()
    host_tokens: tuple[str, ...] = ()
    """Letters an impostor puts in a host name: labels, pinyin, initials."""
    accounts: tuple[str, ...] = ()
    """Official accounts, such as WeChat names."""
    sources: tuple[Source, ...] = ()
    references: tuple[ReferencePage, ...] = ()
    """From ``profile add`` or ``profile refresh``; none ship."""
    looks: Looks = field(default_factory=Looks)
    """From ``profile refresh``; none ship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """Every profile that a run knows."""

    by_name: Mapping[str, Profile]
    confirmed: tuple[Template, ...] = ()
    """What cases that a person confirmed are built of; empty outside a casebook."""

    def owner_of(self, host: str) -> Profile | None:
        """Return the body that *host* belongs to, or None.

        The longest host wins; a generic suffix counts only where no host matches.
        """
        best: tuple[int, Profile] | None = None
        for profile in self.by_name.values():
            for root in profile.hosts:
                if is_under(host, root) and (best is None or len(root) > best[0]):
                    best = (len(root), profile)
        return best[1] if best else None

    def has_government_suffix(self, host: str) -> bool:
        """Whether *host* is under a suffix where only government bodies register."""
        return any(
            is_under(host, suffix)
            for profile in self.by_name.values()
            for suffix in profile.suffixes
        )

    def __iter__(self) -> Iterator[Profile]:
        """Yield the profiles in name order."""
        return iter(self.by_name.values())


def read_profiles(
    folders: Iterable[Path] = (), extra_hosts: Mapping[str, Iterable[str]] | None = None
) -> Profiles:
    """Read the shipped profiles, then those in *folders*, later ones replacing earlier.

    Args:
        folders: a workspace's own ``profiles/``; one that is missing is skipped.
        extra_hosts: further hosts by profile name; on the generic profile they are
            further suffixes.

    Raises:
        ProfileError: a file is not TOML, has an unknown or missing key or a value of
            the wrong form, or *extra_hosts* names no profile or no host.
    """
    found: dict[str, Profile] = {}
    for folder in (SHIPPED, *folders):
        for path in sorted(folder.glob("*.toml")):
            found[path.stem] = read_profile(path)
        for path in sorted(folder.glob(f"*{REFERENCES}")):
            name = path.name.removesuffix(REFERENCES)
            if name in found:
                found[name] = _with_references(found[name], read_references(path))
        for path in sorted(folder.glob(f"*{LOOKS}")):
            name = path.name.removesuffix(LOOKS)
            if name in found:
                looks = read_looks(path)
                found[name] = dataclasses.replace(found[name], looks=looks)
    for name, hosts in (extra_hosts or {}).items():
        if name not in found:
            raise ProfileError(
                f"extra_hosts names {name!r}; there are {', '.join(sorted(found))}"
            )
        try:
            further = tuple(ascii_host(host) for host in hosts)
        except InputError as exc:
            raise ProfileError(f"extra_hosts of {name}: {exc}") from None
        found[name] = _with_hosts(found[name], further)
    return Profiles(by_name=dict(sorted(found.items())))


def read_profile(path: Path) -> Profile:
    """Read one profile, without its references.

    Raises:
        ProfileError: as :func:`read_profiles`.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        profile = from_plain({"name": path.stem, **table}, Profile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ProfileError(f"{path} cannot be parsed: {exc}") from None
    except BaseValidationError as exc:
        raise ProfileError(f"{path}: {explain(exc)}") from None
    except OSError as exc:
        raise ProfileError(f"{path} cannot be read: {exc.strerror}") from None
    if not profile.names or not (profile.hosts or profile.suffixes):
        raise ProfileError(f"{path}: a profile needs names, and hosts or suffixes")
    for host in (*profile.hosts, *profile.suffixes):
        _check_host(host, path)
    return profile


def read_references(path: Path) -> References:
    """Read what a refresh kept of one body.

    Raises:
        ProfileError: the file is not JSON, or a value has the wrong form.
    """
    return read_kept(path, References)


def write_references(folder: Path, name: str, references: References) -> Path:
    """Keep *references* of the profile *name* in *folder*, whole or not at all."""
    return write_kept(folder / f"{name}{REFERENCES}", references)


def _with_references(profile: Profile, references: References) -> Profile:
    def joined(known: tuple[str, ...], found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*known, *found)))

    return dataclasses.replace(
        profile,
        references=references.pages,
        site_codes=joined(profile.site_codes, references.site_codes),
        icp_numbers=joined(profile.icp_numbers, references.icp_numbers),
        police_numbers=joined(profile.police_numbers, references.police_numbers),
    )


def _check_host(host: str, path: Path) -> None:
    # Hosts are compared as they are written, so there is one way to write them.
    try:
        right = ascii_host(host)
    except InputError as exc:
        raise ProfileError(f"{path}: {exc}") from None
    if host != right:
        raise ProfileError(f"{path}: write host {host!r} as {right!r}")


def _with_hosts(profile: Profile, hosts: tuple[str, ...]) -> Profile:
    if profile.kind is Kind.GENERIC:
        return dataclasses.replace(profile, suffixes=profile.suffixes + hosts)
    return dataclasses.replace(profile, hosts=profile.hosts + hosts)
