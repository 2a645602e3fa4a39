"""The signing key, made by several exports at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from reports.clue.sealing.keys import make_key, read_key

AT_ONCE = 8


@pytest.mark.parametrize("attempt", range(4))
def test_exports_at_once_share_one_key(tmp_path, attempt):
    """The demo's two exporters once met here, and one of them failed."""
    folder = tmp_path / f"keys-{attempt}"
    together = Barrier(AT_ONCE)

    def make(_):
        together.wait()
        make_key(folder)
        return read_key(folder).private_bytes_raw()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = set(pool.map(make, range(AT_ONCE)))

    assert len(made) == 1
    assert sorted(file.name for file in folder.iterdir()) == [
        "signer.key",
        "signer.pem",
    ]
    assert (folder / "signer.key").stat().st_mode & 0o077 == 0
