"""Figures given out in order: 「甲所、乙所及丙所分別完成鑑界 1,204 件、655 件、731 件」, 「甲、乙分局各 6、9 場」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jixiao.extract.tagging.attribution import Counted
from jixiao.extract.tagging.doers import Doing, Subject
from jixiao.extract.tagging.quantities import Found
from jixiao.extract.text import numerals

# Between the last name and the first figure. What stands between the names is a joint alone.
_EACH = re.compile(r"[^,。;:\d\n]{0,12}?(?:分別|各)[^,。;:\d\n]{0,14}$")
_JOINT = re.compile(r"[、,]?\s?[及與和暨]?\s?")
_BARE = re.compile(rf"(?P<number>{numerals.ARABIC})[、,及與和]\s?")


def hand_out(text: str, sentences: Sequence[Doing], told: Sequence[Counted]) -> list[Counted]:
    """`told` with the branch of each figure where as many names as figures stand in a row; else as it was.

    `text` is folded. Numbers whose unit is said once, behind the last, become figures of their own.
    """
    out = list(told)
    for doing in sentences:
        for names in _rows(text, doing.named):
            first = next((c for c in out if c.found.start >= names[-1].end), None)
            if len(names) > 1 and first is not None:
                out = _given(text, names, first, out)
    return sorted(out, key=lambda one: one.found.start)


def _rows(text: str, named: Sequence[Subject]) -> list[list[Subject]]:
    """Names that stand in a row, joints alone between them."""
    rows: list[list[Subject]] = []
    for subject in named:
        if subject.branch is None:
            continue
        if rows and _JOINT.fullmatch(text, rows[-1][-1].end, subject.start):
            rows[-1].append(subject)
        else:
            rows.append([subject])
    return rows


def _given(text: str, names: Sequence[Subject], first: Counted, told: list[Counted]) -> list[Counted]:
    bare = _bare(text, first)
    each = _EACH.match(text, names[-1].end, bare[0].found.start if bare else first.found.start)
    if each is None:
        return told
    row, last = [*bare, first], first.found
    of = _counted(text, names[-1].end, row[0].found.start, first.found.of)
    for one in sorted(told, key=lambda c: c.found.start):
        if one.found.start > last.start and one.found.unit == last.unit:
            if not _JOINT.fullmatch(text, last.end, one.found.start):
                break
            row, last = [*row, one], one.found
    if len(row) != len(names):
        return told
    given = [
        replace(one, branch=name.branch, found=replace(one.found, of=of)) for one, name in zip(row, names, strict=True)
    ]
    starts = {one.found.start for one in row}
    return [*(one for one in told if one.found.start not in starts), *given]


def _counted(text: str, start: int, end: int, of: tuple[int, int] | None) -> tuple[int, int] | None:
    """What is counted, without the names before it and the numbers that share its unit."""
    if of is None or not of[0] < end < of[1] + 1 or of[0] >= start:
        return of
    each = re.search(r"分別|各", text[start:end])
    begin = start + each.end() if each and end - start - each.end() >= 2 else start
    tail = re.search(r"(?:分別|各)?[為計共]?$", text[start:end])
    return (begin, end) if begin > start else (start, start + tail.start() if tail else end)


def _bare(text: str, first: Counted) -> list[Counted]:
    """The numbers right before `first` that take its unit: 6 and 9 of 「各6、9、4場」."""
    before: list[Counted] = []
    at = first.found.start
    clause = max(text.rfind(mark, 0, at) for mark in "。;:\n") + 1
    for match in reversed(list(_BARE.finditer(text, clause, at))):
        value = numerals.value(match["number"])
        if match.end() != at or value is None:
            break
        at = match.start()
        found = Found(at, match.end("number"), value, first.found.unit, first.found.of)
        before.insert(0, replace(first, found=found))
    return before
