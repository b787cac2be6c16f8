"""Which lines of a cell or of running text make up one paragraph, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from jixiao.extract.reading.interleaved.joining import inner_joint
from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.text.enumeration import label_at_start

# What is never parted at a line's end: opening brackets, a Latin word or a number or one character, closing marks.
_WORD = re.compile(r"[「『（(《〈【“]*(?:[A-Za-z0-9.,%&/_'@+-]+|.)[」』）)》〉】”，。、；：！？,.;:!?%％]*", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：！？」』）)》〉】”,;:!?")
_CLAUSE = re.compile("[。；！？：]+[」』）)”】]*")
_TITLE = re.compile(
    r"(?=.*(?:年度?|[局署處會府院校所]))[^。；，,;]{6,60}(?:計畫|報告|成果|績效|成效|年報|方案|情形|[一總]覽表|統計表)書?(?:[(（][^()（）]{1,12}[)）])?"
)
_TITLE_GOES_ON = re.compile(r"\s*[與及和暨之的、書表]")
_ENDED = ("。", "：", ":", "；", "！", "？", "」", "）", ")")
# In heights of the line. Source: chosen on pages of Word and LibreOffice: lines of one paragraph are 1.0 to 2.0 heights
# apart and evenly so, paragraphs with space between them at least 0.35 more.
LOOSE = 0.35
LARGEST = 2.0
SLACK = 0.3
INDENT = 1.5


@dataclass(frozen=True, slots=True)
class Stretch:
    """Code points of a paragraph from `start` to the next stretch stand in `box` (as in a Locator) of `page`."""

    start: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines put together, and where they stand."""

    text: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """A line between the margins of its cell or column."""

    line: Line
    left: float
    right: float


def paragraphs(lines: Sequence[Set]) -> list[Paragraph]:
    """What lines that follow one another, over columns and pages too, make up."""
    found: list[list[Set]] = []
    pitch = _pitch([one.line for one in lines])
    for at, one in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if found and not (len(found) == 1 and _is_title(found[0], one)) and not _begins(found[-1], one, below, pitch):
            found[-1].append(one)
        else:
            found.append([one])
    return [paragraph([one.line for one in held]) for held in found]


def _is_title(lines: Sequence[Set], after: Set) -> bool:
    """Are these the title of a report, which ends above `after` though it is as wide as the page?"""
    if lines[0].line.page != 1:
        return False
    text = "".join(one.line.text for one in lines)
    return _TITLE.fullmatch(text.strip()) is not None and not _TITLE_GOES_ON.match(after.line.text)


def goes_on(before: Set, after: Set) -> bool:
    """Is `before` full to its margin, so that `after`, on another page, may be the rest of its paragraph?"""
    return not _begins([before], after, None, None)


def paragraph(lines: Sequence[Line]) -> Paragraph:
    """Lines as one paragraph."""
    text = ""
    stretches: list[Stretch] = []
    before: Line | None = None
    for line in lines:
        if before:
            text += " " if before.spaced else inner_joint(before.text, line.text)
        ends = [0, *(match.end() for match in _CLAUSE.finditer(line.text)), len(line.text)]
        for start, end in pairwise(sorted(set(ends))):
            box = (line.lefts[start], line.top, line.rights[end - 1], line.bottom)
            stretches.append(Stretch(len(text) + start, line.page, _rounded(box)))
        text += line.text
        before = line
    return Paragraph(text, tuple(stretches))


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(side, 1) for side in box)
    return left, top, right, bottom


def _pitch(lines: Sequence[Line]) -> float | None:
    """The usual distance of neighbouring lines; None where there is no telling."""
    steps = [after.middle - before.middle for before, after in pairwise(lines) if after.page == before.page]
    near = [step for step in steps if step > 0]
    return median(near) if near else None


def _begins(above: Sequence[Set], one: Set, below: Set | None, pitch: float | None) -> bool:
    """Does a line begin a new paragraph after the lines `above`?"""
    before, line = above[-1].line, one.line
    if line.text[0] in _NEVER_FIRST:
        return False
    left, right = above[-1].left, above[-1].right
    step = line.middle - before.middle
    if before.page == line.page and pitch and step > min(pitch, LARGEST * line.size) + LOOSE * line.size:
        return True
    free = right - before.right + (before.left - left if _is_centred(before, left, right) else 0.0)
    if free > _width(line) + SLACK * line.size:
        return True
    label = label_at_start(line.text)
    if label and (before.text.endswith(_ENDED) or free > 0.5 * line.size or label.number > 1):
        return True
    hanging = line.left - one.left > INDENT * line.size and label_at_start(above[0].line.text) is None
    returns = below is not None and line.left - below.line.left > INDENT * line.size
    return hanging and returns and before.text.endswith(_ENDED)


def _is_centred(line: Line, left: float, right: float) -> bool:
    before, after = line.left - left, right - line.right
    return before > line.size and abs(before - after) < 0.5 * line.size


def _width(line: Line) -> float:
    """How wide the first word of a line is."""
    word = _WORD.match(line.text)
    end = word.end() if word else 1
    return line.rights[end - 1] - line.left
