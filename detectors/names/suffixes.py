"""Where the part of a host name ends that its owner chose."""

from dataclasses import dataclass
from functools import cache

import tldextract

from casebook.urls import is_address

# Tunnels and shared hosting that the public suffix list does not have, seen in
# Chinese use; the label before them is chosen by whoever rents it.
# Source: the services' own documentation, read 2026-11.
SHARED_SUFFIXES = frozenset(
    (
        "cpolar.cn",
        "cpolar.io",
        "cpolar.top",
        "gitee.io",
        "icoc.cc",
        "icoc.me",
        "icoc.vc",
        "idcfengye.com",
        "localhost.run",
        "loca.lt",
        "myqcloud.com",
        "mynatapp.cc",
        "natapp.cc",
        "natappfree.cc",
        "nat300.top",
        "ngrok.app",
        "ngrok.dev",
        "ngrok.io",
        "ngrok-free.app",
        "ngrok-free.dev",
        "serveo.net",
        "surge.sh",
        "tcloudbaseapp.com",
        "trycloudflare.com",
        "vicp.fun",
        "vicp.io",
        "vicp.net",
        "wicp.vip",
        "zicp.vip",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A host name, cut where its owner's choice ends."""

    chosen: tuple[str, ...]
    """Labels that the owner chose, as they stand."""
    suffix: str
    """What follows: a public suffix, shared or not; empty for a bare name."""
    shared: bool
    """Whether the suffix belongs to a company that lets labels below it."""


@cache
def _list() -> tldextract.TLDExtract:
    # The list inside the package; never fetched, never cached on disk.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def cut(host: str) -> Parts:
    """Cut *host*, lower case and without a final dot, at its public suffix.

    >>> cut("cx-mem.pages.dev")
    Parts(chosen=('cx-mem',), suffix='pages.dev', shared=True)
    """
    if host[-1:].isdigit() and is_address(host):
        return Parts(chosen=(host,), suffix="", shared=False)
    *above, second, last = ("", "", *host.split("."))
    if f"{second}.{last}" in SHARED_SUFFIXES and any(above):
        own = tuple(above[2:])
        return Parts(chosen=own, suffix=f"{second}.{last}", shared=True)
    found = _list()(host, include_psl_private_domains=True)
    chosen = ".".join(part for part in (found.subdomain, found.domain) if part)
    if not found.suffix and "." in chosen:
        # An ending that the list does not know is one label: its default rule, "*".
        chosen, _, suffix = chosen.rpartition(".")
        return Parts(chosen=tuple(chosen.split(".")), suffix=suffix, shared=False)
    return Parts(
        chosen=tuple(chosen.split(".")) if chosen else (),
        suffix=found.suffix,
        shared=found.is_private,
    )


def is_restricted(suffix: str) -> bool:
    """Whether a registry asks for papers before it lets a name below *suffix*.

    >>> is_restricted("edu.cn"), is_restricted("com.cn")
    (True, False)
    """
    return bool({"edu", "ac", "mil", "gov"} & set(suffix.split(".")))


def is_foreign_government(suffix: str) -> bool:
    """Whether another state keeps *suffix* for its own bodies.

    ``mem.gov.ma`` is Morocco's ministry of energy and mines, and imitates nobody.

    >>> is_foreign_government("gov.ma"), is_foreign_government("com.cn")
    (True, False)
    """
    first, _, rest = suffix.partition(".")
    return suffix in {"gov", "mil"} or (
        first in {"gov", "gob", "gouv", "go", "govt", "gub", "gv", "gc"} and bool(rest)
    )
