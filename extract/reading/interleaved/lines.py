"""The lines of raw PDF text, and the records for what they make up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jixiao.extract.text.enumeration import Label, label_at_start

Kind = Literal["strategy", "measure", "units", "outcome", "other"]
Turn = Literal["no", "maybe", "yes"]

# Code points beyond which a line can stand in no column.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text. `start` and `end` are code points of the source, white space at the ends left out.

    `number` counts all lines of the source from 1; `width` in full-width characters; `indent` and `gap` count the
    blanks before it in the line and the blank lines above it. `closed`: a blank follows its last character, which is
    how the text of a PDF marks the end of a paragraph. `turn`: whether a page begins with it. `page` is None where
    it cannot be told.
    """

    text: str
    start: int
    end: int
    number: int
    width: float
    indent: int
    gap: int
    closed: bool
    turn: Turn = "no"
    page: int | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines outside tables."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a header, repeated headers left out. `headers` and `kinds` are of one length."""

    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    lines: tuple[Line, ...]


@cache
def data() -> dict[str, Any]:
    """The contents of data/interleaved.toml."""
    with (Path(__file__).parents[2] / "data" / "interleaved.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in data()["patterns"][name])


def match(name: str, line: Line) -> re.Match[str] | None:
    """The first match of `line` with the patterns that the data file calls `name`."""
    return next((found for pattern in _patterns(name) if (found := pattern.match(line.text))), None)


def width_of(text: str) -> float:
    """Width in full-width characters: a narrow character counts one half. Not exact for long lines."""
    if len(text) > _LONGEST:
        return float(len(text))
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def lines(source: str) -> list[Line]:
    """The lines of `source` that hold text, furniture included; `turn` is told by form feeds only, `page` not yet."""
    found: list[Line] = []
    offset = 0
    gap = 0
    fed = False
    for number, raw in enumerate(source.split("\n"), start=1):
        body = raw.rstrip("\r")
        text = body.strip()
        fed = fed or "\f" in body
        if text:
            indent = len(body) - len(body.lstrip())
            start, end = offset + indent, offset + indent + len(text)
            closed = len(body) > indent + len(text)
            turn: Turn = "yes" if fed else "no"
            label = label_at_start(text)
            found.append(Line(text, start, end, number, width_of(text), indent, gap, closed, turn, None, label))
            gap, fed = 0, False
        else:
            gap += 1
        offset += len(raw) + 1
    return found
