"""Answers as JSON and as lines for a terminal; search results and lists of documents as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from jixiao.extract.passage_json import quantity_to_json
from jixiao.index import labels
from jixiao.index.holdings import versions
from jixiao.index.json_contract import evidence_to_json, filters_to_json, recognised_to_json
from jixiao.index.labels import Language
from jixiao.index.records import (
    Absence,
    Answer,
    ComparedFigure,
    Comparison,
    DocumentInfo,
    Evidence,
    ListedEntry,
    Query,
    SearchResult,
    Side,
    Sum,
    ValueEntry,
)
from jixiao.index.text import concepts


def search_lines(result: SearchResult) -> Iterator[str]:
    """A line a hit: rank, year, branches, role, file, text; above those that are only the nearest, that they are."""
    if result.hits and not result.found:
        yield _say("nearest", result.query.language)
    for hit in result.hits:
        p = hit.passage
        place = " · ".join(str(part) for part in (p.year, "、".join(p.branches), p.label, p.source) if part)
        yield f"{hit.rank}. [{place}] {_one_line(p.text)}"


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Entries best first."""
    return {
        "question": answer.query.text,
        "kind": answer.kind,
        "filters": filters_to_json(answer.query.filters),
        "recognised": recognised_to_json(answer.query),
        "found": answer.found,
        "absence": None if answer.found else answer.absence,
        "checked": answer.checked,
        "passages": answer.total,
        "reading": _reading_to_json(answer.query),
        "branches": [
            {
                "name": entry.name,
                "status": entry.status,
                "evidence": [evidence_to_json(e) for e in entry.evidence],
                "quantities": [quantity_to_json(q) for q in entry.quantities],
                "linked": [evidence_to_json(e) for e in entry.linked],
            }
            for entry in answer.branches
        ],
        "values": [_value_to_json(entry) for entry in answer.values],
        "without": [asdict(one) for one in answer.without],
        "listed": [_name_to_json(entry) for entry in answer.listed],
        "compared": _comparison_to_json(answer.compared),
        "general": [evidence_to_json(e) for e in answer.general],
        "evidence": [evidence_to_json(e) for e in answer.evidence],
    }


def _value_to_json(entry: ValueEntry) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in ("value", "unit", "of", "branch", "year", "surface", "status")}
    fields |= {"sum": _sum_to_json(entry.sum), "evidence": [evidence_to_json(e) for e in entry.evidence]}
    return fields | {"linked": [evidence_to_json(e) for e in entry.linked]}


def _sum_to_json(total: Sum | None) -> dict[str, Any] | None:
    """The parts that the text gives of a total: `added` is what they add up to."""
    if total is None:
        return None
    parts = [{"name": name, "value": value} for name, value in total.parts]
    head = {"total": total.total, "unit": total.unit, "parts": parts, "added": total.added}
    return head | {"whole": total.whole, "matches": total.matches, "evidence": evidence_to_json(total.evidence)}


def _name_to_json(entry: ListedEntry) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in ("name", "kind", "status", "passages", "general", "basis")}
    return fields | {
        "branches": list(entry.branches),
        "years": list(entry.years),
        "evidence": [evidence_to_json(e) for e in entry.evidence],
    }


def _comparison_to_json(comparison: Comparison | None) -> dict[str, Any] | None:
    """`only`: places in `evidence` of what no other side says."""
    if comparison is None:
        return None
    sides = [
        {name: getattr(side, name) for name in ("branch", "year", "status", "absence", "checked")}
        | {"evidence": [evidence_to_json(e) for e in side.evidence]}
        | {"only": [at for at, e in enumerate(side.evidence) if e in side.only], "names": list(side.names)}
        for side in comparison.sides
    ]
    figures = [
        {"of": row.of, "unit": row.unit, "values": [None if v is None else _value_to_json(v) for v in row.values]}
        | {"differences": list(row.differences), "ratios": list(row.ratios), "cautions": list(row.cautions)}
        for row in comparison.figures
    ]
    return {"sides": sides, "figures": figures}


def _reading_to_json(query: Query) -> dict[str, Any]:
    """How the question was read: its concepts with their synonyms, what a list asks for, what the reader corrected."""
    looked_for = [
        {"word": concept.surface_forms[0], "synonyms": list(concept.synonyms)}
        for concept in concepts.displayed_concepts(query)
    ]
    wanted = None if query.wanted is None else asdict(query.wanted)
    reading = {"looked_for": looked_for, "wanted": wanted, "correction": asdict(query.correction)}
    return reading | {"traditional": query.traditional or None}


def answer_lines(answer: Answer) -> Iterator[str]:
    """Entries with their evidence below them, best first, in the question's language."""
    language = answer.query.language
    for entry in answer.branches:
        figures = "、".join(quantity.surface for quantity in entry.quantities)
        yield f"{entry.name} ({entry.status}) {_one_line(figures)}".rstrip()
        yield from _evidence(entry.evidence)
    if answer.without:
        silent = (_say("silent", language).format(name=one.name, n=one.checked) for one in answer.without)
        yield _say("without", language).format(told=_say("separator", language).join(silent))
    for value in answer.values:
        parts = (_one_line(value.surface), value.of, value.branch, value.year)
        yield " ".join(str(part) for part in parts if part)
        yield from _evidence(value.evidence)
        yield from sum_lines(value.sum, language)
    for name in answer.listed:
        yield _name_line(name, language)
        yield from _evidence(name.evidence)
    if answer.compared:
        yield from _comparison_lines(answer.compared, language)
    if answer.general:
        yield labels.say("scope", "all", language) + labels.say("cover", "colon", language).rstrip()
        yield from _evidence(answer.general)
    if answer.kind == "passages" or not (answer.listed or answer.compared or answer.branches or answer.values):
        yield from _evidence(answer.evidence)


