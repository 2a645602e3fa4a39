"""Traces that strangers share: networks of everybody, name servers of registrars.

To have one of these in common says nothing of who runs a site. What is missing here
is caught by counting: a trace on many sites joins none of them.
"""

# ruff: noqa: SIM905 - lists of words read better as text

import ipaddress
import re
from collections.abc import Iterable
from functools import cache

from casebook.urls import is_address, is_under

# Reverse proxies and page hosting, whose addresses thousands of sites share, and what
# is no address of the internet. Source: the operators' published lists (Cloudflare
# ips-v4 and ips-v6, GitHub meta, Fastly public-ip-list), from general knowledge, to be
# verified.
NETWORKS = tuple(
    """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
    192.168.0.0/16 198.18.0.0/15 ::1/128 fc00::/7 fe80::/10
    103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 104.16.0.0/13 104.24.0.0/14
    108.162.192.0/18 131.0.72.0/22 141.101.64.0/18 162.158.0.0/15 172.64.0.0/13
    173.245.48.0/20 188.114.96.0/20 190.93.240.0/20 197.234.240.0/22 198.41.128.0/17
    2400:cb00::/32 2405:8100::/32 2405:b500::/32 2606:4700::/32 2803:f800::/32
    2a06:98c0::/29 2c0f:f248::/32
    185.199.108.0/22 2606:50c0::/32 151.101.0.0/16 199.232.0.0/16 2a04:4e42::/32
    76.76.21.0/24 75.2.60.5/32 99.83.190.102/32
    """.split()
)

# Name servers of registrars and DNS services, by the domain they stand in.
# Source: the services' own documentation, from general knowledge, to be verified.
NAME_SERVERS = tuple(
    """
    hichina.com alidns.com aliyun.com dnspod.net dnspod.com dnspod.cn dnsv2.com
    dnsv3.com dnsv4.com dnsv5.com iidns.com cloudflare.com dns.com dnsdun.com
    dnsdun.net 51dns.com xincache.com xinnetdns.com bizcn.com cnmsn.com 4everdns.com
    22.cn 72dns.com myhostadmin.net west.cn dnsowl.com registrar-servers.com
    domaincontrol.com name-services.com namebrightdns.com share-dns.com share-dns.net
    huaweicloud-dns.com huaweicloud-dns.cn huaweicloud-dns.net huaweicloud-dns.org
    bdydns.cn bdydns.com volcengine.com jdgslb.com gname-dns.com gname.net
    dynadot.com name.com porkbun.com orderbox-dns.com cscdns.net ultradns.com
    nsone.net sedoparking.com bodis.com parkingcrew.net above.com dan.com afternic.com
    """.split()
)
_AMAZON = re.compile(r"awsdns-\d+\.(?:com|net|org|co\.uk)$")

# Services where anybody has a mailbox: an address there is one person's, its domain
# is nobody's.
MAILBOXES = frozenset(
    """
    qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn
    sohu.com 139.com 189.cn wo.cn aliyun.com 21cn.com gmail.com outlook.com hotmail.com
    live.com yahoo.com icloud.com proton.me protonmail.com tutanota.com mail.ru
    yandex.ru gmx.com zoho.com
    """.split()
)


def is_common(kind: str, value: str, further: Iterable[str] = ()) -> bool:
    """Whether a trace is one that strangers share.

    Args:
        kind: as in :class:`detectors.gangs.traces.Trace`.
        value: normalised, as there.
        further: the operator's own list: networks, domains of name servers, or values.

    >>> is_common("address", "104.16.1.1"), is_common("name-server", "ns1.alidns.com")
    (True, True)
    """
    own = tuple(one.strip().lower() for one in further)
    if value.strip().lower() in own:
        return True
    if kind == "address":
        return _is_in(value, (*NETWORKS, *own))
    if kind == "name-server":
        domains = (*NAME_SERVERS, *own)
        is_listed = any(is_under(value, domain) for domain in domains)
        return is_listed or bool(_AMAZON.search(value))
    return False


def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    if not is_address(address):
        return True  # it is nowhere, so nobody else can be there
    found = ipaddress.ip_address(address.strip("[]"))
    return any(
        network.version == found.version and found in network
        for network in map(_network, networks)
        if network is not None
    )


@cache
def _network(
    text: str,
) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None  # a name server's domain, in the operator's list
