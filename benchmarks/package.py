"""Measure clue packages: export and check of an ordinary case, of 50 MB and of 500 MB.

Usage: python benchmarks/package.py [--megabytes 1 50 500] [--packages 10]

Synthetic looks go through the real store and the real writers of web archives; each
step runs in a process of its own, so that its peak memory is its own too. Prints for
each size the package's bytes, seconds, CPU seconds and peak memory of export and check,
beside two plain ways to pack the same files in the same run:

* zip: the files copied into a ZIP, nothing hashed;
* bag: the same, with SHA-256 of each file, as the usual bag writer does.

The last line is how many packages of ordinary cases are made in a minute.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from casebook.blobs import Blobs
from casebook.records import (
    Candidate,
    Capture,
    Claim,
    Exchange,
    Finding,
    Inspection,
    Label,
    Vantage,
    Verdict,
)
from casebook.workspace import Workspace
from crawler.preserve import evidence_of, preserve
from crawler.preserve.circumstances import Circumstances, Clock
from reports.clue import export, verify

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
PART_BYTES = 5 << 19
"""Of one answer, 2.5 MB: a photograph or an application's part."""

COPIES = 2
"""A package holds each answer in the WARC and in the WACZ."""

CHUNK_BYTES = 1 << 20

CIRCUMSTANCES = Circumstances(
    program="zhaoyao 0.0",
    commit="c" * 40,
    config_sha256="d" * 64,
    clock=Clock(synchronised=True, told_by="chronyc", detail="192.0.2.1 stratum 2"),
    system="Linux",
    operator="benchmark",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one step took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def screenshot() -> bytes:
    """Return a picture with the size and the unrest of a page."""
    image = Image.new("RGB", (1280, 4000), (245, 246, 248))
    draw, chance = ImageDraw.Draw(image), random.Random(7)
    for row in range(0, 4000, 24):
        right = chance.randrange(200, 1200)
        draw.rectangle((60, row, right, row + 14), fill=(chance.randrange(200),) * 3)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def exchanges(blobs: Blobs, url: str, body: bytes, parts: int) -> list[Exchange]:
    """Return the page's exchange and one for each part, bytes that do not shrink."""
    chance, found = random.Random(url), []
    for number in range(parts + 1):
        sent = f"GET /{number} HTTP/1.1\r\nHost: {url.split('/')[2]}\r\n\r\n".encode()
        data = chance.randbytes(PART_BYTES) if number else body
        received = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + data
        found.append(
            Exchange(
                url=url if not number else f"{url}{number}.png",
                method="GET",
                started_at=AT,
                ended_at=AT + timedelta(seconds=1),
                peer="192.0.2.7:443",
                sent_sha256=blobs.store(sent),
                received_sha256=blobs.store(received),
                received_bytes=len(received),
                status=200,
            )
        )
    return found


def look(blobs: Blobs, url: str, megabytes: float) -> Inspection:
    """Return a look at *url* whose package has about *megabytes*."""
    body = b"<title>\xe8\xaf\x81\xe4\xb9\xa6</title>" + b"<p>text</p>" * 400
    parts = round(megabytes * 1e6 / COPIES / PART_BYTES)
    wire = Capture(
        url=url,
        vantage=Vantage.DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256=blobs.store(body),
        body_bytes=len(body),
        exchanges=tuple(exchanges(blobs, url, body, parts)),
    )
    drawn = Capture(
        url=url,
        vantage=Vantage.BROWSER_DESKTOP,
        captured_at=AT + timedelta(seconds=5),
        final_url=url,
        status=200,
        body_sha256=blobs.store(body),
        body_bytes=len(body),
        screenshot_sha256=blobs.store(screenshot()),
    )
    candidate = Candidate(url=url, source="tip", reason="reported", seen_at=AT)
    return Inspection(candidate=candidate, captures=(wire, drawn))


def verdict(url: str) -> Verdict:
    """Return a verdict that puts the case into a package."""
    reason = Finding(
        detector="title",
        signal="title-copied",
        strength=0.8,
        claim=Claim(template="the title is “{title}”", values={"title": "证书查询"}),
        where="desktop html:title",
        profile="mem-inquiry",
        weight=3.1,
    )
    return Verdict(
        url=url,
        label=Label.COUNTERFEIT,
        probability=0.97,
        profile="mem-inquiry",
        findings=(reason,),
        not_run=(),
        model="benchmark",
    )


def make(folder: Path, megabytes: str, cases: str) -> None:
    """Make a workspace with as many cases of that size."""
    with Workspace.create(folder / "watch") as workspace:
        book, blobs = workspace.casebook, workspace.blobs
        for number in range(int(cases)):
            seen = look(blobs, f"https://zs-chaxun{number}.test/", float(megabytes))
            book.add_candidates([seen.candidate], run="RUN-2026-0001", at=AT)
            (leased,) = book.lease(limit=1, worker="w", lease_seconds=99, at=AT)
            kept = evidence_of(seen, blobs.path)
            kept += preserve(seen, blobs, CIRCUMSTANCES)
            book.finish(
                leased,
                seen,
                verdict(seen.candidate.url),
                evidence=kept,
                run="RUN-2026-0001",
                worker="w",
                at=AT,
            )


def pack(folder: Path) -> None:
    """Export every case."""
    with Workspace.open(folder / "watch", {}) as workspace:
        for case in workspace.casebook.cases():
            export(workspace, [case.id], out=folder / "out", at=AT)


def check(folder: Path) -> None:
    """Check the first package."""
    found = verify(package(folder), key=folder / "watch/keys/signer.pem")
    failed = [one for one in found if one.result == "failed"]
    if failed:
        raise SystemExit(f"does not verify: {failed}")


def unpack(folder: Path) -> None:
    """Unpack the first package, for the plain ways."""
    with zipfile.ZipFile(package(folder)) as archive:
        archive.extractall(folder / "plain")


def plain_zip(folder: Path) -> None:
    """Pack the same files and hash nothing."""
    with zipfile.ZipFile(folder / "plain.zip", "w") as archive:
        for path in sorted((folder / "plain").rglob("*")):
            archive.write(path, path.relative_to(folder))
    _sync(folder / "plain.zip")


def plain_bag(folder: Path) -> None:
    """Pack the same files with a list of their SHA-256."""
    lines = []
    for path in sorted((folder / "plain").rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                lines.append(hashlib.file_digest(stream, "sha256").hexdigest())
    (folder / "plain/manifest").write_text("\n".join(lines))
    plain_zip(folder)


STEPS: dict[str, Callable[..., None]] = {
    "make": make,
    "export": pack,
    "check": check,
    "unpack": unpack,
    "zip": plain_zip,
    "bag": plain_bag,
}


def package(folder: Path) -> Path:
    """Return the first package."""
    return min((folder / "out").glob("*.zip"))


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def run(step: str, folder: Path, *words: str) -> Cost:
    """Run one step and return its cost: memory with the program's own, time without."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, str(folder), *words],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def run_here(step: str, folder: Path, words: list[str]) -> None:
    """Do one step in this process and print its cost."""
    began, cpu = time.monotonic(), time.process_time()
    STEPS[step](folder, *words)
    # Of this program alone: getrusage would count what it was forked from.
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    cost = {
        "seconds": time.monotonic() - began,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": int(peak.split()[1]) / 1024,
    }
    print(json.dumps(cost))


def measure(megabytes: float, folder: Path) -> None:
    """Print the figures of one size."""
    run("make", folder, str(megabytes), "1")
    costs = {step: run(step, folder) for step in ("export", "check")}
    run("unpack", folder)
    costs |= {step: run(step, folder) for step in ("zip", "bag")}
    size = package(folder).stat().st_size / 1e6
    for name, one in costs.items():
        ratio = one.cpu_seconds / costs["bag"].cpu_seconds
        print(
            f"{size:8.1f} MB  {name:7}{one.seconds:8.1f} s{one.cpu_seconds:8.1f} s CPU"
            f"{one.peak_mb:8.0f} MB peak{ratio:7.1f} × bag"
        )


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", nargs="+", type=float, default=[1, 50, 500])
    parser.add_argument("--packages", type=int, default=10)
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        step, folder, *words = given.step
        run_here(step, Path(folder), words)
        return
    for megabytes in given.megabytes:
        with tempfile.TemporaryDirectory() as name:
            measure(megabytes, Path(name))
    with tempfile.TemporaryDirectory() as name:
        run("make", Path(name), "1", str(given.packages))
        cost = run("export", Path(name))
    print(f"{60 * given.packages / cost.seconds:.0f} packages a minute,", end=" ")
    print(f"{cost.cpu_seconds / given.packages:.2f} s CPU each, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
