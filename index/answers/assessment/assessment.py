"""The self-assessment sheet: points that a person gives for facets or items, their sum and grade, and the evidence.

Points are never made here: what nobody gave stays blank, and a sum with a blank in it is none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from jixiao.extract import framework as frameworks
from jixiao.extract.messages import Message
from jixiao.extract.records import Framework
from jixiao.index.answers.assessment.records import Assessment, FacetSheet, ItemSheet, most, number
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.answers.matrix.matrix import matrix
from jixiao.index.answers.matrix.records import EVERYONE
from jixiao.index.records import Filters
from jixiao.index.storage.facts import canonical
from jixiao.index.view import View


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


def _placed(framework: Framework, points: Mapping[str, float]) -> dict[str, float]:
    """Number of the facet or id of the item -> points."""
    placed: dict[str, float] = {}
    for name, value in points.items():
        facet = next((f for f in framework.facets if name in (str(f.number), f.name)), None)
        item = None if facet else frameworks.item_named(framework, name)
        if facet is None and item is None:
            names = "、".join([f"{f.number} {f.name}" for f in framework.facets])
            raise ValueError(Message.of("points_of_unknown_the_framework_has_the_facets_and", name, names))
        key = str(facet.number) if facet else item.id if item else name
        if key in placed:
            raise ValueError(Message.of("points_of_given_twice_give_them_once", name))
        placed[key] = number(name, str(value))
    return placed


def _checked(sheet: FacetSheet) -> FacetSheet:
    for one in sheet.items:
        limit = most(sheet.facet, one.item)
        if one.points is not None and limit is not None and one.points > limit:
            raise ValueError(Message.of("points_of_is_above_its_maximum_of", one.item.id, f"{one.points:g}", limit))
    name, limit = f"{sheet.facet.number} {sheet.facet.name}", sheet.facet.points
    items = [one.points for one in sheet.items if one.points is not None]
    if (
        sheet.given is not None
        and items
        and (len(items) < len(sheet.items) or not math.isclose(sum(items), sheet.given))
    ):
        raise ValueError(
            Message.of("points_of_is_not_the_sum_of_its_items", name, f"{sheet.given:g}", f"{sum(items):g}")
        )
    reached = sum(items) if sheet.given is None else sheet.given
    if limit is not None and reached > limit:
        raise ValueError(Message.of("points_of_is_above_its_maximum_of", name, f"{reached:g}", limit))
    return sheet
