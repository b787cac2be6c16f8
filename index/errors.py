"""What can go wrong between a library and its user. Each message names the place, the cause and the cure.

SearchError
├── LibraryMissingError   no library in that folder
├── LibraryStaleError     made by another schema, tokenizer or model
├── LibraryDamagedError   its database is no database any more
├── LibraryLockedError    another process is writing
├── UnwritableError       the disk is full, or may not be written to
└── ModelMissingError     the embedding model can't be loaded
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from jixiao.extract.messages import Message as Message  # noqa: PLC0414 - handed on
from jixiao.extract.messages import told as told  # noqa: PLC0414

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SearchError(Exception):
    """A question that could not be put to the library."""

    def __init__(self, path: Path | str, cause: str, cure: str) -> None:
        self.path = str(path)
        self.cause = cause
        self.cure = cure
        super().__init__(f"{self.path}: {cause}; {cure}")

    @property
    def message(self) -> Message:
        """Place, cause and cure, in any language."""
        return Message.of("place_cause_cure", self.path, self.cause, self.cure)


class LibraryMissingError(SearchError):
    """There is no library in that folder."""


class LibraryStaleError(SearchError):
    """The library was made by another schema, extractor, tokenizer or model."""


class LibraryDamagedError(SearchError):
    """The library's database is empty, cut off or something else."""


class LibraryLockedError(SearchError):
    """Another process is writing to the library."""


class UnwritableError(SearchError):
    """There is no room on the disk, or no right to write there."""

    @classmethod
    def of(cls, path: Path | str, error: OSError) -> UnwritableError:
        """As the system says it; the cure is the cause's own."""
        return cls(path, Message.of("cant_be_written", said(error)), cure(error))


class ModelMissingError(SearchError):
    """The embedding model can't be found or loaded."""


class UsageError(ValueError):
    """A setting, an option or a line of a batch that can't be taken as it is. The message names place and cure."""


def said(error: OSError) -> str:
    """The system's words for what went wrong."""
    return error.strerror or (os.strerror(error.errno) if error.errno else str(error))


def cure(error: OSError) -> str:
    """What helps against it."""
    return (
        Message.of("free_some_space_on_the_disk")
        if error.errno in FULL
        else Message.of("check_the_path_and_its_rights")
    )
