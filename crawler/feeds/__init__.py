"""Feeds of names: one TOML file each says where a list is and how it is read.

``feeds.enabled`` in ``zhaoyao.toml`` says which are read. A key is the name of a file
here, or ``file:label`` where one file serves several lists, as ``czds:shop`` does; the
value is an address or a folder, or empty for the file's own. The files are the
plug-ins; the modules beside them read what the files describe.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from cattrs import BaseValidationError

from casebook.encoding import from_plain
from casebook.errors import ConfigError, InputError, PluginError
from casebook.urls import canonical

FOLDER = Path(__file__).parent

Format = Literal[
    "lines",
    "csv",
    "zone",
    "hosts",
    "adblock",
    "json",
    "json-lines",
    "misp",
    "certstream",
    "names-tile",
]

EVERY = ":*"
"""Ends the name of a feed that stands for all lists of a login."""

STREAM = "wss://"
"""Begins the address of a stream; one that is not encrypted is not listened to."""

_LABEL = re.compile(r"[A-Za-z0-9._-]{1,80}")
_PLACES = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """How one list of names is got and read."""

    name: str
    """File name without suffix, with ``:label`` where there is one."""
    licence: str
    """What its publisher allows, or where that is written; one line for a person."""
    format: Format
    url: str = ""
    """Address with ``{label}`` where it has one, or a folder; empty: configured."""
    column: str = ""
    """Of a CSV: the heading, or the number from 1 where there is no heading line."""
    json_path: str = ""
    """Of JSON: keys joined by dots, ``*`` for every member, as ``items.*.domain``."""
    compression: Literal["auto", "none", "gz", "xz", "zip", "zst"] = "auto"
    """auto: by the first bytes of the file."""
    checksum_url: str = ""
    """Where the digest of the file stands, with ``{url}`` for its address or path."""
    checksum: Literal["sha256", "md5"] = "sha256"
    cadence_hours: float = 24.0
    """How often it is published; it is asked for no oftener, and older than twice
    this it is called stale."""
    login: Literal["", "czds"] = ""
    login_url: str = ""
    links_url: str = ""
    """Where the addresses of all lists stand that the login may get, as JSON; for
    ``czds:*``."""

    @property
    def is_every(self) -> bool:
        """Whether it stands for every list that its login may get."""
        return self.name.endswith(EVERY)

    @property
    def is_folder(self) -> bool:
        """Whether files of this machine are read."""
        return "://" not in self.url

    @property
    def is_stream(self) -> bool:
        """Whether messages are listened to."""
        return self.url.startswith(STREAM)

    def checksum_of(self, url: str) -> str:
        """Return where the digest of what lies at *url* stands; empty: nowhere."""
        return self.checksum_url.replace("{url}", url)


def read_feed(path: Path) -> Feed:
    """Read one feed file.

    Raises:
        PluginError: it is not TOML, or a key is unknown, missing or of the wrong form.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        feed = from_plain({"name": path.stem, **table}, Feed)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, BaseValidationError) as exc:
        raise PluginError(f"{path} is no feed: {exc}") from None
    for problem in _problems(feed):
        raise PluginError(f"{path}: {problem}")
    return feed


def _problems(feed: Feed) -> list[str]:
    places = {*_PLACES.findall(feed.url)} - {"label"}
    places |= {*_PLACES.findall(feed.checksum_url)} - {"url"}
    wrong = {
        f"an address has an unknown part {sorted(places)}": bool(places),
        "a csv feed needs column": feed.format == "csv" and not feed.column,
        "a json feed needs json_path": (
            feed.format in {"json", "json-lines"} and not feed.json_path
        ),
        # What is said there opens an account: nobody on the way may read it.
        "a login needs an https login_url": (
            bool(feed.login) and not feed.login_url.startswith("https://")
        ),
        "links_url needs https, a login and a url with {label}": (
            bool(feed.links_url)
            and not (
                feed.links_url.startswith("https://")
                and feed.login
                and "{label}" in feed.url
            )
        ),
        "a feed with a login needs an https url": (
            bool(feed.login) and not feed.url.startswith("https://")
        ),
    }
    return [problem for problem, is_so in wrong.items() if is_so]


def chosen_feeds(wanted: Mapping[str, str], folder: Path | None = None) -> list[Feed]:
    """Return the feeds that ``feeds.enabled`` names, with their addresses.

    Args:
        wanted: names and addresses.
        folder: of further feed files, which come before those that ship.

    Raises:
        ConfigError: one is unknown, or has no address that could be read.
        PluginError: its file is wrong.
    """
    folders = [folder, FOLDER] if folder else [FOLDER]
    files = {path.stem: path for one in folders[::-1] for path in one.glob("*.toml")}
    found = []
    for name, url in wanted.items():
        stem, colon, label = name.partition(":")
        if stem not in files:
            known = ", ".join(sorted(files))
            raise ConfigError(f"feeds.enabled names {stem!r}; there are {known}")
        feed = read_feed(files[stem])
        if label == "*" and feed.links_url and not url:
            found.append(replace(feed, name=name))
            continue
        if colon and not _LABEL.fullmatch(label):
            raise ConfigError(f"feeds.enabled: {label!r} is no label")
        if not url and "{label}" in feed.url and not label:
            raise ConfigError(f"feeds.enabled.{name} needs a label, as {name}:shop")
        chosen = (url or feed.url).replace("{label}", label)
        found.append(_checked(replace(feed, name=name, url=chosen)))
    return found


def every_list(feed: Feed, links: object) -> tuple[list[Feed], int]:
    """Return the lists that a login may get, and how many links name none.

    Only what lies where the feed's file says is taken: the login goes with it.

    Args:
        feed: with ``{label}`` in its address.
        links: what its ``links_url`` gave.

    Raises:
        ValueError: it is no list.
    """
    if not isinstance(links, list):
        raise ValueError("the links are no list")  # noqa: TRY004 - bad data
    before, _, after = feed.url.partition("{label}")
    stem = feed.name.removesuffix(EVERY)
    found: dict[str, Feed] = {}
    for link in links:
        is_there = isinstance(link, str) and link.startswith(before)
        label = link[len(before) :].removesuffix(after) if is_there else ""
        if _LABEL.fullmatch(label) and link == f"{before}{label}{after}":
            name = f"{stem}:{label}"
            found[name] = replace(feed, name=name, url=link)
    return list(found.values()), len(links) - len(found)


def _checked(feed: Feed) -> Feed:
    if not feed.url:
        raise ConfigError(f"feeds.enabled.{feed.name} needs an address or a folder")
    if feed.login and not feed.url.startswith("https://"):
        raise ConfigError(f"feeds.enabled.{feed.name} logs in: it needs https")
    if not feed.is_folder:
        url = feed.url
        if feed.is_stream:
            url = f"https://{url.removeprefix(STREAM)}"
        try:
            canonical(url)
        except InputError as exc:
            raise ConfigError(f"feeds.enabled.{feed.name}: {exc}") from None
    return feed
