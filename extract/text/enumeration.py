"""Item labels of running Chinese text (1. (1) 一、 (A) ① 2.1 …) and the places where text may be cut.

A number is a label only where a list can stand: at the start, after a sentence end or colon, or as the next number of a
list that is open. So 「2.0」, 「1.5 倍」, 「CNS 8088 第 11.1 節」 and a footnote mark in prose are no labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jixiao.extract.text import normalisation

HAN_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {"十": 10}
FORMAL_DIGITS = {c: n for n, c in enumerate("壹貳參肆伍陸柒捌玖", 1)} | {"叁": 3, "叄": 3, "拾": 10}
_HAN = r"[一-鿿㐀-䶿豈-﫿]"
_LABEL = re.compile(
    r"(?P<multi>\d{1,2}(?:\.[1-9]\d?)+[.、]?(?=\s*[「『(（《【一-鿿A-Z])(?!\s*[倍萬億元年月日%％]))"
    r"|(?P<dot>\d{1,2}[.．、](?!\d))"
    r"|(?P<paren>[(（]\s*\d{1,2}\s*[)）])"
    r"|(?P<half>\d{1,2}[)）](?!\d))"
    r"|(?P<han_paren>[(（]\s*[一二三四五六七八九十]{1,3}\s*[)）])"
    r"|(?P<han>[一二三四五六七八九十]{1,3}、)"
    r"|(?P<formal>[壹貳參叁叄肆伍陸柒捌玖拾]{1,2}[、.．])"
    r"|(?P<alpha>[A-Ha-h][.．、](?=\s*[「『(（《【一-鿿]))"
    r"|(?P<alpha_paren>[(（][A-Ha-h][)）])"
    r"|(?P<circle>[①-⑳⑴-⒇㈠-㈩])"
)
# Lists inside lists. Source: chosen; the reports have five at most.
DEEPEST = 12
_PARENTHESISED = frozenset({"paren", "alpha_paren", "han_paren", "circle"})
_PROTECTED = re.compile(
    r"「[^「」]{0,150}」|『[^『』]{0,150}』|《[^《》]{0,150}》|〈[^〈〉]{0,150}〉|【[^【】]{0,150}】"
    r"|（[^（）]{3,150}）|\([^()]{3,150}\)|“[^“”]{0,150}”"
)
_SENTENCE_END = re.compile(
    r"(?<![。！？!?])[。！？!?]++(?:(?![」』）)”】])|[」』）)”】]++(?=\s|$|[\d(（]))|(?<=[A-Za-z)])\.(?=\s+[A-Z])"
)
_CLAUSE_END = re.compile(r"[；;]")
_PHRASE_END = re.compile(r"，|(?<!\d),|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at code points `start` to `end` (white space behind it included); `depth` 0 is the outermost list."""

    start: int
    end: int
    kind: str
    number: int
    depth: int


def label_at_start(text: str) -> Label | None:
    """The label that `text` begins with (leading white space skipped)."""
    seen = normalisation.level(text)
    start = len(seen.text) - len(seen.text.lstrip())
    match = _LABEL.match(seen.text, start)
    return _placed(_read(seen.text, match, 0), seen) if match else None


def labels(text: str, *, loose: bool = False) -> list[Label]:
    """The labels of the list items in `text`, in order.

    `loose` also opens a list at a label that only white space sets apart (「調查 (1) 根據」), as measures write it.
    """
    found: list[Label] = []
    open_lists: list[Label] = []
    seen = normalisation.level(text)
    shielded = protected(seen.text)
    for match in _LABEL.finditer(seen.text):
        if _inside(match.start(), shielded):
            continue
        label = _accept(seen.text, match, open_lists, loose=loose)
        if label is not None:
            del open_lists[label.depth :]
            open_lists.append(label)
            found.append(_placed(label, seen))
    return found


def _placed(label: Label, seen: normalisation.Folded) -> Label:
    """The label of what is seen of a text, at its place in the text itself."""
    span = seen.span(label.start, label.end)
    return replace(label, start=span.start, end=span.end)


