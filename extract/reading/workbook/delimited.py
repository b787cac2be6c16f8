"""Tables as text with delimiters (CSV, TSV) → lines and grids."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from jixiao.extract.reading.decoding import decode
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import lay_out
from jixiao.extract.reading.workbook import sheets
from jixiao.extract.reading.workbook.sheets import Place, Sheet

_DELIMITERS = ",;\t|"
# Records that the delimiter is told from. Source: chosen; the tables of the five reports have fewer rows.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Record:
    """A row's fields and its first and last line, from 1."""

    fields: list[str]
    first: int
    last: int


def read(given: Given) -> Content:
    """Raises UnreadableDocumentError, LimitExceededError."""
    found, warnings = sheet(given)
    return lay_out(sheets.parts([found]), warnings)


def sheet(given: Given, delimiter: str | None = None) -> tuple[Sheet, tuple[str, ...]]:
    """The records as rows of a nameless sheet, and warnings; the delimiter is found where none is given.

    Raises as `read`.
    """
    text = decode(given.data, given.path)
    told = re.match(r"sep=(.)\r?\n", text)
    delimiter = delimiter or (told.group(1) if told else _delimiter(text, given.path.suffix.lower() == ".tsv"))
    found, warnings = _records(text, delimiter)
    cells: dict[Place, str] = {}
    for row, record in enumerate(found, 1):
        if not (told and row == 1):
            cells.update({(row, column): field for column, field in enumerate(record.fields, 1) if field.strip()})
    lines = {row: (record.first, record.last) for row, record in enumerate(found, 1)}
    return Sheet("", cells, lines=lines), warnings


def _delimiter(text: str, tabs: bool) -> str:
    """The delimiter that parts most records into equally many fields; tabs where they do it as well as another."""

    def score(mark: str) -> tuple[float, bool]:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            widths.update(len(record.fields) for record in islice(_parsed(text, mark), _LOOKED_AT) if record.fields)
        alike = max((times for width, times in widths.items() if width > 1), default=0)
        return alike / max(widths.total(), 1), tabs == (mark == "\t")

    return max(_DELIMITERS, key=score)


def _records(text: str, delimiter: str) -> tuple[list[Record], tuple[str, ...]]:
    """All records, and warnings. From a quotation mark on that nothing closes, marks are plain characters."""
    found: list[Record] = []
    with suppress(csv.Error):  # a field longer than any program writes: its quotation mark is not closed
        for record in _parsed(text, delimiter):
            found.append(record)
    lines = io.StringIO(text, newline="").readlines()
    if found and found[-1].last > found[-1].first:
        open_marks = sum(line.count('"') for line in lines[found[-1].first - 1 :]) % 2
        found = found[: len(found) - open_marks]
    read = found[-1].last if found else 0
    if read == len(lines):
        return found, ()
    found.extend(_parsed("".join(lines[read:]), delimiter, csv.QUOTE_NONE, read))
    return found, (f"line {read + 1:,} opens a quotation that nothing closes; marks below it are plain characters",)


def _parsed(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL, above: int = 0) -> Iterator[Record]:
    """The records of `text`, above which there are `above` lines. Raises csv.Error on an overlong field."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    last = above
    for fields in reader:
        yield Record(fields, last + 1, above + reader.line_num)
        last = above + reader.line_num
