"""Units and the words around numbers, compiled from data/units.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jixiao.extract.text import normalisation, numerals

_DATA = Path(__file__).parents[1] / "data" / "units.toml"
RANGE = r"[~\-–—−〜至到]"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Patterns with the groups money, lower, number, within, unit; `sum` is money without a unit (NT$1,200).

    `bracketed` is a number in brackets with its unit behind them, or (`inner`) within them.
    """

    arabic: re.Pattern[str]
    written: re.Pattern[str]
    formal: re.Pattern[str]
    sum: re.Pattern[str]
    bracketed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a number with a unit none: `longer` words that begin with a unit, 一 without a reason, and so on.

    `seldom` are the units that a single Chinese numeral mostly does not count (三組), `spans` those of time.
    """

    longer: tuple[str, ...]
    not_longer: tuple[str, ...]
    seldom: frozenset[str]
    not_two: frozenset[str]
    spans: frozenset[str]
    signed: frozenset[str]
    one_before: re.Pattern[str]
    one_units: frozenset[str]
    money: dict[str, str]
    foreign: frozenset[str]
    whole: frozenset[str]
    day_before: re.Pattern[str]
    day_after: re.Pattern[str]
    guarded: dict[str, re.Pattern[str]]
    ranked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Qualifiers and the words of a change (由 … 提升至 …); of `differs` (較 … 減少) the group is the word for it."""

    before: re.Pattern[str]
    far: re.Pattern[str]
    after: re.Pattern[str]
    change_to: re.Pattern[str]
    change_from: re.Pattern[str]
    differs: re.Pattern[str]


@cache
def numbers() -> Numbers:
    data = _data()
    never = set(data["never"])
    counts = [unit for unit in data["counts"] if unit not in never]
    names = either([*data["home_money"], *data["foreign_money"], *data["money_signs"]])
    money = rf"(?:(?P<money>{names}))?\s?"
    latin = rf"(?:{either(data['latin'])})(?![A-Za-z])"
    unit = rf"(?P<unit>{either(data['signs'])}|(?:{either(counts)})(?:\(次\))?|{latin})"
    between = rf"(?:{RANGE}|{either(data['change']['to'])})"
    within = r"\s?(?P<within>餘|多(?![元樣])|幾)?\s?"
    left = r"(?<![\d.A-Za-z_/*×])(?<!\d,)"
    digits = rf"(?:(?P<lower>{numerals.ARABIC}){between})?(?P<number>{numerals.ARABIC})"
    signs = rf"(?:(?P<lower>{numerals.WRITTEN}){between})?(?P<number>{numerals.WRITTEN})"
    apart = rf"(?<![第數幾週星期{numerals.SIGNS}\d])"
    return Numbers(
        arabic=re.compile(left + money + digits + within + unit),
        written=re.compile(rf"{apart}{money}{signs}{within}(?P<unit>(?:{either(counts)}))"),
        formal=re.compile(
            rf"{money}(?P<lower>(?!))?(?P<number>{numerals.FORMAL})(?P<within>(?!))?(?P<unit>{either(counts)})"
        ),
        sum=re.compile(
            rf"(?P<money>{names})\s?(?P<minus>[-−△▲]|\()?(?P<number>{numerals.ARABIC})"
            rf"(?!\s?[\d,.餘多~至到元]|\s?{RANGE}\s?\d|\)\s?元)\)?"
        ),
        bracketed=re.compile(
            rf"(?:{names})?\s?\((?:{names})?(?P<number>{numerals.ARABIC})\s?"
            rf"(?:\)\s?(?P<outer>{unit.replace('?P<unit>', '?:')})|(?P<inner>{unit.replace('?P<unit>', '?:')})\))"
        ),
    )


@cache
def rules() -> Rules:
    data = _data()
    often = r"每[\d一二三四五六兩半]{0,2}(?:年|個?月|季|週|周|日|天|學期)[^,。;:]{0,12}"
    return Rules(
        longer=tuple(normalisation.squash(word) for word in data["longer"]),
        not_longer=tuple(data["not_longer"]),
        seldom=frozenset(data["arabic_only"]),
        not_two=frozenset(data["not_two"]),
        spans=frozenset(data["spans"]),
        signed=frozenset(data["signed"]),
        one_before=re.compile(rf"(?:{either(data['one_after'])}|{often})$"),
        one_units=frozenset(data["one_units"]),
        money={**dict.fromkeys(data["home_money"], "元"), **data["money_signs"]},
        foreign=frozenset(data["foreign_money"]),
        whole=frozenset(data["counts"]) - frozenset(data["divisible"]),
        day_before=re.compile(rf"(?:{either(data['day_before'])})$"),
        day_after=re.compile(either(data["day_after"])),
        guarded={word: re.compile(rf"(?:{either(before)})$") for word, before in data["guarded"].items()},
        ranked=frozenset(data["ranked"]),
    )


