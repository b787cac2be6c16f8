"""What a library tells of its reports: their versions and what changed between them, names, models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from jixiao.extract.passage_json import locator_to_json
from jixiao.extract.records import Passage, Span
from jixiao.index import labels
from jixiao.index.embedding.prompts import Side
from jixiao.index.records import DocumentInfo

Kind = Literal["same", "changed", "added", "removed"]


# Equal characters between two changes that are too few to be read apart from them.
ISLAND = 2


@dataclass(frozen=True, slots=True)
class Change:
    """`old` is None for what was added, `new` for what was removed; `same`: but for white space and spelling."""

    kind: Kind
    old: Passage | None
    new: Passage | None


def stretches(old: str, new: str) -> tuple[tuple[Span, Span], ...]:
    """Where two texts differ: spans of the one and the other, in order; either may be empty."""
    told: list[tuple[Span, Span]] = []
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            continue
        if told and a - told[-1][0].end <= ISLAND:
            last = told.pop()
            told.append((Span(last[0].start, b), Span(last[1].start, d)))
        else:
            told.append((Span(a, b), Span(c, d)))
    return tuple(told)


def counts(found: Sequence[Change]) -> dict[str, int]:
    """Kind of change -> passages; same, changed, added, removed."""
    told = Counter(change.kind for change in found)
    return {kind: told[kind] for kind in ("same", "changed", "added", "removed")}


def changes_to_json(old: DocumentInfo, new: DocumentInfo, found: Sequence[Change]) -> dict[str, Any]:
    """`changes` leaves out what is the same. `stretches` are pairs of spans, in the text of each document."""
    return {
        "old": {"document_id": old.document_id, "source": old.source, "sha256": old.sha256},
        "new": {"document_id": new.document_id, "source": new.source, "sha256": new.sha256},
        "counts": counts(found),
        "changes": [
            {
                "kind": change.kind,
                "old": _place(change.old),
                "new": _place(change.new),
                "stretches": _stretches(change.old, change.new),
            }
            for change in found
            if change.kind != "same"
        ],
    }


def change_lines(old: DocumentInfo, new: DocumentInfo, found: Sequence[Change]) -> Iterator[str]:
    """A line a change, words that went in [-…-], words that came in {+…+}; then how many of each kind."""
    yield f"{old.source} ({old.document_id}) → {new.source} ({new.document_id})"
    for change in found:
        passage = change.new or change.old
        if change.kind != "same" and passage is not None:
            yield f"{change.kind}\t{labels.place(passage.locator, 'zh')}\t{' '.join(_worded(change).split())}"
    yield ", ".join(f"{count} {kind}" for kind, count in counts(found).items())


def _worded(change: Change) -> str:
    old, new = (change.old.text if change.old else ""), (change.new.text if change.new else "")
    told, at = [], 0
    for gone, come in stretches(old, new):
        told += [old[at : gone.start]]
        told += [f"[-{old[gone.start : gone.end]}-]"] if gone.start < gone.end else []
        told += [f"{{+{new[come.start : come.end]}+}}"] if come.start < come.end else []
        at = gone.end
    return "".join([*told, old[at:]])


def _place(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {
        "passage_id": passage.passage_id,
        "label": passage.label,
        "text": passage.text,
        "span": [passage.span.start, passage.span.end],
        "locator": locator_to_json(passage.locator),
    }


def _stretches(old: Passage | None, new: Passage | None) -> list[dict[str, list[int]]]:
    if old is None or new is None:
        return []
    return [
        {
            "old": [gone.start + old.span.start, gone.end + old.span.start],
            "new": [come.start + new.span.start, come.end + new.span.start],
        }
        for gone, come in stretches(old.text, new.text)
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """A name that passages go by; `passages` do, or speak of it. `own`: the user's file says something about it.

    `former` are earlier names with the ROC year from which it goes by this one (None: nobody says when).
    """

    name: str
    kind: str
    parent: str | None
    aliases: tuple[str, ...]
    english: tuple[str, ...]
    former: tuple[tuple[str, int | None], ...]
    passages: int
    own: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A name that is not known, what it looks like, how many passages hold it, and where one does."""

    name: str
    kind: str
    passages: int
    passage: Passage
    example: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model. None: not to be known without fetching or loading it.

    `kind`: static, transformer, or the name of its first module. `languages`: as its card names them. `prompts`: what
    stands before a query and a passage. `note`: why there is nothing to tell.
    """

    name: str
    place: str | None = None
    kind: str | None = None
    dimension: int | None = None
    bytes: int | None = None
    languages: tuple[str, ...] = ()
    prompts: dict[Side, str] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`models` hold `chosen`, what a new library would use (named by `chosen_by`), and `made`, what the library at hand
    was made with (None: there is no library).
    """

    models: tuple[ModelInfo, ...]
    chosen: str
    chosen_by: str
    made: str | None


def chains(documents: Sequence[DocumentInfo]) -> list[tuple[DocumentInfo, ...]]:
    """Each document that counts with all its older versions behind it, those added last first; in the order given."""
    older: dict[str, list[DocumentInfo]] = {}
    for document in documents:
        older.setdefault(document.superseded_by or "", []).append(document)

    def behind(newer: DocumentInfo) -> list[DocumentInfo]:
        found = sorted(older.get(newer.document_id, ()), key=lambda d: d.added, reverse=True)
        return [one for document in found for one in (document, *behind(document))]

    return [(document, *behind(document)) for document in documents if document.superseded_by is None]


def found_to_json(one: Found) -> dict[str, Any]:
    """An unknown name with the place of its example."""
    from jixiao.extract.passage_json import locator_to_json

    head = {"name": one.name, "kind": one.kind, "passages": one.passages, "example": one.example}
    where = {"source": one.passage.source, "passage_id": one.passage.passage_id}
    return head | where | {"locator": locator_to_json(one.passage.locator)}
