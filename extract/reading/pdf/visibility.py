"""Which glyphs of a page its reader sees: what is off the page or tiny is told by its place, the rest by the picture.

Only what may be hidden (invisible or pale text, layers, text below or above a surface) is looked for in the picture of
the page; a glyph is seen where its place is not all of one colour. So the text under a scan, white text on a dark
ground and light grey text stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from jixiao.extract.reading.pdf.objects import COVERED, OUTSIDE, SMALL, TINY, Drawn, Text
from jixiao.extract.reading.pdf.records import Box, Glyph, Hidden

Pixels = NDArray[np.uint8]  # (height, width, 3)
# Source: chosen. Dots an inch of the picture; steps of 255 by which a letter differs from its ground at least; the
# share of a letter's height, around its middle, that is looked at besides its ink.
DPI = 108.0
CONTRAST = 14
CORE = 0.6
# Points of a letter's ink below which no font at hand draws it: the other letters of its run decide for it.
LEAST_INK = 0.05
_UNDECIDED = "?"
# Letters that are hidden together at least: one alone may be a sign that the fonts at hand don't draw.
FEWEST = 2


def seen(
    text: Text, drawn: Drawn, size: tuple[float, float], picture: Callable[[], Pixels]
) -> tuple[list[Glyph], list[tuple[str, str]]]:
    """The glyphs that are seen, and (why, text) of stretches that are not. `picture` is called where it is needed."""
    suspicions = [_suspicion(glyph, text, drawn, size) for glyph in text.glyphs]
    pixels = picture() if any(why and why not in (OUTSIDE, SMALL) for why in suspicions) else None
    gone: list[str] = []
    for glyph, why in zip(text.glyphs, suspicions, strict=True):
        if why in (OUTSIDE, SMALL) or not why or pixels is None:
            gone.append(why)
        elif glyph.ink_bottom - glyph.ink_top < LEAST_INK:
            gone.append(_UNDECIDED)
        else:
            gone.append("" if _shows(pixels, glyph, pixels.shape[1] / size[0]) else why)
    gone = _settled(text.glyphs, gone)
    kept = [glyph for glyph, why in zip(text.glyphs, gone, strict=True) if not why]
    left = zip(text.glyphs, gone, strict=True)
    told = [(why, "".join(g.text for g, _ in run).strip()) for why, run in groupby(left, key=lambda pair: pair[1])]
    return kept, [(why, words) for why, words in told if why and words]


def _suspicion(glyph: Glyph, text: Text, drawn: Drawn, size: tuple[float, float]) -> str:
    """Why the glyph may not be seen, "" where nothing speaks for that."""
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    if not (0 <= x <= size[0] and 0 <= y <= size[1]):
        return OUTSIDE
    if glyph.text.isspace():
        return ""
    if max(glyph.bottom - glyph.top, glyph.right - glyph.left) < TINY:
        return SMALL
    if glyph.run in text.suspects:
        return text.suspects[glyph.run]
    return COVERED if any(_inside(x, y, box) for box in drawn.surfaces) else ""


def _inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _shows(pixels: Pixels, glyph: Glyph, scale: float) -> bool:
    """Is the place of the glyph of more than one colour?"""
    middle, half = (glyph.top + glyph.bottom) / 2, (glyph.bottom - glyph.top) * CORE / 2
    top, bottom = min(glyph.ink_top, middle - half), max(glyph.ink_bottom, middle + half)
    rows = slice(max(int(top * scale), 0), int(bottom * scale) + 1)
    columns = slice(max(int(glyph.left * scale), 0), int(glyph.right * scale) + 1)
    patch = pixels[rows, columns].reshape(-1, pixels.shape[2])
    return not patch.size or int((patch.max(axis=0).astype(int) - patch.min(axis=0)).max()) >= CONTRAST


def _settled(glyphs: Sequence[Glyph], gone: Sequence[str]) -> list[str]:
    """What is hidden, run by run: one letter alone is not, what no font draws goes with the others."""
    found: list[str] = []
    for _, held in groupby(zip(glyphs, gone, strict=True), key=lambda pair: pair[0].run):
        run = list(held)
        inked = [why for glyph, why in run if not glyph.text.isspace() and why != _UNDECIDED]
        hidden = list(filter(None, inked))
        lone = len(hidden) < FEWEST <= len(inked)
        every = hidden[0] if hidden and len(hidden) == len(inked) else ""
        for _, why in run:
            kept = why == _UNDECIDED or (lone and why not in (OUTSIDE, SMALL))
            found.append(every if kept and not lone else "" if kept else why)
    return found


def warnings(hidden: Sequence[Hidden]) -> list[str]:
    """One line for each reason: how much, on which pages, the first words."""
    told = []
    for why in dict.fromkeys(one.why for one in hidden):
        found = [one for one in hidden if one.why == why]
        pages = "、".join(map(str, list(dict.fromkeys(one.page for one in found))[:20]))
        number = sum(len(one.text) for one in found)
        first = found[0].text[:16] + ("…" if len(found[0].text) > 16 or len(found) > 1 else "")
        told.append(f"text {why} was left out ({number:,} characters, page {pages}): 「{first}」")
    return told
