"""Judgements of passages as evidence, in `marks.jsonl` of the library's folder: written once, never changed.

One decision a line. The last one of an item and place counts; taking a judgement back is a decision too. So the file is
the history of who decided what; `position` says where the judged passages are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from jixiao.extract.errors import WordedError, plainly
from jixiao.extract.messages import Message
from jixiao.extract.records import Passage, Span
from jixiao.index.errors import UsageError
from jixiao.index.records import Mark, Verdict
from jixiao.index.storage import journal
from jixiao.index.storage.records import CONTEXT, NEEDED, Said, _line
from jixiao.index.view import View

FILE = "marks.jsonl"


def mark(folder: Path, view: View, passage: Passage, item: str, said: Said) -> Mark:
    """Write down a judgement of the passage for a scoring item (its id), and return it.

    Raises UsageError without a name or without the reason of a rejection, SearchError where it can't be written.
    """
    _check(said)
    new = made(passage, view.sha256(passage.document_id), item, said)
    # The passage may carry a judgement that was made on another version of its report: this one takes its place.
    older = [one for one in of_passage(view.marks(), passage.passage_id, item) if not _same_place(one, new)]
    replaced = [replace(one, verdict="withdrawn", reason=said.reason, name=said.name, made=new.made) for one in older]
    journal.append(folder / FILE, *(_line(one) for one in (*replaced, new)))
    return new


def made(passage: Passage, sha256: str, item: str, said: Said) -> Mark:
    """The judgement as it is written down. `sha256`: the digest of the passage's file."""
    return Mark(
        item=item,
        verdict=said.verdict,
        reason=said.reason.strip(),
        name=said.name.strip(),
        made=journal.now(),
        passage_id=passage.passage_id,
        quote=passage.text,
        span=passage.span,
        source=passage.source,
        sha256=sha256,
        now=passage.passage_id,
        **{name: getattr(passage, name) for name in CONTEXT},
    )


def withdraw(folder: Path, view: View, passage_id: str, item: str, said: Said) -> list[Mark]:
    """Take back what counts of the passage (as it is called now, or was when it was judged) for an item.

    Raises UsageError where there is no judgement of it, or no name is said; SearchError where it can't be written.
    """
    _check(said)
    there = of_passage(view.marks(), passage_id, item)
    if not there:
        raise UsageError(Message.of("no_judgement_of_it_for_see_jixiao_marks", passage_id, item))
    gone = [replace(one, verdict="withdrawn", reason=said.reason, name=said.name, made=journal.now()) for one in there]
    journal.append(folder / FILE, *map(_line, gone))
    return gone


def of_passage(marks: Iterable[Mark], passage_id: str, item: str | None = None) -> list[Mark]:
    """The judgements that stand in a passage now, or were made of it; of one item where it is given."""
    return [m for m in marks if passage_id in (m.now, m.passage_id) and item in (None, m.item)]


def of_item(marks: Iterable[Mark], item: str) -> dict[str, Mark]:
    """Passage id -> what counts of it for an item; the later judgement where two stand in one passage.

    A passage of a superseded report keeps its judgement beside the one of the newer version.
    """
    own = [m for m in marks if m.item == item and m.now is not None]
    older = {m.passage_id: m for m in own if not _one_document(m.passage_id, m.now)}
    return older | {m.now: m for m in own if m.now is not None}


def history(folder: Path) -> tuple[list[Mark], list[str]]:
    """Every decision in its order, and what is wrong with the lines that can't be read. Raises SearchError."""
    read = journal.read(folder / FILE, NEEDED)
    marks, troubles = [], list(read.troubles)
    for line in read.lines:
        try:
            marks.append(_read(line.data))
        except (ValueError, TypeError) as error:
            troubles.append(Message.of("is_no_judgement", folder / FILE, line.number, plainly(error), journal.CURE))
    return marks, troubles


def seen(folder: Path) -> object:
    """What changes when the file does; None where there is none."""
    try:
        state = (folder / FILE).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def counting(decisions: Sequence[Mark]) -> list[Mark]:
    """The last decision of each item and place, in order, without those that were taken back."""
    last: dict[tuple[str, str, Span], Mark] = {}
    for one in decisions:
        key = (one.item, one.sha256, one.span)
        last.pop(key, None)
        last[key] = one
    return [one for one in last.values() if one.verdict != "withdrawn"]


def _check(said: Said) -> None:
    if not said.name.strip():
        raise UsageError(Message.of("a_judgement_without_a_name_say_whose_it_is"))
    if said.verdict == "rejected" and not said.reason.strip():
        raise UsageError(Message.of("a_rejection_without_a_reason_say_why_reason"))


def _read(data: Mapping[str, Any]) -> Mark:
    """Raises ValueError, TypeError for what is no judgement."""
    if data["verdict"] not in get_args(Verdict):
        raise WordedError(Message.of("verdict", data["verdict"]))
    start, end = (int(at) for at in data["span"])
    told: dict[str, Any] = {name: str(data[name]) for name in NEEDED if name != "span"}
    context: dict[str, Any] = {name: data.get(name) for name in CONTEXT}
    return Mark(**told | context, span=Span(start, end))


def _same_place(one: Mark, other: Mark) -> bool:
    return (one.sha256, one.span) == (other.sha256, other.span)


def _one_document(passage_id: str, other: str | None) -> bool:
    return other is not None and passage_id.split(":", maxsplit=1)[0] == other.split(":")[0]
