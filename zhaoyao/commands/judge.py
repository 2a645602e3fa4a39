"""Judging saved pages: one, or a table of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from casebook.errors import InputError
from casebook.profiles import Profiles
from casebook.records import Label, NotRun, Verdict
from casebook.times import now_utc
from casebook.urls import canonical
from crawler.confirmed import with_confirmed
from detectors.judge import judge as judge_site
from detectors.model import load_model
from detectors.site import Site, site_from_files
from reports.compare import draw, pair_of
from zhaoyao.session import Session, progress_bar
from zhaoyao.shown import echo_json, json_line, verdict_plain
from zhaoyao.verdicts import for_people

FILE_MAX_BYTES = 64 << 20
"""A saved page or picture beyond this is not one; bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One row of a batch: a page someone saved."""

    id: str
    url: str
    html: Path
    screenshot: Path | None


@click.command()
@click.option("--url", help="Where the page was seen.")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="The saved page."
)
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A picture of it, if there is one.",
)
@click.option(
    "--batch",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV with the columns id,url,html[,screenshot]; paths relative to it.",
)
@click.option("--out", type=click.File("w", encoding="utf-8"), help="JSONL to write.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--compare",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PNG to draw: the official page and this one side by side.",
)
@click.pass_context
def judge(
    ctx: click.Context,
    url: str | None,
    html: Path | None,
    screenshot: Path | None,
    batch: Path | None,
    out: IO[str] | None,
    as_json: bool,
    compare: Path | None,
) -> None:
    """Judge saved pages, without visiting anything.

    \b
    Example:
      zhaoyao judge --url https://suspect.example/ --html saved.html
      zhaoyao judge --url https://a.example/ --html a.html --compare a.png
      zhaoyao judge --batch pages.csv --out verdicts.jsonl
    """
    session: Session = ctx.obj
    if batch is not None and (url or html or screenshot or compare):
        raise click.UsageError(
            "--batch goes without --url, --html, --screenshot and --compare"
        )
    if batch is not None:
        ctx.exit(_judge_batch(session, batch, out))
    if not url or html is None:
        raise click.UsageError("give --url and --html, or --batch")
    page = SavedPage(id=html.stem, url=url, html=html, screenshot=screenshot)
    verdict = _judge_page(session, page, _known(session))
    plain = verdict_plain(verdict, session.language, name=page.id)
    if out is not None:
        out.write(json_line(plain) + "\n")
    elif as_json:
        echo_json(plain)
    else:
        click.echo(for_people(session, plain))
        if screenshot is None and not verdict.not_run:
            note = "  no screenshot was given: nothing seen was judged"
            click.echo(session.say(note))
    if compare is not None:
        draw_comparison(session, page, verdict, compare)


def _judge_batch(session: Session, batch: Path, out: IO[str] | None) -> int:
    """Judge every row; return 1 where a row could not be read, else 0."""
    failed = 0
    rows = list(_read_batch(batch))
    known = _known(session)
    with progress_bar(rows, label="judge") as shown:
        for page in shown:
            try:
                verdict = _judge_page(session, page, known)
            except InputError as exc:
                failed += 1
                verdict = _unread(page, str(exc))
            plain = verdict_plain(verdict, session.language, name=page.id)
            if out is not None:
                out.write(json_line(plain) + "\n")
            else:
                echo_json(plain)
    if failed:
        message = session.say(
            "{failed} of {rows} rows could not be read; see not_run in the output",
            failed=failed,
            rows=len(rows),
        )
        click.echo(message, err=True)
    return 1 if failed else 0


def _read_batch(batch: Path) -> Iterator[SavedPage]:
    try:
        text = batch.read_text("utf-8-sig")
    except OSError as exc:
        raise InputError(f"{batch} cannot be read: {exc.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{batch} is not UTF-8; save it as CSV UTF-8") from None
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        missing = {"id", "url", "html"} - set(rows.fieldnames or ())
        if missing:
            raise InputError(f"{batch} has no column {', '.join(sorted(missing))}")
        for row in rows:
            shot = row.get("screenshot") or ""
            yield SavedPage(
                id=row["id"] or "",
                url=row["url"] or "",
                html=batch.parent / (row["html"] or ""),
                screenshot=batch.parent / shot if shot else None,
            )
    except csv.Error as exc:
        raise InputError(f"{batch} is not a CSV table: {exc}") from None


def _site(page: SavedPage) -> Site:
    canonical(page.url)
    return site_from_files(
        page.url,
        _read(page.html),
        screenshot=_read(page.screenshot) if page.screenshot else None,
        at=now_utc(),
    )


def _known(session: Session) -> Profiles:
    """Return the bodies known, with the workspace's confirmed cases if there is one."""
    if not session.in_workspace:
        return session.profiles
    workspace = session.workspace
    return with_confirmed(session.profiles, workspace.casebook, workspace.blobs.read)


def _judge_page(session: Session, page: SavedPage, known: Profiles) -> Verdict:
    limits = session.config.judge
    return judge_site(
        _site(page),
        known,
        model=load_model(),
        flag_probability=limits.flag_probability,
        suspicious_probability=limits.suspicious_probability,
    )


def draw_comparison(
    session: Session, page: SavedPage, verdict: Verdict, target: Path
) -> None:
    """Draw *page* beside the official one, or say why that cannot be done.

    Raises:
        InputError: *target* cannot be written.
    """
    stored = {"html": _read(page.html)}
    if page.screenshot:
        stored["screenshot"] = _read(page.screenshot)

    def read(name: str) -> bytes:
        if name in stored or not session.in_workspace:
            return stored[name]
        return session.workspace.blobs.read(name)

    profile = session.profiles.by_name.get(verdict.profile)
    pair = pair_of(_site(page), profile, read, find_words=True)
    if pair is None:
        click.echo(
            session.say("nothing to compare with: the page poses as no known body"),
            err=True,
        )
        return
    try:
        target.write_bytes(draw(pair, read, session.language))
    except OSError as exc:
        raise InputError(f"{target} cannot be written: {exc.strerror}") from None
    click.echo(session.say("wrote {path}", path=target), err=True)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_MAX_BYTES + 1)
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}") from None
    except ValueError as exc:  # a NUL byte in the name
        raise InputError(f"{str(path)!r} cannot be read: {exc}") from None
    if len(data) > FILE_MAX_BYTES:
        raise InputError(f"{path} is larger than {FILE_MAX_BYTES >> 20} MB")
    return data


def _unread(page: SavedPage, reason: str) -> Verdict:
    return Verdict(
        url=page.url,
        label=Label.UNREACHABLE,
        probability=0.0,
        profile="",
        findings=(),
        not_run=(NotRun(detector="read", reason=reason),),
        model=load_model().name,
    )
