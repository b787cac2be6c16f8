"""What runs, verification and the capabilities ask of a library (`index.library.Library`)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from jixiao.extract.records import Document, Passage
from jixiao.index.holdings.state import State
from jixiao.index.records import (
    EVERYTHING,
    UNCORRECTED,
    Answer,
    Correction,
    DocumentInfo,
    Filters,
    Mode,
    Query,
    SearchResult,
)


class Reports(Protocol):
    """The reports of a library, to be read and asked. Raises SearchError for what is not there."""

    folder: Path

    def documents(self) -> list[DocumentInfo]:
        """See Library, as for all."""

    def digests(self) -> dict[str, str]: ...

    def document(self, document_id: str) -> Document: ...

    def original(self, document: Document) -> Path: ...

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]: ...

    def passages_of(self, document_id: str) -> list[Passage]: ...

    def passage(self, passage_id: str) -> Passage: ...

    def understand(self, text: str, filters: Filters = EVERYTHING, correction: Correction = UNCORRECTED) -> Query: ...

    def search(
        self, query: str | Query, k: int = 20, mode: Mode = "hybrid", filters: Filters = EVERYTHING
    ) -> SearchResult: ...

    def ask(self, question: str | Query, filters: Filters = EVERYTHING) -> Answer: ...

    def view(self) -> State: ...
