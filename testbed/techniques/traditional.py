"""The same text in traditional characters: 應急管理部 for 应急管理部."""

from functools import cache

from opencc import OpenCC

from testbed.markup import map_attributes, map_text


def apply(html: str) -> str:
    """Write all visible text and the form's hints in traditional characters."""
    return map_attributes(map_text(html, convert), convert)


def convert(text: str) -> str:
    """Return *text* in traditional characters.

    >>> convert("应急管理部")
    '應急管理部'
    """
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    """Read the dictionaries once: it takes longer than a page."""
    return OpenCC("s2t")