@cache
def cues() -> Cues:
    qualifiers, change = _data()["qualifiers"], _data()["change"]
    dated = r"(?:(?:於|在)?\d{2,3}年度?(?:底)?(?:之|的)?)?"
    return Cues(
        before=re.compile(rf"({either(qualifiers['before'])})$"),
        far=re.compile(rf"(?s:.*)({either(qualifiers['far'])})[^,。;:]*$"),
        after=re.compile(either(qualifiers["after"])),
        change_to=re.compile(rf"[之的,]?\)?{dated}(?:{either(change['to'])}){dated}"),
        change_from=re.compile(rf"(?:{either(change['from'])})[^,。;]{{0,12}}$"),
        differs=re.compile(rf"(?:較|比|相較)[^,。;]{{1,12}}?({either(change['differs'])})(?:了|約|達|共|計)?\s?$"),
    )


def halves() -> dict[str, list[str]]:
    """What halves of: units and the words that are none; see data/units.toml."""
    words: dict[str, list[str]] = _data()["half"]
    return words


def below_zero() -> dict[str, list[str]]:
    """Words before a negative number, and before a triangle that is none; see data/units.toml."""
    words: dict[str, list[str]] = _data()["below_zero"]
    return words


@cache
def phrases() -> dict[str, re.Pattern[str]]:
    """Patterns for what is counted; see data/units.toml."""
    of = _data()["of"]
    name = rf"[\u4e00-\u9fff]{{2,5}}?(?:{either(of['agents'])})"
    agent = rf"{name}(?:[、及與]{name})*"
    label = r"\(?(?:[\dA-Za-z]{1,2}|[一二三四五六七八九十]{1,3})[).、]"
    date = (
        r"(?:[本今去前上]\(\d{1,3}\)[年月]度?|\d{2,3}年?度?[~至-]\d{2,3}年度?|(?:民國)?[一二三四五六七八九十百〇零]{2,5}年度?"
        r"|(?:民國)?\d{2,3}(?:年度?)?(?:\d{1,2}月?[~-]\d{1,2}月|\d{1,2}月份?)?(?:\d{1,2}日)?)底?止?"
    )
    return {
        "stop": re.compile(either(of["stop"])),
        "stop_not": re.compile(either(of["stop_not"])),
        "behind": re.compile(
            r"[之的]?(?P<phrase>(?:[^,。;:、()「」『』\n\d~*=…/]、)?(?:\d[A-Z]+|[^,。;:、()「」『』\n\d~*=…/])+)"
        ),
        "trailing": re.compile(r"(?:[及與和或共計]|[合總]計)+$"),
        "tail": re.compile(rf"(?:(?:由|自|從|較)?\d{{2,3}}年度?(?:底)?[之的]?|{either(of['tail'])})$"),
        "kept": re.compile(rf"(?:{either(of['tail_kept'])})$"),
        "verb_end": re.compile(rf"(?:{either(of['verbs_behind'])})$"),
        "verb_start": re.compile(rf"(?:{either(of['verbs'])})"),
        "measure": re.compile(rf"(?:{either(of['measures'])})$"),
        "verb_only": re.compile(rf"(?:已|共|均|另|並|再)*(?:{either(of['verbs'])})+"),
        "act": re.compile(either(of["acts"])),
        "last_act": re.compile(rf".*(?:{either(of['acts'])})(?=..)"),
        "standard": re.compile(either(of["standards"])),
        "and": re.compile("[及與和或]|以及"),
        "head": re.compile(rf"(?:{label}|{date}|{agent}|{either(of['head'])})"),
        "date": re.compile(date),
        "growth": re.compile(rf"[,、(]?(?:{either(of['growth'])})+|\("),
        "compared": re.compile(rf"(?:^|[,。;、(])(?:{either(of['compared'])})[^,。;]{{0,10}}$"),
    }


def either(words: Sequence[str]) -> str:
    """An alternation of `words` (folded), the longest first; what matches nothing where there are none."""
    folded = {normalisation.squash(word) for word in words}
    return "|".join(map(re.escape, sorted(folded, key=lambda word: (-len(word), word)))) or "(?!)"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
