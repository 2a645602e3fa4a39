"""Imports only ever point down; a room knows only the floors below it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BELOW = {
    "casebook": set(),
    "detectors": {"casebook"},
    "crawler": {"casebook", "detectors"},
    "reports": {"casebook", "detectors"},
    "testbed": set(),
    "zhaoyao": {"casebook", "detectors", "crawler", "reports", "testbed"},
}
"""Each room with the rooms it may import; the picture is in docs/architecture.md."""

MODULES = sorted(
    path for room in BELOW for path in (ROOT / room).rglob("*.py") if path.is_file()
)

IMPURE = {
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "multiprocessing",
    "pathlib",
    "requests",
    "scrapy",
    "shutil",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "time",
    "twisted",
    "urllib.request",
}
"""What a pure room never imports: network, disk, clock, processes."""


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    room = path.relative_to(ROOT).parts[0]
    rooms = {name.partition(".")[0] for name in imported(path)} & set(BELOW)

    assert rooms <= BELOW[room] | {room}


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(ROOT).parts[0] == "detectors"],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_detectors_are_pure(path):
    assert not imported(path) & IMPURE


def test_rooms_are_those_of_the_design():
    """A new top-level folder is a decision: it changes the design first."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - {"tests"} == set(BELOW)
