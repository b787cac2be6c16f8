"""Tables flattened to tab-separated lines (HTML or markdown in the cells), with paragraphs around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from jixiao.extract.reading import bare_pipes, ruled_text
from jixiao.extract.reading.layout import run_on, table_rows, turned
from jixiao.extract.reading.layout.blocks import Block, Paragraph, Piece, Row
from jixiao.extract.reading.layout.cleaning import PieceRun, joined, paragraphs, text_of
from jixiao.extract.reading.layout.table_rows import Header, RawRow
from jixiao.extract.reading.text_lines import Line, lines
from jixiao.extract.records import Locator
from jixiao.extract.text.column_roles import header_name, is_header
from jixiao.extract.text.enumeration import label_at_start
from jixiao.extract.text.metadata import is_title

_PAGE_MARK = re.compile(
    r"第\s*\d+\s*頁.{0,12}|[-–—]?\s*\d{1,3}\s*[-–—]?|\d{1,3}\s*/\s*\d{1,3}|page\s*\d+.{0,9}", re.IGNORECASE
)
_APART = re.compile(r"\s*(#|【|構面|附[表件錄]|備註|[壹貳參叁肆伍陸柒捌玖拾]+、|[-*+•]\s)")
_FURNITURE = re.compile(r"\s*(?:#{1,6}\s+|[-*+•]\s+)?")
_PIPE_RULE = re.compile(r"[\s|:-]+")
_TITLE_GOES_ON = re.compile(r"\s*[與及和暨之的、書表]")
# Source: chosen; the wrapped lines of report 004 are 18-24 characters wide, the last of a paragraph shorter.
FULL_LINE = 0.85
NARROWEST = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together: one table (rows, repeated headers, continuations), or paragraphs without a gap."""

    is_table: bool
    lines: list[Line]


def blocks(source: str) -> list[Block]:
    """Paragraphs and rows of `source`, in order. Header rows, page marks and list dashes are furniture."""
    found: list[Block] = []
    tables = 0
    for drawn, stretch in _stretches(source, list(lines(source))):
        if drawn is not None:
            tables += 1
            found.extend(drawn(source, stretch, tables))
            continue
        for group in _groups(source, stretch):
            if group.is_table:
                tables += 1
                found.extend(_rows(source, group.lines, tables))
            else:
                found.extend(_paragraphs(source, group.lines))
    return found


Drawn = Callable[[str, Sequence[Line], int], Iterator[Block]]


def _stretches(source: str, given: Sequence[Line]) -> Iterator[tuple[Drawn | None, Sequence[Line]]]:
    """The lines, parted at tables of other kinds, each with its reader; None: the one of this module."""
    kinds: list[tuple[tuple[int, int], Drawn]] = [
        *((place, bare_pipes.rows) for place in bare_pipes.regions(source, given)),
        *((place, ruled_text.rows) for place in ruled_text.regions(source, given)),
    ]
    at = 0
    for (start, end), drawn in sorted(kinds, key=lambda kind: kind[0]):
        if start >= at:
            yield None, given[at:start]
            yield drawn, given[start:end]
            at = end
    yield None, given[at:]


def _groups(source: str, given: Sequence[Line]) -> list[Group]:
    groups: list[Group] = []
    gap = True
    for line in given:
        text = source[line.start : line.end]
        table = groups[-1] if groups and groups[-1].is_table else None
        if not text.strip():
            gap = True
        elif _is_row(text, table is not None):
            if table is None:
                groups.append(Group(True, []))
            groups[-1].lines.append(line)
            gap = False
        elif not _PAGE_MARK.fullmatch(text.strip()):
            runs_on = table is not None and not gap and not _APART.match(text) and not _ends_in_header(source, table)
            if not runs_on and (gap or table is not None or not groups):
                groups.append(Group(False, []))
            groups[-1].lines.append(line)
            gap = False
    return groups


def _ends_in_header(source: str, table: Group) -> bool:
    """Is the last line of the table a header row, so that no cell is there to run on?"""
    last = table.lines[-1]
    if not _is_row(source[last.start : last.end], True):
        return False
    return is_header([text_of(source, joined(cell)) for cell in _cells(source, last)])


