"""Passages survive the way to JSON and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from jixiao.extract.passage_json import passage_from_json, passage_to_json
from jixiao.extract.records import Change, Item, Locator, Passage, Quantity, Span, Tag

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**6), st.integers(0, 300))
words = st.text(max_size=12)
maybe = st.none() | words
values = st.floats(allow_nan=False, allow_infinity=False, width=32)
quantities = st.builds(
    Quantity, words, values, words, maybe, spans, maybe, maybe, st.none() | st.integers(1, 200),
    st.none() | st.builds(Change, values, values),
)  # fmt: skip
locators = st.builds(
    Locator, page=st.none() | st.integers(1, 99), line_start=st.none() | st.integers(1, 99),
    heading_path=st.none() | st.lists(words, min_size=1, max_size=3).map(tuple),
)  # fmt: skip
passages = st.builds(
    Passage, passage_id=words, document_id=words, source=words, text=words, span=spans,
    source_spans=st.lists(spans, max_size=3).map(tuple), label=st.sampled_from(["strategy", "outcome", None]),
    items=st.lists(st.builds(Item, words, st.sampled_from(["row", "content"])), max_size=2).map(tuple),
    units=st.lists(words, max_size=2).map(tuple), scope=st.sampled_from(["all", None]), locator=locators,
    tags=st.lists(st.builds(Tag, words, words, spans, words), max_size=2).map(tuple),
    quantities=st.lists(quantities, max_size=2).map(tuple),
)  # fmt: skip


@given(passages)
def test_a_passage_survives(passage: Passage) -> None:
    assert passage_from_json(json.loads(json.dumps(passage_to_json(passage)))) == passage


def test_the_fields_are_those_of_the_contract() -> None:
    counted = (Quantity("3 件", 3.0, "件", None, Span(0, 1)),)
    record = passage_to_json(Passage("d:0-1", "d", "a.txt", "甲", Span(0, 1), quantities=counted))
    assert set(record) == {
        *("passage_id", "document_id", "title", "agency", "year", "stage", "source", "label", "facet", "facet_name"),
        *("items", "strategy", "measure_parent", "measure", "units", "branches", "scope", "text", "span"),
        *("status", "source_spans", "locator", "tags", "quantities"),
    }
    assert set(record["locator"]) == {"page", "table", "row", "column", "line_start", "line_end", "heading_path"}
    assert set(record["quantities"][0]) == {
        "surface", "value", "unit", "of", "span", "qualifier", "branch", "year", "change", "status",
    }  # fmt: skip
    assert record["span"] == [0, 1]
    assert record["quantities"][0]["value"] == 3
