"""Pages: the files of a site, and what is done to them before they are served."""

import gzip
import re
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

import brotli  # type: ignore[import-untyped]

from testbed.exchange import Response, error_page
from testbed.sites import Site
from testbed.techniques import all_techniques

# Types of our own: the system's table differs from machine to machine.
TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "application/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
OTHER_TYPE = "application/octet-stream"
RECODED = frozenset(
    ("text/html", "text/css", "text/plain", "application/javascript"),
)

PAGE_START = re.compile(rb"<(!doctype\s+html|html|head|body|title)\b", re.IGNORECASE)
META_CHARSET = re.compile(
    r"(<meta\b[^>]*?\bcharset\s*=\s*[\"']?)[\w.:-]+",
    re.IGNORECASE,
)


def find(site: Site, path: str) -> Path | None:
    """Return the file that *site* serves at *path*, or None.

    A folder stands for its ``index.html``, and a path without a suffix also for the
    HTML file of that name. Where the site has no such file, that of the site it
    copies is served.
    """
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in parts or "\0" in path or "\\" in path:
        return None
    tail = "/".join(parts)
    tails = [tail, f"{tail}/index.html" if tail else "index.html"]
    if tail and not PurePosixPath(tail).suffix:
        tails.append(f"{tail}.html")
    for root in site.roots:
        for candidate in tails:
            file = root / candidate
            try:
                if candidate and file.is_file():
                    return file
            except OSError:  # a name too long for the file system
                continue
    return None


def serve_file(site: Site, path: str, *, status: int = 200) -> Response:
    """Return the file at *path*, or the page that says it is not there."""
    file = find(site, path)
    return not_found(site) if file is None else _from_file(file, status)


def not_found(site: Site) -> Response:
    """Return the 404 page: ``404.html`` of the site, or the server's own."""
    file = find(site, "/404.html")
    return error_page(404) if file is None else _from_file(file, 404)


def _from_file(file: Path, status: int) -> Response:
    body = file.read_bytes()
    kind = TYPES.get(file.suffix.lower())
    if kind is None:
        # Saved pages keep their names: .aspx, .do, or none at all.
        kind = "text/html" if PAGE_START.search(body[:1024]) else OTHER_TYPE
    return Response(status=status, content_type=kind, body=body)


def dress(site: Site, response: Response) -> Response:
    """Put the site's techniques, charset, compression and headers on *response*."""
    if response.is_dressed:
        return response
    if response.content_type in RECODED:
        response = _encode(site, response)
    extra = tuple(site.headers.items())
    if site.compression and response.body:
        body = _compress(response.body, site.compression)
        extra = (*extra, ("Content-Encoding", site.compression))
        response = replace(response, body=body)
    return replace(response, headers=(*response.headers, *extra), is_dressed=True)


def _encode(site: Site, response: Response) -> Response:
    """Rewrite a text as the site would: techniques first, then the charset."""
    text = response.body.decode("utf-8", errors="replace")
    declared = site.declared_charset or site.charset
    errors = "replace"
    if response.content_type == "text/html":
        errors = "xmlcharrefreplace"
        if response.status == 200:  # noqa: PLR2004 - error pages are the server's
            for name in site.techniques:
                text = all_techniques()[name](text)
        if declared != "none":
            text = META_CHARSET.sub(rf"\g<1>{declared}", text, count=1)
    kind = response.content_type
    if declared != "none":
        kind = f"{kind}; charset={declared}"
    body = text.encode(site.charset, errors=errors)
    return replace(response, content_type=kind, body=body)


def _compress(body: bytes, method: str) -> bytes:
    if method == "gzip":
        return gzip.compress(body, mtime=0)
    if method == "deflate":
        return zlib.compress(body)
    compressed: bytes = brotli.compress(body, quality=5)
    return compressed
