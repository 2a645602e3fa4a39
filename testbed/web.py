"""The web servers: choose a site, ask its behaviours, and write what they give."""

import asyncio
import logging
import ssl
from collections.abc import Iterable
from contextlib import aclosing

from testbed import behaviours
from testbed.authority import Authority
from testbed.behaviours import Behaviour
from testbed.exchange import (
    BadRequestError,
    Reply,
    Request,
    Response,
    Stream,
    Visit,
    error_page,
    read_request,
    to_bytes,
)
from testbed.pages import dress, serve_file
from testbed.sites import Site
from testbed.sockets import reset
from testbed.tables import SiteError
from testbed.techniques import all_techniques

logger = logging.getLogger(__name__)

MISDIRECTED = 421


class Hosting:
    """All sites behind one address, told apart by name.

    Raises:
        SiteError: a site names a behaviour or a technique that is not there.

    """

    def __init__(
        self, sites: Iterable[Site], authority: Authority, *, past: Iterable[Site] = ()
    ) -> None:
        self.sites = tuple(sites)
        self._past = tuple(past)
        self._authority = authority
        self._context = authority.context("localhost")
        self._context.sni_callback = self._choose_certificate
        self._by_host = {host: site for site in self.sites for host in site.hosts}
        known = all_techniques()
        for site in self.sites:
            for name in site.techniques:
                if name not in known:
                    raise SiteError(f"{site.name}: unknown technique {name!r}")
        self._behaviours: dict[str, tuple[Behaviour, ...]] = {
            site.name: behaviours.build(site) for site in self.sites
        }

    async def serve_http(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Answer the one request of a connection."""
        await self._serve(reader, writer, scheme="http")

    async def serve_https(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Put TLS on a connection and answer its one request."""
        await writer.start_tls(self._context)
        await self._serve(reader, writer, scheme="https")

    def _choose_certificate(
        self,
        connection: ssl.SSLObject,
        host: str | None,
        context: ssl.SSLContext,
    ) -> int | None:
        """Give the connection the certificate of the host that it names."""
        del context
        name = (host or "").lower()
        site = self._by_host.get(name)
        if site is None or "https" not in site.schemes:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        troubles = [b.certificate() for b in self._behaviours[site.name]]
        trouble = next(filter(None, troubles), "")
        connection.context = self._authority.context(name, trouble)
        return None

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        scheme: str,
    ) -> None:
        try:
            request = await read_request(reader, scheme=scheme)
        except BadRequestError:
            writer.write(to_bytes(error_page(400)))
            await writer.drain()
            return
        if request is None:
            return
        site = self._by_host.get(request.host)
        if site is not None and scheme not in site.schemes:
            reset(writer)
            return
        try:
            reply = await self.answer(request)
        except Exception:
            # A plug-in that breaks must not take the other sites with it.
            logger.exception("%s %s broke", request.host, request.target)
            reply = error_page(500)
        await _write(writer, request, reply, site)

    async def answer(self, request: Request) -> Reply:
        """Return what the site that *request* is for answers, undressed."""
        site = self._by_host.get(request.host)
        if site is None:
            return error_page(MISDIRECTED)
        visit = Visit(
            request=request, site=site, neighbours=self.sites, past=self._past
        )
        return await _ask(visit, self._behaviours[site.name])


async def _ask(visit: Visit, chain: tuple[Behaviour, ...]) -> Reply:
    """Ask the first behaviour of *chain*, which may ask on."""
    if not chain:
        if visit.request.method not in {"GET", "HEAD", "POST"}:
            return error_page(405)
        return serve_file(visit.site, visit.request.path)
    return await chain[0].answer(visit, lambda: _ask(visit, chain[1:]))


async def _write(
    writer: asyncio.StreamWriter,
    request: Request,
    reply: Reply,
    site: Site | None,
) -> None:
    if isinstance(reply, Response):
        dressed = dress(site, reply) if site else reply
        writer.write(to_bytes(dressed, has_body=request.method != "HEAD"))
        await writer.drain()
        return
    await _write_stream(writer, reply)


async def _write_stream(writer: asyncio.StreamWriter, stream: Stream) -> None:
    async with aclosing(stream.chunks) as chunks:
        async for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            # A drain that need not wait does not let others run either.
            await asyncio.sleep(0)
    if stream.is_reset:
        reset(writer)
