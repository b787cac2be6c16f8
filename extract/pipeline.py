"""extract(path): the steps from a file to its passages, composed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extract import framework as frameworks
from extract.framework import Framework
from extract.metadata import describe
from extract.reading.files import read
from extract.records import Document, Passage
from extract.segmentation import Segment, paragraphs, segment, stretches


def extract(path: Path, framework: Framework | None = None) -> tuple[Document, tuple[Passage, ...]]:
    """The document and its passages in order; `framework` None is the one that comes with the program.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError.
    """
    reading = read(path)
    document = _described(reading.document)
    segments = _tagged(segment(document, reading.source, reading.marks))
    scoring = framework or frameworks.load()
    passages = tuple(replace(passage, items=frameworks.items(scoring, passage)) for passage in segments)
    return document, passages


def _described(document: Document) -> Document:
    outside = [stretch for stretch in stretches(document) if not isinstance(stretch, tuple)]
    texts = [document.text[span.start : span.end] for stretch in outside for span in paragraphs(document.text, stretch)]
    told = describe(texts, list(dict.fromkeys(cell.header for cell in document.cells if cell.header)))
    return replace(document, title=told.title, agency=told.agency, year=told.year, stage=told.stage)


def _tagged(segments: list[Segment]) -> list[Passage]:
    from extract.tagging import Context, annotate

    contexts = [Context(one.passage.agency, one.passage.year, one.passage.stage, one.item_branch) for one in segments]
    tagged = annotate([one.passage.text for one in segments], contexts)
    return [
        replace(
            one.passage,
            tags=tuple(replace(tag, span=tag.span.shift(one.passage.span.start)) for tag in found.tags),
            quantities=tuple(replace(q, span=q.span.shift(one.passage.span.start)) for q in found.quantities),
            branches=tuple(found.branches),
            scope=found.scope,
        )
        for one, found in zip(segments, tagged, strict=True)
    ]
