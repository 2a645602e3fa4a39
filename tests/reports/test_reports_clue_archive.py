"""A package is whole or absent, and its ZIP is the same on every machine."""

import io
import os
import signal
import struct
import subprocess
import sys
import zlib
from functools import partial
from pathlib import Path

import pytest

from reports.clue.sealing.archive import whole_file, write_zip

ROOT = Path(__file__).parents[2]


def archived(contents):
    out = io.BytesIO()
    members = {
        name: (len(data), partial(io.BytesIO, data)) for name, data in contents.items()
    }
    write_zip(out, members)
    return out.getvalue()


def test_order_of_members_does_not_matter():
    assert archived({"a/x": b"1", "a/y": b"2"}) == archived({"a/y": b"2", "a/x": b"1"})


def test_bytes_are_fixed():
    """Laid out by hand (APPNOTE 6.3): else packages made before fail their check."""
    name, data = b"CLUE-2026-0001/x", b"abc"
    # version 2.0, no flags, stored, 0:00 on 1980-01-01, CRC, sizes, lengths
    common = struct.pack(
        "<HHHHHIIIHH", 20, 0, 0, 0, 33, zlib.crc32(data), 3, 3, len(name), 0
    )
    local = b"PK\x03\x04" + common + name + data
    # made on Unix by version 2.0; no comment; disk 0; rw-r--r-- plain file; offset 0
    central = b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 20) + common
    central += struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, 0) + name
    end = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0
    )

    assert archived({name.decode(): data}) == local + central + end


def test_failure_leaves_nothing(tmp_path):
    def write_half():
        with whole_file(tmp_path / "x.zip") as stream:
            stream.write(b"half")
            raise RuntimeError("disk on fire")

    with pytest.raises(RuntimeError):
        write_half()
    assert [*tmp_path.iterdir()] == []


def test_kill_leaves_no_half_package(tmp_path):
    """SIGKILL in the middle: a part file at most, never the name itself."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from reports.clue.sealing.archive import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'x' * 100_000)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x.zip")],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "x.zip").exists()
