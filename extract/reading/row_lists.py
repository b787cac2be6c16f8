"""A list that a person hands over, row by row as it is written: CSV, TSV, XLSX, XLSM, ODS, XLS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jixiao.extract.errors import UnreadableDocumentError, UnsupportedFormatError, where
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.messages import Message
from jixiao.extract.reading.decoding import load
from jixiao.extract.reading.layout.contract import Given
from jixiao.extract.reading.workbook import delimited, xlsx
from jixiao.extract.reading.workbook.sheets import Sheet

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")
SUFFIXES = (*DELIMITED, *WORKBOOKS)
NO_DELIMITER = "\x1f"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number (of a text file, its first line) and its cells by column, all from 1."""

    number: int
    cells: dict[int, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet's rows in order, without hidden ones. `name` is empty for a text file."""

    name: str
    rows: tuple[Row, ...]


def read(path: Path, limits: Limits = DEFAULT, *, one_column: bool = False) -> tuple[list[Listed], tuple[str, ...]]:
    """The sheets, and warnings. With `one_column`, a line of a text file is one cell, whatever marks it holds.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        cause = Message.of("is_no_table_that_can_be_read", path.suffix or Message.of("no_suffix"))
        raise UnsupportedFormatError(path, cause, Message.of("save_it_as_one_of", ", ".join(SUFFIXES)))
    given = Given(load(path, limits.file_megabytes * 2**20), path, limits)
    if not given.data:
        raise UnreadableDocumentError(path, Message.of("is_empty"), Message.of("check_that_the_export_worked"))
    try:
        found, warnings = _sheets(given, suffix, NO_DELIMITER if one_column else None)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        cause, cure = (
            Message.of("is_damaged_or_of_a_kind_that_its_reader"),
            Message.of("open_it_in_its_own_program_and_save_it"),
        )
        raise UnreadableDocumentError(path, cause, cure, where(error)) from error
    return [Listed(sheet.name, tuple(_rows(sheet))) for sheet in found], warnings


def _sheets(given: Given, suffix: str, delimiter: str | None) -> tuple[list[Sheet], tuple[str, ...]]:
    if suffix in WORKBOOKS:
        return xlsx.opened(given)
    sheet, warnings = delimited.sheet(given, delimiter)
    return [sheet], warnings


def _rows(sheet: Sheet) -> Iterator[Row]:
    filled: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.cells.items()):
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns and text.strip():
            filled.setdefault(row, {})[column] = " ".join(text.split())
    for row, cells in filled.items():
        yield Row(sheet.lines[row][0] if row in sheet.lines else row, cells)
