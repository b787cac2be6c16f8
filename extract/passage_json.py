"""Passages as JSON objects, one a line: the contract of `jixiao extract --format jsonl`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jixiao.extract.records import Change, Item, Locator, Passage, Quantity, Span, Tag

_PLAIN = (
    "passage_id", "document_id", "title", "agency", "year", "stage", "source", "label", "facet", "facet_name",
    "strategy", "measure_parent", "measure", "scope", "text",
)  # fmt: skip
_RARE = ("box", "sheet", "cell")


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """The passage as JSON values; spans are [start, end], tag and quantity spans count in the document's text."""
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "title": passage.title,
        "agency": passage.agency,
        "year": passage.year,
        "stage": passage.stage,
        "source": passage.source,
        "label": passage.label,
        "facet": passage.facet,
        "facet_name": passage.facet_name,
        "items": [{"id": item.id, "basis": item.basis} for item in passage.items],
        "strategy": passage.strategy,
        "measure_parent": passage.measure_parent,
        "measure": passage.measure,
        "units": list(passage.units),
        "branches": list(passage.branches),
        "scope": passage.scope,
        "status": passage.status,
        "text": passage.text,
        "span": _pair(passage.span),
        "source_spans": [_pair(span) for span in passage.source_spans],
        "locator": locator_to_json(passage.locator),
        "tags": [
            {"surface": tag.surface, "kind": tag.kind, "span": _pair(tag.span), "canonical": tag.canonical}
            for tag in passage.tags
        ],
        "quantities": [quantity_to_json(quantity) for quantity in passage.quantities],
        **({"columns": list(passage.columns)} if passage.columns else {}),
        **({"column_roles": list(passage.column_roles)} if passage.column_roles else {}),
        **{name: told for name in ("counted", "column_unit") if (told := getattr(passage, name)) is not None},
    }


def locator_to_json(locator: Locator) -> dict[str, Any]:
    """The locator as JSON values; `box`, `sheet` and `cell` only where the format has them."""
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(locator).items()}
    return {name: value for name, value in told.items() if value is not None or name not in _RARE}


def locator_from_json(record: dict[str, Any]) -> Locator:
    """The locator that `locator_to_json` wrote."""
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in record.items()}
    return Locator(**fields)


def quantity_to_json(quantity: Quantity) -> dict[str, Any]:
    """A quantity as JSON values; whole values are written as integers."""
    change = quantity.change
    return {
        "surface": quantity.surface,
        "value": _number(quantity.value),
        "unit": quantity.unit,
        "of": quantity.of,
        "span": _pair(quantity.span),
        "qualifier": quantity.qualifier,
        "branch": quantity.branch,
        "year": quantity.year,
        "change": {"before": _number(change.before), "after": _number(change.after)} if change else None,
        "status": quantity.status,
        **({"role": quantity.role} if quantity.role else {}),
    }


def passage_from_json(record: dict[str, Any]) -> Passage:
    """The passage that `passage_to_json` wrote, with its `item_branch` where the record holds one too.

    Raises KeyError where a field is missing.
    """
    return Passage(
        **{name: record[name] for name in _PLAIN},
        span=Span(*record["span"]),
        source_spans=tuple(Span(*span) for span in record["source_spans"]),
        items=tuple(Item(item["id"], item["basis"]) for item in record["items"]),
        units=tuple(record["units"]),
        branches=tuple(record["branches"]),
        locator=locator_from_json(record["locator"]),
        tags=tuple(Tag(tag["surface"], tag["kind"], Span(*tag["span"]), tag["canonical"]) for tag in record["tags"]),
        quantities=tuple(quantity_from_json(quantity) for quantity in record["quantities"]),
        item_branch=record.get("item_branch"),
        status=record.get("status"),
        columns=tuple(record.get("columns", ())),
        column_roles=tuple(record.get("column_roles", ())),
        counted=record.get("counted"),
        column_unit=record.get("column_unit"),
    )


def quantity_from_json(record: dict[str, Any]) -> Quantity:
    """The quantity that `quantity_to_json` wrote."""
    change = record["change"]
    plain = {name: record[name] for name in ("surface", "unit", "of", "qualifier", "branch", "year")}
    return Quantity(
        **plain,
        value=float(record["value"]),
        span=Span(*record["span"]),
        change=Change(float(change["before"]), float(change["after"])) if change else None,
        status=record.get("status"),
        role=record.get("role"),
    )


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
