"""Judging texts of advertisements: one, or a table of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from casebook.errors import InputError
from casebook.language import say
from detectors.ads import AdVerdict, judge_ad
from zhaoyao.session import Session, progress_bar
from zhaoyao.shown import echo_json, json_line, safe

_CELL_MAX = 16 << 20
"""A cell beyond this is no post; the csv module's own limit is an article's length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedText:
    """One row of a batch: a text someone saved."""

    id: str
    text: str
    url: str


@click.command("judge-ads")
@click.option("--text", help="One text to judge.")
@click.option("--url", help="Where the text stood.")
@click.option(
    "--batch",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV with the columns id,text[,url].",
)
@click.option("--out", type=click.File("w", encoding="utf-8"), help="JSONL to write.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def judge_ads(
    ctx: click.Context,
    text: str | None,
    url: str | None,
    batch: Path | None,
    out: IO[str] | None,
    as_json: bool,
) -> None:
    """Judge texts: who offers forged certificates, who teaches, who warns.

    \b
    Example:
      zhaoyao judge-ads --text "电工证 免考 官网可查 加微信 zz8806kk"
      zhaoyao judge-ads --batch ads.csv --out verdicts.jsonl
    """
    session: Session = ctx.obj
    if (batch is None) == (text is None):
        raise click.UsageError("give --text or --batch")
    if batch is None:
        one = SavedText(id="", text=text or "", url=url or "")
        _tell(session, one, out, as_json=as_json)
        return
    if url:
        raise click.UsageError("--batch goes without --url")
    with progress_bar(list(_read_batch(batch)), label="judge-ads") as rows:
        for row in rows:
            _tell(session, row, out, as_json=True)


def _tell(
    session: Session, saved: SavedText, out: IO[str] | None, *, as_json: bool
) -> None:
    """Judge one text and write what was found."""
    verdict = judge_ad(saved.text, saved.url or None)
    plain = _plain(verdict, session.language, name=saved.id)
    if out is not None:
        out.write(json_line(plain) + "\n")
    elif as_json:
        echo_json(plain)
    else:
        click.echo(f"{plain['label']}  {verdict.probability:.0%}")
        for finding in plain["findings"]:
            click.echo(f"  {finding['weight']:+.2f}  {safe(finding['claim'])}")
        for contact in plain["contacts"]:
            click.echo(f"  {contact['kind']}  {safe(contact['value'])}")


def _read_batch(batch: Path) -> Iterator[SavedText]:
    try:
        text = batch.read_text("utf-8-sig")
    except OSError as exc:
        raise InputError(f"{batch} cannot be read: {exc.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{batch} is not UTF-8; save it as CSV UTF-8") from None
    before = csv.field_size_limit(_CELL_MAX)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        missing = {"id", "text"} - set(rows.fieldnames or ())
        if missing:
            raise InputError(f"{batch} has no column {', '.join(sorted(missing))}")
        for row in rows:
            yield SavedText(
                id=row["id"] or "", text=row["text"] or "", url=row.get("url") or ""
            )
    except csv.Error as exc:
        raise InputError(f"{batch} is not a CSV table: {exc}") from None
    finally:
        csv.field_size_limit(before)


def _plain(verdict: AdVerdict, language: str, *, name: str) -> dict[str, Any]:
    """Lay a verdict out as it is printed."""
    return {
        "id": name,
        "label": verdict.label.value,
        "probability": verdict.probability,
        "findings": [
            {
                "detector": finding.detector,
                "signal": finding.signal,
                "strength": finding.strength,
                "weight": finding.weight,
                "claim": say(finding.claim, language),
                "where": finding.where,
            }
            for finding in verdict.findings
        ],
        "contacts": [
            {"kind": c.kind.value, "value": c.value, "written": c.written}
            for c in verdict.contacts
        ],
        "prices": [
            {
                "low": float(p.low),
                "high": float(p.high),
                "unit": p.unit,
                "role": p.role,
                "written": p.written,
            }
            for p in verdict.prices
        ],
        "trades": [
            {
                "name": t.name,
                "category": t.category,
                "certified_by": t.certified_by,
                "written": t.written,
            }
            for t in verdict.trades
        ],
        "places": list(verdict.places),
        "promises": [
            {"kind": p.kind, "written": p.written, "asserted": p.asserted}
            for p in verdict.promises
        ],
        "model": verdict.model,
    }
