"""One page as a judge reads it: parsed once, normalised once, only when asked for."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from casebook.urls import host_of
from detectors import plaintext, unwrapping
from detectors.charsets import Decoded, decode
from detectors.shield import Shielded, shield

_TAKEN_OUT = ["script", "style", "noscript", "template"]
_BLANK = re.compile(r"[^\S\n]+")
# Elements that end a line. Inline ones do not, so text that is cut into spans, one
# character each, stays in one piece; a form feed is white space in every HTML context.
_LINE = re.compile(
    r"<(?=/?(?:a|address|article|aside|blockquote|br|button|caption|center|dd|div|dl|"
    r"dt|"
    r"fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|img|input|label|legend|"
    r"li|main|nav|ol|option|p|pre|section|select|table|tbody|td|textarea|th|thead|"
    r"title|tr|ul|view|uni-[a-z]+|el-[a-z]+|van-[a-z]+)[\s/>])",
    re.IGNORECASE,
)
_BREAK = "\f"
_ABSOLUTE = re.compile(
    r"(?:https?:)?[\\/]{2}(?:[^/@?#\\]*@)?([^/:?#\\\s]+)", re.IGNORECASE
)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
_DECOYS_MIN = 6
_DECOY_MAX = 3
_HEADING_MAX = 80
_SEEN = ("alt", "placeholder", "title", "aria-label")
_INLINE = frozenset(("span", "i", "b", "em", "font", "s", "u", "small", "bdo", "tt"))
_TURNED = re.compile(r"<bdo\b[^>]{0,80}rtl")
_OVERRIDES = 3
_LINES_MAX = 20_000
_LINE_MAX = 5_000
_TEXT_MAX = 200_000
"""Letters compared; the longest real page of shared data has 155,000, of spam."""
_BUTTONS = frozenset({"submit", "button", "reset", "image"})
_HIDDEN_RULE = re.compile(
    r"\.([\w-]{1,60})\s*\{[^{}]{0,400}?"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0[;}\s])",
    re.IGNORECASE,
)
_HIDDEN = (
    "[hidden],[style*='display:none'],[style*='display: none'],"
    "[style*='visibility:hidden'],[style*='visibility: hidden'],"
    "[style*='font-size:0;'],[style*='font-size: 0;']"
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere a page leads."""

    reference: str
    """As the page writes it."""
    base: str
    """URL that it is read against."""
    host: str
    """Lower case, as written; empty for what is not http or https."""
    raw: str
    """Words of the link, as stored."""

    @property
    def url(self) -> str:
        """Absolute, or as it is where it cannot be read."""
        return _joined(self.base, self.reference)

    @property
    def text(self) -> str:
        """Words of the link, normalised, on one line."""
        return plaintext.line(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something a page draws in: script, style, image, icon or frame."""

    kind: str
    url: str
    """Absolute, or the data URL."""
    host: str
    text: str
    """Alternative text of an image, else empty."""


class Page:
    """A page that came, read lazily and never changed.

    Attributes:
        where: vantage, such as ``desktop``; the first word of a finding's place.
        url: final URL.
        host: host of it, which is what a reader's address bar shows.
        rendered: whether a browser drew it.
        sha256: name of the stored body, or empty.
        is_written: whether its words were taken from its scripts, which lose the order
            and the fields of forms; known once the text was read.
    """

    def __init__(
        self,
        *,
        where: str,
        url: str,
        body: bytes,
        content_type: str = "",
        status: int | None = 200,
        rendered: bool = False,
        sha256: str = "",
    ) -> None:
        self.where = where
        self.url = url
        self.host = host_of(url)
        self.body = body
        self.content_type = content_type
        self.status = status
        self.rendered = rendered
        self.sha256 = sha256
        self.is_written = False

    # --- from bytes to trees

    @cached_property
    def decoded(self) -> Decoded:
        """The characters, whatever charset the page claims."""
        return decode(self.body, self.content_type)

    @cached_property
    def shielded(self) -> Shielded:
        """The markup, bounded so that parsing it is quick."""
        return shield(self.decoded.text)

    @cached_property
    def lowered(self) -> str:
        """The markup in lower case, for looking plain strings up."""
        return self.shielded.html.lower()

    @property
    def cut(self) -> bool:
        """Whether a bound of ours lost part of the document."""
        return self.decoded.cut or self.shielded.cut

    @cached_property
    def _first_tree(self) -> LexborHTMLParser:
        return _parsed(self.shielded.html)

    @cached_property
    def _code(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        # Read before scripts and styles are taken out of the tree.
        inline, sources = [], []
        for node in self._first_tree.css("script"):
            source = node.attributes.get("src")
            if source:
                sources.append(source)
            elif text := node.text():
                inline.append(text.replace(_BREAK, ""))
        styles = [node.text() for node in self._first_tree.css("style")]
        return tuple(inline), tuple(styles), tuple(sources)

    @property
    def scripts(self) -> tuple[str, ...]:
        """Inline scripts, in order."""
        return self._code[0]

    @property
    def styles(self) -> tuple[str, ...]:
        """Inline style sheets, in order."""
        return self._code[1]

    @cached_property
    def decoded_markup(self) -> tuple[tuple[str, str], ...]:
        """How and what: markup that scripts of the page keep encoded."""
        return unwrapping.decodings(self.scripts)

    @cached_property
    def unwrapped(self) -> tuple[str, ...]:
        """Markup kept in frames, templates and encoded strings."""
        kept = unwrapping.kept(self.shielded.html)
        return (
            *self.shielded.frames,
            *kept,
            *(markup for _, markup in self.decoded_markup),
        )

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """Words that style sheets of the page draw."""
        return unwrapping.drawn(self.styles)

    @cached_property
    def trees(self) -> tuple[LexborHTMLParser, ...]:
        """The document, then what was unwrapped from it; without scripts and styles."""
        parts = self.unwrapped
        self._first_tree.strip_tags(_TAKEN_OUT)
        trees = [self._first_tree, *(_parsed(shield(m).html) for m in parts)]
        # A page without words of its own is filled in by its scripts.
        own = sum(len(_visible(tree).strip()) for tree in trees)
        written = unwrapping.written(self.scripts) if own < unwrapping.SHELL else ""
        if written:
            trees.append(_parsed(shield(written).html))
            self.is_written = True
        for tree in trees:
            tree.strip_tags(_TAKEN_OUT)
            if self.is_turned:
                _turn_round(tree)
        return tuple(trees)

    def css(self, selector: str) -> Iterator[LexborNode]:
        """Yield the nodes that *selector* finds, in the document and what it keeps."""
        for tree in self.trees:
            yield from tree.css(selector)

    # --- words

    @cached_property
    def title(self) -> str:
        """Title, normalised, on one line."""
        for tree in self.trees:
            node = tree.css_first("head > title") or tree.css_first("title")
            if node is not None and (text := plaintext.line(node.text())):
                return text
        return ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Text that stands on the page, normalised, one run of characters a line."""
        runs = _runs("\n".join((self.raw_text, *self.drawn)))
        # Both readings: what decoys break up is whole in the one without them, which
        # comes last, because a footer is looked for at the end.
        more = self._undecoyed if self.has_decoys else []
        return tuple(_bounded(runs + more))

    @cached_property
    def raw_text(self) -> str:
        """The text as it is stored, disguises kept."""
        return "\n".join(_visible(tree) for tree in self.trees)

    @cached_property
    def is_turned(self) -> bool:
        """Whether text is stored back to front and drawn from right to left."""
        html = self.lowered
        if html.count("\u202e") > _OVERRIDES or "bidi-override" in html:
            return True
        return "<bdo" in html and bool(_TURNED.search(html))

    @property
    def is_readable(self) -> bool:
        """Whether there is a page at all: words, a picture, a form, a script."""
        head = self.decoded.text[:2000]
        if sum(c < " " and c not in "\t\n\r\f" for c in head) > len(head) // 100:
            return False
        return bool(self.flat or self.scripts or self.parts or self.forms)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The text cut at every element; :attr:`lines` keep inline ones together."""
        cut = [t.body.text(separator="\n") for t in self.trees if t.body is not None]
        return tuple(_bounded(_runs("\n".join((*cut, *self.drawn)))))

    @cached_property
    def text(self) -> str:
        """The lines, joined by line ends."""
        return "\n".join(self.lines)

    @cached_property
    def shown(self) -> str:
        """The text without what inline style or a style sheet of the page hides.

        What speaks *for* an innocent site is read here, because a hidden disclaimer
        warns nobody.
        """
        hidden = list(itertools.islice(self.css(self._hiding), 2000))
        if not hidden:
            return self.text
        if self.has_decoys:
            return "\n".join(self._undecoyed)
        gone = Counter(_runs("\n".join(node.text() for node in hidden)))
        kept = []
        for run in self.lines:
            if gone[run]:
                gone[run] -= 1
            else:
                kept.append(run)
        return "\n".join(kept)

    @cached_property
    def _hiding(self) -> str:
        """Selector of what inline style or a rule of the page hides."""
        names = {name for sheet in self.styles for name in _HIDDEN_RULE.findall(sheet)}
        return ",".join([_HIDDEN, *(f".{name}" for name in sorted(names)[:200])])

    @cached_property
    def has_decoys(self) -> bool:
        """Whether many inline elements are hidden: characters that break up words."""
        nodes = itertools.islice(self.css(self._hiding), 2000)
        short = (
            n for n in nodes if n.tag in _INLINE and 0 < len(n.text()) <= _DECOY_MAX
        )
        return sum(1 for _ in short) >= _DECOYS_MIN

    @cached_property
    def _undecoyed(self) -> list[str]:
        kept = []
        for tree in self.trees:
            copy = LexborHTMLParser(tree.html or "")
            for node in copy.css(self._hiding):
                node.decompose()
            kept.append(_visible(copy))
        return _runs("\n".join((*kept, *self.drawn)))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Words in attributes that a reader sees: alt, placeholder, title, buttons."""
        found: list[str] = []
        for node in self.css("[alt],[placeholder],[title],input[value],[aria-label]"):
            values = node.attributes
            found += [v for key in _SEEN if (v := values.get(key))]
            if (values.get("type") or "").lower() in _BUTTONS:
                found.append(values.get("value") or "")
        return tuple(dict.fromkeys(_lines_of(found[:2000])))

    @cached_property
    def flat(self) -> str:
        """Title, text and labels as one run of letters and digits, to be compared."""
        whole = "\n".join((self.title, self.text, *self.labels))
        return plaintext.flatten(whole)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Character runs of :attr:`flat`."""
        return plaintext.shingles(self.flat)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Headings and what is dressed as one, normalised, in document order."""
        nodes = self.css("h1,h2,h3,caption,legend,[class*=title],[class*=logo]")
        texts = _lines_of(node.text()[:400] for node in itertools.islice(nodes, 400))
        fitting = (text for text in texts if 1 < len(text) <= _HEADING_MAX)
        return tuple(dict.fromkeys(fitting))[:200]

    @cached_property
    def meta(self) -> dict[str, str]:
        """Contents of meta elements by lower-case name, the first of each."""
        found: dict[str, str] = {}
        for node in self.css("meta[content]"):
            values = node.attributes
            key = (values.get("name") or values.get("property") or "").strip().lower()
            if key and key not in found:
                found[key] = plaintext.line(values.get("content") or "")
        return found

    @cached_property
    def bottom(self) -> str:
        """Where a footer stands: the last 60 lines, and elements that say footer."""
        marked = [
            node.text()
            for node in self.css("footer,[class*=foot],[id*=foot],[class*=copyright]")
        ][:20]
        last = 2000 if self.is_written else 60
        return "\n".join([*_runs("\n".join(marked)), *self.lines[-last:]])

    # --- what can be filled in, followed, drawn in

    @cached_property
    def base(self) -> str:
        """URL that relative ones are read against."""
        if "<base" not in self.shielded.html[:20_000].lower():
            return self.url
        node = next(self.css("base[href]"), None)
        return _joined(self.url, (node.attributes.get("href") if node else "") or "")

    @cached_property
    def base_host(self) -> str:
        """Host of relative references."""
        return host_of(self.base)

    def absolute(self, reference: str) -> str:
        """Return *reference* as an absolute URL, or as it is where that fails."""
        return _joined(self.base, reference)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Forms with their fields; fields outside any come last, without an action."""
        found = tuple(_forms(self))
        if found or not self.is_written:
            return found
        asked = [
            run for run in self.lines if run.startswith(("请输入", "请填写", "请选择"))
        ]
        fields = [Field(name="", kind="text", label=run[:40]) for run in asked[:30]]
        empty = Form(action="", method="", fields=tuple(fields), buttons=())
        return (empty,) if fields else ()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links, the first 2,000."""
        nodes = itertools.islice(self.css("a[href],area[href]"), 2000)
        found = []
        for node in nodes:
            reference = (node.attributes.get("href") or "").strip()
            host = _host_in(reference, self.base_host)
            found.append(
                Link(
                    reference=reference,
                    base=self.base,
                    host=host,
                    raw=node.text()[:300],
                )
            )
        return tuple(found)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Scripts, styles, images, icons and frames, the first 1,000."""
        found = [self._part("script", source) for source in self._code[2]]
        for node in self.css("img,link[href],iframe[src],frame[src],embed[src],source"):
            values = node.attributes
            kind = _kind(node.tag or "", (values.get("rel") or "").lower())
            source = values.get("src") or values.get("data-src") or values.get("href")
            if kind and source:
                alt = values.get("alt") or values.get("title") or ""
                found.append(self._part(kind, source, alt))
        return tuple(found[:1000])

    def _part(self, kind: str, source: str, alt: str = "") -> Part:
        source = source.strip()
        url = self._restored(self.absolute(source))
        text = plaintext.line(alt) if alt else ""
        host = _host_in(source, self.base_host)
        return Part(kind=kind, url=url, host=host, text=text)

    def _restored(self, url: str) -> str:
        if url.startswith("data:#"):
            number = url[len("data:#") :]
            urls = self.shielded.data_urls
            if number.isdigit() and int(number) < len(urls):
                return urls[int(number)]
        return url

    @cached_property
    def classes(self) -> frozenset[str]:
        """Class names and ids in the markup."""
        found = re.findall(
            r"(?:class|id)\s*=\s*[\"']([^\"']{1,200})", self.shielded.html
        )
        return frozenset(name for value in found for name in value.split())

    @cached_property
    def tags(self) -> Counter[str]:
        """How often each element stands on the page."""
        return Counter(
            name.lower()
            for name in re.findall(r"<([A-Za-z][\w-]*)", self.shielded.html)
        )


def _joined(base: str, reference: str) -> str:
    if reference.startswith(("http://", "https://", "data:")):
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _host_in(reference: str, own: str) -> str:
    """Return the host a reference leads to, *own* for relative ones, or empty."""
    found = _ABSOLUTE.match(reference)
    if found:
        return found[1].lower().rstrip(".")
    return "" if _OTHER_SCHEME.match(reference) else own


def _parsed(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(_LINE.sub(f"{_BREAK}<", html))


def _visible(tree: LexborHTMLParser) -> str:
    body = tree.body
    return body.text() if body is not None else ""


def _runs(raw: str) -> list[str]:
    """Return raw text as normalised lines, blanks and empty ones left out."""
    text = _BLANK.sub(" ", plaintext.normal(raw.replace(_BREAK, "\n")))
    return [run for part in text.split("\n") if (run := part.strip())]


def _bounded(runs: list[str]) -> Iterator[str]:
    """Yield the first of *runs*, so that no page makes a comparison slow."""
    left = _TEXT_MAX
    for run in runs[:_LINES_MAX]:
        yield run[: min(_LINE_MAX, left)]
        left -= len(run)
        if left <= 0:
            return


def _lines_of(texts: Iterable[str]) -> list[str]:
    """Return each of *texts* normalised, on one line; all in one go, for speed."""
    ends = ("\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029")
    table = dict.fromkeys(map(ord, ends), " ")
    whole = "\n".join(text.translate(table) for text in texts)
    return [_BLANK.sub(" ", run).strip() for run in plaintext.normal(whole).split("\n")]


def _turn_round(tree: LexborHTMLParser) -> None:
    """Put text that is stored back to front and drawn from right to left in order."""
    for node in tree.css("bdo[dir=rtl],bdo[dir=RTL],[style*='bidi-override']"):
        node.replace_with(node.text()[::-1])


def _kind(tag: str, rel: str) -> str:
    if tag == "link":
        if "icon" in rel:
            return "icon"
        return "style" if "stylesheet" in rel else ""
    return "image" if tag in {"img", "source"} else "frame"


def _forms(page: Page) -> Iterator[Form]:
    labels = {
        node.attributes.get("for"): node.text() for node in page.css("label[for]")
    }
    loose: list[Field] = []
    inside: dict[int, list[Field]] = {}
    nodes = list(page.css("form"))[:50]
    buttons: dict[int, list[str]] = {}
    for node in list(page.css("input,select,textarea,button,uni-input,van-field"))[
        :500
    ]:
        form = _ancestor(node, "form")
        key = form.mem_id if form is not None else 0
        kind = (node.attributes.get("type") or node.tag or "").lower()
        if node.tag == "button" or kind in _BUTTONS:
            text = node.text() or node.attributes.get("value") or ""
            buttons.setdefault(key, []).append(plaintext.line(text[:100]))
            continue
        if kind == "hidden":
            continue
        field = _field(node, kind, labels)
        (inside.setdefault(key, []) if key else loose).append(field)
    for node in nodes:
        action = (node.attributes.get("action") or "").strip()
        yield Form(
            action=page.absolute(action) if action else "",
            method=(node.attributes.get("method") or "get").lower(),
            fields=tuple(inside.get(node.mem_id, ())),
            buttons=tuple(buttons.get(node.mem_id, ())),
        )
    if loose:
        yield Form(
            action="", method="", fields=tuple(loose), buttons=tuple(buttons.get(0, ()))
        )


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
