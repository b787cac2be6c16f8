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
    from jixiao.extract import framework as frameworks
    from jixiao.extract import pipeline
    from jixiao.extract.coverage import records as coverage_records
    from jixiao.extract.coverage import report as reports
    from jixiao.extract.passage_json import passage_to_json
    from jixiao.index.settings import limits

    read = pipeline.extracted(file, frameworks.load(framework) if framework else None, limits())
    if report:
        found = reports.report(read.document, read.passages, read.source)
        told(as_json, coverage_records.report_to_json(found) if as_json else None, coverage_records.report_lines(found))
        return
    for passage in read.passages:
        print_json(passage_to_json(passage))


def tag(
    text: Annotated[str | None, typer.Argument(help="A sentence.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help='JSONL of {"id", "text"}.')] = None,
) -> None:
    """Print the named things and the figures of a text, spans relative to it."""
    from jixiao.extract.passage_json import quantity_to_json
    from jixiao.extract.tagging import annotation
    from jixiao.index.json_contract import needed, read_lines, tag_to_json

    lines = list(read_lines(batch, ("id", "text"))) if batch else [{"id": None, "text": needed(text)}]
    found = annotation.annotate([str(line["text"]) for line in lines], [annotation.Context()] * len(lines))
    for line, tagged in zip(lines, found, strict=True):
        quantities = [quantity_to_json(quantity) for quantity in tagged.quantities]
        print_json({"id": line["id"], "tags": [tag_to_json(t) for t in tagged.tags], "quantities": quantities})
