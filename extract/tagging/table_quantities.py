"""The figures of a table's row: what each counts, its unit, branch and year, as the headings of its columns say.

A number that stands alone in its cell takes its unit from the heading: 「宣導（場次）」, 「件數」, or from
the row's own name where the headings are branches or years. Surface and span are those of the number in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jixiao.extract.records import FigureRole, Quantity, Span, Stage, Status
from jixiao.extract.segmentation.data_tables import branch_of, is_figure, is_total
from jixiao.extract.tagging import quantities
from jixiao.extract.text import column_names, dates, normalisation, told_units

_NUMBER = re.compile(r"(?P<sign>[-−–△▲(（]?)(?P<number>\d{1,3}(?:(?:,\d{3})+|\d*)(?:\.\d+)?)[)）]?(?P<share>[%％]?)")
_BRACKET = re.compile(r"[(（\[](?:單位[:：])?([^()（）\[\]]{1,6})[)）\]]")
_PLANNED = re.compile("目標|預定|預計|計畫數|規劃")
_LONGEST_UNIT = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of the figures below it (or, of a row, beside it): `of` is what is counted."""

    of: str | None = None
    unit: str | None = None
    branch: str | None = None
    year: int | None = None
    total: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of figures: its text, cells parted by tabs, the names of their columns, and what is known of
    all its figures. `branch` None: a row of totals. `roles`, `counted`, `unit` as in extract.records.Passage."""

    text: str
    columns: tuple[str, ...]
    branch: str | None
    year: int | None
    status: Status | None
    roles: tuple[FigureRole | None, ...] = ()
    counted: str | None = None
    unit: str | None = None
    stage: Stage | None = None

    def role(self, at: int) -> FigureRole | None:
        """What the column holds; None where its heading does not say."""
        return self.roles[at] if at < len(self.roles) else None


def is_row_of_totals(text: str) -> bool:
    """Does the row begin with the name of a total?"""
    return is_total(text.split("\t", 1)[0])


def settled(row: Row, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of the row, in order. `found` are those that its text by itself tells; spans count in the text."""
    cells = row.text.split("\t")
    if len(cells) != len(row.columns):
        return tuple(found)
    label = _label(cells, row.columns)
    year = next((told for told in map(_year, cells, row.columns) if told), None)
    row = replace(row, year=year or row.year)
    out: list[Quantity] = []
    start = 0
    for at, (cell, name) in enumerate(zip(cells, row.columns, strict=True)):
        own = [q for q in found if start <= q.span.start and q.span.end <= start + len(cell)]
        head = read_heading(name)
        role = row.role(at)
        if role == "name":
            own = [q for q in own if not _is_weight(row.text, q)]
        elif not own:
            own = list(_bare(row, cell, start, _unit_below(row, role, head.unit or label.unit)))
        placed = (_placed(one, row, cell, head, label) for one in own)
        out.extend(_of_role(one, row, role, head, cell) for one in placed)
        start += len(cell) + 1
    return tuple(out)


def _unit_below(row: Row, role: FigureRole | None, told: str | None) -> str | None:
    """The unit of bare numbers: that of the column, of what is counted, else the one said for the whole table."""
    if told or row.counted is None:
        return told or (row.unit if role or not row.roles else None)
    if role == "rate":
        return "%"
    return (None if role == "budget" else read_heading(row.counted).unit) or row.unit


def _is_weight(text: str, one: Quantity) -> bool:
    """Is the figure the weight of an indicator, in brackets behind its name (輔導商圈(4%))?"""
    around = text[one.span.start - 1 : one.span.start] + text[one.span.end : one.span.end + 1]
    return one.unit in ("%", "分") and around in ("()", "（）")


def _of_role(one: Quantity, row: Row, role: FigureRole | None, head: Heading, cell: str) -> Quantity:
    """The quantity of a column of targets, actual values, rates or budgets, with what it counts and its status."""
    if role is None or role == "name":
        return replace(one, status="planned" if role and row.stage == "plan" else one.status)
    planned = role in ("target", "budget", "plan") or (row.stage == "plan" and role == "rate")
    status: Status = "planned" if planned else "denied" if one.status == "denied" else "done"
    if role == "plan":
        return replace(one, status=status)
    return replace(one, of=_counted(one, row, role, head, cell), status=status, role=None if role == "budget" else role)


