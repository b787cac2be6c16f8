"""extract(path): the steps from a file to its passages, composed."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.extract import framework as frameworks
from jixiao.extract.errors import LimitExceededError
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register, ours
from jixiao.extract.reading import isolation
from jixiao.extract.reading.files import check_format, read_here
from jixiao.extract.reading.layout.contract import Progress, Reading, silent
from jixiao.extract.records import Document, Framework, Passage, Status
from jixiao.extract.segmentation.cover import cover_lines
from jixiao.extract.segmentation.segmentation import paragraphs, segment, stretches
from jixiao.extract.tagging import status
from jixiao.extract.text import column_names
from jixiao.extract.text.column_names import Role
from jixiao.extract.text.metadata import completed, describe

if TYPE_CHECKING:
    from jixiao.extract.tagging.annotation import Tagged

# Passages tagged between two signs of life. Source: chosen; some seconds of work.
STEP = 500


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document, its passages in order, and the decoded file that its source map points into."""

    document: Document
    passages: tuple[Passage, ...]
    source: str


def extract(
    path: Path,
    framework: Framework | None = None,
    limits: Limits = DEFAULT,
    progress: Progress = silent,
    register: Register | None = None,
    columns: Mapping[str, Role] | None = None,
) -> tuple[Document, tuple[Passage, ...]]:
    """The document and its passages in order; `framework` and `register` None are those of the program.

    `columns` are headings of tables whose roles come before those of the program.

    `progress` is told the pages of a long file that are read.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError, ProgramFaultError.
    """
    found = extracted(path, framework, limits, progress, register, columns)
    return found.document, found.passages


def extracted(
    path: Path,
    framework: Framework | None = None,
    limits: Limits = DEFAULT,
    progress: Progress = silent,
    register: Register | None = None,
    columns: Mapping[str, Role] | None = None,
) -> Extraction:
    """The same with the decoded file: read, cut and tagged by a worker, within `limits`."""
    check_format(path)
    known = None if register is None or register is ours() else pickle.dumps(register)
    work = partial(_extract_here, framework=framework, known=known, columns=dict(columns or {}))
    return isolation.run(work, path, limits, progress)


def _extract_here(
    path: Path,
    limits: Limits,
    progress: Progress,
    framework: Framework | None,
    known: bytes | None,
    columns: Mapping[str, Role],
) -> Extraction:
    register = ours() if known is None else _register(known)
    alive = partial(progress, *isolation.ALIVE)
    with column_names.using(columns):
        reading = read_here(path, limits, progress)
        document, passages = of_reading(reading, framework, limits, alive, path, register)
    return Extraction(document, passages, reading.source)


@lru_cache(maxsize=1)
def _register(pickled: bytes) -> Register:
    """The same object for each file: what is built of a register is kept by it."""
    known: Register = pickle.loads(pickled)
    return known


def of_reading(
    reading: Reading,
    framework: Framework | None = None,
    limits: Limits = DEFAULT,
    alive: Callable[[], None] = lambda: None,
    path: Path | None = None,
    register: Register | None = None,
) -> tuple[Document, tuple[Passage, ...]]:
    """The same, of a file that has been read, in this process; `alive` is called now and then."""
    document = _described(reading.document, reading.properties)
    alive()
    # The user's own names never move a cut, so that a passage keeps its place and its vector.
    segments = segment(document, reading.source, reading.marks)
    if len(segments) > limits.passages:
        cause = Message.of("holds_passages_over_the_limit_of", f"{len(segments):,}", f"{limits.passages:,}")
        raise LimitExceededError(path or document.source, cause, Message.of("split_it_or_raise_limit_passages"))
    scoring = framework or frameworks.load()
    cut = [replace(one.passage, item_branch=one.item_branch) for one in segments]
    found: list[Passage] = []
    for start in range(0, len(cut), STEP):
        alive()
        found.extend(named(cut[start : start + STEP], register or ours()))
    return document, tuple(replace(passage, items=frameworks.items(scoring, passage)) for passage in found)


def _described(document: Document, properties: Sequence[str]) -> Document:
    outside = [stretch for stretch in stretches(document) if not isinstance(stretch, tuple)]
    texts = [document.text[span.start : span.end] for stretch in outside for span in paragraphs(document.text, stretch)]
    headers = list(dict.fromkeys(cell.header for cell in document.cells if cell.header))
    told = describe([*cover_lines(document), *texts], headers)
    # What the file itself does not say, its properties may, else its name; both are told as such.
    name = re.sub(r"[_＿]+", " ", Path(document.source).stem)
    for what, lines in (("properties", properties), ("name", [name])):
        told, filled = completed(told, lines)
        if filled:
            line = f"told by the file's {what} only: {', '.join(filled)}"
            document = replace(document, warnings=(*document.warnings, line))
    return replace(document, title=told.title, agency=told.agency, year=told.year, stage=told.stage)


def named(passages: Sequence[Passage], register: Register) -> list[Passage]:
    """The passages with tags, quantities, doers and status as this register has them."""
    from jixiao.extract.tagging.annotation import Context, annotate

    contexts = [Context(one.agency, one.year, one.stage, one.item_branch, register) for one in passages]
    tagged = annotate([one.text for one in passages], contexts)
    return [_in_row(one, _tagged(one, found)) for one, found in zip(passages, tagged, strict=True)]


def _in_row(cut: Passage, one: Passage) -> Passage:
    """The passage `one`, made of `cut`; of a row of a table of figures with what its columns say of them."""
    from jixiao.extract.tagging import table_quantities

    if not cut.columns:
        return one
    total = cut.item_branch is None and table_quantities.is_row_of_totals(cut.text)
    own = one.branches[0] if len(one.branches) == 1 and not total else None
    told = (cut.column_roles, cut.counted, cut.column_unit, cut.stage)
    row = table_quantities.Row(cut.text, cut.columns, own, one.year, one.status, *told)
    start = cut.span.start
    relative = [replace(q, span=q.span.shift(-start)) for q in one.quantities]
    figures = tuple(replace(q, span=q.span.shift(start)) for q in table_quantities.settled(row, relative))
    named = tuple(dict.fromkeys(q.branch for q in figures if q.branch))
    return replace(one, quantities=figures, branches=() if total and not named else named or one.branches)


def _tagged(one: Passage, found: Tagged) -> Passage:
    """The passage with what was found in its text; strategies and measures claim nothing, so they have no status, but
    the figures of a plan are planned."""
    meant = one.label in ("strategy", "measure")
    planned: Status | None = "planned" if one.stage == "plan" and one.label == "measure" else None
    start = one.span.start
    return replace(
        one,
        tags=tuple(replace(tag, span=tag.span.shift(start)) for tag in found.tags),
        quantities=tuple(
            replace(q, span=q.span.shift(start), status=planned if meant else q.status) for q in found.quantities
        ),
        branches=tuple(found.branches),
        scope=found.scope,
        status=None if meant else status.status(one.text, None, one.stage),
    )
