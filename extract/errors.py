"""What can go wrong while a file is read. Each message names the file, the cause and the cure.

ExtractError
├── UnsupportedFormatError    no reader for this kind of file
├── UnreadableDocumentError   empty, damaged, of unknown encoding, or not to be opened
├── LimitExceededError        larger than the reader takes
└── ProgramFaultError         a fault of this program
"""

from __future__ import annotations

import json
import logging
import tomllib
import traceback
from pathlib import Path
from types import TracebackType

LOG = logging.getLogger("jixiao")


class ExtractError(Exception):
    """A file that could not be turned into passages.

    `code` tells the kind of failure to programs. `where` is the place in this program that something unforeseen came
    from (「KeyError at jixiao.extract.reading.docx.document:120」), None where nothing was; it never holds the
    document's words.
    """

    code = "unreadable"

    def __init__(self, path: Path | str, cause: str, cure: str, where: str | None = None) -> None:
        self.path = str(path)
        self.cause = cause
        self.cure = cure
        self.where = where
        super().__init__(f"{self.path}: {cause}; {cure}")

    def __reduce__(self) -> tuple[type[ExtractError], tuple[str, str, str, str | None]]:
        # As it must be made again on the way out of a worker.
        return type(self), (self.path, self.cause, self.cure, self.where)

    def at(self, path: Path) -> ExtractError:
        """The same, under the name that the file goes by."""
        return type(self)(path, self.cause, self.cure, self.where)


class UnsupportedFormatError(ExtractError):
    """No reader for this kind of file."""

    code = "unsupported"


class UnreadableDocumentError(ExtractError):
    """The file is empty, damaged, of unknown encoding, or may not be opened."""


class LimitExceededError(ExtractError):
    """The file is larger than the reader takes."""

    code = "limit"


class ProgramFaultError(ExtractError):
    """Something unforeseen: a fault of this program, not of the file."""

    code = "fault"

    @classmethod
    def of(cls, path: Path | str, error: BaseException) -> ProgramFaultError:
        """Of whatever was raised; the full account goes to the log, which shows it with JIXIAO_DEBUG=1."""
        place = where(error)
        LOG.debug("%s: %s", path, "".join(traceback.format_exception(error)))
        cause = f"could not be taken in for a fault of this program ({place})"
        return cls(path, cause, "report it with the words in brackets, other files are taken in", place)


def where(error: BaseException) -> str:
    """The error's kind and the line of this program it came from, without what it says: that may be the document's."""
    place = "?"
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.split(".", maxsplit=1)[0] == "jixiao":
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


class WordedError(ValueError):
    """A value that can't be taken, in words of this program."""


def plainly(error: Exception) -> str:
    """What an error of Python's or a library's comes to, in words for anybody; its own only where they tell a line."""
    if isinstance(error, (WordedError, tomllib.TOMLDecodeError)):
        return str(error)
    if isinstance(error, OSError):
        return error.strerror or "can't be read or written"
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1:,} is no UTF-8"
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        return f"{error.args[0]} is missing"
    return "not of the form expected"
