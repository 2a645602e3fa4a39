"""Makes packages: gathers, writes the documents, signs, and puts the ZIP in place."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from casebook.blobs import Blobs
from casebook.errors import WorkspaceError
from casebook.records import Clue
from casebook.times import BEIJING
from casebook.workspace import Workspace
from reports.clue import seal
from reports.clue.archive import whole_file, write_zip
from reports.clue.bag import SIGNATURE, TAG_MANIFEST, tag_files
from reports.clue.digests import measure
from reports.clue.dossier import gather, open_cases
from reports.clue.facts import clue_facts
from reports.clue.inventory import index_files, inventory
from reports.clue.letter import letter
from reports.clue.payload import captured_files, json_file
from reports.clue.pdf import write_pdf
from reports.clue.records import Dossier, Measured, Payload
from reports.clue.word import write_docx

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def export(
    workspace: Workspace, case_ids: Iterable[str], *, out: Path, at: datetime
) -> Clue:
    """Make one package of the cases named and record it in the casebook.

    Args:
        workspace: where the casebook, the evidence and the key lie.
        case_ids: ids or hosts; several make one package with all of them.
        out: folder that gets ``CLUE-<year>-<number>.zip``; made where it is missing.
        at: now, in UTC.

    Raises:
        InputError: a case is not known or may not go into a package.
        EvidenceError: a stored file is missing or not what was stored.
        WorkspaceError: there is no usable key, or *out* cannot be written to.
    """
    cases = open_cases(workspace, case_ids)
    keys = workspace.path / "keys"
    seal.make_key(keys)
    key = seal.read_key(keys)
    number = workspace.casebook.next_clue_number(at.astimezone(BEIJING).year, at)
    dossier = gather(workspace, cases, number=number, at=at)
    files = _files(dossier, workspace.blobs)
    public = seal.public_pem(key)
    tags = tag_files(
        dossier, files, signer=public, fingerprint=seal.fingerprint(key.public_key())
    )
    tags[SIGNATURE] = key.sign(tags[TAG_MANIFEST])
    path = out / f"{number}.zip"
    size, sha256 = _write(path, number, files, tags, workspace.blobs)
    clue = Clue(
        number=number,
        cases=tuple(case.id for case in cases),
        file_name=path.name,
        sha256=sha256,
        size_bytes=size,
        made_at=at,
    )
    workspace.casebook.add_clue(clue, at=at)
    return clue


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
    made = []
    for case_id in case_ids:
        clue = export(workspace, [case_id], out=out, at=at)
        made.append(clue)
        if progress is not None:
            progress(case_id, clue)
    return made


def _files(dossier: Dossier, blobs: Blobs) -> list[Measured]:
    """Return everything below ``data/`` with its digests."""
    captured = [_measure(payload, blobs) for payload in captured_files(dossier, blobs)]
    rows = inventory(captured, dossier.language)
    blocks = letter(dossier, rows, blobs.read)
    documents = [
        *index_files(rows, dossier),
        json_file("clue.json", clue_facts(dossier, captured)),
        Payload(
            path="report.pdf",
            kind="record",
            media_type="application/pdf",
            data=write_pdf(blocks, dossier),
        ),
        Payload(
            path="report.docx",
            kind="record",
            media_type=_DOCX,
            data=write_docx(blocks, dossier),
        ),
    ]
    return [*captured, *(_measure(document, blobs) for document in documents)]


def _measure(payload: Payload, blobs: Blobs) -> Measured:
    with _open(payload, blobs) as stream:
        found = measure(stream)
    return Measured(
        payload=payload,
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        sm3=found.sm3,
    )


def _open(payload: Payload, blobs: Blobs) -> BinaryIO:
    if payload.blob_sha256:
        return blobs.open(payload.blob_sha256)
    return io.BytesIO(payload.data)


def _write(
    path: Path,
    number: str,
    files: Iterable[Measured],
    tags: dict[str, bytes],
    blobs: Blobs,
) -> tuple[int, str]:
    """Write the ZIP; return its size and SHA-256."""
    members = {
        f"{number}/data/{file.payload.path}": (
            file.size_bytes,
            partial(_open, file.payload, blobs),
        )
        for file in files
    }
    for name, data in tags.items():
        members[f"{number}/{name}"] = (len(data), partial(_bytes, data))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise WorkspaceError(f"{path} exists; a package is never written over")
        with whole_file(path) as stream:
            write_zip(stream, members)
            stream.seek(0)
            found = measure(stream)
    except OSError as exc:
        raise WorkspaceError(f"{path} cannot be written: {exc.strerror}") from None
    return found.size_bytes, found.sha256


def _bytes(data: bytes) -> BinaryIO:
    return io.BytesIO(data)
