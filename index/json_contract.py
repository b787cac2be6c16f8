"""What other programs give and get as JSON: search results, evidence, filters, lists of questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jixiao.extract.errors import plainly
from jixiao.extract.passage_json import locator_to_json, passage_to_json
from jixiao.extract.records import Tag
from jixiao.extract.text import numerals
from jixiao.index.errors import UsageError
from jixiao.index.records import (
    FIELDS,
    Evidence,
    Filters,
    Hit,
    Query,
    SearchResult,
)


def search_to_json(result: SearchResult) -> dict[str, Any]:
    """`absence` is null where something was found; else the hits are the nearest, evidence of nothing."""
    head = {"query": result.query.text, "filters": filters_to_json(result.query.filters)}
    reading = {"recognised": recognised_to_json(result.query), "found": result.found, "absence": result.absence}
    return head | reading | {"hits": [_hit(hit) for hit in result.hits]}


def filters_to_json(filters: Filters) -> dict[str, list[str | int]]:
    """The fields that filter, with their values."""
    return {name: list(getattr(filters, name)) for name in FIELDS if getattr(filters, name)}


def filters_from(chosen: Mapping[str, Sequence[Any] | None]) -> Filters:
    """Field -> values as people and programs give them; western years are understood. Names of branches stay as
    they are given: which branch a name means is known to the library that is asked.

    Raises UsageError for an unknown role or stage.
    """
    values = {field: tuple(given or ()) for field, given in chosen.items()}
    for field, known in ((name, described.choices) for name, described in FIELDS.items() if described.choices):
        unknown = [value for value in values.get(field, ()) if value not in known]
        if unknown:
            raise UsageError(f"--{field} {unknown[0]}: unknown; give one of {', '.join(known)}")
    values["year"] = tuple(numerals.roc_year(int(year)) for year in values.get("year", ()))
    values["source"] = tuple(Path(name).name for name in values.get("source", ()))
    return Filters(**values)


def read_lines(path: Path, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file. Raises UsageError naming the line that is none, or lacks a needed key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: can't be read as UTF-8 ({plainly(error)}); name a JSONL file") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            missing = [key for key in needed if key not in data]
        except (ValueError, TypeError) as error:
            raise UsageError(f"{path}:{number}: no JSON object ({plainly(error)}); mend the line") from error
        if missing:
            raise UsageError(f"{path}:{number}: no {', '.join(missing)}; every line needs {', '.join(needed)}")
        yield data


def needed(text: str | None) -> str:
    """Raises UsageError where there is nothing to ask."""
    if not text or not text.strip():
        raise UsageError("no question; write one, or name a file of them: --batch FILE.jsonl")
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


def _hit(hit: Hit) -> dict[str, Any]:
    ranks = {"rank": hit.rank, "score": hit.score, "dense_rank": hit.dense_rank, "lexical_rank": hit.lexical_rank}
    return ranks | {"passage": passage_to_json(hit.passage)}


def recognised_to_json(query: Query) -> list[dict[str, Any]]:
    return [{"field": r.field, "value": r.value, "surface": r.surface} for r in query.recognised]
