"""OpenDocument spreadsheets → sheets. Each cell holds its text as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.errors import LimitExceededError, UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.archive import Archive, child, local, value
from jixiao.extract.reading.layout.contract import Given
from jixiao.extract.reading.layout.inline import Inline
from jixiao.extract.reading.odt import text_styles
from jixiao.extract.reading.workbook.number_formats import general, signed
from jixiao.extract.reading.workbook.sheets import Place, Sheet

_HIDDEN = ("collapse", "filter")
_GROUPS = ("table-header-rows", "table-rows", "table-row-group", "table-header-columns", "table-columns")
_NOT_SHOWN = ("annotation", "annotation-end", "ruby-text", "note", "custom-shape", "frame", "g", "control")
# Filled cells that a repetition may add. Source: chosen; as many as a sheet of 1,000 rows and 100 columns.
_MOST_REPEATED = 100_000


@dataclass(slots=True)
class _Looks:
    """How the styles of a workbook set its text, and what of it was left out."""

    styles: dict[str, Any]
    inline: Inline = field(default_factory=Inline)
    known: dict[str, text_styles.Look] = field(default_factory=dict)

    def of(self, element: Any, above: text_styles.Look) -> text_styles.Look:
        """That of an element inside something that looks like `above`."""
        style = value(element, "style-name")
        if style not in self.known:
            self.known[style] = text_styles.look(self.styles, style)
        return self.known[style].over(above)


@dataclass(slots=True)
class _Filling:
    """A sheet as far as it is read."""

    looks: _Looks
    cells: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    repeated: int = 0


def read(archive: Archive, given: Given) -> tuple[list[Sheet], list[str]]:
    """The sheets that are seen, and warnings. Raises UnreadableDocumentError, LimitExceededError."""
    root = archive.xml("content.xml")
    body = child(child(root, "body"), "spreadsheet")
    if body is None:
        encrypted = b"encryption-data" in (archive.read("META-INF/manifest.xml") or b"")
        cause = Message.of("is_protected_by_a_password") if encrypted else Message.of("holds_no_spreadsheet")
        cure = (
            Message.of("save_it_without_a_password_and_add_it_again")
            if encrypted
            else Message.of("give_it_the_suffix_of_what_it_is_and")
        )
        raise UnreadableDocumentError(given.path, cause, cure)
    unseen = set(_unseen_styles(root))
    look = _Looks(text_styles.styles_of(archive.xml_if_sound("styles.xml"), root))
    tables = [one for one in body if local(one) == "table"]
    found, warnings = [], []
    for number, table in enumerate(tables, 1):
        name = value(table, "name")
        if value(table, "style-name") in unseen:
            warnings.append(f"sheet {name} is hidden and was left out")
        else:
            found.append(_sheet(table, name, given, look))
        given.progress(number, len(tables))
    return found, [*warnings, *look.inline.warnings(), *archive.warnings]


def _unseen_styles(root: Any) -> Iterator[str]:
    """The names of table styles that hide their sheet."""
    styles = child(root, "automatic-styles")
    for style in styles if styles is not None else ():
        if value(child(style, "table-properties"), "display") == "false":
            yield value(style, "name")


def _sheet(table: Any, name: str, given: Given, looks: _Looks) -> Sheet:
    filling = _Filling(looks)
    at = 1
    for row in _inside(table, "table-row"):
        times = _number(row, "number-rows-repeated")
        filled = _row(row, at, filling)
        if value(row, "visibility") in _HIDDEN:
            filling.hidden_rows.update(range(at, at + min(times, _MOST_REPEATED)))
        filling.repeated += (times - 1) * len(filled)
        if filling.repeated > _MOST_REPEATED:
            cause = Message.of("repeats_cells_more_than_times_sheet", f"{_MOST_REPEATED:,}", name)
            raise LimitExceededError(given.path, cause, Message.of("delete_the_rows_that_are_not_needed"))
        for further in range(1, times if filled else 1):
            filling.cells.update({(at + further, column): text for column, text in filled.items()})
        at += times
    return Sheet(name, filling.cells, filling.merged, frozenset(filling.hidden_rows), _hidden_columns(table))


def _row(row: Any, at: int, filling: _Filling) -> dict[int, str]:
    """Fills in the row's cells and merged areas; its texts by column."""
    filled: dict[int, str] = {}
    column = 1
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        times = _number(cell, "number-columns-repeated")
        text = _shown(cell, filling.looks) if local(cell) == "table-cell" else ""
        if text:
            filling.repeated += times - 1
            filled.update(dict.fromkeys(range(column, column + min(times, _MOST_REPEATED)), text))
            wide, high = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
            if wide > 1 or high > 1:
                filling.merged.append((at, column, at + high - 1, column + wide - 1))
        column += times
    filling.cells.update({(at, column): text for column, text in filled.items()})
    return filled


def _hidden_columns(table: Any) -> frozenset[int]:
    hidden: set[int] = set()
    at = 1
    for column in _inside(table, "table-column"):
        times = _number(column, "number-columns-repeated")
        if value(column, "visibility") in _HIDDEN:
            hidden.update(range(at, at + min(times, 2**14)))
        at += times
    return frozenset(hidden)


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The elements of that name, in groups or not."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) in _GROUPS or local(one) == "table-column-group":
            yield from _inside(one, name)


def _number(element: Any, name: str) -> int:
    text = value(element, name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1


def _shown(cell: Any, looks: _Looks) -> str:
    """What a cell shows: its paragraphs; where it has none, its value."""
    look = looks.of(cell, text_styles.Look())
    paragraphs = [one for one in cell if local(one) == "p"]
    text = "\n".join(_text(one, looks, looks.of(one, look)) for one in paragraphs).strip()
    if text or any("".join(one.itertext()).strip() for one in paragraphs):
        return signed(text, _number_of(cell))
    return looks.inline.text(_stored(cell), look.setting())


def _number_of(cell: Any) -> float:
    try:
        return float(value(cell, "value", "0"))
    except ValueError:
        return 0.0


def _stored(cell: Any) -> str:
    stored, kind = value(cell, "value"), value(cell, "value-type")
    try:
        number = float(stored) if stored else None
    except ValueError:
        return stored
    if number is None or abs(number) == float("inf"):
        return value(cell, "date-value") or value(cell, "string-value")
    return f"{general(number * 100)}%" if kind == "percentage" else general(number)


def _text(paragraph: Any, looks: _Looks, look: text_styles.Look) -> str:
    setting = look.setting()
    found = [looks.inline.text(paragraph.text or "", setting)]
    for one in paragraph:
        kind = local(one)
        if kind == "s":
            found.append(" " * min(_number(one, "c"), 100))
        elif kind in ("tab", "line-break"):
            found.append("\n" if kind == "line-break" else " ")
        elif kind not in _NOT_SHOWN:
            found.append(_text(one, looks, looks.of(one, look)))
        found.append(looks.inline.text(one.tail or "", setting))
    return "".join(found)
