"""Passages and answers as files to hand over: XLSX, CSV, DOCX, JSONL, Markdown. Every row carries its source.

Text from documents is data here, never a formula or markup: see `inert` and `plain`.
"""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from extract import jsonl
from extract.records import Passage, Quantity, Span, Status
from index.answers import wording
from index.answers.wording import Language
from index.records import EVERYTHING, Answer, Evidence, Filters

Format = Literal["xlsx", "csv", "docx", "jsonl", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)

# Source: Excel's specifications: characters in a cell, points of a row's height; the line is that of its default font.
LONGEST_CELL = 32_767
HIGHEST_ROW, LINE_HEIGHT = 409, 15
# Characters that XML 1.0 can't hold, and so neither XLSX nor DOCX.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBERS = ("number", "year", "page", "table", "row")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an export: a passage, or the sentence `quote` of it, at `span` of the document.

    `sha256` is the digest of the original file. `branch` and `status` are what an answer says of the sentence; without
    an answer both are the passage's. `finding` is what a comparison says of it, in the reader's words;
    it stands where the status stands.
    """

    passage: Passage
    sha256: str
    quote: str | None = None
    span: Span | None = None
    branch: str | None = None
    status: Status | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What an export says of itself. `filters` are those that the rows passed."""

    title: str
    question: str | None = None
    filters: Filters = EVERYTHING
    made: date | None = None
    language: Language = "zh"

    def lines(self, rows: int) -> list[tuple[str, str]]:
        """Name and value of everything to be said; today where `made` is None."""
        say = wording.say
        colon, semicolon = say("cover", "colon", self.language), say("cover", "semicolon", self.language)
        chosen = semicolon.join(name + colon + values for name, values in wording.filters(self.filters, self.language))
        told = {
            "title": self.title,
            "question": self.question,
            "filters": chosen or say("cover", "no_filters", self.language),
            "made": (self.made or date.today()).isoformat(),
            "rows": str(rows),
            "note": say("cover", "words", self.language),
        }
        return [(say("cover", key, self.language), value) for key, value in told.items() if value]


def rows_of_passages(passages: Iterable[Passage], sha256: Mapping[str, str]) -> list[Row]:
    """One row a passage, in the order given. `sha256`: document id -> digest of the original."""
    return [Row(p, sha256[p.document_id]) for p in passages]


def rows_of_answer(answer: Answer, passage: Callable[[str], Passage]) -> list[Row]:
    """One row a sentence, in the order of the answer: branches, values, general statements, the rest.

    A sentence stands once for each branch it is evidence for, and once where it is evidence for none.
    """
    said: list[tuple[Evidence, str | None, Status | None]] = []
    for entry in answer.branches:
        said += [(e, entry.name, entry.status) for e in entry.evidence]
    for figure in answer.values:
        said += [(e, figure.branch, None) for e in figure.evidence]
    said += [(e, None, None) for e in (*answer.general, *answer.evidence)]
    rows: dict[tuple[str, Span, str | None], Row] = {}
    taken: set[tuple[str, Span]] = set()
    for evidence, branch, status in said:
        where = (evidence.passage_id, evidence.span)
        if branch is None and where in taken:
            continue
        taken.add(where)
        row = Row(passage(evidence.passage_id), evidence.sha256, evidence.quote, evidence.span, branch, status)
        rows.setdefault((*where, branch), row)
    return list(rows.values())


def export(rows: Sequence[Row], format: Format, path: Path, cover: Cover) -> Path:
    """Write the rows to `path` and return it. JSONL holds each passage once, by the contract of `extract.jsonl`."""
    writers: dict[Format, Callable[[Sequence[Row], Path, Cover], None]] = {
        "xlsx": write_xlsx,
        "csv": write_csv,
        "docx": write_docx,
        "jsonl": write_jsonl,
        "md": write_markdown,
    }
    writers[format](rows, path, cover)
    return path


