"""What PDFium gives of a page: glyphs with their boxes, ruled lines, and what was left out.

Coordinates are points of the page as it is shown (cropped and turned), from its upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.extract.reading.pdf.rulings import Point, Rule

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is drawn. `top` and `bottom` are the font's, `ink_top` and `ink_bottom` the drawing's own.

    `turn` counts quarter turns clockwise of the writing as shown, `slant` the degrees by which it differs from them.
    `added`: a blank for which the file only has a gap. `run` numbers the stretch of text that it was drawn with, from
    1 on (0: none), `base` is the height of the line that it stands on, where that is known.
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
    run: int = 0
    base: float | None = None
    slant: float = 0.0


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text of a page that its reader does not see, and why; or that was read apart."""

    page: int
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1). `pictured` is the share of the page that pictures cover, `drawn` the number of drawn
    shapes, `unmapped` the share of glyphs whose characters the file does not tell, `turn` the quarter turns clockwise
    by which its writing was turned on the page as shown: width, height and all places are those of upright writing."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictured: float = 0.0
    drawn: int = 0
    unmapped: float = 0.0
    turn: int = 0
    hidden: tuple[Hidden, ...] = ()
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """From the file's coordinates (upwards, not turned) to those of the page as shown."""

    box: Box
    turns: int

    def point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self.box
        if self.turns == 0:
            return x - left, top - y
        if self.turns == 1:
            return y - bottom, x - left
        return (right - x, y - bottom) if self.turns == 2 else (top - y, right - x)

    def rectangle(self, left: float, bottom: float, right: float, top: float) -> Box:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG; `width` and `height` of the page in points, `pages` of the file."""

    png: bytes
    width: float
    height: float
    pages: int
