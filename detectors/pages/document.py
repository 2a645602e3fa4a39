"""From the bytes of a page to its trees, and what it keeps out of plain sight."""

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from casebook.urls import host_of
from detectors.pages import unwrapping
from detectors.pages.charsets import Decoded, decode
from detectors.pages.forms import FORM_TAGS
from detectors.pages.guard import Scan, Words
from detectors.pages.shield import Shielded, shield
from detectors.pages.visible import BREAK, parsed, put_in, turn_round, visible

_TAKEN_OUT = ["script", "style", "noscript", "template"]
_TURNED = re.compile(r"<bdo\b[^>]{0,80}rtl")
_OVERRIDES = 3
_TURNING = ("\u202e", "bidi-override", "<bdo")
_STANDING = Words((*unwrapping.KEEPERS, *_TURNING, *FORM_TAGS, "<base"), caseless=True)
_USES = {
    **dict.fromkeys(("a", "area"), "link"),
    **dict.fromkeys(("img", "link", "iframe", "frame", "embed", "source"), "part"),
    "meta": "meta",
}
"""Elements that refer to something, and as what they are read."""
_REFERRING = "[href],[src],[data-src],[content]"
_TAGS_LOST = 1.2
"""Tags a string from which a page's strings are markup: each stands in a pair of our
own, so words alone have one pair, and strings of markup many more."""


class Document:
    """A page that came, read lazily and never changed.

    Attributes:
        where: vantage, such as ``desktop``; the first word of a finding's place.
        url: final URL.
        host: host of it, which is what a reader's address bar shows.
        rendered: whether a browser drew it.
        sha256: name of the stored body, or empty.
        is_written: whether its words were taken from its scripts, which lose the order
            and the fields of forms; known once the text was read.
        drawn_words: words that style sheets put in; known once the text was read.
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
        self.drawn_words = ""
        self._text: str | None = None  # of the only tree, where nothing was changed

    @cached_property
    def decoded(self) -> Decoded:
        """The characters, whatever charset the page claims."""
        return decode(self.body, self.content_type)

    @cached_property
    def shielded(self) -> Shielded:
        """The markup, bounded so that parsing it is quick."""
        return shield(self.decoded.text)

    @cached_property
    def _markup(self) -> bytes:
        """The markup as parser and engine read it."""
        return self.shielded.markup

    def standing(self, scan: Scan) -> frozenset[str]:
        """Return what of *scan* may stand in the markup."""
        return scan.found(self.shielded.html, self._markup)

    @cached_property
    def rare(self) -> frozenset[str]:
        """What may stand in the markup of all that most pages do without."""
        return self.standing(_STANDING)

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
        return parsed(self._markup)

    @cached_property
    def _code(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        # Read before scripts and styles are taken out of the tree.
        inline, styles, sources = [], [], []
        for node in self._first_tree.css("script,style"):
            if node.tag == "style":
                styles.append(node.text())
            elif source := node.attributes.get("src"):
                sources.append(source)
            elif text := node.text():
                inline.append(text.replace(BREAK, ""))
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
        kept = unwrapping.kept(self.shielded.html, self.rare)
        return (
            *self.shielded.frames,
            *kept,
            *(markup for _, markup in self.decoded_markup),
        )

    @cached_property
    def drawn(self) -> unwrapping.Drawn:
        """Words and attributes that style sheets of the page draw."""
        return unwrapping.drawn(self.styles)

    @cached_property
    def trees(self) -> tuple[LexborHTMLParser, ...]:
        """The document, then what was unwrapped from it; without scripts and styles."""
        parts = self.unwrapped
        self._first_tree.strip_tags(_TAKEN_OUT)
        trees = [self._first_tree, *(parsed(shield(m).markup) for m in parts)]
        # A page without words of its own is filled in by its scripts.
        texts = [visible(tree) for tree in trees]
        own = sum(len(text.strip()) for text in texts)
        written = unwrapping.written(self.scripts) if own < unwrapping.SHELL else ""
        if written:
            trees.append(parsed(shield(written).markup))
            # A string of markup keeps the order; strings of words alone do not.
            self.is_written = written.count("<") < 2 * _TAGS_LOST * written.count("<p>")
        for number, tree in enumerate(trees):
            if number:
                tree.strip_tags(_TAKEN_OUT)
            if self.is_turned:
                turn_round(tree)
            self.drawn_words += put_in(tree, self.drawn)
        if len(trees) == 1 and not self.is_turned and not self.drawn_words:
            self._text = texts[0]
        return tuple(trees)

    @cached_property
    def raw_text(self) -> str:
        """The text as it is stored, disguises kept."""
        trees = self.trees
        if self._text is not None:
            return self._text  # nearly always
        return "\n".join(visible(tree) for tree in trees)

    def css(self, selector: str) -> Iterator[LexborNode]:
        """Return the nodes that *selector* finds, in the document and what it keeps."""
        trees = self.trees
        if len(trees) == 1:  # nearly always
            return iter(trees[0].css(selector))
        return itertools.chain.from_iterable(tree.css(selector) for tree in trees)

    @cached_property
    def referring(self) -> Mapping[str, list[LexborNode]]:
        """What refers to something: each ``link``, ``part`` and ``meta``, in order."""
        # One walk over the tree for all of them, as each takes as long.
        found: dict[str, list[LexborNode]] = {use: [] for use in _USES.values()}
        # What has two of the attributes comes twice.
        once = {node.mem_id: node for node in self.css(_REFERRING)}
        for node in once.values():
            use = _USES.get(node.tag or "")
            if use:
                found[use].append(node)
        return found

    @cached_property
    def is_turned(self) -> bool:
        """Whether text is stored back to front and drawn from right to left."""
        if self.rare.isdisjoint(_TURNING):
            return False
        html = self.lowered
        if html.count("\u202e") > _OVERRIDES or "bidi-override" in html:
            return True
        return "<bdo" in html and bool(_TURNED.search(html))