def _counted(one: Quantity, row: Row, role: FigureRole, head: Heading, cell: str) -> str | None:
    """What a figure below a heading of targets or results counts: the row's indicator, with the heading where that
    names something too (決算數, 達成率)."""
    own = one.of if one.of is not None and not is_figure(cell) and one.of in "".join(cell.split()) else None
    if own or row.counted is None:
        return own or head.of
    if role in ("target", "actual") and (head.of is None or column_names.is_generic(head.of)):
        return row.counted
    heading = head.of or ("達成率" if role == "rate" else "")
    return row.counted if row.counted.endswith(heading) else row.counted + heading


def _label(cells: Sequence[str], names: Sequence[str]) -> Heading:
    """What the row's own name says where the headings are branches or years; `total` where they are branches."""
    told = [read_heading(name) for name in names]
    across = any(head.branch or head.year for head in told)
    name = next((one for one in cells if one.strip() and not is_figure(one)), "")
    label = read_heading(normalisation.squash(name)) if across and name else Heading()
    return replace(label, total=any(head.branch for head in told))


def _year(cell: str, name: str) -> int | None:
    """The ROC year that a cell below 年度 names."""
    match = re.fullmatch(r"(?:民國)?(\d{2,4})(?:年度?)?", normalisation.fold(cell).text)
    if match is None or not re.fullmatch("(?:會計)?年度?別?|年份", name):
        return None
    year = int(match[1])
    return year - 1911 if year > 1911 else year if 1 <= year <= 200 else None


def _bare(row: Row, cell: str, start: int, unit: str | None) -> Iterator[Quantity]:
    """The quantity of a number that stands alone in its cell."""
    told = normalisation.fold(cell).text
    match = _NUMBER.fullmatch(told)
    if match is None or unit is None or match["share"]:
        return
    found = quantities.find(match["number"] + unit)
    if len(found) != 1:
        return
    value = -found[0].value if match["sign"] else found[0].value
    begin = start + len(cell) - len(cell.lstrip())
    surface = cell.strip()
    span = Span(begin, begin + len(surface))
    yield Quantity(surface, value, found[0].unit, None, span, None, row.branch, row.year, None, row.status)


def _placed(one: Quantity, row: Row, cell: str, head: Heading, label: Heading) -> Quantity:
    """The quantity with what heading and row say of it; a cell that tells more than the figure says it by itself."""
    alone = is_figure(cell)
    of = head.of or label.of
    inside = one.of is not None and one.of in "".join(cell.split())
    return replace(
        one,
        of=one.of if inside and not (alone and of) else of,
        branch=head.branch or (one.branch if row.branch and not (head.total and label.total) else None),
        year=head.year or (row.year if alone else one.year),
        status="planned" if head.planned and one.status else one.status,
    )


@lru_cache(maxsize=1024)
def read_heading(name: str) -> Heading:
    """What a heading (without white space) says."""
    if not name:
        return Heading()
    branch, total = branch_of(name), is_total(name)
    dated = [date for date in dates.find(name, None) if date.year is not None]
    year = dated[0].year if len(dated) == 1 and dated[0].end - dated[0].start >= len(name) - 2 else None
    if branch or total or year:
        return Heading(branch=branch, year=year, total=total)
    bare = _BRACKET.sub("", name) or name
    return Heading(of=bare, unit=_unit(name, bare), planned=_PLANNED.search(name) is not None)


def _unit(name: str, bare: str) -> str | None:
    """The unit in brackets, else the one that the name ends with; one character only before 數 (件數)."""
    for told in _BRACKET.findall(name):
        if unit := told_units.measured(told) or (told if _is_unit(told) else None):
            return str(unit)
    counted = bare.removesuffix("數")
    least = 1 if counted != bare else 2
    ends = (counted[-length:] for length in range(min(_LONGEST_UNIT, len(counted)), least - 1, -1))
    return next(filter(_is_unit, ends), None)


def _is_unit(told: str) -> bool:
    text = f"12{told}"
    found = quantities.find(text)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))
