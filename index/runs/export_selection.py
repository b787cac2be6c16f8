"""Which rows an export of the command line holds."""

from __future__ import annotations

from jixiao.index.answers.check.linking import with_links
from jixiao.index.answers.evidence.records import with_marks
from jixiao.index.export.export import rows_of_answer, rows_of_hits, rows_of_passages
from jixiao.index.export.records import Cover, Row
from jixiao.index.holdings.reports import Reports
from jixiao.index.labels import Language
from jixiao.index.records import Filters
from jixiao.index.runs.records import needles_of


def select(
    library: Reports,
    filters: Filters,
    query: str | None = None,
    question: str | None = None,
    k: int = 100,
    language: Language = "zh",
) -> tuple[list[Row], Cover]:
    """The evidence of an answer, the best `k` hits of a query, or all passages; and what the export says of itself."""
    marks = library.view().marks()
    title = question or query or "jixiao"
    if question:
        answer = library.ask(question, filters)
        cover = Cover(title, question, answer.query.filters, None, language, needles_of(answer.query), answer)
        rows = rows_of_answer(answer, library.passage)
    else:
        digests = library.digests()
        if query:
            result = library.search(query, k, "hybrid", filters)
            cover = Cover(title, query, result.query.filters, None, language, needles_of(result.query))
            rows = rows_of_hits(result, digests, language)
        else:
            cover = Cover(title, None, filters, None, language)
            rows = rows_of_passages(library.passages(filters), digests)
    return list(with_marks(with_links(rows, library.view(), language), marks)), cover
