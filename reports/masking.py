"""Victims' numbers and names are masked in every document that a person sees.

The web archives keep them, because an investigator needs them; documents, tables and
the machine-readable summaries do not. Here is what a text tells by itself; names that
only the page beside it tells are masked by :mod:`reports.clue.matter.victims`.
"""

import re
from collections.abc import Iterable
from typing import Any

from casebook.records import Finding, Label
from reports.names import hide_in_query, hide_labelled

_DIGIT = "[0-9０-９]"
_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff-]{0,2}"
"""What people, and those who hide from filters, put between digits."""

# A digest is no number, though eleven of its signs may look like one.
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])((?=[0-9]*[a-fA-F])[0-9a-fA-F]{24,})(?![0-9A-Za-z])"
)

# GB 11643-1999: six digits of region, birth date, three of sequence, a check sign.
# The birth date keeps order numbers and time stamps of the same length readable.
_IDENTITY_18 = re.compile(
    rf"(?<!{_DIGIT})((?:{_DIGIT}{_GAP}){{6}}(?:[12１２]{_GAP}[890８９０]{_GAP}"
    rf"(?:{_DIGIT}{_GAP}){{2}}[01０１]{_GAP}{_DIGIT}{_GAP}[0-3０-３]{_GAP}"
    rf"{_DIGIT}{_GAP})(?:{_DIGIT}{_GAP}){{3}}[0-9０-９XxＸｘ])(?!{_DIGIT})"
)
# The form before 1999: the year has two digits and there is no check sign.
_IDENTITY_15 = re.compile(
    r"(?<![0-9])([1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})"
    r"(?![0-9])"
)
# The Chinese passport and the travel permits of Hong Kong, Macao and Taiwan residents:
# a letter or two, then the digits, and a label before it, for much else looks alike.
_PASSPORT = re.compile(
    r"((?:护照|通行证|证件)(?:号码?|编号)?[\s:：]{0,4}"
    r"|passport(?: no\.?| number)?[\s:：]{1,4})"
    r"([A-Za-z]{1,2}[0-9]{7,10})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_NAMES_A_SITE = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S+|(?:[a-z0-9_-]{1,63}\.){1,20}[a-z][a-z0-9-]{1,62}",
    re.IGNORECASE,
)
"""An address, or a host name; all of the text."""

_APART = r"[\s\u00ad\u200b-\u200f\u2060\ufeff.-]{1,2}"
_PHONE = re.compile(
    rf"(?<!{_DIGIT})((?:(?:00)?86{_GAP})?)"
    rf"([1１][3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}"
    # Every digit apart: a gap here and there alone would take dates for numbers.
    rf"|[1１]{_APART}[3-9３-９](?:{_APART}{_DIGIT}){{9}})(?!{_DIGIT})"
)
"""With or without the country's code; the second group is the number."""


def mask(text: str, *, keep: frozenset[str] = frozenset()) -> str:
    """Return *text* with identity and mobile numbers masked, and names beside labels.

    The first three and last two signs of a number stay, so that two mentions can be
    compared; of a name, the first character.

    Args:
        text: any text.
        keep: mobile numbers, digits only, that stay readable: a seller's contacts.

    >>> mask("T110101199003070012，电话 138-0013-8000")
    'T110*************12，电话 138******00'
    >>> mask("姓名：张三")
    '姓名：张*'
    """
    # split() gives text and digests in turn, because the pattern has one group.
    parts = _DIGEST.split(text)
    parts[::2] = [_mask_numbers(part, keep) for part in parts[::2]]
    return hide_labelled("".join(parts))


def mask_url(url: str, *, keep: frozenset[str] = frozenset()) -> str:
    """Return *url* with numbers masked in all that follows the host.

    The host stays: it names the site, whatever digits it has.

    >>> mask_url("http://13800138000.test/?tel=13800138000")
    'http://13800138000.test/?tel=138******00'
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    after = hide_in_query(rest[len(host) :])
    return f"{scheme}{separator}{host}{mask(after, keep=keep)}"


def masked(plain: Any, *, keep: frozenset[str] = frozenset()) -> Any:
    """Return plain data with victims' numbers and names masked in every string."""
    match plain:
        case str():
            whole = mask_url if _NAMES_A_SITE.fullmatch(plain) else mask
            return whole(plain, keep=keep)
        case list() | tuple():
            return [masked(one, keep=keep) for one in plain]
        case dict():
            return {key: masked(value, keep=keep) for key, value in plain.items()}
        case _:
            return plain


def contacts_of(label: Label, findings: Iterable[Finding]) -> frozenset[str]:
    """Return the mobile numbers that a seller's page offers as its own contact.

    Only numbers that a finding quotes as a contact, and only on a page labelled
    seller: elsewhere a number on the page may be a victim's.
    """
    if label is not Label.SELLER:
        return frozenset()
    quoted = (
        value
        for finding in findings
        for name, value in finding.claim.values.items()
        if "contact" in finding.signal or "contact" in name
    )
    return frozenset(
        _digits(found.group(2)) for text in quoted for found in _PHONE.finditer(text)
    )


def _mask_numbers(text: str, keep: frozenset[str]) -> str:
    for pattern in (_IDENTITY_18, _IDENTITY_15):
        text = pattern.sub(lambda found: _masked(found.group()), text)
    text = _PASSPORT.sub(lambda found: found[1] + _masked(found[2]), text)

    def masked_phone(found: re.Match[str]) -> str:
        code, number = found.groups()
        kept = _digits(number) in keep
        return found.group() if kept else f"{code}{_masked(number)}"

    return _PHONE.sub(masked_phone, text)


def _masked(number: str) -> str:
    signs = _digits(number)
    return f"{signs[:3]}{'*' * (len(signs) - 5)}{signs[-2:]}"


def _digits(text: str) -> str:
    """Return the signs of a number in their plain form, gaps left out."""
    narrow = (chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in narrow if c.isalnum())
