"""Many questions at once, for `ask` and `search`: a list in, JSON lines or one workbook out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.commands.shared import DONE, PART_FAILED, print_json, say
from jixiao.index.errors import Message, UsageError
from jixiao.index.records import Filters

if TYPE_CHECKING:
    from jixiao.index.library import Library
    from jixiao.index.runs.records import Batch as List
    from jixiao.index.runs.records import Result, Way

Batch = Annotated[
    Path | None,
    typer.Option("--batch", help='Many at once: .jsonl of {"qid", "query"}, or .csv, .tsv, .xlsx, .ods with headings.'),
]
To = Annotated[Path | None, typer.Option("--to", help="With --batch: write all results to this .xlsx workbook.")]
Out = tuple[Path | None, Literal["zh", "en"]]
BatchLanguage = Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the workbook's words.")]


def wanted(batch: Path | None, to: Path | None) -> bool:
    """Whether a list is to be answered here; JSONL in and JSON lines out has its own way.

    Raises UsageError where the options can't be together.
    """
    if to is not None and batch is None:
        raise UsageError(Message.of("to_nothing_to_write_name_a_list_of_questions", to))
    if to is not None and to.suffix.lower() != ".xlsx":
        raise UsageError(Message.of("to_unknown_kind_of_file_name_an_xlsx", to))
    return batch is not None and (to is not None or batch.suffix.lower() not in (".jsonl", ".ndjson"))


def run(
    library: Library, batch: Path, filters: Filters, way: Way, out: tuple[Path | None, Literal["zh", "en"]]
) -> None:
    """Answer a list; `out` is the workbook (None: JSON lines on stdout) and the language of its words."""
    from jixiao import labels
    from jixiao.index.export.records import Cover

    to, language = out
    given = library.exports.read_list(batch, filters)
    for note in given.notes:
        say(f"note: {batch}: {note}")
    found = _told(library.exports.results(given.entries, way), given)
    if to is None:
        refused = sum(not _printed(result) for result in found)
    else:
        cover = Cover(labels.say("batch", "title", language), batch.name, filters, None, language)
        count = library.exports.write_results(found, to, cover)
        refused = count.refused
        say(f"{to}: {count.found} found, {count.empty} with nothing found, {count.refused} not answered")
    raise typer.Exit(PART_FAILED if refused else DONE)


def _told(results: Iterator[Result], given: List) -> Iterator[Result]:
    """The results, and on stderr how far it is and what could not be answered."""
    for number, result in enumerate(results, 1):
        if result.outcome is None:
            say(f"error: {result.fault}")
        else:
            found = "found" if result.outcome.found else result.outcome.absence or "nothing_found"
            say(f"{number}/{len(given.entries)}\t{result.entry.qid}\t{found}\t{result.entry.text}")
        yield result


def _printed(result: Result) -> bool:
    """Print the result line; whether there is one."""
    from jixiao.index.answers.ask.records import answer_to_json, search_to_json
    from jixiao.index.records import Answer

    if result.outcome is None:
        return False
    if isinstance(result.outcome, Answer):
        print_json({"qid": result.entry.qid} | answer_to_json(result.outcome))
    else:
        print_json({"qid": result.entry.qid} | search_to_json(result.outcome))
    return True
