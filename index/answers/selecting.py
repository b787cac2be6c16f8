"""Which rows an export of the command line holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.answers.exporting import Row, rows_of_answer, rows_of_passages
from index.records import Filters

if TYPE_CHECKING:
    from index.library import Library


def select(
    library: Library, filters: Filters, query: str | None = None, question: str | None = None, k: int = 100
) -> tuple[list[Row], Filters]:
    """The evidence of an answer, the best `k` hits of a query, or all passages; with the filters that they passed."""
    if question:
        answer = library.ask(question, filters)
        return rows_of_answer(answer, library.passage), answer.query.filters
    digests = {document.document_id: document.sha256 for document in library.documents()}
    if query:
        result = library.search(query, k, "hybrid", filters)
        return rows_of_passages([hit.passage for hit in result.hits], digests), result.query.filters
    return rows_of_passages(library.passages(filters), digests), filters
