"""Plug-ins: one file each, no two of a name."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import testbed
from testbed import behaviours, techniques
from testbed.behaviours import Behaviour
from testbed.plugins import PluginError, load_classes
from testbed.tables import SiteError

BEHAVIOURS = behaviours.all_behaviours()
TECHNIQUES = techniques.all_techniques()
SITES = testbed.load_sites()

CLASS = """
from testbed.behaviours import Behaviour
class Mine(Behaviour):
    name = {name!r}
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write a package of modules and return its name."""

    def write(**modules):
        name = f"plugs_{tmp_path.name}".replace("-", "_")
        folder = tmp_path / name
        folder.mkdir()
        for module, source in {"__init__": "", **modules}.items():
            (folder / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return name

    return write


def test_classes_are_found_by_name(package):
    name = package(one=CLASS.format(name="first"), two=CLASS.format(name="second"))

    assert list(load_classes(name, Behaviour)) == ["first", "second"]


def test_a_clash_of_names_is_refused(package):
    name = package(one=CLASS.format(name="same"), two=CLASS.format(name="same"))

    with pytest.raises(PluginError, match=r"'same' is in both .*one and .*two"):
        load_classes(name, Behaviour)


def test_an_empty_file_is_refused(package):
    with pytest.raises(PluginError, match="empty has no Behaviour"):
        load_classes(package(empty=""), Behaviour)


def test_a_class_without_name_is_refused(package):
    with pytest.raises(PluginError, match="has no name"):
        load_classes(package(one=CLASS.format(name="")), Behaviour)


def test_an_imported_class_is_no_plug_in(package):
    source = "from testbed.behaviours.slow import Slow\n"

    with pytest.raises(PluginError, match="has no Behaviour"):
        load_classes(package(one=source), Behaviour)


def test_a_technique_needs_its_function(package):
    with pytest.raises(PluginError, match="has no function apply"):
        techniques.load(package(one="def aply(html):\n    return html\n"))


def test_two_techniques_of_a_name_are_refused(package):
    """The file's name is the technique's, and both spellings are the same name."""
    source = "def apply(html):\n    return html\n"
    name = package(**{"zero_width": source, "zero-width": source})

    with pytest.raises(PluginError, match="both named 'zero-width'"):
        techniques.load(name)


@pytest.mark.parametrize("name", BEHAVIOURS)
class TestEveryBehaviour:
    def test_is_named_as_its_file(self, name):
        module = BEHAVIOURS[name].__module__.rpartition(".")[2]

        assert module == name.replace("-", "_")

    def test_needs_no_options(self, name):
        behaviour = BEHAVIOURS[name]()

        assert isinstance(hash(behaviour), int)  # frozen: one serves every visitor
        assert isinstance(behaviour.resolve(), str)
        assert isinstance(behaviour.certificate(), str)

    def test_explains_itself(self, name):
        assert BEHAVIOURS[name].__doc__.endswith(".")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('name = "unheard-of"', "unknown behaviour 'unheard-of'"),
        ('name = "slow"\nminutes = 1', "slow has no option 'minutes'"),
        ('name = "slow"\nseconds = "2"', "seconds must be a float"),
        ('name = "slow"\nseconds = true', "seconds must be a float"),
        ('name = "deep-link-only"\nkeys = "index"', "keys must be a list"),
    ],
)
def test_wrong_behaviours_stop_the_start(write_site, serve, table, says):
    write_site("innocent-one", f"[[behaviour]]\n{table}\n")

    with pytest.raises(SiteError, match=re.escape(says)):
        serve()


def test_an_unknown_technique_stops_the_start(write_site, serve):
    write_site("innocent-one", 'techniques = ["unheard-of"]\n')

    with pytest.raises(SiteError, match="unknown technique 'unheard-of'"):
        serve()


HOSTILE = [
    "",
    "<",
    "\x00",
    "<title>",
    "<body>",
    "</body></html>",
    "<title>" + "a" * 10_000,
    "<html><body>☃</body>",
    r"<body>\1 \g<0> {x} {{ y }} %s</body>",
    "<body><script>if (a < b) document.write('</p>');</script><p>正文</p></body>",
]


@pytest.mark.parametrize("name", TECHNIQUES)
class TestEveryTechnique:
    @pytest.mark.parametrize("html", HOSTILE, ids=range(len(HOSTILE)))
    def test_turns_any_text_into_text(self, name, html):
        assert isinstance(TECHNIQUES[name](html), str)

    def test_says_the_same_twice(self, name):
        page = (
            "<!DOCTYPE html><html><head><title>甲</title></head><body>"
            '<h1>标题</h1><form><input name="a"></form><p>正文一二三</p>'
            "</body></html>"
        )

        assert TECHNIQUES[name](page) == TECHNIQUES[name](page)

    def test_is_used_by_a_site(self, name):
        assert any(name in site.techniques for site in SITES)


def test_the_testbed_imports_no_other_room():
    rooms = {"casebook", "crawler", "detectors", "reports", "zhaoyao", "scrapy"}
    code = (
        "import sys, testbed.__main__, testbed.behaviours, testbed.techniques\n"
        "testbed.behaviours.all_behaviours(), testbed.techniques.all_techniques()\n"
        "print(*sys.modules)"
    )
    root = Path(testbed.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert not rooms & {name.partition(".")[0] for name in done.stdout.split()}


def test_every_option_is_a_plain_value():
    """TOML can give nothing else."""
    for cls in BEHAVIOURS.values():
        for field in fields(cls):
            plain = isinstance(field.default, str | int | float | tuple)
            assert plain or not field.init, cls
