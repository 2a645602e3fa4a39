"""Further samples made of saved pages: evasions, and bodies with drafted profiles.

Saved pages are few, and acceptance uses other evasions; so the weights are fitted on
pages that lack now this evidence and now that.
"""

import dataclasses
import hashlib
from collections.abc import Iterator
from types import ModuleType
from urllib.parse import urlsplit

from labelled import JUDGED_AT, Sample

from casebook.encoding import from_plain
from casebook.profiles import Profile, Profiles
from detectors.reference import profile_from_pages, reference_page
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


def with_drafted(profiles: Profiles, officials: list[Sample]) -> Profiles:
    """Return *profiles* and one drafted from each official page at its own host."""
    known = dict(profiles.by_name)
    for sample in officials:
        page = sample.site.pages[0]
        host = urlsplit(page.url).hostname or ""
        if profiles.owner_of(host) is not None:
            continue
        name = f"drafted-{_rank(sample.name)[:8]}"
        table = profile_from_pages(
            name, [host], [(page.url, page.body)], date="2026-11-23"
        )
        drafted: Profile = from_plain({"name": name, **table}, Profile)
        reference = reference_page(page.url, page.body, at=JUDGED_AT)
        known[name] = dataclasses.replace(drafted, references=(reference,))
    return Profiles(by_name=dict(sorted(known.items())))


def with_references(profiles: Profiles, officials: list[Sample]) -> Profiles:
    """Return *profiles* with references made of *officials*, as by a refresh."""
    known = dict(profiles.by_name)
    for sample in officials:
        owner = profiles.owner_of(sample.site.host)
        if owner is None or not sample.site.pages:
            continue
        pictures = [(p.kind, p.data) for p in sample.site.pictures]
        made = [
            reference_page(page.url, page.body, at=JUDGED_AT, pictures=pictures)
            for page in sample.site.views
        ]
        profile = known[owner.name]
        references = (*profile.references, *made)
        known[owner.name] = dataclasses.replace(profile, references=references)
    return Profiles(by_name=known)


def _rank(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
