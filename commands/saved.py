"""Saved searches and questions: save, list, run again, history, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.commands.shared import (
    DONE,
    PART_FAILED,
    AsJson,
    Folder,
    ModelName,
    filtered,
    folder_of,
    opened_library,
    print_json,
    say,
    show,
    told,
)
from jixiao.index.errors import UsageError
from jixiao.index.records import Filters

if TYPE_CHECKING:
    from jixiao.index.library import Library

By = Annotated[str | None, typer.Option("--by", help="Who does it (default: the setting `name`).")]
Name = Annotated[str, typer.Argument(help="The name it is saved under, as `saved` lists it.")]


@filtered
def save(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    name: Annotated[str, typer.Argument(help="A name to find it by.")],
    query: Annotated[str, typer.Argument(help="What to look for; empty: all that passes the filters.")] = "",
    asked: Annotated[bool, typer.Option("--ask", help="A question, not a search.")] = False,
    mode: Annotated[Literal["hybrid", "lexical", "dense"], typer.Option("--mode")] = "hybrid",
    library: Folder = None,
    by: By = None,
    as_json: AsJson = False,
    model: ModelName = None,
) -> None:
    """Save a search or question under a name, and run it for the first time."""
    from jixiao.index.storage.records import Saved

    with opened_library(library, model) as opened:
        who = whose(by)
        opened.saved.save(Saved(name, "ask" if asked else "search", query, filters, mode, by=who))
        _run(opened, [" ".join(name.split())], who, as_json)


def saved(library: Folder = None, as_json: AsJson = False) -> None:
    """List the saved searches and questions, with their last runs."""
    from jixiao.index.library import Library
    from jixiao.index.runs import records as runs_records

    listed, troubles = Library.saved_in(folder_of(library)).every()
    for trouble in troubles:
        say(f"warning: {trouble}")
    told(as_json, [runs_records.saved_to_json(s) for s in listed.values()], runs_records.saved_lines(listed.values()))


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Names, as `saved` lists them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    library: Folder = None,
    by: By = None,
    as_json: AsJson = False,
    model: ModelName = None,
) -> None:
    """Run saved searches and questions again, and tell what is new since the run before."""

    with opened_library(library, model) as opened:
        wanted = list(opened.saved.every()[0]) if everything else names or []
        if not wanted and not everything:
            raise UsageError("nothing to run; give a name, or --all")
        failed = _run(opened, wanted, whose(by), as_json)
    raise typer.Exit(PART_FAILED if failed else DONE)


def history(name: Name, library: Folder = None, as_json: AsJson = False) -> None:
    """Show when a saved search was run, and what each run found."""
    from jixiao.index.library import Library
    from jixiao.index.runs import records as runs_records

    found = Library.saved_in(folder_of(library)).named(name)
    data = {"name": found.name, "runs": [runs_records.run_to_json(one) for one in found.runs]}
    told(as_json, data, runs_records.run_lines(found))


def forget(name: Name, library: Folder = None, by: By = None) -> None:
    """Take a saved search off the list; its history stays in the file."""

    from jixiao.index.library import Library

    Library.saved_in(folder_of(library)).forget(name, whose(by))
    say(f"{name} forgotten")


def whose(by: str | None) -> str:
    """Who is named as having done it."""
    from jixiao import settings

    return settings.setting("name", by) or ""


def _run(library: Library, names: list[str], by: str, as_json: bool) -> int:
    """Run each; returns how many could not be."""
    from jixiao.index.errors import SearchError
    from jixiao.index.runs import records as runs_records

    failed = 0
    for name in names:
        try:
            ran, new = library.saved.run(name, by)
        except (UsageError, SearchError) as error:
            if len(names) == 1:
                raise
            say(f"error: {error}")
            failed += 1
            continue
        if as_json:
            print_json(runs_records.saved_to_json(ran) | {"changes": runs_records.changes_to_json(new)})
        else:
            show(runs_records.changes_lines(ran, new))
    return failed
