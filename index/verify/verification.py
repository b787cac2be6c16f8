"""Whether the rows of an exported file still stand, word for word, in the files that they came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jixiao.extract.records import Passage, Span
from jixiao.index import labels
from jixiao.index.export.records import Cover, Row, cells, plain
from jixiao.index.export.tables import row_quantities
from jixiao.index.verify import reading_back, text_diff
from jixiao.index.verify.exported_row import ExportedRow
from jixiao.index.verify.originals import Original, Originals
from jixiao.index.verify.records import Finding, State, Verification

# Cells that follow from the passage alone, whatever the export was of.
OWN = ("year", "stage", "role", "facet", "strategy", "measure", "source", "page", "table", "row", "lines")
# Cells of a figure that follow from the figure alone.
OWN_FIGURE = ("value", "unit", "of", "qualifier", "before", "status", "branch", "year", "source")


def verify(path: Path, originals: Originals, exact: int = 0) -> Verification:
    """Check every row of an exported file; up to `exact` rows that are exact are kept to be shown.

    Raises SearchError for a file that is no export.
    """
    result = Verification()
    for finding in findings(path, originals):
        exported = finding.exported
        result.states[finding.state] += 1
        result.sheets[exported.sheet] = result.sheets.get(exported.sheet, 0) + 1
        result.unchecked += exported.altered is None
        if finding.state != "exact":
            result.findings.append(finding)
        elif len(result.exact) < exact:
            result.exact.append(finding)
    return result


def findings(path: Path, originals: Originals) -> Iterator[Finding]:
    """The finding of each row, in the file's order."""
    for exported in reading_back.exported_rows(path):
        yield _finding(exported, originals)


def _finding(exported: ExportedRow, originals: Originals) -> Finding:
    finding = Finding(exported, document_id=exported.document_id)
    if exported.broken:
        return finding.worse("changed", "broken")
    if exported.quote is None and exported.table != "source_column":
        return _cells(finding, originals)
    original = originals.of(exported)
    if original is None:
        return finding.worse("missing", "not_given" if originals.given else "unknown")
    finding = replace(finding, document_id=original.document_id)
    if exported.sha256 and exported.sha256 != original.sha256 and original.fate != "other":
        finding = finding.worse("changed", "digest")
    if exported.quote is None:
        return _cells(_fate(finding, original, True), originals)
    finding = _words(finding, exported.quote, exported.span, original)
    for name, words, span in exported.parts:
        if comparable(original.text[span.start : span.end]) != comparable(words):
            finding = finding.worse("changed", "part", name=name, span=_range(span))
    return _cells(_fate(finding, original, finding.state in ("exact", "moved")), originals)


def _words(finding: Finding, quote: str, span: Span | None, original: Original) -> Finding:
    """Whether the quote stands at its place, at another, or in other words.

    Words that stand elsewhere too are not moved but changed where their place holds them with characters exchanged.
    """
    text = comparable(original.text) if "\r" in original.text else original.text
    sought, kept = comparable(quote), finding.exported.kept
    at = span or Span(0, 0)
    there = text[at.start : at.end]
    if span is not None and comparable(there) == sought:
        return finding
    now, times = text_diff.elsewhere(sought, text, at.start)
    if now is not None and span is None:
        return finding
    if now is not None and not text_diff.aligned(sought, there):
        key = "moved" if times == 1 else "moved_nearest"
        state: State = "changed" if kept is False else "moved"
        finding = finding.worse(state, key, now, place=_range(now), span=_range(at), times=times)
    else:
        finding = _differs(finding, sought, span, text)
    if kept is None or (kept and finding.state == "moved"):
        return finding
    return finding.worse(finding.state, "kept" if kept else "edited")


def _differs(finding: Finding, sought: str, span: Span | None, text: str) -> Finding:
    """The first difference from what stands at the place, else from what is most like the quote."""
    at_place = (
        span is not None and text_diff.similarity(sought, text[span.start : span.end]) >= text_diff.MIN_SIMILARITY
    )
    found = span if at_place else (text_diff.nearest(sought, text) or (None,))[0]
    if found is None:
        return finding.worse("changed", "nothing_alike", span)
    first = text_diff.difference(sought, comparable(text[found.start : found.end]))
    texts = {"at": first.at, "told": first.ours, "there": first.theirs, "place": _range(found)}
    return finding.worse("changed", "differs" if at_place else "differs_elsewhere", found, **texts)


def _fate(finding: Finding, original: Original, stands: bool) -> Finding:
    """What is to be said of the file itself. Words that stand in a lost or altered one can't be vouched for."""
    if original.fate == "other":
        return finding.worse("moved" if stands else "changed", "other_version", name=original.source)
    if original.fate in ("lost", "altered"):
        return finding.worse("missing" if stands else "changed", original.fate)
    return finding


def _cells(finding: Finding, originals: Originals) -> Finding:
    """Cells that were changed since the export: by the check code, or for want of it by what the passage gives."""
    exported = finding.exported
    altered = exported.altered
    if altered and finding.state == "moved":
        altered = tuple(
            name for name in altered if name != labels.columns(exported.language, exported.table).get("span")
        )
    if altered is None:
        passage = originals.passage(exported.passage_id) if exported.passage_id else None
        altered = tuple(_differing(exported, passage)) if passage else ()
    if not altered:
        return finding
    return finding.worse("changed", "cells" if any(altered) else "shown", columns="、".join(altered))


def _differing(exported: ExportedRow, passage: Passage) -> Iterator[str]:
    """Headings of the cells that the passage, as the library has it now, would fill otherwise."""
    names = labels.columns(exported.language, exported.table)
    row, cover = Row(passage, exported.sha256 or ""), Cover("", language=exported.language)
    expected: dict[str, str] = {}
    keys: tuple[str, ...] = ()
    if exported.table == "column":
        expected, keys = cells(row, 1, cover), OWN
    elif exported.table == "quantity_column" and exported.span:
        place = f"{exported.span.start}-{exported.span.end}"
        lines = (line for line in row_quantities(row, 1, exported.language) if line["span"] == place)
        expected, keys = next(lines, {}), OWN_FIGURE
    for key in keys:
        if key in exported.cells and key in expected and _one_line(exported.cells[key]) != _one_line(expected[key]):
            yield names[key]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def comparable(text: str) -> str:
    """What every format can hold: line ends alike, no characters that XML can't write."""
    return plain(text.replace("\r\n", "\n").replace("\r", "\n"))


def _range(span: Span) -> str:
    return f"{span.start}-{span.end}"
