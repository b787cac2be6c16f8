"""What was understood of a document and what was not: rows by facet, columns, leftovers, counts, warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jixiao.extract import framework
from jixiao.extract.coverage.records import LEAST_SHARE, Column, FacetRows, Report, Warning
from jixiao.extract.coverage.unread_text import Coverage, leftovers
from jixiao.extract.records import Cell, Document, Passage
from jixiao.extract.segmentation.column_guesses import column_roles
from jixiao.extract.text import enumeration
from jixiao.extract.text.column_roles import role_of


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
