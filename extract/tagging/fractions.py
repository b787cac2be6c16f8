"""Numbers that are no count of whole things: 百分之六十點五, 三分之二, 八五折, 一年半, 半小時."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jixiao.extract.text import numerals, units

_WHOLE = {"百": "%", "千": "‰", "萬": "‱"}
_DIGITS = "一二三四五六七八九"
_SHARE = re.compile(
    rf"(?<![{_DIGITS}十百千萬\d部])(?P<whole>{numerals.WRITTEN}|\d{{1,5}})分之"
    rf"(?P<part>{numerals.WRITTEN}|{numerals.ARABIC})"
    rf"(?:{units.RANGE}(?P<upper>{numerals.WRITTEN}(?!分之)|{numerals.PLAIN}))?"
)
_RATIO = re.compile(r"(?<![\d/.])(?P<part>\d{1,2})/(?P<whole>\d{1,2})(?=以上|以下)")


@dataclass(frozen=True, slots=True)
class Part:
    """A number at `start` to `end` of the folded text."""

    start: int
    end: int
    value: float
    unit: str


def find(text: str) -> list[Part]:
    """Shares, discounts and halves of `text` (folded). A share of another whole than 百 千 萬 is told in %."""
    found: list[Part] = []
    for match in _SHARE.finditer(text):
        found += _share(match)
    for match in _RATIO.finditer(text):
        found += _share(match)
    for match in _discounts().finditer(text):
        number = match["number"].translate(str.maketrans(_DIGITS, "123456789"))
        # 85 折 and 八五折 are 8.5 tenths.
        value = float(number if "." in number or len(number) == 1 else f"{number[0]}.{number[1]}")
        found.append(Part(match.start(), match.end(), value, "折"))
    for pattern in _halves():
        for match in pattern.finditer(text):
            told = match.groupdict()
            whole = numerals.value(told["number"]) if told.get("number") else 0.0
            if whole is not None:
                found.append(Part(match.start(), match.end(), whole + 0.5, (told.get("counter") or "") + told["unit"]))
    return found


def _share(match: re.Match[str]) -> list[Part]:
    """The share, and the upper end of a range (百分之五至十)."""
    told = match.groupdict()
    unit = _WHOLE.get(told["whole"], "%")
    whole = None if told["whole"] in _WHOLE else numerals.value(told["whole"])
    parts = []
    for name in ("part", "upper"):
        if not told.get(name):
            continue
        value = 100.0 if told[name] == "百" else numerals.value(told[name])
        if value is None or (told["whole"] not in _WHOLE and (not whole or value > whole)):
            continue
        start = match.start() if name == "part" else match.start(name)
        end = max(match.end(name), match.end("whole"))
        parts.append(Part(start, end, round(100 * value / whole, 4) if whole else value, unit))
    return parts


@cache
def _discounts() -> re.Pattern[str]:
    other = units.either(units.halves()["not_discount"])
    return re.compile(rf"(?<![{_DIGITS}十\d.])(?P<number>[{_DIGITS}]{{1,2}}|\d(?:\.?\d)?)折(?!{other})")


@cache
def _halves() -> tuple[re.Pattern[str], ...]:
    """2 個半月 (in 個月), 一年半, 半小時; not 上半年, 半成品, 半年報."""
    data = units.halves()
    counted, plain, no_unit = (units.either(data[key]) for key in ("counted", "plain", "not_after"))
    number = rf"(?<![第\d.{numerals.SIGNS}])(?P<number>{numerals.WRITTEN}|{numerals.PLAIN})"
    alone = rf"(?<![\d{numerals.SIGNS}{''.join(data['not_before'])}])"
    return (
        re.compile(rf"{number}(?P<counter>個)半(?P<unit>{counted})"),
        re.compile(rf"{number}(?P<unit>{plain}|個?(?:{counted}))半(?!{units.either(data['not_behind'])})"),
        re.compile(rf"{alone}半(?P<unit>{plain}|個?(?:{counted}))(?!{no_unit})"),
    )
