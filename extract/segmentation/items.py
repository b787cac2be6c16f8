"""Running text → pieces of readable size: numbered items, items of branches, groups of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from jixiao.extract.names.organisations import canonical
from jixiao.extract.names.register import ours
from jixiao.extract.records import Span
from jixiao.extract.segmentation.cutting import GOOD, LONGEST, groups
from jixiao.extract.text.enumeration import Label, labels

# Source: SHORTEST is the least length asked for of outcome passages. The others are chosen by reading the outcomes of
# reports 000-004: points of less than about 45 characters are phrases that need their item around them, longer ones
# are sentences of their own. See extract.segmentation.cutting.
SHORTEST = 15
APART = 45
LEAD = 25
SHORT_PARAGRAPH = 40
LONGEST_LEAD = 40

_HEADED = re.compile(
    r"\s*(?!配合|協助|依|參與|會同|陳報|報請|轉請|與|由|請)"
    r"([一-鿿]{0,10}?(?:分局|總局|本局|分署|總署|辦事處|分處|分院|分會|分所|工作站|監理[所站]|事務所|服務站|稽徵所|公所))"
    r"\s*[：:－—–-]"
)
_SUBJECT = re.compile(r"\s*([一-鿿]{2,3}分局)(?![及、與和之等（(])(?=[一-鿿])")


@dataclass(frozen=True, slots=True)
class Part:
    """Code points `start` to `end` of the text; `branch` is what the label of its item, or of one around it, names;
    `lead` is what the list says before its first item, up to a colon, where the part does not hold it."""

    start: int
    end: int
    branch: str | None
    lead: Span | None = None


@dataclass(slots=True)
class Node:
    """An item: its own text up to the first child, then the children. `label` is None for the root and paragraphs."""

    start: int
    end: int
    label: Label | None
    branch: str | None
    children: list[Node] = field(default_factory=list)


def itemise(text: str) -> list[Part]:
    """The parts of `text` in order; together they hold all of it but white space between them."""
    parts = [_stripped(text, part) for part in _parts(text, _tree(text))]
    return _merged(text, [part for part in parts if part.end > part.start])


def _tree(text: str) -> Node:
    root = Node(0, len(text), None, None)
    marks: list[tuple[int, Label | None]] = [(label.start, label) for label in labels(text)]
    labelled = {start for start, _ in marks}
    breaks = [0, *(match.end() for match in re.finditer(r"\n\s*", text))]
    marks.extend((start, None) for start in breaks if start not in labelled and (start or "\n" in text))
    stack = [root]
    for start, label in sorted(marks, key=lambda mark: mark[0]):
        if label is not None:
            keep = next(
                (at for at, node in enumerate(stack) if node.label and node.label.depth >= label.depth), len(stack)
            )
            while keep > 1 and stack[keep - 1].label is None:
                keep -= 1
        elif stack[-1].label is None and len(stack) > 1:
            keep = len(stack) - 1
        else:
            keep = len(stack)
        del stack[max(keep, 1) :]
        branch = _branch(text, label.end if label else start) or stack[-1].branch
        node = Node(start, len(text), label, branch)
        stack[-1].children.append(node)
        stack.append(node)
    _close(root)
    return root


def _branch(text: str, start: int) -> str | None:
    """The branch that an item opens with: before a colon or dash (any name), or as its subject (a known branch)."""
    headed = _HEADED.match(text, start)
    if headed:
        return headed.group(1)
    subject = _SUBJECT.match(text, start)
    return subject.group(1) if subject and canonical(subject.group(1), ours()) else None


def _close(node: Node) -> None:
    """Ends each child where the next one starts."""
    for at, child in enumerate(node.children):
        last = at + 1 == len(node.children)
        child.end = node.end if last else node.children[at + 1].start
        _close(child)


def _parts(text: str, node: Node) -> Iterator[Part]:
    if not node.children:
        yield from _sized(text, node)
        return
    whole = text[node.start : node.end].strip()
    points = [child.end - child.start for child in node.children]
    one_branch = all(child.branch == node.branch for child in node.children)
    if node.label and one_branch and len(whole) <= GOOD and sum(points) < APART * len(points):
        yield Part(node.start, node.end, node.branch)
        return
    parts = [part for child in node.children for part in _parts(text, child)]
    head = text[node.start : node.children[0].start].strip()
    first = parts[0]
    fits = len(text[node.start : first.end].strip()) <= LONGEST
    glued = _is_lead(head) and first.branch == node.branch and fits
    if head and (glued or len(head) < SHORTEST):
        parts[:1] = _sized(text, Node(node.start, first.end, node.label, first.branch))
    elif head:
        yield from _sized(text, Node(node.start, node.children[0].start, node.label, node.branch))
    lead = _said(text, node)
    yield from (
        one if one.lead or lead is None or one.start <= lead.start else replace(one, lead=lead) for one in parts
    )


def _said(text: str, node: Node) -> Span | None:
    """What the node says of its labelled children, the colon behind it left out."""
    end = node.start + len(text[node.start : node.children[0].start].rstrip())
    said = end > node.start and text[end - 1] in "：:" and node.children[0].label is not None
    return Span(node.start, end - 1) if said and end - node.start <= LONGEST_LEAD else None


def _is_lead(head: str) -> bool:
    return bool(head) and (len(head) < LEAD or head.endswith(("：", ":")))


def _sized(text: str, node: Node) -> Iterator[Part]:
    """The node's text, in groups of sentences of about equal size where it is too long."""
    body = text[node.start : node.end]
    if len(body.strip()) <= LONGEST:
        yield Part(node.start, node.end, node.branch)
        return
    for start, end in pairwise([0, *groups(body, SHORTEST), len(body)]):
        yield Part(node.start + start, node.start + end, node.branch)


def _stripped(text: str, part: Part) -> Part:
    body = text[part.start : part.end]
    return replace(part, start=part.start + len(body) - len(body.lstrip()), end=part.start + len(body.rstrip()))


def _merged(text: str, parts: list[Part]) -> list[Part]:
    """`parts` with those too short to stand alone joined to a neighbour of the same branch."""
    merged: list[Part] = []
    for part in parts:
        size = part.end - part.start
        last = merged[-1] if merged else None
        fits = last is not None and last.branch == part.branch and part.end - last.start <= LONGEST
        loose = size < SHORT_PARAGRAPH and not labels(text[part.start : part.end])
        small = last is not None and (size < SHORTEST or last.end - last.start < SHORTEST)
        if last is not None and fits and (small or loose):
            merged[-1] = Part(last.start, part.end, part.branch)
        else:
            merged.append(part)
    return merged
