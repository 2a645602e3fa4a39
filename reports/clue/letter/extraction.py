"""The record of online extraction: what was asked, when, how, and what came.

It follows what the rules on online extraction name: matter, object, time, place,
method and tools, steps, check values; people's names and seals are left to hands.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from casebook.encoding import from_plain
from casebook.language import mark
from casebook.language import say as say_claim
from casebook.records import Capture, Claim, Evidence, Exchange
from casebook.times import both_zones
from reports import names
from reports.clue.letter.album import Album
from reports.clue.letter.blocks import (
    Blanks,
    Block,
    Facts,
    Heading,
    Paragraph,
    Points,
    Style,
)
from reports.clue.letter.saying import Say, source_name
from reports.clue.records import CaseFile, Visit
from reports.inert import safe_value, visible
from reports.masking import mask_url
from reports.quoting import quote, quote_url
from reports.wording import VANTAGES, failure_name, label_name

VISITS_SHOWN = 5
"""Candidates of one case written out; capture.json and clue.json have all."""

STEPS_SHOWN = 40
"""Steps of one visit written out; protocol.json has all."""

_STEP_MAX = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What was written down when a look was made; empty where nothing was."""

    circumstances: dict[str, Any]
    found: tuple[Claim, ...]
    steps: dict[str, tuple[Claim, ...]]
    """By vantage."""


def extraction_sections(
    file: CaseFile, language: str, say: Say, album: Album
) -> Iterator[Block]:
    """Yield the record of online extraction of a case."""
    visits = file.visits[:VISITS_SHOWN]
    protocols = [_protocol(file, visit, album) for visit in visits]
    yield Heading(text=say(mark("Record of online extraction")), level=2)
    circumstances = protocols[0].circumstances if protocols else {}
    yield Facts(rows=tuple(_head(file, circumstances, language, say)))
    yield Heading(text=say(mark("Steps of entry")), level=3)
    yield Paragraph(
        text=say(
            mark(
                "Each visit as it was made, so that it can be made again. What a site "
                "shows may depend on the device, the query and the page before."
            )
        ),
        style=Style.NOTE,
    )
    for visit, protocol in zip(visits, protocols, strict=True):
        if protocol.found:
            found = (_sentence(_named(one, say), language) for one in protocol.found)
            yield Points(items=tuple(found))
        for capture in visit.inspection.captures:
            yield Heading(text=say(VANTAGES[capture.vantage]), level=3)
            yield Facts(rows=tuple(_steps(file, visit, capture, language, say, album)))
            steps = protocol.steps.get(capture.vantage, ())
            if steps:
                shown = (_sentence(step, language) for step in steps[:STEPS_SHOWN])
                yield Points(items=tuple(shown))
    yield Blanks(
        rows=tuple(
            (say(name), "")
            for name in (
                mark("Place of extraction"),
                mark("Extracted by (1)"),
                mark("Extracted by (2)"),
                mark("Witness"),
                mark("Date"),
            )
        )
    )


def _head(
    file: CaseFile, circumstances: dict[str, Any], language: str, say: Say
) -> Iterator[tuple[str, str]]:
    captures = [c for visit in file.visits for c in visit.inspection.captures]
    yield (
        say(mark("Matter")),
        say(
            mark("{suspicion} (clue)"), suspicion=label_name(file.case.label, language)
        ),
    )
    yield say(mark("Object")), quote_url(file.case.url)
    if captures:
        times = sorted(capture.captured_at for capture in captures)
        span = f"{both_zones(times[0])} – {both_zones(times[-1])}"
        yield say(mark("Time")), both_zones(times[0]) if len(times) == 1 else span
    yield (
        say(mark("Method")),
        say(
            mark(
                "A program opened public pages as anyone can open them and kept the "
                "bytes sent and received; nothing was entered, no login, no probing."
            )
        ),
    )
    yield from _tools(circumstances, say)
    shown = {
        capture.captured_at
        for visit in file.visits[:VISITS_SHOWN]
        for capture in visit.inspection.captures
    }
    for evidence in file.evidence:
        if evidence.kind == "warc" and evidence.captured_at in shown:
            value = f"SHA-256 {evidence.sha256} ({both_zones(evidence.captured_at)})"
            yield say(mark("Check value of a web archive")), value


def _tools(circumstances: dict[str, Any], say: Say) -> Iterator[tuple[str, str]]:
    if not circumstances:
        yield (
            say(mark("Clock of the machine")),
            say(mark("not checked against a time server")),
        )
        return
    for key, name in (
        ("program", mark("Program")),
        ("commit", mark("Commit of the program")),
        ("config_sha256", mark("SHA-256 of the configuration")),
        ("packages_sha256", mark("SHA-256 of what is installed")),
        ("system", mark("Machine")),
        ("operator", mark("Account that started it")),
    ):
        value = circumstances.get(key)
        if isinstance(value, str) and value:
            yield say(name), quote(value, limit=200)
    yield say(mark("Clock of the machine")), _clock(circumstances.get("clock"), say)


