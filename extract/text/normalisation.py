"""Text as it is matched: NFKC, white space that only a layout put there dropped, 台 read as 臺.

Matching never runs on the source's own characters: some PDFs hold compatibility characters (U+F97C 良), digits may be
full-width, and a line end may stand inside a word. What is found is carried back through the offset map, so that a
surface keeps the source's characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jixiao.extract.records import Span

_GAP = re.compile(r"\s+")
# Folding these would change what a number says: ① → 1, ² → 2, ½ → 1⁄2.
_KEPT = ("<circle>", "<super>", "<sub>", "<fraction>", "<square>")
_LABEL = re.compile(r"(?:(?<=[。;:\n])|^)\s?\d{1,2}[.、]\s?(?=\D|\d{2,3}年)")
_VARIANTS = str.maketrans({"台": "臺"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is matched; `starts[i]` and `ends[i]` bound its character i in the source text.

    `matching` has the same length, with variants (台) folded and Latin letters lowered, for look-ups in gazetteers.
    """

    text: str
    matching: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Code points of the source text behind `text[start:end]`; an empty slice gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """`text` for matching.

    White space is dropped except between two ASCII characters (`CNS 11359`, `1. 108年`), where one space stays, and
    where it holds a tab or an empty line (cells, paragraphs), which stays as one line feed.
    """
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        gap = _GAP.match(text, at)
        if gap:
            kept = _joint(gap.group(), text[at - 1 : at], text[gap.end() : gap.end() + 1])
            characters.append(kept)
            if kept:
                starts.append(at)
                ends.append(gap.end())
            at = gap.end()
            continue
        folded = folded_character(text[at])
        characters.append(folded)
        starts.extend([at] * len(folded))
        ends.extend([at + 1] * len(folded))
        at += 1
    joined = "".join(characters)
    return Folded(joined, matching_form(joined), tuple(starts), tuple(ends))


def folded_character(character: str) -> str:
    """NFKC of one character; itself where that would make another number of it, or white space."""
    if character.isascii() or unicodedata.decomposition(character).startswith(_KEPT):
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded and not _GAP.search(folded) else character


def matching_form(text: str) -> str:
    """Variants folded and Latin letters lowered; the same length as `text`."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_VARIANTS))


def without_labels(text: str) -> str:
    """`text` (folded) with enumeration labels (2. before 「112 年 7 月」) written over by 。; the same length."""
    return _LABEL.sub(lambda label: "。" * len(label.group()), text)


def squash(text: str) -> str:
    """A short text (a unit, a name) in NFKC without white space."""
    return _GAP.sub("", "".join(folded_character(c) for c in text))


def _joint(gap: str, before: str, after: str) -> str:
    if "\t" in gap or gap.count("\n") > 1:
        return "\n"
    if before and after and before.isascii() and after.isascii():
        return " "
    return ""
