"""DOCX and DOCM: the body in its order, with the numbers of lists, text boxes where they hang, notes at the end.

Headers, footers, comments, macros, deleted, struck-through and hidden text are left out, and so are tables of contents.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.archive import Archive, child, local, open_archive, value
from jixiao.extract.reading.docx.numbering import Lists, lists
from jixiao.extract.reading.docx.styles import Styles, heading_level, is_on, styles
from jixiao.extract.reading.docx.text import Text, chosen, is_placeholder
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import Line, Part, lay_out
from jixiao.extract.reading.layout.nested_tables import Held, table

_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}
_GONE = ("del", "moveFrom")
_PROGRESS_STEP = 100


@dataclass(slots=True)
class _Reading:
    """One document on its way through. `kept` is the text before a paragraph mark that was deleted."""

    styles: Styles
    lists: Lists
    text: Text
    kept: str = ""
    left_out: set[str] = field(default_factory=set)


def read(given: Given) -> Content:
    """Raises UnreadableDocumentError and LimitExceededError."""
    archive = open_archive(given.data, given.path, given.limits)
    main = _related(archive, "", "officeDocument") or "word/document.xml"
    root = archive.xml(main)
    body = child(root, "body")
    if body is None:
        raise UnreadableDocumentError(
            given.path, Message.of("holds_no_document_is_missing", main), Message.of("save_it_anew_as_docx")
        )
    known = styles(archive.xml_if_sound(_related(archive, main, "styles")))
    numbering = lists(archive.xml_if_sound(_related(archive, main, "numbering")), known)
    reading = _Reading(known, numbering, Text(known))
    parts: list[Part] = []
    for number, element in enumerate(body):
        parts.extend(_parts(reading, [element]))
        if number % _PROGRESS_STEP == _PROGRESS_STEP - 1:
            given.progress(number + 1, len(body))
    parts.extend(_kept(reading))
    parts.extend(_notes(archive, main, reading))
    told = (*archive.warnings, *sorted(reading.left_out), *reading.text.inline.warnings())
    return lay_out(parts, told)


def _parts(reading: _Reading, container: Any) -> Iterator[Part]:
    for element in _unwrapped(container):
        name = local(element)
        if name == "p":
            yield from _paragraph(reading, element)
        elif name == "tbl":
            yield from _kept(reading)
            yield from table(_rows(reading, element))
        elif name == "altChunk":
            reading.left_out.add("a part in another format (altChunk) was not read; save the file anew as .docx")


def _unwrapped(container: Any) -> Iterator[Any]:
    """The elements of a container, those that only wrap others opened."""
    for element in container:
        name = local(element)
        if is_placeholder(element):
            continue
        if name in _WRAPPERS:
            yield from _unwrapped(element)
        elif name == "AlternateContent":
            yield from _unwrapped(chosen(element))
        else:
            yield element


def _paragraph(reading: _Reading, element: Any) -> Iterator[Part]:
    properties = child(element, "pPr")
    style = reading.styles.paragraph(value(child(properties, "pStyle"), "val"))
    text, boxes = reading.text.take(element)
    mark = child(properties, "rPr")
    if any(child(mark, name) is not None for name in _GONE):
        reading.kept += text
    elif not style.contents and not (style.hidden and is_on(mark, "vanish") is not False):
        text, reading.kept = reading.kept + text, ""
        label = reading.lists.label(properties)
        own = heading_level(properties)
        if text.strip():
            yield Line(label + text, level=style.level if own is None else own or None)
    for box in boxes:
        yield from _parts(reading, box)


def _kept(reading: _Reading) -> Iterator[Part]:
    """What stands before a deleted paragraph mark that no paragraph follows."""
    text, reading.kept = reading.kept, ""
    if text.strip():
        yield Line(text)


def _rows(reading: _Reading, element: Any) -> list[list[Held]]:
    rows: list[list[Held]] = []
    reaching: dict[int, Held] = {}
    for row in _unwrapped(element):
        properties = child(row, "trPr")
        if local(row) != "tr" or any(child(properties, name) is not None for name in _GONE):
            continue
        column = _count(value(child(properties, "gridBefore"), "val"), 0)
        held = [Held((), columns=column)] if column else []
        below: dict[int, Held] = {}
        for cell in _unwrapped(row):
            if local(cell) != "tc":
                continue
            told = child(cell, "tcPr")
            wide, merge = _count(value(child(told, "gridSpan"), "val"), 1), child(told, "vMerge")
            goes_on = merge is not None and value(merge, "val") != "restart" and column in reaching
            if goes_on:
                one = reaching[column]
                one.rows += 1
            else:
                one = Held([*_parts(reading, cell), *_kept(reading)], columns=wide)
                held.append(one)
            if merge is not None:
                below[column] = one
            column += wide
        reaching = below
        rows.append(held)
    return rows


def _notes(archive: Archive, main: str, reading: _Reading) -> Iterator[Part]:
    """Footnotes and endnotes in the order in which the text refers to them."""
    for kind in ("footnote", "endnote"):
        root = archive.xml_if_sound(_related(archive, main, f"{kind}s"))
        notes = {value(note, "id"): note for note in (() if root is None else root)}
        wanted = dict.fromkeys(number for of, number in reading.text.notes if of == kind)
        for number in wanted:
            if number in notes:
                yield from _parts(reading, notes[number])
                yield from _kept(reading)


def _related(archive: Archive, part: str, kind: str) -> str:
    """The name of the part that `part` ("": the archive) relates to as its `kind`; "" where there is none."""
    folder, name = posixpath.split(part)
    root = archive.xml_if_sound(posixpath.join(folder, "_rels", f"{name}.rels"))
    for relation in () if root is None else root:
        if value(relation, "Type").endswith(f"/{kind}") and value(relation, "TargetMode") != "External":
            target = value(relation, "Target")
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return ""


def _count(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default
