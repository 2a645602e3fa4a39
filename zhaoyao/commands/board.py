"""Boards: trying a definition before it is enabled."""

from pathlib import Path
from typing import Any

import click

from casebook.errors import InputError
from casebook.times import both_zones, now_utc
from crawler.boards import board_files, read_board
from crawler.boards.pages import BoardPage
from crawler.boards.posts import Written
from crawler.boards.trying import Tried, try_board
from crawler.posts.dates import read_date
from zhaoyao.session import Session
from zhaoyao.shown import clip, echo_json, safe

TEXT_COLUMNS = 100


@click.group()
def board() -> None:
    """Definitions of boards, channels and feeds."""


@board.command("try")
@click.argument("file", metavar="FILE")
@click.argument("source", required=False, metavar="[URL|HTML]")
@click.option("--post", "as_post", is_flag=True, help="The page is a post, not a list.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a post.")
@click.pass_context
def try_(
    ctx: click.Context, file: str, source: str | None, as_post: bool, as_json: bool
) -> None:
    """Show what the definition FILE extracts from a page; nothing is kept.

    FILE is a path, or the name of a definition that ships. Without a page its own
    address is visited, then the first post of the list. Exits 1 when nothing is read.

    \b
    Example:
      zhaoyao board try discuz http://bbs.example/forum.php?mod=forumdisplay&fid=2
      zhaoyao board try my-board.toml saved-list.html
    """
    session: Session = ctx.obj
    definition = read_board(_path(file))
    tried = try_board(definition, source or "", session.config, as_post=as_post)
    for one in tried:
        if as_json:
            echo_json(_plain(one))
        else:
            _show(session, one)
    ctx.exit(0 if tried and all(_found(one.page) for one in tried) else 1)


def _path(file: str) -> Path:
    path = Path(file)
    if path.is_file():
        return path
    shipped = board_files()
    if file not in shipped:
        known = ", ".join(sorted(shipped))
        raise InputError(f"{file!r} is no file, and no definition of {known}")
    return shipped[file]


def _found(page: BoardPage) -> bool:
    return bool(page.listed or page.written)


def _show(session: Session, one: Tried) -> None:
    page = one.page
    said = session.say(
        "{what} {url}: {answer}, {rows} rows, {posts} posts, charset {charset}",
        what=session.say("post") if one.is_post else session.say("list"),
        url=one.url,
        answer=page.answer.value,
        rows=len(page.listed),
        posts=len(page.written),
        charset=page.charset or "-",
    )
    click.echo(safe(said))
    for name, value in (
        ("section", page.section),
        ("group", page.group),
        ("members", "" if page.members is None else str(page.members)),
        ("next page", page.next),
        ("why", page.detail),
    ):
        if value:
            click.echo(f"  {session.say(name)}: {safe(value)}")
    for row in page.listed:
        shown = clip(safe(row.title), 60)
        click.echo(f"  {shown}  {safe(row.author)}  {_dated(one, row.posted_as)}")
        click.echo(f"    {safe(row.url)}")
    for written in page.written:
        _show_post(one, written)


def _show_post(one: Tried, written: Written) -> None:
    head = f"{clip(safe(written.title), 60)}  {safe(written.author)}"
    click.echo(f"  {head}  {_dated(one, written.posted_as)}  #{safe(written.part)}")
    for line in written.text.splitlines()[:6]:
        click.echo(f"    {clip(safe(line), TEXT_COLUMNS)}")
    for link in (*written.links, *written.images):
        click.echo(f"    -> {safe(link)}")


def _dated(one: Tried, posted_as: str) -> str:
    found = read_date(posted_as, now=now_utc(), zone=one.board.zone)
    if not posted_as:
        return "-"
    return f"{safe(posted_as)} = {both_zones(found) if found else '?'}"


def _plain(one: Tried) -> dict[str, Any]:
    def dated(posted_as: str) -> dict[str, Any]:
        found = read_date(posted_as, now=now_utc(), zone=one.board.zone)
        return {
            "posted_as": posted_as,
            "posted_at": found.isoformat() if found else None,
        }

    page = one.page
    return {
        "url": one.url,
        "kind": "post" if one.is_post else "list",
        "answer": page.answer.value,
        "detail": page.detail,
        "charset": page.charset,
        "section": page.section,
        "group": page.group,
        "members": page.members,
        "next": page.next,
        "listed": [
            {
                "url": row.url,
                "title": row.title,
                "author": row.author,
                **dated(row.posted_as),
            }
            for row in page.listed
        ],
        "posts": [
            {
                "url": post.url,
                "part": post.part,
                "title": post.title,
                "author": post.author,
                **dated(post.posted_as),
                "text": post.text,
                "links": list(post.links),
                "images": list(post.images),
            }
            for post in page.written
        ],
    }
