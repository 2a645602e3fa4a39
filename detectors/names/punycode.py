"""Punycode labels, decoded."""

from functools import lru_cache


@lru_cache(maxsize=1 << 16)
def decode(label: str) -> str:
    """Return the characters that *label*, lower case and with its ``xn--``, stands for.

    What is no punycode, or hides separators and signs, is returned as it is. Unlike
    :func:`casebook.urls.unicode_host` this asks for no valid IDNA label: what a
    browser might show counts, not what a registry should have let through.

    >>> decode("xn--vhq83aq48eoeg"), decode("cx-mem")
    ('特种作业', 'cx-mem')
    """
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label[4:].encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label
    signs = (c for c in decoded if c.isascii() and not c.isalnum() and c not in "-_")
    return label if any(signs) else decoded
