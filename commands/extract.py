"""A report to passages, a text to tags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.commands.shared import AsJson, print_json, told


def extract(
    file: Annotated[Path, typer.Argument(help="A report.")],
    format: Annotated[Literal["jsonl"], typer.Option("--format", help="One passage a line.")] = "jsonl",
    framework: Annotated[Path | None, typer.Option(help="A scoring framework of your own (TOML).")] = None,
    report: Annotated[bool, typer.Option("--report", help="What was understood and what was not, instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the passages of a report, or how well it was read."""
    from jixiao.extract.coverage import records as coverage_records
    from jixiao.index.library import Library

    files = Library.files
    read = files.extracted(file, framework)
    if report:
        found = files.report(read.document, read.passages, read.source)
        told(as_json, coverage_records.report_to_json(found) if as_json else None, coverage_records.report_lines(found))
        return
    for line in files.passages_to_json(read.passages):
        print_json(line)


def tag(
    text: Annotated[str | None, typer.Argument(help="A sentence.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help='JSONL of {"id", "text"}.')] = None,
) -> None:
    """Print the named things and the figures of a text, spans relative to it."""
    from jixiao.index.library import Library

    for line in Library.files.tagged(batch, text):
        print_json(line)
