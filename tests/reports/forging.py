"""What a forger does who knows how a package is made: lists and seals it anew."""

import hashlib
import io
import json
import re

from reports.clue.sealing import keys as seal
from reports.clue.sealing.digests import measure
from reports.clue.sealing.signers import read_signer


def rehash(bag):
    """Write all lists anew, as someone would who knows how the bag is made."""
    files = sorted(
        p.relative_to(bag).as_posix() for p in (bag / "data").rglob("*") if p.is_file()
    )
    sums = {name: measure(io.BytesIO((bag / name).read_bytes())) for name in files}
    write_sums(bag / "manifest-sha256.txt", {n: d.sha256 for n, d in sums.items()})
    write_sums(bag / "sm3sums.txt", {n: d.sm3 for n, d in sums.items()})
    oxum = f"{sum(d.size_bytes for d in sums.values())}.{len(sums)}"
    info = (bag / "bag-info.txt").read_text("utf-8")
    told = re.sub(r"Payload-Oxum: .*", f"Payload-Oxum: {oxum}", info)
    (bag / "bag-info.txt").write_text(told, "utf-8")
    retag(bag)


def retag(bag):
    tags = [
        *("VERIFY.txt", "bag-info.txt", "bagit.txt"),
        *("manifest-sha256.txt", "signer.pem", "sm3sums.txt"),
    ]
    write_sums(
        bag / "tagmanifest-sha256.txt",
        {n: hashlib.sha256((bag / n).read_bytes()).hexdigest() for n in tags},
    )


def write_sums(path, sums):
    path.write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)))


def edit(path, pattern, text):
    was = path.read_text("utf-8")
    now, count = re.subn(pattern, text, was, count=1)
    assert count == 1
    path.write_text(now, "utf-8")


def sign(bag, key):
    (bag / "signer.pem").write_bytes(seal.public_pem(key))
    told = read_signer(seal.public_pem(key)).fingerprint
    edit(bag / "bag-info.txt", r"Signer-Key-SHA256: .*", f"Signer-Key-SHA256: {told}")
    retag(bag)
    message = (bag / "tagmanifest-sha256.txt").read_bytes()
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(key.sign(message))


def relist(bag):
    """Write the digests in clue.json anew."""
    path = bag / "data/clue.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["files"] = [one for one in facts["files"] if (bag / one["path"]).is_file()]
    for one in facts["files"]:
        found = measure(io.BytesIO((bag / one["path"]).read_bytes()))
        one["bytes"], one["sha256"] = found.size_bytes, found.sha256
        one["sm3"] = found.sm3
    path.write_text(json.dumps(facts), "utf-8")


def reseal(bag, key):
    """Make a changed bag whole again, signed with a key of the forger's own."""
    relist(bag)
    rehash(bag)
    sign(bag, key)
