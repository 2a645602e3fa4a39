"""What the crawler's tests are built from: configurations, queues, a raw server."""

import dataclasses
import socketserver
import threading
from contextlib import contextmanager
from pathlib import Path

from casebook.config import FILE_NAME, Config, document
from casebook.records import Candidate, Claim, Finding, Verdict
from casebook.times import now_utc
from casebook.workspace import Workspace

LOOPBACK = "127.0.0.0/30"


def on_loopback(**network):
    """A configuration that reaches this machine only, without browser and registry."""
    plain = Config()
    return dataclasses.replace(
        plain,
        network=dataclasses.replace(
            plain.network,
            **{
                "allow_networks": [LOOPBACK],
                "nameservers": ["127.0.0.3:9"],
                "delay_per_host_seconds": 0.0,
                "concurrent_requests_per_host": 8,
                "timeout_seconds": 4.0,
                "dns_timeout_seconds": 1.0,
                **network,
            },
        ),
        inspect=dataclasses.replace(plain.inspect, attempts=1),
        search=dataclasses.replace(plain.search, set_queries=0, pause_seconds=0.0),
        boards=dataclasses.replace(plain.boards, pause_seconds=0.0),
        browser=dataclasses.replace(plain.browser, enabled=False),
        registration=dataclasses.replace(plain.registration, enabled=False),
    )


def towards(net, config=None):
    """The configuration that an operator of the testbed writes."""
    plain = config or on_loopback()
    official = {}
    for site in net.sites:
        if site.profile:
            official.setdefault(site.profile, []).extend(site.hosts)
    return dataclasses.replace(
        plain,
        network=dataclasses.replace(
            plain.network,
            nameservers=[net.dns_address],
            port_map={"80": net.http_port, "443": net.https_port},
            ca_file=str(net.ca_pem_path),
        ),
        registration=dataclasses.replace(
            plain.registration,
            enabled=True,
            rdap_bootstrap_url=f"{net.rdap_url}bootstrap/dns.json",
            whois_server=net.whois_address,
            delay_per_registry_seconds=0.0,
        ),
        search=dataclasses.replace(
            plain.search, engines={"plain": "http://search.example/"}, pages=20
        ),
        profiles=dataclasses.replace(plain.profiles, extra_hosts=official),
    )


def with_browser(config, **changes):
    """The same configuration with a browser."""
    return dataclasses.replace(
        config, browser=dataclasses.replace(config.browser, enabled=True, **changes)
    )


@contextmanager
def workspace_at(path: Path, config: Config):
    """A new workspace at *path* that is set up as *config* says."""
    Workspace.create(path).close()
    (path / FILE_NAME).write_text(document(config), "utf-8")
    with Workspace.open(path, {}) as opened:
        yield opened


def queue(workspace, urls):
    """Put *urls* in the queue of *workspace*."""
    at = now_utc()
    workspace.casebook.add_candidates(
        [Candidate(url=u, source="tip", reason="reported", seen_at=at) for u in urls],
        run="RUN-test",
        at=at,
    )


class RawServer(socketserver.ThreadingTCPServer):
    """Answers each path with bytes, or with what a function does to the socket."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address="127.0.0.1"):
        super().__init__((address, 0), _RawHandler)
        self.answers = {}
        self.heads = []
        """Request heads as they came."""
        self.context = None
        """Set to serve TLS."""

    @property
    def port(self):
        return self.server_address[1]

    def url(self, path):
        scheme = "https" if self.context else "http"
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def get_request(self):
        connection, address = super().get_request()
        if self.context:
            connection = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def handle_error(self, request, client_address):
        """A client that goes away is no error here."""


class _RawHandler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head:
            data = self.request.recv(65536)
            if not data:
                return
            head += data
        self.server.heads.append(head)
        path = head.split(b" ", 2)[1].decode("latin-1")
        answer = self.server.answers.get(path, b"HTTP/1.1 404 Not Found\r\n\r\n")
        if callable(answer):
            answer(self.request)
        else:
            self.request.sendall(answer)


@contextmanager
def running(server):
    """Run *server* in a thread while the context lasts."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def parents_of_all():
    """Return the parent of every process of the machine."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return parents


def children_of(pid):
    """Return every process that descends from *pid*, itself left out."""
    parents = parents_of_all()
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


def crawl_process_of(pid):
    """Return the process that crawls for *pid*.

    What it starts in turn bears its command line, too, between fork and exec.
    """
    parents = parents_of_all()
    (crawls,) = (
        child
        for child, parent in parents.items()
        if parent == pid and b"crawler.running.child" in cmdline(child)
    )
    return crawls


def cmdline(pid):
    """Return the command line of a process; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def told_by_title(url, label):
    """A verdict with one finding."""
    finding = Finding(
        detector="title",
        signal="x",
        strength=0.9,
        claim=Claim(template="title is {title}", values={"title": "x"}),
        where="desktop",
        weight=2.0,
    )
    return Verdict(
        url=url,
        label=label,
        probability=0.9,
        profile="mem-portal",
        findings=(finding,),
        not_run=(),
        model="test 1",
    )
