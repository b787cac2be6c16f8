"""Exports as a document to read, and the blank document that every document of ours begins with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.answers import wording
from index.answers.exported import Cover, Row, by_branch, heading_of, notes_of, plain, sources_of, text


def write(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """A document to read: what it is, the branches of an answer, each quote with its notes, the sources."""
    language = cover.language
    document = blank_document()
    document.add_heading(plain(cover.title), 0)
    colon = wording.say("cover", "colon", language)
    for name, value in cover.lines(len(rows))[1:]:
        document.add_paragraph(style="About").add_run(name + colon).bold = True
        document.paragraphs[-1].add_run(plain(value))
    if not rows:
        document.add_paragraph(wording.say("cover", "empty", language))
    if groups := by_branch(rows, language):
        names = wording.columns(language)
        heads = (names["branch"], names["status"], names["quantities"], wording.say("cover", "rows", language))
        table = document.add_table(0, len(heads), style="Light Grid Accent 1")
        for line in (heads, *groups):
            for cell, value in zip(table.add_row().cells, line, strict=True):
                cell.text = plain(value)
    for number, row in enumerate(rows, 1):
        document.add_heading(plain(heading_of(row, number, language)), 2)
        document.add_paragraph(plain(text(row)), style="Source Words")
        for note in notes_of(row, number, language):
            document.add_paragraph(plain(note), style="About")
    if rows:
        document.add_heading(wording.say("cover", "sources", language), 1)
        for source in sources_of(rows, language):
            document.add_paragraph(plain(source), style="List Bullet")
    document.save(str(path))


def blank_document() -> Any:
    """An empty document whose styles have a font for Chinese; `Source Words` and `About` are for quotes and notes."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    for name, size, grey in (("Source Words", 11, 0x1D), ("About", 8.5, 0x55)):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(grey, grey, grey)
        style.paragraph_format.space_after = Pt(8 if size == 11 else 1)
        style.paragraph_format.space_before = Pt(4 if size == 11 else 0)
    words: Any = document.styles["Source Words"]
    words.paragraph_format.left_indent, words.paragraph_format.line_spacing = Cm(0.5), 1.4
    border = '<w:pBdr %s><w:left w:val="single" w:sz="18" w:space="8" w:color="17596B"/></w:pBdr>'
    words.element.get_or_add_pPr().append(parse_xml(border % nsdecls("w")))
    for style in document.styles:
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.TABLE):
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]:
                del fonts.attrib[theme]
            style.font.name = "Calibri"
            fonts.set(qn("w:eastAsia"), "Microsoft JhengHei")
        if style.name and style.name.startswith(("Heading", "Title")):
            style.font.color.rgb = RGBColor(0x17, 0x59, 0x6B)
    return document
