"""Many questions answered into one workbook: an overview, every quote with its source, figures, answers, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jixiao.extract.messages import Message
from jixiao.index import durable_files, labels
from jixiao.index.answers.evidence.records import with_marks
from jixiao.index.errors import LibraryMissingError, LibraryStaleError, ModelMissingError, SearchError
from jixiao.index.export.export import rows_of_answer, rows_of_hits
from jixiao.index.export.records import Cover, Row, cells
from jixiao.index.export.tables import Tally, answer_cells, row_quantities, source_cells, with_check_code
from jixiao.index.export.xlsx_writer import SheetTable, about, empty_book, fitted
from jixiao.index.holdings.reports import Reports
from jixiao.index.labels import Language
from jixiao.index.records import Answer, Filters
from jixiao.index.runs.records import Count, Question, Refusal, Result, Way, summary

# The last column of a sheet that goes to paper: what is behind it is for checking.
PRINTED = {"batch_column": "fault", "column": "lines", "quantity_column": "span", "answer_column": "evidence"}


def results(library: Reports, entries: Iterable[Question | Refusal], way: Way) -> Iterator[Result]:
    """Each entry's result as it is asked for. One that fails stops none of the others.

    Raises LibraryMissingError, LibraryStaleError and ModelMissingError, which all the others would meet too.
    """
    for entry in entries:
        if isinstance(entry, Refusal):
            yield Result(entry, fault=Message.of("place_cause", entry.place, entry.cause))
            continue
        try:
            yield _result(library, entry, way)
        except (LibraryMissingError, LibraryStaleError, ModelMissingError):
            raise
        except SearchError as error:
            yield Result(entry, fault=Message.of("place_cause", entry.place, error.message))


def _result(library: Reports, entry: Question, way: Way) -> Result:
    if way.kind == "ask":
        answer = library.ask(library.understand(entry.text, entry.filters, way.correction))
        return Result(entry, answer, answer.checked)
    found = library.search(entry.text, way.k, way.mode, entry.filters)
    return Result(entry, found, len(library.passages(found.query.filters)))


def write(found: Iterable[Result], path: Path, library: Reports, cover: Cover) -> Count:
    """Write the workbook as the results come. `cover` tells title, language and the filters given for all."""
    book = empty_book()
    overview = SheetTable(book, "overview", "batch_column", cover)
    passages = SheetTable(book, "evidence", "column", cover, numbered=True)
    figures = SheetTable(book, "quantities", "quantity_column", cover, numbered=True)
    answers = SheetTable(book, "answers", "answer_column", cover, numbered=True)
    marks, digests = library.view().marks(), library.digests()
    whole, count = Tally(), Count()
    continued: list[dict[str, str]] = []
    for result in found:
        qid = {"qid": result.entry.qid}
        rows = list(with_marks(_rows(result, library, digests, cover.language), marks))
        answer = result.outcome if isinstance(result.outcome, Answer) else None
        own = replace(cover, question=result.entry.text, filters=_filters(result))
        tally = Tally(whole.rows, files=whole.files)
        for number, row in tally.numbered(rows, answer):
            short, rest = fitted(cells(row, number, own), own)
            passages.add(qid | short)
            continued += rest
            for line in row_quantities(row, number, own.language):
                figures.add(qid | line)
        for line in answer_cells(answer, tally, own.language) if answer else ():
            answers.add(qid | line)
        whole.rows = tally.rows
        overview.add(_overview(result, len(rows) if result.outcome and result.outcome.found else 0, own))
        _counted(count, result)
    _finish(book, (overview, passages, figures, answers), (whole, continued), cover)
    with durable_files.handed_over(path) as new:
        book.save(new)
    return count


def _finish(
    book: Any, tables: tuple[SheetTable, ...], gathered: tuple[Tally, list[dict[str, str]]], cover: Cover
) -> None:
    """Filters over all rows, then sources, texts that go on, and what the workbook is."""
    whole, continued = gathered
    for table in tables:
        table.close(PRINTED.get(table.table))
    more = [("sources", "source_column", source_cells(whole, cover.language))]
    if continued:
        more.append(("continued", "continued_column", iter(continued)))
    closed = list(tables)
    for name, headings, lines in more:
        table = SheetTable(book, name, headings, cover)
        for line in lines:
            table.add(line)
        table.close()
        closed.append(table)
    about(book, cover, whole.rows, len(continued), any(len(table.sheets) > 1 for table in closed))


def _rows(result: Result, library: Reports, digests: dict[str, str], language: Language) -> list[Row]:
    if isinstance(result.outcome, Answer):
        return rows_of_answer(result.outcome, library.passage)
    return rows_of_hits(result.outcome, digests, language) if result.outcome else []


def _filters(result: Result) -> Filters:
    return result.outcome.query.filters if result.outcome else Filters()


def _counted(count: Count, result: Result) -> None:
    if result.outcome is None:
        count.refused += 1
    elif result.outcome.found:
        count.found += 1
    else:
        count.empty += 1


def _overview(result: Result, pieces: int, cover: Cover) -> dict[str, str]:
    """A line of the overview, keys as in `batch_column`."""
    words = summary(result, cover.language)
    if result.outcome is not None:
        words |= {"within": cover.chosen(), "pieces": str(pieces), "checked": str(result.checked)}
    keys = (key for key in labels.columns(cover.language, "batch_column") if key != "seal")
    return with_check_code({key: words.get(key, "") for key in keys})
