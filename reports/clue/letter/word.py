"""The letter as DOCX, for those who must fill it in on a screen."""

import io
import zipfile
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from casebook.language import translate
from reports.clue.letter.blocks import (
    Blanks,
    Block,
    Facts,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Pictures,
    Points,
    Reasons,
    Style,
    Table,
    Title,
)
from reports.clue.letter.pdf import NATURE
from reports.clue.records import Dossier
from reports.clue.sealing.archive import DATE

FONT = "Noto Sans CJK SC"
MONOSPACE = "Noto Sans Mono CJK SC"

_SOFT = RGBColor(0x55, 0x60, 0x6B)
_DEEP = RGBColor(0x16, 0x42, 0x5B)
_BLANK = "_" * 28


def write_docx(blocks: Iterable[Block], dossier: Dossier) -> bytes:
    """Return *blocks* as a DOCX; the same blocks give the same bytes."""
    document = docx.Document()
    _set_up(document, dossier)
    for block in blocks:
        _add(block, document)
    out = io.BytesIO()
    document.save(out)
    return _fixed(out.getvalue())


def _set_up(document: Document, dossier: Dossier) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(21), Mm(19)
    section.top_margin = section.bottom_margin = Mm(20)
    footer = section.footer.paragraphs[0]
    footer.text = f"{dossier.number}  {translate(NATURE, dossier.language)}"
    footer.runs[0].font.size = Pt(7.5)
    for name, size in (("Normal", 10), ("Heading 1", 14), ("Heading 2", 11.5)):
        _set_font(document.styles[name], size)
    _set_font(document.styles["Heading 3"], 10)
    properties = document.core_properties
    properties.title, properties.author = dossier.number, dossier.program
    made_at = dossier.made_at.replace(tzinfo=None)
    properties.created = properties.modified = made_at
    properties.last_modified_by, properties.comments = "", ""


def _set_font(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    if style.name != "Normal":
        style.font.color.rgb = _DEEP
    # Word chooses the font of Chinese characters by this attribute alone.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(attribute), FONT)
    for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    style.paragraph_format.space_after = Pt(3)


@singledispatch
def _add(block: Any, document: Document) -> None:  # noqa: ARG001 - for its fellows
    """Add one block to *document*."""
    raise TypeError(f"no such block: {type(block).__name__}")


@_add.register
def _(block: Title, document: Document) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(14)
    run = paragraph.add_run(block.text)
    run.bold, run.font.size = True, Pt(19)


@_add.register
def _(block: Heading, document: Document) -> None:
    document.add_heading(block.text, level=block.level)


@_add.register
def _(block: Paragraph, document: Document) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(block.text)
    if block.style is Style.NOTE:
        run.font.size, run.font.color.rgb = Pt(8.5), _SOFT
    if block.style is Style.RIGHT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


@_add.register
def _(block: Facts, document: Document) -> None:
    for name, value in block.rows:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(36)
        paragraph.paragraph_format.first_line_indent = Mm(-36)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(36))
        paragraph.paragraph_format.space_after = Pt(1)
        label = paragraph.add_run(f"{name}\t")
        label.font.size, label.font.color.rgb = Pt(9), _SOFT
        paragraph.add_run(value).font.size = Pt(9)


@_add.register
def _(block: Table, document: Document) -> None:
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(170 * width / 100)
    for row in (block.head, *block.rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, block.widths, strict=True):
            cell.width = Mm(170 * width / 100)
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9), row is block.head


@_add.register
def _(block: Points, document: Document) -> None:
    is_note = block.style is Style.NOTE
    for item in block.items:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(0 if is_note else 1)
        run = paragraph.add_run(item)
        run.font.size = Pt(8.5 if is_note else 9.5)
        if is_note:
            run.font.color.rgb = _SOFT


@_add.register
def _(block: Reasons, document: Document) -> None:
    for item in block.items:
        paragraph = document.add_paragraph()
        weight = paragraph.add_run(f"[{item.weight:+.1f}] ")
        weight.bold = True
        paragraph.add_run(item.sentence)
        where = paragraph.add_run(f"  {item.where}")
        where.font.size, where.font.color.rgb = Pt(7.5), _SOFT


@_add.register
def _(block: Pictures, document: Document) -> None:
    paragraph = document.add_paragraph()
    for item in block.items:
        paragraph.add_run().add_picture(io.BytesIO(item.jpeg), width=Mm(item.width_mm))
        paragraph.add_run("  ")
    captions = document.add_paragraph()
    text = "    ".join(item.caption for item in block.items)
    run = captions.add_run(text)
    run.font.size, run.font.color.rgb = Pt(7.5), _SOFT


@_add.register
def _(block: Listing, document: Document) -> None:
    for file, digests in block.items:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(file).font.size = Pt(8)
        for line in digests:
            paragraph.add_run().add_break()
            run = paragraph.add_run(line)
            run.font.size, run.font.name = Pt(7), MONOSPACE


@_add.register
def _(block: Blanks, document: Document) -> None:
    for name, value in block.rows:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name} ").font.size = Pt(10)
        paragraph.add_run(value or _BLANK)


@_add.register
def _(block: PageBreak, document: Document) -> None:  # noqa: ARG001 - no content
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _fixed(data: bytes) -> bytes:
    """Return the same DOCX with fixed dates: python-docx writes the present time."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 3
            new.writestr(fixed, old.read(info))
    return out.getvalue()
