"""What differs between two looks at one page, vantage by vantage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from casebook.archives.exchanges import Read
from casebook.encoding import to_plain
from casebook.errors import EvidenceError
from casebook.language import mark
from casebook.records import Capture, Claim, Inspection, Registration
from casebook.store.ledger import digest
from casebook.times import both_zones
from crawler.preserve.facts import (
    FACTS,
    OF_PAGE,
    Seen,
    Tell,
    registered,
    screen_share,
    text_share,
)

FORM = "zhaoyao-differences-1"
"""Changes with every change of the file's shape."""

SAME, CHANGED, NOT_COMPARED = "same", "changed", "not-compared"

CHANGES = {
    "result": mark("The result was {earlier}, now {later}"),
    "address": mark("The address that answered was {earlier}, now {later}"),
    "title": mark("The title was {earlier}, now {later}"),
    "text": mark("{later} of the text is as it was"),
    "fields": mark("The form fields were {earlier}, now {later}"),
    "resources": mark("Parts and inner pages were {earlier}, now {later}"),
    "certificate": mark("The TLS certificate had the SHA-256 {earlier}, now {later}"),
    "addresses": mark("The network addresses were {earlier}, now {later}"),
    "screenshot": mark("The first screen looks {later} as it did"),
    "registration": mark("The domain's registration was {earlier}, now {later}"),
}
"""What is compared, and how a change is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing that was looked at in both."""

    vantage: str
    """Empty: the whole look."""
    what: str
    """A key of :data:`CHANGES`."""
    result: str
    """``same``, ``changed`` or ``not-compared``."""
    earlier: str = ""
    later: str = ""
    claim: Claim | None = None
    """The difference in a sentence; None where there is none."""


def differences(earlier: Inspection, later: Inspection, read: Read) -> dict[str, Any]:
    """Return what differs between two looks as plain data.

    ``earlier`` and ``later`` name each look by its time and by the digest of its
    record, which the ledger's line on that visit holds, too.

    Args:
        earlier: the look before.
        later: the look now.
        read: returns stored bytes by their SHA-256.

    Raises:
        EvidenceError: bytes of the later look are gone.
    """
    before = {one.vantage: one for one in earlier.captures}
    compared: list[Compared] = []
    for capture in later.captures:
        if capture.vantage in before:
            compared += _of_vantage(before[capture.vantage], capture, read)
    compared.append(_registration(earlier.registration, later.registration))
    missing = {one.value for one in before} ^ {
        one.vantage.value for one in later.captures
    }
    return {
        "form": FORM,
        "earlier": _look(earlier),
        "later": _look(later),
        "compared": to_plain(compared),
        "vantages_in_one_only": sorted(missing),
    }


def _look(inspection: Inspection) -> dict[str, Any]:
    at = inspection.captures[0].captured_at
    return {
        "url": inspection.candidate.url,
        "captured_at": at.isoformat(),
        "shown": both_zones(at),
        "record_sha256": digest(to_plain(inspection)),
        "bodies": {
            one.vantage.value: one.body_sha256
            for one in inspection.captures
            if one.body_sha256
        },
    }


def _of_vantage(earlier: Capture, later: Capture, read: Read) -> Iterator[Compared]:
    before, after = Seen(earlier, read), Seen(later, read)
    same_page = earlier.body_sha256 == later.body_sha256 != ""
    for what, tell in FACTS.items():
        if same_page and what in OF_PAGE:
            yield Compared(vantage=later.vantage.value, what=what, result=SAME)
        else:
            yield _compare(later.vantage.value, what, tell, before, after)
    yield _likeness(
        later.vantage.value, "text", before, after, text_share, same=same_page
    )
    if later.screenshot_sha256 or earlier.screenshot_sha256:
        same = earlier.screenshot_sha256 == later.screenshot_sha256
        yield _likeness(
            later.vantage.value, "screenshot", before, after, screen_share, same=same
        )


def _compare(
    vantage: str, what: str, tell: Tell, before: Seen, after: Seen
) -> Compared:
    try:
        first, second = tell(before), tell(after)
    except EvidenceError:  # bytes of the earlier look are gone; this one was just kept
        first = second = None
    if first is None or second is None:
        return _unknown(vantage, what)
    if first == second:
        return Compared(
            vantage=vantage, what=what, result=SAME, earlier=first, later=second
        )
    return _changed(vantage, what, first, second)


def _changed(vantage: str, what: str, first: str, second: str) -> Compared:
    values = {"vantage": vantage, "earlier": first or "—", "later": second or "—"}
    return Compared(
        vantage=vantage,
        what=what,
        result=CHANGED,
        earlier=first,
        later=second,
        claim=Claim(template=CHANGES[what], values=values),
    )


def _unknown(vantage: str, what: str) -> Compared:
    return Compared(vantage=vantage, what=what, result=NOT_COMPARED)


def _likeness(
    vantage: str,
    what: str,
    before: Seen,
    after: Seen,
    share: Callable[[Seen, Seen], float | None],
    *,
    same: bool,
) -> Compared:
    """Compare what has no value of its own: 1 is the same, 0 wholly other."""
    if same:
        return Compared(vantage=vantage, what=what, result=SAME, later="100 %")
    try:
        found = share(before, after)
    except EvidenceError:
        found = None
    if found is None:
        return _unknown(vantage, what)
    shown = f"{found:.0%}".replace("%", " %")
    if found == 1:
        return Compared(vantage=vantage, what=what, result=SAME, later=shown)
    return _changed(vantage, what, "100 %", shown)


def _registration(earlier: Registration | None, later: Registration | None) -> Compared:
    first, second = registered(earlier), registered(later)
    if first is None or second is None:
        return _unknown("", "registration")
    if first == second:
        return Compared(
            vantage="", what="registration", result=SAME, earlier=first, later=second
        )
    return _changed("", "registration", first, second)
