"""Which rows an export of the command line holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.answers.exporting import Row, rows_of_answer, rows_of_passages
from index.answers.judging import with_marks
from index.records import Filters

if TYPE_CHECKING:
    from index.library import Library


def select(
    library: Library, filters: Filters, query: str | None = None, question: str | None = None, k: int = 100
) -> tuple[list[Row], Filters]:
    """The evidence of an answer, the best `k` hits of a query, or all passages; with the filters that they passed."""
    marks = library.view().marks()
    if question:
        answer = library.ask(question, filters)
        return list(with_marks(rows_of_answer(answer, library.passage), marks)), answer.query.filters
    digests = {document.document_id: document.sha256 for document in library.documents()}
    passages, passed = library.passages(filters) if not query else [], filters
    if query:
        result = library.search(query, k, "hybrid", filters)
        passages, passed = [hit.passage for hit in result.hits], result.query.filters
    return list(with_marks(rows_of_passages(passages, digests), marks)), passed
