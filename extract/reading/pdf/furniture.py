"""Running headers, footers and page numbers: what stands at one height of many pages; and footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from jixiao.extract.reading.pdf import lines as pdf_lines
from jixiao.extract.reading.pdf.lines import Line
from jixiao.extract.reading.pdf.regions import Layout
from jixiao.extract.reading.pdf.rulings import Rule
from jixiao.extract.text.column_roles import is_header
from jixiao.extract.text.headings import heading

# Pages before and after that are compared. Source: chosen; left and right pages may have headers of their own.
AROUND = 4
# Shares of a page's height at top and bottom, and points. Source: chosen; margins are 2.5 cm of 29.7 as a rule.
ZONE = 0.13
LEVEL = 4.0
_NUMBER = re.compile(
    r"\W*+(?:第|page|p\.?)?\s*+\d{1,4}\s*+(?:頁|of|/|／)?\W*+(?:共?\s*+\d{1,4}\s*+頁?)?\W*+", re.IGNORECASE
)
# Source: chosen; Word and LibreOffice set footnotes in 10 where the text has 12, under a rule of 25 to 33% of the line.
SMALL = 0.93
_NOTE_RULE = (30.0, 0.5)

Row = list[Line]


def without(layouts: Iterable[Layout]) -> Iterator[tuple[Layout, list[Row]]]:
    """Each page with its runs in rows, furniture left out; a heading or title told there first is kept once."""
    told: set[str] = set()
    window: list[tuple[Layout, list[Row], dict[str, float]]] = []
    done = 0
    for layout in layouts:
        rows = pdf_lines.rows(layout.runs)
        window.append((layout, rows, _marginal(layout, rows)))
        if len(window) - done > AROUND:
            yield _cleared(window, done, told)
            done += 1
        if done > AROUND:
            window.pop(0)
            done -= 1
    for at in range(done, len(window)):
        yield _cleared(window, at, told)


def _marginal(layout: Layout, rows: Sequence[Row]) -> dict[str, float]:
    """What stands in the page's margins, figures made alike → its height."""
    height = layout.page.height
    edges = [row for row in rows if not ZONE * height < row[0].middle < (1 - ZONE) * height]
    return {_alike(row): row[0].middle for row in edges if not is_header([run.text for run in row])}


def _alike(row: Row) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", unicodedata.normalize("NFKC", "".join(run.text for run in row))))


def _cleared(
    window: Sequence[tuple[Layout, list[Row], dict[str, float]]], at: int, told: set[str]
) -> tuple[Layout, list[Row]]:
    layout, rows, marginal = window[at]
    near = [marks for _, _, marks in window[max(at - AROUND, 0) : at + AROUND + 1] if marks is not marginal]
    needed = min(len(near), 2)
    kept = []
    for row in rows:
        key = _alike(row)
        height = marginal.get(key)
        if height is not None:
            alike = sum(abs(other.get(key, -99.0) - height) <= LEVEL for other in near)
            numbered = _NUMBER.fullmatch("".join(run.text for run in row)) is not None
            told_before = key in told or not _tells(row)
            told.add(key)
            if told_before and (numbered or (near and alike >= needed)):
                continue
        kept.append(row)
    return layout, kept


def _tells(row: Row) -> bool:
    """Is the row a facet's heading, which the text below it needs?"""
    name = heading("".join(run.text for run in row))
    return name is not None and name.facet is not None


def notes(rows: Sequence[Row], rules: Sequence[Rule], width: float) -> int:
    """The number of the row with which the footnotes of a page begin; len(rows) where there are none."""
    sizes = sorted(run.size for row in rows for run in row)
    if not sizes:
        return 0
    usual = sizes[len(sizes) // 2]
    for rule in sorted(rules, key=lambda rule: -rule.at):
        if rule.upright or not _NOTE_RULE[0] <= rule.end - rule.start <= _NOTE_RULE[1] * width:
            continue
        under = [at for at, row in enumerate(rows) if row[0].middle > rule.at]
        small = all(run.size <= SMALL * usual for at in under for run in rows[at])
        if under and small:
            return under[0]
    return len(rows)
