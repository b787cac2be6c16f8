"""`Library.files`: what is done with a single report: read, cut, tagged, told how well, drawn as it looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jixiao.extract import framework as frameworks
from jixiao.extract import pipeline
from jixiao.extract.coverage import report as reports
from jixiao.extract.coverage.records import Report
from jixiao.extract.limits import Limits
from jixiao.extract.passage_json import passage_to_json, quantity_to_json
from jixiao.extract.reading.files import READERS, read
from jixiao.extract.reading.pdf.records import Picture
from jixiao.extract.reading.pdf.rendering import picture
from jixiao.extract.records import Document, Locator, Mark, Passage, Span
from jixiao.extract.tagging import annotation
from jixiao.extract.text import source_positions
from jixiao.index.json_contract import needed, read_lines, tag_to_json
from jixiao.index.settings import limits


class Files:
    """Nothing of a library is read or written. Raises ExtractError for a file that can't be read."""

    # Suffixes of the reports that can be read.
    suffixes: tuple[str, ...] = tuple(sorted(READERS))

    @staticmethod
    def extracted(path: Path, framework: Path | None = None) -> pipeline.Extraction:
        """A report with its passages, within the limits that are set. `framework`: a scoring framework of one's own.

        Raises ExtractError.
        """
        return pipeline.extracted(path, frameworks.load(framework) if framework else None, limits())

    @staticmethod
    def passages_to_json(passages: Iterable[Passage]) -> Iterator[dict[str, Any]]:
        """One object a passage, as `jixiao extract` prints it."""
        return map(passage_to_json, passages)

    @staticmethod
    def report(document: Document, passages: Sequence[Passage], source: str) -> Report:
        """What was understood of a report and what was not; `source` is the text of its file."""
        return reports.report(document, passages, source)

    @staticmethod
    def source_of(path: Path, allowed: Limits | None = None) -> str:
        """The text of a file as its reader has it. Raises ExtractError."""
        return read(path, allowed or limits()).source

    @staticmethod
    def tagged(batch: Path | None, text: str | None) -> Iterator[dict[str, Any]]:
        """Tags and quantities of one text, or of each line of a JSONL file. Raises UsageError where there is none."""
        lines = list(read_lines(batch, ("id", "text"))) if batch else [{"id": None, "text": needed(text)}]
        found = annotation.annotate([str(line["text"]) for line in lines], [annotation.Context()] * len(lines))
        for line, one in zip(lines, found, strict=True):
            quantities = [quantity_to_json(quantity) for quantity in one.quantities]
            yield {"id": line["id"], "tags": [tag_to_json(tag) for tag in one.tags], "quantities": quantities}

    @staticmethod
    def positions(path: Path) -> tuple[Mark, ...]:
        """Where the lines of a file stand on its pages. Raises ExtractError."""
        return read(path).marks

    @staticmethod
    def lines(told: Sequence[Mark], document: Document, span: Span) -> list[Locator]:
        """The places of a document's span, line by line, of what `positions` told."""
        if not told:
            return []
        places = source_positions.places("", document.source_map)
        return list(source_positions.locators(tuple(told), source_positions.source_spans(places, span)))

    @staticmethod
    def page_picture(path: Path, number: int) -> Picture:
        """A page of a PDF as it looks, from 1. Raises ExtractError."""
        return picture(path, number)
