"""Many questions answered into one workbook: an overview, every quote with its source, figures, answers, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jixiao.index import durable_files, labels
from jixiao.index.answers.evidence.judgements import with_marks
from jixiao.index.errors import LibraryMissingError, LibraryStaleError, ModelMissingError, SearchError
from jixiao.index.export.export import rows_of_answer, rows_of_hits
from jixiao.index.export.rows import Cover, Row, cells
from jixiao.index.export.tables import Tally, answer_cells, figure, row_quantities, source_cells, with_check_code
from jixiao.index.export.xlsx_writer import SheetTable, about, empty_book, fitted
from jixiao.index.labels import Language
from jixiao.index.records import UNCORRECTED, Answer, Correction, Filters, Mode, SearchResult, Side
from jixiao.index.runs.question_list import Question, Refusal

if TYPE_CHECKING:
    from jixiao.index.library import Library

# The last column of a sheet that goes to paper: what is behind it is for checking.
PRINTED = {"batch_column": "fault", "column": "lines", "quantity_column": "span", "answer_column": "evidence"}


@dataclass(frozen=True, slots=True)
class Way:
    """How every entry of a list is put: as a question, or as a search for at most `k` hits."""

    kind: Literal["ask", "search"] = "ask"
    mode: Mode = "hybrid"
    k: int = 20
    correction: Correction = UNCORRECTED


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry: an answer or hits, of `checked` passages; else `fault` says why there is none."""

    entry: Question | Refusal
    outcome: Answer | SearchResult | None = None
    checked: int = 0
    fault: str = ""


@dataclass(slots=True)
class Count:
    """What a workbook holds: questions with evidence, without, and those that could not be asked."""

    found: int = 0
    empty: int = 0
    refused: int = 0


def results(library: Library, entries: Iterable[Question | Refusal], way: Way) -> Iterator[Result]:
    """Each entry's result as it is asked for. One that fails stops none of the others.

    Raises LibraryMissingError, LibraryStaleError and ModelMissingError, which all the others would meet too.
    """
    for entry in entries:
        if isinstance(entry, Refusal):
            yield Result(entry, fault=f"{entry.place}: {entry.cause}")
            continue
        try:
            yield _result(library, entry, way)
        except (LibraryMissingError, LibraryStaleError, ModelMissingError):
            raise
        except SearchError as error:
            yield Result(entry, fault=f"{entry.place}: {error}")


def _result(library: Library, entry: Question, way: Way) -> Result:
    if way.kind == "ask":
        answer = library.ask(library.understand(entry.text, entry.filters, way.correction))
        return Result(entry, answer, answer.checked)
    found = library.search(entry.text, way.k, way.mode, entry.filters)
    return Result(entry, found, len(library.passages(found.query.filters)))


def write(found: Iterable[Result], path: Path, library: Library, cover: Cover) -> Count:
    """Write the workbook as the results come. `cover` tells title, language and the filters given for all."""
    book = empty_book()
    overview = SheetTable(book, "overview", "batch_column", cover)
    passages = SheetTable(book, "evidence", "column", cover, numbered=True)
    figures = SheetTable(book, "quantities", "quantity_column", cover, numbered=True)
    answers = SheetTable(book, "answers", "answer_column", cover, numbered=True)
    marks, digests = library.view().marks(), {d.document_id: d.sha256 for d in library.documents()}
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


def _rows(result: Result, library: Library, digests: dict[str, str], language: Language) -> list[Row]:
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


def summary(result: Result, language: Language) -> dict[str, str]:
    """What became of an entry, in words: qid, asked, kind, state, branches, best, fault, of what there is."""
    outcome = result.outcome
    words = {"qid": result.entry.qid, "asked": result.entry.text, "fault": result.fault}
    if outcome is None:
        return words | {"state": labels.say("batch", "refused", language)}
    state = "found" if outcome.found else outcome.absence or "nothing_found"
    words |= {"state": labels.say("batch", state, language)}
    if isinstance(outcome, Answer):
        words |= {"kind": labels.question_kind(outcome.kind, language)}
        return words | {"branches": _branches(outcome, language), "best": _best(outcome, language)}
    return words | {"kind": labels.say("batch", "search", language)}


def _branches(answer: Answer, language: Language) -> str:
    """「新竹分局（已執行）」 or the sides of a comparison, and the names of a list; then who was looked at in vain."""
    separator = labels.say("answering", "separator", language)
    statuses: dict[str, list[str]] = {}
    for branch in answer.branches:
        statuses.setdefault(branch.name, []).append(labels.say("status", branch.status, language))
    named = [f"{name}（{separator.join(names)}）" for name, names in statuses.items()]
    named += [entry.name for entry in answer.listed]
    named += [_side(side, language) for side in answer.compared.sides] if answer.compared else []
    silent = [
        labels.say("answering", "silent", language).format(name=one.name, n=one.checked) for one in answer.without
    ]
    lines = [separator.join(named)]
    if silent:
        lines.append(labels.say("answering", "without", language).format(told=separator.join(silent)))
    return "\n".join(line for line in lines if line)


def _side(side: Side, language: Language) -> str:
    """「新竹分局 108 年度（已執行）」."""
    year = None if side.year is None else labels.year(side.year, language)
    state = labels.say("status", side.status, language) if side.status else ""
    state = state or labels.say("batch", side.absence or "found", language)
    return f"{' '.join(part for part in (side.branch, year) if part)}（{state}）"


def _best(answer: Answer, language: Language) -> str:
    """「1,234 人次 · 電話禮貌測試 · 臺南分局 · 108 年度」 of the first figure."""
    if not answer.values:
        return ""
    first = answer.values[0]
    year = None if first.year is None else labels.year(first.year, language)
    written = first.surface or f"{figure(first.value)} {first.unit}"
    return " · ".join(part for part in (written, first.of, first.branch, year) if part)
