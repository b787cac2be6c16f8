"""Numbers that count something: where they stand, value, unit, what is counted, qualifier, change.

Works on folded text and on the offsets of it. Units and cue words in data/units.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from extract import normalisation, numerals

_DATA = Path(__file__).parent / "data" / "units.toml"
# Numbers that name something: phones, standards, file and document numbers, codes, ordinals (第 18 條第 1 項).
_NAMES = re.compile(
    r"\(0\d{1,2}\)\s?\d{3,4}-?\d{3,4}|(?<!\d)0\d{1,3}-\d{3,4}-?\d{3,4}|(?<!\d)0800-?\d{3}-?\d{3}"
    r"|(?<![A-Za-z])(?:CNS|IEC|ISO|IEEE|ASTM|JIS|EN|UL|OIML|ITU|DIN|BS)(?:[/ -][A-Z]{2,4})?[ -]?\d[\d.:-]*"
    r"|[A-Za-z]+-?\d+(?:[-.]\d+)*|字?第\s?[\d〇零一二三四五六七八九十百千.]+(?:[、~至到-]第?[\d〇一二三四五六七八九十]+)*"
    r"|\d+(?:\.\d+)*(?=[A-Z]{1,3}(?![A-Za-z])(?!\s?[=<>]))|(?<![\d.])\d+(?:\.\d+){2,}|\d+[:時]\d+分?"
)
_RANGE = r"[~\-–—−〜至到]"


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in folded text; `before` is the earlier end of a change."""

    start: int
    end: int
    value: float
    unit: str
    of: tuple[int, int] | None
    qualifier: str | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    arabic: re.Pattern[str]
    written: re.Pattern[str]
    share: re.Pattern[str]
    longer: tuple[str, ...]
    one_before: re.Pattern[str]
    one_units: frozenset[str]
    foreign: frozenset[str]
    qualifier_before: re.Pattern[str]
    qualifier_far: re.Pattern[str]
    qualifier_after: re.Pattern[str]
    change_to: re.Pattern[str]
    change_from: re.Pattern[str]
    whole: frozenset[str]
    stop: re.Pattern[str]
    behind: re.Pattern[str]
    tail: re.Pattern[str]
    head: re.Pattern[str]


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """Quantities of `text` (folded), in order; numbers inside the spans `taken` (dates, names) are passed over."""
    words = _words()
    text = normalisation.without_labels(text)
    taken = sorted([*taken, *(match.span() for match in _NAMES.finditer(text) if not _measure(words, text, match))])
    found: list[Found] = []
    for match in words.arabic.finditer(text):
        found += _read(words, text, match, taken)
    for match in words.written.finditer(text):
        if _counts(words, text, match):
            found += _read(words, text, match, taken)
    for match in words.share.finditer(text):
        found.append(Found(match.start(), match.end(), numerals.value(match["number"]) or 0.0, "%", None))
    found = _apart(found)
    return _with_changes(words, text, [replace(q, of=_of(words, text, q, found)) for q in found])


def _measure(words: _Words, text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a name (250N) is a number with a unit."""
    unit = words.arabic.match(text, match.start())
    return bool(
        match.group()[0].isdigit()
        and unit
        and unit["unit"].isascii()
        and not re.match(r"[A-Za-z\d]", text[unit.end() :])
    )


def _read(words: _Words, text: str, match: re.Match[str], taken: Sequence[tuple[int, int]]) -> list[Found]:
    """One quantity, or the two ends of a range; none where the number is part of a name or a longer word."""
    start = match.start("number")
    if any(a < match.end("number") and start < b for a, b in taken):
        return []
    at = match.start("unit")
    if any(len(word) > len(match["unit"]) and text.startswith(word, at) for word in words.longer):
        return []
    value = numerals.value(match["number"])
    if value is None:
        return []
    if value % 1 and match["unit"] in words.whole and match["number"].count(".") == 1 and match["number"][-1].isdigit():
        # 「1.5家廠商」 at the start of an item: the label 1. and 5 家.
        if start and text[start - 1] not in "。;:\n":
            return []
        start += match["number"].index(".") + 1
        value = float(text[start : match.end("number")])
    unit = match["unit"]
    if unit == "年" and (value >= 70 and not match["lower"]):
        return []
    opening = match.start("money") if match["money"] else start
    if match["money"] and match["money"] in words.foreign:
        unit = match["money"] + ("元" if unit == "元" and not match["money"].endswith("元") else "")
    qualifier = match["within"] or _qualifier(
        words, text, match.start("lower") if match["lower"] else opening, match.end()
    )
    ends = [Found(opening, match.end(), value, unit, None, qualifier)]
    if match["lower"]:
        lower = numerals.value(match["lower"])
        if lower is not None:
            ends.insert(0, Found(match.start("lower"), match.end("lower"), lower, unit, None, qualifier))
    return ends


def _counts(words: _Words, text: str, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is a number here: 一 mostly is not."""
    value = numerals.value(match["number"])
    if value is None or value == 0:
        return False
    if value != 1 or match["money"]:
        return True
    return match["unit"] in words.one_units and bool(words.one_before.search(text, 0, match.start("number")))


def _qualifier(words: _Words, text: str, start: int, end: int) -> str | None:
    after = words.qualifier_after.match(text, end)
    if after:
        return after.group()
    before = words.qualifier_before.search(text, max(0, start - 8), start)
    if before:
        return before[1]
    far = words.qualifier_far.search(text, max(0, start - 24), start)
    return far[1] if far else None


def _with_changes(words: _Words, text: str, found: list[Found]) -> list[Found]:
    """「由 26.8% 提升至 52.3%」: the later end carries the earlier value."""
    out = found[:1]
    for quantity in found[1:]:
        earlier = out[-1]
        if earlier.unit == quantity.unit and words.change_to.fullmatch(text, earlier.end, quantity.start):
            begins = words.change_from.search(text, 0, earlier.start)
            if begins:
                out.append(replace(quantity, before=earlier.value))
                continue
        out.append(quantity)
    return out


def _of(words: _Words, text: str, quantity: Found, found: Sequence[Found]) -> tuple[int, int] | None:
    """What is counted: the noun phrase behind the unit, else the one before the number. Offsets, or None."""
    behind = words.behind.match(text, quantity.end)
    phrase = (behind.start("phrase"), behind.end("phrase")) if behind else (quantity.end, quantity.end)
    nexts = [q.start for q in found if q.start >= quantity.end]
    end = min([phrase[1], *nexts])
    stop = words.stop.search(text, phrase[0], end)
    end = stop.start() if stop else end
    if end - phrase[0] >= 2:
        return phrase[0], end
    return _before(words, text, quantity, found)


def _before(words: _Words, text: str, quantity: Found, found: Sequence[Found]) -> tuple[int, int] | None:
    end = quantity.start
    floor = max([q.end for q in found if q.end <= quantity.start], default=0)
    for _ in range(3):
        tail = words.tail.search(text, max(floor, end - 16), end)
        end = tail.start() if tail else end
        start = max(floor, *(text.rfind(mark, 0, end) + 1 for mark in ",。;:\n("))
        if end - start < 2 and start - 1 > floor and text[start - 1] in ",(":
            end = start - 1
            continue
        head = words.head.match(text, start, end)
        start = head.end() if head else start
        cut = text.rfind("等", start, end)
        start = cut + 1 if 0 <= cut < end - 2 else start
        return (start, end) if end - start >= 2 else None
    return None


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(normalisation.squash(w)) for w in sorted(set(words), key=len, reverse=True)) or "(?!)"


