"""What changed between two versions of a report, as JSON and as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from jixiao.extract.passage_json import locator_to_json
from jixiao.extract.records import Passage
from jixiao.index import labels
from jixiao.index.holdings.changes import Change, stretches
from jixiao.index.records import DocumentInfo


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
