"""Workbooks (XLSX, XLSM, ODS, XLS) → lines and grids. The file's beginning decides how it is read, not its suffix.

Nothing is calculated and no macro runs: formulas show the results that were stored with them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.archive import Archive, child, local, open_archive, value
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import lay_out
from jixiao.extract.reading.layout.inline import Inline, Level, Setting
from jixiao.extract.reading.workbook import number_formats, sheets
from jixiao.extract.reading.workbook.sheets import Place, Sheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")  # of Excel before 97
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LEVELS: dict[str, Level] = {"superscript": "raised", "subscript": "lowered"}
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def read(given: Given) -> Content:
    """Raises UnreadableDocumentError, LimitExceededError."""
    if given.path.suffix.lower() == ".xls" and not given.data.startswith((_OLE, *_BIFF, _ZIP)):
        return _in_disguise(given)
    found, warnings = opened(given)
    return lay_out(sheets.parts(found), warnings)


def opened(given: Given) -> tuple[list[Sheet], tuple[str, ...]]:
    """The sheets that are seen, and warnings. Raises as `read`."""
    if given.data.startswith((_OLE, *_BIFF)) and _ENCRYPTED not in given.data:
        from jixiao.extract.reading.workbook import xls

        found, warnings = xls.read(given)
    else:
        archive = open_archive(given.data, given.path, given.limits)
        found, warnings = _archived(archive, given)
    return found, (*(line for sheet in found for line in sheets.warnings(sheet)), *warnings)


def _in_disguise(given: Given) -> Content:
    """What websites call .xls: pages of HTML, and text with tabs."""
    from jixiao.extract.reading.html import document as html_document
    from jixiao.extract.reading.workbook import delimited

    if _XML_WORKBOOK in given.data[:4096]:
        cure = Message.of("open_it_in_its_own_program_and_save_it_5")
        raise UnreadableDocumentError(given.path, Message.of("is_a_workbook_in_the_xml_of_2003"), cure)
    if given.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return html_document.read(given)
    return delimited.read(given)


def _archived(archive: Archive, given: Given) -> tuple[list[Sheet], list[str]]:
    names = set(archive.names())
    if "content.xml" in names:
        from jixiao.extract.reading.workbook import ods

        return ods.read(archive, given)
    if not any(name.startswith("xl/") for name in names):
        cause = Message.of("is_an_archive_but_no_workbook")
        raise UnreadableDocumentError(given.path, cause, Message.of("give_it_the_suffix_of_what_it_is_or"))
    return _read(archive, given)


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share: string items by number, formats and fonts by style; formulas without a
    result so far, and what was struck through."""

    strings: list[Any]
    formats: list[str]
    fonts: list[Setting]
    from_1904: bool
    inline: Inline = field(default_factory=Inline)
    warnings: list[str] = field(default_factory=list)
    unfinished: int = 0


def _read(archive: Archive, given: Given) -> tuple[list[Sheet], list[str]]:
    root = archive.xml("xl/workbook.xml")
    strings = archive.xml("xl/sharedStrings.xml")
    from_1904 = value(child(root, "workbookPr"), "date1904") in ("1", "true")
    book = _Book(list(strings) if strings is not None else [], *_formats(archive), from_1904)
    listed = list(_sheets(archive, root, book))
    found = []
    for number, (name, part) in enumerate(listed, 1):
        sheet = archive.xml(part)
        if sheet is None:
            book.warnings.append(f"sheet {name} is missing from the file")
        elif local(sheet) == "worksheet":
            found.append(_sheet(sheet, name, book))
        given.progress(number, len(listed))
    if book.unfinished:
        cure = Message.of("open_it_in_its_own_program_and_save_it_6")
        book.warnings.append(f"{book.unfinished:,} formulas have no stored result; {cure}")
    return found, [*book.warnings, *book.inline.warnings(), *archive.warnings]


def _sheets(archive: Archive, root: Any, book: _Book) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet that is seen; all there are where the workbook doesn't tell."""
    relations = archive.xml("xl/_rels/workbook.xml.rels")
    targets = {value(one, "Id"): value(one, "Target") for one in (relations if relations is not None else ())}
    entries = list(_children(root, "sheets"))
    for entry in entries:
        name, target = value(entry, "name"), targets.get(value(entry, "id"), "")
        if value(entry, "state") in ("hidden", "veryHidden"):
            book.warnings.append(f"sheet {name} is hidden and was left out")
        else:
            yield name, target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    if not entries:
        book.warnings.append("the list of sheets is damaged; all sheets were read")
        for part in archive.names():
            if match := re.fullmatch(r"xl/worksheets/(.+)\.xml", part):
                yield match.group(1), part


