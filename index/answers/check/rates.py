"""Rates of achievement that do not follow from the target and the actual value of their row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jixiao.extract.records import Passage, Quantity, QuantityRole

# Percentage points by which a rate may differ from its row. Source: chosen; one unit of a rate without decimals, which
# offices round up as well as down.
TOLERANCE = 1.0


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A rate with the target and the actual value beside it; `expected` in percent."""

    passage: Passage
    rate: Quantity
    target: Quantity
    actual: Quantity
    expected: float

    @property
    def follows(self) -> bool:
        """Is it what the row gives: actual by target, held at 100% where offices cut it there, or, where less is
        better, target by actual?"""
        allowed = {self.expected, min(self.expected, 100.0)}
        if self.expected > 0:
            allowed |= {10_000 / self.expected, 200 - self.expected}
        return any(abs(self.rate.value - one) <= TOLERANCE for one in allowed)


def stated_rates(passages: Iterable[Passage]) -> Iterator[StatedRate]:
    """The rows that hold one target, one actual value of its unit, and one rate of achievement, in order."""
    for passage in passages:
        target, actual, rate = (_only(passage, role) for role in ("target", "actual", "rate"))
        if target is None or actual is None or rate is None or target.unit != actual.unit or not target.value:
            continue
        if rate.unit == "%" and re.search("達成|達標|完成", rate.of or ""):
            yield StatedRate(passage, rate, target, actual, 100 * actual.value / target.value)


def _only(passage: Passage, role: QuantityRole) -> Quantity | None:
    own = [quantity for quantity in passage.quantities if quantity.role == role]
    return own[0] if len(own) == 1 else None
