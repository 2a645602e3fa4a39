"""What a refresh keeps beside a profile: one JSON file a record, whole or not there."""

import json
from pathlib import Path
from typing import TypeVar

from cattrs import BaseValidationError

from casebook.encoding import explain, from_plain, to_plain
from casebook.errors import ProfileError

T = TypeVar("T")


def read_kept(path: Path, kind: type[T]) -> T:
    """Read the record of *kind* in *path*.

    Raises:
        ProfileError: the file is not JSON, or a value has the wrong form.
    """
    try:
        return from_plain(json.loads(path.read_text("utf-8")), kind)
    except (UnicodeDecodeError, json.JSONDecodeError) as exc:
        raise ProfileError(f"{path} cannot be parsed: {exc}") from None
    except BaseValidationError as exc:
        raise ProfileError(f"{path}: {explain(exc)}") from None
    except OSError as exc:
        raise ProfileError(f"{path} cannot be read: {exc.strerror}") from None


def write_kept(path: Path, record: object) -> Path:
    """Keep *record* in *path*, whole or not at all; return the path."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(to_plain(record), ensure_ascii=False, indent=1), "utf-8")
    part.replace(path)
    return path
