"""The pages of a PDF as PDFium gives them: glyphs with their boxes, ruled lines, pictures; and pages as pictures.

The only importer of pypdfium2. PDFium takes one caller at a time, so every call is made under one lock.
Coordinates are points of the page as it is shown (cropped and turned), from its upper left corner.
"""

from __future__ import annotations

import ctypes
import io
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.reading.pdf import rulings
from jixiao.extract.reading.pdf.rulings import Point, Rule

_LOCK = threading.RLock()
# Objects of a page beyond which its lines are no table's but a drawing's. Source: chosen; a page of a hundred rows and
# ten columns drawn cell by cell has some 4,000.
MOST_OBJECTS = 20_000
LEVEL = 4.0  # points by which the lower sides of the letters of one line differ
LARGEST_SIDE = 5000  # pixels
_ADDED = frozenset(map(ord, " \r\n"))
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is drawn. `top` and `bottom` are the font's, `ink_top` and `ink_bottom` the drawing's own.

    `turn` counts quarter turns clockwise of the writing as shown. `added`: a blank for which the file only has a gap.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    ink_top: float
    ink_bottom: float
    turn: int = 0
    added: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1). `pictured` is the share of the page that pictures cover, `drawn` the number of drawn
    shapes, `unmapped` the share of glyphs whose characters the file does not tell."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictured: float = 0.0
    drawn: int = 0
    unmapped: float = 0.0


@contextmanager
def opened(data: bytes, path: Path | str) -> Iterator[Any]:
    """The PDF of `data`, closed afterwards; `path` is named in errors. Raises UnreadableDocumentError."""
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refused(data, path, error.err_code) from error
    try:
        yield document
    finally:
        with _LOCK:
            document.close()


def _refused(data: bytes, path: Path | str, code: int | None) -> UnreadableDocumentError:
    if code in (_PASSWORD, _SECURITY):
        return UnreadableDocumentError(path, "is locked with a password", "save it without password and add it again")
    if b"%PDF-" not in data[:1024]:
        return UnreadableDocumentError(path, "is no PDF although its name says so", "check where it came from")
    if is_cut(data):
        return UnreadableDocumentError(path, "breaks off (no end mark)", "copy or download it again")
    return UnreadableDocumentError(path, "is damaged", "open it in a PDF viewer and save or print it as a new PDF")


def is_cut(data: bytes) -> bool:
    """Is the end mark of a PDF missing, as where a download broke off?"""
    return b"%%EOF" not in data[-2048:]


def count(document: Any) -> int:
    """The number of pages."""
    with _LOCK:
        return len(document)


def page(document: Any, number: int) -> Page | None:
    """Page `number` (from 1); None where it can't be read."""
    import pypdfium2

    with _LOCK:
        try:
            handle = document[number - 1]
        except pypdfium2.PdfiumError:
            return None
        try:
            return _page(handle, number)
        except pypdfium2.PdfiumError:
            return None
        finally:
            handle.close()


