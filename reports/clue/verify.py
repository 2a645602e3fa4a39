"""Checks a package with nothing but the package: what was changed, added, removed.

Every check that can be made is made, and says passed, failed or not checked. A package
that someone signed anew with a key of their own passes all checks but ``signer``, and
that one is made only with a key that came another way.
"""

from collections.abc import Callable
from pathlib import Path

from casebook.errors import InputError
from casebook.language import mark, say
from casebook.records import Claim
from reports.clue import checks, seal
from reports.clue.bag import SIGNER
from reports.clue.bagged import Bag, read_bag, read_file
from reports.clue.container import open_container
from reports.clue.doubt import Doubt
from reports.clue.records import Check, Result
from reports.inert import visible

DETAIL_MAX_CHARACTERS = 300
"""A detail may quote the package, so it is cut and made inert."""


def verify(path: Path, *, key: Path | None = None, language: str = "en") -> list[Check]:
    """Check the package at *path*, a ZIP or an unpacked folder.

    Args:
        path: the package.
        key: the sender's public key (PEM) that came another way; without it, who
            signed is not checked.
        language: of the details.

    Returns:
        One result a check, always the same checks in the same order.

    Raises:
        InputError: there is no package at *path*, or *key* cannot be read.
    """
    pinned = _read_pinned(key)
    if not path.exists():
        raise InputError(f"{path} does not exist")
    try:
        container = open_container(path)
    except Doubt as exc:
        return _stopped(exc.claim, language)
    try:
        bag = read_bag(container)
        return _checks(bag, pinned, language)
    except Doubt as exc:
        return _stopped(exc.claim, language)
    finally:
        container.close()


def _checks(bag: Bag, pinned: bytes | None, language: str) -> list[Check]:
    def run(name: str, look: Callable[[Bag], Claim | None]) -> Check:
        try:
            seen = look(bag)
        except Doubt as exc:
            return _check(name, Result.FAILED, exc.claim, language)
        except Exception as exc:  # noqa: BLE001 - a hostile package breaks what it can
            why = Claim(template=_BROKEN, values={"why": str(exc)})
            return _check(name, Result.FAILED, why, language)
        if seen is None:
            return _check(name, Result.NOT_CHECKED, _NOT_HERE[name], language)
        return _check(name, Result.PASSED, seen, language)

    looks = {**_LOOKS, "signer": lambda bag: _signer(bag, pinned)}
    return [run(name, looks[name]) for name in NAMES]


def _form(bag: Bag) -> Claim | None:
    exact = bag.container.is_exact()
    if exact is None:
        return None
    if not exact:
        raise Doubt(mark("the ZIP has bytes, dates or an order that we do not write"))
    return Claim(template=mark("every byte of the ZIP follows from its files"))


def _container(bag: Bag) -> Claim:
    return Claim(
        template=mark("{count} files"), values={"count": str(len(bag.measured))}
    )


def _signer(bag: Bag, pinned: bytes | None) -> Claim | None:
    if pinned is None:
        return None
    checks.signature(bag)
    found = seal.read_public(read_file(bag, SIGNER))
    if seal.fingerprint(found) != seal.fingerprint(seal.read_public(pinned)):
        raise Doubt(mark("signed with another key than the one given"))
    return Claim(template=mark("signed with the key given"))


def _timestamp(_: Bag) -> None:
    """Say that there is none to check."""


_LOOKS: dict[str, Callable[[Bag], Claim | None]] = {
    "container": _container,
    "container-form": _form,
    "declaration": checks.declaration,
    "listed-files": checks.listed_files,
    "payload-digests": checks.payload_digests,
    "payload-count": checks.payload_count,
    "tag-digests": checks.tag_digests,
    "sm3-digests": checks.sm3_digests,
    "signature": checks.signature,
    "facts": checks.facts,
    "custody": checks.custody,
    "timestamp": _timestamp,
}

NAMES = (
    "container",
    "container-form",
    "declaration",
    "listed-files",
    "payload-digests",
    "payload-count",
    "tag-digests",
    "sm3-digests",
    "signature",
    "signer",
    "facts",
    "custody",
    "timestamp",
)
"""All checks in the order made; each gives one result."""

_BROKEN = mark("cannot be checked as it stands: {why}")

_STOPPED = Claim(template=mark("not looked at: the package itself is not sound"))

_NOT_HERE = {
    "container-form": Claim(template=mark("a folder has no form of its own")),
    "signer": Claim(
        template=mark("no key was given, so who signed is not known; ask the sender")
    ),
    "timestamp": Claim(template=mark("no trusted timestamp")),
}


def _stopped(why: Claim, language: str) -> list[Check]:
    """Return one failure, and nothing looked at beyond it."""
    first = _check(NAMES[0], Result.FAILED, why, language)
    rest = (_check(n, Result.NOT_CHECKED, _STOPPED, language) for n in NAMES[1:])
    return [first, *rest]


def _check(name: str, result: Result, claim: Claim, language: str) -> Check:
    detail = visible(say(claim, language), limit=DETAIL_MAX_CHARACTERS)
    return Check(name=name, result=result, detail=detail)


def _read_pinned(key: Path | None) -> bytes | None:
    if key is None:
        return None
    try:
        pem = key.read_bytes()
        seal.read_public(pem)
    except OSError as exc:
        raise InputError(f"{key} cannot be read: {exc.strerror}") from None
    except InputError as exc:
        raise InputError(f"{key}: {exc}") from None
    return pem
