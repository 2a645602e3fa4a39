"""The certificate logs of the testbed over the days."""

import subprocess
import sys

from testbed.logs import contents_of
from testbed.sites import load_sites

SITES = load_sites(None)

MAKE = """
from testbed.trees import make_entries
print(b"".join(one.hash for one in make_entries((("a.example",),))).hex())
"""


def hashes(day: int) -> tuple[bytes, ...]:
    served = tuple(site for site in SITES if site.is_served_on(day))
    past = tuple(site for site in SITES if 0 < site.until_day < day)
    return contents_of("", (*served, *past)).hashes


def test_a_log_only_grows_though_sites_come_and_go() -> None:
    first, second = hashes(1), hashes(2)

    assert any(site.until_day == 1 for site in SITES)
    assert len(second) > len(first)
    assert second[: len(first)] == first


def test_another_process_makes_the_same_entries() -> None:
    made = {
        subprocess.run(
            [sys.executable, "-c", MAKE], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    }

    assert len(made) == 1
