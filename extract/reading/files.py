"""read(path): a file on disk → Reading. The only place that knows which suffix is read how."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract import isolation
from extract.errors import ExtractError, LimitExceededError, UnreadableDocumentError, UnsupportedFormatError
from extract.limits import DEFAULT, Limits
from extract.reading import flat, inline
from extract.reading.decoding import decode, load
from extract.reading.layout import assemble
from extract.reading.reader import Content, Given, Progress, Reader, Reading, silent
from extract.records import Document

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
    warnings = (*content.warnings, *inline.unreadable(text))
    digest = hashlib.sha256(data).hexdigest()
    document = Document(digest[:16], digest, path.name, text, cells=cells, source_map=runs, warnings=warnings)
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
    from extract.reading import columns

    source = inline.in_markup(decode(given.data, given.path))
    blocks = columns.blocks(source) if columns.is_interleaved(source) else flat.blocks(source)
    return Content(source, blocks, inline.struck_in(source))


def _docx(given: Given) -> Content:
    from extract.reading import docx

    return docx.read(given)


def _odt(given: Given) -> Content:
    from extract.reading import odt

    return odt.read(given)


def _html(given: Given) -> Content:
    from extract.reading import html

    return html.read(given)


def _office(given: Given) -> Content:
    from extract.reading import office

    return office.read(given)


def _pdf(given: Given) -> Content:
    from extract.reading import pdf

    return pdf.read(given)


def _workbook(given: Given) -> Content:
    from extract.reading import workbook

    return workbook.read(given)


def _delimited(given: Given) -> Content:
    from extract.reading import delimited

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
