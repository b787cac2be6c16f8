"""ODT: the text in its order, with the numbers of lists, text boxes where they hang, notes at the end.

Headers, footers, comments, deleted, struck-through and hidden text are left out, so are tables of contents and indexes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.messages import Message
from jixiao.extract.reading.archive import Archive, child, local, open_archive, value
from jixiao.extract.reading.layout.contract import Content, Given
from jixiao.extract.reading.layout.grids import Line, Part, lay_out
from jixiao.extract.reading.layout.inline import Inline
from jixiao.extract.reading.layout.nested_tables import Held, table
from jixiao.extract.reading.odt import text_styles
from jixiao.extract.reading.odt.lists import OUTLINE, Count, Levels, continued, list_styles, number

_SPACES = re.compile(r"[ \t\r\n]+")
_WRAPPERS = {"section", "numbered-paragraph"}
_DRAWN = {"frame", "custom-shape", "rect", "ellipse", "circle", "g", "a"}
_SKIPPED = {"annotation", "annotation-end", "ruby-text", "script", "hidden-text", "title", "desc", "tracked-changes"}
_MOST_REPEATED = 100


@dataclass(slots=True)
class _Reading:
    """One document on its way through; `lists` are the list styles by name, `looks` how what is open sets its text."""

    lists: dict[str, Levels]
    styles: dict[str, Any]
    counts: dict[str, Count] = field(default_factory=dict)
    last: dict[str, Count] = field(default_factory=dict)
    outline: Count = field(default_factory=Count)
    notes: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    inline: Inline = field(default_factory=Inline)
    looks: list[text_styles.Look] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A list item; its first paragraph takes its label."""

    levels: Levels
    count: Count
    depth: int
    start: int | None
    waiting: bool = True

    def label(self) -> str:
        told = self.count.label(self.levels, self.depth, self.start) if self.waiting else ""
        self.waiting = False
        return told


def read(given: Given) -> Content:
    """Raises UnreadableDocumentError and LimitExceededError."""
    archive = open_archive(given.data, given.path, given.limits)
    if b"encryption-data" in (archive.read("META-INF/manifest.xml") or b""):
        cure = Message.of("save_it_without_a_password_and_add_it_again")
        raise UnreadableDocumentError(given.path, Message.of("is_protected_by_a_password"), cure)
    reading, body = _opened(archive)
    if body is None:
        raise UnreadableDocumentError(
            given.path, Message.of("holds_no_text_document_content_xml"), Message.of("save_it_anew_as_odt")
        )
    parts: list[Part] = list(_parts(reading, body))
    for note in reading.notes:
        parts.extend(_parts(reading, note))
    return lay_out(parts, (*archive.warnings, *reading.inline.warnings()))


def _opened(archive: Archive) -> tuple[_Reading, Any]:
    content, common = archive.xml("content.xml"), archive.xml_if_sound("styles.xml")
    styles = text_styles.styles_of(common, content)
    return _Reading(list_styles(common, content), styles), child(child(content, "body"), "text")


def _parts(reading: _Reading, container: Any, item: _Item | None = None) -> Iterator[Part]:
    for element in container:
        name = local(element)
        if name in ("p", "h"):
            yield from _paragraph(reading, element, item)
        elif name == "list":
            yield from _list(reading, element, item)
        elif name == "table":
            yield from table(_rows(reading, element))
        elif name in _WRAPPERS and value(element, "display") != "none":
            yield from _parts(reading, element, item)
        elif name in _DRAWN:
            yield from _parts(reading, _box(element))


