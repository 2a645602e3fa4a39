"""The body as data, built into elements by a script, as a Vue or React page is."""

import json
from html.parser import HTMLParser
from typing import Any

from testbed.markup import body_of, js_string, title_of, with_body, with_title

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ],
)

SCRIPT = """\
<div id="root"></div>
<script>
(function (nodes, title) {{
  function make(node) {{
    if (typeof node === "string") return document.createTextNode(node);
    var element = document.createElement(node[0]);
    Object.keys(node[1]).forEach(function (name) {{
      element.setAttribute(name, node[1][name]);
    }});
    node[2].forEach(function (child) {{ element.appendChild(make(child)); }});
    return element;
  }}
  document.title = title;
  var root = document.getElementById("root");
  nodes.forEach(function (node) {{ root.appendChild(make(node)); }});
}})({nodes}, {title});
</script>
"""


class Tree(HTMLParser):
    """Reads markup into nested ``[name, attributes, children]`` lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Any] = []
        self.open: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element, and go into it if it can hold anything."""
        node = [tag, {name: value or "" for name, value in attrs}, []]
        self._children().append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Go out of the element; an end tag that opened nothing says nothing."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        """Add a text; spaces that only lay out the source are left out."""
        if data.strip():
            self._children().append(data)

    def _children(self) -> list[Any]:
        children: list[Any] = self.open[-1][2] if self.open else self.nodes
        return children


def apply(html: str) -> str:
    """Leave an empty root element and the script that fills it."""
    tree = Tree()
    tree.feed(body_of(html))
    tree.close()
    script = SCRIPT.format(
        # ASCII only: the source holds escapes where the text would be.
        nodes=json.dumps(tree.nodes, separators=(",", ":")).replace("</", "<\\/"),
        title=js_string(title_of(html)),
    )
    return with_title(with_body(html, script), "")
