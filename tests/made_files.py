"""The real reports as files of other formats, made from their text the way an office would make them."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jixiao.extract.records import Document

FORMATS = ("docx", "odt", "doc", "html", "xlsx", "ods", "xls", "csv", "pdf", "pdf-unruled")
CONVERTED = frozenset(("odt", "doc", "ods", "xls", "pdf", "pdf-unruled"))
Cell = list[str]  # its paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `level` from 1 where it is a heading."""

    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the header its first row; all rows have as many cells. `reach[row][column]`: rows that a merged cell
    takes, 1 for others, 0 for those covered by the one above."""

    rows: list[list[Cell]]
    reach: list[list[int]]


def parts(text: str) -> list[Paragraph | Table]:
    """The paragraphs and tables of a report whose rows are lines with tabs. A blank line ends a table."""
    found: list[Paragraph | Table] = []
    rows: list[list[Cell]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append([_paragraphs(cell) for cell in line.split("\t")])
        elif rows and line.strip():
            rows[-1][-1].extend(_paragraphs(line))
        else:
            if rows:
                found.append(_table(rows))
                rows = []
            found.extend(_lines(line))
    return found


def parts_read(document: Document) -> list[Paragraph | Table]:
    """The paragraphs and tables of a report as it was read, for one whose text has no tabs."""
    found: list[Paragraph | Table] = []
    end = 0
    for _, held in groupby(document.cells, key=lambda cell: cell.locator.table):
        cells = list(held)
        found.extend(part for line in document.text[end : cells[0].span.start].splitlines() for part in _lines(line))
        end = cells[-1].span.end
        rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.locator.row)]
        names = [[cell.header] if cell.header else [] for cell in rows[0]]
        found.append(
            _table([names, *([document.text[c.span.start : c.span.end].split("\n") for c in r] for r in rows)])
        )
    found.extend(part for line in document.text[end:].splitlines() for part in _lines(line))
    return found


def make(report: list[Paragraph | Table], form: str, folder: Path) -> Path:
    """The report in one of FORMATS, `folder` a new file's place; by LibreOffice where it is one of CONVERTED."""
    suffix, _, variant = form.partition("-")
    if form in CONVERTED:
        first = make(
            report,
            {"pdf": f"docx{'-' + variant if variant else ''}", "ods": "xlsx", "xls": "xlsx"}.get(suffix, "docx"),
            folder,
        )
        return convert(first, suffix, folder)
    path = folder / f"report.{suffix}"
    match suffix:
        case "docx":
            write_docx(report, path, ruled=variant != "unruled")
        case "html":
            write_html(report, path)
        case "xlsx":
            write_xlsx(report, path)
        case "csv":
            write_csv(report, path)
    return path


def write_docx(report: list[Paragraph | Table], path: Path, *, ruled: bool = True) -> None:
    """With headings, merged cells and a header and footer on each page."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "標準檢驗局績效報告"
    document.sections[0].footer.paragraphs[0].text = "第 1 頁，共 20 頁"
    for part in report:
        if isinstance(part, Paragraph):
            if part.level:
                document.add_heading(part.text, part.level)
            else:
                document.add_paragraph(part.text)
            continue
        table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid" if ruled else "Normal Table")
        for at, row in enumerate(part.rows):
            cells = table.rows[at].cells
            for to, paragraphs in enumerate(row):
                if part.reach[at][to] > 1:
                    cells[to].merge(table.cell(at + part.reach[at][to] - 1, to))
                _fill(cells[to], paragraphs)
    document.save(str(path))


def write_xlsx(report: list[Paragraph | Table], path: Path) -> None:
    """All on one sheet, paragraphs in its first column."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    at = 0
    for part in report:
        if isinstance(part, Paragraph):
            at += 1
            sheet.cell(at, 1, part.text)
            continue
        for row, reach in zip(part.rows, part.reach, strict=True):
            at += 1
            for to, paragraphs in enumerate(row, 1):
                if paragraphs:
                    sheet.cell(at, to, "\n".join(paragraphs))
                if reach[to - 1] > 1:
                    sheet.merge_cells(None, at, to, at + reach[to - 1] - 1, to)
        at += 1
    book.save(path)


def write_csv(report: list[Paragraph | Table], path: Path) -> None:
    """As a spreadsheet program saves it, in CP950: lines in cells, merged cells as empty ones."""
    import csv

    with path.open("w", encoding="cp950", errors="replace", newline="") as file:
        writer = csv.writer(file)
        for part in report:
            if isinstance(part, Paragraph):
                writer.writerow([part.text])
            else:
                writer.writerows([*(["\n".join(cell) for cell in row] for row in part.rows), []])


def write_html(report: list[Paragraph | Table], path: Path) -> None:
    """As a page of a website, in Big5, with a menu and a script."""
    out = ["<!DOCTYPE html><html><head><meta charset='big5'><title>績效</title><script>var a = '不要';</script></head>"]
    out.append("<body><nav><ul><li>首頁</li><li>施政成果</li></ul></nav>")
    for part in report:
        if isinstance(part, Paragraph):
            tag = f"h{part.level}" if part.level else "p"
            out.append(f"<{tag}>{html.escape(part.text)}</{tag}>")
            continue
        out.append("<table border=1><tbody>")
        for at, row in enumerate(part.rows):
            out.append("<tr>")
            for to, paragraphs in enumerate(row):
                if reach := part.reach[at][to]:
                    span = f" rowspan={reach}" if reach > 1 else ""
                    tag = "td" if at else "th"
                    out.append(f"<{tag}{span}>{'<br>'.join(map(html.escape, paragraphs))}</{tag}>")
            out.append("</tr>")
        out.append("</tbody></table>")
    out.append("</body></html>")
    path.write_bytes("\n".join(out).encode("big5", "xmlcharrefreplace"))


def convert(path: Path, suffix: str, folder: Path, *options: str) -> Path:
    """The file in another format (`odt`, `pdf` …), by LibreOffice, in `folder`."""
    return convert_all([path], suffix, folder, *options)[0]


def convert_all(paths: list[Path], suffix: str, folder: Path, *options: str) -> list[Path]:
    """The same of several files at once."""
    profile = (folder / "profile").absolute().as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            *options,
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            folder,
            *paths,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return [folder / f"{path.stem}.{suffix}" for path in paths]


def _fill(cell: Any, paragraphs: Cell) -> None:
    for number, text in enumerate(paragraphs):
        if number:
            cell.add_paragraph(text)
        else:
            cell.paragraphs[0].text = text


def _lines(line: str) -> Iterator[Paragraph]:
    marked = re.match(r"\s*(#{1,6})\s+", line)
    bare = re.sub(r"^\s*(#{1,6}\s+|- )|\*\*", "", line).strip()
    if bare:
        yield Paragraph(bare, len(marked[1]) if marked else None)


def _paragraphs(cell: str) -> Cell:
    texts = re.split(r"</?(?:p|br|ol|ul|li|div)\b[^<>]*>", cell)
    return [text for text in (re.sub(r"</?[a-z]+\b[^<>]*>|\*\*", "", part).strip() for part in texts) if text]


def _table(rows: list[list[Cell]]) -> Table:
    """Cells of the first column that are empty are merged with the one above."""
    width = max(map(len, rows))
    rows = [[*row, *([] for _ in range(width - len(row)))] for row in rows]
    reach = [[1] * width for _ in rows]
    top = 0
    for at, row in enumerate(rows):
        if at < 2 or row[0]:
            top = at
        else:
            reach[top][0] += 1
            reach[at][0] = 0
    return Table(rows, reach)
