"""Forms: what a visitor is asked for, and where it is sent."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from detectors.pages import plaintext

BUTTONS = frozenset({"submit", "button", "reset", "image"})
"""Types of inputs that are pressed, not filled in."""
FORM_TAGS = (
    *("<form", "<input", "<select", "<textarea", "<button", "<uni-input"),
    "<van-field",
)
"""How the elements of forms begin; without one a document has no form."""
_ASKING = "form,label,input,select,textarea,button,uni-input,van-field"
IDENTITY = re.compile(
    r"身份证|证件号|证号|身份号码|公民身份|准考证|idcard|sfz|zjhm|id_?num",
    re.IGNORECASE,
)
NAME = re.compile(r"姓名|名字|xingming|\bxm\b|realname|uname", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something a visitor is asked for."""

    name: str
    kind: str
    """Type of the input, lower case; ``select`` or ``textarea`` for those."""
    label: str
    """What stands beside or in it, normalised: label, placeholder, title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields that are sent together; those outside any form make one without action."""

    action: str
    """Absolute URL it is sent to, or empty where the page does not say."""
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[str, ...]


def read_forms(
    nodes_of: Callable[[str], Iterable[LexborNode]], absolute: Callable[[str], str]
) -> Iterator[Form]:
    """Yield the forms of a page, then one of the fields that stand outside any.

    Args:
        nodes_of: gives the nodes that a CSS selector finds.
        absolute: makes a reference absolute.
    """
    nodes: list[LexborNode] = []
    inputs: list[LexborNode] = []
    labels: dict[str | None, str] = {}
    for node in nodes_of(_ASKING):
        if node.tag == "form":
            nodes.append(node)
        elif node.tag != "label":
            inputs.append(node)
        elif "for" in (values := node.attributes):
            labels[values["for"]] = node.text()
    loose: list[Field] = []
    inside: dict[int, list[Field]] = {}
    buttons: dict[int, list[str]] = {}
    for node in inputs[:500]:
        form = _ancestor(node, "form")
        key = form.mem_id if form is not None else 0
        kind = (node.attributes.get("type") or node.tag or "").lower()
        if node.tag == "button" or kind in BUTTONS:
            text = node.text() or node.attributes.get("value") or ""
            buttons.setdefault(key, []).append(plaintext.line(text[:100]))
            continue
        if kind == "hidden":
            continue
        field = _field(node, kind, labels)
        (inside.setdefault(key, []) if key else loose).append(field)
    for node in nodes[:50]:
        action = (node.attributes.get("action") or "").strip()
        yield Form(
            action=absolute(action) if action else "",
            method=(node.attributes.get("method") or "get").lower(),
            fields=tuple(inside.get(node.mem_id, ())),
            buttons=tuple(buttons.get(node.mem_id, ())),
        )
    if loose:
        yield Form(
            action="", method="", fields=tuple(loose), buttons=tuple(buttons.get(0, ()))
        )


def asks_identity(forms: Iterable[Form]) -> Form | None:
    """Return the first of *forms* that asks for an identity number and a name."""
    for form in forms:
        words = [f"{field.label} {field.name}" for field in form.fields]
        identity = {n for n, text in enumerate(words) if IDENTITY.search(text)}
        names = {n for n, text in enumerate(words) if NAME.search(text)}
        if identity and names and len(identity | names) > 1:
            return form
    return None


def _field(node: LexborNode, kind: str, labels: dict[str | None, str]) -> Field:
    values = node.attributes
    words = [
        labels.get(values["id"], "") if values.get("id") else "",
        values.get("placeholder") or "",
        values.get("title") or "",
        values.get("aria-label") or "",
        _before(node),
    ]
    label = plaintext.line(" ".join(word for word in words if word))
    return Field(
        name=(values.get("name") or values.get("id") or ""), kind=kind, label=label
    )


def _before(node: LexborNode) -> str:
    """Return the short text that stands before an input: its label in most layouts."""
    around: LexborNode | None = node
    for _ in range(4):
        around = around.parent if around is not None else None
        if around is None or around.tag in {"form", "body", "html"}:
            return ""
        text = around.text().strip()
        if text:
            return text[:60]
    return ""


def _ancestor(node: LexborNode, tag: str) -> LexborNode | None:
    above = node.parent
    for _ in range(60):
        if above is None or above.tag == tag:
            return above
        above = above.parent
    return None
