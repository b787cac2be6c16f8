"""Passages and answers as files to hand over: XLSX, CSV, DOCX, JSONL, Markdown. Every row carries its source.

Text from documents is data here, never a formula or markup: see `inert` and `plain`.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from extract import jsonl
from extract.records import Passage, Quantity, Span
from index.answers import wording
from index.answers.wording import Language
from index.records import EVERYTHING, Answer, Evidence, Filters, Status

Format = Literal["xlsx", "csv", "docx", "jsonl", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)

# Source: Excel's specifications, "Total number of characters that a cell can contain".
LONGEST_CELL = 32_767
# Characters that XML 1.0 can't hold, and so neither XLSX nor DOCX.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBERS = ("number", "year", "page", "table", "row")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an export: a passage, or the sentence `quote` of it, at `span` of the document.

    `sha256` is the digest of the original file. `branch` and `status` are what an answer says of the sentence; without
    an answer the branches are the passage's.
    """

    passage: Passage
    sha256: str
    quote: str | None = None
    span: Span | None = None
    branch: str | None = None
    status: Status | None = None


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
        chosen = "；".join(f"{name}：{values}" for name, values in wording.filters(self.filters, self.language))
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
    where = passage.locator
    return {
        "number": str(number),
        "branch": row.branch or wording.doers(passage, language),
        "year": "" if passage.year is None else str(passage.year),
        "stage": wording.say("stage", passage.stage, language) if passage.stage else "",
        "status": wording.say("status", row.status, language) if row.status else "",
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
    put_row(sheet, list(headings.values()), heading=True)
    for number, row in enumerate(rows, 1):
        told = cells(row, number, cover.language)
        put_row(sheet, [int(told[k]) if k in NUMBERS and told[k] else told[k] for k in headings])
    widths = [wording.tables()["column"][key]["width"] for key in headings]
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    about = book.create_sheet(wording.say("cover", "about", cover.language))
    for name, value in cover.lines(len(rows)):
        put_row(about, [name, value])
        about.cell(about.max_row, 1).style = "Headline 4"
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 90
    book.save(path)


def put_row(sheet: Any, values: Sequence[str | int], *, heading: bool = False) -> None:
    """Append cells; a string is written as a string whatever it begins with, and marked so for whoever edits it."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    number = sheet.max_row + (1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 0)
    for index, value in enumerate(values, 1):
        cell = sheet.cell(number, index)
        if isinstance(value, int):
            cell.value = value
        elif value:
            cell.value = plain(value)[:LONGEST_CELL]
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="center" if heading else "top")
        cell.border = Border(bottom=Side("thin", color="D5DCE4"))
        if heading:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E5F")
        elif isinstance(value, str) and inert(value) != value:
            cell.quotePrefix = True


def plain(value: str) -> str:
    """The value without the characters that XML can't hold."""
    return UNWRITABLE.sub("", value)


def heading_of(row: Row, number: int, language: Language) -> str:
    """「3. 新竹分局 · 108 年度 · 成果 · 已執行」."""
    told = cells(row, number, language)
    year = "" if row.passage.year is None else wording.year(row.passage.year, language)
    parts = (told["branch"] or row.passage.agency, year, told["role"], told["status"])
    return f"{number}. " + " · ".join(part for part in parts if part)


def notes_of(row: Row, number: int, language: Language) -> list[tuple[str, str]]:
    """Name and value of what stands below a quote: context, figures, place, passage."""
    told = cells(row, number, language)
    place = "，".join(filter(None, [row.passage.source, wording.place(row.passage.locator, language)]))
    context = " › ".join(filter(None, [told["facet"], told["strategy"], told["measure"]]))
    names = wording.columns(language)
    notes = [
        (wording.say("cover", "context", language), context),
        (names["quantities"], told["quantities"]),
        (wording.say("cover", "place", language), place),
        (names["passage_id"], f"{told['passage_id']} ({told['span']})"),
        (names["sha256"], told["sha256"]),
    ]
    return [(name, value) for name, value in notes if value]


def write_docx(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """A document to read: what it is, then each quote with its notes."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = Document()
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in [n for n in fonts.attrib if n.endswith("Theme")]:
                del fonts.attrib[name]
            style.font.name = "Calibri"
            fonts.set(qn("w:eastAsia"), "Microsoft JhengHei")
    document.add_heading(plain(cover.title), 0)
    for name, value in cover.lines(len(rows))[1:]:
        document.add_paragraph().add_run(f"{name}：").bold = True
        document.paragraphs[-1].add_run(plain(value))
    if not rows:
        document.add_paragraph(wording.say("cover", "empty", cover.language))
    for number, row in enumerate(rows, 1):
        document.add_heading(plain(heading_of(row, number, cover.language)), 2)
        document.add_paragraph(plain(text(row)), style="Intense Quote")
        for name, value in notes_of(row, number, cover.language):
            note = document.add_paragraph()
            note.paragraph_format.space_after = Pt(0)
            for run in (note.add_run(f"{name}："), note.add_run(plain(value))):
                run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x5A, 0x65, 0x70)
    document.save(str(path))


def write_markdown(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """The same document for a text editor; nothing in a quote can act as markup."""
    parts = [f"# {literal(cover.title)}", ""]
    parts += [f"- {name}：{literal(value)}" for name, value in cover.lines(len(rows))[1:]]
    if not rows:
        parts += ["", wording.say("cover", "empty", cover.language)]
    for number, row in enumerate(rows, 1):
        parts += ["", f"## {literal(heading_of(row, number, cover.language))}", ""]
        parts += [f"> {literal(line)}" for line in text(row).splitlines()]
        parts += ["", *(f"- {name}：{literal(value)}" for name, value in notes_of(row, number, cover.language))]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8", errors="replace")


def literal(value: str) -> str:
    """The value on one line with a backslash before each character that Markdown or HTML would act on."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", " ".join(value.split("\n")))
