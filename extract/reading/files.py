"""read(path): a file on disk → Reading. The only place that knows which suffix is read how."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from extract.errors import UnreadableDocumentError, UnsupportedFormatError
from extract.reading import flat
from extract.reading.decoding import decode, load
from extract.reading.layout import assemble
from extract.reading.reader import Content, Given, Reader
from extract.records import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """A document (title, agency, year and stage not yet told) and the decoded file that its source map points into."""

    document: Document
    source: str


def read(path: Path) -> Reading:
    """The file as text. Raises UnsupportedFormatError, UnreadableDocumentError, LimitExceededError."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        cause = f"has no readable format ({path.suffix or 'no suffix'})"
        raise UnsupportedFormatError(path, cause, f"convert it to one of {', '.join(sorted(READERS))}")
    data = load(path)
    content = reader(Given(data, path))
    text, cells, runs = assemble(content.source, content.blocks)
    if not text.strip():
        raise UnreadableDocumentError(path, "holds no text", "check that the export worked")
    digest = hashlib.sha256(data).hexdigest()
    document = Document(digest[:16], digest, path.name, text, cells=cells, source_map=runs, warnings=content.warnings)
    return Reading(document, content.source)


def _plain_text(given: Given) -> Content:
    from extract.reading import columns

    source = decode(given.data, given.path)
    return Content(source, columns.blocks(source) if columns.is_interleaved(source) else flat.blocks(source))


READERS: dict[str, Reader] = {".txt": _plain_text, ".md": _plain_text}
