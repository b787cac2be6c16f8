"""What is written on a page besides its own content: values of form fields, text boxes and lines of markup.

Imports pypdfium2; called under the lock of `pdf_page`. Notes that open in windows of their own are comments: left out.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jixiao.extract.reading.pdf.records import Box, Glyph, Placing
from jixiao.extract.reading.pdf.rulings import Rule

# Points. Source: chosen; the letters of a field or box are set as high as usual text, smaller where its lines need it.
USUAL = 11.0
PADDING = 2.0
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")


@dataclass(slots=True)
class Written:
    """The letters of fields and boxes where they stand, lines that strike text through, and what there was."""

    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[Rule] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)


def written(handle: Any, form: Any, place: Placing) -> Written:
    """What is written on the page `handle`; `form` is the document's form, None where it has none."""
    from pypdfium2 import raw

    found = Written()
    for at in range(raw.FPDFPage_GetAnnotCount(handle.raw)):
        annotation = raw.FPDFPage_GetAnnot(handle.raw, at)
        if not annotation:
            continue
        try:
            if not raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
                _read(found, annotation, form, place)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _read(found: Written, annotation: Any, form: Any, place: Placing) -> None:
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_STRIKEOUT:
        found.lines.extend(_struck(annotation, place))
        return
    text, what = "", ""
    if kind == raw.FPDF_ANNOT_FREETEXT:
        text, what = _string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"), "text box"
    elif kind == raw.FPDF_ANNOT_WIDGET and form is not None:
        text, what = _value(annotation, form), "form value"
    box = raw.FS_RECTF()
    if text.strip() and raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
        found.noted.append(what)
        found.glyphs.extend(_set(text, place.rectangle(box.left, box.bottom, box.right, box.top)))


def _value(annotation: Any, form: Any) -> str:
    """What a field shows: its text, or a mark where it is ticked."""
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☑" if raw.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(get: Any, *given: Any) -> str:
    """A UTF-16 string of one of PDFium's functions."""
    length = get(*given, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    get(*given, buffer, length)
    return bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _struck(annotation: Any, place: Placing) -> Iterator[Rule]:
    from pypdfium2 import raw

    quad = raw.FS_QUADPOINTSF()
    for at in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, at, ctypes.byref(quad)):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            left, top, right, bottom = place.rectangle(min(xs), min(ys), max(xs), max(ys))
            yield Rule(False, (top + bottom) / 2, left, right)


def _set(text: str, box: Box) -> Iterator[Glyph]:
    """The letters of a text in its box, from its upper left corner, wrapped at its width."""
    left, top, right, bottom = box
    width, height = max(right - left - 2 * PADDING, 1.0), max(bottom - top, 1.0)
    size = min(USUAL, height)
    lines = _wrapped(text, width, size)
    while len(lines) * size > height and size > USUAL / 2:
        size *= 0.9
        lines = _wrapped(text, width, size)
    for number, line in enumerate(lines):
        x, y = left + PADDING, top + number * size * 1.2
        for character in line:
            step = size if _WIDE.match(character) else size / 2
            shown = "\u3000" if character == "\u3000" else " " if character.isspace() else character
            yield Glyph(shown, x, y, x + step, y + size, y, y + size, base=y + 0.8 * size)
            x += step


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for paragraph in re.split(r"\r\n|[\r\n]", text):
        line, used = "", 0.0
        for character in paragraph:
            step = size if _WIDE.match(character) else size / 2
            if line and used + step > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + character, used + step
        lines.append(line)
    return lines
