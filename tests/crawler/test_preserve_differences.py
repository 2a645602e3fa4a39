"""What differs between two looks at one page, and that nothing else is told."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from casebook.encoding import to_plain
from casebook.errors import EvidenceError
from casebook.language import say
from casebook.records import (
    Candidate,
    Capture,
    Claim,
    DnsAnswer,
    Exchange,
    Inspection,
    Registration,
    Resource,
    Tls,
    Vantage,
)
from casebook.store.ledger import digest
from crawler.preserve.differences import differences

AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
LATER = AT + timedelta(days=3)
URL = "https://suspect.example/query"
PAGE = (
    "<title>证书查询</title><form><input name=name placeholder=姓名></form>"
    "<p>请输入姓名，查询持证人的操作证书信息。"
)


def picture(corner):
    drawn = Image.new("RGB", (320, 200), "white")
    ImageDraw.Draw(drawn).rectangle((*corner, corner[0] + 120, corner[1] + 90), "red")
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


class Store:
    """Stored bytes by their digest."""

    def __init__(self):
        self.kept = {}

    def add(self, data):
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = data
        return sha256

    def read(self, sha256):
        try:
            return self.kept[sha256]
        except KeyError:
            raise EvidenceError(f"{sha256} is gone") from None


def look(store, at=AT, *, page=PAGE, **changes):
    """A look at one page with everything in it that is compared."""
    body = page.encode()
    hop = Exchange(
        url=URL,
        method="GET",
        started_at=at,
        ended_at=at,
        peer="192.0.2.7:443",
        sent_sha256="",
        received_sha256="",
        received_bytes=len(body),
        status=200,
        tls=Tls(
            version="TLSv1.3",
            cipher="",
            chain_sha256s=(changes.pop("leaf", "a" * 64),),
            verified=True,
        ),
    )
    answer = DnsAnswer(
        name="suspect.example",
        rcode="NOERROR",
        records=(f"suspect.example. 60 IN A {changes.pop('address', '192.0.2.7')}",),
        resolver="192.0.2.53:53",
        asked_at=at,
    )
    known = Registration(
        domain="suspect.example",
        asked_at=at,
        source="rdap",
        registrar=changes.pop("registrar", "One"),
    )
    capture = Capture(
        url=URL,
        vantage=Vantage.DESKTOP,
        captured_at=at,
        final_url=URL,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body_sha256=store.add(body),
        body_bytes=len(body),
        exchanges=(replace(hop, peer=f"{answer.records[0].split()[-1]}:443"),),
        dns=(answer,),
        resources=(
            Resource(
                url=f"{URL}/a.js",
                kind="script",
                status=200,
                media_type="text/javascript",
                sha256="b" * 64,
                size_bytes=1,
            ),
        ),
        screenshot_sha256=store.add(picture((10, 10))),
    )
    return Inspection(
        candidate=Candidate(url=URL, source="tip", reason="told", seen_at=AT),
        captures=(replace(capture, **changes),),
        registration=known,
    )


def told(earlier, later, store):
    plain = differences(earlier, later, store.read)
    return {one["what"]: one for one in plain["compared"] if one["result"] == "changed"}


GONE = {"status": None, "failure": "refused", "body_sha256": "", "body_bytes": 0}

CHANGES = [
    # Nothing but the time: nothing is told.
    ("nothing", {}, set()),
    # White space is no text, and no difference in what a reader sees.
    ("spaces", {"page": PAGE.replace("<p>", "\n <p>")}, set()),
    ("title", {"page": PAGE.replace("证书查询", "证件查询")}, {"title"}),
    ("text", {"page": PAGE.replace("操作证书", "职业技能")}, {"text"}),
    (
        "field",
        {"page": PAGE.replace("placeholder=姓名", "placeholder=电话")},
        {"fields"},
    ),
    ("status", {"status": 404}, {"result"}),
    ("moved", {"final_url": "https://other.example/"}, {"address"}),
    ("certificate", {"leaf": "c" * 64}, {"certificate"}),
    ("network address", {"address": "192.0.2.99"}, {"addresses"}),
    ("registrar", {"registrar": "Two"}, {"registration"}),
    ("parts", {"resources": ()}, set()),  # not fetched is not gone: not compared
    # Nothing came: what a page would have said is not compared.
    ("gone", {**GONE, "exchanges": (), "screenshot_sha256": ""}, {"result"}),
]
"""What changed, how the later look differs, and what must be told of it."""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [(changes, expected) for _, changes, expected in CHANGES],
    ids=[name for name, _, _ in CHANGES],
)
def test_what_changed_is_told_and_nothing_else(changes, expected):
    store = Store()

    found = told(look(store), look(store, LATER, **changes), store)

    assert set(found) == expected


def test_another_first_screen_is_told():
    store = Store()
    later = look(store, LATER, screenshot_sha256=store.add(picture((190, 100))))

    assert set(told(look(store), later, store)) == {"screenshot"}


def test_both_values_are_quoted_in_both_languages():
    store = Store()
    later = look(store, LATER, page=PAGE.replace("证书查询", "证件查询"))

    one = told(look(store), later, store)["title"]

    claim = Claim(template=one["claim"]["template"], values=one["claim"]["values"])
    assert "标题原为 证书查询，现为 证件查询" in say(claim, "zh")
    assert "The title was 证书查询, now 证件查询" in say(claim, "en")


def test_a_look_is_named_by_the_digest_of_its_record():
    """The ledger's line on the visit holds the same digest."""
    store = Store()
    earlier = look(store)

    plain = differences(earlier, look(store, LATER), store.read)

    assert plain["earlier"]["record_sha256"] == digest(to_plain(earlier))
    assert plain["earlier"]["captured_at"] == AT.isoformat()


def test_bytes_of_the_earlier_look_that_are_gone_are_not_compared():
    store = Store()
    earlier, later = look(store), look(store, LATER, page=PAGE.replace("操作", "技能"))
    del store.kept[earlier.captures[0].body_sha256]

    plain = differences(earlier, later, store.read)

    results = {one["what"]: one["result"] for one in plain["compared"]}
    assert results["title"] == results["text"] == "not-compared"
    assert results["result"] == "same"


def test_vantages_of_one_look_only_are_named():
    store = Store()
    later = look(store, LATER)
    phone = replace(later.captures[0], vantage=Vantage.PHONE)

    plain = differences(
        look(store), replace(later, captures=(*later.captures, phone)), store.read
    )

    assert plain["vantages_in_one_only"] == ["phone"]
