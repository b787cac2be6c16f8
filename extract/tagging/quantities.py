"""Numbers that count something: where they stand, value, unit, what is counted, qualifier, change.

Works on folded text and on the offsets of it. Units and cue words in data/units.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.extract.tagging import counted_nouns, fractions, signs
from jixiao.extract.text import normalisation, numerals, units

# Numbers that name something: phones, standards, file and document numbers, codes, ordinals (第 18 條第 1 項).
_NAMES = re.compile(
    r"\(0\d{1,2}\)\s?\d{3,4}-?\d{3,4}|(?<!\d)0\d{1,3}-\d{3,4}-?\d{3,4}|(?<!\d)0800-?\d{3}-?\d{3}"
    r"|(?<![A-Za-z])(?:CNS|IEC|ISO|IEEE|ASTM|JIS|EN|UL|OIML|ITU|DIN|BS)(?:[/ -][A-Z]{2,4})?[ -]?\d[\d.:-]*"
    r"|[A-Za-z]+-?\d+(?:[-.]\d+)*"
    r"|字?第\s?[\d〇零一二三四五六七八九十百千.]+(?:(?:[、~至到-]第?|[條項款目節之、或及與]+(?=\d+[條項款目]))[\d〇一二三四五六七八九十]+)*"
    r"|\d+(?:\.\d+)*(?=[A-Z]{1,3}(?![A-Za-z])(?!\s?[=<>]))|(?<![\d.])\d+(?:\.\d+){2,}|\d+(?:[:時]\d+分?|點\d+分)"
)
# Characters before a number in which 預計 and the like still qualify it. Source: 18 between 每批 and its number in 004,
# the longest such distance in the five reports.
_FAR = 24
# Thousands parted by plain spaces, which part columns too.
_SPACED = re.compile(r"(?<![\d.,A-Za-z/-])\d{1,3}(?: \d{3})+(?![\d,./-])")
_COUNTED = re.compile(r"(?:[共計為達約逾近至到]|\$|幣)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in folded text; `of` is where what it counts stands, `before` the earlier end of a change."""

    start: int
    end: int
    value: float
    unit: str
    of: tuple[int, int] | None = None
    qualifier: str | None = None
    before: float | None = None


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """Quantities of `text` (folded), in order; numbers inside the spans `taken` (dates, names) are passed over."""
    text = _grouped(normalisation.without_labels(text))
    patterns = units.numbers()
    taken = [*taken, *(match.span() for match in _NAMES.finditer(text) if not _measure(text, match))]
    found: list[Found] = []
    for match in patterns.arabic.finditer(text):
        found += _read(text, match, taken)
    for match in patterns.written.finditer(text):
        if _counts(text, match):
            found += _read(text, match, taken)
    for match in patterns.formal.finditer(text):
        if match["unit"] == "元" or (len(match["number"]) > 1 and set(match["number"]) & set("拾佰仟")):
            found += _read(text, match, taken)
    found += [*_sums(text), *_bracketed(text, taken)]
    for part in fractions.find(text):
        sign = signs.below_zero(text, part.start, part.end, part.unit)
        start, value = part.start - sign, -part.value if sign else part.value
        found.append(Found(start, part.end, value, part.unit, None, _qualifier(text, start, part.end)))
    return _told(text, _apart(found))


def _grouped(text: str) -> str:
    """`text` with the spaces that part thousands as thin ones: 1 234 567, and 1 234 where it is counted.

    「107 108 109」 and 「12 345」 of a table's line are numbers of their own.
    """

    def thin(match: re.Match[str]) -> str:
        groups = match.group().split(" ")
        alike = all(re.fullmatch(r"1[0-4]\d", group) for group in groups)
        counted = _COUNTED.search(text, 0, match.start()) or (
            re.match(r"\s?元", text[match.end() :]) and not re.fullmatch(r"1[0-4]\d", groups[0])
        )
        said = counted or (len(groups) > 2 and not alike)
        return match.group().replace(" ", "\u202f") if said else match.group()

    return _SPACED.sub(thin, text)


