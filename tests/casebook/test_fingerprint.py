"""Fingerprints: the same page is the same, another page is another."""

import pytest

from casebook.fingerprint import fingerprint, of_page
from casebook.records import Candidate, Capture, Inspection, Vantage


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("seen 17 times", "seen 18 times", True),  # counters
        ("2026-01-02 03:04", "2026-11-12 13:14", True),  # dates
        ("<p> a </p>", "<p>\n\ta</p>", True),  # white space
        ("sid=0123456789abcdef", "sid=fedcba9876543210ff", True),  # session ids
        ("t=" + "aB3_" * 12, "t=" + "Zz9-" * 14 + "==", True),  # tokens
        ("query here", "sold out", False),  # words
        ("<p>a</p>", "<b>a</b>", False),  # structure
        ("查询", "出售", False),  # Chinese words
        ("add me: wx_seller", "add me: wx_other", False),  # contacts
    ],
)
def test_of_page(before, after, same):
    assert (of_page(before.encode()) == of_page(after.encode())) is same


def capture(at, vantage, body, failure=None):
    return Capture(
        url="https://a.test/",
        vantage=vantage,
        captured_at=at,
        final_url="https://a.test/",
        status=None if failure else 200,
        body_sha256=body,
        failure=failure,
    )


PAGES = {"desktop": b"desktop", "phone": b"phone"}


@pytest.mark.parametrize(
    ("captures", "page"),
    [
        ([(Vantage.DESKTOP, "desktop", None)], b"desktop"),
        (
            [(Vantage.PHONE, "phone", None), (Vantage.DESKTOP, "desktop", None)],
            b"desktop",
        ),
        # Answers telephones only.
        ([(Vantage.DESKTOP, "", "timeout"), (Vantage.PHONE, "phone", None)], b"phone"),
        # A body beside a failure is no page.
        ([(Vantage.DESKTOP, "desktop", "expansion")], None),
        ([(Vantage.DESKTOP, "", "timeout"), (Vantage.PHONE, "", "timeout")], None),
        ([(Vantage.DESKTOP, "", None)], None),  # an empty page
    ],
)
def test_which_capture_stands_for_the_visit(at, captures, page):
    candidate = Candidate(url="https://a.test/", source="tip", reason="", seen_at=at)
    inspection = Inspection(
        candidate=candidate,
        captures=tuple(capture(at, *what) for what in captures),
    )

    found = fingerprint(inspection, PAGES.__getitem__)

    assert found == (None if page is None else of_page(page))
