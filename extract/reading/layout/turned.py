"""Tables whose headings stand in the first column, or before each cell: they are set upright, one row a record.

衡量指標 | 媒合就業人數      工作計畫名稱 | 科技發展工作 | 預算金額 | 185,096
目標值   | 5,000人
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.extract.reading.layout.cleaning import text_of
from jixiao.extract.reading.layout.table_rows import Header, RawRow
from jixiao.extract.text.column_names import FIGURES, FRAME
from jixiao.extract.text.column_roles import header_name, is_header, role_of

Entry = Header | RawRow


def upright(source: str, entries: Iterable[Entry]) -> list[Entry]:
    """The rows of one table with their headings above; those of a table that stands upright already as they are."""
    given = list(entries)
    rows = [entry for entry in given if isinstance(entry, RawRow)]
    if len(rows) < len(given) or not rows:
        return _forms(source, given)
    names = headings(_texts(source, rows))
    if names is None:
        return _forms(source, given)
    width = max(len(row.cells) for row in rows)
    return [Header(tuple(names)), *(_record(rows, at) for at in range(1, width) if any(_filled(rows, at)))]


def headings(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The names in the first column, where they are the headings of a table of records; None where they are not."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return None
    first = [row[0] if row else "" for row in rows]
    if not all(first) or is_header(list(rows[0])):
        return None
    roles = [role_of(header_name(cell)) for cell in first]
    known = sum(role in FRAME | FIGURES | {"indicator"} for role in roles)
    behind = any(role_of(header_name(cell)) in FRAME | FIGURES for row in rows for cell in row[1:])
    return [header_name(cell) for cell in first] if is_header(first) and known * 2 > len(first) and not behind else None


def _forms(source: str, entries: Sequence[Entry]) -> list[Entry]:
    """Rows of pairs of heading and cell as a header and a row."""
    found: list[Entry] = []
    above: Header | None = None
    for entry in entries:
        texts = _texts(source, [entry])[0] if isinstance(entry, RawRow) else []
        names = [header_name(text) for text in texts[::2]]
        paired = len(texts) > 2 and len(texts) % 2 == 0 and all(names) and all(map(role_of, names))
        if isinstance(entry, RawRow) and paired and not any(role_of(header_name(text)) for text in texts[1::2]):
            found += [Header(tuple(names)), RawRow(entry.cells[1::2], entry.locators[1::2])]
            found += [above] if above else []
        else:
            found.append(entry)
            above = entry if isinstance(entry, Header) else above
    return found


def _texts(source: str, rows: Sequence[RawRow]) -> list[list[str]]:
    return [["".join(text_of(source, run) for run in cell).strip() for cell in row.cells] for row in rows]


def _filled(rows: Sequence[RawRow], at: int) -> list[bool]:
    return [bool(row.cells[at]) for row in rows if at < len(row.cells)]


def _record(rows: Sequence[RawRow], at: int) -> RawRow:
    cells = [row.cells[at] if at < len(row.cells) else [] for row in rows]
    places = [row.locators[at] if at < len(row.locators) else row.locators[-1] for row in rows]
    return RawRow(cells, places)
