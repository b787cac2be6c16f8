"""The rows of an exported CSV or workbook, whatever a person has sorted, left out or added in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

from jixiao.extract.errors import WordedError, plainly
from jixiao.extract.messages import Message
from jixiao.index import labels
from jixiao.index.export import check_codes
from jixiao.index.export.records import active
from jixiao.index.export.tables import figure
from jixiao.index.export.xlsx_style import unescaped
from jixiao.index.labels import Language
from jixiao.index.verify.exported_row import ExportedRow, place

# Each table and the headings it is known by, the first that fits.
TABLES = (
    ("column", {"text"}),
    ("continued_column", {"rest", "part"}),
    ("answer_column", {"evidence"}),
    ("quantity_column", {"surface"}),
    ("source_column", {"sha256", "title"}),
    ("batch_column", {"asked", "state"}),
)
# The column that a table quotes its source in, and those that say where from: one of them is needed.
QUOTED = {"column": "text", "quantity_column": "surface"}
PLACED = ("passage_id", "sha256", "source")
# Rows that may stand above the headings.
ABOVE = 20
Texts = dict[tuple[str, str, str], list[str]]


def read_csv(path: Path) -> Iterator[ExportedRow]:
    """Raises ValueError where no line has our headings."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding=_encoding(path), newline="") as file:
        first = file.readline()
        file.seek(0)
        rows = csv.reader(file, delimiter=max(",\t;", key=first.count))
        found = _table([active(cell) for cell in row] for row in rows)
        if found is None or found[0] not in QUOTED:
            raise WordedError(Message.of("no_columns_of_ours"))
        yield from _exported_rows(*found, "", {})


def _encoding(path: Path) -> str:
    """As we write it; else as Excel in Taiwan writes CSV."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for _ in file:
                pass
    except UnicodeDecodeError:
        return "cp950"
    return "utf-8-sig"


def read_xlsx(path: Path) -> Iterator[ExportedRow]:
    """All sheets with our headings. Raises ValueError where there is none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise WordedError(plainly(error)) from error
    try:
        continued = _continued(book)
        ours = False
        for sheet in book.worksheets:
            found = _table(_values(sheet))
            if found is not None and found[0] != "continued_column":
                ours = ours or found[0] in QUOTED
                yield from _exported_rows(*found, sheet.title, continued)
        if not ours:
            raise WordedError(Message.of("no_sheet_with_columns_of_ours"))
    finally:
        book.close()


def _values(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True):
        yield [_told(value) for value in row]


def _told(value: Any) -> str:
    """A cell as it was written by us, whatever kind the spreadsheet has made of it."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return figure(value)
    return value.isoformat() if isinstance(value, date) else unescaped(str(value))


def _continued(book: Any) -> Texts:
    """Passage, span and heading of a cell -> the pieces that it goes on in, in their order."""
    pieces: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for sheet in book.worksheets:
        found = _table(_values(sheet))
        if found is None or found[0] != "continued_column":
            continue
        for row in found[3]:
            cells = dict(zip(found[2], row, strict=False))
            if cells.get("part", "").isdigit():
                where = (cells.get("passage_id", ""), cells.get("span", ""), cells.get("column", ""))
                pieces.setdefault(where, []).append((int(cells["part"]), cells.get("rest", "")))
    return {where: [piece for _, piece in sorted(cells)] for where, cells in pieces.items()}


def _table(rows: Iterable[list[str]]) -> tuple[str, Language, list[str], Iterator[list[str]]] | None:
    """Which table of ours it is, its language, the key of each column (empty: not ours), and the rows below."""
    lines = iter(rows)
    for row in islice(lines, ABOVE):
        for table, needed in TABLES:
            for language in ("zh", "en"):
                named = {heading: key for key, heading in labels.columns(language, table).items()}
                keys = [named.get(" ".join(cell.split()), "") for cell in row]
                if needed <= set(keys) and (table not in QUOTED or set(PLACED) & set(keys)):
                    return table, language, keys, lines
    return None


def _exported_rows(
    table: str, language: Language, keys: list[str], rows: Iterable[list[str]], sheet: str, continued: Texts
) -> Iterator[ExportedRow]:
    for number, row in enumerate(rows, 1):
        cells = {key: value for key, value in zip(keys, chain(row, [""] * len(keys)), strict=False) if key}
        if any(cells.values()):
            yield _exported_row(number, cells, (table, language, sheet), continued)


def _exported_row(number: int, given: dict[str, str], kind: tuple[str, Language, str], continued: Texts) -> ExportedRow:
    table, language, sheet = kind
    for key, heading in labels.columns(language, table).items():
        pieces = continued.get((given.get("passage_id", ""), given.get("span", ""), heading))
        if pieces and key in given:
            given[key] += "".join(pieces)
    cells = {key: value for key, value in given.items() if key != "seal"}
    quoted = QUOTED.get(table, "")
    altered = check_codes.broken(given["seal"], cells) if given.get("seal") else None
    document_id, span = place(given.get("passage_id", ""), given.get("span", ""), given.get("sha256", ""))
    names = labels.columns(language, table)
    return ExportedRow(
        row=number,
        quote=given.get(quoted),
        document_id=document_id,
        span=span,
        sha256=given.get("sha256") or None,
        source=given.get("source") or None,
        passage_id=given.get("passage_id") or None,
        sheet=sheet,
        altered=None if altered is None else tuple(names[key] for key in altered if key != quoted),
        kept=None if altered is None or not quoted else quoted not in altered,
        table=table,
        cells=cells,
        language=language,
    )
