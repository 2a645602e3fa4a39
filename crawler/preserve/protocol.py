"""How a look was made, step by step, so that somebody else can make it again."""

import json
from collections.abc import Iterator
from typing import Any

from casebook.archives.exchanges import Read, truncation
from casebook.encoding import to_plain
from casebook.errors import EvidenceError
from casebook.language import mark
from casebook.records import Candidate, Capture, Claim, DnsAnswer, Exchange, Inspection
from casebook.times import both_zones
from crawler.preserve.circumstances import Circumstances

FORM = "zhaoyao-protocol-1"
"""Changes with every change of the file's shape."""

FOUND = mark("The address was found on {time} by {source}: {reason}")
FOUND_AS = mark("It was found in this form, kept unchanged: {payload}")
STOOD_ON = mark("It stood on the page {page}")
OPENED = mark("On {time} the address {url} was opened.")
NAMED_AS = mark("The browser named to the site was: {agent}")
CAME_FROM = mark("The page before, as told to the site, was {page}")
CAME_FROM_NOWHERE = mark("No page before was told to the site.")
LOOKED_UP = mark("{resolver}, asked for {kind} of {name}, answered {rcode}: {records}")
CONNECTED = mark("{url} was asked of {peer}, which answered {status}")
NOT_CONNECTED = mark("{url} was asked for, and no answer came: {failure}")
CUT_SHORT = mark("The answer was cut short by a limit of the program: {limit}")
LED_ON = mark("That led on to {url}")
ARRIVED = mark("What was shown in the end came from {url}, status {status}")
NOTHING_CAME = mark("No page came: {failure}")
UNTOUCHED = mark("Nothing was clicked, entered or sent beyond these requests.")


def protocol(
    inspection: Inspection, circumstances: Circumstances, read: Read
) -> dict[str, Any]:
    """Return the protocol of a look as plain data.

    ``found`` and each visit's ``steps`` are claims, to be written out in any language
    by :func:`casebook.language.say`; what they quote comes from outside.
    """
    return {
        "form": FORM,
        "candidate": to_plain(inspection.candidate),
        "circumstances": to_plain(circumstances),
        "found": to_plain(list(_found(inspection.candidate))),
        "visits": [visit_told(capture, read) for capture in inspection.captures],
    }


def visit_told(capture: Capture, read: Read) -> dict[str, Any]:
    """Return how one vantage's visit went."""
    agent, referer = _introduction(capture, read)
    return {
        "vantage": capture.vantage.value,
        "url": capture.url,
        "final_url": capture.final_url,
        "opened": both_zones(capture.captured_at),
        "status": capture.status,
        "failure": capture.failure or "",
        "user_agent": agent,
        "referer": referer,
        "entered": [],
        "steps": to_plain(list(_steps(capture, agent, referer))),
        "exchanges": [_exchange(one) for one in capture.exchanges],
    }


def _found(candidate: Candidate) -> Iterator[Claim]:
    yield _claim(
        FOUND,
        time=both_zones(candidate.seen_at),
        source=candidate.source,
        reason=candidate.reason,
    )
    if candidate.found_as:
        yield _claim(FOUND_AS, payload=candidate.found_as)
    if candidate.referer:
        yield _claim(STOOD_ON, page=candidate.referer)


def _steps(capture: Capture, agent: str, referer: str) -> Iterator[Claim]:
    yield _claim(OPENED, time=both_zones(capture.captured_at), url=capture.url)
    if agent:
        yield _claim(NAMED_AS, agent=agent)
        yield _claim(CAME_FROM, page=referer) if referer else _claim(CAME_FROM_NOWHERE)
    for answer in capture.dns:
        yield _looked_up(answer)
    for number, hop in enumerate(capture.exchanges):
        if number:
            yield _claim(LED_ON, url=hop.url)
        if hop.status is None:
            failure = hop.failure or "—"
            yield _claim(NOT_CONNECTED, url=hop.url, failure=failure)
        else:
            yield _claim(CONNECTED, url=hop.url, peer=hop.peer, status=str(hop.status))
        if hop.truncated:
            yield _claim(CUT_SHORT, limit=truncation(hop))
    if not capture.exchanges:
        for url in capture.redirects:
            yield _claim(LED_ON, url=url)
    yield _end(capture)
    yield _claim(UNTOUCHED)


def _looked_up(answer: DnsAnswer) -> Claim:
    return _claim(
        LOOKED_UP,
        resolver=answer.resolver,
        kind=answer.kind or "A",
        name=answer.name,
        rcode=answer.rcode,
        records="; ".join(answer.records) or "—",
    )


def _end(capture: Capture) -> Claim:
    if capture.failure:
        return _claim(NOTHING_CAME, failure=capture.failure)
    status = "—" if capture.status is None else str(capture.status)
    return _claim(ARRIVED, url=capture.final_url, status=status)


def _exchange(exchange: Exchange) -> dict[str, Any]:
    tls = exchange.tls
    first = exchange.first_byte_at
    return {
        "url": exchange.url,
        "status": exchange.status,
        "checked": list(exchange.checked),
        "peer": exchange.peer,
        "local": exchange.local,
        "started": both_zones(exchange.started_at),
        "first_byte": both_zones(first) if first else "",
        "ended": both_zones(exchange.ended_at),
        "seconds": exchange.seconds,
        "truncated": truncation(exchange),
        "failure": exchange.failure or "",
        "tls": tls.version if tls else "",
        "tls_verified": tls.verified if tls else None,
        "tls_problem": tls.problem if tls else "",
    }


def _introduction(capture: Capture, read: Read) -> tuple[str, str]:
    """Return the User-Agent and the Referer that the first request named."""
    if capture.exchanges and capture.exchanges[0].sent_sha256:
        head = read(capture.exchanges[0].sent_sha256).partition(b"\r\n\r\n")[0]
        lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n"))
        sent = {name.strip().lower(): value.strip() for name, _, value in lines}
        return sent.get("user-agent", ""), sent.get("referer", "")
    if capture.traffic_sha256:
        try:
            told = json.loads(read(capture.traffic_sha256))
            return str(told["user_agent"]), str(told["referer"])
        except (EvidenceError, ValueError, KeyError, TypeError):
            return "", ""
    return "", ""


def _claim(template: str, **values: str) -> Claim:
    return Claim(template=template, values=values)
