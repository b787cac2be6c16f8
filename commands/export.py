"""Files to hand over, and their checking against the originals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.commands.shared import (
    DONE,
    PART_FAILED,
    AsJson,
    Folder,
    ModelName,
    filtered,
    opened_library,
    print_json,
    say,
)
from jixiao.index.export.records import SUFFIXES, format_of
from jixiao.index.records import Filters

Against = Annotated[
    list[Path] | None,
    typer.Option("--against", help="A file or folder that the export came from, instead of the library's originals."),
]


@filtered
def export(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    to: Annotated[Path, typer.Argument(help=f"File to write: {SUFFIXES}")],
    library: Folder = None,
    query: Annotated[str | None, typer.Option("--query", help="Only the hits of a search.")] = None,
    question: Annotated[str | None, typer.Option("--question", help="The evidence of an answer.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Hits at most.")] = 100,
    model: ModelName = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the headings.")] = "zh",
) -> None:
    """Write passages, hits or an answer to a file, each row with its source."""

    format = format_of(to)
    with opened_library(library, model) as opened:
        rows, cover = opened.exports.selected(filters, query, question, k, language)
        opened.exports.write(rows, format, to, cover)
    say(f"{len(rows)} rows in {to}")


def verify(
    file: Annotated[Path, typer.Argument(help=f"An exported file: {SUFFIXES}")],
    library: Folder = None,
    against: Against = None,
    as_json: AsJson = False,
) -> None:
    """Open the originals again and say of every row whether its words stand there: exact, moved, changed, missing."""
    from jixiao.index.library import Library
    from jixiao.index.verify import records as verify_records

    if against and library is None:
        told = Library.exports.verify(file, against, _reading)
    else:
        with opened_library(library) as opened:
            told = opened.exports.verify(file, against or (), _reading)
    if as_json:
        print_json(verify_records.verification_to_json(file, told))
    for one in told.findings:
        sheet = f"{one.exported.sheet}: " if one.exported.sheet else ""
        cure = "export it again, or give the report it came from"
        say(f"error: {file}: {sheet}row {one.exported.row}: {one.state}: {one.fault()}; {cure}")
    if told.unchecked:
        say(f"{told.unchecked} rows without check code: of their other cells only what the report says was checked")
    say(f"{told.checked} rows checked: " + ", ".join(f"{n} {state}" for state, n in told.states.items()))
    raise typer.Exit(PART_FAILED if told.findings else DONE)


def _reading(path: Path) -> None:
    say(f"reading {path.name}")
