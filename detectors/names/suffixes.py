"""Where the part of a host name ends that its owner chose."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import tldextract

from casebook.urls import is_address
from detectors.names.punycode import decode

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


class _Rules(NamedTuple):
    """The public suffix list."""

    shared: dict[str, bool]
    """Each rule, and whether it is of a company that lets labels."""
    tails: frozenset[str]
    """What rules end in, whole ones too: where to go on looking."""


@cache
def _rules() -> _Rules:
    # The list inside the package; never fetched, never cached on disk.
    kept = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    every = tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )
    shared = dict.fromkeys(every.tlds, True) | dict.fromkeys(kept.tlds, False)
    labels = (rule.lstrip("!").split(".") for rule in shared)
    tails = {".".join(rule[at:]) for rule in labels for at in range(len(rule))}
    return _Rules(shared=shared, tails=frozenset(tails))


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
    labels = host.split(".")
    size, shared = _suffix(labels)
    at = len(labels) - size
    return Parts(
        chosen=tuple(label for label in labels[:at] if label),
        suffix=".".join(labels[at:]),
        shared=shared,
    )


def _suffix(labels: list[str]) -> tuple[int, bool]:
    """Return of how many labels the public suffix is, and whether a company lets it.

    Two labels and more whose ending the list does not know end in a suffix of one.
    """
    rules = _rules()
    found = min(1, len(labels) - 1), False
    name = ""
    for size, label in enumerate(reversed(labels), 1):
        wild = f"*.{name}"
        name = f"{decode(label)}.{name}" if name else decode(label)
        if f"!{name}" in rules.shared:
            return size - 1, rules.shared[f"!{name}"]
        if name in rules.shared:
            found = size, rules.shared[name]
        elif wild in rules.shared:
            found = size, rules.shared[wild]
        elif name not in rules.tails:
            break
    return found


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
