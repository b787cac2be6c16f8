"""Outlines without tables: which lines are headings, what a heading is of its items, which lines tell what was done.

壹、基礎服務 › 一、服務一致 (strategy) › （一）訂定標準作業程序 (measure) › 1.修訂作業程序18項。(outcome)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from jixiao.extract.records import Label, Span
from jixiao.extract.text import normalisation
from jixiao.extract.text.enumeration import label_at_start
from jixiao.extract.text.headings import LONGEST_HEADING, Heading

# How deep the kinds of labels below the headings proper stand. Source: the order of outlines in official documents,
# 壹、一、（一）、1、（1）; extract.text.headings has the first three.
_DEEPER = {"dot": 5, "paren": 6, "half": 6, "alpha": 7, "alpha_paren": 8}
_LEVELS = {"formal": 1, "han": 2, "han_paren": 4} | _DEEPER
_MEASURES_FROM = 4
# A figure with its unit: 412次, 85%, 3 場次; no year, no day.
# Tried once for each run of digits, so that a long one takes no more time than its length.
_FIGURE = re.compile(r"(?<![\d,.])[,.]*+\d[\d,.]*+\s*+(?:[萬億千百]+\s*)?(?![\d年月日/.:：])[一-鿿%％‰]")


@dataclass(slots=True)
class Opened:
    """An open heading with the place of its line, and whether it is a passage already."""

    heading: Heading
    span: Span
    told: bool = False

    @property
    def name(self) -> str:
        """Its words without number and final colon."""
        return _words(self.heading.text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the headings that are its strategy and its measure; None where it has none."""

    strategy: Opened | None = None
    measure: Opened | None = None


@dataclass(slots=True)
class Outline:
    """The open headings of an outline, outermost first."""

    opened: list[Opened] = field(default_factory=list)

    def enter(self, new: Heading, span: Span) -> None:
        """Opens a heading; the sections that it ends are closed."""
        kept = [old for old in self.opened if not new.closes(old.heading)]
        self.opened = [*kept, Opened(new, span)]

    def place(self) -> Place:
        """The strategy and the measure of the items that follow, by levels and words of the open headings."""
        path = [one for one in self.opened if one.heading.facet is None and one.name]
        if not path:
            return Place()
        last = path[-1]
        if last.heading.level >= _MEASURES_FROM or is_activity(last.name):
            return Place(path[-2] if len(path) > 1 else None, last)
        return Place(last)

    def is_aside(self) -> bool:
        """Do the items stand below a heading of what is no achievement (前言, 依據)?"""
        return any(is_aside(one.name) for one in self.opened)

    def label(self, text: str) -> Label | None:
        """What a line that is no heading tells: an outcome where it says what was done, else None."""
        if self.is_aside() or re.search(r"如[下后後左次]\s*[。：:]?$", text):
            return None
        placed = label_at_start(text) is not None or bool(self.opened)
        words = _words(text)
        tells = bool(_FIGURE.search(normalisation.fold(words).text)) or bool(_told().search(words))
        return "outcome" if tells or (placed and bool(_activity().search(words))) else None


def heading_of(text: str, found: Heading | None, following: str | None) -> Heading | None:
    """The heading that a line of an outline is, `found` what its form says: no line that tells a figure is one, and a
    short one with a deeper label than 一、 or （一） is one where a deeper item follows."""
    label = label_at_start(text)
    words = _words(text)
    if found is not None:
        tells = bool(label and not found.facet and not found.mark and _FIGURE.search(normalisation.fold(words).text))
        return None if tells and not found.body else found
    if label is None or label.kind not in _DEEPER or not following:
        return None
    below = label_at_start(following)
    deeper = below is not None and _LEVELS.get(below.kind, 0) > _DEEPER[label.kind]
    short = len(words) <= LONGEST_HEADING and not re.search("[。；，]", words)
    tells = bool(_FIGURE.search(normalisation.fold(words).text))
    return Heading(_DEEPER[label.kind], text.strip().rstrip("：:")) if deeper and short and not tells else None


def is_activity(name: str) -> bool:
    """Does a heading name an activity, not an aim?"""
    return _activity().match(name) is not None


def is_aside(name: str) -> bool:
    """Is a heading one of those under which nothing is told of what was done?"""
    return re.fullmatch(f"(?:{_either('aside')})(?:及.*|說明)?", name) is not None


def _words(text: str) -> str:
    label = label_at_start(text)
    return text[label.end if label else 0 :].strip().rstrip("：:。")


@cache
def _data() -> dict[str, Sequence[str]]:
    return tomllib.loads(resources.files("jixiao.extract").joinpath("data/outline.toml").read_text("utf-8"))


def _either(key: str) -> str:
    return "|".join(sorted(map(re.escape, _data()[key]), key=len, reverse=True))


@cache
def _activity() -> re.Pattern[str]:
    return re.compile(_either("activity"))


@cache
def _told() -> re.Pattern[str]:
    return re.compile(_either("told"))
