"""What the letter says: a cover that asks for nothing but a look, then the matter.

It speaks of suspicion and of clues throughout. Every text from outside is masked and
inert before it becomes a block.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from casebook.language import mark, translate
from casebook.records import Label
from casebook.times import both_zones
from reports.clue.letter.album import Album
from reports.clue.letter.blocks import (
    Blanks,
    Block,
    Facts,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Points,
    Style,
    Table,
    Title,
)
from reports.clue.letter.inventory import Row
from reports.clue.letter.relations import gang_section
from reports.clue.letter.saying import Say, source_name
from reports.clue.letter.sections import case_sections
from reports.clue.matter.law import provisions_for, standing
from reports.clue.records import CaseFile, Dossier
from reports.inert import safe_text
from reports.quoting import quote, quote_url
from reports.wording import band, label_name, percent

CONTENTS = (
    mark("report.pdf and report.docx: this letter, and the same in another language"),
    mark("clue.json: the same facts for programs, of the form in clue.schema.json"),
    mark("stix.json and misp.json: the same for systems that exchange threats"),
    mark("index.csv and index.xlsx: inventory of electronic data with SHA-256 and SM3"),
    mark(
        "captures: web archives of all that was sent and received, pages, screenshots, "
        "certificates, name resolution"
    ),
    mark("ads: posts that advertise these sites, as they were captured"),
    mark("registration: answers of the domain registries as they came"),
    mark("custody.jsonl: lines of the hash-chained ledger on these cases"),
    mark("VERIFY.txt: how to check this package without our program"),
)

PICTURES = {
    True: mark(
        "Words inside pictures were read by a program, and numbers and names among "
        "them covered; it may have missed some."
    ),
    False: mark(
        "Words inside pictures were not read, for the machine had no text "
        "recognition: they are not masked. Pictures from posts lie in the web archives "
        "only."
    ),
}
"""Whether words were read off pictures, and what follows from it."""


def letter(dossier: Dossier, rows: Sequence[Row], album: Album) -> list[Block]:
    """Return the whole document on *dossier*, in its language.

    Args:
        dossier: the cases.
        rows: of the inventory.
        album: of the pictures, shared by all editions.
    """
    say = partial(translate, language=dossier.language)
    blocks = [*_cover(dossier, say)]
    for number, file in enumerate(dossier.cases, start=1):
        blocks.append(PageBreak())
        blocks += case_sections(file, number, dossier, say, album)
    blocks.append(PageBreak())
    blocks += _listing(rows, say)
    blocks += _limits(dossier, say)
    blocks.append(PageBreak())
    return [*blocks, *_receipt(dossier, say)]


def _cover(dossier: Dossier, say: Say) -> Iterator[Block]:
    sender = dossier.sender
    yield Title(text=say(mark("Letter of transfer: clues on suspected sites")))
    yield Blanks(
        rows=(
            (say(mark("Number of the sender")), ""),
            (say(mark("Clue package")), dossier.number),
            *_superseded(dossier, say),
            (say(mark("To")), safe_text(sender.recipient, limit=200)),
        )
    )
    yield Paragraph(
        text=say(
            mark(
                "In watching the network we came upon the sites below. We hand over "
                "what was seen as clues, for you to examine. They were captured and "
                "put forward by a program; whether the suspicion holds is for you to "
                "decide."
            )
        )
    )
    yield Table(
        head=tuple(
            say(name)
            for name in (
                mark("No."),
                mark("Host"),
                mark("Suspicion"),
                mark("Probability"),
                mark("First seen"),
            )
        ),
        rows=tuple(
            _cover_row(number, file, dossier.language)
            for number, file in enumerate(dossier.cases, start=1)
        ),
        widths=(7, 30, 28, 15, 20),
    )
    yield from gang_section(dossier, say)
    yield Heading(text=say(mark("Where the clues come from")), level=2)
    yield Points(items=tuple(_origins(dossier, say)))
    yield Heading(
        text=say(mark("Provisions that may concern them (to be verified)")), level=2
    )
    yield Points(items=tuple(_provisions(dossier, say)))
    yield Blanks(
        rows=(
            (say(mark("Sender (seal)")), safe_text(sender.agency, limit=200)),
            (say(mark("Handling officer 1")), safe_text(sender.handler, limit=200)),
            (say(mark("Handling officer 2")), ""),
            (say(mark("Telephone")), safe_text(sender.telephone, limit=200)),
            (say(mark("Date")), ""),
        )
    )
    yield Heading(text=say(mark("Contents of the package")), level=2)
    yield Points(items=tuple(say(item) for item in CONTENTS), style=Style.NOTE)


def _superseded(dossier: Dossier, say: Say) -> Iterator[tuple[str, str]]:
    earlier = dossier.supersedes
    if earlier is not None:
        yield (
            say(mark("Takes the place of")),
            f"{earlier.number} ({earlier.made_at:%F})",
        )
        yield say(mark("Because")), quote(earlier.reason, limit=300)


def _cover_row(number: int, file: CaseFile, language: str) -> tuple[str, ...]:
    case = file.case
    return (
        str(number),
        quote_url(case.host),
        label_name(case.label, language),
        f"{band(case.probability, language)} {percent(case.probability)}",
        f"{both_zones(case.first_seen):.16}",
    )


def _origins(dossier: Dossier, say: Say) -> Iterator[str]:
    for file in dossier.cases:
        for visit in file.visits[:1]:
            candidate = visit.inspection.candidate
            source = source_name(candidate.source, say)
            reason = quote(candidate.reason, limit=160)
            seen = both_zones(candidate.seen_at)
            yield f"{quote_url(file.case.host)}: {source}, {reason} ({seen})"


def _provisions(dossier: Dossier, say: Say) -> Iterator[str]:
    labels: list[Label] = [file.case.label for file in dossier.cases]
    for one in provisions_for(labels):
        words, values = standing(quote(one.source), to_be_verified=one.to_be_verified)
        title, subject = one.title[dossier.language], one.subject[dossier.language]
        yield say(
            mark("{title}: {subject} [{standing}]"),
            title=title,
            subject=subject,
            standing=say(words, **values),
        )


def _listing(rows: Sequence[Row], say: Say) -> Iterator[Block]:
    yield Heading(text=say(mark("Inventory of electronic data")))
    yield Paragraph(
        text=say(
            mark(
                "{count} files. The check values are of the files as they lie in the "
                "package; index.csv and index.xlsx hold the same list."
            ),
            count=len(rows),
        ),
        style=Style.NOTE,
    )
    yield Listing(
        items=tuple(
            (
                f"{number}. {path}  {kind}  {size} B",
                (f"SHA-256 {sha256}", f"SM3     {sm3}"),
            )
            for number, path, kind, _, size, sha256, sm3, *_ in rows
        )
    )


def _limits(dossier: Dossier, say: Say) -> Iterator[Block]:
    yield Heading(text=say(mark("How this was made, and its limits")))
    yield Facts(
        rows=(
            (say(mark("Made at")), both_zones(dossier.made_at)),
            (say(mark("Program")), safe_text(dossier.program, limit=80)),
            (say(mark("Judged by model")), _models(dossier)),
            (say(mark("Trusted timestamp")), _timestamp(dossier, say)),
            (say(mark("Ledger head")), dossier.ledger_head),
        )
    )
    yield Points(
        items=tuple(
            say(item)
            for item in (
                mark(
                    "Only what anyone can open was visited: no login, no form was "
                    "sent, no back end was probed."
                ),
                mark(
                    "The bytes on the wire and the browser's screenshot are two "
                    "visits and may differ; a site may show each visitor another page."
                ),
                mark(
                    "Addresses are written as hxxp and [.] against a slip of the "
                    "hand; clue.json holds each as it is, but for what is masked."
                ),
                mark(
                    "Identity numbers, mobile numbers and names of those whose data a "
                    "site shows are masked in all documents; the web archives hold "
                    "them and are to be kept closed."
                ),
                PICTURES[dossier.reads_pictures],
                mark("The probability is a program's estimate and decides nothing."),
            )
        ),
        style=Style.NOTE,
    )


def _timestamp(dossier: Dossier, say: Say) -> str:
    if not dossier.timestamp_authority:
        return say(mark("no trusted timestamp"))
    return say(
        mark(
            "asked of {authority} after this letter was written; where one was given, "
            "it lies beside the package's signature, and if there is none there, then "
            "there is no trusted timestamp"
        ),
        authority=quote_url(dossier.timestamp_authority),
    )


def _models(dossier: Dossier) -> str:
    found = {v.verdict.model for file in dossier.cases for v in file.visits}
    return quote(", ".join(sorted(found)), limit=200)


def _receipt(dossier: Dossier, say: Say) -> Iterator[Block]:
    yield Title(text=say(mark("Receipt")))
    yield Paragraph(
        text=say(
            mark("Clue package {number} was received. Please return this page."),
            number=dossier.number,
        )
    )
    yield Blanks(
        rows=tuple(
            (say(name), "")
            for name in (
                mark("Received by (seal)"),
                mark("Receiving officer"),
                mark("Receipt number"),
                mark("Date of receipt"),
                mark("Result (case opened, not opened, site closed, returned)"),
                mark("Remarks"),
            )
        )
    )
