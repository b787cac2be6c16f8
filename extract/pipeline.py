"""extract(path): the steps from a file to its passages, composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.extract import framework as frameworks
from jixiao.extract.framework import Framework
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.names.register import ours, using
from jixiao.extract.reading.files import read
from jixiao.extract.reading.layout.contract import Progress, Reading, silent
from jixiao.extract.records import Document, Passage
from jixiao.extract.segmentation.metadata import describe
from jixiao.extract.segmentation.segmentation import paragraphs, segment, stretches
from jixiao.extract.tagging import status

if TYPE_CHECKING:
    from jixiao.extract.tagging.annotation import Tagged


def extract(
    path: Path, framework: Framework | None = None, limits: Limits = DEFAULT, progress: Progress = silent
) -> tuple[Document, tuple[Passage, ...]]:
    """The document and its passages in order; `framework` None is the one that comes with the program.

    `progress` is told the pages of a long file that are read.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError.
    """
    return of_reading(read(path, limits, progress), framework)


def of_reading(reading: Reading, framework: Framework | None = None) -> tuple[Document, tuple[Passage, ...]]:
    """The same, of a file that has been read."""
    document = _described(reading.document)
    with using(ours()):  # the user's own names never move a cut, so that a passage keeps its place and its vector
        segments = segment(document, reading.source, reading.marks)
    scoring = framework or frameworks.load()
    cut = [replace(one.passage, item_branch=one.item_branch) for one in segments]
    passages = tuple(replace(passage, items=frameworks.items(scoring, passage)) for passage in named(cut))
    return document, passages


def _described(document: Document) -> Document:
    outside = [stretch for stretch in stretches(document) if not isinstance(stretch, tuple)]
    texts = [document.text[span.start : span.end] for stretch in outside for span in paragraphs(document.text, stretch)]
    told = describe(texts, list(dict.fromkeys(cell.header for cell in document.cells if cell.header)))
    return replace(document, title=told.title, agency=told.agency, year=told.year, stage=told.stage)


def named(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with tags, quantities, doers and status as the register that counts now has them."""
    from jixiao.extract.tagging.annotation import Context, annotate

    contexts = [Context(one.agency, one.year, one.stage, one.item_branch) for one in passages]
    tagged = annotate([one.text for one in passages], contexts)
    return [_tagged(one, found) for one, found in zip(passages, tagged, strict=True)]


def _tagged(one: Passage, found: Tagged) -> Passage:
    """The passage with what was found in its text; strategies and measures claim nothing, so they have no status."""
    meant = one.label in ("strategy", "measure")
    start = one.span.start
    return replace(
        one,
        tags=tuple(replace(tag, span=tag.span.shift(start)) for tag in found.tags),
        quantities=tuple(
            replace(q, span=q.span.shift(start), status=None if meant else q.status) for q in found.quantities
        ),
        branches=tuple(found.branches),
        scope=found.scope,
        status=None if meant else status.status(one.text, None, one.stage),
    )
