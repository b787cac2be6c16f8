"""The text of a DOCX's paragraphs as its reader sees it: deleted and hidden text and field codes left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.archive import child, local, value
from jixiao.extract.reading.docx.styles import Styles, is_on

# Symbols that stand in fonts of their own at private code points: those that reports use as marks.
_SYMBOLS = {
    0xFC: "✓", 0xFE: "☑", 0xFB: "✗", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x6E: "■", 0xA7: "▪", 0x6C: "●",
    0xB7: "•", 0xD8: "➢", 0x76: "❖", 0xE0: "→", 0xF0: "⇨",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)}, **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_SKIPPED = {
    "rPr", "pPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "delInstrText", "rt", "proofErr", "rubyPr",
}  # fmt: skip
_DRAWN = ("drawing", "pict", "object")
_CONTENTS = re.compile(r"\s*(TOC|INDEX|TOA)\b")


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False


@dataclass(slots=True)
class Text:
    """Gathers the text of one paragraph after another. Fields may reach over several.

    `boxes` are the contents of text boxes met since the last `take`, `notes` the (kind, id) of notes in all.
    """

    styles: Styles
    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)

    def take(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The text of a paragraph and the text boxes that hang on it."""
        self.parts, self.boxes = [], []
        self._read(paragraph)
        return "".join(self.parts), self.boxes

    def _read(self, container: Any) -> None:
        for element in container:
            name = local(element)
            if name in _SKIPPED or is_placeholder(element):
                continue
            if name == "r":
                if not self._is_hidden(child(element, "rPr")):
                    self._read(element)
            elif name == "AlternateContent":
                self._read(chosen(element))
            elif name in _DRAWN:
                self.boxes.extend(boxes(element))
            elif name == "fldChar":
                self._field(value(element, "fldCharType"))
            elif name == "instrText":
                if self.fields:
                    self.fields[-1].code += element.text or ""
            elif name in ("footnoteReference", "endnoteReference"):
                self.notes.append((name.removesuffix("Reference"), value(element, "id")))
            elif (text := _character(element, name)) is not None:
                if all(one.in_result and not _CONTENTS.match(one.code) for one in self.fields):
                    self.parts.append(text)
            else:
                self._read(element)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].in_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _is_hidden(self, properties: Any) -> bool:
        own = is_on(properties, "vanish")
        style = value(child(properties, "rStyle"), "val")
        return own if own is not None else bool(style) and self.styles.paragraph(style).hidden


def is_placeholder(element: Any) -> bool:
    """Is this a form field (w:sdt) that nobody has filled in?"""
    return local(element) == "sdt" and is_on(child(element, "sdtPr"), "showingPlcHdr") is True


def chosen(alternate: Any) -> Any:
    """The one of mc:AlternateContent's versions that is shown."""
    versions = [element for element in alternate if local(element) in ("Choice", "Fallback")]
    return next((version for version in versions if len(version)), ())


def boxes(drawn: Any) -> list[Any]:
    """The contents (w:txbxContent) of the text boxes of a drawing, each once."""
    found: list[Any] = []
    for element in drawn:
        if local(element) == "txbxContent":
            found.append(element)
        else:
            found.extend(boxes(chosen(element) if local(element) == "AlternateContent" else element))
    return found


def _character(element: Any, name: str) -> str | None:
    """The characters that an element stands for; None where it is none of these."""
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "softHyphen" | "lastRenderedPageBreak" | "instrText":
            return ""
        case "sym":
            code = value(element, "char")
            return _symbol(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else ""
    return None


def _symbol(code: int) -> str:
    return _SYMBOLS.get(code - 0xF000, chr(code)) if code >= 0xF000 else _SYMBOLS.get(code, chr(code))
