"""A plain client of the testbed: sockets and nothing that mends what comes."""

import contextlib
import re
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/140.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0"
)
ENOUGH_BYTES = 256 * 1024
CHALLENGE = re.compile(r"var a = (\d+) .*?cookie = \"(\w+)=", re.DOTALL)


class Unreachable(Exception):  # noqa: N818 - named for the fact, not the type
    """No answer that is one; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    reason: str
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def text(self):
        return self.body.decode("utf-8")


class Client:
    def __init__(self, net):
        self.net = net

    def query(self, name, kind="A", *, over="udp", seconds=2.0):
        host, port = self.net.dns_address.split(":")
        ask = {"udp": dns.query.udp, "tcp": dns.query.tcp}[over]
        return ask(dns.message.make_query(name, kind), host, seconds, int(port))

    def resolve(self, host, *, seconds=2.0):
        try:
            reply = self.query(host, seconds=seconds)
        except dns.exception.Timeout as exc:
            raise Unreachable("dns timeout") from exc
        if reply.rcode() != dns.rcode.NOERROR:
            raise Unreachable(f"dns {dns.rcode.to_text(reply.rcode()).lower()}")
        addresses = [r.address for rrset in reply.answer for r in rrset]
        if not addresses:
            raise Unreachable("dns no address")
        return addresses[0]

    @contextlib.contextmanager
    def connect(self, host, *, scheme="http", seconds=5.0, verify=False):
        """Connect as the product does: resolve, and map the port."""
        port = {"http": self.net.http_port, "https": self.net.https_port}[scheme]
        address = (self.resolve(host, seconds=seconds), port)
        with socket.create_connection(address, seconds) as plain:
            if scheme == "http":
                yield plain
                return
            context = ssl.create_default_context(cafile=self.net.ca_pem_path)
            if not verify:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            with context.wrap_socket(plain, server_hostname=host) as wrapped:
                yield wrapped

    def exchange(self, host, data, *, limit=ENOUGH_BYTES, **options):
        """Send *data* and return what comes until the end or the limit."""
        received = b""
        try:
            with self.connect(host, **options) as connection:
                connection.sendall(data)
                while len(received) < limit:
                    chunk = connection.recv(65_536)
                    if not chunk:
                        break
                    received += chunk
        except OSError as exc:
            raise Unreachable(repr(exc)) from exc
        return received

    def get(self, url, *, agent=DESKTOP, referer="", cookie="", **options):
        """Return one answer; redirects are not followed."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"User-Agent: {agent}", "Accept-Encoding: identity"]
        lines += [f"Referer: {referer}"] if referer else []
        lines += [f"Cookie: {cookie}"] if cookie else []
        data = "\r\n".join([*lines, "", ""]).encode()
        received = self.exchange(parts.netloc, data, scheme=parts.scheme, **options)
        return parse(received, url)

    def browse(self, url, **options):
        """Return the page at the end of the redirects; run no script but one."""
        for _ in range(10):
            answer = self.get(url, **options)
            challenge = CHALLENGE.search(answer.body.decode("latin-1"))
            if "location" in answer.headers:
                url = urljoin(url, answer.headers["location"])
                if urlsplit(url).hostname in {"127.0.0.1", "169.254.169.254"}:
                    raise Unreachable(f"redirect to {url}")
            elif challenge:
                options["cookie"] = f"{challenge[2]}={int(challenge[1]):x}"
            else:
                return answer
        raise Unreachable("too many redirects")

    def whois(self, name):
        host, port = self.net.whois_address.split(":")
        received = b""
        with socket.create_connection((host, int(port)), 5) as connection:
            connection.sendall(f"{name}\r\n".encode())
            while chunk := connection.recv(65_536):
                received += chunk
        return received.decode()


def parse(received, url):
    head, gap, body = received.partition(b"\r\n\r\n")
    if not gap or not head.startswith(b"HTTP/1."):
        raise Unreachable(f"no head: {received[:40]!r}")
    first, *lines = head.decode("latin-1").split("\r\n")
    _, status, *reason = first.split(" ", 2)
    pairs = [line.partition(":") for line in lines]
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    length = int(headers.get("content-length", len(body)))
    if len(body) < min(length, ENOUGH_BYTES // 2):
        raise Unreachable(f"{len(body)} of {length} bytes")
    return Answer(
        status=int(status),
        reason="".join(reason),
        headers=headers,
        body=body,
        url=url,
    )
