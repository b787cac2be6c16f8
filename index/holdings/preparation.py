"""What becomes of one file on its way into a library: its content read and embedded, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from jixiao.extract import pipeline
from jixiao.extract.errors import ExtractError, ProgramFaultError
from jixiao.extract.messages import Message
from jixiao.extract.names.register import Register
from jixiao.extract.reading.layout.contract import Progress
from jixiao.extract.records import Document, Passage
from jixiao.extract.text.column_names import Role
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Embedder
from jixiao.index.errors import (
    LibraryLockedError,
    LibraryStaleError,
    ModelMissingError,
    SearchError,
    cure,
    said,
)
from jixiao.index.records import FileReport
from jixiao.index.settings import limits
from jixiao.index.storage.contents import SentencesWithVectors
from jixiao.index.storage.context import embedded
from jixiao.index.text.kept_sentences import recorded

# What no file is to blame for: the others would fail alike.
NOT_THE_FILES = (LibraryLockedError, LibraryStaleError, ModelMissingError)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that only needs to be written: `vectors` is `(len(passages), d)`, `sentences` are those of each passage.

    `register` holds the names that it was tagged by, those of the store's `renamed`.
    """

    document: Document
    passages: tuple[Passage, ...]
    vectors: Embeddings
    renamed: int
    register: Register
    sentences: Sequence[SentencesWithVectors]

    def named_anew(self, renamed: int, register: Register) -> Prepared:
        """Tagged by the names that count now, where they have changed since; vectors do not depend on them."""
        if renamed == self.renamed:
            return self
        passages = tuple(pipeline.named(self.passages, register))
        kept = zip(passages, self.sentences, strict=True)
        sentences = [one._replace(kept=recorded(passage, register)[0]) for passage, one in kept]
        return replace(self, passages=passages, sentences=sentences, renamed=renamed, register=register)


def prepared(
    path: Path,
    embedder: Embedder,
    renamed: int,
    register: Register,
    progress: Progress,
    columns: Mapping[str, Role],
) -> Prepared:
    """The file read, cut, tagged and embedded; nothing is written. Raises ExtractError, ModelMissingError.

    `columns` are the library's own headings of tables.
    """
    document, passages = pipeline.extract(path, limits=limits(), progress=progress, register=register, columns=columns)
    vectors = embedded(passages, embedder) if passages else np.zeros((0, 0), np.float32)
    return Prepared(document, passages, vectors, renamed, register, with_sentences(passages, register, embedder))


def with_sentences(passages: Sequence[Passage], register: Register, embedder: Embedder) -> list[SentencesWithVectors]:
    """What is kept of the sentences of each passage, embedded together."""
    kept = [recorded(passage, register) for passage in passages]
    texts = [text for _, own in kept for text in own]
    vectors = embedder.encode(texts, "passage") if texts else np.zeros((0, 0), np.float32)
    ends = np.cumsum([len(own) for _, own in kept])
    return [SentencesWithVectors(one, vectors[e - len(own) : e]) for (one, own), e in zip(kept, ends, strict=True)]


def failed(path: Path, error: Exception) -> FileReport:
    """The report of a file that could not be taken in, whatever the error was. Raises it where it is not the file's."""
    if isinstance(error, NOT_THE_FILES):
        raise error
    if isinstance(error, OSError):
        return _report(path, f"{said(error)}; {cure(error)}", "io")
    if isinstance(error, SearchError):
        return _report(path, Message.of("cause_cure", error.cause, error.cure), "library")
    told = error if isinstance(error, ExtractError) else ProgramFaultError.of(path, error)
    return _report(path, Message.of("cause_cure", told.cause, told.cure), told.code, told.where)


def _report(path: Path, error: str, code: str, where: str | None = None) -> FileReport:
    return FileReport(str(path), None, 0, "failed", error, code=code, where=where)