def answer_notes(answer: Answer) -> Iterator[str]:
    """How the question was read, how much was looked at, and why nothing was found."""
    query = answer.query
    yield f"kind: {query.kind}"
    looked_for = [
        "=".join(dict.fromkeys((*concept.surface_forms, *concept.synonyms)))
        for concept in concepts.displayed_concepts(query)
    ]
    if looked_for:
        yield f"looked for: {' + '.join(looked_for)}"
    if query.wanted:
        yield f"names of kind: {', '.join(query.wanted.kinds)}"
    yield from notes(query, answer.absence)
    yield _say("checked", query.language).format(n=answer.checked, total=answer.total)


def sum_lines(total: Sum | None, language: Language) -> Iterator[str]:
    """The parts that the text gives of a total, and whether they add up to it."""
    if total is None:
        return
    parts = (f"{name or _say('unnamed', language)} {value:,g}" for name, value in total.parts)
    yield f"  = {' + '.join(parts)} · {sum_verdict(total, language)}"


def sum_verdict(total: Sum, language: Language) -> str:
    """Whether the parts agree with their total, in words."""
    key = "differs" if not total.matches else "adds_up" if total.added == total.total else "part_of"
    return _say(key, language).format(told=f"{total.added:,g} {total.unit}")


def side_name(side: Side, language: Language) -> str:
    """Branch and year of a side."""
    return " ".join(filter(None, (side.branch, None if side.year is None else labels.year(side.year, language))))


def side_status(side: Side, language: Language) -> str:
    """The status of a side, or why it has none."""
    if side.status:
        return labels.say("status", side.status, language)
    return _say(side.absence or "nothing_found", language).format(n=side.checked)


def _name_line(entry: ListedEntry, language: Language) -> str:
    status = labels.say("status", entry.status, language) if entry.status else _say("mentioned", language)
    parts = (
        status,
        _say("passages", language).format(n=entry.passages),
        _say("separator", language).join(entry.branches) or None,
        _say("separator", language).join(map(str, entry.years)) or None,
    )
    kind = _say("row", language) if entry.basis == "row" else labels.kind(entry.kind, language)
    return f"{entry.name} [{kind} · {' · '.join(filter(None, parts))}]"


def _comparison_lines(comparison: Comparison, language: Language) -> Iterator[str]:
    for side in comparison.sides:
        yield f"{side_name(side, language)} ({side_status(side, language)})"
        for evidence in side.evidence:
            mark = f" [{_say('only', language)}]" if evidence in side.only else ""
            yield from (line + mark for line in _evidence([evidence]))
        if side.names:
            yield "  " + _say("names", language).format(told=_say("separator", language).join(side.names))
    for row in comparison.figures:
        cells = (
            "-" if value is None else " ".join((_one_line(value.surface), difference_text(row, at, language))).rstrip()
            for at, value in enumerate(row.values)
        )
        yield f"{row.of or ''}（{row.unit}）: {' | '.join(cells)}"
        if row.cautions:
            yield "  ! " + caution_text(row, language)


def difference_text(row: ComparedFigure, at: int, language: Language) -> str:
    """Difference and ratio of one side's figure to the first; empty where there is none."""
    difference, ratio = row.differences[at], row.ratios[at]
    if difference is None:
        return ""
    parts = [_say("difference", language).format(told=f"{difference:+,g}")]
    if ratio is not None:
        parts.append(_say("ratio", language).format(told=f"{ratio:,.2f}"))
    return labels.say("cover", "comma", language).join(parts)


def caution_text(row: ComparedFigure, language: Language) -> str:
    """Why the figures of a row are not subtracted."""
    reasons = (labels.say("unlike", caution, language) for caution in row.cautions)
    return _say("unlike", language).format(told=labels.say("cover", "semicolon", language).join(reasons))


def _say(key: str, language: Language) -> str:
    return labels.say("answering", key, language)


def document_lines(documents: Iterable[DocumentInfo]) -> Iterator[str]:
    """Id, year, stage, passages, file, title, between tabs; behind a report its older versions, and by what each is."""
    for first, *older in versions.chains(list(documents)):
        for d in (first, *older):
            cells = (d.document_id, d.year or "", d.stage or "", d.passages, d.source, d.title or "")
            by = [f"superseded by {d.superseded_by}"] if d.superseded_by else []
            yield "\t".join([*map(str, cells), *by])


def figure_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """What `Library.stats` gives: a line a figure, then a line a field."""
    for name, value in figures.items():
        if name != "counts":
            yield f"{name}\t{value}"
    for field, values in figures["counts"].items():
        yield f"{field}\t" + "  ".join(f"{value} {count}" for value, count in values.items())


def notes(query: Query, absence: Absence | None) -> Iterator[str]:
    """The filters that were read out of the question, and why nothing was found."""
    if query.traditional:
        yield f"read as: {query.traditional}"
    for named in query.recognised:
        yield f"filter: {named.field} = {named.value} ({named.surface})"
    if absence == "no_report":
        yield "no report of these filters is in the library"
    elif absence == "nothing_found":
        yield "nothing found"


def _evidence(group: Iterable[Evidence]) -> Iterator[str]:
    for evidence in group:
        yield f"  「{_one_line(evidence.quote)}」 {evidence.source} {evidence.span.start}-{evidence.span.end}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
