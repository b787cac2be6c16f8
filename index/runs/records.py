"""Lists of questions with their results, saved searches with what is new: also as JSON and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from jixiao.index import labels
from jixiao.index.answers.ask.records import silent_text
from jixiao.index.export.tables import figure
from jixiao.index.filters import Filters
from jixiao.index.json_contract import filters_to_json
from jixiao.index.labels import Language
from jixiao.index.records import UNCORRECTED, Answer, Correction, Mode, Query, SearchResult, Side
from jixiao.index.storage.records import Figure, Place, Run, Saved

# Characters; what is longer is a text, not a question. Source: chosen; the longest of 221 gold questions holds 99.
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question or search of a list. `place` names its row for a person; `qid` is as given, else its number."""

    qid: str
    text: str
    filters: Filters
    place: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that can't be asked, and why."""

    qid: str
    text: str
    place: str
    cause: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The questions and the rows that are none, in the list's order, and what was left out of the file."""

    entries: tuple[Question | Refusal, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How every entry of a list is put: as a question, or as a search for at most `k` hits."""

    kind: Literal["ask", "search"] = "ask"
    mode: Mode = "hybrid"
    k: int = 20
    correction: Correction = UNCORRECTED


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry: an answer or hits, of `checked` passages; else `fault` says why there is none."""

    entry: Question | Refusal
    outcome: Answer | SearchResult | None = None
    checked: int = 0
    fault: str = ""


@dataclass(slots=True)
class Count:
    """What a workbook holds: questions with evidence, without, and those that could not be asked."""

    found: int = 0
    empty: int = 0
    refused: int = 0


def summary(result: Result, language: Language) -> dict[str, str]:
    """What became of an entry, in words: qid, asked, kind, state, branches, best, fault, of what there is."""
    outcome = result.outcome
    words = {"qid": result.entry.qid, "asked": result.entry.text, "fault": result.fault}
    if outcome is None:
        return words | {"state": labels.say("batch", "refused", language)}
    state = "found" if outcome.found else outcome.absence or "nothing_found"
    words |= {"state": labels.say("batch", state, language)}
    if isinstance(outcome, Answer):
        words |= {"kind": labels.question_kind(outcome.kind, language)}
        return words | {"branches": _branches(outcome, language), "best": _best(outcome, language)}
    return words | {"kind": labels.say("batch", "search", language)}


def _branches(answer: Answer, language: Language) -> str:
    """「新竹分局（已執行）」 or the sides of a comparison, and the names of a list; then who was looked at in vain."""
    separator = labels.say("answering", "separator", language)
    statuses: dict[str, list[str]] = {}
    for branch in answer.branches:
        statuses.setdefault(branch.name, []).append(labels.say("status", branch.status, language))
    named = [f"{name}（{separator.join(names)}）" for name, names in statuses.items()]
    named += [entry.name for entry in answer.listed]
    named += [_side(side, language) for side in answer.compared.sides] if answer.compared else []
    silent = [silent_text(one, language) for one in answer.without]
    lines = [separator.join(named)]
    if silent:
        lines.append(labels.say("answering", "without", language).format(told=separator.join(silent)))
    return "\n".join(line for line in lines if line)


def _side(side: Side, language: Language) -> str:
    """「新竹分局 108 年度（已執行）」."""
    year = None if side.year is None else labels.year(side.year, language)
    state = labels.say("status", side.status, language) if side.status else ""
    state = state or labels.say("batch", side.absence or "found", language)
    return f"{' '.join(part for part in (side.branch, year) if part)}（{state}）"


def _best(answer: Answer, language: Language) -> str:
    """「1,234 人次 · 電話禮貌測試 · 臺南分局 · 108 年度」 of the first figure."""
    if not answer.values:
        return ""
    first = answer.values[0]
    year = None if first.year is None else labels.year(first.year, language)
    written = first.surface or f"{figure(first.value)} {first.unit}"
    return " · ".join(part for part in (written, first.of, first.branch, year) if part)


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
        for told in figures:
            yield f"{sign} " + " ".join(str(p) for p in (told.surface, told.of, told.branch, told.year) if p)
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


def needles_of(query: Query) -> tuple[str, ...]:
    """What to mark in passages that were found by the query."""
    return (query.content, *query.terms)