def _is_row(text: str, in_table: bool) -> bool:
    if re.fullmatch(r"\s*\|.*\|\s*", text):
        return True
    filled = sum(1 for cell in text.split("\t") if cell.strip())
    return "\t" in text and (filled >= 2 or in_table)


def _cells(source: str, line: Line) -> list[list[PieceRun]]:
    """The paragraphs of each cell of a row."""
    start, end, mark = line.start, line.end, "\t"
    if "\t" not in source[start:end]:
        mark = "|"
        text = source[start:end]
        start, end = start + text.index("|") + 1, start + text.rindex("|")
    cells: list[list[PieceRun]] = []
    while True:
        stop = source.find(mark, start, end)
        cells.append(paragraphs(source, start, end if stop < 0 else stop))
        if stop < 0:
            return cells
        start = stop + 1


def _rows(source: str, table: Sequence[Line], number: int) -> Iterator[Row]:
    rows = table_rows.table_rows(source, turned.upright(source, _entries(source, table, number)))
    for at, row in enumerate(rows, 1):
        row.locators = [replace(place, row=at) for place in row.locators]
    return table_rows.row_blocks(rows)


def _entries(source: str, table: Sequence[Line], number: int) -> Iterator[Header | RawRow]:
    """The headers and rows of a table; lines without tabs under a row are more paragraphs of its last cell."""
    row: RawRow | None = None
    for line in table:
        text = source[line.start : line.end]
        if not _is_row(text, True):
            if row:
                row.cells[-1].extend(paragraphs(source, line.start, line.end))
            continue
        if _PIPE_RULE.fullmatch(text):
            continue
        if row:
            yield row
            row = None
        cells = _cells(source, line)
        names = ["".join(text_of(source, run) for run in cell) for cell in cells]
        if is_header(names):
            yield Header(tuple(map(header_name, names)))
        else:
            places = [Locator(line.page, number, None, at + 1, line.number, line.number) for at in range(len(cells))]
            row = RawRow(cells, places)
    if row:
        yield row


def _paragraphs(source: str, stretch: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs of lines without a gap; full lines run on in the next."""
    widest = max(line.end - line.start for line in stretch)
    pieces: list[Piece] = []
    first: Line | None = None
    for at, line in enumerate(stretch):
        text = source[line.start : line.end]
        furniture = _FURNITURE.match(text)
        start = line.start + (furniture.end() if furniture else 0)
        for number, run in enumerate(paragraphs(source, start, line.end)):
            if pieces and (number or not _runs_on(source, stretch[at - 1], line, widest)):
                yield from _parted(source, pieces, first or line, stretch[at - 1])
                pieces, first = [], line
            first = first or line
            ascii_ends = bool(pieces) and source[pieces[-1].end - 1].isascii() and source[run[0].start].isascii()
            pieces.append(Piece(run[0].start, run[0].end, " " if ascii_ends else ""))
            pieces.extend(run[1:])
    if pieces and first:
        yield from _parted(source, pieces, first, stretch[-1])


def _runs_on(source: str, above: Line, line: Line, widest: int) -> bool:
    """Was the paragraph of `above` wrapped into `line`: full to the width, unfinished, and no new item below it?"""
    before, text = source[above.start : above.end].strip(), source[line.start : line.end]
    full = above.end - above.start >= max(FULL_LINE * widest, NARROWEST)
    ended = before.startswith("#") or before.endswith(("。", "：", ":", "！", "？", "**"))
    # A title stands alone, though it is the widest line of a short text.
    near_top = source[: above.start].strip().count("\n") < 2
    ended = ended or (near_top and is_title(before) and not _TITLE_GOES_ON.match(text))
    begins = bool(_APART.match(text)) or label_at_start(text) is not None
    return full and not ended and not begins


def _parted(source: str, pieces: Sequence[Piece], first: Line, last: Line) -> Iterator[Paragraph]:
    """The paragraph, or several where headings run on in it."""
    place = Locator(page=first.page, line_start=first.number, line_end=last.number)
    yield from (Paragraph(run, place) for run in run_on.parted(source, pieces))
