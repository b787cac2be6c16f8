"""What a library's database holds, for whoever reads it: documents, passages, sentences, vectors and facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np

from jixiao.extract.passage_json import passage_from_json
from jixiao.extract.records import Document, Passage
from jixiao.index.arrays import Embeddings
from jixiao.index.records import EVERYTHING, DocumentInfo, Filters
from jixiao.index.sentences import records
from jixiao.index.sentences.records import PassageSentences
from jixiao.index.storage.connection import Connection
from jixiao.index.storage.document_json import document_from_json
from jixiao.index.storage.sql_filters import SUPERSEDED, counting, where

T = TypeVar("T")


class Names(NamedTuple):
    """`source` is the text of a names.toml, `program` tells the names that came with the program; empty: not known."""

    source: str = ""
    program: str = ""


class Kept(NamedTuple):
    """What a new store takes over of a document that is made anew: when it was added, and its newer version."""

    document_id: str
    sha256: str
    source: str
    added: str
    superseded_by: str | None


class SentencesWithVectors(NamedTuple):
    """What is kept of a passage's sentences; `vectors` is `(its sentences, d)`."""

    kept: PassageSentences
    vectors: Embeddings


class Content(NamedTuple):
    """What a document comes to: its passages, `vectors` `(len(passages), d)`, and what is kept of their sentences.

    Without `sentences` they are cut and embedded whenever they are asked for.
    """

    passages: Sequence[Passage]
    vectors: Embeddings
    sentences: Sequence[SentencesWithVectors] = ()


