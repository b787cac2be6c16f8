"""What is drawn on a page of a PDF: glyphs, ruled lines, pictures, and which text may not be seen.

Imports pypdfium2; called under the lock of `pdf_page`.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jixiao.extract.reading.layout.inline import UNSEEN
from jixiao.extract.reading.pdf import rulings
from jixiao.extract.reading.pdf.records import Box, Glyph, Placing
from jixiao.extract.reading.pdf.rulings import Point, Rule

# Objects of a page beyond which its lines are no table's but a drawing's. Source: chosen; a page of a hundred rows and
# ten columns drawn cell by cell has some 4,000.
MOST_OBJECTS = 20_000
LEVEL = 4.0  # points by which the lower sides of the letters of one line differ
# Channels of a colour of which the least is as high are hard to tell from paper. Source: chosen; contrast decides.
PALE = 235
# Points. Source: chosen; a surface that can cover a letter, and letters too small for any reader.
SURFACE = 3.0
TINY = 2.0
SLANTED = 4.0  # degrees
_ADDED = frozenset(map(ord, " \r\n"))
INVISIBLE, PALE_TEXT, COVERED, LAYER, OUTSIDE, SMALL = (
    "invisible", "in the colour of its ground", "covered", "on a layer that is switched off", "off the page", "tiny",
)  # fmt: skip


@dataclass(slots=True)
class Drawn:
    """The shapes of a page. `surfaces` are filled ones that may cover text, `rules` are not merged yet; `suspects`
    tells of runs of text why they may not be seen."""

    rules: list[Rule] = field(default_factory=list)
    surfaces: list[Box] = field(default_factory=list)
    pictured: float = 0.0
    number: int = 0
    layered: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Text:
    """The glyphs of a page; `suspects` has, by the number of a run, why it may not be seen."""

    glyphs: list[Glyph] = field(default_factory=list)
    suspects: dict[int, str] = field(default_factory=dict)
    unmapped: float = 0.0


def glyphs(text: Any, place: Placing, drawn: Drawn) -> Text:
    """The characters of a text page in the file's order."""
    from pypdfium2 import raw

    loose = raw.FS_RECTF()
    x0, x1, y0, y1, x, y = (ctypes.c_double() for _ in range(6))
    outer, tight = ctypes.byref(loose), [ctypes.byref(value) for value in (x0, x1, y0, y1)]
    found = Text()
    runs: dict[int, int] = {}
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
        raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
        left, top, right, bottom = place.rectangle(loose.left, loose.bottom, loose.right, loose.top)
        _, ink_top, _, ink_bottom = place.rectangle(x0.value, y0.value, x1.value, y1.value)
        turn, slant = _turn(raw.FPDFText_GetCharAngle(text, at), place.turns)
        run = _run(text, at, runs, found.suspects, drawn)
        last = found.glyphs[-1] if found.glyphs else None
        if gap and last and character != " " and last.right < left and abs(bottom - last.bottom) < LEVEL:
            found.glyphs.append(replace(last, text=" ", left=last.right, right=left, added=True))
        base = place.point(x.value, y.value)[1]
        found.glyphs.append(
            Glyph(character, left, top, right, bottom, ink_top, ink_bottom, turn, False, run, base, slant)
        )
        gap = False
    found.unmapped = unmapped / max(len(found.glyphs), 1)
    return found


def _turn(angle: float, turns: int) -> tuple[int, float]:
    """Quarter turns clockwise, and the degrees left over; PDFium tells angles in radians clockwise."""
    quarters = angle / math.pi * 2
    return (round(quarters) + turns) % 4, abs(quarters - round(quarters)) * 90


def _run(text: Any, at: int, runs: dict[int, int], suspects: dict[int, str], drawn: Drawn) -> int:
    """The number of the text object that a character belongs to."""
    from pypdfium2 import raw

    handle = raw.FPDFText_GetTextObject(text, at)
    address = ctypes.cast(handle, ctypes.c_void_p).value if handle else None
    if address is None:
        return 0
    if address not in runs:
        runs[address] = len(runs) + 1
        if why := _suspicion(text, at, handle, address in drawn.layered):
            suspects[runs[address]] = why
    return runs[address]


def _suspicion(text: Any, at: int, handle: Any, layered: bool) -> str:
    """Why a run of text may not be seen; "" where nothing speaks for that."""
    from pypdfium2 import raw

    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return INVISIBLE
    if layered:
        return LAYER
    stroke = mode in (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colours = [ctypes.c_uint() for _ in range(4)]
    get = raw.FPDFText_GetStrokeColor if stroke else raw.FPDFText_GetFillColor
    if not get(text, at, *map(ctypes.byref, colours)):
        return ""
    red, green, blue, alpha = (colour.value for colour in colours)
    return PALE_TEXT if alpha < 255 - PALE or min(red, green, blue) >= PALE else ""


def _character(code: int) -> str:
    """The character of a code point, "" for those that stand for nothing; all kinds of white space are a blank."""
    if code in (0, 0xFFFE, 0xFFFF) or code in UNSEEN or 0xD800 <= code < 0xE000:
        return ""
    character = chr(code)
    if character.isspace():
        return "\u3000" if code == 0x3000 else " "
    return character if code >= 32 and code != 0x7F else ""


def shapes(handle: Any, place: Placing, area: float) -> Drawn:
    """The ruled lines and surfaces of a page, the share of it that pictures cover, the number of its shapes."""
    from pypdfium2 import raw

    found = Drawn()
    for drawn in handle.get_objects():
        if _is_layered(drawn):
            found.layered.add(ctypes.cast(drawn.raw, ctypes.c_void_p).value or 0)
        if drawn.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        if found.number >= MOST_OBJECTS:
            found.rules, found.surfaces = [], []
            break
        found.number += 1
        matrix = drawn.get_matrix()
        container = drawn.container
        while container is not None:
            matrix = matrix.multiply(container.get_matrix())
            container = container.container
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            corners = [place.point(*matrix.on_point(x, y)) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
            left, top, right, bottom = _bounds(corners)
            found.pictured += (right - left) * (bottom - top) / area
            found.rules.extend(rulings.filled(corners))
            continue
        _path(found, drawn, matrix, place)
    found.pictured = min(found.pictured, 1.0)
    return found


def _path(found: Drawn, drawn: Any, matrix: Any, place: Placing) -> None:
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn.raw, ctypes.byref(fill), ctypes.byref(stroke))
    outlines = [[place.point(*matrix.on_point(x, y)) for x, y in outline] for outline in _outlines(drawn.raw)]
    if fill.value:
        for outline in outlines:
            left, top, right, bottom = _bounds(outline)
            if min(right - left, bottom - top) >= SURFACE:
                found.surfaces.append((left, top, right, bottom))
    wanted = rulings.stroked if stroke.value else rulings.filled if fill.value else None
    if wanted and not _is_white(drawn.raw, bool(stroke.value)):
        for outline in outlines:
            found.rules.extend(wanted(outline))


def _is_layered(drawn: Any) -> bool:
    """Does the object, or one that it is part of, belong to a layer (optional content)?"""
    from pypdfium2 import raw

    while drawn is not None:
        for at in range(max(raw.FPDFPageObj_CountMarks(drawn.raw), 0)):
            name, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
            raw.FPDFPageObjMark_GetName(raw.FPDFPageObj_GetMark(drawn.raw, at), name, 16, ctypes.byref(length))
            if bytes(name)[:6] == "OC\0".encode("utf-16-le"):
                return True
        drawn = drawn.container
    return False


def _bounds(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    return min(xs), min(ys), max(xs), max(ys)


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
