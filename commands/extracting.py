"""A report to passages, a text to tags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.terminal import print_json


def extract(
    file: Annotated[Path, typer.Argument(help="A report.")],
    format: Annotated[Literal["jsonl"], typer.Option("--format", help="One passage a line.")] = "jsonl",
    framework: Annotated[Path | None, typer.Option(help="A scoring framework of your own (TOML).")] = None,
) -> None:
    """Print the passages of a report."""
    from extract import framework as frameworks
    from extract import pipeline
    from extract.jsonl import passage_to_json
    from index.settings import limits

    _, passages = pipeline.extract(file, frameworks.load(framework), limits=limits())
    for passage in passages:
        print_json(passage_to_json(passage))


def tag(
    text: Annotated[str | None, typer.Argument(help="A sentence.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help='JSONL of {"id", "text"}.')] = None,
) -> None:
    """Print the named things and the figures of a text, spans relative to it."""
    from extract import tagging
    from extract.jsonl import quantity_to_json
    from index.contracts import needed, read_lines, tag_to_json

    lines = list(read_lines(batch, ("id", "text"))) if batch else [{"id": None, "text": needed(text)}]
    found = tagging.annotate([str(line["text"]) for line in lines], [tagging.Context()] * len(lines))
    for line, tagged in zip(lines, found, strict=True):
        quantities = [quantity_to_json(quantity) for quantity in tagged.quantities]
        print_json({"id": line["id"], "tags": [tag_to_json(t) for t in tagged.tags], "quantities": quantities})