def cells(row: Row, number: int, language: Language) -> dict[str, str]:
    """Column key -> what stands there, keys as in data/wording.toml."""
    passage, span = row.passage, row.span or row.passage.span
    status = row.status or (passage.status if row.quote is None else None)
    where = passage.locator
    return {
        "number": str(number),
        "branch": row.branch or wording.doers(passage, language),
        "year": "" if passage.year is None else str(passage.year),
        "stage": wording.say("stage", passage.stage, language) if passage.stage else "",
        "status": row.finding or (wording.say("status", status, language) if status else ""),
        "role": wording.role(passage.label, language),
        "facet": wording.facet(passage.facet, passage.facet_name, language),
        "strategy": passage.strategy or "",
        "measure": passage.measure or "",
        "text": text(row),
        "quantities": "；".join(dict.fromkeys(q.surface for q in quantities(row))),
        "source": passage.source,
        "page": "" if where.page is None else str(where.page),
        "table": "" if where.table is None else str(where.table),
        "row": "" if where.row is None else str(where.row),
        "lines": wording.lines(where),
        "passage_id": passage.passage_id,
        "span": f"{span.start}-{span.end}",
        "sha256": row.sha256,
    }


def text(row: Row) -> str:
    """The quote, or the whole passage."""
    return row.passage.text if row.quote is None else row.quote


def quantities(row: Row) -> list[Quantity]:
    """The quantities that stand in the row's text."""
    span = row.span or row.passage.span
    return [q for q in row.passage.quantities if span.start <= q.span.start and q.span.end <= span.end]


def inert(value: str) -> str:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula or a command."""
    first = unicodedata.normalize("NFKC", value[:1])
    after_blanks = unicodedata.normalize("NFKC", value.lstrip()[:1])
    runs = first in ("\t", "\r", "\n") or after_blanks in ("=", "+", "-", "@")
    return "'" + value if value and runs else value


def write_csv(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """UTF-8 with a byte order mark, so that Excel reads it as such."""
    headings = wording.columns(cover.language)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(headings.values())
        for number, row in enumerate(rows, 1):
            told = cells(row, number, cover.language)
            writer.writerow(inert(told[key]) for key in headings)


def write_jsonl(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """One passage a line."""
    passages = {row.passage.passage_id: row.passage for row in rows}
    path.write_text(
        "".join(json.dumps(jsonl.passage_to_json(p), ensure_ascii=False) + "\n" for p in passages.values()),
        encoding="utf-8",
    )


def write_xlsx(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """A sheet of rows with fixed headings and filters, and a sheet that says what they are."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = wording.say("cover", "sheet", cover.language)
    headings = wording.columns(cover.language)
    set_widths(sheet, [wording.tables()["column"][key]["width"] for key in headings])
    put_row(sheet, 1, list(headings.values()), heading=True)
    for number, row in enumerate(rows, 1):
        told = cells(row, number, cover.language)
        put_row(sheet, number + 1, [int(told[k]) if k in NUMBERS and told[k] else told[k] for k in headings])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_area = f"A1:{sheet.cell(1, list(headings).index('lines') + 1).column_letter}{sheet.max_row}"
    sheet.print_title_rows = "1:1"
    about: Any = book.create_sheet(wording.say("cover", "about", cover.language))
    set_widths(about, [14, 90])
    for number, (name, value) in enumerate(cover.lines(len(rows)), 1):
        put_row(about, number, [name, value])
        about.cell(number, 1).style = "Headline 4"
    book.save(path)


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Column widths in characters; printed on A4, landscape, as wide as the page."""
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def put_row(sheet: Any, number: int, values: Sequence[str | int], *, heading: bool = False) -> None:
    """Fill row `number`, high enough for its text.

    A string is written as a string whatever it begins with, and marked so for whoever edits it.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    lines = 1
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        if isinstance(value, int):
            cell.value = value
        elif value:
            cell.value = plain(value)[:LONGEST_CELL]
            cell.data_type = "s"
        lines = max(lines, lines_of(str(value), sheet.column_dimensions[cell.column_letter].width))
        cell.alignment = Alignment("left", "center" if heading else "top", wrap_text=True)
        cell.border = Border(bottom=Side("thin", color="D5DCE4"))
        if heading:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E5F")
        elif isinstance(value, str) and inert(value) != value:
            cell.quotePrefix = True
    sheet.row_dimensions[number].height = min(HIGHEST_ROW, LINE_HEIGHT * lines + 3)


