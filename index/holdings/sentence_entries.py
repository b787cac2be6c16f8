"""The kept sentences of a store's passages; what was never kept is cut and embedded here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jixiao.extract.names.register import Register
from jixiao.index.embedding.model import Embedder
from jixiao.index.holdings.preparation import with_sentences
from jixiao.index.sentences import records
from jixiao.index.sentences.columns import Entry
from jixiao.index.storage.contents import SentencesWithVectors
from jixiao.index.storage.fact_masks import FactMasks
from jixiao.index.storage.store import Store

STEP = 2000


def entries(
    rows: Sequence[int], store: Store, facts: FactMasks, register: Register, embedder: Embedder
) -> Iterator[Entry]:
    """One for each row that exists, in their order."""
    years = {row: int(year) for year in facts.values("year") for row in facts.owning("year", year)}
    for start in range(0, len(rows), STEP):
        part = rows[start : start + STEP]
        names, kept = store.passage_ids(part), store.sentences(part)
        kept |= _made([row for row in names if row not in kept], store, register, embedder)
        yield from (Entry(row, names[row], years.get(row), *kept[row]) for row in part if row in names)


def _made(rows: Sequence[int], store: Store, register: Register, embedder: Embedder) -> dict[int, SentencesWithVectors]:
    """With vectors as exact as those that are kept."""
    passages = store.passages(rows)
    made = with_sentences(list(passages.values()), register, embedder)
    exact = (
        one._replace(vectors=records.unpacked(records.packed(one.vectors), count=len(one.kept.sentences)))
        for one in made
    )
    return dict(zip(passages, exact, strict=True))
