"""Paragraphs of a stretch of the file without its furniture: HTML tags, markdown emphasis, surrounding white space.

What is struck through (<del>, <s>, <strike>, ~~ on both sides) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jixiao.extract.reading.layout.blocks import Piece
from jixiao.extract.reading.layout.inline import STRUCK

PieceRun = tuple[Piece, ...]  # one paragraph: pieces in order

_BLOCK = r"p|br|hr|li|ol|ul|div|h[1-6]|table|tbody|thead|tr|td|th|blockquote"
_INLINE = r"b|strong|i|em|u|s|span|font|a|sup|sub|small|mark|code|del|ins|wbr"
_FURNITURE = re.compile(
    rf"(?P<block></?(?:{_BLOCK})\b[^<>]*>|[\r\n\f\v]+)"
    rf"|(?P<inline>{STRUCK}|</?(?:{_INLINE})\b[^<>]*>|\*\*|__|&(?:nbsp|shy|zwnj|#173|#8203);)",
    re.IGNORECASE,
)


def paragraphs(source: str, start: int, end: int) -> list[PieceRun]:
    """The paragraphs of `source[start:end]`; none is empty."""
    found: list[list[Piece]] = [[]]
    at = start
    for mark in _FURNITURE.finditer(source, start, end):
        if mark.start() > at:
            found[-1].append(Piece(at, mark.start()))
        at = mark.end()
        if mark["block"]:
            found.append([])
    if end > at:
        found[-1].append(Piece(at, end))
    return [run for run in (trimmed(source, pieces) for pieces in found) if run]


def trimmed(source: str, pieces: Sequence[Piece]) -> PieceRun:
    """`pieces` without white space at the two ends and without empty pieces."""
    left = list(pieces)
    while left:
        text = source[left[0].start : left[0].end]
        start = left[0].start + len(text) - len(text.lstrip())
        if start < left[0].end:
            left[0] = Piece(start, left[0].end)
            break
        left.pop(0)
    while left:
        end = left[-1].start + len(source[left[-1].start : left[-1].end].rstrip())
        if end > left[-1].start:
            left[-1] = Piece(left[-1].start, end, left[-1].joint)
            break
        left.pop()
    return tuple(left)


def text_of(source: str, pieces: Iterable[Piece]) -> str:
    """The characters of `pieces`, each joint in its place (the first one's too)."""
    return "".join(piece.joint + source[piece.start : piece.end] for piece in pieces)


def joined(runs: Sequence[PieceRun]) -> PieceRun:
    """Several paragraphs as the pieces of one cell: a line feed between them."""
    pieces: list[Piece] = []
    for number, run in enumerate(runs):
        for at, piece in enumerate(run):
            joint = "\n" if number and not at else piece.joint
            pieces.append(Piece(piece.start, piece.end, joint))
    return tuple(pieces)


def split(source: str, run: PieceRun, offset: int) -> tuple[PieceRun, PieceRun]:
    """A paragraph cut before the code point `offset` of its text; white space at the cut is dropped."""
    head: list[Piece] = []
    tail: list[Piece] = []
    at = 0
    for piece in run:
        at += len(piece.joint)
        length = piece.end - piece.start
        if at + length <= offset:
            head.append(piece)
        elif at >= offset:
            tail.append(piece)
        else:
            middle = piece.start + offset - at
            head.append(Piece(piece.start, middle, piece.joint))
            tail.append(Piece(middle, piece.end))
        at += length
    return trimmed(source, head), trimmed(source, tail)
