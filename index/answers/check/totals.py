"""Totals that say their parts: 「共 287 場次 (人 53、基、新 28 …)」, 「1,204 具(地秤 312 具、計費表 892 具)」."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage, Span
from jixiao.extract.tagging import breakdowns
from jixiao.extract.tagging.breakdowns import Share
from jixiao.extract.text import normalisation
from jixiao.extract.text.normalisation import Folded
from jixiao.index.answers.check.records import StatedTotal

# Full stops between parts and a total that they do not add up to, at most: else it is that of something else.
_MAX_SENTENCES_APART = 1
_TOTAL = re.compile(r"(?:共計?|合計|總計|總共|累計|計|達|為)[\u4e00-\u9fff]{0,4}$")
_OTHER = re.compile(r"較|比|增|減|年|目標|每|平均|由|從|另|以上|達成|即")
_LISTED = re.compile(r"其中|包括|包含|含|如|例")


def stated_totals(passages: Iterable[Passage], register: Register) -> Iterator[StatedTotal]:
    """In the order of the passages."""
    for passage in passages:
        if len(passage.quantities) < 3:  # a total and two parts
            continue
        folded = normalisation.fold(passage.text)
        for shares in breakdowns.find(folded.text, register):
            found = _of_branches(passage, folded, shares)
            if found is not None:
                yield found
        yield from _in_brackets(passage)


def _of_branches(passage: Passage, folded: Folded, shares: list[Share]) -> StatedTotal | None:
    """The breakdown with the total that its sum equals, else with the nearest that calls itself one."""
    inside = folded.span(shares[0].start, shares[-1].end).shift(passage.span.start)
    before = [q for q in passage.quantities if q.span.end <= inside.start and q.unit not in ("%", "個百分點")]
    near = [q for q in before if _sentences_between(passage, q.span.end, inside.start) <= _MAX_SENTENCES_APART]
    added = sum(share.value for share in shares)
    equal = [q for q in before if q.value == added]
    said = [q for q in near if _TOTAL.search(_text_before(passage, q.span.start))]
    total = next(reversed(equal or said), None)
    if total is None:
        return None
    parts = tuple(("、".join(share.branches) or None, share.value) for share in shares)
    return StatedTotal(passage, Span(total.span.start, inside.end), total, parts)


def _in_brackets(passage: Passage) -> Iterator[StatedTotal]:
    """Totals with a bracket right behind them that holds two figures or more, all in the total's unit."""
    start = passage.span.start
    for at, total in enumerate(passage.quantities):
        opening = re.match(r"[^()（）,，。;；]{0,8}[(（]", passage.text[total.span.end - start :])
        if not opening:
            continue
        first = total.span.end - start + opening.end()
        closing = re.search(r"[)）]", passage.text[first:])
        if not closing:
            continue
        inner = passage.text[first : first + closing.start()]
        end = start + first + closing.start()
        parts = [q for q in passage.quantities[at + 1 :] if q.span.end <= end]
        inner_text = normalisation.squash(inner)
        if len(parts) < 2 or _OTHER.search(inner_text) or any(q.unit != total.unit or q.qualifier for q in parts):
            continue
        named = tuple((q.of, q.value) for q in parts)
        yield StatedTotal(passage, Span(total.span.start, end + 1), total, named, not _LISTED.search(inner_text))


def _sentences_between(passage: Passage, start: int, end: int) -> int:
    return passage.text[start - passage.span.start : end - passage.span.start].count("。")


def _text_before(passage: Passage, end: int) -> str:
    """What stands before `end`, without white space."""
    return normalisation.squash(passage.text[max(0, end - passage.span.start - 8) : end - passage.span.start])
