"""From lines of a cell to its pieces: how lines are joined, and which blanks inside a line are only typesetting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jixiao.extract.reading.interleaved.lines import Line
from jixiao.extract.reading.layout.blocks import Piece

# Single characters set apart by blanks, as a justified line has them: 「配 置 應 方 便 瀏」, 「( 本 局 各」.
_SINGLE = r"[\u3400-\u9fff\uf900-\ufaff（）()「」『』、，。；：]"
_SPACED = re.compile(rf"(?<![^\s.)）、]){_SINGLE}(?: +{_SINGLE})+(?!\S)")
_AFTER_BRACKET = re.compile(r"[（(「『] +(?=\S)")
_LATIN_END = re.compile(r"[A-Za-z0-9.;:%)\]]$|(?<!\d),$|\d,$")
_LATIN_START = re.compile(r"[A-Za-z0-9(\[]")


def pieces(lines: Sequence[tuple[Line, bool]], kind: str) -> tuple[Piece, ...]:
    """The pieces of a cell of `kind`; each line comes with whether it begins a paragraph.

    Paragraphs are joined with a line feed, except plain text under a label (「2.提升服務及時性：」 …)
    and units inside one bracket.
    """
    result: list[Piece] = []
    before: Line | None = None
    written = ""
    for line, begins in lines:
        joint = _joint(before, line, begins, kind, written) if before else ""
        for number, (start, end) in enumerate(_slices(line)):
            result.append(Piece(start, end, "" if number else joint))
        written += line.text
        before = line
    return tuple(result)


def _joint(before: Line, line: Line, begins: bool, kind: str, written: str) -> str:
    if not begins:
        return inner_joint(before.text, line.text)
    if kind == "strategy":
        return ""
    if kind == "units":
        opened = len(re.findall("[(（]", written)) > len(re.findall("[)）]", written))
        return " " if opened else "\n"
    return "" if before.text.endswith("：") and line.label is None else "\n"


def inner_joint(before: str, after: str) -> str:
    """What joins two lines of one paragraph: a blank between Latin words or figures, else nothing."""
    if re.search(r"\d,$", before) and re.match(r"\d{3}", after):
        return ""
    return " " if _LATIN_END.search(before) and _LATIN_START.match(after) else ""


def _slices(line: Line) -> Iterator[tuple[int, int]]:
    """The line as slices of the source, the blanks of letter-spacing left out."""
    start = 0
    for blank in sorted(_typesetting(line.text)):
        yield line.start + start, line.start + blank[0]
        start = blank[1]
    yield line.start + start, line.end


def _typesetting(text: str) -> set[tuple[int, int]]:
    found = {(match.start() + 1, match.end()) for match in _AFTER_BRACKET.finditer(text)}
    for match in _SPACED.finditer(text):
        single = len(match.group().split())
        if single >= 3 or single == len(text.split()):
            found |= {
                (match.start() + gap.start(), match.start() + gap.end()) for gap in re.finditer(" +", match.group())
            }
    return found
