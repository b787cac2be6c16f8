"""A library of two small reports that a test may harm, and a look at what it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, extract_lines, write_reports
from test_cli import Run, filled, run, stand_ins  # noqa: F401 - fixtures

from jixiao.extract import pipeline
from jixiao.index.library import Library

DATABASE = "library.sqlite3"


@pytest.fixture(autouse=True)
def plain_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    monkeypatch.setattr("jixiao.index.library._model", lambda folder, flag: HashedEmbedder(flag or "hashed"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add(write_reports(tmp_path / "reports"))
        yield made


def again(library: Library) -> Library:
    return Library.open(library.folder, embedder=HashedEmbedder())


def found(library: Library, text: str, mode: str = "lexical") -> list[str]:
    return [hit.passage.text for hit in library.search(text, mode=mode).hits]  # type: ignore[arg-type]


def original(library: Library, number: int = 0) -> Path:
    return library.original(library.document(library.documents()[number].document_id))


def kept_folders(library: Library) -> set[str]:
    return {path.name for path in (library.folder / "files").iterdir()}
