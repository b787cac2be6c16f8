"""The self-assessment sheet as a file: the formats it has, and the writer of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jixiao.extract.messages import Message
from jixiao.index.answers.assessment import docx_writer, xlsx_writer
from jixiao.index.answers.assessment.records import Assessment
from jixiao.index.errors import UsageError
from jixiao.index.labels import Language

# Format, which is the suffix of its files -> writer(sheet, path, sha256, k, language).
WRITERS: dict[str, Callable[[Assessment, Path, Callable[[str], str], int, Language], None]] = {
    "xlsx": xlsx_writer.write,
    "docx": docx_writer.write,
}


def format_of(path: Path) -> str:
    """The format that a file's name asks for. Raises UsageError for one that the sheet has not."""
    suffix = path.suffix.removeprefix(".").lower()
    if suffix not in WRITERS:
        raise UsageError(
            Message.of("unknown_kind_of_file_name_one_of", path, ", ".join(f".{name}" for name in WRITERS))
        )
    return suffix


def write(sheet: Assessment, path: Path, sha256: Callable[[str], str], k: int = 10, language: Language = "zh") -> None:
    """Write the sheet in the format of the file's name. `sha256`: document id -> digest; `k` passages for each item."""
    WRITERS[format_of(path)](sheet, path, sha256, k, language)
