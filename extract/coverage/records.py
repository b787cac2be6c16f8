"""What was read of a file and what was not, and how that reads as JSON and in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from jixiao.extract.coverage.unread_text import Coverage, Leftover
from jixiao.extract.records import Document

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
