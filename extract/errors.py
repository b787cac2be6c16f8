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

from jixiao.extract.messages import Message, told

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

    @property
    def message(self) -> Message:
        """Place, cause and cure, in any language."""
        return Message.of("place_cause_cure", self.path, self.cause, self.cure)

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
        cause = Message.of("could_not_be_taken_in_for_a_fault_of", place)
        return cls(path, cause, Message.of("report_it_with_the_words_in_brackets_other_files"), place)


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
        return told(error)
    if isinstance(error, OSError):
        return error.strerror or "can't be read or written"
    if isinstance(error, json.JSONDecodeError):
        return Message.of("line_column", error.lineno, error.colno)
    if isinstance(error, UnicodeDecodeError):
        return Message.of("byte_is_no_utf_8", f"{error.start + 1:,}")
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        return Message.of("is_missing", error.args[0])
    return Message.of("not_of_the_form_expected")
