"""The rendered page as one HTML text, with what a plain copy of it would leave out.

Besides the elements, the text holds:

* a shadow root (open, or closed: the browser is told to open all) as
  ``<div data-zhaoyao-shadow>`` first in its host;
* a frame's document as ``<div data-zhaoyao-frame="URL">`` after the frame element;
* text that CSS draws (``::before`` and ``::after``) as ``<span data-zhaoyao-before>``
  and ``<span data-zhaoyao-after>``;
* ``data-zhaoyao-hidden`` on each outermost element that draws nothing;
* what stands in a field now as its ``value``.

No text is taken away, so a plain reading of the result sees all that a person sees.
"""

import re

MAX_NODES = 60_000
"""Nodes written out; pages of state organs have up to 9,000."""

MAX_STYLED = 4_000
"""Elements whose CSS text and visibility are asked for; each costs a layout look-up."""

MAX_CHARACTERS = 5_000_000

MAX_FRAMES = 20

OPEN_SHADOWS = """
{
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    return attach.call(this, { ...init, mode: "open" });
  };
}
"""
"""Runs before a page's own scripts."""

SERIALISE = """
([maxNodes, maxStyled, maxCharacters]) => {
  const empty = new Set(("area base br col embed hr img input link meta source track "
    + "wbr").split(" "));
  const raw = new Set(["script", "style", "noscript", "iframe", "noembed", "xmp"]);
  const text = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
  const value = (s) => s.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const out = [];
  let nodes = 0, styled = 0, characters = 0;
  const put = (s) => { characters += s.length; out.push(s); };
  const drawn = (element, which) => {
    const content = getComputedStyle(element, which).content;
    const found = /^"(.*)"$/s.exec(content || "");
    if (found && found[1].trim()) {
      const name = which.slice(2);
      const words = text(found[1].replace(/\\\\(.)/g, "$1"));
      put(`<span data-zhaoyao-${name}="">${words}</span>`);
    }
  };
  const write = (node, hidden) => {
    if (++nodes > maxNodes || characters > maxCharacters) return;
    if (node.nodeType === Node.TEXT_NODE) {
      const inside = node.parentNode && node.parentNode.localName;
      put(raw.has(inside) ? node.data : text(node.data));
      return;
    }
    if (node.nodeType === Node.DOCUMENT_TYPE_NODE) { put("<!DOCTYPE html>"); return; }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const name = node.localName;
    put(`<${name}`);
    for (const attribute of node.attributes) {
      if (name === "input" && attribute.name === "value") continue;
      put(` ${attribute.name}="${value(attribute.value)}"`);
    }
    if (name === "input" && node.type !== "password" && node.value) {
      put(` value="${value(String(node.value))}"`);
    }
    const looked = document.body && document.body.contains(node)
      || node.getRootNode() !== document;
    const look = looked && styled++ < maxStyled;
    let gone = false;
    if (look && !hidden && !empty.has(name) && !raw.has(name)) {
      gone = !node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (gone && name !== "template") put(' data-zhaoyao-hidden=""');
    }
    put(">");
    if (empty.has(name)) return;
    if (look && !gone) drawn(node, "::before");
    if (node.shadowRoot) {
      put('<div data-zhaoyao-shadow="">');
      for (const child of node.shadowRoot.childNodes) write(child, hidden || gone);
      put("</div>");
    }
    const inner = name === "template" ? node.content : node;
    if (name !== "iframe") {
      for (const child of inner.childNodes) write(child, hidden || gone);
    }
    if (look && !gone) drawn(node, "::after");
    put(`</${name}>`);
    if (name === "iframe" || name === "frame") {
      put(`<!--zhaoyao-frame-->`);
    }
  };
  for (const child of document.childNodes) write(child, false);
  return out.join("").slice(0, maxCharacters);
}
"""

ARGUMENTS = [MAX_NODES, MAX_STYLED, MAX_CHARACTERS]

_FRAME_MARK = re.compile(r"<!--zhaoyao-frame-->")


def join_frames(page: str, frames: list[tuple[str, str]]) -> str:
    """Put each frame's text, (URL, HTML), at its place in *page*, in document order.

    What has no place left goes to the end.

    >>> join_frames("<p><!--zhaoyao-frame--></p>", [("http://a.test/", "<b>x</b>")])
    '<p><div data-zhaoyao-frame="http://a.test/"><b>x</b></div></p>'
    """
    waiting = [
        f'<div data-zhaoyao-frame="{url.replace(chr(34), "%22")}">{html}</div>'
        for url, html in frames
    ]
    joined = _FRAME_MARK.sub(lambda _: waiting.pop(0) if waiting else "", page)
    return joined + "".join(waiting)