def _clock(clock: Any, say: Say) -> str:
    states = {
        True: mark("synchronised, as {program} says"),
        False: mark("not synchronised, as {program} says"),
    }
    if not isinstance(clock, dict) or clock.get("synchronised") not in states:
        return say(mark("nothing on the machine could say whether it is right"))
    words = say(
        states[clock["synchronised"]],
        program=visible(str(clock.get("told_by", "")), limit=40),
    )
    detail = quote(str(clock.get("detail", "")), limit=120)
    return f"{words} ({detail})" if detail else words


def _steps(
    file: CaseFile,
    visit: Visit,
    capture: Capture,
    language: str,
    say: Say,
    album: Album,
) -> Iterator[tuple[str, str]]:
    yield say(mark("Time")), _times(capture, say)
    yield say(mark("Address entered")), _address(capture.url, say)
    referer = visit.inspection.candidate.referer
    if referer:
        yield say(mark("Found on page")), quote_url(referer)
    if capture.exchanges:
        sent = _request_headers(file, capture.exchanges[0], album)
        for name, title in (
            ("user-agent", mark("Browser named to the site")),
            ("referer", mark("Referer sent")),
        ):
            if name in sent:
                yield say(title), quote(sent[name], limit=400)
        peers = dict.fromkeys(hop.peer for hop in capture.exchanges if hop.peer)
        yield say(mark("Connected to")), ", ".join(visible(p) for p in peers) or "—"
    if capture.failure:
        failure = failure_name(capture.failure, language)
        yield say(mark("Result")), say(mark("nothing came: {cause}"), cause=failure)
        return
    yield say(mark("Result")), f"HTTP {capture.status or '—'}"
    if capture.final_url != capture.url:
        yield say(mark("Address that answered")), _address(capture.final_url, say)
    if capture.redirects:
        hops = " → ".join(quote_url(url) for url in capture.redirects)
        yield say(mark("Redirects passed")), hops
    if capture.truncated:
        yield say(mark("Cut short")), say(mark("the answer was cut at our size limit"))


def _times(capture: Capture, say: Say) -> str:
    start = both_zones(capture.captured_at)
    if not capture.exchanges:
        return start
    last = capture.exchanges[-1].ended_at
    return say(mark("{start}, ended {end}"), start=start, end=both_zones(last))


def _address(url: str, say: Say) -> str:
    if mask_url(url) == url:
        return quote_url(url)
    return say(mark("{url} (masked; whole in the WARC only)"), url=quote_url(url))


def _request_headers(file: CaseFile, hop: Exchange, album: Album) -> dict[str, str]:
    """Return the header fields that were sent, names in lower case."""
    if not hop.sent_sha256:
        return {}
    head = album.read(hop.sent_sha256).partition(b"\r\n\r\n")[0].decode("latin-1")
    lines = names.hide(head, file.victims).split("\r\n")[1:]
    fields = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in fields}


def _named(found: Claim, say: Say) -> Claim:
    """Return how an address was found, its source called as people call it."""
    if "source" not in found.values:
        return found
    name = source_name(found.values["source"], say)
    return replace(found, values={**found.values, "source": name})


def _sentence(step: Claim, language: str) -> str:
    values = {name: safe_value(one) for name, one in step.values.items()}
    claim = Claim(template=step.template, values=values)
    return quote(say_claim(claim, language), limit=_STEP_MAX)


def _protocol(file: CaseFile, visit: Visit, album: Album) -> Protocol:
    """Return what was written down of a visit, names of victims masked."""
    first = visit.inspection.captures[0]
    kept = next((one for one in file.evidence if _is_of(one, visit, first)), None)
    if kept is None:
        return Protocol(circumstances={}, found=(), steps={})
    text = album.read(kept.sha256).decode("utf-8", "replace")
    plain = json.loads(names.hide(text, file.victims))
    return Protocol(
        circumstances=plain["circumstances"],
        found=tuple(from_plain(one, Claim) for one in plain["found"]),
        steps={
            one["vantage"]: tuple(from_plain(step, Claim) for step in one["steps"])
            for one in plain["visits"]
        },
    )


def _is_of(one: Evidence, visit: Visit, first: Capture) -> bool:
    return (
        one.kind == "protocol"
        and one.captured_at == first.captured_at
        and one.url in {first.url, visit.inspection.candidate.url}
    )
