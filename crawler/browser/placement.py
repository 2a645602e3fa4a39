"""Where the words, pictures and fields of a drawn page stand on its screenshot.

A report marks on the screenshot what was copied, and a judge tells words that stand in
a picture only; both need places. The list is bounded and holds no more than can be
seen; :mod:`detectors.looks.layout` reads it.
"""

import asyncio
import json
from typing import Any

from playwright.async_api import Error, Frame, Page

MAX_TEXTS = 700
"""Runs of text written out; pages of state organs have 100 to 500."""

MAX_PICTURES = 120

MAX_FIELDS = 60

MAX_WALKED = 20_000
"""Nodes looked at in one frame; each costs a layout look-up."""

MAX_CHARACTERS = 160
"""Of one run of text."""

MAX_FRAMES = 6

LAYOUT_SECONDS = 3.0
"""Longest wait for one frame."""

PLACES = """
([maxTexts, maxPictures, maxFields, maxWalked, maxCharacters]) => {
  const texts = [], pictures = [], fields = [];
  let walked = 0;
  const box = (rect) => [rect.left + scrollX, rect.top + scrollY, rect.width,
    rect.height].map(Math.round);
  const put = (list, most, rect, text) => {
    if (list.length >= most || rect.width < 2 || rect.height < 2) return;
    if (rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0) return;
    list.push([...box(rect), text.slice(0, maxCharacters)]);
  };
  const seen = (element) => element.checkVisibility(
    { opacityProperty: true, visibilityProperty: true });
  const range = document.createRange();
  const words = (node) => {
    const text = node.data.replace(/\\s+/g, " ").trim();
    if (!text) return;
    range.selectNodeContents(node);
    put(texts, maxTexts, range.getBoundingClientRect(), text);
  };
  const element = (node) => {
    const name = node.localName;
    const rect = node.getBoundingClientRect();
    if (["img", "svg", "canvas", "video", "object", "embed"].includes(name)) {
      put(pictures, maxPictures, rect, node.currentSrc || name);
      return;
    }
    if (["input", "select", "textarea", "button"].includes(name)) {
      if (node.type !== "hidden") {
        const hint = node.placeholder || node.innerText
          || (node.type === "submit" || node.type === "button" ? node.value : "") || "";
        put(fields, maxFields, rect, String(hint).replace(/\\s+/g, " ").trim());
      }
      return;
    }
    const ground = getComputedStyle(node).backgroundImage;
    if (ground.startsWith("url(")) {
      put(pictures, maxPictures, rect, ground.slice(5, -2));
    }
    if (node.childElementCount < 4) {
      for (const which of ["::before", "::after"]) {
        const drawn = /^"(.+)"$/s.exec(getComputedStyle(node, which).content || "");
        if (drawn && drawn[1].trim()) put(texts, maxTexts, rect, drawn[1]);
      }
    }
  };
  const walk = (node) => {
    if (++walked > maxWalked) return;
    if (node.nodeType === Node.TEXT_NODE) { words(node); return; }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (["script", "style", "noscript", "template"].includes(node.localName)) return;
    if (!seen(node)) return;
    element(node);
    if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) walk(child);
    if (node.localName !== "svg") for (const child of node.childNodes) walk(child);
  };
  if (document.body) walk(document.body);
  const root = document.documentElement;
  const [width, height] = [root.scrollWidth, root.scrollHeight];
  return { width, height, texts, pictures, fields };
}
"""

ARGUMENTS = [MAX_TEXTS, MAX_PICTURES, MAX_FIELDS, MAX_WALKED, MAX_CHARACTERS]

KINDS = ("texts", "pictures", "fields")


async def take_layout(page: Page) -> bytes:
    """Return where things stand as JSON; empty where the page resists."""
    try:
        whole = await _places(page.main_frame)
    except (Error, TimeoutError, TypeError):
        return b""
    for frame in page.frames[1 : MAX_FRAMES + 1]:
        try:
            await _add(whole, frame)
        except (Error, TimeoutError, TypeError):
            continue  # a frame that resists costs its own places only
    for kind, most in zip(KINDS, ARGUMENTS, strict=False):
        whole[kind] = whole[kind][:most]
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


async def _add(whole: dict[str, Any], frame: Frame) -> None:
    """Add the places in *frame*, moved to where it stands on the page."""
    async with asyncio.timeout(LAYOUT_SECONDS):
        element = await frame.frame_element()
        stands = await element.bounding_box()
    if stands is None:
        return
    inner = await _places(frame)
    for kind in KINDS:
        whole[kind] += [
            [left + round(stands["x"]), top + round(stands["y"]), *rest]
            for left, top, *rest in inner[kind]
        ]


async def _places(frame: Frame) -> dict[str, Any]:
    async with asyncio.timeout(LAYOUT_SECONDS):
        found = await frame.evaluate(PLACES, ARGUMENTS)
    right = isinstance(found, dict) and all(
        isinstance(found.get(kind), list) for kind in KINDS
    )
    if not right:
        raise TypeError("the page's own scripts changed what a place is")
    return {key: found[key] for key in ("width", "height", *KINDS)}
