"""Whose network an address is in, by a table that the operator supplies.

A CSV file with the columns ``network`` (CIDR), ``asn``, ``country`` and ``name``; the
smallest network that holds an address wins. Nothing is asked for it.
"""

import csv
import ipaddress
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from casebook.errors import ConfigError
from casebook.records import Placed

COLUMNS = ("network", "asn", "country", "name")

Row = tuple[str, str, str]
"""ASN, country and name."""


class Networks:
    """A table of networks, looked up by address."""

    def __init__(self, rows: Iterable[tuple[str, Row]]) -> None:
        # By IP version and prefix length: a lookup is one question a length.
        self._rows: dict[int, dict[int, dict[int, tuple[str, Row]]]] = {4: {}, 6: {}}
        for text, row in rows:
            network = ipaddress.ip_network(text, strict=False)
            lengths = self._rows[network.version].setdefault(network.prefixlen, {})
            lengths[int(network.network_address)] = (str(network), row)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table at *path*.

        Raises:
            ConfigError: it cannot be read, lacks a column, or holds no network.
        """
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return cls(_rows(csv.DictReader(file), path))
        except OSError as exc:
            raise ConfigError(f"{path} cannot be read: {exc.strerror}") from None
        except (UnicodeDecodeError, csv.Error) as exc:
            raise ConfigError(f"{path} is not a CSV table: {exc}") from None
        except ValueError as exc:
            raise ConfigError(f"{path}: {exc}") from None

    def place(self, address: str) -> Placed | None:
        """Return the smallest network that holds *address*, or None."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return None
        by_length = self._rows[found.version]
        for length in sorted(by_length, reverse=True):
            shift = found.max_prefixlen - length
            known = by_length[length].get(int(found) >> shift << shift)
            if known:
                network, (asn, country, name) = known
                return Placed(
                    address=address,
                    network=network,
                    asn=asn,
                    country=country,
                    name=name,
                )
        return None


def _rows(table: "csv.DictReader[str]", path: Path) -> Iterator[tuple[str, Row]]:
    if missing := set(COLUMNS) - set(table.fieldnames or ()):
        raise ConfigError(f"{path} has no column {', '.join(sorted(missing))}")
    for number, row in enumerate(table, start=2):
        network, asn, country, name = ((row[key] or "").strip() for key in COLUMNS)
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise ConfigError(f"{path}, line {number}: no network") from None
        number_only = asn.isascii() and asn.isdigit()
        yield network, (f"AS{asn}" if number_only else asn, country, name)
