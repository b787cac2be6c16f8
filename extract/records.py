"""The records that the extraction stage hands on. Standard library only.

Every offset counts Unicode code points of `Document.text`, half-open: `text[span.start:span.end]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Label = Literal["strategy", "measure", "outcome"]
Stage = Literal["plan", "result"]
Basis = Literal["row", "content"]
Status = Literal["done", "planned", "denied"]
QuantityRole = Literal["target", "actual", "rate"]
FigureRole = Literal["target", "actual", "rate", "budget", "plan", "name"]  # of a column of figures


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def shift(self, by: int) -> Span:
        """The same span, `by` code points further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a piece of text stands in its file; a field is None where the format has no such thing.

    `page`, `table`, `row`, `column`, `line_start` and `line_end` count from 1 (`line_end` included).
    `heading_path` runs from the outermost heading to the innermost. `box` is (left, top, right, bottom) in points from
    the page's upper left corner; `sheet` and `cell` (`B7`) are a workbook's own names.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    heading_path: tuple[str, ...] | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell of `Document.text`.

    `header` is the name of its column as the table's header gives it (NFKC, without white space), None where the
    table has none. A cell without text has an empty span at the place where it would stand.
    """

    span: Span
    locator: Locator
    header: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """`length` code points that stand at `text_start` in the text and at `source_start` in the decoded file."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it is read: `text` is final, its characters are the file's own.

    `document_id` is the first 16 hex digits of the SHA-256 of the file's bytes, `sha256` the whole.
    `year` is the ROC year that the document reports on. `source` is the file's base name.
    `source_map` is sorted by `text_start`; characters of `text` in no run were added in reading (joints between
    cells and lines, always white space). `warnings` say what the reader could not do.
    """

    document_id: str
    sha256: str
    source: str
    text: str
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    stage: Stage | None = None
    cells: tuple[Cell, ...] = ()
    source_map: tuple[Run, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A scoring item that a passage is evidence for, and why: its row's strategy, or its own words."""

    id: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Tag:
    """A named thing. `surface == text[span.start:span.end]`; `canonical` is its name in the register or gazetteer."""

    surface: str
    kind: str
    span: Span
    canonical: str


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to `after`, in the quantity's unit."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. `value` is in `unit`; `of` is what is counted, None where the text does not say.

    `branch` and `year` (ROC) are those the sentence names, else the passage's. `qualifier` is the text's own word
    (約, 以上, 預計 …). `change` stands on the later end of 「由 26.8% 提升至 52.3%」. `status` is what its clause
    says of it; None in a strategy or measure, which only says what is meant. In a table whose heading names the unit
    (宣導場次), `surface` and `span` are those of the number in its cell. `role` is what the column holds: targets,
    actual values, rates; None elsewhere.
    """

    surface: str
    value: float
    unit: str
    of: str | None
    span: Span
    qualifier: str | None = None
    branch: str | None = None
    year: int | None = None
    change: Change | None = None
    status: Status | None = None
    role: QuantityRole | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document with its role and context: `text == document.text[span.start:span.end]`.

    `label` is None where no role can be told. `branches` did it (short canonical names); `scope` is "all" where the
    text speaks of every branch. `units` are the responsible units of the row. `source_spans` point into the decoded
    file; tag and quantity spans point into `Document.text`, like `span`. `item_branch` is the branch that the label of
    its item names, as written. `status` is that of its action as a whole; None in a strategy or measure. `columns` are
    the names of the columns, one for each cell, of a row of a table of figures; empty in all other passages.
    `column_roles` are the roles of such columns where their headings name them, `counted` is what their figures count,
    `column_unit` the unit that is said once for all of them (單位：千元).
    """

    passage_id: str
    document_id: str
    source: str
    text: str
    span: Span
    source_spans: tuple[Span, ...] = ()
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    stage: Stage | None = None
    label: Label | None = None
    facet: int | None = None
    facet_name: str | None = None
    items: tuple[Item, ...] = ()
    strategy: str | None = None
    measure_parent: str | None = None
    measure: str | None = None
    units: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    scope: Literal["all"] | None = None
    locator: Locator = field(default_factory=Locator)
    tags: tuple[Tag, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    item_branch: str | None = None
    status: Status | None = None
    columns: tuple[str, ...] = ()
    column_roles: tuple[FigureRole | None, ...] = ()
    counted: str | None = None
    column_unit: str | None = None


@dataclass(frozen=True, slots=True)
class ScoringItem:
    """評核項目. `aliases` are other names of it in reports, `criteria` its sub-criteria; `points` None: not told."""

    id: str
    aliases: tuple[str, ...]
    criteria: tuple[str, ...]
    cues: tuple[re.Pattern[str], ...]
    points: int | None


@dataclass(frozen=True, slots=True)
class ScoringFacet:
    """評核構面 with its items, in order; `points` None: not told."""

    number: int
    name: str
    points: int | None
    items: tuple[ScoringItem, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A band of points, both ends included."""

    name: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework; `points` is the sum over its facets."""

    name: str
    points: int
    facets: tuple[ScoringFacet, ...]
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """From code point `start` of the decoded file to the next mark, text stands at `locator`."""

    start: int
    locator: Locator
