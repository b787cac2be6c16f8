"""Scoring items × branches or years: the passages that speak for an item, and in how many none does.

Nothing is scored: a cell holds passages and counts of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jixiao.extract import framework as frameworks
from jixiao.extract.names.register import Register
from jixiao.extract.records import Framework, Item, Passage, ScoringFacet, ScoringItem
from jixiao.extract.text import normalisation
from jixiao.index.answers.check import linking
from jixiao.index.answers.evidence.evidence import chosen_items, scored
from jixiao.index.answers.evidence.judgements import judged
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.answers.matrix.records import (
    EVERYONE,
    NOBODY,
    STATUSES,
    By,
    Matrix,
    MatrixCell,
    MatrixColumn,
    MatrixLine,
)
from jixiao.index.records import EVERYTHING, Filters
from jixiao.index.storage.facts import canonical
from jixiao.index.storage.marks import of_item
from jixiao.index.text.sentences import sentences_of
from jixiao.index.view import View


def matrix(view: View, by: By = "branch", filters: Filters = EVERYTHING, framework: Framework | None = None) -> Matrix:
    """Every item that the filters leave, over the branches or years of the library, or those of the filters.

    Passages whose doer is 總局及各分局 as a whole have a column of their own and count for the branches that they name.
    Passages count for the year of their report and the branches that did it, not for those that they only mention.
    Raises ValueError for an unknown item.
    """
    filters = canonical(filters, view.register)
    known = framework or frameworks.load()
    chosen = chosen_items(known, filters)
    free = replace(filters, branch=() if by == "branch" else filters.branch, year=() if by == "year" else filters.year)
    passages, marks = [p for p in scored(view, free, framework) if _of(p, free, view.register)], view.marks()
    columns = _columns(view, by, filters, passages)
    keyed = {
        key: [p for p in passages if key in keys(p, by, view.register)] for key in (column.key for column in columns)
    }
    lines, repeated = [], linking.repeated_in(passages, view)
    for facet, item in chosen:
        own = {}
        for key, those in keyed.items():
            said = [p for p in those if by == "year" or speaks_for(p, item, key, view)]
            own[key] = judged(ranked(said, item), those, of_item(marks, item.id))
        lines += [_line(facet, item, criterion, columns, own, repeated) for criterion in (None, *item.criteria)]
    seen = {p.passage_id for own in keyed.values() for p in own}
    return Matrix(by, known.name, filters, columns, tuple(lines), len(seen))


def keys(passage: Passage, by: By, register: Register) -> tuple[str, ...]:
    """The columns that a passage stands in."""
    if by == "year":
        return (NOBODY if passage.year is None else str(passage.year),)
    if passage.scope == "all":
        return (EVERYONE, *(branch for branch in passage.branches if branch not in register.heads))
    return passage.branches or (NOBODY,)


def speaks_for(passage: Passage, item: ScoringItem, branch: str, view: View) -> bool:
    """Whether it speaks for the item where it speaks of the branch.

    One that names several branches and counts by its words does so for those whose own sentences have the words.
    """
    if len(passage.branches) < 2 or branch not in passage.branches or Item(item.id, "row") in passage.items:
        return True
    texts = [normalisation.plain(s.text) for s in sentences_of(passage, view) if branch in s.branches]
    return any(cue.search(text) for cue in item.cues for text in texts)


def ranked(passages: Sequence[Passage], item: ScoringItem) -> tuple[Passage, ...]:
    """Those that speak for the item: of its row before by their words, with figures first, done before planned."""
    basis = {p.passage_id: own.basis for p in passages for own in p.items if own.id == item.id}
    found = [p for p in passages if p.passage_id in basis]
    order = {status: at for at, status in enumerate(STATUSES)}
    return tuple(
        sorted(
            found,
            key=lambda p: (basis[p.passage_id] != "row", not p.quantities, order.get(p.status or "", len(order))),
        )
    )


def _of(passage: Passage, filters: Filters, register: Register) -> bool:
    """Whether the passage's own year and doers are the filters': the library finds those that only name them too."""
    if filters.year and passage.year not in filters.year:
        return False
    return not filters.branch or bool(set(filters.branch) & set(keys(passage, "branch", register)))


def _columns(view: View, by: By, filters: Filters, passages: Sequence[Passage]) -> tuple[MatrixColumn, ...]:
    """Those asked for; else those that the library's passages of any year (or branch) stand in."""
    register = view.register
    asked = [str(one) for one in (filters.branch if by == "branch" else filters.year)]
    whole = Filters(role=filters.role, stage=filters.stage, source=filters.source, version=filters.version)
    known = {key for p in scored(view, whole, None) for key in keys(p, by, register)}
    extra = {EVERYONE} if by == "branch" else set()
    wanted = dict.fromkeys([*asked, *(key for key in known & extra)] if asked else known)
    order = {name: at for at, name in enumerate((*register.heads, *register.branches))}

    def place(key: str) -> tuple[int, int, str]:
        last = [EVERYONE, NOBODY].index(key) + 1 if key in (EVERYONE, NOBODY) else 0
        return last, order.get(key, int(key) if key.isdecimal() else len(order)), key

    made = []
    for key in sorted(wanted, key=place):
        narrowed = _narrowed(filters, by, key)
        checked = sum(1 for p in passages if key in keys(p, by, register))
        made.append(MatrixColumn(key, checked, bool(checked) or view.has_report(narrowed)))
    return tuple(made)


def _narrowed(filters: Filters, by: By, key: str) -> Filters:
    """The filters of one column."""
    if key in (EVERYONE, NOBODY):
        return replace(filters, branch=()) if by == "branch" else filters
    return replace(filters, branch=(key,)) if by == "branch" else replace(filters, year=(int(key),))


def _line(
    facet: ScoringFacet,
    item: ScoringItem,
    criterion: str | None,
    columns: Sequence[MatrixColumn],
    own: Mapping[str, Judged],
    repeated: Mapping[str, frozenset[str]],
) -> MatrixLine:
    """`own`: key of the column -> the item's evidence in it; `told`: passage -> those that tell the same."""
    cells = []
    for column in columns:
        found = _under(own[column.key], item, criterion)
        cells.append(MatrixCell(found, column, linking.repeats(found.passages, repeated)))
    return MatrixLine(facet, item, criterion, tuple(cells))


def _under(found: Judged, item: ScoringItem, criterion: str | None) -> Judged:
    """What stands under the criterion; everything where there is none."""
    if criterion is None:
        return found
    passages, rejected = (
        tuple(p for p in those if frameworks.criterion_of(item, p) == criterion)
        for those in (found.passages, found.rejected)
    )
    ids = {p.passage_id for p in (*passages, *rejected)}
    return Judged(passages, rejected, {key: mark for key, mark in found.marks.items() if key in ids})
