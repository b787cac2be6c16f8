"""Tables drawn with characters (─ │ ┬), and two columns of text that only white space parts below them.

─────────┬──────────           計畫內容：              預期成果：
工作計畫│科技發展工作             1.婦幼健康研究：          1.婦幼健康研究：
─────────┴──────────             (1)改進相關業務。          (1)諮詢150人。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from jixiao.extract.reading.layout import table_rows, turned
from jixiao.extract.reading.layout.blocks import Paragraph, Row
from jixiao.extract.reading.layout.cleaning import PieceRun, joined, paragraphs, text_of
from jixiao.extract.reading.layout.table_rows import Header, RawRow
from jixiao.extract.reading.text_lines import Line
from jixiao.extract.records import Locator
from jixiao.extract.text.column_roles import header_name, is_header, role_of
from jixiao.extract.text.enumeration import label_at_start

_RULE = re.compile(r"(?=.*[─━═┄┈—])[\s─━═┄┈—┬┴┼├┤┌┐└┘╔╗╚╝╠╣╦╩╬╭╮╯╰┏┓┗┛┣┫┳┻╋│┃║|+-]{3,}")
_BAR = re.compile("[│┃║]")
_GUTTER = re.compile(r"(?:(?<=\S)|^)[ \t　]{3,}(?=\S)")
# Columns by which the text of a right column may stand left of its heading. Source: chosen; a letter's width.
_SLACK = 2


def regions(source: str, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The places in `lines` of such tables, with the columns of text below them."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if not _is_drawn(source, lines[at]):
            at += 1
            continue
        end = at
        while end < len(lines) and (_is_drawn(source, lines[end]) or _headings(source, lines[end])):
            end = _below(source, lines, end) if _headings(source, lines[end]) else end + 1
        if any(_BAR.search(source, one.start, one.end) for one in lines[at:end]):
            found.append((at, end))
        at = end
    return found


def rows(source: str, lines: Sequence[Line], number: int) -> Iterator[Row | Paragraph]:
    """The rows of table `number`, given its lines."""
    entries: list[Header | RawRow] = []
    at = 0
    while at < len(lines):
        if names := _headings(source, lines[at]):
            end = _below(source, lines, at)
            entries.extend(_columns(source, lines[at:end], names, number))
        else:
            end = at
            while end < len(lines) and not _headings(source, lines[end]):
                end += 1
            entries.extend(_drawn(source, lines[at:end], number))
        at = end
    read = table_rows.table_rows(source, turned.upright(source, entries), known=True)
    for order, row in enumerate(read, 1):
        row.locators = [replace(place, row=order) for place in row.locators]
    return table_rows.row_blocks(read)


def _is_drawn(source: str, line: Line) -> bool:
    return bool(_RULE.fullmatch(source, line.start, line.end) or _BAR.search(source, line.start, line.end))


def _headings(source: str, line: Line) -> list[tuple[str, int]]:
    """The headings of columns that white space parts, and the column each begins at; [] for another line."""
    parts = _parts(source, line)
    names = [header_name(source[start:end]).rstrip("：:") for start, end, _ in parts]
    if len(names) < 2 or _BAR.search(source, line.start, line.end) or not all(map(role_of, names)):
        return []
    return [(name, column) for name, (_, _, column) in zip(names, parts, strict=True)]


def _below(source: str, lines: Sequence[Line], at: int) -> int:
    """The line after the last one of the columns whose headings are line `at`."""
    end = at + 1
    while end < len(lines) and not _is_drawn(source, lines[end]) and source[lines[end].start : lines[end].end].strip():
        end += 1
    return end


def _parts(source: str, line: Line) -> list[tuple[int, int, int]]:
    """The stretches of a line that wide gaps part: start, end, and the column of the screen that each begins at."""
    text = source[line.start : line.end]
    found = []
    start = len(text) - len(text.lstrip())
    for gap in [*_GUTTER.finditer(text, start), None]:
        end = gap.start() if gap else len(text.rstrip())
        if end > start:
            found.append((line.start + start, line.start + end, _width(text[:start])))
        start = gap.end() if gap else end
    return found


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _columns(
    source: str, lines: Sequence[Line], names: Sequence[tuple[str, int]], number: int
) -> Iterator[Header | RawRow]:
    """Each column of text as one cell; a line without a number of its own goes on with the one above."""
    cells: list[list[PieceRun]] = [[] for _ in names]
    for line in lines[1:]:
        for start, end, column in _parts(source, line):
            to = max((at for at, (_, left) in enumerate(names) if column >= left - _SLACK), default=0)
            for run in paragraphs(source, start, end):
                if cells[to] and label_at_start(text_of(source, run)) is None:
                    cells[to][-1] = (*cells[to][-1], *run)
                else:
                    cells[to].append(run)
    told = [name for name, _ in names]
    if is_header(told):
        yield Header(tuple(told))
    yield RawRow(cells, _places(lines, number, len(cells)))


def _drawn(source: str, lines: Sequence[Line], number: int) -> Iterator[Header | RawRow]:
    """The rows between the rules; the lines of one row are put together, cell by cell."""
    rules = sum(bool(_RULE.fullmatch(source, line.start, line.end)) for line in lines)
    group: list[Line] = []
    for line in [*lines, None]:
        if line is None or _RULE.fullmatch(source, line.start, line.end):
            yield from _group(source, group, number)
            group = []
        else:
            begins = rules < 3 or not group or len(_split(source, line)) != len(_split(source, group[-1]))
            if group and begins and _split(source, line)[0]:
                yield from _group(source, group, number)
                group = []
            group.append(line)


def _group(source: str, lines: Sequence[Line], number: int) -> Iterator[Header | RawRow]:
    if not lines:
        return
    split = [_split(source, line) for line in lines]
    width = max(map(len, split))
    cells = [[run for one in split if at < len(one) for run in one[at]] for at in range(width)]
    cells = [[tuple(piece for run in cell for piece in run)] if cell else [] for cell in cells]
    names = [header_name("".join(text_of(source, run) for run in cell)) for cell in cells]
    if is_header(names):
        yield Header(tuple(names))
    else:
        yield RawRow(cells, _places(lines, number, width))


def _split(source: str, line: Line) -> list[list[PieceRun]]:
    """The paragraphs of each cell of a line; bars at its two ends part nothing."""
    marks = [match.start() for match in _BAR.finditer(source, line.start, line.end)]
    starts, ends = [line.start, *(at + 1 for at in marks)], [*marks, line.end]
    cells = [paragraphs(source, start, end) for start, end in zip(starts, ends, strict=True)]
    first = 1 if marks and not source[line.start : marks[0]].strip() and len(cells) > 2 else 0
    last = len(cells) - (1 if marks and not source[marks[-1] + 1 : line.end].strip() and len(cells) > 2 else 0)
    return [[joined(cell)] if cell else [] for cell in cells[first:last]]


def _places(lines: Sequence[Line], number: int, width: int) -> list[Locator]:
    first, last = lines[0], lines[-1]
    return [Locator(first.page, number, None, at + 1, first.number, last.number) for at in range(width)]
