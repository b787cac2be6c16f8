"""The blank document that every DOCX of ours begins with."""

from __future__ import annotations

from typing import Any

from jixiao.index.export.records import plain


def blank_document() -> Any:
    """An empty document whose styles have a font for Chinese; `Source Words` and `About` are for quotes and notes."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.2)
    for name, size, grey in (("Source Words", 11, 0x1D), ("About", 8.5, 0x55)):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(grey, grey, grey)
        style.paragraph_format.space_after = Pt(8 if size == 11 else 1)
        style.paragraph_format.space_before = Pt(4 if size == 11 else 0)
    words: Any = document.styles["Source Words"]
    words.paragraph_format.left_indent, words.paragraph_format.line_spacing = Cm(0.5), 1.4
    words.paragraph_format.keep_together = True
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
    _number_pages(document)
    return document


def _number_pages(document: Any) -> None:
    """The number of each page at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def about(document: Any, name: str, value: str) -> None:
    """A line of what the document says of itself, its name in bold."""
    document.add_paragraph(style="About").add_run(plain(name)).bold = True
    document.paragraphs[-1].add_run(plain(value))
