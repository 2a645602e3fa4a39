"""Guarded connections for everything that is not Scrapy: browser and registries."""

import asyncio
import ssl

from crawler.network.names import Names

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

PER_ADDRESS_SECONDS = 10.0
"""Longest wait for one of several addresses of a name."""


class Unreached(ConnectionError):  # noqa: N818 - named for the fact
    """No connection could be made.

    Attributes:
        failure: its name, in the words of :class:`casebook.records.Capture`.
    """

    def __init__(self, failure: str, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


async def dial(
    names: Names,
    host: str,
    port: int,
    *,
    tls: ssl.SSLContext | None = None,
    seconds: float = PER_ADDRESS_SECONDS,
) -> Streams:
    """Connect to *host* at an address that the guard lets through.

    Raises:
        Unreached: the name does not resolve, is blocked, or nothing answers there.
    """
    lookup = await names.lookup(host)
    if lookup.failure:
        raise Unreached(lookup.failure, lookup.detail)
    last = Unreached("refused", f"{host} has no address")
    for address in lookup.addresses:
        try:
            return await asyncio.wait_for(
                asyncio.open_connection(
                    address,
                    names.guard.port(port),
                    ssl=tls,
                    server_hostname=host if tls else None,
                ),
                seconds,
            )
        except TimeoutError:
            last = Unreached("timeout", f"{address} did not answer in {seconds:g} s")
        except ssl.SSLError as exc:
            last = Unreached("tls", str(exc))
        except OSError as exc:
            last = Unreached("refused", str(exc))
    raise last
