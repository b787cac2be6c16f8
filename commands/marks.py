"""Judgements of passages as evidence: made, taken back, and listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.commands.matrix import OwnFramework, own_framework
from jixiao.commands.shared import (
    DONE,
    PART_FAILED,
    AsJson,
    Folder,
    opened_library,
    print_json,
    say,
    told,
)
from jixiao.index.errors import UsageError
from jixiao.index.export.records import SUFFIXES, format_of
from jixiao.index.records import Verdict

if TYPE_CHECKING:
    from jixiao.index.library import Library

VERDICTS: dict[str, Verdict] = {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"}


def mark(  # noqa: PLR0913 - the options of a command
    *,
    passage: Annotated[str, typer.Argument(help="Id of the passage, as `matrix`, `search` and exports tell it.")],
    item: Annotated[str, typer.Option(help="Scoring item that it is judged for.")],
    accept: Annotated[bool, typer.Option("--accept", help="It is evidence.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is none; needs --reason.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the judgement back.")] = False,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    name: Annotated[str | None, typer.Option(help="Whose judgement (default: JIXIAO_NAME).")] = None,
    library: Folder = None,
    framework: OwnFramework = None,
    as_json: AsJson = False,
) -> None:
    """Accept or reject a passage as evidence for a scoring item, or take that back."""
    from jixiao import settings
    from jixiao.index.storage import records as storage_records

    chosen = [way for way, given in (("accept", accept), ("reject", reject), ("withdraw", withdraw)) if given]
    if len(chosen) != 1:
        raise UsageError("say one of --accept, --reject and --withdraw")
    said = storage_records.Said(VERDICTS[chosen[0]], reason, settings.setting("name", name) or "")
    with opened_library(library) as opened:
        known = _item(opened, item, framework)
        if withdraw:
            made = opened.judgements.withdraw(passage, known, said)
        else:
            made = [opened.judgements.judge(passage, known, said, own_framework(framework))]
    if as_json:
        print_json([storage_records.mark_to_json(one) for one in made])
    say(f"{made[-1].verdict}: {passage} for {known}, by {said.name}")


def marks_(  # noqa: PLR0913 - the options of a command
    *,
    item: Annotated[str | None, typer.Option(help="Only those of this scoring item.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Every decision, also those that count no more.")] = False,
    to: Annotated[Path | None, typer.Option("--to", help=f"Also write them: {SUFFIXES}")] = None,
    library: Folder = None,
    framework: OwnFramework = None,
    as_json: AsJson = False,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the words.")] = "zh",
) -> None:
    """List the judgements that count, and how the judged words stand in the library now."""
    from jixiao import labels
    from jixiao.index.answers.evidence import records as evidence_records
    from jixiao.index.export import records as export_records
    from jixiao.index.storage import records as storage_records

    kind = None if to is None else format_of(to)
    if history and to is not None:
        raise UsageError("--history with --to: the history is told, or taken with --json")
    with opened_library(library) as opened:
        known = _item(opened, item, framework) if item else None
        every, troubles = opened.judgements.history()
        found = [m for m in (every if history else opened.judgements.counting()) if known in (None, m.item)]
        if to is not None and kind is not None:
            rows = evidence_records.rows_of_marks(found, opened.passage, opened.view().sha256, language)
            opened.exports.write(rows, kind, to, export_records.Cover(labels.say("judging", "title", language)))
            say(f"{len(found)} judgements in {to}")
        data = (
            [storage_records.mark_to_json(m) for m in found]
            if history
            else evidence_records.marks_to_json(found, opened.passage)
        )
        lines = list(evidence_records.judgement_lines(found, None if history else opened.passage, language))
    for trouble in troubles:
        say(f"error: {trouble}")
    told(as_json, {"marks": data, "troubles": troubles}, lines)
    say(f"{len(found)} judgements")
    raise typer.Exit(PART_FAILED if troubles else DONE)


def _item(library: Library, name: str, framework: Path | None) -> str:
    """The id of a scoring item. Raises UsageError for an unknown one."""
    try:
        return library.evidence.item_id(name, own_framework(framework))
    except ValueError as error:
        raise UsageError(*error.args) from error
