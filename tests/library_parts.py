"""Stand-ins for the tests of the library: a deterministic embedder, a plain extraction, and passages made by hand."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jixiao.extract.errors import UnreadableDocumentError
from jixiao.extract.records import Document, Passage, Span
from jixiao.index.arrays import Embeddings
from jixiao.index.embedding.model import Side

DIMENSION = 64


class HashedEmbedder:
    """Bigrams of characters, hashed into DIMENSION columns: texts that share bigrams are near."""

    def __init__(self, name: str = "hashed", dimension: int = DIMENSION) -> None:
        self.name, self.dimension, self.calls = name, dimension, 0

    @property
    def fingerprint(self) -> str:
        return f"{self.name}-{self.dimension}"

    def encode(self, texts: Sequence[str], side: Side) -> Embeddings:
        self.calls += 1
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for at in range(len(text) - 1):
                row[zlib.crc32(text[at : at + 2].encode()) % self.dimension] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def make_passage(text: str, start: int = 0, document_id: str = "d" * 16, **fields: Any) -> Passage:
    """A passage of an outcome at `start` of its document."""
    span = Span(start, start + len(text))
    plain: dict[str, Any] = {"source": "report.txt", "label": "outcome", "year": 108, "stage": "result"}
    return Passage(f"{document_id}:{span.start}-{span.end}", document_id, text=text, span=span, **plain | fields)


def extract_lines(path: Path, framework: object = None, **reading: object) -> tuple[Document, tuple[Passage, ...]]:
    """A passage a line. The first line may hold fields: `year=108 branch=新竹分局`."""
    content = path.read_bytes()
    if not content:
        raise UnreadableDocumentError(path, "the file is empty", "give a file with text")
    text, digest = content.decode("utf-8"), hashlib.sha256(content).hexdigest()
    head, _, rest = text.partition("\n") if text.startswith("year=") else ("", "", text)
    told = dict(part.split("=") for part in head.split())
    year, branch = int(told.get("year", 108)), told.get("branch", "總局")
    document = Document(digest[:16], digest, path.name, text, year=year, stage="result")
    passages, at = [], len(text) - len(rest)
    for line in rest.split("\n"):
        if line.strip():
            fields = {"year": year, "branches": (branch,), "source": path.name}
            passages.append(make_passage(line, at, digest[:16], **fields))
        at += len(line) + 1
    return document, tuple(passages)


NEW_YEAR = """\
year=108 branch=新竹分局
赴業者處所辦理磅秤檢定共 120 具。
辦理電話禮貌測試 80 人次。
設置無障礙坡道與愛心鈴。
"""
OLD_YEAR = """\
year=112 branch=臺中分局
到府檢定地磅 1,980 件，節省業者往返。
免付費服務電話接聽 4,030 通。
"""


def write_reports(folder: Path) -> list[Path]:
    """Two small reports of two branches and years."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "hsinchu_108.txt", folder / "taichung_112.txt"]
    for path, text in zip(paths, (NEW_YEAR, OLD_YEAR), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def make_library(folder: Path, reports: Sequence[Path]) -> Path:
    """A new library of these reports with all that is real: extraction and the bundled model."""
    from jixiao.index.library import Library

    with Library.create(folder) as library:
        added = library.add(reports)
    assert all(report.state == "added" for report in added), added
    return folder
