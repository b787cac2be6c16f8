"""From spans of the reading text back to the file: source spans, lines, pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.records import Locator, Mark, Run, Span


@dataclass(frozen=True, slots=True)
class Places:
    """Lookup tables of one document: its runs, where each starts in the text, where the file's lines start; or the
    marks of a file that has no lines."""

    runs: Sequence[Run]
    starts: Sequence[int]
    line_starts: Sequence[int]
    page_starts: Sequence[int]
    marks: Sequence[Mark] = ()


def places(source: str, runs: Sequence[Run], marks: Sequence[Mark] = ()) -> Places:
    """The lookup tables of a decoded file and the source map into it."""
    line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]
    page_starts = [0, *(match.end() for match in re.finditer("\f", source))]
    page_starts = page_starts if len(page_starts) > 1 else []
    return Places(runs, [run.text_start for run in runs], line_starts, page_starts, marks)


def source_spans(where: Places, span: Span) -> tuple[Span, ...]:
    """Where the characters of `span` stand in the decoded file, in order of the text; neighbours are joined."""
    found: list[Span] = []
    at = max(bisect_right(where.starts, span.start) - 1, 0)
    for number in range(at, len(where.runs)):
        run = where.runs[number]
        if run.text_start >= span.end:
            break
        start, end = max(span.start, run.text_start), min(span.end, run.text_start + run.length)
        if start >= end:
            continue
        part = Span(run.source_start + start - run.text_start, run.source_start + end - run.text_start)
        if found and found[-1].end == part.start:
            found[-1] = Span(found[-1].start, part.end)
        else:
            found.append(part)
    return tuple(found)


def lines(where: Places, spans: Sequence[Span]) -> tuple[int, int] | None:
    """First and last line (from 1) of source spans; None where there are none."""
    if not spans:
        return None
    first = min(bisect_right(where.line_starts, span.start) for span in spans)
    last = max(bisect_right(where.line_starts, span.end - 1) for span in spans)
    return first, last


def page(where: Places, spans: Sequence[Span]) -> int | None:
    """The page on which the first source span begins, where form feeds part the pages; else None."""
    return bisect_right(where.page_starts, spans[0].start) if spans and where.page_starts else None


def marked(where: Places, spans: Sequence[Span]) -> Locator | None:
    """Where source spans stand by the file's marks: at the first one's place, whose box is grown over what else of them
    stands on the same page; None where the file has no marks."""
    if not spans or not where.marks:
        return None
    found = locators(where.marks, spans)
    boxes = [locator.box for locator in found if locator.box and locator.page == found[0].page]
    if not boxes:
        return found[0]
    left, top, right, bottom = zip(*boxes, strict=True)
    return replace(found[0], box=(min(left), min(top), max(right), max(bottom)))


def locators(marks: Sequence[Mark], spans: Sequence[Span]) -> list[Locator]:
    """The place of each marked stretch that source spans touch, in their order."""
    found: list[Locator] = []
    for span in spans:
        first = max(bisect_right(marks, span.start, key=lambda mark: mark.start) - 1, 0)
        after = bisect_right(marks, span.end - 1, key=lambda mark: mark.start)
        found.extend(mark.locator for mark in marks[first:after])
    return found
