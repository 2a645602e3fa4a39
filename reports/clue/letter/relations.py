"""The letter's sections on what joins cases: each with others, and those inside."""

from collections.abc import Iterator

from casebook.language import mark
from reports.clue.letter.blocks import Block, Heading, Paragraph, Style, Table
from reports.clue.letter.saying import Say
from reports.clue.matter.links import CAMPAIGN
from reports.clue.records import CaseFile, Dossier, Shared
from reports.inert import safe_value
from reports.quoting import quote, quote_url

KINDS = {
    "certificate": mark("the same TLS certificate"),
    "registrant-email": mark("the same e-mail address of the registrant"),
    "registrant": mark("the same name of the registrant"),
    "statistics-id": mark("the same statistics id"),
    "contact": mark("the same contact"),
    "address": mark("the same IP address"),
    "name-server": mark("the same name server"),
    CAMPAIGN: mark("advertised by the same campaign"),
}

SHOWN = 40
"""Links of one case written out; clue.json has all."""

_CASES_SHOWN = 8


def link_sections(file: CaseFile, keep: frozenset[str], say: Say) -> Iterator[Block]:
    """Yield what joins a case with other cases of the casebook."""
    yield Heading(text=say(mark("Links with other cases")), level=2)
    note = say(
        mark(
            "Compared with {count} other cases. What is shared is a lead and no proof: "
            "strangers share the addresses of a hosting firm."
        ),
        count=file.compared,
    )
    yield Paragraph(text=note, style=Style.NOTE)
    if not file.shared:
        none = mark(
            "Nothing was found that joins it with another case. This does not mean "
            "that there is nothing."
        )
        yield Paragraph(text=say(none))
        return
    yield _table(file.shared[:SHOWN], keep, say)


def gang_section(dossier: Dossier, say: Say) -> Iterator[Block]:
    """Yield what joins the cases of one package; nothing for a single case."""
    if len(dossier.cases) < 2:  # noqa: PLR2004 - one case has nothing to join
        return
    inside = {file.case.id: file.case.host for file in dossier.cases}
    joined: dict[tuple[str, str], set[str]] = {}
    for file in dossier.cases:
        for one in file.shared:
            there = {case for case in one.cases if case in inside}
            if there:
                key = (one.kind, one.value)
                joined.setdefault(key, set()).update({file.case.id, *there})
    yield Heading(text=say(mark("Links between the cases of this package")), level=2)
    if not joined:
        none = mark(
            "Nothing was found that joins them. They were put together by hand."
        )
        yield Paragraph(text=say(none))
        return
    rows = tuple(
        Shared(
            kind=kind,
            value=value,
            cases=tuple(sorted(cases)),
            hosts=tuple(inside[case] for case in sorted(cases)),
        )
        for (kind, value), cases in joined.items()
    )
    yield _table(rows[:SHOWN], frozenset(), say)


def _table(shared: tuple[Shared, ...], keep: frozenset[str], say: Say) -> Table:
    return Table(
        head=tuple(say(name) for name in (mark("Link"), mark("Value"), mark("Cases"))),
        rows=tuple(_row(one, keep, say) for one in shared),
        widths=(24, 34, 42),
    )


def _row(one: Shared, keep: frozenset[str], say: Say) -> tuple[str, ...]:
    pairs = list(zip(one.cases, one.hosts, strict=True))
    named = [f"{case} {quote_url(host)}" for case, host in pairs[:_CASES_SHOWN]]
    rest = f" … ({len(pairs)})" if len(pairs) > _CASES_SHOWN else ""
    value = quote(safe_value(one.value), limit=120, keep=keep)
    return say(KINDS[one.kind]), value, ", ".join(named) + rest
