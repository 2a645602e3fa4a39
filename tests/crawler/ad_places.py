"""The testbed's boards and engines, as an operator enables them."""

import dataclasses

from crawling import towards

BOARDS = {
    "discuz:bbs": "http://bbs.board.example/forum.php?mod=forumdisplay&fid=2&page={page}",
    "phpwind:town": "http://town.board.example/thread.php?fid=7&page={page}",
    "tieba:bar": "http://bar.board.example/f?kw=x&pn={offset}",
    "classified:ads": "http://ads.board.example/zhengjian/pn{page}/",
    "telegram-preview:certs": "http://tg.board.example/s/certs",
    "rss:feed": "http://feed.board.example/rss.xml",
    "github-issues:git": "http://git.board.example/search/issues?q={query}&page={page}",
}

ENGINES = {
    name: f"http://{name}.engine.example/"
    for name in ("baidu", "sogou", "so360", "bing", "searxng")
}


def with_places(net, *, boards=(), engines=None, **search):
    """The testbed's configuration with some of its boards and engines."""
    plain = towards(net)
    chosen = {
        "engines": engines or {},
        "queries": ["电工证 免考"],
        "pages": 1,
        **search,
    }
    return dataclasses.replace(
        plain,
        search=dataclasses.replace(plain.search, **chosen),
        boards=dataclasses.replace(
            plain.boards, enabled={name: BOARDS[name] for name in boards}, pages=9
        ),
    )
