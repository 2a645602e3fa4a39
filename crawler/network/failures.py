"""What went wrong, by the names that a capture may carry."""

import re
from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import _WrapperException

from crawler.network.wire import Wire

DETAIL_CHARACTERS = 300

NEVER_ANSWERS = frozenset(
    {
        "dns-nxdomain",
        "dns-servfail",
        "dns-timeout",
        "blocked-address",
        "refused",
        "timeout",
        "robots",
    }
)
"""Failures after which other vantages of the same host are not tried."""


def name_failure(exc: BaseException, wire: Wire) -> str:
    """Return the name of what *exc* and the bytes on *wire* say went wrong."""
    if wire.cut:
        return {"head": "too-large", "body": "too-large", "time": "timeout"}[wire.cut]
    causes = list(unwrap(exc))
    for kinds, name in BY_KIND:
        if any(isinstance(cause, kinds) for cause in causes):
            return name
    if wire.received:
        return "bad-http"
    if any(isinstance(cause, ConnectionLost | ConnectionDone) for cause in causes):
        return "reset"
    return "internal"


BY_KIND: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((IgnoreRequest,), "robots"),
    ((CannotResolveHostError,), "dns-nxdomain"),
    ((DownloadConnectionRefusedError,), "refused"),
    ((DownloadTimeoutError,), "timeout"),
    ((SSL.Error,), "tls"),
    ((ConnectError,), "refused"),
)


def unwrap(exc: BaseException) -> Iterator[BaseException]:
    """Yield *exc* and everything that it wraps, outermost first."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [exc]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, _WrapperException):
            waiting += [f.value for f in one.reasons if isinstance(f, Failure)]


def describe(exc: BaseException) -> str:
    """Return what the innermost cause says: one line, plain characters, bounded."""
    last = list(unwrap(exc))[-1]
    return one_line(f"{type(last).__name__}: {last}")


def one_line(text: str) -> str:
    r"""Make *text* fit for a record and a log: no control characters, bounded.

    >>> one_line("a\x1b[31m\nb")
    'a [31m b'
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+", " ", text).strip()[
        :DETAIL_CHARACTERS
    ]
