"""What was understood of a document and what was not: rows by facet, columns, leftovers, counts, warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jixiao.extract import framework
from jixiao.extract.coverage.unread_text import Coverage, Leftover, leftovers
from jixiao.extract.records import Cell, Document, Passage
from jixiao.extract.segmentation.column_guesses import column_roles
from jixiao.extract.text import enumeration
from jixiao.extract.text.column_roles import role_of

# Below this share of its own words a report is worth a look. Source: five real and eight made-up reports reach 1.0.
LEAST_SHARE = 0.97

WORDS = {
    "reader": "{detail}",
    "no_table": "no table with strategies and results was found; the text is cut by its paragraphs",
    "facet_missing": "{detail} missing",
    "no_title": "no title was found",
    "no_agency": "no agency was found",
    "no_year": "no year was found",
    "no_units": "{detail} rows name no responsible unit",
    "no_outcome": "{detail} rows have no outcome",
    "number_gap": "list numbers jump: {detail}",
    "column_unknown": "column without a role: {detail}",
    "column_guessed": "role of a column guessed from its cells: {detail}",
    "text_lost": "{detail} characters ended nowhere",
}
"""Kind of warning -> what it says in English; `detail` as in Warning."""


@dataclass(frozen=True, slots=True)
class Warning:
    """`kind` is a key of WORDS, `detail` what fills it."""

    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return WORDS[self.kind].format(detail=self.detail)


@dataclass(frozen=True, slots=True)
class FacetRows:
    """A facet (number None: text outside facets), its rows (one for each measure), and its passages by label."""

    number: int | None
    name: str | None
    rows: int
    passages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of table `table` as its header names it, and the role that was read into it (None: none); `guessed`
    where only its cells tell it."""

    table: int | None
    header: str
    role: str | None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Of one document; `tags` by kind and `status` by status count over all passages."""

    document: Document
    facets: tuple[FacetRows, ...]
    columns: tuple[Column, ...]
    coverage: Coverage
    leftovers: tuple[Leftover, ...]
    tags: dict[str, int]
    quantities: int
    status: dict[str, int]
    warnings: tuple[Warning, ...]

    @property
    def passages(self) -> int:
        return sum(sum(facet.passages.values()) for facet in self.facets)


def report(document: Document, passages: Sequence[Passage], source: str) -> Report:
    """Of a document, all its passages and its decoded file."""
    coverage, left = leftovers(document, passages, source)
    facets, columns = tuple(_facets(passages)), tuple(_columns(document))
    return Report(
        document,
        facets,
        columns,
        coverage,
        left,
        dict(Counter(tag.kind for passage in passages for tag in passage.tags).most_common()),
        sum(len(passage.quantities) for passage in passages),
        dict(Counter(passage.status for passage in passages if passage.status).most_common()),
        tuple(_warnings(document, passages, columns, coverage)),
    )


def _facets(passages: Sequence[Passage]) -> Iterator[FacetRows]:
    groups: dict[tuple[int | None, str | None], list[Passage]] = {}
    for passage in passages:
        groups.setdefault((passage.facet, passage.facet_name), []).append(passage)
    for (number, name), members in groups.items():
        labels = Counter[str](passage.label or "none" for passage in members)
        yield FacetRows(number, name, len(_rows(members)), dict(labels))


def _rows(passages: Sequence[Passage]) -> dict[tuple[str | None, ...], list[Passage]]:
    """Passages by row: strategy and measure. Text outside tables has none."""
    rows: dict[tuple[str | None, ...], list[Passage]] = {}
    for passage in passages:
        if passage.label in ("measure", "outcome"):
            rows.setdefault((passage.strategy, passage.measure_parent, passage.measure), []).append(passage)
    return rows


def _columns(document: Document) -> Iterator[Column]:
    tables: dict[int | None, list[Cell]] = {}
    for cell in document.cells:
        if cell.header:
            tables.setdefault(cell.locator.table, []).append(cell)
    for table, cells in tables.items():
        roles, guessed = column_roles(document.text, cells)
        for header in dict.fromkeys(cell.header for cell in cells if cell.header):
            yield Column(table, header, roles[header], header in guessed)


def _warnings(
    document: Document, passages: Sequence[Passage], columns: Sequence[Column], coverage: Coverage
) -> Iterator[Warning]:
    yield from (Warning("reader", line) for line in document.warnings)
    for kind, told in (("no_title", document.title), ("no_agency", document.agency), ("no_year", document.year)):
        if told is None:
            yield Warning(kind)
    labelled = [passage for passage in passages if passage.label]
    if not any(column.role for column in columns):
        yield Warning("no_table")
    facets = {passage.facet: None for passage in passages if passage.facet}
    if facets:
        for scoring in framework.load().facets:
            if scoring.number not in facets:
                yield Warning("facet_missing", f"構面{'一二三四五六七八九'[scoring.number - 1]}")
    rows = _rows(labelled)
    without = sum(1 for row in rows.values() if not any(passage.units for passage in row))
    if without:
        yield Warning("no_units", str(without))
    empty = sum(1 for row in rows.values() if all(passage.label == "measure" for passage in row))
    if empty:
        yield Warning("no_outcome", str(empty))
    yield from (Warning("number_gap", gap) for gap in _gaps(document))
    known = {column.table for column in columns if column.role in ("outcome", "action")}
    yield from (
        Warning("column_unknown", column.header) for column in columns if column.table in known and column.role is None
    )
    yield from (Warning("column_guessed", f"{c.header} = {c.role}") for c in columns if c.guessed)
    if coverage.left["lost"] and coverage.share < LEAST_SHARE:
        yield Warning("text_lost", f"{coverage.left['lost']:,}")


def _gaps(document: Document) -> Iterator[str]:
    """Where the numbers of measures or strategies skip one: 「(2) → (4)」, with the table."""
    last: dict[tuple[int | None, str], int] = {}
    for cell in document.cells:
        if role_of(cell.header) not in ("strategy", "measure"):
            continue
        for label in enumeration.labels(document.text[cell.span.start : cell.span.end]):
            key = (cell.locator.table, label.kind)
            before = last.get(key)
            if before is not None and label.number > before + 1:
                yield f"{before} → {label.number} (table {cell.locator.table}, row {cell.locator.row})"
            last[key] = label.number


def report_to_json(told: Report) -> dict[str, Any]:
    """As JSON values; `share` as in Coverage, `text_share` of all characters, `left` characters by reason."""
    document, coverage = told.document, told.coverage
    head = ("document_id", "source", "title", "agency", "year", "stage")
    return {
        **{name: getattr(document, name) for name in head},
        "passages": told.passages,
        "facets": [asdict(facet) for facet in told.facets],
        "columns": [asdict(column) for column in told.columns],
        "characters": coverage.characters,
        "text_share": round(coverage.text / coverage.characters, 4) if coverage.characters else 0.0,
        "share": round(coverage.share, 4),
        "left": dict(coverage.left),
        "leftovers": [asdict(one) | {"span": [one.span.start, one.span.end]} for one in told.leftovers],
        "tags": told.tags,
        "quantities": told.quantities,
        "status": told.status,
        "warnings": [{"kind": one.kind, "detail": one.detail, "text": str(one)} for one in told.warnings],
    }


def report_lines(told: Report) -> Iterator[str]:
    """For people; what was lost is listed whole, the layout's marks are counted."""
    document, coverage = told.document, told.coverage
    yield f"{document.source}\t{document.title or ''}\t{document.year or ''}\t{document.stage or ''}"
    for facet in told.facets:
        labels = ", ".join(f"{count} {label}" for label, count in facet.passages.items())
        yield f"{facet.number or '-'} {facet.name or ''}\t{facet.rows} rows\t{labels}"
    for table in dict.fromkeys(column.table for column in told.columns):
        named = (f"{c.header} = {c.role or '?'}{' (guessed)' * c.guessed}" for c in told.columns if c.table == table)
        yield f"table {table}\t{', '.join(named)}"
    yield f"characters\t{coverage.characters:,}\tin passages {coverage.text:,}\tshare of the text {coverage.share:.1%}"
    yield "\t".join(["left", *(f"{why} {count:,}" for why, count in coverage.left.items() if count)])
    for one in told.leftovers:
        if one.why == "lost":
            yield f"lost\t{one.page or ''}\t{one.line or ''}\t{' '.join(one.text.split())}"
    yield f"tags\t{sum(told.tags.values()):,}\tquantities {told.quantities:,}"
    for warning in told.warnings:
        yield f"warning\t{warning}"