def _formats(archive: Archive) -> tuple[list[str], list[Setting]]:
    """The number format and the font of each cell style."""
    root = archive.xml("xl/styles.xml")
    own = {value(one, "numFmtId"): value(one, "formatCode") for one in _children(root, "numFmts")}
    ids = [value(one, "numFmtId", "0") for one in _children(root, "cellXfs")]
    fonts = [_setting(one, Setting()) for one in _children(root, "fonts")]
    used = [value(one, "fontId", "0") for one in _children(root, "cellXfs")]
    return (
        [own.get(number) or number_formats.of_id(int(number) if number.isdecimal() else 0) for number in ids],
        [fonts[int(at)] if at.isdecimal() and int(at) < len(fonts) else Setting() for at in used],
    )


def _setting(properties: Any, default: Setting) -> Setting:
    """How a font, or a run's own (x:rPr; None: that of its cell), sets text."""
    if properties is None:
        return default
    strike = child(properties, "strike")
    name = child(properties, "name" if local(properties) == "font" else "rFont")
    return Setting(
        strike is not None and value(strike, "val", "1") not in ("0", "false"),
        _LEVELS.get(value(child(properties, "vertAlign"), "val")),
        value(name, "val"),
    )


def _children(root: Any, name: str) -> Iterator[Any]:
    parent = child(root, name)
    yield from parent if parent is not None else ()


def _text(item: Any, inline: Inline, font: Setting) -> str:
    """The text of a string item: its runs joined, without the readings above them."""
    found: list[str] = []
    for one in item:
        if local(one) == "t":
            found.append(inline.text(_plain(one.text), font))
        elif local(one) == "r":
            own = _setting(child(one, "rPr"), font)
            found.extend(inline.text(_plain(run.text), own) for run in one if local(run) == "t")
    return "".join(found)


def _plain(text: str | None) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text or "").replace("\r\n", "\n")


def _sheet(root: Any, name: str, book: _Book) -> Sheet:
    cells: dict[Place, str] = {}
    hidden: set[int] = set()
    at = 0
    for row in _children(root, "sheetData"):
        number = value(row, "r")
        at = int(number) if number.isdecimal() else at + 1
        if value(row, "hidden") in ("1", "true"):
            hidden.add(at)
        column = 0
        for cell in row:
            place = _place(value(cell, "r"))
            column = place[1] if place else column + 1
            if text := _cell(cell, book):
                cells[at, column] = text
    return Sheet(name, cells, _merged(root), frozenset(hidden), _hidden_columns(root))


def _place(name: str) -> Place | None:
    """B7 is (7, 2)."""
    match = _CELL.fullmatch(name)
    if not match:
        return None
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)), column


def _merged(root: Any) -> list[tuple[int, int, int, int]]:
    found = []
    for one in _children(root, "mergeCells"):
        first, _, last = value(one, "ref").partition(":")
        begin, end = _place(first), _place(last or first)
        if begin and end and begin <= end and begin[1] <= end[1]:
            found.append((*begin, *end))
    return found


def _hidden_columns(root: Any) -> frozenset[int]:
    hidden: set[int] = set()
    for one in _children(root, "cols"):
        first, last = value(one, "min"), value(one, "max")
        if value(one, "hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            hidden.update(range(int(first), min(int(last), 2**14) + 1))
    return frozenset(hidden)


def _cell(cell: Any, book: _Book) -> str:
    """What a cell shows, as far as it is not struck through."""
    kind, stored = value(cell, "t", "n"), child(cell, "v")
    style = value(cell, "s", "0")
    at = int(style) if style.isdecimal() and int(style) < len(book.fonts) else None
    font = book.fonts[at] if at is not None else Setting()
    code = book.formats[at] if at is not None else "General"
    if kind == "inlineStr":
        inline = child(cell, "is")
        return _framed(_text(inline, book.inline, font), code) if inline is not None else ""
    text = (stored.text or "") if stored is not None else ""
    if not text:
        book.unfinished += child(cell, "f") is not None and kind != "str"
        return ""
    if kind == "s":
        known = text.isdecimal() and int(text) < len(book.strings)
        return _framed(_text(book.strings[int(text)], book.inline, font), code) if known else ""
    return book.inline.text(_value(text, kind, code, from_1904=book.from_1904), font)


def _framed(text: str, code: str) -> str:
    return number_formats.shown_text(text, code) if text else ""


def _value(text: str, kind: str, code: str, *, from_1904: bool) -> str:
    """What a cell shows that holds no string of its own; `code` is its format."""
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind != "n":
        return number_formats.shown_text(_plain(text), code) if kind == "str" else _plain(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number_formats.shown(number, code, from_1904=from_1904) if abs(number) < float("inf") else text
