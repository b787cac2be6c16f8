"""The quotes of an exported document: DOCX, Markdown, HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jixiao.extract.errors import WordedError
from jixiao.extract.limits import DEFAULT
from jixiao.extract.messages import Message
from jixiao.extract.reading.archive import child, local, open_archive, value
from jixiao.extract.records import Span
from jixiao.index.export import check_codes
from jixiao.index.export.text_writer import unliteral
from jixiao.index.verify.exported_row import PASSAGE_ID, ExportedRow, pair

NUMBER = re.compile(r"^\s*\d+\.\s*")
SPAN = re.compile(r"(?:字元|characters)\s*(\d+-\d+)")
CODE = re.compile(r"(?:核對碼|check code)\s*([0-9a-f]+)")
# A line above a quote of the self-assessment sheet ends so: place and the first digits of the digest.
SHORT = re.compile(r"(\d+)-(\d+) · ([0-9a-f]{16})$")


@dataclass(slots=True)
class ShownQuote:
    """A quote as it is shown: heading, lines, notes below (their values), the words about its place, the check code."""

    heading: str = ""
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: str = ""
    code: str = ""

    def exported(self, row: int) -> ExportedRow:
        """What is to be checked of it."""
        found, short = PASSAGE_ID.search(self.place), SHORT.search(self.place)
        characters = SPAN.search(self.place)
        span = pair(characters[1]) if characters else None
        if span is None and (found or short):
            span = Span(int(found[2]), int(found[3])) if found else Span(int(short[1]), int(short[2]))  # type: ignore[index]
        code = check_codes.digest((NUMBER.sub("", self.heading), *self.notes))
        return ExportedRow(
            row=row,
            quote="\n".join(self.lines),
            document_id=found[1] if found else short[3] if short else None,
            span=span,
            passage_id=found[0] if found else None,
            altered=(() if code == self.code else ("",)) if self.code else None,
        )


def exported_rows(shown: Iterable[ShownQuote]) -> Iterator[ExportedRow]:
    """The quotes, in their order. Raises ValueError where there is none that names its place."""
    row = 0
    for row, one in enumerate((one for one in shown if one.lines), 1):
        yield one.exported(row)
    if not row:
        raise WordedError(Message.of("no_quotes_of_ours"))


def read_markdown(path: Path) -> Iterator[ExportedRow]:
    """Of a file of ours."""
    return exported_rows(_markdown(path))


def _markdown(path: Path) -> Iterator[ShownQuote]:
    shown = ShownQuote()
    with path.open(encoding="utf-8-sig") as file:
        for whole in file:
            line = whole.rstrip("\n")
            if line.startswith("#"):
                yield shown
                shown = ShownQuote(unliteral(line.lstrip("#").strip()))
            elif line.startswith(">"):
                shown.lines.append(unliteral(line[1:].removeprefix(" ")))
            elif line.startswith("- "):
                _note(shown, unliteral(line[2:]))
    yield shown


def _note(shown: ShownQuote, line: str) -> None:
    """A line below a quote: the check code, the place, or something else that the code covers."""
    code = CODE.search(line)
    if code:
        shown.code = code[1]
    if PASSAGE_ID.search(line):
        shown.place = line
    elif not code:
        shown.notes.append(re.split("：|: ", line, maxsplit=1)[-1])


def read_docx(path: Path) -> Iterator[ExportedRow]:
    """Of a file of ours, or one that a word processor has saved anew."""
    return exported_rows(_docx(path))


def _docx(path: Path) -> Iterator[ShownQuote]:
    archive = open_archive(path.read_bytes(), path, DEFAULT)
    styles, body = archive.xml("word/styles.xml"), archive.xml("word/document.xml")
    if body is None:
        raise WordedError(Message.of("no_document_in_it"))
    names = {value(one, "styleId"): value(child(one, "name"), "val") for one in (styles if styles is not None else ())}
    footnotes = archive.xml("word/footnotes.xml")
    notes = {value(one, "id"): _words(one).strip() for one in (footnotes if footnotes is not None else ())}
    shown, above = ShownQuote(), ""
    for paragraph in body.iter("{*}p"):
        style = names.get(value(child(child(paragraph, "pPr"), "pStyle"), "val"), "").lower()
        if style.startswith("heading"):
            yield shown
            shown, above = ShownQuote(_words(paragraph)), ""
        elif style == "source words":
            if shown.lines and SHORT.search(above):
                yield shown
                shown = ShownQuote(shown.heading)
            shown.lines.append(_words(paragraph))
            shown.place = " ".join([notes.get(value(one, "id"), "") for one in _references(paragraph)] or [above])
            code = CODE.search(shown.place)
            shown.code = code[1] if code else ""
        elif style == "about":
            above = _words(paragraph)
            _note(shown, above)
    yield shown


def _words(element: Any) -> str:
    """The text of a paragraph or a footnote, line ends and tabs as characters."""
    signs = {"br": "\n", "cr": "\n", "tab": "\t"}
    return "".join(
        one.text or "" if local(one) == "t" else signs.get(local(one), "")
        for one in element.iter()
        if local(one) == "t" or (local(one) in signs and local(one.getparent()) == "r")
    )


def _references(paragraph: Any) -> list[Any]:
    return [one for one in paragraph.iter() if local(one) == "footnoteReference"]


def read_html(path: Path) -> Iterator[ExportedRow]:
    """Of a file of ours, or one that a browser has saved anew."""
    reader = _Articles()
    reader.feed(path.read_text(encoding="utf-8-sig"))
    reader.close()
    return exported_rows(reader.shown)


class _Articles(HTMLParser):
    """Gathers the articles of an exported page; `where` says what the text at hand belongs to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[ShownQuote] = []
        self.where = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: given or "" for name, given in attrs}
        if tag == "article" and "data-passage" in attributes:
            place = f"{attributes['data-passage']} 字元 {attributes.get('data-span', '')}"
            self.shown.append(ShownQuote(place=place, code=attributes.get("data-seal", "")))
        elif self.shown and tag == "blockquote":
            self.where, self.shown[-1].lines = "quote", [""]
        elif self.shown and tag == "span":
            self.where = "note" if self.shown[-1].lines else "heading"
            if self.where == "note":
                self.shown[-1].notes.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("blockquote", "span"):
            self.where = ""

    def handle_data(self, data: str) -> None:
        if self.where == "quote":
            self.shown[-1].lines[0] += data
        elif self.where == "note":
            self.shown[-1].notes[-1] += data
        elif self.where == "heading":
            self.shown[-1].heading += data
