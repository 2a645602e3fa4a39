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
from reports.clue.checking import checks
from reports.clue.checking.bagged import Bag, read_bag
from reports.clue.checking.container import open_container
from reports.clue.checking.schema_check import schema
from reports.clue.checking.webarchives import WebArchives
from reports.clue.doubt import Doubt, Unchecked
from reports.clue.records import Check, Result
from reports.clue.sealing.signers import Signer, read_signer
from reports.clue.sealing.timestamps import read_roots
from reports.inert import visible

DETAIL_MAX_CHARACTERS = 300
"""A detail may quote the package, so it is cut and made inert."""

Look = Callable[[], Claim]
"""Makes one check: what was seen, or Doubt or Unchecked."""


def verify(
    path: Path,
    *,
    key: Path | None = None,
    tsa_roots: Path | None = None,
    language: str = "en",
) -> list[Check]:
    """Check the package at *path*, a ZIP or an unpacked folder.

    Args:
        path: the package.
        key: the sender's public key or certificate (PEM) that came another way;
            without it, who signed is not checked.
        tsa_roots: roots (PEM) of the timestamp authority that came another way;
            without them, whose timestamp it is, is not checked.
        language: of the details.

    Returns:
        One result a check, always the same checks in the same order.

    Raises:
        InputError: there is no package at *path*, or *key* or *tsa_roots* cannot be
            read.
    """
    pinned = _read_pinned(key)
    roots = _read_roots(tsa_roots)
    if not path.exists():
        raise InputError(f"{path} does not exist")
    try:
        container = open_container(path)
    except Doubt as exc:
        return _stopped(exc.claim, language)
    try:
        bag = read_bag(container)
        looks = _looks(bag, pinned, roots)
        return [_run(name, looks[name], language) for name in NAMES]
    except Doubt as exc:
        return _stopped(exc.claim, language)
    finally:
        container.close()


def _looks(bag: Bag, pinned: Signer | None, roots: bytes | None) -> dict[str, Look]:
    archives = WebArchives(bag)
    return {
        "container": lambda: _container(bag),
        "container-form": lambda: _form(bag),
        "declaration": lambda: checks.declaration(bag),
        "listed-files": lambda: checks.listed_files(bag),
        "payload-digests": lambda: checks.payload_digests(bag),
        "payload-count": lambda: checks.payload_count(bag),
        "tag-digests": lambda: checks.tag_digests(bag),
        "sm3-digests": lambda: checks.sm3_digests(bag),
        "signature": lambda: checks.signature(bag),
        "signer": lambda: checks.signer(bag, pinned),
        "timestamp": lambda: checks.timestamp(bag, roots),
        "facts": lambda: checks.facts(bag),
        "schema": lambda: schema(bag),
        "custody": lambda: checks.custody(bag),
        "warc-digests": archives.warc_digests,
        "wacz-digests": archives.wacz_digests,
        "captures": archives.captures,
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
    "timestamp",
    "facts",
    "schema",
    "custody",
    "warc-digests",
    "wacz-digests",
    "captures",
)
"""All checks in the order made; each gives one result."""


def _run(name: str, look: Look, language: str) -> Check:
    try:
        return _check(name, Result.PASSED, look(), language)
    except Unchecked as exc:
        return _check(name, Result.NOT_CHECKED, exc.claim, language)
    except Doubt as exc:
        return _check(name, Result.FAILED, exc.claim, language, about=exc.about)
    except Exception as exc:  # noqa: BLE001 - a hostile package breaks what it can
        why = Claim(template=_BROKEN, values={"why": str(exc)})
        return _check(name, Result.FAILED, why, language)


def _form(bag: Bag) -> Claim:
    exact = bag.container.is_exact()
    if exact is None:
        raise Unchecked(mark("a folder has no form of its own"))
    if not exact:
        raise Doubt(mark("the ZIP has bytes, dates or an order that we do not write"))
    return Claim(template=mark("every byte of the ZIP follows from its files"))


def _container(bag: Bag) -> Claim:
    return Claim(
        template=mark("{count} files"), values={"count": str(len(bag.measured))}
    )


_BROKEN = mark("cannot be checked as it stands: {why}")

_STOPPED = Claim(template=mark("not looked at: the package itself is not sound"))


def _stopped(why: Claim, language: str) -> list[Check]:
    """Return one failure, and nothing looked at beyond it."""
    first = _check(NAMES[0], Result.FAILED, why, language)
    rest = (_check(n, Result.NOT_CHECKED, _STOPPED, language) for n in NAMES[1:])
    return [first, *rest]


def _check(
    name: str, result: Result, claim: Claim, language: str, *, about: str = ""
) -> Check:
    said = ": ".join(part for part in (about, say(claim, language)) if part)
    detail = visible(said, limit=DETAIL_MAX_CHARACTERS)
    return Check(name=name, result=result, detail=detail)


def _read_pinned(key: Path | None) -> Signer | None:
    if key is None:
        return None
    try:
        return read_signer(key.read_bytes())
    except OSError as exc:
        raise InputError(f"{key} cannot be read: {exc.strerror}") from None
    except InputError as exc:
        raise InputError(f"{key}: {exc}") from None


def _read_roots(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        pem = path.read_bytes()
        read_roots(pem)
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}") from None
    except ValueError:
        raise InputError(f"{path} holds no certificate in PEM") from None
    return pem
