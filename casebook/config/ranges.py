"""Which values a key may have, beyond its type."""

import dataclasses
import ipaddress
import math
import re
from collections.abc import Iterator

from casebook.config.handing_over import ClueConfig
from casebook.config.keys import Config
from casebook.config.visiting import NetworkConfig
from casebook.errors import ConfigError
from casebook.language import LANGUAGES

PORT_MAX = 65535

_TLP = ("clear", "green", "amber", "red")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,39}")

AT_LEAST_ONE = (
    "network.concurrent_requests",
    "network.concurrent_requests_per_host",
    "network.max_body_bytes",
    "network.max_head_bytes",
    "inspect.attempts",
    "inspect.lease_seconds",
    "lookalikes.concurrent_queries",
    "lookalikes.attempts",
    "browser.pages",
    "ct.attempts",
    "ct.logs_at_once",
    "boards.boards_at_once",
    "browser.screenshot_max_px",
)
"""Keys with which 0 would mean that no work is ever done."""


def check_ranges(config: Config, where: str) -> None:
    """Refuse values that no run could work with.

    Raises:
        ConfigError: the first that is wrong, with *where* it stands.
    """
    for problem in (
        *_words(config),
        *_figures(config),
        *_network(config.network),
        *_clue(config.clue),
    ):
        raise ConfigError(f"{where}: {problem}")


def _words(config: Config) -> Iterator[str]:
    if config.language not in LANGUAGES:
        yield f"language must be one of {', '.join(LANGUAGES)}, {_is(config.language)}"
    when = config.notify.only_when
    if when not in {"always", "attention"}:
        yield f"notify.only_when must be always or attention, {_is(when)}"


def _figures(config: Config) -> Iterator[str]:
    for section in dataclasses.fields(config):
        table = getattr(config, section.name)
        if not dataclasses.is_dataclass(table):
            continue
        for item in dataclasses.fields(table):
            name, value = f"{section.name}.{item.name}", getattr(table, item.name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if not math.isfinite(value) or value < 0:
                yield f"{name} must be a figure from 0 up, {_is(value)}"
            elif name in AT_LEAST_ONE and value < 1:
                yield f"{name} must be at least 1, {_is(value)}"
    judge = config.judge
    if not 0 < judge.suspicious_probability <= judge.flag_probability < 1:
        yield "judge needs 0 < suspicious_probability <= flag_probability < 1"


def _network(network: NetworkConfig) -> Iterator[str]:
    for cidr in network.allow_networks:
        try:
            ipaddress.ip_network(cidr)
        except ValueError as exc:
            yield f"network.allow_networks: {exc}"
    for port, to in network.port_map.items():
        ports = [int(port) if port.isascii() and port.isdigit() else 0, to]
        if not all(0 < one <= PORT_MAX for one in ports):
            yield f"network.port_map: {port!r} = {to}; ports are 1 to {PORT_MAX}"


def _clue(clue: ClueConfig) -> Iterator[str]:
    if clue.tlp not in _TLP:
        yield f"clue.tlp must be one of {', '.join(_TLP)}, {_is(clue.tlp)}"
    if unknown := sorted(set(clue.editions) - set(LANGUAGES)):
        yield f"clue.editions may hold {', '.join(LANGUAGES)}, {_is(unknown[0])}"
    if clue.sign_command and not (clue.sign_certificate and clue.sign_algorithm):
        yield "clue.sign_command needs clue.sign_certificate and clue.sign_algorithm"
    if clue.sign_algorithm and not _LABEL.fullmatch(clue.sign_algorithm):
        yield f"clue.sign_algorithm is a word, such as SM2, {_is(clue.sign_algorithm)}"
    if clue.tsa_url and not clue.tsa_url.startswith(("http://", "https://")):
        yield f"clue.tsa_url must begin with http:// or https://, {_is(clue.tsa_url)}"
    if clue.tsa_url and not clue.tsa_roots:
        yield "clue.tsa_url needs clue.tsa_roots: an answer never vouches for itself"
    for name in ("sign_timeout_seconds", "tsa_timeout_seconds"):
        if not getattr(clue, name):
            yield f"clue.{name} must be above 0"


def _is(value: object) -> str:
    return f"not {value!r}"
