"""Makes packages: gathers, writes the documents, signs, and puts the ZIP in place.

The order is what makes a kill harmless at any point. A number is given first and never
again. The ZIP is written as a part; once all of it is on the disk the casebook records
it, and only then does it get its name. A kill before the record leaves nothing but a
gap that the ledger explains, a kill after it a whole part, which the next export into
the same folder gives its name.
"""

import gc
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from casebook.blobs import Blobs
from casebook.errors import WorkspaceError
from casebook.records import Clue
from casebook.times import BEIJING
from casebook.workspace import Workspace
from reports.clue.contents import contents, open_payload
from reports.clue.earlier import take_place
from reports.clue.matter.dossier import gather, open_cases
from reports.clue.matter.links import Other, others
from reports.clue.records import Measured, Step
from reports.clue.sealing.archive import Open, flush, settle, whole_file, write_zip
from reports.clue.sealing.digests import measure
from reports.clue.sealing.hook import signing_of
from reports.clue.sealing.seal import dating_of, seal_bag

COLLECTED_AFTER = 100_000
"""New objects after which Python looks for cycles among them; its own is 700."""

Progress = Callable[[Step], None]
"""Told what an export is at."""


def export(
    workspace: Workspace,
    case_ids: Iterable[str],
    *,
    out: Path,
    at: datetime,
    supersedes: str = "",
    reason: str = "",
    progress: Progress | None = None,
    known: Sequence[Other] | None = None,
) -> Clue:
    """Make one package of the cases named and record it in the casebook.

    Args:
        workspace: where the casebook, the evidence and the key lie.
        case_ids: ids or hosts; several make one package with all of them.
        out: folder that gets ``CLUE-<year>-<number>.zip``; made where it is missing.
        at: now, in UTC.
        supersedes: number of the earlier package that this one takes the place of.
        reason: why it does; needed with *supersedes*.
        progress: told of each step.
        known: cases to look for links in, where they were read already; None: those
            that :func:`reports.clue.matter.links.others` gives.

    Raises:
        InputError: a case is not known or may not go into a package, these cases
            have a package that is not superseded by this one, or *supersedes* names
            none that can be.
        EvidenceError: a stored file is missing or not what was stored.
        WorkspaceError: there is no usable key, nothing was signed, or *out* cannot be
            written to.
    """
    tell = progress or _say_nothing
    casebook = workspace.casebook
    _settle(out, workspace)
    cases = open_cases(workspace, case_ids)
    earlier = take_place(casebook.clues(), cases, supersedes=supersedes, reason=reason)
    signing, dating = signing_of(workspace), dating_of(workspace)
    number = casebook.next_clue_number(at.astimezone(BEIJING).year, at)
    tell(Step("numbered", number))
    with _seldom_collected():
        dossier = gather(
            workspace, cases, number=number, at=at, supersedes=earlier, known=known
        )
        files = contents(
            dossier,
            workspace.blobs,
            lambda done, total: tell(Step("files", number, done, total)),
        )
    tell(Step("documents", number))
    tags = seal_bag(
        dossier,
        files,
        signing,
        dating,
        lambda name, note: tell(Step(name, number, note=note)),
    )
    path = out / f"{number}.zip"

    def record(size: int, sha256: str) -> Clue:
        clue = Clue(
            number=number,
            cases=tuple(case.id for case in cases),
            file_name=path.name,
            sha256=sha256,
            size_bytes=size,
            made_at=at,
            supersedes=earlier.number if earlier else "",
            supersedes_reason=earlier.reason if earlier else "",
        )
        casebook.add_clue(clue, at=at)
        tell(Step("recorded", number))
        return clue

    return _write(
        path,
        _members(number, files, tags, workspace.blobs),
        record,
        lambda done, total: tell(Step("writing", number, done, total)),
    )


def export_many(
    workspace: Workspace,
    case_ids: Sequence[str],
    *,
    out: Path,
    at: datetime,
    progress: Callable[[str, Clue], None] | None = None,
) -> list[Clue]:
    """Make one package for each case, in order.

    Args:
        workspace: as for :func:`export`.
        case_ids: ids or hosts.
        out: folder for the packages.
        at: now, in UTC.
        progress: called after each with the case as it was named and its package.

    Raises:
        ZhaoyaoError: as :func:`export`; packages made before stay.
    """
    made, known = [], others(workspace)
    for case_id in case_ids:
        clue = export(workspace, [case_id], out=out, at=at, known=known)
        made.append(clue)
        if progress is not None:
            progress(case_id, clue)
    return made


def _members(
    number: str, files: Iterable[Measured], tags: dict[str, bytes], blobs: Blobs
) -> dict[str, tuple[int, Open]]:
    """Return what the ZIP holds: size and content by name."""
    members: dict[str, tuple[int, Open]] = {
        f"{number}/data/{file.payload.path}": (
            file.size_bytes,
            partial(open_payload, file.payload, blobs),
        )
        for file in files
    }
    for name, data in tags.items():
        members[f"{number}/{name}"] = (len(data), partial(_bytes, data))
    return members


def _write(
    path: Path,
    members: dict[str, tuple[int, Open]],
    record: Callable[[int, str], Clue],
    tell: Callable[[int, int], None],
) -> Clue:
    """Write the ZIP, record it, give it its name."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise WorkspaceError(f"{path} exists; a package is never written over")
        with whole_file(path) as stream:
            write_zip(stream, members, tell)
            stream.seek(0)
            found = measure(stream)
            flush(stream)
            return record(found.size_bytes, found.sha256)
    except OSError as exc:
        raise WorkspaceError(f"{path} cannot be written: {exc.strerror}") from None


def _settle(out: Path, workspace: Workspace) -> None:
    try:
        settle(out, {c.file_name: c.sha256 for c in workspace.casebook.clues()})
    except OSError as exc:
        raise WorkspaceError(f"{out} cannot be written: {exc.strerror}") from None


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for cycles of objects seldom while letters are set.

    A letter is a hundred thousand objects that all live until its end; looking through
    them every few hundred took a tenth of an export (1.92 against 1.74 s of CPU on a
    busy machine, 2026-11-23) and found nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _bytes(data: bytes) -> BinaryIO:
    return io.BytesIO(data)


def _say_nothing(_: Step) -> None:
    """Tell nobody."""
