"""Full-text search (BM25): tantivy over terms that our one tokenizer has made, the filter applied inside the engine."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jixiao.extract.names.register import ours
from jixiao.extract.records import Passage
from jixiao.index.records import EVERYTHING, Filters
from jixiao.index.storage import checksums
from jixiao.index.storage.checksums import Mark
from jixiao.index.storage.context import context
from jixiao.index.storage.facts import facts, wanted
from jixiao.index.text.tokenizer import terms

NAME = "lexical"
MARK = "current.json"
# Fields whose values a change of names changes: only the store knows the present ones.
RENAMED = ("branch",)


class Lexical:
    """A cache: `generation` tells which state of the store it holds. Without a folder it lives in memory."""

    def __init__(self, folder: Path | None, generation: int = 0) -> None:
        """`folder` holds one index; it is made where there is none."""
        import tantivy

        self.generation, self._folder, self._tantivy = generation, folder, tantivy
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("row", stored=True, indexed=True, fast=True)
        schema.add_text_field("text", tokenizer_name="terms", index_option="freq")
        schema.add_text_field("context", tokenizer_name="terms", index_option="freq")
        schema.add_text_field("facts", tokenizer_name="raw", index_option="basic")
        self._schema = schema.build()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=None if folder is None else str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("terms", spaces)
        self._searcher = self._index.searcher()

    @classmethod
    def read(cls, folder: Path) -> Lexical | None:
        """The cache on disk; None where there is none, or it is not what was written."""
        mark = checksums.read(folder / NAME / MARK)
        if mark is None or not mark.folder or checksums.differing(folder / NAME / mark.folder, mark):
            return None
        try:
            return cls(folder / NAME / mark.folder, mark.generation)
        except (OSError, ValueError):
            return None

    @classmethod
    def fresh(cls, folder: Path) -> Lexical:
        """An empty index in a folder of its own, beside the one in use."""
        return cls(_unused(folder))

    def copied(self, folder: Path) -> Lexical:
        """The same index in a folder of its own, to be added to: what is published never changes.

        The engine writes each of its files once, so that the copies are links where the disk has them.
        """
        assert self._folder is not None
        place = _unused(folder)
        place.mkdir()
        for path in self._folder.iterdir():
            if not path.name.endswith(".lock"):
                _link(path, place / path.name)
        return Lexical(place, self.generation)

    def put(self, passages: Iterable[tuple[int, Passage]], generation: int) -> None:
        """Set the passages of these rows, replacing what the rows had."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        for row, passage in passages:
            writer.delete_documents_by_term("row", row)
            document = self._tantivy.Document(row=row, text=" ".join(terms(passage.text)))
            document.add_text("context", " ".join(terms(context(passage))))
            for fact in facts(passage, ours()):  # what depends on names is left out
                if fact.field not in RENAMED:
                    document.add_text("facts", f"{fact.field}={fact.value}")
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher, self.generation = self._index.searcher(), generation

    def publish(self, folder: Path) -> None:
        """Make it the library's index, by a rename; folders no longer in use go. Raises OSError."""
        assert self._folder is not None
        written = checksums.of(self._folder)
        checksums.write(folder / NAME / MARK, Mark(self.generation, written, self._folder.name))
        for path in (folder / NAME).iterdir():
            if path.is_dir() and path != self._folder:
                shutil.rmtree(path, ignore_errors=True)

    def discard(self) -> None:
        """Take its folder away: it is not to be published."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def rows(self) -> list[int]:
        """All rows that it holds, in order."""
        if not len(self):
            return []
        hits = self._searcher.search(self._tantivy.Query.all_query(), limit=len(self), count=False).hits
        found = self._searcher.fast_field_values("row", [address for _, address in hits])
        return sorted(int(row) for row in found)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def is_held(self, term: str) -> bool:
        """Whether the text of any passage holds the term."""
        return bool(self._searcher.doc_freq("text", term))

    def idf(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), n the passages whose text holds the term.

        Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), kept positive as Lucene does.
        """
        count = self._searcher.doc_freq("text", term)
        return math.log(1 + (len(self) - count + 0.5) / (count + 0.5))

    def search(
        self,
        weights: Mapping[str, float],
        k: int,
        filters: Filters = EVERYTHING,
        rows: Sequence[int] | None = None,
        context_weight: float = 0.3,
        hidden: Sequence[int] = (),
    ) -> list[tuple[int, float]]:
        """(row, BM25 score), best first, ties by row. `weights`: term -> weight in the text.

        `rows` are the only ones looked at; needed where the filters name a field of RENAMED or a version. `hidden`
        rows are left out.
        """
        if not weights or not len(self) or (rows is not None and not rows):
            return []
        query = self._filtered(self._either(self._scored(weights, context_weight)), filters, rows, hidden)
        found = self._searcher.search(query, limit=k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        pairs = [(int(row), float(score)) for row, (score, _) in zip(rows, found, strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _scored(self, weights: Mapping[str, float], context_weight: float) -> Iterable[Any]:
        for term, weight in weights.items():
            for field, share in (("text", 1.0), ("context", context_weight)):
                if weight * share > 0:
                    yield self._tantivy.Query.boost_query(self._term(field, term), weight * share)

    def _filtered(self, query: Any, filters: Filters, rows: Sequence[int] | None, hidden: Sequence[int]) -> Any:
        passing = [
            self._either(self._term("facts", f"{field}={value}") for value in values)
            for field, values in wanted(filters).items()
            if field not in RENAMED
        ]
        if rows is not None:
            passing.append(self._rows(rows))
        must = self._tantivy.Occur.Must
        parts = [(must, query), *((must, self._tantivy.Query.const_score_query(one, 0.0)) for one in passing)]
        parts += [(self._tantivy.Occur.MustNot, self._rows(hidden))] if hidden else []
        return self._tantivy.Query.boolean_query(parts)

    def _rows(self, rows: Sequence[int]) -> Any:
        return self._tantivy.Query.term_set_query(self._schema, "row", list(rows))

    def _term(self, field: str, value: str) -> Any:
        return self._tantivy.Query.term_query(self._schema, field, value, "basic" if field == "facts" else "freq")

    def _either(self, queries: Iterable[Any]) -> Any:
        should = self._tantivy.Occur.Should
        return self._tantivy.Query.boolean_query([(should, query) for query in queries])


def _unused(folder: Path) -> Path:
    """A folder for an index that is not there yet."""
    (folder / NAME).mkdir(exist_ok=True)
    taken = {path.name for path in (folder / NAME).iterdir()}
    return folder / NAME / next(f"{n:06}" for n in range(1, len(taken) + 2) if f"{n:06}" not in taken)


def _link(path: Path, copy: Path) -> None:
    try:
        copy.hardlink_to(path)
    except OSError:  # not every file system has links
        shutil.copyfile(path, copy)
