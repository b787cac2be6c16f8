"""Where tables begin and end in raw PDF text: headers, the headings above them, and furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from jixiao.extract.reading.interleaved import lines as interleaved_lines
from jixiao.extract.reading.interleaved import pages
from jixiao.extract.reading.interleaved.lines import Kind, Line, Prose, Table
from jixiao.extract.reading.interleaved.pages import Header
from jixiao.extract.text.column_names import FRAME
from jixiao.extract.text.column_roles import header_name, role_of

_HEADER_WORD = re.compile(r"[\u4e00-\u9fff\uf900-\ufaff]{1,12}")
# Lines over which a header may be broken. Source: report 004 breaks one over 3.
_HEADER_LINES = 5
_HEADER_WORDS = 16
_HEADER_WIDTH = 60.0
# Lines that may stand between the first heading above a table and its header. Source: report 004 has 4.
_HEADING_LINES = 8


def kind_of(name: str) -> Kind:
    """The kind of the column called `name`."""
    role = role_of(name)
    if role == "unit":
        return "units"
    if role == "action":
        return "measure"
    return role if role in ("strategy", "measure", "outcome") else "other"


def headers(found: Sequence[Line]) -> list[Header]:
    """The headers of tables among `found`, in order."""
    alone = Counter(line.text for line in found if line.width <= _HEADER_WIDTH and _header_names(line.text.split()))
    known = [text for text, count in alone.items() if count > 1]
    result = []
    index = 0
    while index < len(found):
        header = _header_at(found, index, known)
        if header:
            result.append(header)
        index = header.after if header else index + 1
    return result


def _header_at(found: Sequence[Line], first: int, known: Collection[str]) -> Header | None:
    """The header that begins with line `first`, over the fewest lines; lines of `known` are headers by themselves."""
    tokens: list[str] = []
    for index in range(first, min(first + _HEADER_LINES, len(found))):
        text = found[index].text
        words = text.split()
        if "\t" in text or (text in known and tokens) or not all(_HEADER_WORD.fullmatch(word) for word in words):
            return None
        if _header_names(words) and _names(tuple(tokens)) is None:
            return None
        if names := _header_names(tokens + words):
            return Header(first, index + 1, names)
        tokens += words
    return None


def _header_names(tokens: Sequence[str]) -> tuple[str, ...] | None:
    names = _names(tuple(tokens)) if len(tokens) <= _HEADER_WORDS else None
    return names if names and len(names) >= 3 and len({kind_of(name) for name in names}) >= 2 else None


@lru_cache(maxsize=1024)
def _names(tokens: tuple[str, ...]) -> tuple[str, ...] | None:
    """`tokens` as column names, each of one to three tokens; None where that cannot be done."""
    if not tokens:
        return ()
    for count in (1, 2, 3):
        name = header_name("".join(tokens[:count]))
        if len(tokens) >= count and role_of(name) in FRAME and (rest := _names(tokens[count:])) is not None:
            return (name, *rest)
    return None


def sections(source: str) -> list[Prose | Table]:
    """`source` cut into prose and tables, in order; headers and page marks are in neither."""
    found = interleaved_lines.lines(source)
    heads = headers(found)
    openings = _openings(found, heads)
    furniture = {index for head in heads for index in range(head.first, head.after)}
    furniture |= {index for index, line in enumerate(found) if interleaved_lines.match("page_marks", line)}
    above = {head.first for head in openings.values()}
    placed = pages.paged(found, heads, furniture, above)
    begins = {head.first: head for head in heads}
    result: list[Prose | Table] = []
    names: tuple[str, ...] | None = None
    gathered: list[Line] = []
    for index, line in enumerate(placed):
        head = begins.get(index)
        if (index in openings and names) or (head and head.names != names):
            result.extend(_section(names, gathered))
            gathered = []
            names = head.names if head else None
        if index not in furniture:
            gathered.append(line)
    result.extend(_section(names, gathered))
    return result


def _section(names: tuple[str, ...] | None, lines: Sequence[Line]) -> list[Prose | Table]:
    if not lines:
        return []
    if names is None:
        return [Prose(tuple(lines))]
    columns = _with_measure(names)
    return [Table(columns, tuple(kind_of(name) for name in columns), tuple(lines))]


def _with_measure(names: tuple[str, ...]) -> tuple[str, ...]:
    """`names` with the column of measures that shares the strategy's heading."""
    kinds = [kind_of(name) for name in names]
    if "measure" in kinds or "strategy" not in kinds:
        return names
    place = kinds.index("strategy") + 1
    return (*names[:place], interleaved_lines.data()["unnamed"]["measure"], *names[place:])


def _openings(found: Sequence[Line], heads: Sequence[Header]) -> dict[int, Header]:
    """Index of the line with which the headings above a table begin → the table's header."""
    result = {}
    after = 0
    for head in heads:
        above = range(max(after, head.first - _HEADING_LINES), head.first)
        begins = next((index for index in above if interleaved_lines.match("headings", found[index])), None)
        if begins is not None:
            result[begins] = head
        after = head.after
    return result
