"""A plan against the report of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.commands.shared import AsJson, Folder, ModelName, opened_library, say, told
from jixiao.index.errors import Message, UsageError
from jixiao.index.export.records import SUFFIXES, format_of
from jixiao.index.records import DocumentInfo


def reconcile(  # noqa: PLR0913 - the options of a command
    *,
    plan: Annotated[str, typer.Argument(help="The plan: a document id or file name, as `list` shows them.")],
    result: Annotated[str, typer.Argument(help="The report of what was done, named the same way.")],
    library: Folder = None,
    branch: Annotated[
        str | None, typer.Option(help="Only this branch's part (default: the plan's own branch).")
    ] = None,
    as_json: AsJson = False,
    to: Annotated[Path | None, typer.Option("--to", help=f"Also write it: {SUFFIXES}")] = None,
    model: ModelName = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the findings.")] = "zh",
) -> None:
    """Compare a plan with a result: each planned action met, partly, missed or not mentioned, and what is new."""
    from jixiao import labels
    from jixiao.index.answers.reconcile import records as reconcile_records
    from jixiao.index.export import records as export_records

    kind = None if to is None else format_of(to)
    with opened_library(library, model) as opened:
        first, second = (named(name, opened.documents()) for name in (plan, result))
        if first.document_id == second.document_id:
            raise UsageError(Message.of("the_same_report_twice_name_a_plan_and_a", plan))
        for note in notes(first, second):
            say(note)
        found = opened.comparisons.plan_with_result(first, second, branch)
        if to is not None and kind is not None:
            rows = reconcile_records.rows_to_export(found, opened.passage, language)
            question = f"{first.source} → {second.source}"
            cover = export_records.Cover(labels.say("reconciling", "title", language), question, language=language)
            opened.exports.write(opened.exports.judged(rows), kind, to, cover)
            say(f"{len(rows)} rows in {to}")
    data = reconcile_records.reconciliation_to_json(found, language) if as_json else None
    told(as_json, data, reconcile_records.reconciliation_lines(found, language))


def named(name: str, documents: Sequence[DocumentInfo]) -> DocumentInfo:
    """The document of this id (or the beginning of it) or file name. Raises UsageError for none and for several."""
    exact = [d for d in documents if name in (d.document_id, d.source)]
    found = exact or [d for d in documents if d.document_id.startswith(name) or d.source.startswith(name)]
    if not found:
        raise UsageError(Message.of("no_such_report_in_the_library_see_jixiao_list", name))
    if len(found) > 1:
        several = ", ".join(d.document_id for d in found)
        raise UsageError(Message.of("names_several_reports_give_one_of", name, several))
    return found[0]


def notes(plan: DocumentInfo, result: DocumentInfo) -> list[str]:
    """What is unusual about the pair, though it can be compared."""
    unusual = []
    if plan.stage != "plan":
        unusual.append(f"note: {plan.source} is no plan ({plan.stage or 'of unknown stage'}); compared all the same")
    if result.stage == "plan":
        unusual.append(f"note: {result.source} is a plan, not a report of what was done; compared all the same")
    if plan.year and result.year and plan.year != result.year:
        unusual.append(f"note: the plan is of {plan.year}, the result of {result.year}")
    return unusual
