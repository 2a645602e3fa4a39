"""Chromium's and Playwright's words for what went wrong, and ours for them."""

NET_FAILURES = (
    ("ERR_NAME_NOT_RESOLVED", "dns-nxdomain"),
    ("ERR_CONNECTION_REFUSED", "refused"),
    ("ERR_CONNECTION_RESET", "reset"),
    ("ERR_EMPTY_RESPONSE", "reset"),
    ("ERR_TUNNEL_CONNECTION_FAILED", "refused"),
    ("ERR_CONNECTION_CLOSED", "reset"),
    ("ERR_TOO_MANY_REDIRECTS", "redirect-loop"),
    ("ERR_UNSAFE_REDIRECT", "bad-redirect"),
    ("ERR_INVALID_REDIRECT", "bad-redirect"),
    ("ERR_RESPONSE_HEADERS_TOO_BIG", "too-large"),
    ("ERR_INVALID_HTTP_RESPONSE", "bad-http"),
    ("ERR_CONTENT_DECODING_FAILED", "bad-http"),
    ("ERR_CONTENT_LENGTH_MISMATCH", "bad-http"),
    ("ERR_INCOMPLETE_CHUNKED_ENCODING", "bad-http"),
    ("ERR_TIMED_OUT", "timeout"),
    ("Timeout ", "timeout"),
    ("ERR_SSL", "tls"),
    ("ERR_CERT", "tls"),
)


def name_net_failure(text: str) -> str:
    """Return the name of a failure, in the words of :class:`casebook.records.Capture`.

    >>> name_net_failure("net::ERR_CONNECTION_REFUSED at http://a.test/")
    'refused'
    """
    return next((name for words, name in NET_FAILURES if words in text), "browser")
