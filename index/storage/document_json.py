"""Documents as JSON for the store; offsets as short lists, since a long report has thousands of cells."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from jixiao.extract.records import Cell, Document, Locator, Run, Span

PLAIN = ("document_id", "sha256", "source", "text", "title", "agency", "year", "stage")


def document_to_json(document: Document) -> dict[str, Any]:
    """A cell is [start, end, locator's fields, header], a run [text_start, source_start, length]."""
    cells = [[c.span.start, c.span.end, astuple(c.locator), c.header] for c in document.cells]
    runs = [astuple(run) for run in document.source_map]
    plain = {name: getattr(document, name) for name in PLAIN}
    return plain | {"cells": cells, "source_map": runs, "warnings": list(document.warnings)}


def document_from_json(data: dict[str, Any]) -> Document:
    """The inverse of `document_to_json`."""
    cells = tuple(Cell(Span(start, end), _locator(place), header) for start, end, place, header in data["cells"])
    runs = tuple(Run(*run) for run in data["source_map"])
    plain = {name: data[name] for name in PLAIN}
    return Document(**plain, cells=cells, source_map=runs, warnings=tuple(data.get("warnings", ())))


def _locator(place: list[Any]) -> Locator:
    fields: list[Any] = [tuple(value) if isinstance(value, list) else value for value in place]
    return Locator(*fields)
