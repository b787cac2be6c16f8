"""Versions of a report: which documents are one report, and which of them stands for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import PurePath

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage
from jixiao.index import data_files
from jixiao.index.holdings.changes import coverage
from jixiao.index.records import DocumentInfo
from jixiao.index.text.similarity import bigrams, dice
from jixiao.index.text.tokenizer import fold

_YEAR = re.compile(r"(?:中華民國|民國)?\d{2,4}年度?")
# Bigrams in common from which two titles of one agency and year are one, without agency and year. Source: chosen:
# 執行績效與成果 and 成果報告 of 提升服務效能 have 0.57, 執行成果 of 提升服務品質 has 0.48 with it.
MIN_TITLE = 0.5
# Share of a report that must stand in another of the same name for the other to be its newer version. Source: the five
# reports and the sample corpus, each against each: at most 0.16 where both go by one name, 0.52 where they do not (the
# bureau's of two years); copies with a tenth of the passages reworded have 0.92 or more, with a third reworded and
# a twentieth left out 0.86, but for one of 26 short passages (0.63).
MIN_COVERAGE = 0.6


def same_report(a: DocumentInfo, b: DocumentInfo, register: Register) -> bool:
    """Whether both are versions of one report by what they say of themselves, whatever stands in them.

    That is: of one agency (a branch is another than its bureau), year and stage, with the same title but for small
    changes; where neither has a title, under one file name but for marks of a version (修正版, v2).
    """
    if (a.year, a.stage) != (b.year, b.stage) or not _same_agency(a.agency, b.agency, register):
        return False
    if a.title is None or b.title is None:
        return a.title == b.title and _letters(_file_name(a)) == _letters(_file_name(b))
    first, second = _subject(a), _subject(b)
    return _parts(first) == _parts(second) and dice(bigrams(first), bigrams(second)) >= MIN_TITLE


def relation(
    new: DocumentInfo,
    documents: Iterable[DocumentInfo],
    passages_of: Callable[[DocumentInfo], Sequence[Passage]],
    register: Register,
) -> tuple[DocumentInfo, DocumentInfo] | None:
    """The older and the newer version of one report: the new one, and one of the documents that count.

    None where most of no such report stands in the other.
    """
    best: tuple[float, tuple[DocumentInfo, DocumentInfo]] | None = None
    for known in documents:
        if known.superseded_by is None and same_report(known, new, register):
            pair = (new, known) if _edition(known) > _edition(new) else (known, new)
            share = coverage(passages_of(pair[0]), passages_of(pair[1]))
            if share >= MIN_COVERAGE and (best is None or share > best[0]):
                best = share, pair
    return best[1] if best else None


def _same_agency(first: str | None, second: str | None, register: Register) -> bool:
    if first is None or second is None:
        return first is second
    known = organisations.canonical(first, register)
    return fold(first) == fold(second) or (known is not None and known == organisations.canonical(second, register))


def _subject(info: DocumentInfo) -> str:
    """The title without agency, year and marks of a version."""
    title = fold(info.title or "")
    return _unmarked(_YEAR.sub("", title.replace(fold(info.agency or "\0"), "")))


def _file_name(info: DocumentInfo) -> str:
    return _unmarked(fold(PurePath(info.source).stem))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name)


def _unmarked(name: str) -> str:
    for kind in ("revisions", "drafts", "numbered", "copies"):
        name = _marks(kind).sub("", name)
    return name


def _parts(subject: str) -> list[str]:
    return [match.group() for match in _marks("parts").finditer(subject)]


def _edition(info: DocumentInfo) -> tuple[int, int]:
    """What orders versions by their own word: draft, plain, revised; then the number of the version."""
    named = f"{fold(info.title or '')} {fold(PurePath(info.source).stem)}"
    numbers = [next(filter(None, match.groups()), "0") for match in _marks("numbered").finditer(named)]
    number = max((int(n) if n.isdecimal() else "一二三四五六七八九".index(n) + 1 for n in numbers), default=0)
    revised = bool(_marks("revisions").search(named)) or number > 1
    return revised - bool(_marks("drafts").search(named)), number


@cache
def _marks(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(data_files.toml("versions")[kind]))
