"""One page as a judge reads it: parsed once, normalised once, only when asked for."""

import itertools
import re
from collections import Counter
from collections.abc import Set as AbstractSet
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from casebook.urls import host_of
from detectors.pages import plaintext, unwrapping
from detectors.pages.document import Document
from detectors.pages.forms import BUTTONS, FORM_TAGS, Field, Form, read_forms
from detectors.pages.links import Link, Part, host_in, joined, part_kind
from detectors.pages.visible import (
    HIDDEN,
    INLINE,
    bounded,
    hidden_names,
    lines_of,
    runs,
    runs_of,
    stripped,
    visible,
)

_DECOYS_MIN = 6
_DECOY_MAX = 3
_HEADING_MAX = 80
_ENTRY_MAX = 24
_ASKED = re.compile(
    r"请(?:输入|填写|选择)|(?:姓名|证件号码?|身份证号码?|准考证号|证书编号|验证码)[:*]?$"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CLASS = re.compile(r"class\s*=\s*[\"']([^\"']{1,200})")
_ID = re.compile(r"id\s*=\s*[\"']([^\"']{1,200})")
_NEEDS = {"link": "href", "iframe": "src", "frame": "src", "embed": "src"}
_SEEN = ("alt", "placeholder", "title", "aria-label")


class Page(Document):
    """Words, forms, links and parts of a document."""

    # --- words

    @cached_property
    def title(self) -> str:
        """Title, normalised, on one line."""
        found = ""
        for tree in self.trees:
            node = tree.css_first("head > title") or tree.css_first("title")
            if node is not None and (found := plaintext.line(node.text())):
                break
        return plaintext.line(unwrapping.called(self.scripts, found))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Text that stands on the page, normalised, one run of characters a line."""
        whole = runs_of(self._stripped, self.raw_text, self.odd)
        # Both readings: what decoys break up is whole in the one without them, which
        # comes last, because a footer is looked for at the end.
        more = self._undecoyed if self.has_decoys else []
        return tuple(bounded(whole + more))

    @cached_property
    def _stripped(self) -> str:
        return stripped(self.raw_text)

    @cached_property
    def odd(self) -> AbstractSet[str]:
        """Characters of :attr:`raw_text` that are not plain, white space left out."""
        return plaintext.odd(self._stripped)

    @property
    def is_readable(self) -> bool:
        """Whether there is a page at all: words, a picture, a form, a script."""
        head = self.decoded.text[:2000]
        if len(_CONTROL.findall(head)) > len(head) // 100:
            return False
        return bool(self.flat or self.scripts or self.parts or self.forms)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The text cut at every element; :attr:`lines` keep inline ones together."""
        cut = [t.body.text(separator="\n") for t in self.trees if t.body is not None]
        return tuple(bounded(runs("\n".join(cut))))

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
        hidden = self._hidden
        if not hidden:
            return self.text
        if self.has_decoys:
            return "\n".join(self._undecoyed)
        gone = Counter(runs("\n".join(node.text() for node in hidden)))
        kept = []
        for run in self.lines:
            if gone.get(run):
                gone[run] -= 1
            else:
                kept.append(run)
        return "\n".join(kept)

    @cached_property
    def _hidden(self) -> tuple[LexborNode, ...]:
        """What inline style or a rule of the page hides, the first 2,000."""
        return tuple(itertools.islice(self.css(self._hiding), 2000))

    @cached_property
    def _hiding(self) -> str:
        """Selector of what inline style or a rule of the page hides."""
        names = {name for sheet in self.styles for name in hidden_names(sheet)}
        return ",".join([HIDDEN, *(f".{name}" for name in sorted(names)[:200])])

    @cached_property
    def has_decoys(self) -> bool:
        """Whether many inline elements are hidden: characters that break up words."""
        short = (
            node
            for node in self._hidden
            if node.tag in INLINE and 0 < len(node.text()) <= _DECOY_MAX
        )
        return sum(1 for _ in short) >= _DECOYS_MIN

    @cached_property
    def _undecoyed(self) -> list[str]:
        kept = []
        for tree in self.trees:
            copy = LexborHTMLParser(tree.html or "")
            for node in copy.css(self._hiding):
                node.decompose()
            kept.append(visible(copy))
        return runs("\n".join(kept))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Words in attributes that a reader sees: alt, placeholder, title, buttons."""
        found: list[str] = []
        for node in self.css("[alt],[placeholder],[title],input[value],[aria-label]"):
            values = node.attributes
            found += [v for key in _SEEN if (v := values.get(key))]
            if (values.get("type") or "").lower() in BUTTONS:
                found.append(values.get("value") or "")
        return tuple(dict.fromkeys(lines_of(found[:2000])))

    @cached_property
    def flat(self) -> str:
        """Title, text and labels as one run of letters and digits, to be compared."""
        title, labels = plaintext.flatten(self.title), "\n".join(self.labels)
        return "".join((title, *self._flat_lines, plaintext.flatten(labels)))

    @cached_property
    def _flat_lines(self) -> list[str]:
        """Each of the lines as it is compared."""
        return plaintext.flatten_lines(self.lines)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Character runs of :attr:`flat`."""
        return plaintext.shingles(self.flat)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Headings and what is dressed as one, normalised, in document order."""
        nodes = self.css("h1,h2,h3,caption,legend,[class*=title],[class*=logo]")
        texts = lines_of(node.text()[:400] for node in itertools.islice(nodes, 400))
        if self.is_written:
            # Scripts do not say which of their words are headings.
            texts += self.lines[:400]
        fitting = (text for text in texts if 1 < len(text) <= _HEADING_MAX)
        return tuple(dict.fromkeys(fitting))[: 600 if self.is_written else 200]

    @cached_property
    def entries(self) -> dict[str, str]:
        """Short lines by their flat text: menus, buttons, labels."""
        both = zip(self._flat_lines, self.lines, strict=True)
        return {own: run for own, run in both if len(run) <= _ENTRY_MAX}

    @cached_property
    def meta(self) -> dict[str, str]:
        """Contents of meta elements by lower-case name, the first of each."""
        found: dict[str, str] = {}
        for node in self.referring["meta"]:
            values = node.attributes
            if "content" not in values:
                continue
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
        return "\n".join([*runs("\n".join(marked)), *self.lines[-last:]])

    # --- what can be filled in, followed, drawn in

    @cached_property
    def base(self) -> str:
        """URL that relative ones are read against."""
        if "<base" not in self.rare or "<base" not in self.lowered[:20_000]:
            return self.url
        node = next(self.css("base[href]"), None)
        return joined(self.url, (node.attributes.get("href") if node else "") or "")

    @cached_property
    def base_host(self) -> str:
        """Host of relative references."""
        return host_of(self.base)

    def absolute(self, reference: str) -> str:
        """Return *reference* as an absolute URL, or as it is where that fails."""
        return joined(self.base, reference)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Forms with their fields; fields outside any come last, without an action."""
        asks = len(self.trees) > 1 or not self.rare.isdisjoint(FORM_TAGS)
        found = tuple(read_forms(self.css, self.absolute)) if asks else ()
        if found or not self.is_written:
            return found
        asked = [plaintext.line(hint) for hint in unwrapping.hinted(self.scripts)]
        asked += [run for run in self.lines if _ASKED.match(run)]
        fields = [Field(name="", kind="text", label=run[:40]) for run in asked[:30]]
        empty = Form(action="", method="", fields=tuple(fields), buttons=())
        return (empty,) if fields else ()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links, the first 2,000."""
        base, own = self.base, self.base_host
        # One attribute of each, and by place: a page has hundreds.
        found = [
            Link(
                reference := (written or "").strip(),
                base,
                host_in(reference, own),
                node,
            )
            for node in self.referring["link"]
            if (written := node.attrs.get("href")) or "href" in node.attrs
        ][:2000]
        if self.is_written:
            found += [
                Link(reference=url, base=self.base, host=host_in(url, ""), node=None)
                for url in unwrapping.led(self.scripts)
            ]
        return tuple(found)

    @cached_property
    def file_names(self) -> frozenset[str]:
        """Path ends of what the page draws in and refers to."""
        return frozenset(name for part in self.parts if (name := part.name))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Scripts, styles, images, icons and frames, the first 1,000."""
        found = [self._part("script", source) for source in self._code[2]]
        for node in self.referring["part"]:
            values = node.attributes
            tag = node.tag or ""
            if tag in _NEEDS and _NEEDS[tag] not in values:
                continue
            kind = part_kind(tag, (values.get("rel") or "").lower())
            source = values.get("src") or values.get("data-src") or values.get("href")
            if kind and source:
                alt = values.get("alt") or values.get("title") or ""
                found.append(self._part(kind, source, alt))
        return tuple(found[:1000])

    def _part(self, kind: str, source: str, alt: str = "") -> Part:
        source = source.strip()
        if source.startswith("data:"):
            source = self._restored(source)
        text = plaintext.line(alt) if alt else ""
        host = host_in(source, self.base_host)
        return Part(kind=kind, reference=source, base=self.base, host=host, text=text)

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
        html = self.shielded.html
        # One after the other: what begins with a letter is found far quicker.
        found = {*_CLASS.findall(html), *_ID.findall(html)}
        return frozenset(" ".join(found).split())
