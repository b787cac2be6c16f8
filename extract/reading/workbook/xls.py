"""Workbooks of Excel before 2007 (XLS) → sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.layout.contract import Given
from jixiao.extract.reading.layout.inline import Inline, Level, Setting
from jixiao.extract.reading.workbook import number_formats
from jixiao.extract.reading.workbook.sheets import Place, Sheet

_LEVELS: dict[int, Level] = {1: "raised", 2: "lowered"}


def read(given: Given) -> tuple[list[Sheet], list[str]]:
    """The sheets that are seen, and warnings. Raises UnreadableDocumentError."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=given.data, formatting_info=True, logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception as error:  # of a damaged file anything may come
        if "encrypted" in str(error):
            cure = Message.of("save_it_without_a_password_and_add_it_again")
            raise UnreadableDocumentError(given.path, Message.of("is_protected_by_a_password"), cure) from error
        cause = Message.of("is_damaged_or_no_xls_file")
        raise UnreadableDocumentError(
            given.path, cause, Message.of("open_it_in_its_own_program_and_save_it_5")
        ) from error
    found, warnings, inline = [], [], Inline()
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if sheet.visibility:
            warnings.append(f"sheet {sheet.name} is hidden and was left out")
        else:
            found.append(_sheet(book, sheet, inline))
        given.progress(number + 1, book.nsheets)
    return found, [*warnings, *inline.warnings()]


def _sheet(book: Any, sheet: Any, inline: Inline) -> Sheet:
    cells: dict[Place, str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            runs = sheet.rich_text_runlist_map.get((row, column), ())
            fonts = [(0, book.xf_list[sheet.cell_xf_index(row, column)].font_index), *runs]
            if text := _set(book, _shown(book, sheet, row, column), fonts, inline):
                cells[row + 1, column + 1] = text
    merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    rows = frozenset(row + 1 for row, told in sheet.rowinfo_map.items() if told.hidden)
    columns = frozenset(column + 1 for column, told in sheet.colinfo_map.items() if told.hidden)
    return Sheet(sheet.name, cells, merged, rows, columns)


def _set(book: Any, text: str, fonts: Sequence[tuple[int, int]], inline: Inline) -> str:
    """The text without what is struck through; `fonts` are the places from which on a font holds."""
    ends = [*(start for start, _ in fonts[1:]), len(text)]
    return "".join(
        inline.text(text[start:end], _setting(book.font_list[font]))
        for (start, font), end in zip(fonts, ends, strict=True)
    )


def _setting(font: Any) -> Setting:
    return Setting(bool(font.struck_out), _LEVELS.get(font.escapement), font.name)


def _shown(book: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    kind, stored = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        told = book.format_map.get(style.format_key)
        # Formats below 164 stand in no file: their ids tell them.
        own = told.format_str if told is not None and style.format_key >= 164 else None
        code = own or number_formats.of_id(style.format_key)
        return number_formats.shown(stored, code, from_1904=bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if stored else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(stored, ""))
    return str(stored)
