"""Whether the quotes of an exported file still stand in the library's documents, word for word."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.records import Document, Span
from index.answers import wording
from index.answers.exported import plain
from index.answers.exported_xlsx import LONGEST_CELL
from index.errors import SearchError

NEEDED = ("text", "passage_id", "span")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote as a file gives it: `row` counts from 1 without headings; `sha256` None where the file has none."""

    row: int
    quote: str
    document_id: str
    span: Span
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one claim. `fault` None: the quote stands there."""

    claim: Claim
    fault: str | None


def verify(path: Path, document: Callable[[str], Document], original: Callable[[Document], Path]) -> list[Finding]:
    """Check every row of an exported JSONL, CSV or XLSX file.

    `document` gives a document by its id and raises SearchError when unknown, `original` the place of its file.
    Raises SearchError for a file that is no export.
    """
    documents: dict[str, Document | None] = {}
    changed: dict[str, bool] = {}
    findings: list[Finding] = []
    for claim in claims(path):
        if claim.document_id not in documents:
            documents[claim.document_id] = _known(claim.document_id, document)
            changed[claim.document_id] = _changed(documents[claim.document_id], original)
        findings.append(Finding(claim, _fault(claim, documents[claim.document_id], changed[claim.document_id])))
    return findings


def claims(path: Path) -> Iterator[Claim]:
    """The quotes of an exported file, in its order. Raises SearchError for a file that is no export."""
    readers = {".jsonl": _jsonl, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise SearchError(path, "can't be verified", f"give an exported file: {', '.join(readers)}")
    try:
        for row, fields in enumerate(reader(path), start=1):
            yield _claim(row, fields)
    except OSError as error:
        raise SearchError(path, f"can't be read ({error.strerror})", "check the path and its rights") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SearchError(path, f"is no export of this program ({error})", "export it again: jixiao export") from error


def _claim(row: int, fields: dict[str, Any]) -> Claim:
    start, end = fields["span"]
    document_id = str(fields["passage_id"]).split(":")[0]
    return Claim(row, str(fields["text"]), document_id, Span(int(start), int(end)), fields.get("sha256"))


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        keys = _keys(next(rows, []))
        for row in rows:
            yield _fields(keys, [re.sub(r"^'(?=\s*[=+\-@＝＋－＠\t\r\n])", "", cell) for cell in row])


def _xlsx(path: Path) -> Iterator[dict[str, Any]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException) as error:
        raise ValueError(str(error)) from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    keys = _keys([str(cell or "") for cell in next(rows, ())])
    for row in rows:
        yield _fields(keys, ["" if cell is None else str(cell) for cell in row])
    book.close()


def _keys(headings: list[str]) -> list[str]:
    """Column keys by their headings, in either language. Raises ValueError where a needed one is missing."""
    named = {heading: key for language in ("zh", "en") for key, heading in wording.columns(language).items()}
    keys = [named.get(heading, "") for heading in headings]
    missing = [key for key in NEEDED if key not in keys]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")
    return keys


def _fields(keys: list[str], cells: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = dict(zip(keys, cells, strict=False))
    return fields | {"span": [int(number) for number in fields["span"].split("-")]}


def _known(document_id: str, document: Callable[[str], Document]) -> Document | None:
    try:
        return document(document_id)
    except SearchError:
        return None


def _changed(document: Document | None, original: Callable[[Document], Path]) -> bool:
    if document is None:
        return False
    path = original(document)
    return not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != document.sha256


def _fault(claim: Claim, document: Document | None, changed: bool) -> str | None:
    if document is None:
        return "its document is not in the library"
    if changed:
        return "the library's original is missing or has changed"
    if claim.sha256 and claim.sha256 != document.sha256:
        return "it was exported from another file"
    there = document.text[claim.span.start : claim.span.end]
    if _comparable(there) != _comparable(claim.quote):
        return "its words do not stand at that place"
    return None


def _comparable(text: str) -> str:
    """What every format can hold: line ends alike, no characters that XML can't write, no more than a cell takes."""
    return plain(text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_CELL]