@cache
def _words() -> _Words:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    never = set(data["never"])
    counts = [unit for unit in data["counts"] if unit not in never]
    plain = [unit for unit in counts if unit not in set(data["arabic_only"])]
    money = _either([*data["home_money"], *data["foreign_money"]])
    signs = _either(data["signs"])
    latin = rf"(?:{_either(data['latin'])})(?![A-Za-z])"
    arabic_unit = rf"(?P<unit>(?:{_either(counts)})(?:\(次\))?|{signs}|{latin})"
    lead = rf"(?:(?P<money>{money}))?\s?"
    lower = rf"(?:(?P<lower>{{0}})(?:{_RANGE}|{_either(data['change']['to'])}))?"
    left = r"(?<![\d.A-Za-z_/*×])(?<!\d,)"
    arabic = lower.format(numerals.ARABIC) + rf"(?P<number>{numerals.ARABIC})\s?(?P<within>[餘多](?!元))?\s?"
    written = lower.format(numerals.CHINESE) + rf"(?P<number>{numerals.CHINESE})(?P<within>[餘多](?!元))?"
    qualifiers, change, of = data["qualifiers"], data["change"], data["of"]
    return _Words(
        arabic=re.compile(left + lead + arabic + arabic_unit),
        written=re.compile(
            rf"(?<![第數幾週星期零〇一二三四五六七八九十百千萬億\d]){lead}{written}(?P<unit>(?:{_either(plain)}))"
        ),
        share=re.compile(rf"百分之(?P<number>{numerals.CHINESE}|{numerals.ARABIC})"),
        longer=tuple(data["longer"]),
        one_before=re.compile(_one_before(data["one_after"])),
        one_units=frozenset(data["one_units"]),
        foreign=frozenset(data["foreign_money"]),
        qualifier_before=re.compile(rf"({_either(qualifiers['before'])})$"),
        qualifier_far=re.compile(rf"({_either(qualifiers['far'])})[^,。;:]*$"),
        qualifier_after=re.compile(_either(qualifiers["after"])),
        change_to=re.compile(rf"[之的]?\)?(?:{_either(change['to'])})(?:\d{{2,3}}年度?(?:之|的)?)?"),
        change_from=re.compile(rf"(?:{_either(change['from'])})[^,。;]{{0,12}}$"),
        whole=frozenset(counts) - _DIVISIBLE,
        stop=re.compile(_either(of["stop"])),
        behind=re.compile(r"[之的]?(?P<phrase>[^,。;:、()「」『』\n\d~*=…]+)"),
        tail=re.compile(rf"(?:{_either(of['tail'])})+$"),
        head=re.compile(
            rf"(?:\(?[\dA-Za-z一二三四五六七八九十]{{1,2}}[).、]|\d{{2,3}}年度?(?:\d+月)?底?|{_either(of['head'])})+"
        ),
    )


_DIVISIBLE = frozenset(
    [
        "元",
        "小時",
        "天",
        "年",
        "日",
        "分",
        "秒",
        "分鐘",
        "倍",
        "成",
        "度",
        "公里",
        "公尺",
        "公分",
        "公斤",
        "公噸",
        "噸",
        "公升",
        "公頃",
        "坪",
        "人力天",
        "人天",
        "人日",
    ]
)


def _one_before(cues: Sequence[str]) -> str:
    """Before 一: a verb of doing or a sum, or a frequency (每 2 年辦理一次) in the same clause."""
    return rf"(?:{_either(cues)}|每[\d一二三四五六兩半]{{0,2}}(?:年|個?月|季|週|周|日|天|學期)[^,。;:]{{0,12}})$"


def unit_words() -> frozenset[str]:
    """Every unit the register of units knows."""
    data: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset([*data["counts"], *data["signs"], *data["latin"]])