def picture(document: Any, number: int, dpi: float) -> bytes:
    """Page `number` (from 1) as a PNG. Raises IndexError where there is no such page."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(_rendered(document, number, dpi, grey=False)).save(out, "PNG")
    return out.getvalue()


def size(document: Any, number: int) -> tuple[float, float]:
    """Width and height of page `number` (from 1) as shown, in points."""
    with _LOCK:
        handle = document[number - 1]
        try:
            width, height = handle.get_size()
        finally:
            handle.close()
    return width, height


def greys(document: Any, number: int, dpi: float) -> NDArray[np.uint8]:
    """Page `number` (from 1) as (height, width) grey values. Raises IndexError where there is no such page."""
    return _rendered(document, number, dpi, grey=True)


def _rendered(document: Any, number: int, dpi: float, *, grey: bool) -> NDArray[np.uint8]:
    import pypdfium2

    with _LOCK:
        try:
            handle = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise IndexError(number) from error
        try:
            # A page may say that it is metres wide.
            scale = min(dpi / 72, LARGEST_SIDE / max(*handle.get_size(), 1))
            bitmap = handle.render(scale=scale, grayscale=grey, rev_byteorder=not grey)
            array = np.array(bitmap.to_numpy())
            bitmap.close()
        finally:
            handle.close()
    return array[..., 0] if grey and array.ndim == 3 else array


def _page(handle: Any, number: int) -> Page:
    width, height = handle.get_size()
    place = _Placing(handle.get_bbox(), handle.get_rotation() // 90 % 4)
    text = handle.get_textpage()
    try:
        glyphs, unmapped = _glyphs(text.raw, place)
    finally:
        text.close()
    rules, pictured, drawn = _drawn(handle, place, max(width * height, 1.0))
    return Page(number, width, height, tuple(glyphs), tuple(rulings.merged(rules)), pictured, drawn, unmapped)


@dataclass(frozen=True, slots=True)
class _Placing:
    """From the file's coordinates (upwards, not turned) to those of the page as shown."""

    box: tuple[float, float, float, float]
    turns: int

    def point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self.box
        if self.turns == 0:
            return x - left, top - y
        if self.turns == 1:
            return y - bottom, x - left
        return (right - x, y - bottom) if self.turns == 2 else (top - y, right - x)

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _glyphs(text: Any, place: _Placing) -> tuple[list[Glyph], float]:
    from pypdfium2 import raw

    loose = raw.FS_RECTF()
    x0, x1, y0, y1 = (ctypes.c_double() for _ in range(4))
    outer, tight = ctypes.byref(loose), [ctypes.byref(value) for value in (x0, x1, y0, y1)]
    found: list[Glyph] = []
    unmapped, high, gap = 0, 0, False
    for at in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
        character = _character(code) or ("-" if raw.FPDFText_IsHyphen(text, at) == 1 else "")
        if not character or (code in _ADDED and raw.FPDFText_IsGenerated(text, at) == 1):
            gap = gap or character == " "
            continue
        unmapped += raw.FPDFText_HasUnicodeMapError(text, at) == 1
        raw.FPDFText_GetLooseCharBox(text, at, outer)
        raw.FPDFText_GetCharBox(text, at, *tight)
        left, top, right, bottom = place.rectangle(loose.left, loose.bottom, loose.right, loose.top)
        _, ink_top, _, ink_bottom = place.rectangle(x0.value, y0.value, x1.value, y1.value)
        turn = (round(raw.FPDFText_GetCharAngle(text, at) / -math.pi * 2) + place.turns) % 4
        if gap and found and character != " " and found[-1].right < left and abs(bottom - found[-1].bottom) < LEVEL:
            found.append(replace(found[-1], text=" ", left=found[-1].right, right=left, added=True))
        found.append(Glyph(character, left, top, right, bottom, ink_top, ink_bottom, turn))
        gap = False
    return found, unmapped / max(len(found), 1)


def _character(code: int) -> str:
    """The character of a code point, "" for those that stand for nothing; all kinds of white space are a blank."""
    if code in (0, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B, 0xAD) or 0xD800 <= code < 0xE000:
        return ""
    character = chr(code)
    if character.isspace():
        return "\u3000" if code == 0x3000 else " "
    return character if code >= 32 and code != 0x7F else ""


def _drawn(handle: Any, place: _Placing, area: float) -> tuple[list[Rule], float, int]:
    """The ruled lines of a page, the share of it that pictures cover, and the number of its shapes."""
    from pypdfium2 import raw

    rules: list[Rule] = []
    pictured, number = 0.0, 0
    for number, drawn in enumerate(handle.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE])):
        if number > MOST_OBJECTS:
            return [], pictured, number
        matrix = drawn.get_matrix()
        container = drawn.container
        while container is not None:
            matrix = matrix.multiply(container.get_matrix())
            container = container.container
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            corners = [place.point(*matrix.on_point(x, y)) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
            width = max(x for x, _ in corners) - min(x for x, _ in corners)
            height = max(y for _, y in corners) - min(y for _, y in corners)
            pictured += width * height / area
            rules.extend(rulings.filled(corners))
            continue
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(drawn.raw, ctypes.byref(fill), ctypes.byref(stroke))
        wanted = rulings.stroked if stroke.value else rulings.filled if fill.value else None
        if wanted and not _is_white(drawn.raw, bool(stroke.value)):
            for outline in _outlines(drawn.raw):
                rules.extend(wanted([place.point(*matrix.on_point(x, y)) for x, y in outline]))
    return rules, min(pictured, 1.0), number


def _outlines(path: Any) -> Iterator[list[Point]]:
    """The straight outlines of a path, closed ones with their first point repeated; curves end an outline."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[Point] = []
    for at in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind != raw.FPDF_SEGMENT_LINETO:
            yield outline
            outline = []
        outline.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            outline.append(outline[0])
    yield outline


def _is_white(drawn: Any, stroke: bool) -> bool:
    from pypdfium2 import raw

    colours = [ctypes.c_uint() for _ in range(4)]
    get = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
    if not get(drawn, *(ctypes.byref(colour) for colour in colours)):
        return False
    red, green, blue, alpha = (colour.value for colour in colours)
    return alpha == 0 or min(red, green, blue) >= 250
