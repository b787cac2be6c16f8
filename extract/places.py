"""From spans of the reading text back to the file: source spans, lines, pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extract.records import Run, Span


@dataclass(frozen=True, slots=True)
class Places:
    """Lookup tables of one document: its runs, where each starts in the text, where the file's lines start."""

    runs: Sequence[Run]
    starts: Sequence[int]
    line_starts: Sequence[int]
    page_starts: Sequence[int]


def places(source: str, runs: Sequence[Run]) -> Places:
    """The lookup tables of a decoded file and the source map into it."""
    line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]
    page_starts = [0, *(match.end() for match in re.finditer("\f", source))]
    return Places(runs, [run.text_start for run in runs], line_starts, page_starts if len(page_starts) > 1 else [])


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
