"""Pages whose writing does not run from left to right as shown: turned upright for reading, their places turned back.

The writing of most letters decides for the page; letters that run otherwise are read apart, behind it. Vertical writing
(lines from top to bottom, the first one at the right) is read as writing that is turned clockwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from jixiao.extract.reading.pdf import raised_glyphs
from jixiao.extract.reading.pdf.records import Box, Glyph, Hidden, Page
from jixiao.extract.reading.pdf.rulings import Rule

# Source: chosen. Share of a page's neighbours that stand below one another where its writing is vertical; a column of a
# table that is one letter wide has fewer. Degrees by which a stamp or a watermark is turned.
VERTICAL = 0.6
NEAR = 1.2
SLANTED = 4.0
FEWEST = 12
DESCENT = 0.2  # share of a letter's height below its line, where the line is not known
# What is read apart has the number of its page and a multiple of this.
APART = 10**6


def upright(page: Page) -> tuple[Page, list[Page]]:
    """The page with the writing of most of its letters upright, and pages of the letters that run otherwise.

    Those have no rules. Slanted letters are the last of them.
    """
    slanted = [glyph for glyph in page.glyphs if glyph.slant > SLANTED]
    straight = [glyph for glyph in page.glyphs if glyph.slant <= SLANTED]
    if _is_vertical(straight):
        straight = [replace(glyph, turn=1) for glyph in straight]
    counted = Counter(glyph.turn for glyph in straight if not glyph.text.isspace())
    ordered = [turn for turn, _ in counted.most_common()]
    if not ordered:
        return replace(page, glyphs=()), [_laid(page, slanted)] if slanted else []
    main = _set(turned(replace(page, glyphs=_of(straight, ordered[0])), ordered[0]))
    bare = replace(page, rules=(), hidden=(), noted=())
    apart = [turned(replace(bare, glyphs=_of(straight, turn)), turn) for turn in ordered[1:]]
    apart += [_laid(bare, slanted)] if slanted else []
    return main, [replace(one, number=page.number + at * APART) for at, one in enumerate(apart, 1)]


def number(of: int) -> int:
    """The number of the page that something read apart stands on."""
    return of % APART


def _set(page: Page) -> Page:
    """A page that was turned, with what is raised and struck through in it."""
    if not page.turn:
        return page
    glyphs, rules, gone = raised_glyphs.struck(page.glyphs, page.rules)
    hidden = tuple(Hidden(page.number, raised_glyphs.STRUCK_THROUGH, words) for words in gone if words)
    return replace(page, glyphs=tuple(raised_glyphs.raised(glyphs)), rules=tuple(rules), hidden=(*page.hidden, *hidden))


def _of(glyphs: Sequence[Glyph], turn: int) -> tuple[Glyph, ...]:
    return tuple(glyph for glyph in glyphs if glyph.turn == turn)


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Do most letters that are not turned stand below the one before?"""
    inked = [glyph for glyph in glyphs if not glyph.turn and not glyph.text.isspace()]
    if len(inked) < FEWEST:
        return False
    below = sum(_stands_below(before, after) for before, after in pairwise(inked))
    # Columns follow one another leftwards; those of a table follow rightwards.
    steps = [after.left - before.left for before, after in pairwise(inked) if after.top < before.top]
    return below >= VERTICAL * (len(inked) - 1) and sum(step < 0 for step in steps) >= sum(step > 0 for step in steps)


def _stands_below(before: Glyph, after: Glyph) -> bool:
    width = max(before.right - before.left, after.right - after.left, 1.0)
    level = abs((before.left + before.right) - (after.left + after.right)) / 2
    step = (after.top + after.bottom - before.top - before.bottom) / 2
    return level <= 0.3 * width and 0 < step <= 2 * NEAR * width


def turned(page: Page, turn: int) -> Page:
    """The page with writing of `turn` quarter turns clockwise upright."""
    if not turn:
        return page
    size = page.width, page.height
    width, height = (page.height, page.width) if turn % 2 else size
    glyphs = tuple(_glyph(glyph, turn, size) for glyph in page.glyphs)
    rules = tuple(_rule(rule, turn, size) for rule in page.rules)
    return replace(page, width=width, height=height, glyphs=glyphs, rules=rules, turn=turn)


def _glyph(glyph: Glyph, turn: int, size: tuple[float, float]) -> Glyph:
    left, top, right, bottom = _box((glyph.left, glyph.top, glyph.right, glyph.bottom), turn, size)
    if turn % 2:  # the drawing's own height is not known of writing that ran up or down
        ink_top, ink_bottom = top, bottom
    else:
        _, ink_top, _, ink_bottom = _box((glyph.left, glyph.ink_top, glyph.right, glyph.ink_bottom), turn, size)
    base = bottom - DESCENT * (bottom - top)
    box = replace(glyph, left=left, top=top, right=right, bottom=bottom, ink_top=ink_top, ink_bottom=ink_bottom)
    return replace(box, turn=0, base=base)


def _rule(rule: Rule, turn: int, size: tuple[float, float]) -> Rule:
    line = (rule.at, rule.start, rule.at, rule.end) if rule.upright else (rule.start, rule.at, rule.end, rule.at)
    left, top, right, bottom = _box(line, turn, size)
    upright = rule.upright != bool(turn % 2)
    return Rule(upright, left, top, bottom) if upright else Rule(upright, top, left, right)


def _box(box: Box, turn: int, size: tuple[float, float]) -> Box:
    """A box of a page of that size, the page turned back by `turn` quarter turns clockwise."""
    left, top, right, bottom = box
    width, height = size
    if turn == 1:
        return top, width - right, bottom, width - left
    if turn == 2:
        return width - right, height - bottom, width - left, height - top
    return (height - bottom, left, height - top, right) if turn == 3 else box


def back(box: Box, page: Page) -> Box:
    """A box of an upright page on the page as shown."""
    return _box(box, -page.turn % 4, (page.width, page.height))


def _laid(page: Page, slanted: Sequence[Glyph]) -> Page:
    """Slanted letters as level lines, one below the other: those that were drawn together in one."""
    return replace(page, glyphs=tuple(_lines(slanted)), rules=(), hidden=(), noted=())


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    run, at = None, 0.0
    top = 0.0
    for glyph in glyphs:
        size = max(min(glyph.bottom - glyph.top, glyph.right - glyph.left), 1.0)
        if glyph.run != run:
            run, at = glyph.run, glyph.left
            top = max(top + 2 * size, glyph.top)
        bottom = top + size
        box = replace(glyph, left=at, right=at + size, top=top, bottom=bottom, ink_top=top, ink_bottom=bottom)
        yield replace(box, turn=0, base=None)
        at += size