def protected(text: str) -> list[tuple[int, int]]:
    """Quotations and brackets of `text`, inside which nothing is cut."""
    return [match.span() for match in _PROTECTED.finditer(text)]


def cuts(text: str, *, level: int = 0) -> list[int]:
    """Offsets at which `text` may be cut: after sentences (level 0), clauses (；, 1 or more), phrases (，, 2)."""
    shielded = protected(text)
    ends = {match.end() for pattern in _patterns(level) for match in pattern.finditer(text)}
    return sorted(end for end in ends if 0 < end < len(text) and not _inside(end, shielded))


def _inside(at: int, shielded: list[tuple[int, int]]) -> bool:
    """Does an offset stand inside one of the spans (sorted, apart)?"""
    after = bisect_left(shielded, (at, 0))
    return after > 0 and at < shielded[after - 1][1]


def _patterns(level: int) -> Iterator[re.Pattern[str]]:
    yield from (_SENTENCE_END, _CLAUSE_END, _PHRASE_END)[: level + 1]


def _accept(text: str, match: re.Match[str], open_lists: list[Label], *, loose: bool) -> Label | None:
    boundary = _boundary(text, match.start())
    kind, number = str(match.lastgroup), _number(match)
    deeper = len(open_lists) < DEEPEST
    if number == 1 and deeper and any(last.kind == kind for last in open_lists) and _announced(text, match.start()):
        return _read(text, match, len(open_lists))
    for depth in range(len(open_lists) - 1, -1, -1):
        last = open_lists[depth]
        if last.kind != kind:
            continue
        step = number - last.number
        follows = step == 1 and (boundary >= 1 or (kind in _PARENTHESISED and _speaks(text, match.end())))
        gap = step == 2 and boundary >= 2
        if follows or gap or (boundary == 3 and number <= last.number + 1):
            return _read(text, match, depth)
        return None
    if deeper and (boundary == 3 or (number == 1 and boundary >= (1 if loose else 2))):
        return _read(text, match, len(open_lists))
    return None


def _boundary(text: str, at: int) -> int:
    """3 at the start of a paragraph, 2 after a sentence, clause or colon, 1 after white space or a comma, else 0."""
    near = text[max(at - 80, 0) : at]
    before = near.rstrip(" \t　")
    if not before or before.endswith("\n"):
        return 3
    if re.search(r"[。；;：:！!？?…][」』）)”】]*$", before):
        return 2
    return 1 if len(before) < len(near) or before[-1] in "，,、" else 0


def _announced(text: str, at: int) -> bool:
    """Does a colon stand before, so that a list of the same kind as the one around it begins (「1.作法如下：1.…」)?"""
    return text[max(at - 80, 0) : at].rstrip().endswith(("：", ":"))


def _speaks(text: str, at: int) -> bool:
    return re.match(rf"\s*[「『]?{_HAN}{{2}}", text[at : at + 8]) is not None


def _read(text: str, match: re.Match[str], depth: int) -> Label:
    end = match.end()
    while end < len(text) and text[end] in " \t　":
        end += 1
    return Label(match.start(), end, str(match.lastgroup), _number(match), depth)


def _number(match: re.Match[str]) -> int:
    body = re.sub(r"[\s()（）.．、]+$|^[\s(（]+", "", match.group())
    kind = match.lastgroup
    if kind in ("han", "han_paren"):
        return _han(body, HAN_DIGITS)
    if kind == "formal":
        return _han(body, FORMAL_DIGITS)
    if kind in ("alpha", "alpha_paren"):
        return ord(body.lower()) - ord("a") + 1
    if kind == "circle":
        return next(ord(body) - ord(first) + 1 for first in "㈠⑴①" if ord(body) >= ord(first))
    return int(body.rsplit(".", 1)[-1])


def _han(body: str, digits: dict[str, int]) -> int:
    total = 0
    for character in body:
        value = digits[character]
        total = (total or 1) * value if value == 10 else total + value
    return total
