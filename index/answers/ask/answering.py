"""A question answered by its kind, with what goes beside the entries: branches without any, parts of a total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jixiao.extract.records import Passage
from jixiao.index.answers.ask import comparison, name_lists
from jixiao.index.answers.check import totals
from jixiao.index.answers.scoring import passage_answers, quoting
from jixiao.index.records import EVERYTHING, Absence, Answer, Kind, Query, Sum, Unmentioned, ValueEntry
from jixiao.index.view import View

# The ids of the passages that search finds for a query, best first.
Search = Callable[[Query], Sequence[str]]


def answer(query: Query, view: View, search: Search) -> Answer:
    """The answer of the question's kind, see `ANSWERS`; one without entries says why."""
    found = ANSWERS[query.kind](query, view, search)
    absence: Absence | None = None
    if not found.found:
        absence = "nothing_found" if view.has_report(query.filters) else "no_report"
    return replace(found, query=query, absence=absence, total=view.count(EVERYTHING))


def _sentences(query: Query, view: View, search: Search) -> Answer:
    """The sentences that answer, whatever kind of answer is asked for."""
    return passage_answers.ask(replace(query, kind="passages"), view, search(query))


def _branches(query: Query, view: View, search: Search) -> Answer:
    """An entry for each branch and status, and the branches of which nothing was found."""
    found = passage_answers.ask(query, view, search(query))
    return replace(found, without=tuple(_branches_without(found, view)))


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


def _branches_without(found: Answer, view: View) -> list[Unmentioned]:
    """The branches of the library's reports that have no entry, with the passages that were looked at."""
    filters = found.query.filters
    found_names = {entry.name for entry in found.branches}
    register = view.register
    heads = register.heads if found.query.asks_bureau else ()
    order = [*filters.branch, *heads, *register.branches, *sorted(view.doers(filters))]
    without = []
    for branch in dict.fromkeys(order):
        bureau_not_asked = branch in register.heads and branch not in (*heads, *filters.branch)
        asked = not filters.branch or branch in filters.branch
        if (
            bureau_not_asked
            or branch in found_names
            or not asked
            or not view.has_report(replace(filters, branch=(branch,)))
        ):
            continue
        looked_at = view.count(replace(filters, branch=(branch,)), passage_answers.ROLES)
        without.append(Unmentioned(branch, looked_at))
    return without


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
