"""Which addresses may be connected to: public ones, and those let in on purpose."""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Self

from casebook.config import NetworkConfig

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

# Python 3.11 calls these public: protocol assignments (RFC 6890), 6to4 relays (RFC
# 7526), site-local (RFC 3879), documentation (RFC 9637), IPv4-compatible (RFC 4291).
NOT_PUBLIC: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("fec0::/10"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv6Network("::/96"),
)

# Decimal, octal and hexadecimal, one to four parts: what inet_aton and browsers read.
NUMERIC_HOST = re.compile(
    r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE
)


def innermost(address: Address) -> Address:
    """Return the IPv4 address that *address* carries inside, or itself."""
    if isinstance(address, IPv4Address):
        return address
    teredo = address.teredo
    inner = address.ipv4_mapped or address.sixtofour or (teredo and teredo[1])
    if not inner and address in NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def is_public(address: Address) -> bool:
    """Whether *address* belongs to the open internet, whatever it is wrapped in."""
    bare = innermost(address)
    if any(bare.version == net.version and bare in net for net in NOT_PUBLIC):
        return False
    return bare.is_global and not (bare.is_multicast or bare.is_reserved)


def literal_address(host: str) -> Address | None:
    """Return the address that *host* spells out, in any spelling a client accepts.

    >>> str(literal_address("0x7f.1")), str(literal_address("①②⑦.0.0.1"))
    ('127.0.0.1', '127.0.0.1')
    """
    text = unicodedata.normalize("NFKC", host).strip().strip("[]").rstrip(".")
    text = text.replace("。", ".").partition("%")[0].lower()
    if text == "localhost" or text.endswith(".localhost"):  # RFC 6761: never asked
        return IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    if NUMERIC_HOST.fullmatch(text):
        try:
            return IPv4Address(socket.inet_aton(text))
        except OSError:
            return None
    return None


class Guard:
    """Decides on an address; says to which port a connection goes.

    Holds for the crawler, the browser and the registries alike.
    """

    def __init__(
        self,
        allow_networks: Iterable[str] = (),
        port_map: Mapping[str, int] | None = None,
    ) -> None:
        self._allowed = tuple(ipaddress.ip_network(net) for net in allow_networks)
        self._ports = dict(port_map or {})

    @classmethod
    def from_config(cls, network: NetworkConfig) -> Self:
        """Build the guard that the configuration describes."""
        return cls(network.allow_networks, network.port_map)

    def allows(self, address: Address) -> bool:
        """Whether a connection to *address* may be made."""
        bare = innermost(address)
        if any(bare.version == net.version and bare in net for net in self._allowed):
            return True
        return is_public(address)

    def port(self, port: int) -> int:
        """Return the port to connect to where a URL says *port*."""
        return self._ports.get(str(port), port)
