"""Exports as an evidence report: what it is, the branches of an answer, each quote with a footnote to its source.

python-docx makes the frame; the quotes and footnotes, which it has no call for or keeps in memory, are written into
the file as they come.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from jixiao.index import labels
from jixiao.index.export import check_codes
from jixiao.index.export.docx_style import about, blank_document
from jixiao.index.export.records import Cover, Row, heading_of, notes_of, place_of, plain, text
from jixiao.index.export.tables import Tally, source_lines, summary

BODY, NOTES = "word/document.xml", "word/footnotes.xml"
# Where the rows go into the frame.
MARKER = "jixiao-rows-stand-here"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# The two lines above footnotes come first, as Word wants them; footnotes are numbered from 1.
NOTES_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{WORDS}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
REFERENCE = '<w:r><w:rPr><w:rStyle w:val="{style}"/><w:vertAlign w:val="superscript"/></w:rPr>{mark}</w:r>'


def write(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """The frame with everything but the rows, then the rows in their place; memory holds none of them."""
    document, styles = _frame(cover)
    frame = BytesIO()
    document.save(frame)
    with (
        ZipFile(frame) as made,
        ZipFile(path, "w", ZIP_DEFLATED) as out,
        tempfile.TemporaryFile() as notes,
    ):
        for part in made.infolist():
            if part.filename not in (BODY, NOTES):
                out.writestr(part, made.read(part.filename), ZIP_DEFLATED)
        before, after = _around(made.read(BODY).decode("utf-8"))
        notes.write(NOTES_HEAD.encode())
        with out.open(BODY, "w", force_zip64=True) as body:
            body.write(before.encode())
            for piece in _rows(rows, cover, styles, notes):
                body.write(piece.encode())
            body.write(after.encode())
        notes.write(b"</w:footnotes>")
        notes.seek(0)
        with out.open(NOTES, "w", force_zip64=True) as part_file:
            shutil.copyfileobj(notes, part_file)


def _frame(cover: Cover) -> tuple[Any, dict[str, str]]:
    """The document with title, what it says of itself, and the answer by branch; and style names -> ids."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.shared import Pt

    document = blank_document()
    note = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    note.font.size, note.paragraph_format.space_after = Pt(8), Pt(0)
    document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    part = Part(PackURI("/" + NOTES), NOTES_TYPE, NOTES_HEAD.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.core_properties.title = plain(cover.title)
    document.add_heading(plain(cover.title), 0)
    for name, value in cover.lines()[1:]:
        about(document, name + labels.say("cover", "colon", cover.language), value)
    if groups := summary(cover):
        _summary(document, groups, cover)
    document.add_paragraph(MARKER)
    return document, {style.name: style.style_id for style in document.styles}


def _summary(document: Any, groups: list[tuple[str, str, str, str]], cover: Cover) -> None:
    """The answer by branch, as a table."""
    names = labels.columns(cover.language)
    heads = (names["branch"], names["status"], names["quantities"], labels.say("cover", "rows", cover.language))
    document.add_heading(labels.say("cover", "answer", cover.language), 1)
    table = document.add_table(0, len(heads), style="Light Grid Accent 1")
    for line in (heads, *groups):
        for cell, value in zip(table.add_row().cells, line, strict=True):
            cell.text = plain(value)


def _around(body: str) -> tuple[str, str]:
    """The XML before and behind the paragraph with the marker."""
    at = body.index(MARKER)
    return body[: body.rindex("<w:p>", 0, at)], body[body.index("</w:p>", at) + len("</w:p>") :]


def _rows(rows: Iterable[Row], cover: Cover, styles: dict[str, str], notes: IO[bytes]) -> Iterator[str]:
    """The paragraphs of the rows and sources; the footnotes go to `notes`."""
    language, tally = cover.language, Tally()
    colon = labels.say("cover", "colon", language)
    reference = styles["footnote reference"]
    yield paragraph(labels.say("cover", "evidence", language), styles["Heading 1"])
    for number, row in tally.numbered(rows):
        heading, row_notes = heading_of(row, cover), notes_of(row, cover)
        code = check_codes.digest((heading, *(value for _, value in row_notes)))
        mark = REFERENCE.format(style=reference, mark=f'<w:footnoteReference w:id="{number}"/>')
        yield paragraph(f"{number}. {heading}", styles["Heading 2"])
        yield paragraph(text(row), styles["Source Words"], mark)
        for name, value in row_notes:
            yield paragraph(name + colon + value, styles["About"])
        note = f" {place_of(row, cover)}{labels.say('cover', 'semicolon', language)}"
        note += labels.say("cover", "code", language).format(code)
        sign = REFERENCE.format(style=reference, mark="<w:footnoteRef/>")
        inner = paragraph(note, styles["footnote text"], before=sign)
        notes.write(f'<w:footnote w:id="{number}">{inner}</w:footnote>'.encode())
    if not tally.rows:
        yield paragraph(labels.say("cover", "empty", language), styles["Normal"])
        return
    yield paragraph(labels.say("cover", "sources", language), styles["Heading 1"])
    for source in source_lines(tally, cover):
        yield paragraph(source, styles["List Bullet"])


def paragraph(value: str, style: str, behind: str = "", before: str = "") -> str:
    """A paragraph as XML; line ends and tabs in the text are kept. `before` and `behind` are runs as XML."""
    escaped = escape(plain(value).replace("\r\n", "\n").replace("\r", "\n"), quote=False)
    escaped = escaped.replace("\n", _apart("<w:br/>")).replace("\t", _apart("<w:tab/>"))
    run = f'<w:r><w:t xml:space="preserve">{escaped}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}{run}{behind}</w:p>'


def _apart(sign: str) -> str:
    return f'</w:t>{sign}<w:t xml:space="preserve">'
