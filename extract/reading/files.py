"""read(path): a file on disk → Reading. The only place that knows which suffix is read how."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jixiao.extract.errors import (
    ExtractError,
    LimitExceededError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.reading import isolation, tab_separated
from jixiao.extract.reading.decoding import decode, load
from jixiao.extract.reading.layout.blocks import assemble
from jixiao.extract.reading.layout.contract import Content, Given, Progress, Reader, Reading, silent
from jixiao.extract.records import Document

# Code points. Source: as many as LARGEST_FILE holds of plain Chinese text; the five real reports hold 9,000-27,000.
LONGEST_TEXT = 11 * 10**6


def read(path: Path, limits: Limits = DEFAULT, progress: Progress = silent) -> Reading:
    """The file as text; anything but plain text is read by a worker, within `limits`.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        cause = f"has no readable format ({path.suffix or 'no suffix'})"
        raise UnsupportedFormatError(path, cause, f"convert it to one of {', '.join(sorted(READERS))}")
    if suffix in PLAIN:
        return read_here(path, limits, progress)
    return isolation.read(path, limits, progress)


def read_here(path: Path, limits: Limits = DEFAULT, progress: Progress = silent) -> Reading:
    """As `read`, for a suffix in READERS, in this process. Raises MemoryError too."""
    suffix = path.suffix.lower()
    data = load(path) if suffix in PLAIN else load(path, limits.file_megabytes * 2**20)
    content = _content(READERS[suffix], Given(data, path, limits, progress))
    text, cells, runs = assemble(content.source, content.blocks)
    if not text.strip():
        raise UnreadableDocumentError(path, "holds no text", "check that the export worked")
    if len(text) > LONGEST_TEXT:
        cause = f"holds {len(text):,} characters of text, over the limit of {LONGEST_TEXT:,}"
        raise LimitExceededError(path, cause, "split it")
    digest = hashlib.sha256(data).hexdigest()
    document = Document(digest[:16], digest, path.name, text, cells=cells, source_map=runs, warnings=content.warnings)
    return Reading(document, content.source, content.marks)


def _content(reader: Reader, given: Given) -> Content:
    """What the reader makes of the file; whatever its library says of a damaged one becomes UnreadableDocumentError."""
    try:
        return reader(given)
    except (ExtractError, MemoryError):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        cause = f"is damaged, or of a kind that its reader does not know ({type(error).__name__}: {said})"
        raise UnreadableDocumentError(given.path, cause, "open it in its own program and save it anew") from error


def _plain_text(given: Given) -> Content:
    from jixiao.extract.reading.interleaved import document as interleaved_document

    source = decode(given.data, given.path)
    return Content(
        source,
        interleaved_document.blocks(source)
        if interleaved_document.is_interleaved(source)
        else tab_separated.blocks(source),
    )


def _docx(given: Given) -> Content:
    from jixiao.extract.reading.docx import document as docx_document

    return docx_document.read(given)


def _odt(given: Given) -> Content:
    from jixiao.extract.reading.odt import document as odt_document

    return odt_document.read(given)


def _html(given: Given) -> Content:
    from jixiao.extract.reading.html import document as html_document

    return html_document.read(given)


def _office(given: Given) -> Content:
    from jixiao.extract.reading import legacy_office

    return legacy_office.read(given)


def _pdf(given: Given) -> Content:
    from jixiao.extract.reading.pdf import document as pdf_document

    return pdf_document.read(given)


def _workbook(given: Given) -> Content:
    from jixiao.extract.reading.workbook import xlsx

    return xlsx.read(given)


def _delimited(given: Given) -> Content:
    from jixiao.extract.reading.workbook import delimited

    return delimited.read(given)


READERS: dict[str, Reader] = {
    **dict.fromkeys((".txt", ".md"), _plain_text),
    **dict.fromkeys((".docx", ".docm"), _docx),
    ".odt": _odt,
    **dict.fromkeys((".doc", ".rtf"), _office),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _workbook),
    **dict.fromkeys((".csv", ".tsv"), _delimited),
    ".pdf": _pdf,
}
# Read in this process, by readers whose time and memory grow with the file's length alone.
PLAIN = frozenset((".txt", ".md"))
