"""The self-assessment sheet of a branch and year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.matrix import OwnFramework, own_framework
from commands.terminal import AsJson, Folder, opened_library, say, told
from index.errors import UsageError

FORMATS = (".xlsx", ".docx")


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
    from index.answers import assessed, assessing, workbook

    if to is not None and to.suffix.lower() not in FORMATS:
        raise UsageError(f"{to}: unknown kind of file; name one of {', '.join(FORMATS)}")
    own = own_framework(framework)
    with opened_library(library) as opened:
        view = opened.view()
        try:
            made = assessing.assess(view, branch, year, assessing.read_points(points), own)
        except ValueError as error:
            raise UsageError(str(error)) from error
        if to is not None:
            write = workbook.write if to.suffix.lower() == ".xlsx" else assessed.write_docx
            write(made, to, view.sha256, k, language)
            say(f"{to} written; {made.checked} passages of {made.branch} {made.year} looked at")
    told(as_json, assessed.assessment_to_json(made) if as_json else None, assessed.assessment_lines(made, language))
