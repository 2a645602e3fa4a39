"""Where the links of a board or a search engine lead."""

import base64
import binascii
from urllib.parse import unquote, urljoin

from casebook.errors import InputError
from casebook.urls import canonical


def absolute(text: str, base: str) -> str:
    """Return *text* as a canonical URL, or empty where it is none."""
    shown = text.strip()
    if not shown or shown.lower().startswith(("javascript:", "data:", "#", "mailto:")):
        return ""
    try:
        return canonical(urljoin(base, shown))
    except (InputError, ValueError):
        return ""


def unwrap(value: str) -> str:
    """Return the URL that a parameter holds: plain, escaped, or in base64.

    >>> unwrap("a1aHR0cDovL2EudGVzdC8"), unwrap("http%3A%2F%2Fa.test%2F")
    ('http://a.test/', 'http://a.test/')
    """
    plain = unquote(value)
    if plain.lower().startswith(("http://", "https://")):
        return plain
    for packed in (value, value[2:]):
        padded = packed.replace("-", "+").replace("_", "/") + "=" * (-len(packed) % 4)
        try:
            inner = unquote(base64.b64decode(padded, validate=True).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        if inner.lower().startswith(("http://", "https://")):
            return inner
    return ""
