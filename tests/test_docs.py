"""What the documents say is true: commands, settings and files exist."""

import dataclasses
import re
from pathlib import Path

import click
import pytest

from casebook.config import Config
from zhaoyao.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text("utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text("utf-8")


def leaves(group: click.Group, prefix: str = "") -> list[tuple[str, click.Command]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        path = f"{prefix} {name}".strip()
        if isinstance(command, click.Group):
            found += leaves(command, path)
        else:
            found.append((path, command))
    return found


def settings() -> list[str]:
    found = []
    for item in dataclasses.fields(Config):
        if dataclasses.is_dataclass(item.type):
            found += [
                f"{item.name}.{sub.name}" for sub in dataclasses.fields(item.type)
            ]
        else:
            found.append(item.name)
    return found


@pytest.mark.parametrize("path", [path for path, _ in leaves(main)])
def test_command_is_documented(path):
    assert f"`zhaoyao {path}" in COMMANDS


@pytest.mark.parametrize(
    ("path", "command"), leaves(main), ids=[path for path, _ in leaves(main)]
)
def test_help_has_an_example(path, command):
    assert "Example:" in (command.help or ""), path


@pytest.mark.parametrize("name", settings())
def test_setting_is_documented(name):
    assert f"`{name}`" in SETTINGS


@pytest.mark.parametrize(
    "document", ["README.md", *sorted((ROOT / "docs").glob("*.md"))]
)
def test_files_named_exist(document):
    text = (ROOT / document).read_text("utf-8")
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    named = re.findall(r"`((?:\w+/)+[\w.-]+\.(?:py|md|toml|png|po))`", text)

    for name in [*linked, *named]:
        beside = (ROOT / document).parent / name
        assert (ROOT / name).exists() or beside.exists(), f"{document} names {name}"


def test_readme_commands_are_make_targets():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"^make (\w+)", README, re.MULTILINE)) <= targets
    assert {"demo", "test"} <= set(re.findall(r"^make (\w+)", README, re.MULTILINE))


def test_ci_calls_what_the_readme_calls():
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8")


def test_no_file_names_a_registry_or_a_machine():
    """Lock files and documents must work wherever the project is put."""
    hosts = [r"pypi\.", r"pythonhosted", r"registry\.npm"]
    locks = ROOT.glob("requirements/*.txt")
    for path in [*locks, *ROOT.glob("docs/*.md"), ROOT / "README.md"]:
        text = path.read_text("utf-8")
        assert not [host for host in hosts if re.search(host, text)], path
