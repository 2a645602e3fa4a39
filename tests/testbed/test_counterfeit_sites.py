"""The counterfeits and the official sites they copy: what their folders must hold."""

import re
from collections import Counter
from hashlib import sha256

import pytest

from testbed.sites import SITES_DIR, load_sites
from testbed.techniques import all_techniques

SITES = load_sites()
COUNTERFEITS = [site for site in SITES if site.kind == "counterfeit"]
OURS = [site for site in SITES if site.kind in {"counterfeit", "intrusion"}]
OURS += [site for site in SITES if site.name.startswith("official-mem-")]
TEXTS = {".html", ".css", ".js", ".toml"}

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def texts(site):
    for file in sorted(site.folder.rglob("*")):
        if file.is_file() and file.suffix in TEXTS:
            yield file, file.read_text(encoding="utf-8")


def test_each_counterfeit_has_its_own_technique():
    counted = Counter(site.technique for site in COUNTERFEITS)

    assert len(COUNTERFEITS) >= 31
    assert counted.most_common(1)[0][1] == 1


def test_every_technique_is_used():
    used = {name for site in SITES for name in site.techniques}

    assert set(all_techniques()) <= used


@pytest.mark.parametrize("site", OURS, ids=lambda site: site.name)
class TestEverySite:
    def test_hosts_are_where_they_belong(self, site):
        suffix = ".test" if site.kind == "counterfeit" else ".gov.example"

        assert all(host.endswith(suffix) for host in site.hosts)

    def test_is_found_somehow(self, site):
        assert site.found_by
        assert site.imitates or site.profile

    def test_every_picture_and_style_is_there(self, site):
        """A dead picture would tell a copy from the original for the wrong reason."""
        for file, text in texts(site):
            for path in re.findall(
                r'(?:src|href)="(/(?:img|css|js|cms)/[^"?]+)"', text
            ):
                assert any((root / path[1:]).exists() for root in site.roots), file

    def test_pictures_are_small(self, site):
        for file in site.folder.rglob("*.png"):
            assert file.stat().st_size < 20 * 1024

    def test_identity_numbers_are_nobodys(self, site):
        """000000 is no region: such a number was given to no one."""
        for file, text in texts(site):
            for number in re.findall(r"(?<!\d)\d{17}[\dX](?!\d)", text):
                assert number.startswith("000000"), file

    def test_telephones_are_nobodys(self, site):
        """No Chinese operator has the prefix 154."""
        for file, text in texts(site):
            for number in re.findall(r"(?<![\d])1[3-9]\d{9}(?!\d)", text):
                assert number.startswith("154"), file


def test_wrong_check_digit_is_wrong():
    page = SITES_DIR / "counterfeit-wrong-check-digit/www/index.html"
    (number,) = re.findall(r"T(\d{17}[\dX])", page.read_text(encoding="utf-8"))
    weighed = sum(w * int(d) for w, d in zip(WEIGHTS, number[:17], strict=True))

    assert number[17] != "10X98765432"[weighed % 11]


def test_one_emblem_for_all():
    """Official sites and their copies serve the same bytes."""
    files = list(SITES_DIR.glob("*/www/**/emblem.png"))

    assert len(files) > 10
    assert len({sha256(file.read_bytes()).hexdigest() for file in files}) == 1


def test_the_second_day_brings_one_and_takes_two():
    def hosts(day):
        return {site.host for site in COUNTERFEITS if site.is_served_on(day)}

    assert hosts(2) - hosts(1) == {"mem-gov-cn-2.test"}
    assert hosts(1) - hosts(2) == {"mem-gov-cn.test", "czz-hy.test"}


def test_official_links_between_stand_ins_lead_somewhere():
    hosts = {host for site in SITES for host in site.hosts}
    for name in ("official-mem-portal", "official-mem-inquiry"):
        for file in (SITES_DIR / name / "www").rglob("*.html"):
            text = file.read_text(encoding="utf-8")
            for host in re.findall(r'href="https?://([\w.-]+mem\.gov\.example)', text):
                assert host in hosts
