"""A folder of reports that can be asked: joins the parts, has no algorithm of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from extract.records import Document, Passage
from index.records import Answer, DocumentInfo, FileReport, Filters, Mode, Query, SearchResult
from index.view import View


class Library:
    """Documents, passages, vectors and words in one folder. Use as a context manager, or call `close`."""

    @classmethod
    def create(cls, folder: Path, model: str | None = None) -> Library:
        """Open the library in `folder`, or make one there."""
        raise NotImplementedError

    @classmethod
    def open(cls, folder: Path, model: str | None = None) -> Library:
        """Open the library in `folder`. Raises LibraryMissingError, LibraryStaleError, ModelMissingError."""
        raise NotImplementedError

    def add(self, paths: Iterable[Path], progress: Callable[[FileReport], None] | None = None) -> list[FileReport]:
        """Take in files and the files below folders; a file with known content is left as it is."""
        raise NotImplementedError

    def remove(self, document_ids: Iterable[str]) -> int:
        """Forget documents; returns how many there were."""
        raise NotImplementedError

    def documents(self) -> list[DocumentInfo]:
        """All documents, by year and source."""
        raise NotImplementedError

    def document(self, document_id: str) -> Document:
        """One document with its text and cells. Raises SearchError when unknown."""
        raise NotImplementedError

    def passages(self, filters: Filters = Filters()) -> list[Passage]:
        """All passages that pass the filters, in document order."""
        raise NotImplementedError

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises SearchError when unknown."""
        raise NotImplementedError

    def counts(self, filters: Filters = Filters()) -> dict[str, dict[str, int]]:
        """Field of Filters -> value -> passages, each field counted with the other fields' filters applied."""
        raise NotImplementedError

    def understand(self, text: str, filters: Filters = Filters()) -> Query:
        """What a question asks, and the filters it names, added to those given."""
        raise NotImplementedError

    def search(
        self, query: str | Query, k: int = 20, mode: Mode = "hybrid", filters: Filters = Filters()
    ) -> SearchResult:
        """The best `k` passages, or none where nothing is found."""
        raise NotImplementedError

    def ask(self, question: str | Query, filters: Filters = Filters()) -> Answer:
        """An answer over all passages that pass the filters."""
        raise NotImplementedError

    def view(self) -> View:
        """What answering sees of this library."""
        raise NotImplementedError

    def stats(self) -> dict[str, Any]:
        """Figures of the library: documents, passages, by label and year, model, sizes."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Extract, embed and index all originals anew."""
        raise NotImplementedError

    def doctor(self) -> list[str]:
        """What is wrong with the library, one line each; empty when sound."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the files back."""
        raise NotImplementedError
