"""The text of a DOCX's paragraphs as its reader sees it: deleted and hidden text and field codes left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.archive import child, local, value
from jixiao.extract.reading.docx.styles import Look, Styles, is_on, look_of
from jixiao.extract.reading.layout import symbol_fonts
from jixiao.extract.reading.layout.inline import Inline, Level, Setting

_SKIPPED = {
    "rPr", "pPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "delInstrText", "rt", "proofErr", "rubyPr",
}  # fmt: skip
_DRAWN = ("drawing", "pict", "object")
# Parts of formulas (OMML) → how they stand.
_LEVELS: dict[str, Level] = {"sup": "raised", "sub": "lowered"}
_CONTENTS = re.compile(r"\s*(TOC|INDEX|TOA)\b")


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False


@dataclass(slots=True)
class Text:
    """Gathers the text of one paragraph after another. Fields may reach over several.

    `boxes` are the contents of text boxes met since the last `take`, `notes` the (kind, id) of notes in all, `looks`
    how the paragraph, and what in it is open, sets its text.
    """

    styles: Styles
    inline: Inline = field(default_factory=Inline)
    looks: list[Look] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)

    def take(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The text of a paragraph and the text boxes that hang on it."""
        self.parts, self.boxes = [], []
        style = value(child(child(paragraph, "pPr"), "pStyle"), "val")
        self.looks = [self.styles.paragraph(style).look]
        self._read(paragraph)
        return "".join(self.parts), self.boxes

    def _read(self, container: Any) -> None:
        for element in container:
            name = local(element)
            if name in _SKIPPED or is_placeholder(element):
                continue
            if name == "r":
                self._run(element)
            elif name in _LEVELS:
                self._inside(element, Look(level=_LEVELS[name]))
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
                    look = self.looks[-1]
                    font = look.font if name == "t" else ""
                    self.parts.append(
                        self.inline.text(text, Setting(bool(look.struck), look.level or None, font or ""))
                    )
            else:
                self._read(element)
                if name == "num":  # the upper part of a fraction
                    self.parts.append("/")

    def _run(self, run: Any) -> None:
        properties = child(run, "rPr")
        style = value(child(properties, "rStyle"), "val")
        known = self.styles.paragraph(style) if style else None
        hidden = is_on(properties, "vanish")
        if not (known is not None and known.hidden if hidden is None else hidden):
            named = self.looks[-1] if known is None else known.look.over(self.looks[-1])
            self._inside(run, look_of(properties).over(named))

    def _inside(self, element: Any, look: Look) -> None:
        self.looks.append(look.over(self.looks[-1]))
        self._read(element)
        self.looks.pop()

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].in_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()


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
            known = re.fullmatch("[0-9A-Fa-f]{1,4}", code)
            return symbol_fonts.of_code(int(code, 16), value(element, "font")) if known else ""
    return None
