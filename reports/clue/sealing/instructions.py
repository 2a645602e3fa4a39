"""VERIFY.txt: how to check a package with stock tools, and what each check proves."""

from importlib import resources

from reports.clue.sealing.openssl import DISTID
from reports.clue.sealing.signers import ED25519, SM2, Signer

_MANIFEST = "tagmanifest-sha256.txt"
_KEY = "signer.pem"
_CERTIFICATE_KEY = "<(openssl x509 -in signer.pem -pubkey -noout)"


def instructions(
    number: str, *, signer: Signer, pem: bytes, algorithm: str, stamped: bool
) -> bytes:
    """Return the text.

    Args:
        number: of the package.
        signer: whose key signs it.
        pem: what lies in the package as ``signer.pem``.
        algorithm: how it signs.
        stamped: whether a timestamp lies beside the signature.
    """
    key = _CERTIFICATE_KEY if b"BEGIN CERTIFICATE" in pem else _KEY
    stamp = "verify-stamped.txt" if stamped else "verify-unstamped.txt"
    values = {
        "{number}": number,
        "{fingerprint}": signer.fingerprint,
        "{algorithm}": algorithm,
        "{key}": key,
        "{signature}": _signature(signer.algorithm, key),
        "{timestamp}": _read(stamp).strip("\n"),
        "{more}": f" {_MANIFEST}.tsr" if stamped else "",
    }
    text = _read("verify.txt")
    for place, value in values.items():
        text = text.replace(place, value)
    return text.encode()


def _signature(kind: str, key: str) -> str:
    """Return the command that checks the signature, indented as the others are."""
    match kind:
        case _ if kind == ED25519:
            lines = [
                f"openssl pkeyutl -verify -rawin -pubin -inkey {key} \\",
                f"  -in {_MANIFEST} -sigfile {_MANIFEST}.sig",
            ]
        case _ if kind == SM2:
            lines = [
                f"openssl dgst -sm3 -verify {key} \\",
                f"  -sigopt distid:{DISTID} \\",
                f"  -signature {_MANIFEST}.sig {_MANIFEST}",
            ]
        case _:
            return (
                "   请用签发该密钥的单位提供的工具核验。\n"
                "   Check it with the tool of whoever issued the key."
            )
    return "\n".join(f"   {line}" for line in lines)


def _read(name: str) -> str:
    return resources.files("reports.clue.sealing").joinpath(name).read_text("utf-8")
