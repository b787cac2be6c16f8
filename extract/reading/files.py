"""read(path): a file on disk → Reading. The only place that knows which suffix is read how."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from jixiao.extract.errors import (
    ExtractError,
    LimitExceededError,
    UnreadableDocumentError,
    UnsupportedFormatError,
    where,
)
from jixiao.extract.limits import DEFAULT, Limits
from jixiao.extract.messages import Message
from jixiao.extract.reading import isolation, properties, tab_separated
from jixiao.extract.reading.decoding import decode, load
from jixiao.extract.reading.layout import inline
from jixiao.extract.reading.layout.blocks import assemble
from jixiao.extract.reading.layout.contract import Content, Given, Progress, Reader, Reading, silent
from jixiao.extract.records import Document
from jixiao.extract.text.display_names import file_name, shown

# Halves of a character, as a file may name them by number: nothing can be written with them in it.
_HALVES = re.compile("[\ud800-\udfff]")


def read(path: Path, limits: Limits = DEFAULT, progress: Progress = silent) -> Reading:
    """The file as text, read by a worker, within `limits`.

    Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError, ProgramFaultError.
    """
    check_format(path)
    return isolation.run(read_here, path, limits, progress)


def check_format(path: Path) -> None:
    """Raises UnsupportedFormatError where no reader knows the file's suffix."""
    if path.suffix.lower() not in READERS:
        cause = Message.of("has_no_readable_format", shown(path.suffix) or Message.of("no_suffix"))
        raise UnsupportedFormatError(path, cause, Message.of("convert_it_to_one_of", ", ".join(sorted(READERS))))


def read_here(path: Path, limits: Limits = DEFAULT, progress: Progress = silent) -> Reading:
    """As `read`, for a suffix in READERS, in this process. Raises MemoryError too."""
    suffix = path.suffix.lower()
    data = load(path) if suffix in PLAIN else load(path, limits.file_megabytes * 2**20)
    given = Given(data, path, limits, progress)
    content = _content(READERS[suffix], given)
    source = _HALVES.sub("\ufffd", content.source)
    text, cells, runs = assemble(source, content.blocks)
    if not text.strip():
        raise UnreadableDocumentError(path, Message.of("holds_no_text"), Message.of("check_that_the_export_worked"))
    if len(text) > limits.characters:
        cause = Message.of("holds_characters_of_text_over_the_limit_of", f"{len(text):,}", f"{limits.characters:,}")
        raise LimitExceededError(path, cause, Message.of("split_it_or_raise_limit_characters"))
    if len(cells) > limits.cells:
        cause = Message.of("holds_cells_of_tables_over_the_limit_of", f"{len(cells):,}", f"{limits.cells:,}")
        raise LimitExceededError(path, cause, Message.of("split_it_or_raise_limit_cells"))
    warnings = (*content.warnings, *inline.unreadable(text))
    digest, name = hashlib.sha256(data).hexdigest(), file_name(path.name)
    document = Document(digest[:16], digest, name, text, cells=cells, source_map=runs, warnings=warnings)
    return Reading(document, source, content.marks, properties.told(given))


def _content(reader: Reader, given: Given) -> Content:
    """What the reader makes of the file; whatever its library says of a damaged one becomes UnreadableDocumentError."""
    try:
        return reader(given)
    except (ExtractError, MemoryError):
        raise
    except Exception as error:
        cause, cure = (
            Message.of("is_damaged_or_of_a_kind_that_its_reader"),
            Message.of("open_it_in_its_own_program_and_save_it"),
        )
        raise UnreadableDocumentError(given.path, cause, cure, where(error)) from error


def _plain_text(given: Given) -> Content:
    from jixiao.extract.reading.interleaved import document as interleaved_document

    source = inline.in_markup(decode(given.data, given.path))
    blocks = (
        interleaved_document.blocks(source)
        if interleaved_document.is_interleaved(source)
        else tab_separated.blocks(source)
    )
    return Content(source, blocks, inline.struck_in(source))


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
# Their largest size is a constant of the decoder.
PLAIN = frozenset((".txt", ".md"))
