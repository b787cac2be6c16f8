"""Lines in which a whole outline runs on: 「某部 99 年度報告 壹、前言 一、目標 (一)落實課程。 二、作業情形：…」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jixiao.extract.reading.layout.blocks import Piece
from jixiao.extract.reading.layout.cleaning import PieceRun, split, text_of

# Source: chosen; a line with two headings in it that is longer than a heading with its sentence.
SHORTEST = 40
_MARK = re.compile(
    r"(?<=[\s。；!?！？])(?:[壹貳參叁肆伍陸柒捌玖拾]{1,3}、|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_DATED = re.compile(r"(?<=\s)(?:公告|填報|製表|發布|更新|提報|編製)日期\s*[：:]")
_HEADING = re.compile(r"(?:[壹貳參叁肆伍陸柒捌玖拾]{1,3}|[一二三四五六七八九十]{1,3})、[一-鿿]{2,14}(?=\s+\S{6})")


def parted(source: str, pieces: Sequence[Piece]) -> list[PieceRun]:
    """The paragraph, cut before each heading that runs on in it; as it is where none does."""
    whole = tuple(pieces)
    text = text_of(source, whole)
    marks = [match.start() for match in _MARK.finditer(text)] if len(text) >= SHORTEST else []
    kinds = [text[at] for at in marks if text[at] in "壹一"]
    if len(marks) < 2 or not kinds:
        return [whole]
    headings = [match.end() for match in _HEADING.finditer(text) if match.start() in (0, *marks)]
    dated = [match.start() for match in _DATED.finditer(text, 0, marks[0])]
    cuts = sorted({*marks, *headings, *dated})
    parts: list[PieceRun] = []
    for at in reversed(cuts):
        whole, tail = split(source, whole, at)
        parts.insert(0, tail)
    return [part for part in (whole, *parts) if part]
