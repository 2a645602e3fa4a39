"""Compiled patterns kept on disk between runs, in the user's cache.

Only speed is lost without them: what is missing, damaged or of another version is made
again in silence. They are machine code's tables, so nobody else may write there.
"""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

FILES_MOST = 12
"""Patterns differ with profiles and versions; the files longest unused go first."""

_DIGEST_BYTES = 32


class CompiledFiles:
    """A folder of files, each begun by the digest of what follows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_user(cls, environment: Mapping[str, str]) -> "CompiledFiles":
        """Return the folder that the XDG rules name for caches."""
        named = environment.get("XDG_CACHE_HOME", "")
        # What is not absolute is to be ignored (XDG Base Directory Specification).
        above = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
        return cls(above / "zhaoyao" / "compiled")

    def read(self, name: str) -> bytes | None:
        """Return what was written under *name*, or None where that is not whole."""
        path = self._folder / name
        try:
            if path.stat().st_uid != os.getuid():
                return None
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, rest = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        return rest if sha256(rest).digest() == digest else None

    def write(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*, if the folder can be written to."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Atomic: two runs may write the same file at the same time.
            with NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(sha256(data).digest() + data)
            Path(file.name).replace(self._folder / name)
            self._forget()
        except OSError:
            return

    def _forget(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in files[:-FILES_MOST]:
            path.unlink(missing_ok=True)
