"""The self-assessment sheet of a branch and year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.commands.matrix import OwnFramework, own_framework
from jixiao.commands.shared import AsJson, Folder, opened_library, say, told
from jixiao.index.errors import UsageError


def sheet(  # noqa: PLR0913 - the options of a command
    *,
    branch: Annotated[str, typer.Option(help="Whose sheet: 臺中分局, 總局.")],
    year: Annotated[int, typer.Option(help="ROC year.")],
    to: Annotated[Path | None, typer.Option("--to", help="Also write it: .xlsx or .docx")] = None,
    points: Annotated[str, typer.Option("--points", help="1=180,2=260 …: facets or items; none: left blank.")] = "",
    k: Annotated[int, typer.Option("-k", min=1, help="Passages of evidence for each item at most.")] = 10,
    library: Folder = None,
    framework: OwnFramework = None,
    as_json: AsJson = False,
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="Of the words.")] = "zh",
) -> None:
    """Write the self-assessment sheet: the evidence of each item, your points, their sum and grade."""
    from jixiao.index.answers.assessment import records as assessment_records
    from jixiao.index.library import Library

    if to is not None:
        Library.evidence.sheet_format_of(to)  # before anything is looked up
    own = own_framework(framework)
    with opened_library(library) as opened:
        try:
            made = opened.evidence.sheet(branch, year, assessment_records.read_points(points), own)
        except ValueError as error:
            raise UsageError(*error.args) from error
        if to is not None:
            opened.evidence.write_sheet(made, to, k, language)
            say(f"{to} written; {made.checked} passages of {made.branch} {made.year} looked at")
    told(
        as_json,
        assessment_records.assessment_to_json(made) if as_json else None,
        assessment_records.assessment_lines(made, language),
    )
