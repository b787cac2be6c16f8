"""Search and questions."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from jixiao.commands import batch as lists
from jixiao.commands.batch import Batch, BatchLanguage, To
from jixiao.commands.shared import AsJson, Folder, ModelName, filtered, opened_library, print_json, show
from jixiao.index.records import Filters, Kind


@filtered
def search(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    query: Annotated[str | None, typer.Argument()] = None,
    library: Folder = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Hits at most.")] = 20,
    mode: Annotated[Literal["hybrid", "lexical", "dense"], typer.Option("--mode")] = "hybrid",
    as_json: AsJson = False,
    batch: Batch = None,
    to: To = None,
    language: BatchLanguage = "zh",
    model: ModelName = None,
) -> None:
    """Find passages, best first."""
    from jixiao.index.answers.ask import records as ask_records
    from jixiao.index.answers.ask.records import search_to_json

    several = lists.wanted(batch, to)
    with opened_library(library, model) as opened:
        if batch and several:
            from jixiao.index.runs.records import Way

            lists.run(opened, batch, filters, Way("search", mode, k), (to, language))
        for qid, text in opened.exports.questions(query, batch):
            result = opened.search(text, k, mode, filters)
            if as_json or batch:
                print_json(qid | search_to_json(result))
            else:
                show(ask_records.search_lines(result), ask_records.notes(result.query, result.absence))


@filtered
def ask(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    question: Annotated[str | None, typer.Argument()] = None,
    library: Folder = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Read the question as this kind.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without-term", help="Do not look for this word.")] = None,
    also: Annotated[list[str] | None, typer.Option("--with-term", help="Look for this word too.")] = None,
    as_json: AsJson = False,
    batch: Batch = None,
    to: To = None,
    language: BatchLanguage = "zh",
    model: ModelName = None,
) -> None:
    """Answer a question over all passages: which branches, how many, which names, a comparison, or what is said.

    How the question was read stands in the first lines, and can be corrected: its kind, what is looked for, filters.
    """
    from jixiao.index.answers.ask import records as ask_records
    from jixiao.index.records import Correction

    correction = Correction(kind, tuple(without or ()), tuple(also or ()))
    several = lists.wanted(batch, to)
    with opened_library(library, model) as opened:
        if batch and several:
            from jixiao.index.runs.records import Way

            lists.run(opened, batch, filters, Way(correction=correction), (to, language))
        for qid, text in opened.exports.questions(question, batch):
            answer = opened.ask(opened.understand(text, filters, correction))
            if as_json or batch:
                print_json(qid | ask_records.answer_to_json(answer))
            else:
                show(ask_records.answer_lines(answer), ask_records.answer_notes(answer))
