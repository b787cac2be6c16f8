"""The text of measure cells → parent and measures: 「1. 提升服務設施合宜度: (1) 進行環境美化…」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.extract.records import Span
from jixiao.extract.text.enumeration import Label, labels

# Source: the parents of reports 000-004 have 9 to 17 characters; whole measures end with 。
LONGEST_PARENT = 20


@dataclass(frozen=True, slots=True)
class Parent:
    """A numbered heading of measures; `kind` and `number` are the label of its last measure so far (None: none yet)."""

    text: str
    kind: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure without its number; `span` counts in the text given; `label` is None where it has no number."""

    span: Span
    parent: Parent | None
    label: Label | None


def measures(text: str, parent: Parent | None) -> tuple[list[Measure], Parent | None]:
    """The measures of one row's text, and the parent that holds for the next row.

    `parent` is the one in force from the rows above. No measure: the text is a parent alone.
    """
    found = labels(text, loose=True)
    top = [label for label in found if label.depth == 0]
    if not top:
        if text.rstrip().endswith(("：", ":")):
            return [], Parent(parent_name(text), None, 0)
        return [Measure(_trim(text, 0, len(text)), None, None)], None
    head = text[: top[0].start]
    if head.strip():
        return _headed(text, head, top)
    nested = [label for label in found if label.depth == 1]
    if len(top) == 1 and nested:
        heading = text[top[0].end : nested[0].start]
        if _is_parent(heading):
            return _under(text, Parent(parent_name(heading), None, 0), nested)
    if len(top) > 1 and not nested:
        return _under(text, _still(parent, top[0]), top)
    body = _trim(text, top[0].end, len(text))
    if parent_only(text, top[0]):
        return [], Parent(parent_name(text[top[0].end :]), None, 0)
    kept = _still(parent, top[0])
    kept = Parent(kept.text, top[0].kind, top[0].number) if kept else None
    return [Measure(body, kept, top[0])], kept


def parent_name(text: str) -> str:
    """A parent up to its colon, without final punctuation."""
    return re.sub(r"\s+", " ", re.split("[：:]", text.strip(), maxsplit=1)[0]).strip(" 。，,")


def parent_only(text: str, label: Label) -> bool:
    """Is the labelled text nothing but a heading, its colon last?"""
    return text.rstrip().endswith(("：", ":")) and "。" not in text[label.end :]


def _headed(text: str, head: str, top: list[Label]) -> tuple[list[Measure], Parent | None]:
    if _is_parent(head):
        return _under(text, Parent(parent_name(head), None, 0), top)
    return [Measure(_trim(text, 0, len(text)), None, None)], None


def _under(text: str, parent: Parent | None, points: list[Label]) -> tuple[list[Measure], Parent | None]:
    ends = [label.start for label in points[1:]] + [len(text)]
    last = Parent(parent.text, points[-1].kind, points[-1].number) if parent else None
    return [Measure(_trim(text, label.end, end), last, label) for label, end in zip(points, ends, strict=True)], last


def _still(parent: Parent | None, label: Label) -> Parent | None:
    """`parent` if the label goes on with its measures, else None."""
    if parent is None:
        return None
    if parent.kind is None or (parent.kind == label.kind and label.number > parent.number):
        return parent
    return None


def _is_parent(text: str) -> bool:
    heading = text.strip()
    return heading.endswith(("：", ":")) or (0 < len(heading) <= LONGEST_PARENT and "。" not in heading)


def _trim(text: str, start: int, end: int) -> Span:
    body = text[start:end]
    return Span(start + len(body) - len(body.lstrip()), start + len(body.rstrip()))
