"""A timestamp authority on loopback, honest or not: `openssl ts` behind HTTP."""

import contextlib
import hashlib
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
{certs}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""

PEM = serialization.Encoding.PEM


class Authority:
    """A root, and a signer under it; its folder holds what `openssl ts` wants."""

    def __init__(self, folder, name, *, ended=False):
        self.folder = folder
        folder.mkdir()
        root_key, self.roots = self._root(name)
        key = ec.generate_private_key(ec.SECP256R1())
        # Longer than the root's, so that signer before root is out of DER's order.
        subject = f"{name} signer, with a longer name than its root"
        now = datetime.now(UTC)
        cert = (
            self._builder(subject, name, key.public_key())
            .not_valid_before(now - timedelta(days=9))
            .not_valid_after(now + timedelta(seconds=2 if ended else 999_999))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True
            )
            .sign(root_key, hashes.SHA256())
        )
        (folder / "tsa.pem").write_bytes(cert.public_bytes(PEM))
        (folder / "tsa.key").write_bytes(
            key.private_bytes(
                PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        (folder / "serial").write_text("01\n")
        chain = f"certs = {folder}/roots.pem"
        for kind, certs in (("plain", ""), ("chain", chain)):
            text = CONFIG.format(folder=folder, certs=certs)
            (folder / f"{kind}.cnf").write_text(text)

    def _root(self, name):
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        cert = (
            self._builder(name, name, key.public_key())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        path = self.folder / "roots.pem"
        path.write_bytes(cert.public_bytes(PEM))
        return key, path

    @staticmethod
    def _builder(subject, issuer, key):
        def name(text):
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(key)
            .serial_number(x509.random_serial_number())
        )

    def answer(self, query, *, kind="plain"):
        """The whole answer to a request, both in DER."""
        path = self.folder / f"{hashlib.sha256(query).hexdigest()}.tsq"
        path.write_bytes(query)
        return subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", f"{self.folder}/{kind}.cnf"),
                *("-queryfile", str(path)),
            ],
            check=True,
            capture_output=True,
        ).stdout

    def stamp(self, data, **more):
        """An answer for *data*, asked without a nonce."""
        (self.folder / "data").write_bytes(data)
        query = subprocess.run(
            [
                *("openssl", "ts", "-query", "-data", str(self.folder / "data")),
                *("-sha256", "-cert", "-no_nonce"),
            ],
            check=True,
            capture_output=True,
        ).stdout
        return self.answer(query, **more)


@contextlib.contextmanager
def listening(reply):
    """Serve ``reply(handler, query)`` on loopback; yield the URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with contextlib.suppress(OSError):  # who asked has hung up
                reply(self, query)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()


def giving(body, *, status=200):
    """A reply with *body*, or with what it returns for the query."""

    def reply(handler, query):
        data = body(query) if callable(body) else body
        handler.send_response(status)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def endless(handler, _):
    """Gigabytes, until the other side has had enough."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(4096):
        handler.wfile.write(bytes(1 << 20))


def dripping(handler, _):
    """A byte now and then, so that no single read ever waits for long."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b"\x30")
        handler.wfile.flush()
        time.sleep(0.1)


def silent(*_):
    """Nothing at all, for longer than anybody waits."""
    time.sleep(60)
