"""Results as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index import versions
from index.records import Absence, Answer, DocumentInfo, Evidence, Query, SearchResult


def search_lines(result: SearchResult) -> Iterator[str]:
    """A line a hit: rank, year, branches, role, file, text."""
    for hit in result.hits:
        p = hit.passage
        place = " · ".join(str(part) for part in (p.year, "、".join(p.branches), p.label, p.source) if part)
        yield f"{hit.rank}. [{place}] {_one_line(p.text)}"


def answer_lines(answer: Answer) -> Iterator[str]:
    """Entries with their evidence below them, best first."""
    for entry in answer.branches:
        figures = "、".join(quantity.surface for quantity in entry.quantities)
        yield f"{entry.name} ({entry.status}) {_one_line(figures)}".rstrip()
        yield from _evidence(entry.evidence)
    for value in answer.values:
        told = (_one_line(value.surface), value.of, value.branch, value.year)
        yield " ".join(str(part) for part in told if part)
        yield from _evidence(value.evidence)
    if answer.general:
        yield "總局及各分局："
        yield from _evidence(answer.general)
    if answer.kind == "passages":
        yield from _evidence(answer.evidence)


def document_lines(documents: Iterable[DocumentInfo]) -> Iterator[str]:
    """Id, year, stage, passages, file, title, between tabs; behind a report its older versions, and by what each is."""
    for first, *older in versions.chains(list(documents)):
        for d in (first, *older):
            told = (d.document_id, d.year or "", d.stage or "", d.passages, d.source, d.title or "")
            by = [f"superseded by {d.superseded_by}"] if d.superseded_by else []
            yield "\t".join([*map(str, told), *by])


def figure_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """What `Library.stats` gives: a line a figure, then a line a field."""
    for name, value in figures.items():
        if name != "counts":
            yield f"{name}\t{value}"
    for field, values in figures["counts"].items():
        yield f"{field}\t" + "  ".join(f"{value} {count}" for value, count in values.items())


def notes(query: Query, absence: Absence | None) -> Iterator[str]:
    """The filters that were read out of the question, and why nothing was found."""
    for named in query.recognised:
        yield f"filter: {named.field} = {named.value} ({named.surface})"
    if absence == "no_report":
        yield "no report of these filters is in the library"
    elif absence == "nothing_found":
        yield "nothing found"


def _evidence(group: Iterable[Evidence]) -> Iterator[str]:
    for evidence in group:
        yield f"  「{_one_line(evidence.quote)}」 {evidence.source} {evidence.span.start}-{evidence.span.end}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
