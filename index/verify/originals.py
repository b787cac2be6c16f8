"""The files that exported quotes came from, opened and read again: the library's originals, or files that are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jixiao.extract.errors import ExtractError
from jixiao.extract.messages import Message
from jixiao.extract.reading.files import READERS, read
from jixiao.extract.records import Document, Passage
from jixiao.index import durable_files
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.holdings.reports import Reports
from jixiao.index.verify.exported_row import ExportedRow

# What has become of the file that a quote came from: as it was, gone, changed on the disk, or another version of it.
Fate = Literal["same", "lost", "altered", "other"]


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it reads now. `sha256` and `document_id` are those that its passages were exported under.

    Of a lost one `text` is what the library kept of it. `reread` is false where it can't be read any more (OCR that is
    not installed here), and `text` is the library's too, though the bytes are the same.
    """

    document_id: str
    sha256: str
    source: str
    text: str
    fate: Fate = "same"
    reread: bool = True


class Originals:
    """Opens each file once, when the first row asks for it. Given files come first, then the library's."""

    def __init__(
        self,
        library: Reports | None,
        given: Sequence[Path] = (),
        progress: Callable[[Path], None] = lambda path: None,
    ) -> None:
        """`given` are files and folders; `progress` is told of each file that is read.

        Raises UsageError where one of them does not exist, or none can be read.
        """
        self.library, self.progress = library, progress
        self.given = _digests(given)
        self.sources: dict[str, str] | None = None
        self.opened: dict[str, Original | None] = {}

    def of(self, exported: ExportedRow) -> Original | None:
        """The file that a row came from, None where it is not at hand."""
        document_id = exported.document_id or self._named(exported.source)
        key = document_id or f"name:{exported.source}"
        if key not in self.opened:
            self.opened[key] = self._open(document_id, exported.source)
        return self.opened[key]

    def passage(self, passage_id: str) -> Passage | None:
        """The library's passage, None where it has none of that id."""
        try:
            return None if self.library is None else self.library.passage(passage_id)
        except SearchError:
            return None

    def _named(self, source: str | None) -> str | None:
        """The document of the library with that file name."""
        if self.sources is None:
            infos = self.library.documents() if self.library else []
            self.sources = {info.source: info.document_id for info in infos}
        return self.sources.get(source or "")

    def _open(self, document_id: str | None, source: str | None) -> Original | None:
        exact = next((path for digest, path in self.given.items() if document_id and digest[:16] == document_id), None)
        if exact is not None:
            return self._read(exact, "same")
        named = [path for path in self.given.values() if path.name == source]
        kept = self._kept(document_id) if not named else None
        if kept is not None:
            return kept
        others = named or (list(self.given.values()) if len(self.given) == 1 else [])
        return self._read(others[0], "other") if others else None

    def _kept(self, document_id: str | None) -> Original | None:
        """The library's."""
        if self.library is None or document_id is None:
            return None
        try:
            document = self.library.document(document_id)
        except SearchError:
            return None
        path = self.library.original(document)
        if not path.is_file():
            return _stored(document, "lost", reread=False)
        if durable_files.digest(path) != document.sha256:
            altered = self._read(path, "altered", document)
            return altered or _stored(document, "lost", reread=False)
        return self._read(path, "same", document) or _stored(document, "same", reread=False)

    def _read(self, path: Path, fate: Fate, document: Document | None = None) -> Original | None:
        """The file read anew; None where that is not possible."""
        self.progress(path)
        try:
            read_now = read(path).document
        except ExtractError:
            return None
        own = document or read_now
        return Original(own.document_id, own.sha256, own.source, read_now.text, fate)


def _stored(document: Document, fate: Fate, *, reread: bool) -> Original:
    return Original(document.document_id, document.sha256, document.source, document.text, fate, reread)


def _digests(given: Sequence[Path]) -> dict[str, Path]:
    """Digest -> file, of the files given and those below the folders given that have a readable format."""
    found: dict[str, Path] = {}
    for path in given:
        if not path.exists():
            raise UsageError(Message.of("does_not_exist_give_the_files_that_the_export", path))
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found |= {durable_files.digest(one): one for one in inside if one.is_file() and one.suffix.lower() in READERS}
    if given and not found:
        raise UsageError(Message.of("no_file_that_can_be_read_give_one_of", given[0], ", ".join(sorted(READERS))))
    return found
