"""Links in what people write, report and print: with and without a scheme, disarmed."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from casebook.errors import InputError
from casebook.urls import canonical

# With a scheme, or as people write: a host with a dot, perhaps a path.
LINK = re.compile(
    r"https?://[^\s<>\"'，。；、（）《》]+|(?<![\w@./-])(?:[\w-]+\.)+[a-z\u4e00-\u9fff]{2,24}"
    r"(?::\d{2,5})?(?:/[^\s<>\"'，。；、（）《》]*)?(?![\w.-])",
    re.IGNORECASE,
)

# hxxp and [.]: links made harmless for the post.
ARMING = (
    (re.compile(r"\bhxxp(?=s?(://|\[:))", re.IGNORECASE), "http"),
    (re.compile(r"\[(\.|:|://)\]"), r"\1"),
    (re.compile(r"\(\.\)"), "."),
)

DEEP_LINK = re.compile(
    r"\b(?!https?:|hxxps?:)[a-z][a-z0-9+.-]{0,20}://\S{0,400}https?%3a%2f%2f\S*",
    re.IGNORECASE,
)
"""A link that opens a program of a telephone, with the page's own inside."""

FILE_NAME = re.compile(
    r"\.(apk|csv|docx?|exe|gif|html?|jpe?g|mp4|pdf|png|pptx?|rar|txt|webp|xlsx?|zip)$",
    re.IGNORECASE,
)
"""What looks like a host without a scheme, and is a file."""


def canonical_tip(text: str) -> str:
    """Return *text* as it was written, once it is known to be a usable URL.

    Raises:
        InputError: it is none.
    """
    canonical(text)
    return text.strip()


def links_in(cells: Iterable[str]) -> Iterator[str]:
    """Yield every usable link in *cells*, as it was written.

    >>> list(links_in(["alipays://platformapi/startapp?url=https%3A%2F%2Fa.test%2F&x"]))
    ['https://a.test/']
    """
    for cell in cells:
        armed = cell
        for pattern, plain in ARMING:
            armed = pattern.sub(plain, armed)
        armed = DEEP_LINK.sub(_page_inside, armed)
        for match in LINK.finditer(armed):
            text = match[0].rstrip(".,;:)]}")
            if "/" not in text and FILE_NAME.search(text):
                continue
            url = text if "://" in text else f"http://{text}"
            try:
                yield canonical_tip(url)
            except InputError:
                continue


def _page_inside(match: re.Match[str]) -> str:
    """Return the page that a deep link opens; its value ends at the next ``&``."""
    start = re.search("https?%3a%2f%2f", match[0], re.IGNORECASE)
    assert start is not None
    return unquote(match[0][start.start() :].partition("&")[0])
