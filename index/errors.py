"""What can go wrong between a library and its user. Each message names the place, the cause and the cure.

SearchError
├── LibraryMissingError   no library in that folder
├── LibraryStaleError     made by another schema, tokenizer or model
├── LibraryLockedError    another process is writing
└── ModelMissingError     the embedding model can't be loaded
"""

from __future__ import annotations

from pathlib import Path


class SearchError(Exception):
    """A question that could not be put to the library."""

    def __init__(self, path: Path | str, cause: str, cure: str) -> None:
        self.path = str(path)
        self.cause = cause
        self.cure = cure
        super().__init__(f"{self.path}: {cause}; {cure}")


class LibraryMissingError(SearchError):
    """There is no library in that folder."""


class LibraryStaleError(SearchError):
    """The library was made by another schema, extractor, tokenizer or model."""


class LibraryLockedError(SearchError):
    """Another process is writing to the library."""


class ModelMissingError(SearchError):
    """The embedding model can't be found or loaded."""


class UsageError(ValueError):
    """A setting, an option or a line of a batch that can't be taken as it is. The message names place and cure."""
