"""The headings of a library's own tables: listed and changed."""

from __future__ import annotations

from typing import Annotated

import typer

from jixiao.commands.shared import AsJson, Folder, opened_library, say, told
from jixiao.index.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)
Heading = Annotated[str, typer.Argument(help="A heading, as tables write it.")]
ANEW = "files that are in the library keep their passages until they are removed and added again"


@app.callback(invoke_without_command=True)
def columns(context: typer.Context, library: Folder = None, as_json: AsJson = False) -> None:
    """List the library's own headings of tables and their roles; set and forget them."""
    if context.invoked_subcommand:
        if library is not None or as_json:
            raise UsageError("options of `columns` stand behind the sub-command: jixiao columns set HEADING ROLE")
        return
    with opened_library(library) as opened:
        known = opened.columns.known()
    listed = [{"heading": heading, "role": role} for heading, role in known.items()]
    told(as_json, listed, (f"{heading}\t{role}" for heading, role in known.items()))


@app.command("set")
def set_(
    heading: Heading,
    role: Annotated[str, typer.Argument(help="strategy, measure, unit, outcome, target, actual, rate, remark …")],
    library: Folder = None,
) -> None:
    """Say what a column of this heading holds, for files that are added from now on."""
    with opened_library(library) as opened:
        opened.columns.set_role(heading, role)
    say(ANEW)


@app.command()
def forget(heading: Heading, library: Folder = None) -> None:
    """Take a heading of your own back."""
    with opened_library(library) as opened:
        opened.columns.forget(heading)
    say(ANEW)