def _bracketed(text: str, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Negative amounts as accounts write them: (1,200)元."""
    found = []
    for match in units.numbers().bracketed.finditer(text):
        unit = match["outer"] or match["inner"]
        value = numerals.value(match["number"])
        longer = any(
            text.startswith(word, match.start("outer")) for word in units.rules().longer if len(word) > len(unit)
        )
        inside = any(a < match.end("number") and match.start("number") < b for a, b in taken)
        if value and not inside and not (match["outer"] and longer) and signs.bracketed(text, match):
            found.append(Found(*match.span(), -value, unit, None, _qualifier(text, *match.span())))
    return found


def _sums(text: str) -> list[Found]:
    """Money whose unit stands before the number or is left out: NT$1,200, 新臺幣 500 萬, NT$-1,200."""
    rules = units.rules()
    found = []
    for match in units.numbers().sum.finditer(text):
        value, name = numerals.value(match["number"]), match["money"]
        unit = rules.money.get(name) or (name if name.endswith("元") else f"{name}元")
        if value is not None:
            sign = 0 if match["minus"] else signs.below_zero(text, match.start(), match.end(), unit)
            start = match.start() - sign
            value = -value if match["minus"] or sign else value
            found.append(Found(start, match.end(), value, unit, None, _qualifier(text, start, match.end())))
    return found


def _measure(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a name (250N, NTD3,000) is a number with a unit, or money."""
    if any(match.group().startswith(sign) for sign in units.rules().money):
        return True
    unit = units.numbers().arabic.match(text, match.start())
    return bool(match.group()[0].isdigit() and unit and unit["unit"].isascii())


def _read(text: str, match: re.Match[str], taken: Sequence[tuple[int, int]]) -> list[Found]:
    """One quantity, or the two ends of a range; none where the number is part of a name or of a longer word."""
    start, end, unit = match.start("number"), match.end(), match["unit"]
    if any(a < match.end("number") and start < b for a, b in taken) or not _stands(text, match):
        return []
    value = _value(text, match)
    if value is None or (unit == "年" and value >= 70 and not match["lower"]):
        return []
    labelled = not start or text[start - 1] in "。;:\n"
    if labelled and value % 1 and unit in units.rules().whole and re.fullmatch(r"\d{1,2}\.\d+", match["number"]):
        # 「1.5家廠商」 at the start of an item: the label 1. and 5 家.
        start += match["number"].index(".") + 1
        value = float(text[start : match.end("number")])
    if unit == "成" and (tenth := re.match(r"[\d一二三四五六七八九](?![\d.十百千萬億])", text[end:])):
        value += (numerals.value(tenth.group()) or 0.0) / 10
        end += 1
    opening = match.start("money") if match["money"] else start
    sign = 0 if match["lower"] else signs.below_zero(text, opening, end, unit)
    opening, value = opening - sign, -value if sign else value
    if match["money"] in units.rules().money:
        unit = units.rules().money[match["money"]] if unit == "元" else unit
    elif match["money"] in units.rules().foreign:
        unit = match["money"] + ("元" if unit == "元" and not match["money"].endswith("元") else "")
    first = match.start("lower") if match["lower"] else opening
    below = signs.below_zero(text, first, end, unit) if match["lower"] else 0
    qualifier = match["within"] or _qualifier(text, first, end)
    ends = [Found(opening, end, value, unit, None, qualifier)]
    lower = _lower(match)
    if lower is not None:
        ends.insert(0, Found(first - below, match.end("lower"), -lower if below else lower, unit, None, qualifier))
    return ends


def _value(text: str, match: re.Match[str]) -> float | None:
    """The number; 百 千 萬 alone are one of them behind 逾, 近 … and before 餘 (逾百場, 千餘人)."""
    number = match["number"]
    bare = number.strip("百千萬億") == ""
    if bare and (match["within"] or units.cues().before.search(text, 0, match.start("number"))):
        return numerals.value(f"一{number}")
    return numerals.value(number)


def _lower(match: re.Match[str]) -> float | None:
    """The lower end of a range; 3 至 5 萬元 begins at 3 萬."""
    lower = numerals.value(match["lower"]) if match["lower"] else None
    large = re.fullmatch(r"(.+?)\s?([萬億兆]+)", match["number"])
    if lower is None or large is None or set(match["lower"]) & set("萬億兆"):
        return lower
    upper = numerals.value(large[1])
    return numerals.value(f"{match['lower']}{large[2]}") if upper is not None and lower < upper else lower


def _stands(text: str, match: re.Match[str]) -> bool:
    """Whether number and unit are words of their own here."""
    rules = units.rules()
    at, unit = match.start("unit"), match["unit"]
    first = match.start("lower") if match["lower"] else match.start("number")
    if any(len(word) > len(unit) and text.startswith(word, at) for word in rules.longer) and not any(
        text.startswith(word, at) for word in rules.not_longer
    ):
        return False
    if unit in rules.ranked and text[first - 1 : first] == "前":
        return False
    if unit == "日" and text[first - 1 : first] == "月":
        return False  # of a day that is none: 2 月 30 日內
    if unit == "日" and not (rules.day_after.match(text, match.end()) or rules.day_before.search(text, 0, first)):
        return bool(units.cues().change_from.search(text, 0, first))
    guard = rules.guarded.get(match.group())
    return guard is None or bool(guard.search(text, 0, match.start()))


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is a number here: 一 mostly is not, nor is one sign before some units (三組)."""
    rules, number, unit = units.rules(), match["number"], match["unit"]
    value = _value(text, match)
    if value is None or value == 0:
        return False
    if unit == "成" and re.match(r"[一二三四五六七八九](?![十百千萬億])", text[match.end() :]):
        return True  # 一成五
    cued = bool(rules.one_before.search(text, 0, match.start()))
    cued = cued or (unit in rules.spans and units.cues().after.match(text, match.end()) is not None)
    if unit in rules.seldom and not match["lower"]:
        counted = value > 10 or (number == "兩" and unit not in rules.not_two) or cued
        return counted and not (number == "十" and unit == "分")
    return value != 1 or bool(match["money"] or match["lower"]) or (unit in rules.one_units and cued)


def _qualifier(text: str, start: int, end: int) -> str | None:
    cues = units.cues()
    after = cues.after.match(text, end)
    if after:
        return after.group()
    if differs := units.cues().differs.search(text, max(0, start - _FAR), start):
        return differs[1]  # how much more or less than another year, no amount of its own
    before = cues.before.search(text, max(0, start - 8), start) or cues.far.match(text, max(0, start - _FAR), start)
    return before[1] if before else None


def _told(text: str, found: Sequence[Found]) -> list[Found]:
    """With what each counts, and the earlier value at the later end of a change (「由 26.8% 提升至 52.3%」)."""
    cues = units.cues()
    out: list[Found] = []
    for at, quantity in enumerate(found):
        following = found[at + 1].start if at + 1 < len(found) else len(text)
        before = None
        if out and out[-1].unit == quantity.unit and cues.change_to.fullmatch(text, out[-1].end, quantity.start):
            before = out[-1].value if cues.change_from.search(text, 0, out[-1].start) else None
        of = counted_nouns.counted(text, quantity, out, following)
        out.append(replace(quantity, of=of, before=before))
    return out


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept
