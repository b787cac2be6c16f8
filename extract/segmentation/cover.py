"""The cover sheet of a document that is a table: 機關名稱 | 某局, 年度 | 112."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from jixiao.extract.records import Document
from jixiao.extract.segmentation.logical_rows import table_rows

# Source: chosen; a cover names title, agency, year and a few more things.
ROWS = 12
_NAMED = re.compile(
    r"(?:報告|文件|計畫|方案|表單|案件)?(?:名稱|標題|題名)|(?:填報|提報|受評|主管|編製)?(?:機關|單位)(?:名稱)?"
)
_YEAR = re.compile(r"(?:計畫|執行|填報|會計)?(?:年度|年份|年別)")


def cover_lines(document: Document) -> Iterator[str]:
    """What the pairs of a name and its value in the first rows say, a line each, as a title says it."""
    for row in islice(table_rows(document.cells), ROWS):
        cells = [document.text[cell.span.start : cell.span.end].strip() for cell in row]
        cells = [cell for cell in cells if cell]
        if len(cells) != 2:
            continue
        name = re.sub(r"[\s：:]", "", cells[0])
        if _NAMED.fullmatch(name):
            yield cells[1]
        elif _YEAR.fullmatch(name):
            yield cells[1] if "年" in cells[1] else f"{cells[1]}年度"
