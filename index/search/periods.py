"""The years that a question asks for: single ones, several, a range, those before or after one, all but some.

Patterns of the words around a year in data/question_kinds.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jixiao.extract.text import dates
from jixiao.index.search.question_kinds import questions

Held = Callable[[str], Sequence[str]]
# ROC years that can be a report's. 2050 is a climate goal. Source: the award's reports begin in the 1990s.
FIRST, LAST = 80, 130

_HAN = (
    "[一二][〇零一二三四五六七八九]{2,3}|[八九]十[一二三四五六七八九]?"
    "|一百(?:[〇零]?[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)?"
)
_ONE = rf"(?:中華民國|民國|西元)?(?P<number>\d{{4}}|\d{{2,3}}|{_HAN})(?P<said>年度?)?"
_ITEM = re.compile(_ONE)
_JOINT = re.compile(
    r"\s?(?:(?P<range>至|到|[~\-–—−〜]|\b(?:to|through|until)\b)|、|,|/|及|和|與|跟|或|以及|\b(?:and|or)\b)\s?"
)
_START = re.compile(rf"(?<![\d第])(?<!\d[.,-])(?={_ONE.replace('?P<number>', '?:').replace('?P<said>', '?:')})")
_NO_YEAR = re.compile(r"內|以上|以下|以內|來|級|制")


@dataclass(frozen=True, slots=True)
class Period:
    """ROC `years` said at `start` to `end` of the folded question, as they are said; `excluded`: not asked for."""

    start: int
    end: int
    years: tuple[int, ...]
    excluded: bool = False


def periods(asked: str, held: Held) -> list[Period]:
    """All of a folded question, in order. `held` gives the years that an open period (108 年之後) is resolved to."""
    found: list[Period] = []
    for match in _START.finditer(asked):
        if found and match.start() < found[-1].end:
            continue
        chain = _chain(asked, match.start(), frozenset(int(year) for year in held("year")))
        if chain:
            found.append(_around(asked, chain, held))
    return found + _relative(asked, found, held)


def _relative(asked: str, said: Sequence[Period], held: Held) -> list[Period]:
    """去年 and 今年, counted from the newest report; 前一年 from the year that is said, else that and the newest."""
    newest = max(map(int, held("year")), default=None)
    found: list[Period] = []
    for entry in questions()["relative_year"]:
        for match in re.finditer(entry["pattern"], asked):
            of_said = entry["of"] == "said"
            base = said[0].years[0] if of_said and said and said[0].years else newest
            if base is not None:
                both = (base,) if of_said and not said else ()
                found.append(Period(match.start(), match.end(), (*both, base + int(entry["years"]))))
    return found


def _counts(asked: str, end: int) -> bool:
    """Whether the bare number that ends at `end` counts or measures something, or is part of a code."""
    return bool(re.match(questions()["counted"]["behind"], asked[end:]))


def left(included: Sequence[int], excluded: Sequence[int], held: Sequence[int]) -> list[int]:
    """The years that are left: never none, since no year at all would be every year."""
    chosen = [year for year in included or sorted(held) or range(FIRST, LAST + 1) if year not in excluded]
    return chosen or [max(excluded) + 1]


@dataclass(frozen=True, slots=True)
class _Chain:
    start: int
    end: int
    years: tuple[int, ...]


def _chain(asked: str, start: int, years_held: frozenset[int]) -> _Chain | None:
    """The years joined from `start` on (107 至 109 年, 107、108 年, 2018-2020); None where none is one.

    Without 年 only years that the library has (台中112, in 108) are years, and only where they count nothing.
    """
    items: list[tuple[int, int, bool, bool]] = []  # year, end, 年 or western, joined to the one before as a range
    at, ranged = start, False
    while (match := _ITEM.match(asked, at)) and (year := _roc(match["number"])) is not None:
        western = len(match["number"]) == 4
        between = len(items) == 1 and bool(re.search(r"\bbetween\s+$", asked[:start]))
        items.append((year, match.end(), bool(match["said"]) or western, ranged or between))
        joint = _JOINT.match(asked, match.end())
        if joint is None:
            break
        at, ranged = joint.end(), bool(joint["range"])
    bare = (
        bool(items)
        and not items[-1][2]
        and {year for year, *_ in items} <= years_held
        and not _counts(asked, items[-1][1])
    )
    while not bare and items and not (items[-1][2] and _stands(asked, items[-1][1])):
        items.pop()
    if not items:
        return _chain_of_numbers(asked, start) if re.search(r"\b(?:from|between)\s+$", asked[:start]) else None
    years: list[int] = []
    for year, _, _, ranged in items:
        if ranged and years:
            low, high = sorted((years.pop(), year))
            years += [one for one in range(low, high + 1) if one not in years]
        elif year not in years:
            years.append(year)
    return _Chain(start, items[-1][1], tuple(years))


def _chain_of_numbers(asked: str, start: int) -> _Chain | None:
    """「from 107 to 109」, 「between 107 and 109」."""
    match = re.compile(r"(\d{2,3})\s(?:to|and|through)\s(\d{2,3})\b").match(asked, start)
    ends = [_roc(number) for number in match.groups()] if match else []
    if match is None or None in ends:
        return None
    low, high = sorted(year for year in ends if year is not None)
    return _Chain(start, match.end(), tuple(range(low, high + 1)))


def _stands(asked: str, end: int) -> bool:
    """Whether the year that ends at `end` is none of a duration (108 年內), of an amount (2019.5) or of a code."""
    if asked[end - 1] in "年度":
        return not _NO_YEAR.match(asked, end)
    return not re.match(r"[\d%]|[.,\-]\d", asked[end:])


def _roc(number: str) -> int | None:
    year = dates.number(number)
    if year is None:
        return None
    year -= dates.ROC_OFFSET if year > 1000 else 0
    return year if FIRST <= year <= LAST else None


def _around(asked: str, chain: _Chain, held: Held) -> Period:
    """The chain with what the words before and behind it make of it."""
    words = questions()["period"]
    before, behind = asked[: chain.start], asked[chain.end :]
    start, end, years = chain.start, chain.end, chain.years
    out = re.search(words["except"]["before"], before)
    outside = re.match(words["except"]["behind"], behind)
    if out or outside:
        opening = out or re.search(r"除了?$", before)
        return Period(opening.start() if opening else start, end + (outside.end() if outside else 0), years, True)
    for side in ("earlier", "later"):
        said = re.search(words[side]["before"], before)
        then = re.match(words[side]["behind"], behind)
        spoken = said or then
        if spoken is None:
            continue
        with_it = bool(re.search(words[side]["inclusive"], spoken.group()))
        if said:
            start = said.start()
        if then:
            end += then.end()
            opened = re.search(words[side]["opening"], before)
            start = opened.start() if opened else start
        years = _open(side, years, with_it, [int(y) for y in held("year")])
        break
    return Period(start, end, years)


def _open(side: str, years: tuple[int, ...], with_it: bool, held: Sequence[int]) -> tuple[int, ...]:
    """The held years on one side of `years`; where none is held, the next one, so that nothing else is found."""
    edge = min(years) if side == "earlier" else max(years)
    every = held or range(FIRST, LAST + 1)
    chosen = [y for y in every if (y < edge if side == "earlier" else y > edge) or (with_it and y == edge)]
    return tuple(sorted(chosen)) or (edge if with_it else edge - 1 if side == "earlier" else edge + 1,)
