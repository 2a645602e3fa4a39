"""Errors raised on purpose.

ZhaoyaoError                exit 2: could not
├── ConfigError             zhaoyao.toml or the environment is wrong; mend it
├── ProfileError            an official profile file is wrong; mend the file
├── PluginError             two plug-ins share a name, or a file holds none
├── InputError              what the operator named cannot be read
├── WorkspaceError          no workspace here, or its casebook cannot be used
│   └── WorkspaceBusy       another run holds the lock; exit 75
└── EvidenceError           stored evidence cannot be trusted
    └── DigestMismatch      its bytes are not the bytes that were stored

A site that times out, lies or breaks is not an error: it is a Capture whose
``failure`` says so. A detector that breaks is a line in ``Verdict.not_run``.
Anything else is a bug and keeps its built-in type and its traceback.
"""


class ZhaoyaoError(Exception):
    """Base class: the command line prints these as one line, without a traceback."""

    exit_code = 2


class ConfigError(ZhaoyaoError):
    """The configuration does not say what it must."""


class ProfileError(ZhaoyaoError):
    """An official profile file does not say what it must."""


class PluginError(ZhaoyaoError):
    """A plug-in breaks the rules of its folder."""


class InputError(ZhaoyaoError):
    """A file or a value that the operator named cannot be used."""


class WorkspaceError(ZhaoyaoError):
    """There is no workspace, or what is in it cannot be used."""


class WorkspaceBusy(WorkspaceError):  # noqa: N818 - named for the fact
    """Another run holds the lock of this workspace."""

    exit_code = 75


class EvidenceError(ZhaoyaoError):
    """A stored capture cannot be trusted."""


class DigestMismatch(EvidenceError):  # noqa: N818 - named for the fact
    """Stored bytes changed after they were stored.

    Attributes:
        path: where the bytes lie, relative to the evidence folder.
        expected: SHA-256 they were stored under, 64 lower-case hex digits.
        actual: SHA-256 of the bytes read now, the same form.
    """

    def __init__(self, path: str, *, expected: str, actual: str) -> None:
        super().__init__(f"{path}: stored {expected[:12]}…, read {actual[:12]}…")
        self.path = path
        self.expected = expected
        self.actual = actual
