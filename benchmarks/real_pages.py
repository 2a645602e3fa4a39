"""Serve labelled real pages at their own hosts, crawl and judge them like any site.

Usage: python benchmarks/real_pages.py [--data ../shared/data/pages] [--keep DIR]

Reads ``labels.csv`` (columns path, label, judge_url, want, group), lays each page out
as a site of the testbed at the host of its ``judge_url``, lets the product crawl them
from a fresh workspace, and prints want against label, with every mistake named. Where
two rows share an address, the later one is served at ``/saved/<file>``.
"""

import argparse
import csv
import dataclasses
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import testbed
from casebook.config import FILE_NAME, Config, document
from casebook.records import Candidate, Label
from casebook.times import now_utc
from casebook.urls import canonical
from casebook.workspace import Workspace
from crawler.running.run import crawl

ACCEPTED = {
    "official": {Label.OFFICIAL, Label.CLEAR},
    "counterfeit": {Label.COUNTERFEIT},
    "clear": {Label.CLEAR},
    "other": {Label.CLEAR, Label.SELLER, Label.SUSPICIOUS},
}
"""Labels that fulfil a want; a body without a profile may be clear at its own host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled page and the address it is served at."""

    path: Path
    name: str
    label: str
    want: str
    url: str


def main() -> int:
    """Run the whole and print the table; exit 1 where a page got no verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pages"))
    parser.add_argument("--keep", type=Path, help="Workspace to leave behind.")
    options = parser.parse_args()
    rows = list(read_rows(options.data))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "workspace"
        lay_out(rows, Path(scratch) / "sites")
        with testbed.serve(sites=Path(scratch) / "sites") as net:
            labels = crawl_rows(rows, folder, net)
    return tell(rows, labels)


def read_rows(data: Path) -> Iterable[Row]:
    """Read the labels, giving each row an address of its own."""
    taken: set[str] = set()
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            url = line["judge_url"].replace(" ", "%20")
            if canonical(url) in taken:
                parts = urlsplit(url)
                url = f"{parts.scheme}://{parts.netloc}/saved/{Path(line['path']).name}"
            taken.add(canonical(url))
            yield Row(
                path=data / line["path"],
                name=line["path"],
                label=line["label"],
                want=line["want"],
                url=url,
            )


def lay_out(rows: Iterable[Row], folder: Path) -> None:
    """Write one site a host, with its pages where their addresses say."""
    for row in rows:
        parts = urlsplit(canonical(row.url))
        site = folder / f"real-{parts.netloc.replace('.', '-')}"
        tail = unquote(parts.path).lstrip("/")
        file = site / "www" / (f"{tail}index.html" if row.url.endswith("/") else tail)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(decode(row.path.read_bytes()), "utf-8")
        (site / "site.toml").write_text(
            f'hosts = ["{parts.hostname}"]\nexpected = "clear"\n'
            'technique = "saved"\nwhy = "A saved real page."\n',
            "utf-8",
        )


def decode(data: bytes) -> str:
    """Read a saved page: UTF-8 where it is that, else GB18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def crawl_rows(rows: list[Row], folder: Path, net: testbed.Net) -> dict[str, Label]:
    """Crawl every address in a fresh workspace; return label by address."""
    Workspace.create(folder).close()
    plain = Config(language="en")
    config = dataclasses.replace(
        plain,
        network=dataclasses.replace(
            plain.network,
            nameservers=[net.dns_address],
            allow_networks=["127.0.0.0/30"],
            port_map={"80": net.http_port, "443": net.https_port},
            ca_file=str(net.ca_pem_path),
            delay_per_host_seconds=0.0,
            dns_timeout_seconds=2.0,
            timeout_seconds=15.0,
        ),
        inspect=dataclasses.replace(plain.inspect, attempts=1),
        registration=dataclasses.replace(plain.registration, enabled=False),
    )
    (folder / FILE_NAME).write_text(document(config), "utf-8")
    with Workspace.open(folder, {}) as workspace:
        at = now_utc()
        run = workspace.casebook.start_run("tip", at=at, details={})
        workspace.casebook.add_candidates(
            [
                Candidate(url=row.url, source="data", reason=row.name, seen_at=at)
                for row in rows
            ],
            run=run,
            at=at,
        )
        workspace.casebook.end_run(run, at=at, state="done", counts={})
        crawl(workspace, limit=None, progress=None)
        return {
            canonical(inspection.candidate.url): verdict.label
            for inspection, verdict in workspace.casebook.latest_inspections()
        }


def tell(rows: list[Row], labels: dict[str, Label]) -> int:
    """Print the table and the mistakes."""
    found = [(row, labels.get(canonical(row.url))) for row in rows]
    table = Counter((row.want, label or "none") for row, label in found)
    print("want         label        pages")
    for (want, label), pages in sorted(table.items()):
        print(f"{want:12} {label:12} {pages:5}")
    wrong = [(row, label) for row, label in found if label not in ACCEPTED[row.want]]
    print(f"\n{len(rows) - len(wrong)} of {len(rows)} as wanted; mistakes:")
    for row, label in wrong:
        print(f"  {row.want} -> {label or 'none'}  {row.name}  {row.url}")
    return 1 if None in labels.values() or len(labels) < len(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
