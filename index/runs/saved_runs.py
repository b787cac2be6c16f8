"""Saved searches run again, and what is new since the run before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from jixiao.extract.text import normalisation
from jixiao.index.errors import SearchError
from jixiao.index.export.export import rows_of_answer
from jixiao.index.json_contract import filters_to_json
from jixiao.index.records import Answer, SearchResult
from jixiao.index.storage import journal
from jixiao.index.storage import saved as saving
from jixiao.index.storage.saved import Figure, Place, Run, Saved

if TYPE_CHECKING:
    from jixiao.index.library import Library

# Hits of a saved search at most, as on the page; the beginning of a passage that is kept, in characters.
MOST, KEPT = 100, 60


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two runs. `since`: when the run before was; None for a first run, of which nothing is new.

    `gone` is no longer in the library; `dropped` still is, but was not found this time. `moved` counts words that
    stand at another place now (a report read anew, or a newer version of it); they are neither added nor gone.
    `branches`: name, statuses before and now (a branch may have done one thing and planned another), empty for none.
    """

    since: str | None
    added: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()
    dropped: tuple[Place, ...] = ()
    moved: int = 0
    branches: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    figures_added: tuple[Figure, ...] = ()
    figures_gone: tuple[Figure, ...] = ()
    names_added: tuple[str, ...] = ()
    names_gone: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        words = (self.added, self.gone, self.dropped, self.names_added, self.names_gone)
        return any((*words, self.branches, self.figures_added, self.figures_gone))


def run(library: Library, name: str, by: str = "") -> tuple[Saved, Changes]:
    """Run what is saved under a name and write the run down; returns it with that run, and what is new.

    Raises UsageError for an unknown name, SearchError.
    """
    saved = saving.named(library.folder, name)
    found = look(library, saved, by)
    differences = changes(saved.last, found, lambda passage_id: _there(library, passage_id))
    saving.record(library.folder, saved, found)
    return replace(saved, runs=(*saved.runs, found)), differences


def look(library: Library, saved: Saved, by: str = "") -> Run:
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


def _asked(answer: Answer, library: Library, by: str) -> Run:
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


def _searched(result: SearchResult, library: Library, by: str) -> Run:
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


def _there(library: Library, passage_id: str) -> bool:
    try:
        library.passage(passage_id)
    except SearchError:
        return False
    return True


def saved_to_json(saved: Saved) -> dict[str, Any]:
    """What is saved, how often it was run, and its last run."""
    plain = {key: getattr(saved, key) for key in ("name", "kind", "text", "mode", "made", "by")}
    more = {"filters": filters_to_json(saved.filters), "correction": asdict(saved.correction), "runs": len(saved.runs)}
    return plain | more | {"last": run_to_json(saved.last) if saved.last else None}


def run_to_json(run: Run) -> dict[str, Any]:
    """A run without the words it found."""
    return {
        "made": run.made,
        "by": run.by,
        "checked": run.checked,
        "hits": len(run.places),
        "branches": [{"name": name, "status": status} for name, status in run.branches],
        "values": [asdict(figure) for figure in run.figures],
        "names": list(run.names),
    }


def changes_to_json(found: Changes) -> dict[str, Any]:
    """`since` is null for a first run."""
    places = {
        key: [{"passage_id": p.passage_id, "quote": p.quote, "source": p.source} for p in getattr(found, key)]
        for key in ("added", "gone", "dropped")
    }
    branches = [{"name": name, "before": list(before), "now": list(now)} for name, before, now in found.branches]
    figures = {
        "values_added": [asdict(figure) for figure in found.figures_added],
        "values_gone": [asdict(figure) for figure in found.figures_gone],
        "names_added": list(found.names_added),
        "names_gone": list(found.names_gone),
    }
    return {"since": found.since, "moved": found.moved} | places | {"branches": branches} | figures


def saved_lines(all_saved: Iterable[Saved]) -> Iterator[str]:
    """Name, kind, words with filters, runs, and the last run's time and hits, between tabs."""
    for saved in all_saved:
        last = [saved.last.made, str(len(saved.last.places))] if saved.last else ["", ""]
        yield "\t".join([saved.name, saved.kind, _query(saved), str(len(saved.runs)), *last])


def run_lines(saved: Saved) -> Iterator[str]:
    """The history: time, who, passages looked at, hits, branches, figures, between tabs."""
    for run in saved.runs:
        branches = "、".join(f"{name} ({status})" for name, status in run.branches)
        figures = "、".join((*(figure.surface for figure in run.figures), *run.names))
        yield "\t".join([run.made, run.by, str(run.checked), str(len(run.places)), branches, figures])


def changes_lines(saved: Saved, found: Changes) -> Iterator[str]:
    """What the run found, and what is new: a line each, those that came with +, those that went with -."""
    last = saved.last
    yield f"{saved.name}: {_query(saved)}: {len(last.places) if last else 0} found"
    if found.since is None:
        yield "first run; the next one will tell what is new"
        return
    moved = f"; {found.moved} stand at another place" if found.moved else ""
    yield f"since {found.since}: {'changed' if found.any else 'nothing new'}{moved}"
    for name, before, now in found.branches:
        old, new = (", ".join(statuses) or "none" for statuses in (before, now))
        yield f"{'-' if not now else '~' if before else '+'} {name}: {old} → {new}"
    yield from (f"+ {name}" for name in found.names_added)
    yield from (f"- {name}" for name in found.names_gone)
    for sign, figures in (("+", found.figures_added), ("-", found.figures_gone)):
        for figure in figures:
            yield f"{sign} " + " ".join(str(p) for p in (figure.surface, figure.of, figure.branch, figure.year) if p)
    for sign, places, note in (
        ("+", found.added, ""),
        ("-", found.gone, " (no longer in the library)"),
        ("-", found.dropped, " (not found this time)"),
    ):
        for place in places:
            yield f"{sign} 「{place.quote}」 {place.passage_id} {place.source}{note}"


def _query(saved: Saved) -> str:
    filters = (f"{field}={'/'.join(map(str, values))}" for field, values in filters_to_json(saved.filters).items())
    return " ".join([saved.text, *filters]).strip()
