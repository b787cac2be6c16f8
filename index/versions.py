"""Versions of a report: which documents are one report, and which of them stands for it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path, PurePath

from extract import organisations
from index.answers.pairing import bigrams
from index.records import DocumentInfo
from index.tokenizer import fold

_DATA = Path(__file__).parent / "data" / "versions.toml"
_YEAR = re.compile(r"(?:中華民國|民國)?\d{2,4}年度?")
# Bigrams in common from which two titles of one agency and year are one, without agency and year. Source: chosen:
# 執行績效與成果 and 成果報告 of 提升服務效能 have 0.57, 執行成果 of 提升服務品質 has 0.48 with it.
TITLE = 0.5


def same_report(a: DocumentInfo, b: DocumentInfo) -> bool:
    """Whether both are versions of one report by what they say of themselves, whatever stands in them.

    That is: of one agency (a branch is another than its bureau), year and stage, with the same title but for small
    changes; where neither has a title, under one file name but for marks of a version (修正版, v2).
    """
    if (a.year, a.stage) != (b.year, b.stage) or not _same_agency(a.agency, b.agency):
        return False
    if a.title is None or b.title is None:
        return a.title == b.title and _file_name(a.source) == _file_name(b.source)
    first, second = bigrams(_subject(a)), bigrams(_subject(b))
    return 2 * len(first & second) >= TITLE * (len(first) + len(second))


def _same_agency(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return first is second
    known = organisations.canonical(first)
    return fold(first) == fold(second) or (known is not None and known == organisations.canonical(second))


def _subject(info: DocumentInfo) -> str:
    """The title without agency, year and marks of a version."""
    title = fold(info.title or "")
    return _unmarked(_YEAR.sub("", title.replace(fold(info.agency or "\0"), "")))


def _file_name(source: str) -> str:
    return re.sub(r"[\W_]+", "", _unmarked(fold(PurePath(source).stem)))


def _unmarked(name: str) -> str:
    return _marks().sub("", name)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("|".join(tomllib.loads(_DATA.read_text(encoding="utf-8"))["marks"]))
