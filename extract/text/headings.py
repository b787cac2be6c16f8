"""Headings of a document: which lines are headings, how deep, and which open a facet (構面)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jixiao.extract.text import normalisation
from jixiao.extract.text.enumeration import label_at_start

_FACET = re.compile(
    r"\s*第?(?:構面)?\s*([一二三四五六七八九1-9])?\s*構?面?\s*[：:、.．]?\s*(.{2,20}?)\s*(?:[（(]\s*(\d+)\s*分?\s*[)）])?\s*"
)
_FACET_START = re.compile(r"\s*(?:構面\s*[一二三四五六七八九1-9]|第\s*[一二三四五六七八九1-9]\s*構面)")
_APPENDIX = re.compile(r"\s*+(?:【?\s*+附[表件錄]\s*+[一二三四五六七八九十\d]*+\s*+】?|備註|附註)\s*+[：:]?\s*+$")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
# Source: headings of reports 000-004 have at most 16 characters, their numbered sentences outside tables 28 or more.
LONGEST_HEADING = 20


@dataclass(frozen=True, slots=True)
class Facet:
    """構面 `number` (1 to 9), its name without points."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the outermost. `text` is the heading as the path names it; `body` is True where text follows it in
    the same line (「柒、獎勵方式：本分局得依…」), so that the line is a passage too. `mark` is the depth at which
    the file itself marks it, 0 where it does not; `named` False: nothing but the mark makes it a heading."""

    level: int
    text: str
    facet: Facet | None = None
    body: bool = False
    mark: int = 0
    named: bool = True

    def closes(self, old: Heading) -> bool:
        """Does this heading end the section that `old` opened?"""
        if self.mark and old.mark and not (self.named and old.named):
            return old.mark >= self.mark
        return old.level >= self.level


def heading(text: str, *, marked: int = 0) -> Heading | None:
    """What heading the paragraph is, None for running text. `marked`: how deep the file marks it (markdown #)."""
    found = _heading(text, marked=marked > 0)
    return replace(found, mark=marked) if found else None


def _heading(text: str, *, marked: bool) -> Heading | None:
    line = re.sub(r"\s+", " ", normalisation.level(text).text).strip()
    if _FACET_START.match(line) and len(line) <= 40:
        return Heading(3, line, facet_of(line))
    if _APPENDIX.match(line):
        return Heading(1 if line.lstrip("【 ").startswith("附") else 4, line.rstrip("：: "))
    label = label_at_start(line)
    level = {"formal": 1, "han": 2, "han_paren": 4}.get(label.kind) if label else None
    if level is None:
        bare = marked and len(line) <= 2 * LONGEST_HEADING and "。" not in line
        return Heading(3, line, named=False) if bare else None
    name, colon, rest = re.match(r"([^：:]*)([：:]?)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
    bare = len(name) <= LONGEST_HEADING and not re.search("[。；]", name)
    if bare and colon and rest.strip():
        return Heading(level, name.strip(), body=True) if level == 1 else None
    if bare or (marked and "。" not in line):
        return Heading(level, name.strip())
    return Heading(1, line[: label.end].strip(" 、.．"), body=True) if label and level == 1 else None


def facet_of(line: str) -> Facet | None:
    """The facet of a heading line, however spelt: 「構面一：基礎服務（200 分）」, 「構面二、服務遞送(300分)」."""
    match = _FACET.fullmatch(line)
    if not match or not match.group(1) or not match.group(2):
        return None
    number = normalisation.plain(match.group(1))
    return Facet(_DIGITS.get(number) or int(number), match.group(2).strip())
