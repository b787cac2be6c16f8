"""What can go wrong while a file is read. Each message names the file, the cause and the cure.

ExtractError
├── UnsupportedFormatError    no reader for this kind of file
├── UnreadableDocumentError   empty, damaged, of unknown encoding, or not to be opened
└── LimitExceededError        larger than the reader takes
"""

from __future__ import annotations

from pathlib import Path


class ExtractError(Exception):
    """A file that could not be turned into passages."""

    def __init__(self, path: Path | str, cause: str, cure: str) -> None:
        self.path = str(path)
        self.cause = cause
        self.cure = cure
        super().__init__(f"{self.path}: {cause}; {cure}")

    def __reduce__(self) -> tuple[type[ExtractError], tuple[str, str, str]]:
        return type(self), (self.path, self.cause, self.cure)  # as it must be made again on the way out of a worker


class UnsupportedFormatError(ExtractError):
    """No reader for this kind of file."""


class UnreadableDocumentError(ExtractError):
    """The file is empty, damaged, of unknown encoding, or may not be opened."""


class LimitExceededError(ExtractError):
    """The file is larger than the reader takes."""
