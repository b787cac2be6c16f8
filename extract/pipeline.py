"""extract(path): the steps from a file to its passages, composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extract import framework as frameworks
from extract import tense
from extract.framework import Framework
from extract.limits import DEFAULT, Limits
from extract.metadata import describe
from extract.reading.files import read
from extract.reading.reader import Progress, Reading, silent
from extract.records import Document, Passage
from extract.register import ours, using
from extract.segmentation import paragraphs, segment, stretches

if TYPE_CHECKING:
    from extract.tagging import Tagged


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
    from extract.tagging import Context, annotate

    contexts = [Context(one.agency, one.year, one.stage, one.item_branch) for one in passages]
    tagged = annotate([one.text for one in passages], contexts)
    return [_in_row(one, _tagged(one, found)) for one, found in zip(passages, tagged, strict=True)]


def _in_row(cut: Passage, one: Passage) -> Passage:
    """The passage `one`, made of `cut`; of a row of a table of figures with what its columns say of them."""
    from extract import cellfigures

    if not cut.columns:
        return one
    total = cut.item_branch is None and cellfigures.is_row_of_totals(cut.text)
    own = one.branches[0] if len(one.branches) == 1 and not total else None
    row = cellfigures.Row(cut.text, cut.columns, own, one.year, one.status)
    start = cut.span.start
    relative = [replace(q, span=q.span.shift(-start)) for q in one.quantities]
    figures = tuple(replace(q, span=q.span.shift(start)) for q in cellfigures.settled(row, relative))
    told = tuple(dict.fromkeys(q.branch for q in figures if q.branch))
    return replace(one, quantities=figures, branches=() if total and not told else told or one.branches)


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
        status=None if meant else tense.status(one.text, None, one.stage),
    )