def lines_of(value: str, width: float) -> int:
    """Lines that the text takes in a column `width` characters wide, a Chinese character counted as two and a bit."""
    told = (sum(2.2 if unicodedata.east_asian_width(c) in "WF" else 1.1 for c in line) for line in value.split("\n"))
    return sum(max(1, math.ceil(length / width)) for length in told)


def plain(value: str) -> str:
    """The value without the characters that XML can't hold."""
    return UNWRITABLE.sub("", value)


def heading_of(row: Row, number: int, language: Language) -> str:
    """「3. 新竹分局 · 108 年度 · 成果 · 已執行」."""
    told = cells(row, number, language)
    year = "" if row.passage.year is None else wording.year(row.passage.year, language)
    parts = (told["branch"] or row.passage.agency, year, told["stage"], told["role"], told["status"])
    return f"{number}. " + " · ".join(part for part in parts if part)


def notes_of(row: Row, number: int, language: Language) -> list[str]:
    """The lines below a quote: context, figures, place, passage and digest, of what there is."""
    told = cells(row, number, language)
    colon, comma = wording.say("cover", "colon", language), wording.say("cover", "comma", language)
    names = wording.columns(language)
    notes = [
        (wording.say("cover", "context", language), [told["facet"], told["strategy"], told["measure"]], " › "),
        (names["quantities"], [told["quantities"]], ""),
        (
            wording.say("cover", "place", language),
            [told["source"], wording.place(row.passage.locator, language)],
            comma,
        ),
        (names["passage_id"], [told["passage_id"]], ""),
        (names["span"], [told["span"]], ""),
        (names["sha256"], [told["sha256"]], ""),
    ]
    return [name + colon + joint.join(filter(None, values)) for name, values, joint in notes if any(values)]


def by_branch(rows: Sequence[Row], language: Language) -> list[tuple[str, str, str, str]]:
    """Branch, status, figures and number of rows, for the rows of an answer that have a status; in their order."""
    groups: dict[tuple[str, Status], list[Row]] = {}
    for row in rows:
        if row.branch and row.status:
            groups.setdefault((row.branch, row.status), []).append(row)
    separator = wording.say("cover", "semicolon", language)
    return [
        (
            branch,
            wording.say("status", status, language),
            separator.join(dict.fromkeys(q.surface for row in group for q in quantities(row))),
            str(len(group)),
        )
        for (branch, status), group in groups.items()
    ]


def sources_of(rows: Sequence[Row], language: Language) -> list[str]:
    """A line for each file: its name, title and digest."""
    comma = wording.say("cover", "comma", language)
    told = (comma.join(filter(None, [r.passage.source, r.passage.title, f"SHA-256 {r.sha256}"])) for r in rows)
    return list(dict.fromkeys(told))


def write_docx(rows: Sequence[Row], path: Path, cover: Cover) -> None:
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


def write_markdown(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """The same document for a text editor; nothing in a quote can act as markup."""
    language = cover.language
    colon = wording.say("cover", "colon", language)
    parts = [f"# {literal(cover.title)}", ""]
    parts += [f"- {name}{colon}{literal(value)}" for name, value in cover.lines(len(rows))[1:]]
    if not rows:
        parts += ["", wording.say("cover", "empty", language)]
    for number, row in enumerate(rows, 1):
        parts += ["", f"## {literal(heading_of(row, number, language))}", ""]
        parts += [f"> {literal(line)}".rstrip() for line in text(row).splitlines()]
        parts += ["", *(f"- {literal(note)}" for note in notes_of(row, number, language))]
    if rows:
        parts += ["", f"## {wording.say('cover', 'sources', language)}", ""]
        parts += [f"- {literal(source)}" for source in sources_of(rows, language)]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8", errors="replace")


def literal(value: str) -> str:
    """The value on one line, with a backslash before each character that Markdown or HTML would act on."""
    inline = re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", " ".join(value.split("\n")))
    return re.sub(
        r"^(\s*)([-+=]|\d+(?=[.)]))", lambda m: m[1] + (m[2] + "\\" if m[2].isdigit() else "\\" + m[2]), inline
    )
