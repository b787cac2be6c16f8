"""`Library.exports`: passages, answers and comparisons as rows of a file, lists of questions, exports read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jixiao.extract.reading.row_lists import SUFFIXES
from jixiao.extract.records import Passage
from jixiao.index.answers.check.linking import with_links
from jixiao.index.answers.evidence.records import with_marks
from jixiao.index.export import export
from jixiao.index.export.records import Cover, Format, Row
from jixiao.index.holdings.reports import Reports
from jixiao.index.json_contract import questions
from jixiao.index.labels import Language
from jixiao.index.records import EVERYTHING, Answer, Filters, SearchResult
from jixiao.index.runs import batch_workbook, export_selection, question_list
from jixiao.index.runs.records import Batch, Count, Question, Refusal, Result, Way
from jixiao.index.verify import verification
from jixiao.index.verify.originals import Originals
from jixiao.index.verify.reading_back import READERS
from jixiao.index.verify.records import Verification


class Exports:
    """Rows hold the source's own words, each with its place; files are written whole or not at all.

    What reads and writes files works without a library too: `Library.exports.write`.
    """

    # Suffixes of lists of questions, and of exports that are read back.
    lists: tuple[str, ...] = tuple(SUFFIXES)
    read_back: tuple[str, ...] = tuple(sorted(READERS))

    def __init__(self, reports: Reports | None) -> None:
        self._given = reports

    @property
    def _reports(self) -> Reports:
        assert self._given is not None, "ask an open library, not the class"
        return self._given

    def selected(
        self,
        filters: Filters,
        query: str | None = None,
        question: str | None = None,
        k: int = 100,
        language: Language = "zh",
    ) -> tuple[list[Row], Cover]:
        """The evidence of an answer, the best `k` hits of a query, or all passages; and what the export says of it."""
        return export_selection.select(self._reports, filters, query, question, k, language)

    def of_passages(self, passages: Iterable[Passage]) -> list[Row]:
        """One row a passage, in the order given."""
        return export.rows_of_passages(passages, self._reports.digests())

    def of_hits(self, result: SearchResult, language: Language) -> list[Row]:
        """One row a hit; those of a search that found nothing are marked as the nearest."""
        return export.rows_of_hits(result, self._reports.digests(), language)

    def of_answer(self, answer: Answer) -> list[Row]:
        """One row a sentence, in the order of the answer."""
        return export.rows_of_answer(answer, self._reports.passage)

    def linked(self, rows: Iterable[Row], language: Language) -> list[Row]:
        """The rows, each with the places in other reports that tell the same achievement."""
        return list(with_links(rows, self._reports.view(), language))

    def judged(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows with the judgements of their passages."""
        return with_marks(rows, self._reports.view().marks())

    def results(self, entries: Iterable[Question | Refusal], way: Way) -> Iterator[Result]:
        """Each entry of a list of questions as it is asked for. One that fails stops none of the others."""
        return batch_workbook.results(self._reports, entries, way)

    def write_results(self, found: Iterable[Result], path: Path, cover: Cover) -> Count:
        """Write the workbook of a list as the results come."""
        return batch_workbook.write(found, path, self._reports, cover)

    def verify(
        self,
        path: Path,
        given: Sequence[Path] = (),
        progress: Callable[[Path], None] = lambda path: None,
        exact: int = 0,
    ) -> Verification:
        """Whether the words of an export stand in the originals; `given` files come before the library's, if any.

        `exact`: how many of the findings that are as they were are told too. Raises UsageError.
        """
        return verification.verify(path, Originals(self._given, given, progress), exact)

    @staticmethod
    def write(rows: Iterable[Row], format: Format, path: Path, cover: Cover) -> Path:
        """Write rows to a file and return its path. Raises UnwritableError, and leaves what was there."""
        return export.export(rows, format, path, cover)

    @staticmethod
    def read_list(path: Path, filters: Filters = EVERYTHING) -> Batch:
        """The questions of a table. Raises UsageError where it holds none."""
        return question_list.read(path, filters)

    @staticmethod
    def questions(text: str | None, batch: Path | None) -> Iterator[tuple[dict[str, Any], str]]:
        """The one question, or each line of a JSONL batch with its qid for the result. Raises UsageError."""
        return questions(text, batch)
