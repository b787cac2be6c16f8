"""Versions of a report: which one counts, and what changed from one to the next."""

from __future__ import annotations

from typing import Annotated

import typer

from jixiao.commands.reconcile import named
from jixiao.commands.shared import AsJson, Folder, opened_library, say, told
from jixiao.index.errors import Message, UsageError

OLD = "The older report: a document id or file name, as `list` shows them."


def supersede(
    old: Annotated[str, typer.Argument(help=OLD)],
    new: Annotated[str | None, typer.Argument(help="Its newer version, named the same way.")] = None,
    library: Folder = None,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Let the older report count again.")] = False,
) -> None:
    """Say that one report is the newer version of another, which stays but counts no more."""
    if undo == (new is not None):
        raise UsageError(Message.of("name_the_older_report_and_its_newer_version_or"))
    with opened_library(library) as opened:
        documents = opened.documents()
        older = named(old, documents)
        newer = named(new, documents) if new is not None else None
        if newer is not None and newer.document_id == older.document_id:
            raise UsageError(Message.of("the_same_report_twice_name_an_older_and_a", old))
        opened.supersede(older.document_id, newer.document_id if newer else None)
    say(f"{older.source} counts again" if newer is None else f"{newer.source} supersedes {older.source}, which stays")


def changes(
    old: Annotated[str, typer.Argument(help=OLD)],
    new: Annotated[str | None, typer.Argument(help="The newer one (default: what supersedes the older).")] = None,
    library: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two versions of a report: reworded, added and removed passages."""
    from jixiao.index.holdings import records as holdings_records

    with opened_library(library) as opened:
        documents = opened.documents()
        older = named(old, documents)
        newer = named(new or older.superseded_by or "", documents) if new or older.superseded_by else None
        if newer is None:
            raise UsageError(Message.of("no_newer_version_supersedes_it_name_the_report_to", old))
        found = opened.comparisons.versions(older.document_id, newer.document_id)
    data = holdings_records.changes_to_json(older, newer, found) if as_json else None
    told(as_json, data, holdings_records.change_lines(older, newer, found))
