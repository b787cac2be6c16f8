"""What other programs give and get as JSON: search results, evidence, filters, lists of questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jixiao.extract.errors import plainly
from jixiao.extract.messages import Message
from jixiao.extract.passage_json import locator_to_json
from jixiao.extract.records import Tag
from jixiao.index.errors import UsageError
from jixiao.index.records import (
    FIELDS,
    Evidence,
    Filters,
    Query,
)


def filters_to_json(filters: Filters) -> dict[str, list[str | int]]:
    """The fields that filter, with their values."""
    return {name: list(getattr(filters, name)) for name in FIELDS if getattr(filters, name)}


def read_lines(path: Path, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file. Raises UsageError naming the line that is none, or lacks a needed key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(Message.of("cant_be_read_as_utf_8_name_a_jsonl", path, plainly(error))) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            missing = [key for key in needed if key not in data]
        except (ValueError, TypeError) as error:
            raise UsageError(Message.of("no_json_object_mend_the_line", path, number, plainly(error))) from error
        if missing:
            raise UsageError(Message.of("no_every_line_needs", path, number, ", ".join(missing), ", ".join(needed)))
        yield data


def needed(text: str | None) -> str:
    """Raises UsageError where there is nothing to ask."""
    if not text or not text.strip():
        raise UsageError(Message.of("no_question_write_one_or_name_a_file_of"))
    return text


def questions(text: str | None, batch: Path | None) -> Iterator[tuple[dict[str, Any], str]]:
    """The one question, or each of a batch with its qid for the result."""
    if batch is None:
        yield {}, needed(text)
        return
    for line in read_lines(batch, ("qid", "query")):
        yield {"qid": line["qid"]}, str(line["query"])


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """`span` counts code points of the document's reading text."""
    return {
        "quote": evidence.quote,
        "source": evidence.source,
        "locator": locator_to_json(evidence.locator),
        "passage_id": evidence.passage_id,
        "span": [evidence.span.start, evidence.span.end],
        "sha256": evidence.sha256,
        "title": evidence.title,
        "year": evidence.year,
        "stage": evidence.stage,
    }


def tag_to_json(tag: Tag) -> dict[str, Any]:
    """As in a passage's JSON."""
    return asdict(tag) | {"span": [tag.span.start, tag.span.end]}


def recognised_to_json(query: Query) -> list[dict[str, Any]]:
    return [{"field": r.field, "value": r.value, "surface": r.surface} for r in query.recognised]
