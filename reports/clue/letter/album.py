"""Pictures of the letter, made once for all editions and formats.

Who is named on a screenshot is painted over before anything is drawn from it.
"""

from collections.abc import Iterable

from reports.clue.captured.payload import seller_numbers
from reports.clue.matter.painting import Painter
from reports.clue.matter.victims import Read, reading
from reports.clue.records import CaseFile
from reports.compare import Pair, draw_small
from reports.pictures import shrink

COMPARISON_PX = 1240


class Album:
    """What the letter shows of stored pictures.

    Attributes:
        read: gives stored bytes by SHA-256, screenshots as they may be shown.
    """

    def __init__(
        self, cases: Iterable[CaseFile], read: Read, painter: Painter | None = None
    ) -> None:
        painter = painter or Painter(read, can_read=False)
        instead: dict[str, bytes] = {}
        for file in cases:
            keep = seller_numbers(file)
            for one in (c for v in file.visits[:1] for c in v.inspection.captures):
                shot = one.screenshot_sha256
                if not shot or shot in instead:
                    continue
                if painter.is_closed(one, file.victims, keep):
                    instead[shot] = b""
                elif painter.cover(shot, one.layout_sha256, file.victims, keep).boxes:
                    instead[shot] = painter.screenshot(
                        shot, one.layout_sha256, file.victims, keep
                    )
        self.read: Read = reading(read, instead)
        self._small: dict[tuple[str, int, int], bytes] = {}
        self._compared: dict[tuple[int, str], bytes] = {}

    def screenshot(self, sha256: str, *, width_px: int, height_px: int) -> bytes:
        """Return the top of a screenshot as a small JPEG; empty: it is none."""
        key = (sha256, width_px, height_px)
        if key not in self._small:
            self._small[key] = shrink(
                self.read(sha256), width_px=width_px, height_px=height_px, quality=72
            )
        return self._small[key]

    def comparison(self, pair: Pair, language: str) -> bytes:
        """Return both pages side by side as a JPEG, the legend in *language*."""
        key = (id(pair), language)
        if key not in self._compared:
            self._compared[key] = draw_small(
                pair, self.read, language, width_px=COMPARISON_PX, quality=78
            )
        return self._compared[key]
