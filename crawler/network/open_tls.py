"""TLS with anyone: evidence is taken behind wrong certificates, too.

Nothing is refused here; :mod:`crawler.network.trust` says what a check would have said.
"""

from typing import Any

from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from casebook.urls import is_address

LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which pyOpenSSL does not name."""


@implementer(IOpenSSLClientConnectionCreator)
class _Connector:
    def __init__(self, context: SSL.Context, host: bytes) -> None:
        self._context = context
        self._host = host

    def clientConnectionForTLS(  # noqa: N802 - Twisted's name
        self,
        protocol: Any,  # noqa: ARG002 - Twisted's signature
    ) -> SSL.Connection:
        connection = SSL.Connection(self._context, None)
        if not is_address(self._host.decode("ascii", "replace")):
            connection.set_tlsext_host_name(self._host)
        return connection


@implementer(IPolicyForHTTPS)
class OpenPolicy:
    """Accepts old versions, weak ciphers, and any certificate.

    HTTP/1.1 only, because the bytes of HTTP/2 have no agreed form in an archive.
    """

    def __init__(self) -> None:
        self._context = SSL.Context(SSL.TLS_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_VERSION)
        self._context.set_cipher_list(b"ALL:!aNULL:!eNULL:@SECLEVEL=0")
        self._context.set_options(LEGACY_SERVER_CONNECT)
        self._context.set_verify(SSL.VERIFY_NONE)
        self._context.set_alpn_protos([b"http/1.1"])

    def creatorForNetloc(  # noqa: N802 - Twisted's name
        self,
        hostname: bytes,
        port: int,  # noqa: ARG002 - Twisted's signature
    ) -> _Connector:
        """Return what opens connections to *hostname*."""
        return _Connector(self._context, hostname)
