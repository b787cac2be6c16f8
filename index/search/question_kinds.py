"""What kind of answer a question asks for, and what it says besides: patterns in data/question_kinds.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jixiao.index import data_files
from jixiao.index.records import Filters, Kind, Wanted


@dataclass(frozen=True, slots=True)
class Reading:
    """Of a list, `name` is the word for what is asked for (系統) and `of` what stands before it (哪些線上申辦系統).

    `wanted` are the kinds of tags where the pattern itself says them, `asking` the stretches of the folded question
    that ask (哪些, 系統).
    """

    kind: Kind
    name: str = ""
    of: str = ""
    wanted: tuple[str, ...] = ()
    asking: tuple[tuple[int, int], ...] = ()


def read(asked: str, sides: Filters) -> Reading:
    """`asked` is the folded question; `sides` are all years and branches that it names or is limited to."""
    several = len(sides.year) > 1 or len(sides.branch) > 1 or bool(re.search(questions()["comparing"]["each"], asked))
    for entry in questions()["kind"]:
        if entry["kind"] == "compare" and not several:
            continue
        for pattern in entry["patterns"]:
            match = _pattern(pattern).search(asked)
            if match is None:
                continue
            told = match.groupdict()
            return Reading(
                entry["kind"],
                told.get("name") or "",
                told.get("of") or "",
                tuple(entry.get("wanted", ())),
                tuple(match.span(group) for group in ("ask", "name") if told.get(group)),
            )
    return Reading("passages")


def wanted(asked: str, reading: Reading) -> Wanted:
    """The names that a list asks for: of a thing that no list of kinds has, its titles; where none is named, all."""
    entries = questions()["listed"]
    if reading.of and not reading.name:
        return Wanted(("title",), of=reading.of)
    word = reading.name or next((m.group() for m in re.finditer(_words(entries), asked)), "")
    entry = next((entry for entry in entries if re.fullmatch(_words([entry]), word)), None)
    if reading.wanted or entry is None:
        everything = dict.fromkeys(kind for entry in entries for kind in entry["kinds"] if kind != "date")
        return Wanted(reading.wanted or tuple(everything))
    partner = "organisation" in entry["kinds"] and re.search(questions()["listing"]["partner"], asked)
    return Wanted(tuple(entry["kinds"]), entry.get("name", ""), reading.of, bool(partner))


def about(content: str, kind: Kind, asked_for: Wanted | None) -> str:
    """`content` without the words in which lists and comparisons are asked for (rules and regulations)."""
    patterns: Sequence[str] = ()
    if kind == "compare":
        patterns = questions()["comparing"]["words"]
    elif kind == "list":
        told = questions()["listing"]
        same = [entry for entry in questions()["listed"] if asked_for and tuple(entry["kinds"]) == asked_for.kinds]
        english = "|".join(rf"\b(?:{entry['english']})s?\b" for entry in same)
        together = [told["together"]] if asked_for and asked_for.partner else []
        also = "|".join(entry["words"] for entry in same)
        joined = [rf"(?:或|和|及|與|、)(?:{also})"] if also else []
        patterns = [*together, *joined, *([english] if english else []), *told["words"]]
    for pattern in patterns:
        content = re.sub(pattern, " ", content)
    return " ".join(content.split())


def is_small_talk(text: str) -> bool:
    """Whether it asks nothing that reports could answer: a greeting, who is there."""
    return bool(re.fullmatch(questions()["small_talk"]["pattern"], text.strip().lower()))


def questions() -> dict[str, Any]:
    """As they stand in question_kinds.toml."""
    return data_files.toml("question_kinds")


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    entries = questions()["listed"]
    bodies = [entry for entry in entries if "organisation" in entry["kinds"]]
    return re.compile(pattern.replace("{names}", _words(entries)).replace("{bodies}", _words(bodies)))


def _words(entries: Sequence[dict[str, Any]]) -> str:
    """One pattern of all words of these entries, longer Chinese ones first."""
    chinese = sorted((word for entry in entries for word in entry["words"].split("|")), key=len, reverse=True)
    return "|".join([*chinese, *(rf"\b(?:{entry['english']})s?\b" for entry in entries)])
