"""How reports quote what came from outside: masked first, then made inert.

Masking comes first because it looks for numbers, and hidden characters between their
digits are still there then.
"""

from reports.inert import TEXT_MAX_CHARACTERS, safe_text, safe_url
from reports.masking import mask, mask_url


def quote(
    text: str, *, limit: int = TEXT_MAX_CHARACTERS, keep: frozenset[str] = frozenset()
) -> str:
    """Return *text* for people; *keep* as in :func:`reports.masking.mask`.

    >>> quote("call 13800138000 or see http://a.test/")
    'call 138******00 or see hxxp://a[.]test/'
    """
    return safe_text(mask(text, keep=keep), limit=limit)


def quote_url(url: str) -> str:
    """Return *url* or a host for people, defanged, what follows the host masked.

    The host stays: it names the site, whatever digits it has.

    >>> quote_url("http://a.test/?tel=13800138000")
    'hxxp://a[.]test/?tel=138******00'
    >>> quote_url("http://13800138000.test/")
    'hxxp://13800138000[.]test/'
    """
    return safe_url(mask_url(url))
