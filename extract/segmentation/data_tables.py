"""Tables of figures: a header that names the columns, and rows of which each stands for itself.

    分局 | 宣導（場次） | 參加人次        高雄分局 | 8 | 640        合計 | 20 | 1,840

A row belongs to the branch that one of its cells names, or that a merged cell above names; a row of totals to none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from jixiao.extract.names import organisations
from jixiao.extract.names.register import ours
from jixiao.extract.records import Cell
from jixiao.extract.segmentation.logical_rows import table_rows
from jixiao.extract.text import normalisation
from jixiao.extract.text.column_roles import header_name, is_counted, is_short

_FIGURE = re.compile(r"(?:約|逾|近)?[-−–—△▲▼(（+]*\d{1,3}(?:(?:,\d{3})+|\d*)(?:\.\d+)?[)）]?\D{0,5}(?:以上|以下)?")
_TIME = re.compile(r"(?:民國)?\d{1,4}(?:年度?底?|月份?|日)")
_TOTAL = re.compile(r"(?:[合總小共]計|總和|總數|總計數|合計數|平均值?數?|全[局國部]|各分局)(?:[(（][^()（）]*[)）])?")
_BRANCHES = re.compile("分局|分署|分處|分會|分院|分所|機關|單位|轄區|局處|站所")
# Source: chosen; two rows name the columns of merged headers, and a column of figures has a few empty or 「-」 cells.
HEADER_ROWS = 2
SHARE = 0.5


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row's cells from the first filled one to the last, the names of their columns ("": none), and its branch as
    written (None: the row names none)."""

    cells: tuple[Cell, ...]
    columns: tuple[str, ...]
    branch: str | None


def is_figure(text: str) -> bool:
    """Is this cell a number, with its unit or without, and no year or day?"""
    told = normalisation.fold(text).text
    return _FIGURE.fullmatch(told) is not None and _TIME.fullmatch(told) is None


def is_total(text: str) -> bool:
    """Does the cell or heading name a total?"""
    return _TOTAL.fullmatch(normalisation.squash(text)) is not None


def branch_of(text: str, heading: str = "") -> str | None:
    """The branch that a cell names and nothing else, as written; a short name (高雄) below a heading of branches."""
    name = normalisation.squash(text)
    if not name or not re.fullmatch(r"[一-鿿A-Za-z()（）]{2,24}", name) or is_total(name):
        return None
    if (known := organisations.canonical(name, ours())) is not None:
        return known
    ending = re.search("分局|分署|分處", heading)
    if ending and organisations.canonical(name + ending.group(), ours()) is not None:
        return name + ending.group()
    folded = normalisation.fold(name)
    found = organisations.unlisted(folded, ours())
    whole = any(mention.branch and mention.start == 0 and mention.end == len(folded.text) for mention in found)
    return name if whole else None


def data_rows(text: str, cells: Sequence[Cell]) -> list[DataRow] | None:
    """The rows below the header of a table of figures; None where the table is none."""
    rows = [row for row in table_rows(cells) if any(_text(text, cell) for cell in row)]
    told = [[_text(text, cell) for cell in row] for row in rows]
    above = _header(told)
    names = _names(told[:above])
    if not _has_figures(told[above:], names):
        return None
    found: list[DataRow] = []
    carried: str | None = None
    for row, texts in zip(rows[above:], told[above:], strict=True):
        own = names if len(names) == len(row) else ("",) * len(row)
        branch, carried = _branch(texts, own, carried)
        filled = [at for at, one in enumerate(texts) if one]
        whole = slice(filled[0], filled[-1] + 1)
        found.append(DataRow(tuple(row[whole]), own[whole], branch))
    return found


def _text(text: str, cell: Cell) -> str:
    return text[cell.span.start : cell.span.end].strip()


def _header(told: Sequence[Sequence[str]]) -> int:
    """How many rows name the columns: the first ones, of short names only, above the first with a figure."""
    plain = list(takewhile(lambda row: not any(map(is_figure, row)), told))
    named = sum(map(bool, plain[0])) > 1 and all(map(is_short, plain[0])) if plain else False
    if not named:
        return 0
    parted = len(plain) == HEADER_ROWS and len(told) > HEADER_ROWS and _goes_below(plain[0], plain[1])
    return HEADER_ROWS if parted else 1


def _goes_below(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Do the names of the second row part the columns of merged cells above?"""
    return len(upper) == len(lower) and all(map(is_short, lower)) and "" in upper and "" in lower


def _names(header: Sequence[Sequence[str]]) -> tuple[str, ...]:
    if not header:
        return ()
    names = [header_name(one) for one in header[0]]
    for below in header[1:]:
        upper = ""
        for at, one in enumerate(below):
            upper = names[at] or upper
            names[at] = upper + header_name(one) if one else names[at]
    return tuple(names)


def _has_figures(told: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    """Is some column behind the first one of figures?"""
    for at in range(1, max(map(len, told), default=0)):
        if at < len(names) and not is_counted(names[at]):
            continue
        filled = [row[at] for row in told if at < len(row) and row[at]]
        if len(filled) >= (1 if names else 2) and sum(map(is_figure, filled)) >= SHARE * max(len(filled), 1):
            return True
    return False


def _branch(texts: Sequence[str], names: Sequence[str], carried: str | None) -> tuple[str | None, str | None]:
    """The branch of a row, and what the next one carries where its first cell is empty, as under a merged one."""
    for one, name in zip(texts, names, strict=True):
        if found := branch_of(one, name):
            return found, found
    if texts[0]:
        return None, None
    return (None if any(re.match("[合總]計", one) for one in texts) else carried), carried
