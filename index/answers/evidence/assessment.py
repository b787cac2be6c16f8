"""The self-assessment sheet: points that a person gives for facets or items, their sum and grade, and the evidence.

Points are never made here: what nobody gave stays blank, and a sum with a blank in it is none.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from jixiao.extract import framework as frameworks
from jixiao.extract.framework import Framework, ScoringFacet, ScoringItem
from jixiao.extract.records import Passage
from jixiao.index.answers.evidence.judgements import Judged
from jixiao.index.answers.evidence.matrix import EVERYONE, MatrixCell, matrix
from jixiao.index.records import Filters, Mark
from jixiao.index.storage.facts import canonical
from jixiao.index.view import View


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """`points` None: left blank. `own` holds the branch's passages, `everyone` those of 總局及各分局."""

    item: ScoringItem
    points: float | None
    own: MatrixCell
    everyone: Judged

    @property
    def general(self) -> tuple[Passage, ...]:
        """The passages of 總局及各分局 that count."""
        return self.everyone.passages

    @property
    def rejected(self) -> tuple[Passage, ...]:
        """The rejected passages of both."""
        return (*self.own.judged.rejected, *self.everyone.rejected)

    @property
    def marks(self) -> dict[str, Mark]:
        """Passage id -> judgement, of both."""
        return {**self.own.judged.marks, **self.everyone.marks}


@dataclass(frozen=True, slots=True)
class FacetSheet:
    """`given` are points for the facet as a whole."""

    facet: ScoringFacet
    given: float | None
    items: tuple[ItemSheet, ...]

    @property
    def points(self) -> float | None:
        """Those given for the facet, else the sum of its items'; None while any of them is blank."""
        if self.given is not None:
            return self.given
        return _sum([item.points for item in self.items])


@dataclass(frozen=True, slots=True)
class Assessment:
    """The sheet of one branch and ROC year. `checked` passages were looked at; `reported`: a report is loaded."""

    framework: Framework
    branch: str
    year: int
    facets: tuple[FacetSheet, ...]
    checked: int
    reported: bool

    @property
    def total(self) -> float | None:
        """The sum over the facets, None while one is blank."""
        return _sum([facet.points for facet in self.facets])

    @property
    def grade(self) -> str | None:
        """The name of the framework's grade for the total; None without a total or outside all grades."""
        found = None if self.total is None else frameworks.grade(self.framework, self.total)
        return found.name if found else None


def assess(
    view: View, branch: str, year: int, points: Mapping[str, float] | None = None, framework: Framework | None = None
) -> Assessment:
    """The sheet with the evidence of each item. `points`: number or name of a facet, or name of an item -> points.

    Raises ValueError for an unknown name, for points below 0 or above the maximum of their item or facet, and where
    the points of a facet are not the sum of its items'.
    """
    known = framework or frameworks.load()
    given = _placed(known, points or {})
    (whose,) = canonical(Filters(branch=(branch,)), view.register).branch
    found = matrix(view, "branch", Filters(branch=(whose,), year=(year,)), framework)
    cells = {line.item.id: {c.column.key: c for c in line.cells} for line in found.lines if line.criterion is None}
    facets = []
    for facet in known.facets:
        items = tuple(
            ItemSheet(
                item,
                given.get(item.id),
                cells[item.id][whose],
                cells[item.id][EVERYONE].judged if EVERYONE in cells[item.id] else Judged(),
            )
            for item in facet.items
        )
        facets.append(_checked(FacetSheet(facet, given.get(str(facet.number)), items)))
    column = next(column for column in found.columns if column.key == whose)
    return Assessment(known, whose, year, tuple(facets), column.checked, column.reported)


def read_points(text: str) -> dict[str, float]:
    """`1=180,服務友善=90` as name -> points. Raises ValueError for a part that is not of this form."""
    points: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[,;、]", unicodedata.normalize("NFKC", text)))):
        name, equals, value = (one.strip() for one in part.partition("="))
        if not equals or not name:
            raise ValueError(f"points {part}: give a facet or an item and its points, such as 1=180")
        if name in points:
            raise ValueError(f"points {part}: {name} has points already; give them once")
        points[name] = number(name, value)
    return points


def number(name: str, value: str) -> float:
    """Points as written, in full-width figures too. Raises ValueError for what is no number from 0 up."""
    try:
        points = float(unicodedata.normalize("NFKC", value).strip())
    except ValueError:
        points = math.nan
    if not math.isfinite(points) or points < 0:
        raise ValueError(f"points of {name}: {value} is no number from 0 up")
    return points


def most(facet: ScoringFacet, item: ScoringItem) -> int | None:
    """The points that an item can have: its own where they are told, else its facet's; None: not told."""
    return facet.points if item.points is None else item.points


def _placed(framework: Framework, points: Mapping[str, float]) -> dict[str, float]:
    """Number of the facet or id of the item -> points."""
    placed: dict[str, float] = {}
    for name, value in points.items():
        facet = next((f for f in framework.facets if name in (str(f.number), f.name)), None)
        item = None if facet else frameworks.item_named(framework, name)
        if facet is None and item is None:
            names = "、".join([f"{f.number} {f.name}" for f in framework.facets])
            raise ValueError(f"points of {name}: unknown; the framework has the facets {names} and their items")
        key = str(facet.number) if facet else item.id if item else name
        if key in placed:
            raise ValueError(f"points of {name}: given twice; give them once")
        placed[key] = number(name, str(value))
    return placed


def _checked(sheet: FacetSheet) -> FacetSheet:
    for one in sheet.items:
        limit = most(sheet.facet, one.item)
        if one.points is not None and limit is not None and one.points > limit:
            raise ValueError(f"points of {one.item.id}: {one.points:g} is above its maximum of {limit}")
    name, limit = f"{sheet.facet.number} {sheet.facet.name}", sheet.facet.points
    items = [one.points for one in sheet.items if one.points is not None]
    if (
        sheet.given is not None
        and items
        and (len(items) < len(sheet.items) or not math.isclose(sum(items), sheet.given))
    ):
        raise ValueError(
            f"points of {name}: {sheet.given:g} is not the sum of its items ({sum(items):g}); give one or the other"
        )
    reached = sum(items) if sheet.given is None else sheet.given
    if limit is not None and reached > limit:
        raise ValueError(f"points of {name}: {reached:g} is above its maximum of {limit}")
    return sheet


def _sum(points: list[float | None]) -> float | None:
    given = [one for one in points if one is not None]
    return sum(given) if given and len(given) == len(points) else None
