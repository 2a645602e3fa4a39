"""The whole testbed: its servers, and where they listen."""

import asyncio
import functools
import logging
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from testbed import cards, names, rdap, whois
from testbed.authority import Authority
from testbed.names import UdpServer, Zone
from testbed.registry import Registry
from testbed.sites import Site, load_sites
from testbed.sockets import Handler, Listener
from testbed.web import Hosting

logger = logging.getLogger(__name__)

# A port for DNS must be free for TCP and UDP alike; the first try nearly always is.
PORT_TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A running testbed."""

    dns_address: str
    """``127.0.0.1:PORT``, over UDP and TCP."""

    http_port: int
    https_port: int
    whois_address: str
    rdap_url: str
    """Ends in a slash; ``domain/<name>`` and ``bootstrap/dns.json`` go below."""

    ca_pem_path: Path
    day: int
    sites: tuple[Site, ...]
    """The sites served on this day, in name order."""

    @property
    def reported_urls(self) -> tuple[str, ...]:
        """The addresses that people have reported: the sites found by a tip."""
        return tuple(site.url for site in self.sites if "tip" in site.found_by)

    def card_photos(self, folder: Path) -> tuple[Path, ...]:
        """Write a photo of a forged card for each site found by one.

        The QR code on the card holds the site's address.
        """
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for site in self.sites:
            if "qr" in site.found_by:
                path = folder / f"{site.name}.png"
                cards.photo(site.url).save(path, compress_level=1)
                paths.append(path)
        return tuple(paths)

    def as_json(self) -> dict[str, Any]:
        """Return the addresses by the names that ``python -m testbed`` prints."""
        return {
            "dns": self.dns_address,
            "http": self.http_port,
            "https": self.https_port,
            "whois": self.whois_address,
            "rdap": self.rdap_url,
            "ca": str(self.ca_pem_path),
        }


@contextmanager
def serve(
    day: int = 1,
    sites: Path | None = None,
    *,
    today: date | None = None,
) -> Iterator[Net]:
    """Run the testbed in a thread of its own while the context lasts.

    Args:
        day: which day of the testbed it is; sites come and go.
        sites: the folder of the sites' folders; the testbed's own where None.
        today: the date from which registrations count back; today in UTC where None.

    Raises:
        SiteError: a site's folder is wrong.
        PluginError: a behaviour or a technique is wrong.

    """
    known = load_sites(sites)
    served = tuple(site for site in known if site.is_served_on(day))
    past = tuple(site for site in known if 0 < site.until_day < day)
    folder = Path(tempfile.mkdtemp(prefix="testbed-"))
    today = today or datetime.now(UTC).date()
    run = functools.partial(_run, served, folder, past=past, day=day, today=today)
    runner = _Runner(run)
    try:
        yield runner.start()
    finally:
        runner.stop()
        shutil.rmtree(folder, ignore_errors=True)


class _Runner:
    """A thread with an event loop that holds a context open."""

    def __init__(self, context: Callable[[], AbstractAsyncContextManager[Net]]) -> None:
        self._context = context
        self._is_ready = threading.Event()
        self._net: Net | None = None
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._main, name="testbed", daemon=True)

    def start(self) -> Net:
        """Start, wait until all servers listen, and return where."""
        self._thread.start()
        self._is_ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        assert self._net is not None
        return self._net

    def stop(self) -> None:
        """Close everything and wait for the thread's end."""
        if self._thread.is_alive() and self._loop is not None:
            assert self._stop is not None
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _main(self) -> None:
        try:
            asyncio.run(self._hold())
        except BaseException as exc:  # noqa: BLE001 - start() raises it
            self._failure = exc
        finally:
            self._is_ready.set()

    async def _hold(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(_note)
        async with self._context() as self._net:
            self._is_ready.set()
            await self._stop.wait()


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Write down what the event loop met; clients that break off are no news."""
    del loop
    failure = context.get("exception")
    is_ours = failure is not None and not isinstance(failure, OSError)
    level = logging.ERROR if is_ours else logging.DEBUG
    logger.log(level, context["message"], exc_info=failure)


@asynccontextmanager
async def _run(
    sites: tuple[Site, ...],
    folder: Path,
    *,
    past: tuple[Site, ...],
    day: int,
    today: date,
) -> AsyncIterator[Net]:
    """Start every server and yield where they listen."""
    authority = Authority(folder)
    hosting = Hosting(sites, authority, past=past)
    registry = Registry(sites, today=today)
    async with AsyncExitStack() as stack:

        async def listen(handler: Handler) -> int:
            listener = Listener(handler)
            stack.push_async_callback(listener.stop)
            return await listener.start()

        http = await listen(hosting.serve_http)
        https = await listen(hosting.serve_https)
        whois_port = await listen(functools.partial(whois.serve_one, registry))
        dns_port = await _listen_dns(stack, Zone(sites))
        rdap_port = await listen(functools.partial(rdap.serve_one, registry))
        yield Net(
            dns_address=f"127.0.0.1:{dns_port}",
            http_port=http,
            https_port=https,
            whois_address=f"127.0.0.1:{whois_port}",
            rdap_url=f"http://127.0.0.1:{rdap_port}/",
            ca_pem_path=authority.pem_path,
            day=day,
            sites=sites,
        )


async def _listen_dns(stack: AsyncExitStack, zone: Zone) -> int:
    """Listen for DNS over TCP and UDP on one port and return it.

    Raises:
        OSError: no port was free for both.

    """
    loop = asyncio.get_running_loop()
    for _ in range(PORT_TRIES):
        listener = Listener(functools.partial(names.serve_tcp, zone))
        port = await listener.start()
        try:
            transport, _ = await loop.create_datagram_endpoint(
                functools.partial(UdpServer, zone),
                local_addr=("127.0.0.1", port),
            )
        except OSError:
            await listener.stop()
            continue
        stack.push_async_callback(listener.stop)
        stack.callback(transport.close)
        return port
    raise OSError("no port of 127.0.0.1 is free for both TCP and UDP")
