"""The self-assessment sheet, and how it reads as JSON, in a terminal, as rows of evidence."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jixiao.extract import framework as frameworks
from jixiao.extract.messages import Message
from jixiao.extract.passage_json import passage_to_json
from jixiao.extract.records import Framework, Passage, ScoringFacet, ScoringItem
from jixiao.index import labels
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.answers.matrix.records import MatrixCell, cell_labels
from jixiao.index.export.records import Cover, Row
from jixiao.index.labels import Language
from jixiao.index.records import Filters, Mark
from jixiao.index.storage.records import mark_to_json


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
        raise ValueError(Message.of("points_of_is_no_number_from_0_up", name, value))
    return points


def most(facet: ScoringFacet, item: ScoringItem) -> int | None:
    """The points that an item can have: its own where they are told, else its facet's; None: not told."""
    return facet.points if item.points is None else item.points


def assessment_to_json(sheet: Assessment) -> dict[str, Any]:
    """`{"framework", "branch", "year", "checked", "reported", "total": number|null, "grade": str|null, "facets":
    [{"number", "name", "most", "points": number|null, "items": [{"item", "criteria", "most", "points", "state",
    "passages": [passage], "general": [passage], "accepted", "rejected": [passage], "marks": [judgement]}]}]}`."""
    return {
        "framework": sheet.framework.name,
        "branch": sheet.branch,
        "year": sheet.year,
        "checked": sheet.checked,
        "reported": sheet.reported,
        "total": sheet.total,
        "grade": sheet.grade,
        "facets": [
            {
                "number": one.facet.number,
                "name": one.facet.name,
                "most": one.facet.points,
                "points": one.points,
                "items": [_item(item, one) for item in one.items],
            }
            for one in sheet.facets
        ],
    }


def _item(one: ItemSheet, facet: FacetSheet) -> dict[str, Any]:
    return {
        "item": one.item.id,
        "criteria": list(one.item.criteria),
        "most": most(facet.facet, one.item),
        "points": one.points,
        "state": one.own.state,
        "passages": [passage_to_json(p) for p in one.own.passages],
        "general": [passage_to_json(p) for p in one.general],
        "accepted": one.own.judged.count("accepted"),
        "rejected": [passage_to_json(p) for p in one.rejected],
        "marks": [mark_to_json(m) for m in one.marks.values()],
    }


def title(sheet: Assessment, language: Language) -> str:
    """What stands above the sheet."""
    template = labels.say("sheet", "title", language)
    return template.format(branch=sheet.branch, year=sheet.year, framework=sheet.framework.name)


def figure(points: float | None) -> str:
    """Points without a needless point; empty where blank."""
    return "" if points is None else f"{points:g}"


def item_status(one: ItemSheet, sheet: Assessment, language: Language) -> str:
    """「12 段 · 數據 8」, that nothing was found in n passages, or that there is no report."""
    return " · ".join(cell_labels(one.own, language))


def about(one: ItemSheet, sheet: Assessment, k: int, language: Language) -> str:
    """How much evidence there is, in a sentence, and how much of it is shown."""
    count = len(one.own.passages)
    if one.own.state == "no_report":
        return labels.say("sheet", "no_report", language)
    key = "none" if not count else "own_first" if count > k else "own"
    n = count or sheet.checked
    return labels.say("sheet", key, language).format(branch=sheet.branch, n=n, k=k)


def assessment_lines(sheet: Assessment, language: Language = "zh") -> Iterator[str]:
    """For people: facets and items with their points and evidence, then the sum and the grade."""
    yield title(sheet, language)
    blank = labels.say("sheet", "blank", language)
    for facet in sheet.facets:
        name = labels.facet(facet.facet.number, facet.facet.name, language)
        yield f"{name}\t{figure(facet.points) or blank}\t{figure(facet.facet.points)}"
        for one in facet.items:
            yield f"\t{one.item.id}\t{figure(one.points)}\t{item_status(one, sheet, language)}"
    result = [figure(sheet.total), sheet.grade or ""] if sheet.total is not None else [blank]
    yield "\t".join([labels.say("sheet", "total", language), *result])


def rows(sheet: Assessment, sha256: Callable[[str], str], k: int, language: Language) -> list[Row]:
    """The first `k` passages of the branch for each item, then of those on all branches, each under its item's name.

    Rejected ones come last, all of them.
    """
    return [
        row
        for facet in sheet.facets
        for one in facet.items
        for row in (
            *rows_of(one, one.own.passages[:k], sheet.branch, sha256, language),
            *rows_of(one, one.general[:k], None, sha256, language),
            *rows_of(one, one.own.judged.rejected, sheet.branch, sha256, language),
            *rows_of(one, one.everyone.rejected, None, sha256, language),
        )
    ]


def rows_of(
    one: ItemSheet, passages: tuple[Passage, ...], branch: str | None, sha256: Callable[[str], str], language: Language
) -> list[Row]:
    """One row a passage; its finding names the item and the status. `branch` None: the passage's own doers."""
    found = []
    for p in passages:
        status = labels.say("status", p.status, language) if p.status else ""
        finding = " · ".join(filter(None, [one.item.id, status]))
        mark = one.marks.get(p.passage_id)
        found.append(Row(p, sha256(p.document_id), branch=branch, finding=finding, mark=mark))
    return found


def cover(sheet: Assessment, language: Language) -> Cover:
    """What the file says of itself."""
    filters = Filters(branch=(sheet.branch,), year=(sheet.year,))
    return Cover(title(sheet, language), None, filters, None, language)


def summary(sheet: Assessment, language: Language) -> tuple[list[str], list[str]]:
    """Headings and values of 附表 2; what only the assessor knows is left blank."""
    say = labels.say
    heads = [say("sheet", "assessor", language), say("sheet", "assessed", language)]
    values = ["", sheet.branch]
    for facet in sheet.facets:
        limit = facet.facet.points
        out_of = "" if limit is None else "\n" + say("sheet", "out_of", language).format(n=limit)
        heads.append(facet.facet.name + out_of)
        values.append(figure(facet.points))
    heads += [say("sheet", key, language) for key in ("total", "grade", "month")]
    return heads, [*values, figure(sheet.total), sheet.grade or "", ""]


def _sum(points: list[float | None]) -> float | None:
    given = [one for one in points if one is not None]
    return sum(given) if given and len(given) == len(points) else None
