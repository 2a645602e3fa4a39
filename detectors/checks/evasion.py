"""Signs that somebody meant a checking program to misread the page.

They show intent: a page that claims to be a body and hides its words from programs
acts as no body does. An innocent page shows none of them (peers.md B2c: 0 of 89 pages
for each sign).
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.pages import plaintext
from detectors.pages.page import Page
from detectors.site import Site

# Shares of the Chinese characters, from peers.md B2c; each caught its family of
# evasions and none of 89 other pages.
ZERO_WIDTH_SHARE = 0.02
PRIVATE_SHARE = 0.05
LOOK_ALIKE_SHARE = 0.01
CJK_MIN = 20
WORDS_MAX = 80
"""Chinese characters; of 60 innocent pages of shared data (2026-11-23) three have
fewer, all frames without a title of six characters."""
FLAT_MAX = 2000
"""Letters and digits; a page with more has words of its own."""
NO_WORDS = 30
TITLE_MIN = 5
MANY_PICTURES = 10
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;}\"]{0,40}url\(|<canvas")


class EvasionDetector(Detector):
    """Disguised characters, encoded markup and text stored back to front."""

    name = "evasion"
    signals: ClassVar = {
        "zero-width": Signal(
            part=Part.ACT,
            claim=mark("{count} invisible characters stand between those of the text"),
        ),
        "private-font": Signal(
            part=Part.ACT,
            claim=mark(
                "{count} characters can be read only through the page's own font"
            ),
        ),
        "look-alikes": Signal(
            part=Part.ACT,
            claim=mark(
                "{count} characters are look-alikes of the usual ones, such as "
                "{examples}"
            ),
        ),
        "encoded": Signal(
            part=Part.ACT,
            claim=mark("The page's text is kept encoded in a script: {ways}"),
        ),
        "turned": Signal(
            part=Part.ACT,
            claim=mark(
                "The page's text is stored back to front and drawn the right way"
            ),
        ),
        "words-in-pictures": Signal(
            part=Part.ACT,
            claim=mark(
                "Under the title “{title}” the page has {words} Chinese characters and "
                "{pictures} pictures: its words are in pictures"
            ),
        ),
        "drawn-by-style": Signal(
            part=Part.ACT,
            claim=mark("Words of the page are drawn by its style sheet: “{words}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield the signs on each page as it was served."""
        for page in site.views:
            yield from self._characters(page)
            yield from self._storage(page)
            yield from self._pictures(page)

    def _characters(self, page: Page) -> Iterator[Finding]:
        text = page.raw_text
        where = f"{page.where} html:body"
        if not plaintext.tells(page.odd):
            return
        every = "".join(page.odd)
        hidden, private = (
            len(kind.findall(text)) if kind.search(every) else 0
            for kind in (plaintext.ZERO_WIDTH, plaintext.PRIVATE_USE)
        )
        alike = plaintext.look_alikes(text)
        if not hidden and not private and not alike:
            return
        chinese = len(plaintext.CJK.findall(text))
        if chinese >= CJK_MIN and hidden > ZERO_WIDTH_SHARE * chinese:
            yield self.finding(
                "zero-width", hidden / chinese * 10, where=where, count=str(hidden)
            )
        if private >= CJK_MIN and private > PRIVATE_SHARE * (chinese + private):
            yield self.finding(
                "private-font",
                2 * private / (chinese + private),
                where=where,
                count=str(private),
            )
        if chinese >= CJK_MIN and len(alike) > LOOK_ALIKE_SHARE * chinese:
            yield self.finding(
                "look-alikes",
                20 * len(alike) / chinese,
                where=where,
                count=str(len(alike)),
                examples="、".join(sorted(set(alike))[:5]),
            )

    def _pictures(self, page: Page) -> Iterator[Finding]:
        if len(page.flat) > FLAT_MAX:
            return
        if len(plaintext.CJK.findall(page.title)) < TITLE_MIN:
            return
        words = len(plaintext.CJK.findall(page.raw_text))
        if words >= WORDS_MAX:
            return
        pictures = sum(part.kind == "image" and not part.text for part in page.parts)
        pictures += bool(_BACKGROUND.search(page.shielded.html))
        if pictures >= MANY_PICTURES or (pictures and words < NO_WORDS):
            yield self.finding(
                "words-in-pictures",
                1.0,
                where=f"{page.where} html:img",
                title=page.title,
                words=str(words),
                pictures=str(pictures),
            )

    def _storage(self, page: Page) -> Iterator[Finding]:
        where = f"{page.where} html:script"
        ways = {way for way, text in page.decoded_markup if _is_text(text)}
        if ways:
            yield self.finding(
                "encoded", 1.0, where=where, ways="、".join(sorted(ways))
            )
        if page.is_turned:
            yield self.finding("turned", 1.0, where=f"{page.where} html:body")
        words = page.drawn_words
        if len(plaintext.CJK.findall(words)) >= CJK_MIN:
            yield self.finding(
                "drawn-by-style", 1.0, where=f"{page.where} html:style", words=words
            )


def _is_text(markup: str) -> bool:
    """Whether what was encoded is the page's text, not a tracking script's string."""
    return len(plaintext.CJK.findall(markup)) >= CJK_MIN
