"""Media types and file names that bytes from outside cannot choose."""

SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/css": "css",
    "text/javascript": "js",
    "application/javascript": "js",
    "application/x-javascript": "js",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "image/x-icon": "ico",
    "image/vnd.microsoft.icon": "ico",
}
"""Everything else is ``bin``: a remote name never becomes a name on our disk."""


def media_type(given: str) -> str:
    """Return the media type in a Content-Type header, made harmless.

    >>> media_type("Text/HTML; charset=gbk"), media_type("not one")
    ('text/html', 'application/octet-stream')
    """
    bare = given.partition(";")[0].strip().lower()
    allowed = bare.isascii() and bare.count("/") == 1
    clean = all(c.isalnum() or c in "/+-._" for c in bare)
    return bare[:100] if allowed and clean else "application/octet-stream"


def suffix_of(given: str) -> str:
    """Return the suffix for a Content-Type header.

    >>> suffix_of("image/png"), suffix_of("application/x-msdownload")
    ('png', 'bin')
    """
    return SUFFIXES.get(media_type(given), "bin")
