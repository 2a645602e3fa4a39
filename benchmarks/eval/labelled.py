"""Labelled sites for fitting and evaluation: saved pages, the testbed, a workspace.

Each sample says what a good judge says of it and to which group it belongs; groups
(an operator, a source, a body) are kept together whenever data is split.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from casebook.workspace import Workspace
from detectors.site import Site, open_site, site_from_files

JUDGED_AT = datetime(2026, 11, 23, tzinfo=UTC)
"""Saved pages have no time of their own; a fixed one keeps every run the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One labelled site."""

    name: str
    group: str
    want: str
    """Label of a good judge."""
    site: Site
    imitates: str = ""


def saved_pages(root: Path) -> Iterator[Sample]:
    """Yield the pages listed in ``labels.csv`` below *root*, in its order."""
    with (root / "labels.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            html = (root / row["path"]).read_bytes()
            yield Sample(
                name=f"{row['path']} at {row['judge_url']}",
                group=row["group"],
                want=row["want"],
                site=site_from_files(row["judge_url"], html, None, JUDGED_AT),
            )


def saved_texts(root: Path) -> Iterator[Sample]:
    """Yield the texts listed in ``labels.csv`` as pages of nothing but text."""
    with (root / "labels.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            text = (root / row["path"]).read_text("utf-8", "replace")
            html = f"<html><body><p>{text}</p></body></html>".encode()
            url = f"https://text-{number}.example/"
            yield Sample(
                name=row["path"],
                group=f"texts|{row['group']}",
                want="seller" if row["label"] == "ad" else "clear",
                site=site_from_files(url, html, None, JUDGED_AT),
            )


def crawled(folder: Path, wants: dict[str, tuple[str, str]]) -> Iterator[Sample]:
    """Yield what a workspace captured, labelled by host.

    Args:
        folder: the workspace.
        wants: label and imitated profile by host; other hosts are left out.
    """
    workspace = Workspace.open(folder, {})
    try:
        for inspection, _ in workspace.casebook.latest_inspections():
            site = open_site(inspection, workspace.blobs.read)
            if site.host in wants:
                want, imitates = wants[site.host]
                yield Sample(
                    name=site.url,
                    group=f"testbed|{site.host}",
                    want=want,
                    site=site,
                    imitates=imitates,
                )
    finally:
        workspace.close()


def digest(root: Path) -> str:
    """Return the SHA-256 over the labels and bytes below *root*, 64 hex digits."""
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(root).as_posix().encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
