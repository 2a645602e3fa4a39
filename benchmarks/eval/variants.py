"""The testbed's techniques on saved pages: a second hand beside our own evasions."""

import dataclasses
import hashlib
from collections.abc import Iterator
from types import ModuleType

from benchmarks.eval.labelled import JUDGED_AT, Sample
from detectors.site import site_from_files
from testbed.plugins import load_modules

PAGE_WIDE = ("lazy-loaded",)
"""Techniques that only a browser undoes; a static reading must miss them."""


def techniques() -> dict[str, ModuleType]:
    """Return the testbed's page techniques by name."""
    found = {}
    for module in load_modules("testbed.techniques"):
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        if hasattr(module, "apply") and name not in PAGE_WIDE:
            found[name] = module
    return found


def disguised(sample: Sample, names: int) -> Iterator[Sample]:
    """Yield *sample* under some techniques, chosen by its name, the same every time."""
    page = sample.site.pages[0]
    modules = techniques()
    order = sorted(modules, key=lambda name: _rank(f"{sample.name}|{name}"))
    for name in order[:names]:
        try:
            html = modules[name].apply(page.decoded.text)
        except Exception:  # noqa: BLE001 - a technique is made for tidy pages
            continue
        site = site_from_files(
            page.url, html.encode("utf-8", "replace"), None, JUDGED_AT
        )
        yield dataclasses.replace(sample, name=f"{sample.name} + {name}", site=site)


def _rank(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
