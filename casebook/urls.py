"""URLs and host names: compared by label, never by substring."""

import ipaddress
import re
from functools import cache
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna
import tldextract

from casebook.errors import InputError

SCHEMES = {"http": 80, "https": 443}
"""The only schemes that are ever visited, with their ports."""

URL_MAX_CHARACTERS = 4096
"""Longer than any link seen on a card or in an ad; bounds what is stored."""

HOST_MAX_CHARACTERS = 253
"""RFC 1035, section 2.3.4, less the length octets and the root."""

_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
"""Names that can resolve; underscores do, although no rule for hosts allows them."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)

_KEPT = "!$&'()*+,/:;=?@[]|~%"
"""Characters of a path or query that stay; the rest is written as escapes."""


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list inside the package; never fetched, never cached on disk.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str) -> str:
    """Return the form of *url* by which two are compared, or say what is wrong.

    Scheme and host are lower case, the host is punycode, the scheme's own port, the
    user part and the fragment are dropped, an empty path is ``/``, what is not ASCII
    is escaped. The query stays: on a counterfeit it names the certificate shown.

    Raises:
        InputError: not an absolute http or https URL with a usable host.

    >>> canonical("HTTP://Cx.Mem.test:80?id=1#top")
    'http://cx.mem.test/?id=1'
    """
    text = url.strip()
    if len(text) > URL_MAX_CHARACTERS:
        raise InputError(f"URL longer than {URL_MAX_CHARACTERS} characters")
    if _CONTROL.search(text):
        raise InputError(f"URL with control characters: {text[:80]!r}")
    try:
        parts = _split(text)
        port = parts.port
        path, query = _escaped(parts.path or "/"), _escaped(parts.query)
    except ValueError as exc:
        raise InputError(f"not a URL: {text[:80]!r} ({exc})") from None
    if parts.scheme.lower() not in SCHEMES:
        raise InputError(f"not an http or https URL: {text[:80]!r}")
    host = ascii_host(parts.hostname or "")
    scheme = parts.scheme.lower()
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != SCHEMES[scheme]:
        netloc = f"{netloc}:{port}"
    written = urlunsplit(SplitResult(scheme, netloc, path, query, ""))
    if len(written) > URL_MAX_CHARACTERS:
        raise InputError(f"URL longer than {URL_MAX_CHARACTERS} characters, escaped")
    return written


def ascii_host(host: str) -> str:
    """Return *host* lower case and in punycode, without a trailing dot.

    Raises:
        InputError: empty, or not a name that could resolve.

    >>> ascii_host("特种作业.test")
    'xn--vhq83aq48eoeg.test'
    """
    name = host.strip().rstrip(".").lower()
    if not name:
        raise InputError("URL without a host")
    if is_address(name) and "%" not in name:  # a zone means something on one machine
        return ipaddress.ip_address(name).compressed
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError) as exc:
            raise InputError(f"host {name[:80]!r} cannot be encoded: {exc}") from None
    if len(name) > HOST_MAX_CHARACTERS or not _HOST.fullmatch(name):
        raise InputError(f"host {name[:80]!r} is no host name")
    return name


def unicode_host(host: str) -> str:
    """Return *host* as a browser may show it; parts that do not decode stay.

    >>> unicode_host("xn--vhq83aq48eoeg.test")
    '特种作业.test'
    """
    labels = []
    for label in host.split("."):
        try:
            labels.append(idna.decode(label) if label.startswith("xn--") else label)
        except idna.IDNAError:
            labels.append(label)
    return ".".join(labels)


def host_of(url: str) -> str:
    """Return the lower-case host of *url*, or empty where it has none."""
    try:
        return (_split(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Return host and port by which pages belong to one site.

    The scheme's own port is left out.

    >>> site_of("https://a.test:8443/x")
    'a.test:8443'
    """
    return urlsplit(canonical(url)).netloc


def is_under(host: str, root: str) -> bool:
    """Whether *host* is *root* or below it, on label boundaries.

    >>> is_under("cx.mem.gov.cn", "mem.gov.cn"), is_under("xmem.gov.cn", "mem.gov.cn")
    (True, False)
    """
    return host == root or host.endswith(f".{root}")


def registrable(host: str) -> str:
    """Return the part of *host* that someone registered; an address is its own.

    Shared hosting counts as the owner's own (private suffixes are on), so
    ``owner.github.io`` is registrable. A last label that the list does not know is a
    suffix, as the list's own default rule says.

    >>> registrable("www.a.co.uk"), registrable("www.a.test")
    ('a.co.uk', 'a.test')
    """
    name = host.rstrip(".").lower()
    if is_address(name):
        return name
    found = _suffixes()(name, include_psl_private_domains=True)
    if found.suffix:
        return found.top_domain_under_public_suffix or name
    return ".".join(name.split(".")[-2:])


def is_address(host: str) -> bool:
    """Whether *host* is an IP address in its plain spelling."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def defang(url: str) -> str:
    """Write *url* so that no program makes a live link of it.

    >>> defang("https://a.b.test/x.html")
    'hxxps://a[.]b[.]test/x.html'
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url.replace(".", "[.]")
    host, slash, path = rest.partition("/")
    safe = host.replace(".", "[.]").replace(":", "[:]")
    return f"{scheme.replace('t', 'x').replace('T', 'X')}://{safe}{slash}{path}"


def _split(url: str) -> SplitResult:
    # As browsers read it: in http://a.test\@b.test/ the host is a.test. Read otherwise
    # it could be made to look like an official one.
    end = min((i for i in map(url.find, "?#") if i >= 0), default=len(url))
    return urlsplit(url[:end].replace("\\", "/") + url[end:])


def _escaped(part: str) -> str:
    return _ESCAPE.sub(lambda m: m[0].upper(), quote(part, safe=_KEPT))