def _paragraph(reading: _Reading, element: Any, item: _Item | None) -> Iterator[Part]:
    reading.boxes = []
    hidden = _is_hidden(reading, value(element, "style-name"))
    reading.looks = [text_styles.look(reading.styles, value(element, "style-name"))]
    text = "" if hidden else "".join(_text(reading, element)).strip(" ")
    boxes = reading.boxes
    level = number(value(element, "outline-level"), 1) if local(element) == "h" else None
    if level is None and _is_title(reading, value(element, "style-name")):
        level = 1
    if item is not None and not hidden:
        text = item.label() + text if text else text
    elif local(element) == "h" and text and value(element, "is-list-header") != "true":
        text = reading.outline.label(reading.lists.get(OUTLINE, {}), level or 1) + text
    if text.strip():
        yield Line(text, level=level)
    for box in boxes:
        yield from _parts(reading, _box(box))


def _list(reading: _Reading, element: Any, item: _Item | None) -> Iterator[Part]:
    levels = reading.lists.get(value(element, "style-name"))
    if item is None:
        count, depth = continued(element, reading.counts, reading.last), 1
    else:
        count, depth = item.count, item.depth + 1
        levels = item.levels if levels is None else levels
        if value(element, "continue-numbering") != "true" and not item.waiting:
            count.numbers.pop(depth, None)
    for entry in element:
        start = value(entry, "start-value")
        own = _Item(levels or {}, count, depth, number(start, 1) if start else None, local(entry) != "list-header")
        yield from _parts(reading, entry, own)


def _rows(reading: _Reading, element: Any) -> list[list[Held]]:
    rows: list[list[Held]] = []
    for part in element:
        name = local(part)
        if name in ("table-header-rows", "table-rows", "table-row-group"):
            rows.extend(_rows(reading, part))
        elif name == "table-row" and value(part, "visibility", "visible") == "visible":
            row = [held for cell in part for held in _cells(reading, cell)]
            again = number(value(part, "number-rows-repeated"), 1) if any(held.parts for held in row) else 1
            rows.extend(row for _ in range(min(again, _MOST_REPEATED)))
    return rows


def _cells(reading: _Reading, cell: Any) -> list[Held]:
    """The cells that an element stands for; none where another one covers it."""
    if local(cell) != "table-cell":
        return []
    wide, high = (number(value(cell, f"number-{of}-spanned"), 1) for of in ("columns", "rows"))
    again = number(value(cell, "number-columns-repeated"), 1)
    return [Held(list(_parts(reading, cell)), wide, high)] * min(again, _MOST_REPEATED)


def _text(reading: _Reading, element: Any) -> Iterator[str]:
    yield _run(reading, element.text)
    for part in element:
        yield from _inline(reading, part)
        yield _run(reading, part.tail)


def _run(reading: _Reading, text: str | None) -> str:
    return reading.inline.text(_SPACES.sub(" ", text or ""), reading.looks[-1].setting())


def _inline(reading: _Reading, element: Any) -> Iterator[str]:
    match local(element):
        case "s":
            yield " " * min(number(value(element, "c"), 1), 1000)
        case "tab":
            yield "\t"
        case "line-break":
            yield "\n"
        case "note":
            if (body := child(element, "note-body")) is not None:
                reading.notes.append(body)
        case "a" | "span" | "meta" | "meta-field" | "ruby" | "ruby-base":
            if not _is_hidden(reading, value(element, "style-name")):
                own = text_styles.look(reading.styles, value(element, "style-name"))
                reading.looks.append(own.over(reading.looks[-1]))
                yield from _text(reading, element)
                reading.looks.pop()
        case name if name in _DRAWN:
            reading.boxes.append(element)
        case name if name not in _SKIPPED and name:
            yield from _text(reading, element)


def _box(drawn: Any) -> list[Any]:
    """What stands in a text box or shape; of a frame's versions the first that holds text."""
    if local(drawn) == "frame":
        box = child(drawn, "text-box")
        return [] if box is None else list(box)
    return [part for part in drawn if local(part) not in _SKIPPED]


def _is_hidden(reading: _Reading, style: str) -> bool:
    chain = text_styles.chain(reading.styles, style)
    return any(value(child(one, "text-properties"), "display") == "none" for one in chain)


def _is_title(reading: _Reading, style: str) -> bool:
    return any(value(one, "name") == "Title" for one in text_styles.chain(reading.styles, style))
