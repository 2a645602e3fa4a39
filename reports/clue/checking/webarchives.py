"""The web archives of a package, checked from inside and against what lies beside."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from casebook.language import mark
from casebook.records import Claim
from reports.clue.checking.bagged import Bag, read_file, some
from reports.clue.checking.waczs import check_wacz
from reports.clue.checking.warcs import Budget, read_records
from reports.clue.doubt import Doubt, Unchecked

WARC_SUFFIX = ".warc.gz"
WACZ_SUFFIX = ".wacz"

UNPACKED_MIN_BYTES = 2 << 30
UNPACKED_RATIO = 20
"""What all archives of a package may expand to: as many times their size, and 2 GiB at
least. Pages shrink four- to tenfold; gzip allows a thousandfold."""

TOLD_MAX_BYTES = 64 << 20
"""Of one capture.json."""

_BLOCKS = ("sent_sha256", "received_sha256")
_MADE = ("screenshot_sha256", "first_view_sha256", "recording_sha256")


Told = tuple[str, str, int]
"""SHA-256 of a block, and where it is: id of its record and offset, or empty and -1."""


class WebArchives:
    """Looks at each archive once, however many checks ask."""

    def __init__(
        self, bag: Bag, *, unpacked_min_bytes: int = UNPACKED_MIN_BYTES
    ) -> None:
        self._bag = bag
        self._warcs = [*_ending(bag, WARC_SUFFIX)]
        self._waczs = [*_ending(bag, WACZ_SUFFIX)]
        size = sum(
            bag.measured[name].size_bytes for name in (*self._warcs, *self._waczs)
        )
        self._budget = Budget(max(unpacked_min_bytes, UNPACKED_RATIO * size))

    def warc_digests(self) -> Claim:
        """Check both digests of every record of every WARC.

        Raises:
            Doubt: one is wrong or missing.
            Unchecked: there is no WARC.
        """
        if not self._warcs:
            raise Unchecked(mark("there is no WARC in the package"))
        if isinstance(self._look, Doubt):
            raise self._look
        records, _ = self._look
        return Claim(
            template=mark("{count} WARCs with {records} records"),
            values={"count": str(len(self._warcs)), "records": str(records)},
        )

    def wacz_digests(self) -> Claim:
        """Check every WACZ: its own lists, and that its WARCs are the package's.

        Raises:
            Doubt: one is not so.
            Unchecked: there is no WACZ.
        """
        if not self._waczs:
            raise Unchecked(mark("there is no WACZ in the package"))
        ours = {self._bag.measured[name].sha256 for name in self._warcs}
        for name in self._waczs:
            with self._bag.container.open(name) as content:
                try:
                    inside = check_wacz(content, self._budget)
                except Doubt as exc:
                    exc.about = name
                    raise
            foreign = [one for one, sha256 in inside.items() if sha256 not in ours]
            if foreign or not inside:
                raise Doubt(
                    mark("{name} holds a WARC that is not in the package: {inside}"),
                    name=name,
                    inside=some(foreign) or "-",
                )
        return Claim(
            template=mark("{count} WACZs, each with WARCs of the package"),
            values={"count": str(len(self._waczs))},
        )

    def captures(self) -> Claim:
        """Check that each WARC holds what the capture.json beside it tells of.

        Raises:
            Doubt: it lacks something.
            Unchecked: the WARCs are not sound, or nothing is told beside them.
        """
        if not self._warcs:
            raise Unchecked(mark("there is no WARC in the package"))
        if isinstance(self._look, Doubt):
            raise Unchecked(mark("not looked at: a WARC is not sound"))
        _, compared = self._look
        lacking = {name: left for name, (_, left) in compared.items() if left}
        if lacking:
            raise Doubt(
                mark("not in the WARC what capture.json tells of: {names}"),
                names=some(lacking),
            )
        count = sum(told for told, _ in compared.values())
        if not count:
            raise Unchecked(mark("no capture.json tells of what a WARC holds"))
        return Claim(
            template=mark("{count} files told of are in the WARCs"),
            values={"count": str(count)},
        )

    @cached_property
    def _look(self) -> "Doubt | tuple[int, dict[str, tuple[int, int]]]":
        """Records read; for each WARC how many blocks are told of, and lacking."""
        records, compared = 0, {}
        for name in self._warcs:
            told = {*_told(self._bag, name)}
            left = set(told)
            try:
                with self._bag.container.open(name) as stream:
                    for record in read_records(stream, self._budget):
                        records += 1
                        left.discard((record.sha256, "", -1))
                        left.discard((record.sha256, record.name, record.offset))
            except Doubt as exc:
                exc.about = name
                return exc
            compared[name] = (len({one[0] for one in told}), len(left))
        return records, compared


def _ending(bag: Bag, suffix: str) -> Iterator[str]:
    return (
        n for n in sorted(bag.measured) if n.startswith("data/") and n.endswith(suffix)
    )


def _told(bag: Bag, warc: str) -> Iterator[Told]:
    """Yield every block that the capture.json beside a WARC names."""
    name = f"{warc.rpartition('/')[0]}/capture.json"
    if name not in bag.measured:
        return
    plain = json.loads(read_file(bag, name, limit=TOLD_MAX_BYTES))
    capture: dict[str, Any] = plain.get("capture", {})
    found = [capture.get(key) for key in _MADE]
    found += [hop.get(key) for hop in capture.get("exchanges", ()) for key in _BLOCKS]
    yield from ((sha256, "", -1) for sha256 in found if sha256)
    told = [one for hop in plain.get("exchanges", ()) for one in hop.values()]
    for one in (*told, *plain.get("resources", ()), *plain.get("drawn", {}).values()):
        if isinstance(one, dict) and one.get("file") == warc.rpartition("/")[2]:
            yield one["sha256"], one["record"], one["offset"]
