"""From where and how a candidate is visited: the headers of each vantage."""

from urllib.parse import urlsplit, urlunsplit

from casebook.config import Config
from casebook.records import Candidate, Vantage

WIRE_VANTAGES = (Vantage.DESKTOP, Vantage.PHONE, Vantage.BARE, Vantage.REFERRED)
BROWSER_VANTAGES = (Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE)

ACCEPT_PAGE = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "*/*;q=0.8"
)
ACCEPT_PICTURE = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
ACCEPT_ANY = "*/*"


def wire_url(candidate_url: str, vantage: Vantage) -> str | None:
    """Return what *vantage* asks for, or None where it would show nothing new.

    >>> wire_url("http://a.test/q?id=1", Vantage.BARE)
    'http://a.test/q'
    >>> wire_url("http://a.test/q", Vantage.BARE) is None
    True
    """
    if vantage is not Vantage.BARE:
        return candidate_url
    parts = urlsplit(candidate_url)
    return urlunsplit(parts._replace(query="")) if parts.query else None


def referer(candidate: Candidate, vantage: Vantage, config: Config) -> str:
    """Return the Referer that *vantage* sends, or empty for none."""
    if vantage is Vantage.REFERRED:
        return config.inspect.search_referer
    if vantage is Vantage.BARE:
        return ""
    return candidate.referer


def user_agent(vantage: Vantage, config: Config) -> str:
    """Return the User-Agent that *vantage* sends."""
    if vantage in {Vantage.PHONE, Vantage.BROWSER_PHONE}:
        return config.network.phone_user_agent
    return config.network.user_agent


def page_headers(
    candidate: Candidate, vantage: Vantage, config: Config
) -> dict[str, str]:
    """Return the headers of a page request, as a browser sends them."""
    headers = {
        "User-Agent": user_agent(vantage, config),
        "Accept": ACCEPT_PAGE,
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip, deflate, br",
        "Upgrade-Insecure-Requests": "1",
    }
    where_from = referer(candidate, vantage, config)
    if where_from:
        headers["Referer"] = where_from
    return headers


def part_headers(
    page: str, accept: str, vantage: Vantage, config: Config
) -> dict[str, str]:
    """Return the headers of a request for a part of *page*."""
    return {
        "User-Agent": user_agent(vantage, config),
        "Accept": accept,
        "Accept-Language": "zh-CN,zh;q=0.9",
        "Accept-Encoding": "gzip, deflate, br",
        "Referer": page,
    }
