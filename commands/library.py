"""What a library holds: add, remove, list, stats, rebuild, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jixiao.commands.shared import (
    DONE,
    PART_FAILED,
    AsJson,
    Folder,
    ModelName,
    folder_of,
    opened_library,
    say,
    told,
)

if TYPE_CHECKING:
    from jixiao.index.records import FileReport

PAGES_TOLD = 50


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    library: Folder = None,
    model: ModelName = None,
) -> None:
    """Take reports into a library; known content is left as it is."""
    from jixiao.index.library import Library

    with Library.create(folder_of(library), model) as opened:
        _close(opened.add(paths, _progress, _pages))


def remove(
    documents: Annotated[list[str], typer.Argument(help="Document ids or file names, as `list` shows them.")],
    library: Folder = None,
) -> None:
    """Forget reports."""
    with opened_library(library) as opened:
        known = [d for d in opened.documents() if d.document_id in documents or d.source in documents]
        gone = opened.remove(d.document_id for d in known)
    say(f"removed {gone}")
    unknown = set(documents) - {name for d in known for name in (d.document_id, d.source)}
    for name in sorted(unknown):
        say(f"error: {name}: no such report; see: jixiao list --library {folder_of(library)}")
    raise typer.Exit(PART_FAILED if unknown else DONE)


def list_(library: Folder = None, as_json: AsJson = False) -> None:
    """List the reports of a library."""
    from dataclasses import asdict

    from jixiao.index.answers.ask import records as ask_records

    with opened_library(library) as opened:
        documents = opened.documents()
    told(as_json, [asdict(document) for document in documents], ask_records.document_lines(documents))


def stats(library: Folder = None, as_json: AsJson = False) -> None:
    """Show the figures of a library."""
    from jixiao.index.answers.ask import records as ask_records

    with opened_library(library) as opened:
        figures = opened.stats()
    told(as_json, figures, ask_records.figure_lines(figures))


def rebuild(library: Folder = None, model: ModelName = None) -> None:
    """Make a library anew out of its originals, with this version and model."""
    from jixiao.index.library import remake

    _close(remake(folder_of(library), model, _progress))


def doctor(library: Folder = None) -> None:
    """Look for damage in a library; one line each, with its cure."""
    with opened_library(library) as opened:
        found = opened.doctor()
    for line in found:
        print(line)
    say(f"{len(found)} findings")
    raise typer.Exit(PART_FAILED if found else DONE)


def _progress(report: FileReport) -> None:
    if report.state == "failed":
        say(f"error: {report.path}: {report.error}")
    else:
        say(f"{report.state}\t{report.passages}\t{report.path}")
    if report.supersedes is not None:
        undo = f"jixiao supersede {report.supersedes} --undo"
        say(f"{report.path} supersedes {report.supersedes}, which stays but counts no more; take it back: {undo}")
    if report.superseded_by is not None:
        say(f"{report.path} is an older version of {report.superseded_by} and does not count; see: jixiao supersede")


def _pages(path: Path, done: int, total: int) -> None:
    if done % PAGES_TOLD == 0:
        say(f"reading page {done:,} of {total:,}: {path}")


def _close(reports: list[FileReport]) -> None:
    """Sum up; exit 1 if any file failed."""
    told = {state: sum(r.state == state for r in reports) for state in ("added", "unchanged", "failed")}
    say(", ".join(f"{count} {state}" for state, count in told.items()))
    raise typer.Exit(PART_FAILED if told["failed"] else DONE)