class Contents:
    """The queries of a `Store`; rows (`id`) are positive and grow in document order."""

    _db: Connection

    @property
    def generation(self) -> int:
        """Raised by one with every document added and every removal."""
        return self._meta("generation")

    @property
    def removed(self) -> int:
        """The generation of the last removal; 0 when there was none."""
        return self._meta("removed")

    @property
    def renamed(self) -> int:
        """Raised by one with every change of names."""
        return self._meta("renamed")

    @property
    def related(self) -> int:
        """Raised by one with every change of versions that adds and removes nothing."""
        return self._meta("related")

    @property
    def state(self) -> int:
        """Raised with every change of what is held, how it is named, and what counts."""
        counted = "SELECT sum(value) FROM meta WHERE key IN ('generation', 'renamed', 'related')"
        return int(str(self._db.all(counted)[0][0]))

    @property
    def rebuilt(self) -> int:
        """Raised by one each time that the library is made anew."""
        return self._meta("rebuilt")

    def names(self) -> Names:
        """The names that its passages go by; empty where they go by ours alone."""
        return Names(*map(str, self._db.all("SELECT source, program FROM names")[0]))

    def _meta(self, key: str) -> int:
        return int(str(self._db.all("SELECT value FROM meta WHERE key=?", (key,))[0][0]))

    def documents(self) -> list[DocumentInfo]:
        """By year and source; those without a year first."""
        rows = self._db.all(
            "SELECT document_id, source, title, agency, year, stage, "
            "(SELECT count(*) FROM passages p WHERE p.document_id = d.document_id), sha256, added, newer "
            "FROM documents d LEFT JOIN versions ON older = document_id ORDER BY year, source, document_id"
        )
        return [DocumentInfo(*row) for row in rows]  # type: ignore[arg-type]

    def kept(self) -> list[Kept]:
        """What a library that is made anew keeps of each document, in the order in which they were added."""
        head = "SELECT document_id, sha256, source, added, newer FROM documents"
        rows = self._db.all(f"{head} LEFT JOIN versions ON older = document_id ORDER BY generation")
        return [Kept(*row) for row in rows]  # type: ignore[arg-type]

    def document(self, document_id: str) -> Document | None:
        """With text and cells; None when unknown."""
        rows = self._db.all("SELECT body FROM documents WHERE document_id=?", (document_id,))
        return document_from_json(json.loads(str(rows[0][0]))) if rows else None

    def digest(self, document_id: str) -> str | None:
        """SHA-256 of the original file; None when unknown."""
        rows = self._db.all("SELECT sha256 FROM documents WHERE document_id=?", (document_id,))
        return str(rows[0][0]) if rows else None

    def ids(self, filters: Filters = EVERYTHING, own: bool = False) -> list[int]:
        """Rows of the passages that pass, in document order; with `own`, a value merely named does not count."""
        clause, values = where(filters, own)
        return [int(str(row[0])) for row in self._db.all(f"SELECT id FROM passages WHERE {clause} ORDER BY id", values)]

    def counting(self, filters: Filters) -> list[int]:
        """Rows of the versions that the filters ask for, in document order; their other fields do not count."""
        clause, values = counting(filters)
        return [int(str(row[0])) for row in self._db.all(f"SELECT id FROM passages WHERE {clause} ORDER BY id", values)]

    def having(self, field: str, value: str) -> list[tuple[int, bool]]:
        """Rows of the passages with this fact, in document order, and whether it is their own."""
        rows = self._db.all("SELECT id, own FROM facts WHERE field=? AND value=? ORDER BY id", (field, value))
        return [(row, bool(own)) for row, own in rows]  # type: ignore[misc]

    def last_row(self) -> int:
        """The highest row there is; 0 for none."""
        return int(str(self._db.all("SELECT coalesce(max(id), 0) FROM passages")[0][0]))

    def sources(self) -> list[str]:
        """The file names of all documents, in the order of `documents`."""
        order = "ORDER BY year, source, document_id"
        return [str(row[0]) for row in self._db.all(f"SELECT source FROM documents {order}")]

    def agencies(self, years: Sequence[int] = ()) -> list[str]:
        """The agencies of all documents, or of those of some years."""
        told = self._db.all("SELECT DISTINCT agency, year FROM documents WHERE agency IS NOT NULL ORDER BY agency")
        return list(dict.fromkeys(str(agency) for agency, year in told if not years or year in years))

    def every(self) -> list[int]:
        """All rows, those of superseded reports too, in document order."""
        return [int(str(row[0])) for row in self._db.all("SELECT id FROM passages ORDER BY id")]

    def superseded(self) -> list[int]:
        """Rows of superseded reports."""
        return [int(str(row[0])) for row in self._db.all(SUPERSEDED)]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Row -> passage, of the rows that exist."""
        found: dict[int, Passage] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, body in self._db.all(f"SELECT id, body FROM passages WHERE id IN ({marks})", part):
                found[int(str(row))] = passage_from_json(json.loads(str(body)))
        return found

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of one document, whether it counts or not, in its order."""
        rows = self._db.all("SELECT body FROM passages WHERE document_id=? ORDER BY id", (document_id,))
        return [passage_from_json(json.loads(str(body))) for (body,) in rows]

    def rows(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """Passage id -> row, of the passages that exist."""
        found: dict[str, int] = {}
        for part in _parts(passage_ids):
            marks = ",".join("?" * len(part))
            rows = self._db.all(f"SELECT passage_id, id FROM passages WHERE passage_id IN ({marks})", part)
            found |= {str(name): int(str(row)) for name, row in rows}
        return found

    def row_by_passage(self) -> dict[str, int]:
        """Passage id -> row, of all passages."""
        return {str(name): int(str(row)) for name, row in self._db.all("SELECT passage_id, id FROM passages")}

    def since(self, generation: int) -> list[int]:
        """Rows of the passages added after `generation`."""
        new = "documents d CROSS JOIN passages p ON p.document_id = d.document_id"  # the few documents first
        sql = f"SELECT p.id FROM {new} WHERE d.generation > ? ORDER BY p.id"
        return [int(str(row[0])) for row in self._db.all(sql, (generation,))]

    def vectors(self, ids: Sequence[int]) -> Embeddings:
        """`(len(ids), d)`, in the order of `ids`. Raises KeyError for a row that does not exist."""
        found: dict[int, Embeddings] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, vector in self._db.all(f"SELECT id, vector FROM vectors WHERE id IN ({marks})", part):
                found[int(str(row))] = np.frombuffer(vector, np.float32)  # type: ignore[call-overload]
        return np.stack([found[i] for i in ids]) if ids else np.zeros((0, 0), np.float32)

    def sentences(self, ids: Sequence[int]) -> dict[int, SentencesWithVectors]:
        """Row -> what is kept of its sentences, of the rows of which anything is."""
        found: dict[int, SentencesWithVectors] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, body, data in self._db.all(f"SELECT id, body, vectors FROM sentences WHERE id IN ({marks})", part):
                kept = records.from_json(json.loads(str(body)))
                vectors = records.unpacked(data, count=len(kept.sentences))  # type: ignore[arg-type]
                found[int(str(row))] = SentencesWithVectors(kept, vectors)
        return found

    def sentence_records(self, ids: Sequence[int]) -> dict[int, PassageSentences]:
        """As `sentences`, without the vectors."""
        found: dict[int, PassageSentences] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row, body in self._db.all(f"SELECT id, body FROM sentences WHERE id IN ({marks})", part):
                found[int(str(row))] = records.from_json(json.loads(str(body)))
        return found

    def sentence_vectors(self, ids: Sequence[int], dimension: int) -> dict[int, Embeddings]:
        """Row -> `(its sentences, dimension)`, of the rows of which they are kept, each sentence by itself: no row that
        has a breakdown, which is embedded with another one."""
        found: dict[int, Embeddings] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            sql = f"SELECT id, vectors FROM sentences WHERE NOT breakdown AND id IN ({marks})"
            for row, data in self._db.all(sql, part):
                found[int(str(row))] = records.unpacked(data, dimension)  # type: ignore[arg-type]
        return found

    def passage_ids(self, ids: Sequence[int]) -> dict[int, str]:
        """Row -> passage id, of the rows that exist."""
        found: dict[int, str] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            rows = self._db.all(f"SELECT id, passage_id FROM passages WHERE id IN ({marks})", part)
            found |= {int(str(row)): str(name) for row, name in rows}
        return found

    def count(self) -> int:
        """Passages in all."""
        return int(str(self._db.all("SELECT count(*) FROM passages")[0][0]))

    def values(self, filters: Filters, field: str) -> dict[str, int]:
        """Value of `field` -> passages that pass the other fields' filters."""
        clause, values = where(replace(filters, **{field: ()}), own=False)
        sql = f"SELECT value, count(*) FROM facts WHERE field=? AND {clause} GROUP BY value ORDER BY value"
        return {str(value): int(str(count)) for value, count in self._db.all(sql, [field, *values])}

    def values_of(self, field: str) -> list[str]:
        """All values of a field, in order."""
        rows = self._db.all("SELECT DISTINCT value FROM facts WHERE field=? ORDER BY value", (field,))
        return [str(value) for (value,) in rows]

    def damage(self) -> list[str]:
        """SQLite's own findings, and broken references; empty when sound."""
        found = [str(row[0]) for row in self._db.all("PRAGMA integrity_check")]
        broken = self._db.all("PRAGMA foreign_key_check")
        return [line for line in found if line != "ok"] + [f"broken reference in {row[0]}" for row in broken]


def _parts(items: Sequence[T], size: int = 500) -> Iterator[list[T]]:
    """SQLite takes a limited number of values in one statement."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
