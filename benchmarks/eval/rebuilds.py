"""Evasions that keep only part of a page, or mix it with something else.

Pages in the wild mark their footers and forms in many ways, so parts are cut out of
the parsed tree, not out of the source.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from testbed.markup import HAN, body_of, map_text, title_of, with_body, with_title

_FOOTER = re.compile(r"版权|主办|承办|ICP|公网安备|标识码|技术支持|联系电话")
_FOOTER_MAX = 1500
_NOISE = (
    "本店新到一批家居用品，欢迎选购。",
    "番茄牛腩做法简单，三步即可完成。",
    "周末沿河步道徒步，全长六公里。",
    "蓝牙耳机续航三十小时，支持降噪。",
    "绿萝喜半阴，浇水见干见湿。",
    "二手书交换活动本月继续进行。",
)
_ENGLISH = {
    "首页": "Home",
    "政务公开": "Openness",
    "信息公开": "Disclosure",
    "政府信息公开": "Gov Info",
    "政务服务": "Services",
    "互动交流": "Interaction",
    "机构职能": "About",
    "新闻": "News",
    "公开": "Open",
    "服务": "Service",
    "互动": "Contact",
    "专题": "Topics",
    "联系我们": "Contact us",
    "网站地图": "Sitemap",
    "通知公告": "Notices",
    "政策法规": "Laws",
    "政策解读": "Policy",
}
_MENU_MAX = 8
_BLOCK = frozenset(
    (
        *("article", "center", "div", "footer", "form", "header", "main", "nav"),
        *("section", "table", "ul"),
    )
)
_BLOCKS_MIN = 3


def form_only(html: str) -> str:
    """Keep the first form that asks for something, on a bare sheet; else the page."""
    tree = LexborHTMLParser(html)
    for node in tree.css("form"):
        fields = node.css(
            "input:not([type]),input[type=text],input[type=tel],input[type=number],"
            "input[type=password],select,textarea"
        )
        if len(fields) > 1:
            return with_body(html, f"<div class=box>{node.html}</div>")
    return html


def footer_only(html: str) -> str:
    """Keep the footer under a page made anew that answers from a certificate number."""
    footer = _footer(html)
    if not footer:
        return html
    body = (
        "<h1>证书信息查询</h1><p>请输入证书编号和姓名，核验证书真伪。</p><form>"
        "<input name=no placeholder=证书编号><input name=sfzh placeholder=身份证号>"
        "<input name=xm placeholder=姓名><button>查询</button></form>"
    )
    return with_title(with_body(html, body + footer), "证书信息查询")


def head_half(html: str) -> str:
    """Keep the first half of the body's blocks."""
    blocks = _blocks(html)
    kept = blocks[: max(1, len(blocks) // 2)]
    return with_body(html, "".join(node.html or "" for node in kept))


def shuffled(html: str) -> str:
    """Put the body's blocks in another order, every second one first."""
    blocks = _blocks(html)
    order = blocks[1::2] + blocks[::2][::-1]
    return with_body(html, "".join(node.html or "" for node in order))


def with_noise(html: str) -> str:
    """Put other text between the blocks, many times as much as the page's own."""
    noise = "".join(f"<p>{line}</p>" for line in _NOISE * 40)
    body = body_of(html)
    return with_body(
        html, f"<div class=n>{noise}</div>{body}<div class=n>{noise}</div>"
    )


def english_menus(html: str) -> str:
    """Write the short entries of menus in English, or as pinyin would be."""

    def change(text: str) -> str:
        word = text.strip()
        if word in _ENGLISH:
            return _ENGLISH[word]
        if len(word) <= _MENU_MAX and "<" not in word and all(map(HAN.match, word)):
            return f"Item {sum(map(ord, word)) % 997}"
        return text

    tree = LexborHTMLParser(html)
    for node in tree.css("nav,[class*=nav],[class*=menu],[id*=nav],[id*=menu]"):
        if node.tag in {"html", "body"} or node.parent is None:
            continue
        fragment = LexborHTMLParser(map_text(node.html or "", change))
        first = fragment.body.child if fragment.body else None
        if first is not None:
            node.insert_before(first)
            node.decompose()
    return tree.html or html


def one_picture(html: str) -> str:
    """Show the page as one big picture with nothing else but its title."""
    return with_body(html, '<img src="bg.jpg" usemap="#m" style="width:100%">')


def picture_and_form(html: str) -> str:
    """Show one big picture with fields laid over it, which say what they want."""
    fields = "".join(
        f'<input style="position:absolute;top:{top}px" placeholder="{hint}">'
        for top, hint in ((300, "证件号码"), (350, "姓名"), (400, "验证码"))
    )
    return with_body(html, f'<div style="background:url(bg.jpg)">{fields}</div>')


def plain_text(html: str) -> str:
    """Keep nothing but the words, one paragraph a line, without links or classes."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "noscript", "template"])
    text = tree.body.text(separator="\n") if tree.body else ""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return f"<!DOCTYPE html><title>{title_of(html)}</title><body>" + "".join(
        f"<p>{line}</p>" for line in lines
    )


def _footer(html: str) -> str:
    """Return the smallest element that holds most of the footer's words."""
    tree = LexborHTMLParser(html)
    best: tuple[int, int, str] = (0, 0, "")
    for node in tree.css("footer,div,table,ul,p,center,td"):
        text = node.text()
        if len(text) > _FOOTER_MAX:
            continue
        found = len(set(_FOOTER.findall(text)))
        best = max(best, (found, -len(text), node.html or ""))
    return best[2]


def _blocks(html: str) -> list[LexborNode]:
    """Return the children of the first element that has several blocks."""
    tree = LexborHTMLParser(html)
    at = tree.body
    for _ in range(8):
        children = [] if at is None else list(at.iter())
        blocks = [node for node in children if node.tag in _BLOCK]
        if len(blocks) >= _BLOCKS_MIN or not blocks:
            return children
        at = max(blocks, key=lambda node: len(node.html or ""))
    return children
