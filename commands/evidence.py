"""Evidence for scoring items, exported files and their checking."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.matrix import OwnFramework, own_framework
from commands.terminal import (
    DONE,
    PART_FAILED,
    AsJson,
    Folder,
    ModelName,
    filtered,
    opened_library,
    print_json,
    say,
    told,
)
from index.errors import UsageError
from index.records import Filters


@filtered
def evidence(
    *, filters: Filters, library: Folder = None, framework: OwnFramework = None, as_json: AsJson = False
) -> None:
    """List the passages that speak for each scoring item, and the items that have none."""
    from index.answers import evidence as items

    with opened_library(library) as opened:
        try:
            found = items.evidence(opened.view(), filters, own_framework(framework))
        except ValueError as error:
            raise UsageError(str(error)) from error
    told(as_json, items.evidence_to_json(found) if as_json else None, items.evidence_lines(found))


@filtered
def export(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    to: Annotated[Path, typer.Argument(help="File to write: .xlsx, .csv, .docx, .jsonl, .md")],
    library: Folder = None,
    query: Annotated[str | None, typer.Option("--query", help="Only the hits of a search.")] = None,
    question: Annotated[str | None, typer.Option("--question", help="The evidence of an answer.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Hits at most.")] = 100,
    model: ModelName = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the headings.")] = "zh",
) -> None:
    """Write passages, hits or an answer to a file, each row with its source."""
    from index.answers import exporting, selecting

    format = to.suffix.removeprefix(".").lower()
    if format not in exporting.FORMATS:
        raise UsageError(f"{to}: unknown kind of file; name one of .{', .'.join(exporting.FORMATS)}")
    with opened_library(library, model) as opened:
        rows, passed = selecting.select(opened, filters, query, question, k)
    title = question or query or "jixiao"
    exporting.export(rows, format, to, exporting.Cover(title, question or query, passed, None, language))
    say(f"{len(rows)} rows in {to}")


def verify(
    file: Annotated[Path, typer.Argument(help="An exported .jsonl, .csv or .xlsx file.")],
    library: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Check that every quote of an exported file stands in the library's documents, word for word."""
    from index.answers import verifying

    with opened_library(library) as opened:
        findings = verifying.verify(file, opened.document, opened.original)
    faults = [finding for finding in findings if finding.fault]
    told = [{"row": f.claim.row, "document_id": f.claim.document_id, "fault": f.fault} for f in faults]
    if as_json:
        print_json({"file": str(file), "checked": len(findings), "faults": told})
    for fault in told:
        say(f"error: {file}: row {fault['row']}: {fault['fault']}; export it again, or add the report it came from")
    say(f"{len(findings)} rows checked, {len(faults)} at fault")
    raise typer.Exit(PART_FAILED if faults else DONE)
