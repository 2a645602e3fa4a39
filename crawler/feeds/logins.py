"""Logging in to feeds; what is secret comes from outside and stays inside.

An account stands in the environment, or in ``keys/<login>.toml`` of the workspace, a
file that nobody else may read. It is never written anywhere, and whatever is told of a
failure goes through :meth:`Secrets.hide` first.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from crawler.feeds import Feed
from crawler.network.failures import one_line, unwrap

TOKEN_MAX_CHARACTERS = 16_384

OTHERS = 0o077
"""Mode bits that let others than its owner at a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who logs in."""

    username: str = field(repr=False)
    password: str = field(repr=False)


class Secrets:
    """Takes what is secret out of everything that is told."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def keep(self, *texts: str) -> None:
        """Hide *texts* from now on."""
        self._known.update(text for text in texts if text)

    def keep_url(self, url: str) -> None:
        """Hide what an address says besides its place: accounts and keys."""
        parts = urlsplit(url)
        self.keep(parts.query, parts.netloc.rpartition("@")[0])

    def hide(self, text: str) -> str:
        """Return *text* with every secret in it blotted out."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, "…")
        # As a library may have written an address anew.
        return _USER.sub("://…@", _QUERY.sub(r"\1?…", text))

    def describe(self, exc: BaseException) -> str:
        """Return what the innermost cause says, or our own words, on one line."""
        if isinstance(exc, httpx.HTTPStatusError):
            return f"HTTP {exc.response.status_code}"
        last = exc if isinstance(exc, ValueError) else list(unwrap(exc))[-1]
        return one_line(self.hide(f"{type(last).__name__}: {last}"))


_QUERY = re.compile(r"(://[^\s?#'\"]*)\?[^\s'\"]+")
_USER = re.compile(r"://[^\s/@'\"]+@")


def read_account(login: str, environment: Mapping[str, str], folder: Path) -> Account:
    """Return the account for *login*, such as ``czds``.

    Args:
        login: the environment's names begin with it, in capitals; so does the file's.
        environment: of the process.
        folder: ``keys/`` of the workspace.

    Raises:
        ValueError: there is none, or others may read the file.
    """
    names = [f"{login.upper()}_USERNAME", f"{login.upper()}_PASSWORD"]
    username, password = (environment.get(name, "") for name in names)
    path = folder / f"{login}.toml"
    if not (username and password) and path.is_file():
        if path.stat().st_mode & OTHERS:
            raise ValueError(f"others may read keys/{path.name}; chmod 600 it")
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            # What the parser says quotes the file.
            raise ValueError(f"keys/{path.name} is not TOML") from None
        username, password = (str(table.get(k, "")) for k in ("username", "password"))
    if not (username and password):
        raise ValueError(
            f"set {' and '.join(names)} in the environment, or username and password"
            f" in keys/{path.name}"
        )
    return Account(username=username, password=password)


async def log_in(
    client: httpx.AsyncClient, feed: Feed, account: Account, secrets: Secrets
) -> dict[str, str]:
    """Return the headers that a feed's login gives.

    Raises:
        ValueError: the answer has no token.
        httpx.HTTPError: the login did not answer, or refused.
    """
    secrets.keep(account.username, account.password)
    # A redirect would carry the account to whomever it names.
    response = await client.post(
        feed.login_url,
        json={"username": account.username, "password": account.password},
        follow_redirects=False,
    )
    response.raise_for_status()
    table = response.json()
    token = table.get("accessToken") if isinstance(table, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_MAX_CHARACTERS:
        raise ValueError("the login gave no token")
    if not (token.isascii() and token.isprintable()):
        raise ValueError("the login gave a token that cannot be sent")
    secrets.keep(token)
    return {"Authorization": f"Bearer {token}"}


async def links_of(
    client: httpx.AsyncClient, feed: Feed, headers: Mapping[str, str]
) -> object:
    """Return what the service lists as this login's, for :func:`every_list`.

    Raises:
        ValueError: the answer is no JSON.
        httpx.HTTPError: it did not come.
    """
    # A redirect would carry the token to whomever it names.
    response = await client.get(
        feed.links_url, headers=dict(headers), follow_redirects=False
    )
    response.raise_for_status()
    return response.json()
