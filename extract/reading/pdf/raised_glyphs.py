"""Raised, lowered and struck-through glyphs of upright writing, by where they stand and what is drawn through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from jixiao.extract.reading.layout.inline import Level, set_at
from jixiao.extract.reading.pdf.records import Glyph
from jixiao.extract.reading.pdf.rulings import Rule

# In heights of the writing. Source: chosen; Word sets raised figures in 65% of the size and a third of it higher,
# lowered ones 8% and more below the line; browsers in 83% of the size. A line through letters is drawn 0.2 to 0.4 above
# their base.
SMALLER = 0.85
HIGHER = 0.15
LOWER = 0.06
STRUCK = (0.14, 0.48)
# Points by which such a line reaches over its letters or ends before them.
OVER = 3.0
STRUCK_THROUGH = "struck through"


def raised(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs, small figures off their line as Unicode's raised and lowered ones, at the line's height."""
    found: list[Glyph] = []
    line: Glyph | None = None
    for glyph in glyphs:
        level = _level(line, glyph) if line and not glyph.turn else None
        character = set_at(glyph.text, level)
        if line and character != glyph.text:
            found.append(replace(glyph, text=character, top=line.top, bottom=line.bottom))
        else:
            found.append(glyph)
            line = line if glyph.text.isspace() else glyph
    return found


def _level(line: Glyph, glyph: Glyph) -> Level:
    """How a glyph stands beside the last one on the line."""
    size, own = line.bottom - line.top, glyph.bottom - glyph.top
    if line.base is None or glyph.base is None or line.turn != glyph.turn or own > SMALLER * size:
        return None
    if glyph.top > line.bottom or glyph.bottom < line.top or glyph.left < line.left:
        return None
    up = (line.base - glyph.base) / size
    return "raised" if HIGHER <= up < 1 else "lowered" if -1 < up <= -LOWER else None


def struck(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> tuple[list[Glyph], list[Rule], list[str]]:
    """The glyphs without those that a line is drawn through, the rules without such lines, and what was struck."""
    level = [rule for rule in rules if not rule.upright]
    gone: set[int] = set()
    used: set[int] = set()
    for number, rule in enumerate(level):
        through = [at for at, glyph in enumerate(glyphs) if _crosses(rule, glyph)]
        if through and _fits(rule, [glyphs[at] for at in through]):
            gone.update(through)
            used.add(number)
    told = [
        "".join(glyphs[at].text for at, _ in run).strip()
        for struck_out, run in groupby(enumerate(glyphs), key=lambda pair: pair[0] in gone)
        if struck_out
    ]
    kept: list[Glyph] = []
    for at, glyph in enumerate(glyphs):
        if at not in gone:
            kept.append(glyph)
        elif kept and kept[-1].base == glyph.base and kept[-1].right <= glyph.right:
            kept[-1] = replace(kept[-1], right=glyph.right)  # so that no gap parts what stands beside it
    left = [rule for rule in rules if rule.upright] + [one for at, one in enumerate(level) if at not in used]
    return (kept, left, told) if gone else (list(glyphs), list(rules), [])


def _crosses(rule: Rule, glyph: Glyph) -> bool:
    if glyph.turn or glyph.base is None or not rule.start <= (glyph.left + glyph.right) / 2 <= rule.end:
        return False
    above = (glyph.base - rule.at) / max(glyph.bottom - glyph.top, 1.0)
    return STRUCK[0] <= above <= STRUCK[1]


def _fits(rule: Rule, glyphs: Sequence[Glyph]) -> bool:
    """Does the line begin and end with letters, and lie on them all the way? A border of a table does not."""
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not inked:
        return False
    left, right = min(glyph.left for glyph in inked), max(glyph.right for glyph in inked)
    return abs(rule.start - left) <= OVER and abs(rule.end - right) <= OVER
