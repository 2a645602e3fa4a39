"""A case with web archives whose page shows a certificate, for tests of packages."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from report_cases import (
    IDENTITY,
    NOW,
    VICTIM_PHONE,
    drawn,
    finding,
    inspection,
    png,
    verdict,
    wire,
)

from casebook.records import Label, Vantage
from casebook.workspace import Workspace
from crawler.preserve import evidence_of, preserve
from crawler.preserve.circumstances import Circumstances, Clock
from reports.clue.captured.payload import captured_files
from reports.clue.contents import contents, measured, open_payload
from reports.clue.matter.dossier import gather, open_cases

VICTIM = "王小花"
"""An invented name, as forms are filled with it to show how."""
OFFICIAL = "赵铁柱"
"""Named in the notice of an organ, beside no label that asks for a name."""

RESULT = f"""<!doctype html><html><head><meta charset="utf-8">
<title>{VICTIM}的证书 - 特种作业操作证查询</title></head><body>
<p>应急管理部局长{OFFICIAL}出席会议。咨询电话 010-88888888</p>
<h2>查询结果</h2>
<table>
<tr><td>姓 名</td><td>{VICTIM}</td></tr>
<tr><td>证件号码</td><td>{IDENTITY}</td></tr>
<tr><td>联系电话</td><td>{VICTIM_PHONE}</td></tr>
<tr><td>作业类别</td><td>电工作业</td></tr>
<tr><td>有效期限</td><td>2024-01-02 至 2030-01-01</td></tr>
<tr><td>发证机关</td><td>示例市应急管理局</td></tr>
</table><p>{VICTIM}，您的证书有效。</p></body></html>"""

LAYOUT = {
    "width": 1280,
    "height": 1600,
    "texts": [
        [100, 200, 60, 20, "姓 名"],
        [200, 200, 80, 20, VICTIM],
        [100, 240, 60, 20, "证件号码"],
        [200, 240, 180, 20, IDENTITY],
        [100, 280, 80, 20, "作业类别"],
    ],
    "pictures": [],
    "fields": [],
}

URL = "https://zs-chaxun.test/result?id=7"

CIRCUMSTANCES = Circumstances(
    program="zhaoyao 0.0",
    commit="c" * 40,
    config_sha256="d" * 64,
    clock=Clock(synchronised=True, told_by="chronyc", detail="192.0.2.1 stratum 2"),
    system="Linux",
    operator="watch",
)


@dataclass(frozen=True)
class Made:
    """The files of one package, before they are put into a bag."""

    dossier: object
    files: dict
    """Content by path below ``data/``."""

    def text(self, path):
        return self.files[path].decode("utf-8")

    def json(self, path):
        return json.loads(self.files[path])


def answer(blobs, url=URL, *, at=NOW, html=RESULT):
    """An inspection of a page that shows a certificate, from two vantages."""
    seen = inspection(blobs, url, at=at, browser=False)
    body = html.encode()
    layout = blobs.store(json.dumps(LAYOUT).encode())
    shot = drawn(blobs, url, Vantage.BROWSER_DESKTOP, at=at, shot=png(shade=90))
    shot = replace(shot, body_sha256=blobs.store(body), layout_sha256=layout)
    captures = (wire(blobs, url, Vantage.DESKTOP, body, at=at), shot)
    return replace(seen, captures=captures)


FOUND = (
    finding("title-copied", "the title is “{title}”", 2.5, title=f"{VICTIM}的证书"),
    finding("result-shown", "a result names {whom}", 1.5, whom=f"{VICTIM} {IDENTITY}"),
)


def keep(workspace, seen, *, label=Label.COUNTERFEIT, findings=FOUND, archive=True):
    """Store a visit with everything that is preserved of it; return its case."""
    blobs, book = workspace.blobs, workspace.casebook
    at = seen.candidate.seen_at + timedelta(minutes=6)
    book.add_candidates([seen.candidate], run="RUN-2026-0001", at=at)
    (leased,) = book.lease(limit=1, worker="w", lease_seconds=60, at=at)
    evidence = evidence_of(seen, blobs.path)
    if archive:
        evidence += preserve(seen, blobs, CIRCUMSTANCES)
    judged = verdict(seen.candidate.url, label, 0.95, findings=findings)
    return book.finish(
        leased, seen, judged, evidence=evidence, run="RUN-2026-0001", worker="w", at=at
    )


def gathered(workspace, *cases, number="CLUE-2026-0001", **changes):
    """Return the dossier of a package, and its captured files measured."""
    found = open_cases(workspace, cases)
    dossier = gather(workspace, found, number=number, at=NOW + timedelta(hours=1))
    dossier = replace(dossier, **changes)
    files = captured_files(dossier, workspace.blobs)
    return dossier, [measured(one, workspace.blobs) for one in files]


def made(workspace, *cases, number="CLUE-2026-0001", **changes):
    """Return the contents of a package of *cases*."""
    found = open_cases(workspace, cases)
    dossier = gather(workspace, found, number=number, at=NOW + timedelta(hours=1))
    dossier = replace(dossier, **changes)
    files = {}
    for one in contents(dossier, workspace.blobs):
        with open_payload(one.payload, workspace.blobs) as stream:
            files[one.payload.path] = stream.read()
    return Made(dossier, files)


def twice(folder):
    """Yield two workspaces with the same evidence, and the case of each."""
    for name in ("one", "two"):
        with Workspace.create(folder / name) as workspace:
            yield workspace, keep(workspace, answer(workspace.blobs), archive=False)


def strings(plain):
    """Yield every text anywhere in plain data."""
    match plain:
        case str():
            yield plain
        case dict():
            for value in plain.values():
                yield from strings(value)
        case list() | tuple():
            for value in plain:
                yield from strings(value)
