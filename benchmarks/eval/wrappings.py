"""Evasions that keep the markup of a page where a plain reading does not look."""

import base64
import json
import re
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from testbed.markup import body_of, split_scripts, title_of, with_body, with_title

_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link"),
        *("meta", "source", "wbr"),
    )
)
_PIECE = 4000
_SHEETS = re.compile(r"<style\b.*?</style>|<link\b[^>]*>", re.DOTALL | re.IGNORECASE)


def frame(html: str) -> str:
    """Keep the page in a frame's own document, single quotes round it."""
    inner = escape(html, quote=False).replace("'", "&#39;")
    return f"<!DOCTYPE html><title> </title><body><iframe srcdoc='{inner}'></iframe>"


def base64_write(html: str) -> str:
    """Write the body from base64, cut into pieces that are joined before."""
    data = base64.b64encode(body_of(html).encode()).decode()
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    joined = "+".join(f'"{piece}"' for piece in pieces)
    return with_body(
        html,
        f"<script>var s={joined};document.write(decodeURIComponent(escape(atob(s))));"
        "</script>",
    )


def percent_write(html: str) -> str:
    """Write the body from percent signs."""
    text = quote(body_of(html), safe="")
    return with_body(html, f"<script>document.write(unescape('{text}'))</script>")


def code_write(html: str) -> str:
    """Write the body from an array of character codes."""
    codes = ",".join(str(ord(x)) for x in body_of(html)[:60_000])
    return with_body(
        html,
        f"<script>var c=[{codes}];document.write(c.map(function(x){{return "
        "String.fromCharCode(x)}).join(''))</script>",
    )


def inner_html(html: str) -> str:
    """Set the body from one string of a script, escaped as JSON."""
    body, _ = split_scripts(body_of(html))
    text = json.dumps(body).replace("</", "<\\/")
    script = (
        f"<div id=app></div><script>document.title={json.dumps(title_of(html))};"
        f"app.innerHTML={text}</script>"
    )
    return with_title(with_body(html, script), "")


def template_string(html: str) -> str:
    """Set the body from a template literal, as a component's template is."""
    body, _ = split_scripts(body_of(html))
    text = body.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    text = text.replace("</script", "<\\/script")
    return with_body(
        html,
        f"<div id=app></div><script type=module>export default{{template:`{text}`}}"
        "</script>",
    )


def drawn_by_script(html: str) -> str:
    """Build the body by calls that make one element after another."""
    calls = _Calls()
    calls.feed(split_scripts(body_of(html))[0])
    calls.close()
    script = (
        "<div id=app></div><script>const h=(t,a,...c)=>({t,a,c});render(app,"
        f"[{','.join(_call(node) for node in calls.nodes)}])</script>"
    )
    page = with_body(
        html, script.replace("</", "<\\/").replace("<\\/script", "</script")
    )
    page = page.replace("<\\/div>", "</div>", 1)
    return with_title(page, "")


def state(html: str) -> str:
    """Keep the words as the state of an application, without any markup."""
    calls = _Calls()
    calls.feed(split_scripts(body_of(html))[0])
    calls.close()
    words = list(_words(calls.nodes))
    kept = {"title": title_of(html), "rows": [{"text": word} for word in words]}
    text = json.dumps(kept, ensure_ascii=False).replace("</", "<\\/")
    return with_title(
        with_body(
            html,
            f"<div id=app></div><script>window.__INITIAL_STATE__={text}</script>"
            '<script src="/assets/index.9f2c1b.js"></script>',
        ),
        "",
    )


def declared_shadow(html: str) -> str:
    """Hang the body on a shadow root that the markup declares."""
    sheets = "".join(_SHEETS.findall(html))
    body = body_of(html)
    return with_body(
        html,
        f'<main><template shadowrootmode="open">{sheets}{body}</template></main>',
    )


def scripted_shadow(html: str) -> str:
    """Hang the body on a shadow root, from a template literal."""
    body, _ = split_scripts(body_of(html))
    text = body.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    text = text.replace("</", "<\\/")
    return with_body(
        html,
        "<x-page></x-page><script>customElements.define('x-page',class extends "
        "HTMLElement{connectedCallback(){this.attachShadow({mode:'open'}).innerHTML="
        f"`{text}`}}}})</script>",
    )


def lazy(html: str) -> str:
    """Keep the body in text areas that a script unpacks once the page is scrolled."""
    body = escape(body_of(html))
    return with_body(
        html,
        f"<p>加载中</p><textarea class=lazy style=display:none>{body}</textarea>"
        "<script>onscroll=function(){document.body.innerHTML="
        "document.querySelector('.lazy').value}</script>",
    )


class _Calls(HTMLParser):
    """Reads markup into nested ``[name, attributes, children]`` lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Any] = []
        self._open: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node: list[Any] = [tag, {name: value or "" for name, value in attrs}, []]
        self._children().append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._children().append(data.strip())

    def _children(self) -> list[Any]:
        children: list[Any] = self._open[-1][2] if self._open else self.nodes
        return children


def _call(node: Any) -> str:
    if isinstance(node, str):
        return json.dumps(node, ensure_ascii=False)
    name, attributes, children = node
    inner = "".join(f",{_call(child)}" for child in children)
    values = json.dumps(attributes, ensure_ascii=False)
    return f'h("{name}",{values}{inner})'


def _words(nodes: list[Any]) -> list[str]:
    found = []
    for node in nodes:
        found += [node] if isinstance(node, str) else _words(node[2])
    return found
