"""Scoring items over branches or years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.commands.shared import AsJson, Folder, filtered, opened_library, say, told
from jixiao.index.errors import UsageError
from jixiao.index.export.records import SUFFIXES, format_of
from jixiao.index.records import Filters

if TYPE_CHECKING:
    from jixiao.extract.records import Framework

OwnFramework = Annotated[
    Path | None, typer.Option("--framework", help="A scoring framework of your own (TOML); items are found anew.")
]


@filtered
def matrix(  # noqa: PLR0913 - the options of a command
    *,
    filters: Filters,
    by: Annotated[Literal["branch", "year"], typer.Option("--by", help="What the columns are.")] = "branch",
    library: Folder = None,
    framework: OwnFramework = None,
    as_json: AsJson = False,
    to: Annotated[Path | None, typer.Option("--to", help=f"Also write it: {SUFFIXES}")] = None,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the words.")] = "zh",
) -> None:
    """Count the passages that speak for each scoring item, by branch or year, and say where there are none."""
    from jixiao.index.answers.matrix import records as matrix_records

    kind = None if to is None else format_of(to)
    own = own_framework(framework)
    with opened_library(library) as opened:
        try:
            found = opened.evidence.matrix(by, filters, own)
        except ValueError as error:
            raise UsageError(*error.args) from error
        if to is not None and kind is not None:
            say(f"{opened.evidence.write_matrix(found, to, kind, language)} rows in {to}")
    told(
        as_json, matrix_records.matrix_to_json(found) if as_json else None, matrix_records.matrix_lines(found, language)
    )


def own_framework(path: Path | None) -> Framework | None:
    """The framework of a file or of the settings, None where there is none: then the library's own items count."""
    from jixiao import settings

    return settings.framework(path)
