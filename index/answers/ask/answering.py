"""A question answered by its kind, with what goes beside the entries: branches without any, parts of a total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jixiao.extract.records import Passage
from jixiao.index.answers.ask import comparison, name_lists, silence
from jixiao.index.answers.check import totals
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.records import EVERYTHING, Absence, Answer, Kind, Query, Sum, ValueEntry
from jixiao.index.search.question_kinds import is_small_talk
from jixiao.index.view import View

# The ids of the passages that search finds for a query, best first.
Search = Callable[[Query], Sequence[str]]


def answer(query: Query, view: View, search: Search) -> Answer:
    """The answer of the question's kind, see `ANSWERS`; one without entries says why."""
    found = Answer(query, 0) if is_small_talk(query.text) else ANSWERS[query.kind](query, view, search)
    absence: Absence | None = None
    if not found.found:
        absence = "nothing_found" if view.has_report(query.filters) else "no_report"
    return replace(found, query=query, absence=absence, total=view.count(EVERYTHING))


def _sentences(query: Query, view: View, search: Search) -> Answer:
    """The sentences that answer, whatever kind of answer is asked for."""
    return passage_answers.ask(replace(query, kind="passages"), view, search(query))


def _branches(query: Query, view: View, search: Search) -> Answer:
    """An entry for each branch and status, and the branches of which nothing was found.

    Asked which branches did not, those that did have no entry: what is said of them stands with the sentences.
    """
    scored = passage_answers.score(query, view, search(query))
    found = passage_answers.answer_from(scored, view)
    told = replace(found, without=silence.unmentioned(found, scored, view))
    if not query.negated:
        return told
    did = {entry.name for entry in found.branches if entry.status == "done"}
    return replace(told, branches=tuple(entry for entry in found.branches if entry.name not in did))


def _figures(query: Query, view: View, search: Search) -> Answer:
    """The figures, each with the parts that its own passage adds up to it."""
    found = passage_answers.ask(query, view, search(query))
    return replace(found, values=tuple(_with_sums(found, view))) if found.values else found


def _sides(query: Query, view: View, search: Search) -> Answer:
    """The sides; where there are no two to compare, the sentences that answer."""
    about = replace(query, content=query.about or query.content)
    found = comparison.compare(about, view, search(about))
    return found if found.compared else _sentences(query, view, search)


def _names(query: Query, view: View, search: Search) -> Answer:
    """The names, and the sentences that answer the question; where none do, those of the names."""
    found = _sentences(query, view, search)
    entries, checked = name_lists.list_names(found.query, view, search)
    quotes = tuple(dict.fromkeys(entry.evidence[0] for entry in entries))
    evidence = found.evidence or quotes[: passage_answers.MOST_EVIDENCE]
    return replace(found, listed=entries, evidence=evidence, checked=checked)


def _with_sums(found: Answer, view: View) -> list[ValueEntry]:
    """The figures, each with the parts that its own passage adds up to it."""
    passages = view.by_id([quote.passage_id for entry in found.values for quote in entry.evidence])
    return [replace(entry, sum=_sum(entry, passages, view)) for entry in found.values]


ANSWERS: dict[Kind, Callable[[Query, View, Search], Answer]] = {
    "which_branch": _branches,
    "how_many": _figures,
    "list": _names,
    "compare": _sides,
    "passages": _sentences,
}


def _sum(entry: ValueEntry, passages: dict[str, Passage], view: View) -> Sum | None:
    for quote in entry.evidence:
        passage = passages.get(quote.passage_id)
        for known in totals.stated_totals([passage], view.register) if passage else ():
            total = known.total
            stands = quote.span.start <= total.span.start and total.span.end <= quote.span.end
            if stands and (total.value, total.unit) == (entry.value, entry.unit):
                at = quoting.quoted(known.passage, known.span, view)
                return Sum(total.value, total.unit, known.parts, known.added, known.whole, known.matches, at)
    return None
