"""Passages and answers as files to hand over: their rows, and the writer of each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from jixiao.extract.records import Passage, Span, Status
from jixiao.index import durable_files, labels
from jixiao.index.export import docx_writer, html_writer, text_writer, xlsx_writer
from jixiao.index.export.formats import Format
from jixiao.index.export.rows import Cover, Row, cells
from jixiao.index.labels import Language
from jixiao.index.records import Answer, Evidence, SearchResult

__all__ = ["WRITERS", "Cover", "Row", "cells", "export", "rows_of_answer", "rows_of_hits", "rows_of_passages"]


WRITERS: dict[Format, Callable[[Iterable[Row], Path, Cover], None]] = {
    "xlsx": xlsx_writer.write,
    "docx": docx_writer.write,
    "html": html_writer.write,
    "csv": text_writer.write_csv,
    "jsonl": text_writer.write_jsonl,
    "md": text_writer.write_markdown,
}


def rows_of_passages(passages: Iterable[Passage], sha256: Mapping[str, str]) -> list[Row]:
    """One row a passage, in the order given. `sha256`: document id -> digest of the original."""
    return [Row(p, sha256[p.document_id]) for p in passages]


def rows_of_hits(result: SearchResult, sha256: Mapping[str, str], language: Language) -> list[Row]:
    """One row a hit; where nothing was found, each says that it is only the nearest."""
    rows = rows_of_passages((hit.passage for hit in result.hits), sha256)
    if result.found:
        return rows
    return [replace(row, finding=labels.say("answering", "nearest_row", language)) for row in rows]


def rows_of_answer(answer: Answer, passage: Callable[[str], Passage]) -> list[Row]:
    """One row a sentence, in the order of the answer: branches, sides, values, names, general statements, the rest.

    A sentence stands once for each branch it is evidence for, and once where it is evidence for none.
    """
    said: list[tuple[Evidence, str | None, Status | None]] = []
    for entry in answer.branches:
        said += [(e, entry.name, entry.status) for e in entry.evidence]
    for side in answer.compared.sides if answer.compared else ():
        said += [(e, side.branch, side.status) for e in side.evidence]
    for figure in answer.values:
        said += [(e, figure.branch, None) for e in figure.evidence]
    for name in answer.listed:
        said += [(e, None, name.status) for e in name.evidence]
    said += [(e, None, None) for e in (*answer.general, *answer.evidence)]
    rows: dict[tuple[str, Span, str | None], Row] = {}
    taken: set[tuple[str, Span]] = set()
    for evidence, branch, status in said:
        where = (evidence.passage_id, evidence.span)
        if branch is None and where in taken:
            continue
        taken.add(where)
        row = Row(passage(evidence.passage_id), evidence.sha256, evidence.quote, evidence.span, branch, status)
        rows.setdefault((*where, branch), row)
    return list(rows.values())


def export(rows: Iterable[Row], format: Format, path: Path, cover: Cover) -> Path:
    """Write the rows to `path` and return it. They are taken one by one and none is kept.

    Raises UnwritableError, and leaves what was there.
    """
    with durable_files.handed_over(path) as new:
        WRITERS[format](rows, new, cover)
    return path
