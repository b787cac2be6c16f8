"""The rows of an exported file, read back from it: its quotes with their places, and cells changed since the export."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from jixiao.extract.errors import ExtractError, WordedError, plainly
from jixiao.extract.messages import Message
from jixiao.extract.records import Span
from jixiao.index.errors import SearchError
from jixiao.index.export import check_codes
from jixiao.index.export.text_writer import flat
from jixiao.index.verify.exported_row import ExportedRow, place
from jixiao.index.verify.reading_back_pages import read_docx, read_html, read_markdown
from jixiao.index.verify.reading_back_tables import read_csv, read_xlsx

# Values of a line of JSONL that are held against the source itself.
QUOTED = {"text", "export.quote"}


def exported_rows(path: Path) -> Iterator[ExportedRow]:
    """The rows of an exported file, in its order. Raises SearchError for a file that is no export."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SearchError(path, Message.of("cant_be_verified"), Message.of("give_an_exported_file", ", ".join(READERS)))
    try:
        yield from reader(path)
    except OSError as error:
        raise SearchError(
            path, Message.of("cant_be_read", error.strerror), Message.of("check_the_path_and_its_rights")
        ) from error
    except ExtractError as error:
        raise SearchError(path, error.cause, error.cure) from error
    except (ValueError, KeyError, TypeError, AttributeError, BadZipFile, csv.Error) as error:
        raise SearchError(
            path,
            Message.of("is_no_export_of_this_program", plainly(error)),
            Message.of("export_it_again_jixiao_export"),
        ) from error


def read_jsonl(path: Path) -> Iterator[ExportedRow]:
    """A row a line; one that is no passage is told as broken. Raises ValueError where none is one."""
    ours = 0
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for row, line in enumerate((line for line in file if line.strip()), 1):
            try:
                yield _exported_row(row, json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                if not ours:
                    raise WordedError(Message.of("line", row, plainly(error))) from error
                yield ExportedRow(row, broken=True)
            ours += 1


def _exported_row(row: int, record: dict[str, Any]) -> ExportedRow:
    export: dict[str, Any] = record.get("export") or {}
    document_id, span = place(record["passage_id"], "{}-{}".format(*record["span"]), "")
    parts = [(q["surface"], q["surface"], Span(*q["span"])) for q in record.get("quantities", ())]
    if export:
        parts.append(("quote", export["quote"], Span(*export["span"])))
    codes = export.get("seal")
    altered = check_codes.broken(codes, flat(record)) if codes else None
    return ExportedRow(
        row=row,
        quote=str(record["text"]),
        document_id=document_id,
        span=span,
        sha256=export.get("sha256"),
        source=record.get("source"),
        passage_id=record["passage_id"],
        parts=tuple(parts),
        altered=None if altered is None else tuple(key for key in altered if key not in QUOTED),
        kept=None if altered is None else not QUOTED & set(altered),
    )


READERS: dict[str, Callable[[Path], Iterator[ExportedRow]]] = {
    ".xlsx": read_xlsx,
    ".docx": read_docx,
    ".html": read_html,
    ".csv": read_csv,
    ".jsonl": read_jsonl,
    ".md": read_markdown,
}
