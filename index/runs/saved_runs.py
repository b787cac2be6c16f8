"""Saved searches run again, and what is new since the run before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from jixiao.extract.text import normalisation
from jixiao.index.errors import SearchError
from jixiao.index.export.export import rows_of_answer
from jixiao.index.holdings.reports import Reports
from jixiao.index.records import Answer, SearchResult
from jixiao.index.runs.records import Changes
from jixiao.index.storage import journal
from jixiao.index.storage import saved as saving
from jixiao.index.storage.records import Figure, Place, Run, Saved

# Hits of a saved search at most, as on the page; the beginning of a passage that is kept, in characters.
MOST, KEPT = 100, 60


def run(library: Reports, name: str, by: str = "") -> tuple[Saved, Changes]:
    """Run what is saved under a name and write the run down; returns it with that run, and what is new.

    Raises UsageError for an unknown name, SearchError.
    """
    saved = saving.named(library.folder, name)
    found = look(library, saved, by)
    differences = changes(saved.last, found, lambda passage_id: _there(library, passage_id))
    saving.record(library.folder, saved, found)
    return replace(saved, runs=(*saved.runs, found)), differences


def look(library: Reports, saved: Saved, by: str = "") -> Run:
    """What a saved search finds now."""
    if saved.kind == "ask":
        query = library.understand(saved.text, saved.filters, saved.correction)
        return _asked(library.ask(query), library, by)
    if not saved.text:
        passages = library.passages(saved.filters)
        places = (_place(p.passage_id, p.span, p.source, p.text) for p in passages)
        return Run(journal.now(), by, len(passages), tuple(places))
    return _searched(library.search(saved.text, MOST, saved.mode, saved.filters), library, by)


def changes(before: Run | None, after: Run, there: Callable[[str], bool]) -> Changes:
    """`there` tells whether the library still has a passage."""
    if before is None:
        return Changes(None)
    old, new = ({(p.passage_id, p.span): p for p in run.places} for run in (before, after))
    left = [place for where, place in old.items() if where not in new]
    come = [place for where, place in new.items() if where not in old]
    digests = {p.digest for p in left} & {p.digest for p in come}
    left, moved = [p for p in left if p.digest not in digests], [p for p in come if p.digest in digests]
    return Changes(
        since=before.made,
        added=tuple(p for p in come if p.digest not in digests),
        gone=tuple(p for p in left if not there(p.passage_id)),
        dropped=tuple(p for p in left if there(p.passage_id)),
        moved=len(moved),
        branches=tuple(_branches(before, after)),
        figures_added=tuple(f for f in dict.fromkeys(after.figures) if f not in before.figures),
        figures_gone=tuple(f for f in dict.fromkeys(before.figures) if f not in after.figures),
        names_added=tuple(name for name in after.names if name not in before.names),
        names_gone=tuple(name for name in before.names if name not in after.names),
    )


def _asked(answer: Answer, library: Reports, by: str) -> Run:
    said = ((r.passage, r.span or r.passage.span, r.quote or "") for r in rows_of_answer(answer, library.passage))
    places = {(p.passage_id, span): _place(p.passage_id, span, p.source, quote) for p, span, quote in said}
    figures = (Figure(v.surface, v.value, v.unit, v.of, v.branch, v.year) for v in answer.values)
    return Run(
        journal.now(),
        by,
        answer.checked,
        tuple(places.values()),
        branches=tuple((entry.name, entry.status) for entry in answer.branches),
        figures=tuple(dict.fromkeys(figures)),
        names=tuple(entry.name for entry in answer.listed),
    )


def _searched(result: SearchResult, library: Reports, by: str) -> Run:
    """Hits that answer; those that are only the nearest are no finds."""
    passages = [hit.passage for hit in result.hits] if result.found else []
    places = (_place(p.passage_id, p.span, p.source, p.text) for p in passages)
    checked = len(library.passages(result.query.filters))
    return Run(journal.now(), by, checked, tuple(places), full=len(passages) == MOST)


def _place(passage_id: str, span: Any, source: str, text: str) -> Place:
    quote = " ".join(text.split())
    same = "".join(normalisation.matching_form(text).split())
    digest = hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:16]
    return Place(passage_id, span, source, quote if len(quote) <= KEPT else quote[:KEPT] + "…", digest)


def _branches(before: Run, after: Run) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for name in dict.fromkeys(name for name, _ in (*after.branches, *before.branches)):
        old, new = (tuple(sorted(status for n, status in run.branches if n == name)) for run in (before, after))
        if old != new:
            yield name, old, new


def _there(library: Reports, passage_id: str) -> bool:
    try:
        library.passage(passage_id)
    except SearchError:
        return False
    return True
