"""Workspaces with cases in them, each test its own copy."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from clue_cases import answer, gathered, keep
from report_cases import NOW, fill

from casebook.config import FILE_NAME, document
from casebook.records import Clue
from casebook.workspace import Workspace
from reports.clue import export


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """An empty and a filled workspace, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("workspaces")
    with Workspace.create(folder / "empty"):
        pass
    with Workspace.create(folder / "filled") as made:
        fill(made)
    return folder


@pytest.fixture
def workspace(templates, tmp_path):
    """An empty workspace whose language is Chinese."""
    with copy(templates / "empty", tmp_path / "watch") as opened:
        yield opened


@pytest.fixture
def filled(templates, tmp_path):
    """A workspace with the cases of :func:`fill`."""
    with copy(templates / "filled", tmp_path / "filled") as opened:
        yield opened


@pytest.fixture
def quick(filled):
    """The same, and its letters are set in one language: for what is not in them."""
    return in_one_language(filled)


def in_one_language(workspace):
    """Return *workspace*; setting a letter is most of what an export costs."""
    clue = replace(workspace.config.clue, editions=[])
    workspace.config = replace(workspace.config, clue=clue)
    (workspace.path / FILE_NAME).write_text(document(workspace.config), "utf-8")
    return workspace


def copy(template, path):
    return Workspace.open(shutil.copytree(template, path), {})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Dossier, files and evidence of a case that shows a certificate."""
    folder = tmp_path_factory.mktemp("certificate")
    with Workspace.create(folder / "watch") as workspace:
        case = keep(workspace, answer(workspace.blobs))
        yield *gathered(workspace, case), workspace.blobs.read


@dataclass(frozen=True)
class Package:
    """A package of the seller's case, and where it was made."""

    path: Path
    clue: Clue
    workspace: Workspace


@pytest.fixture(scope="session")
def package(templates, tmp_path_factory):
    """A package that no test may change."""
    folder = tmp_path_factory.mktemp("package")
    with copy(templates / "filled", folder / "watch") as workspace:
        clue = export(workspace, ["CASE-2026-0002"], out=folder, at=NOW)
        yield Package(folder / clue.file_name, clue, workspace)
