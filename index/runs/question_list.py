"""Many questions at once: a list as CSV, a workbook or JSONL → questions with their filters, and rows that are none.

Columns are known by their headings (data/question_list.toml); a filter of a row takes the place of the one given for
all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jixiao.extract import framework
from jixiao.extract.errors import ExtractError
from jixiao.extract.messages import Message, told
from jixiao.extract.reading import row_lists
from jixiao.extract.reading.row_lists import Listed, Row
from jixiao.extract.text import normalisation, numerals
from jixiao.index import data_files
from jixiao.index.errors import UsageError
from jixiao.index.filters import EVERYTHING, FIELDS, Filters, filters_from
from jixiao.index.json_contract import read_lines
from jixiao.index.runs.records import LONGEST, Batch, Question, Refusal
from jixiao.index.settings import limits

# Rows above the headings: titles and notes. Source: chosen; a screenful.
ABOVE = 20
# MiB of a list, and of what its archive holds: it is read in this process. Source: chosen; 10,000 questions take 1 MiB.
LARGEST, UNPACKED = 16, 64
_APART = re.compile(r"[、,，;；/|]+")
_RANGE = re.compile(r"(.+?)[-–—~～至到](.+)")


def read(path: Path, filters: Filters = EVERYTHING) -> Batch:
    """The questions of a list; `filters` hold where a row has none of its own.

    Raises UsageError where the file can't be read, or has no column of questions.
    """
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        lines = read_lines(path, ("qid", "query"))
        return Batch(tuple(Question(str(one["qid"]), str(one["query"]), filters, path.name) for one in lines))
    within = replace(limits(), file_megabytes=LARGEST, unpacked_megabytes=UNPACKED)
    try:
        sheets, notes = row_lists.read(path, within)
        if path.suffix.lower() in row_lists.DELIMITED and any(len(row.cells) == 1 for row in _heads(sheets)):
            sheets, notes = row_lists.read(path, within, one_column=True)
    except ExtractError as error:
        raise UsageError(told(error)) from error
    entries: list[Question | Refusal] = []
    for sheet in sheets:
        if heads := [*_heads([sheet])]:
            entries += _entries(sheet, heads[0], path, filters, len(entries))
        elif sheet.rows and len(sheets) > 1:
            notes = (*notes, Message.of("sheet_no_column_of_questions_left_out", sheet.name))
    if not any(_heads(sheets)):
        raise UsageError(Message.of("no_column_of_questions_head_one_with_question_query", path))
    if not entries:
        raise UsageError(Message.of("no_questions_below_the_headings_write_one_a_row", path))
    return Batch(tuple(entries), notes)


def form(heading: str) -> str:
    """A heading as data/question_list.toml writes it."""
    return re.sub(r"[\s_()（）\[\]【】：:*＊]", "", normalisation.plain(heading)).lower()


def _heads(sheets: Sequence[Listed]) -> Iterator[Row]:
    """The first row of each sheet that has a heading of questions."""
    for sheet in sheets:
        rows = (row for row in sheet.rows[:ABOVE] if "question" in _columns(row).values())
        yield from [row for row in [next(rows, None)] if row]


def _columns(head: Row) -> dict[int, str]:
    """Column -> what it holds; the first of several columns for one thing."""
    known = {name: key for key, names in _data()["columns"].items() for name in names}
    found: dict[int, str] = {}
    for column, heading in head.cells.items():
        key = known.get(form(heading))
        if key and key not in found.values():
            found[column] = key
    return found


def _entries(sheet: Listed, head: Row, path: Path, filters: Filters, before: int) -> Iterator[Question | Refusal]:
    columns = _columns(head)
    below = sheet.rows[sheet.rows.index(head) + 1 :]
    for number, row in enumerate(below, before + 1):
        cells = {key: row.cells.get(column, "") for column, key in columns.items()}
        qid, text, place = cells.get("qid") or str(number), cells["question"], _place(path.name, sheet.name, row.number)
        try:
            yield Question(qid, _asked(text), _filters(cells, filters), place)
        except ValueError as error:
            yield Refusal(qid, text[:LONGEST], place, told(error))


def _place(file: str, sheet: str | None, row: int) -> Message:
    """A row, as a person finds it."""
    return Message.of("row_of_sheet", file, sheet, row) if sheet else Message.of("line_of_file", file, row)


def _asked(text: str) -> str:
    if not text:
        raise ValueError(Message.of("no_question_in_this_row_write_one_or_delete"))
    if len(text) > LONGEST:
        raise ValueError(
            Message.of("characters_over_the_limit_of_ask_a_shorter_question", f"{len(text):,}", f"{LONGEST:,}")
        )
    return text


def _filters(cells: Mapping[str, str], filters: Filters) -> Filters:
    """Raises ValueError for a value that a filter can't have."""
    every = _data()["every"]["words"]
    for field in FIELDS:
        cell = cells.get(field, "")
        if form(cell) in every:
            continue
        pieces = [piece.strip() for piece in _APART.split(cell) if piece.strip()]
        values = [value for piece in pieces for value in _values(field, piece)]
        filters = replace(filters, **{field: getattr(filters_from({field: values}), field)})
    return filters


def _values(field: str, piece: str) -> list[str | int]:
    if field == "year":
        ends = _RANGE.fullmatch(piece)
        first, last = (_year(one) for one in (ends.groups() if ends else (piece, piece)))
        return list(range(first, last + 1))
    if FIELDS[field].type is int:
        return [_number(piece, field, 9)]
    if known := FIELDS[field].choices:
        known_value = form(piece)
        for value, names in _data().get(field, {}).items():
            known_value = value if known_value in names else known_value
        if known_value not in known:
            raise ValueError(Message.of("unknown_write_one_of", field, piece, ", ".join(known)))
        return [known_value]
    if field == "item":
        asked = framework.item_asked(framework.load(), piece)
        return [asked[0].id if asked else piece]
    return [piece]


def _year(text: str) -> int:
    """ROC, of a ROC or western year."""
    return numerals.roc_year(_number(text, "year", numerals.ROC_OFFSET + 200))


def _number(text: str, field: str, most: int) -> int:
    bare = re.sub(r"中華民國|民國|西元|年度?|度|構面|第|facet|[\s()（）]", "", normalisation.plain(text).lower())
    value = numerals.value(bare)
    if value is None or value != int(value) or not 1 <= value <= most:
        raise ValueError(Message.of("no_write_a_number_such_as", field, text, field, 108 if field == "year" else 1))
    return int(value)


def _data() -> dict[str, Any]:
    return data_files.toml("question_list")
