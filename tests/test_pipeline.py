"""From a file to its passages; the five real reports, counted by eye."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sample_reports import TABLE, check_places, write

from jixiao.extract.pipeline import extract
from jixiao.extract.reading.decoding import decode
from jixiao.extract.records import Document, Passage

REPORTS = Path(__file__).parents[2] / "shared/seeds"

# Counted in the sources by eye: measures with an outcome of their own, by facet (None: special project).
ROWS = {
    "000": {1: 22, 2: 15, 3: 2, 4: 6, 5: 2},
    "001": {1: 22, 2: 15, 3: 2, 4: 4, 5: 2},
    "002": {1: 22, 2: 15, 3: 2, 4: 6, 5: 2},
    "003": {1: 22, 2: 15, 3: 2, 4: 6, 5: 2},
    "004": {1: 22, 2: 15, 3: 2, 4: 6, None: 6},
}
# Outcomes of 004 that open with 「N.…分局：」, by facet, counted by eye.
BRANCH_ITEMS = {1: 19, 2: 49, 3: 11}
DESCRIPTIONS = {
    "000": ("經濟部標準檢驗局新竹分局", 107, "result"),
    "001": ("經濟部標準檢驗局", 112, "result"),
    "002": ("經濟部標準檢驗局臺中分局", 112, "result"),
    "003": ("經濟部標準檢驗局新竹分局", 108, "plan"),
    "004": ("經濟部標準檢驗局", 108, "result"),
}


@pytest.fixture(scope="module", params=sorted(ROWS))
def report(request: pytest.FixtureRequest) -> tuple[str, Path, Document, tuple[Passage, ...]]:
    found = sorted(REPORTS.glob(f"{request.param}_*.txt"))
    if not found:
        pytest.skip("needs the five real reports beside the repository")
    return request.param, found[0], *extract(found[0])


@pytest.mark.reports
def test_every_row_is_found(report: tuple[str, Path, Document, tuple[Passage, ...]]) -> None:
    name, _, _, passages = report
    rows = {(p.facet, p.strategy, p.measure_parent, p.measure) for p in passages if p.label == "outcome"}
    assert Counter(facet for facet, *_ in rows) == ROWS[name]


@pytest.mark.reports
def test_title_agency_year_and_stage(report: tuple[str, Path, Document, tuple[Passage, ...]]) -> None:
    name, _, document, passages = report
    assert (document.agency, document.year, document.stage) == DESCRIPTIONS[name]
    assert document.title is not None
    assert "提升服務效能" in document.title
    assert {passage.year for passage in passages} == {document.year}


@pytest.mark.reports
def test_outcomes_are_of_readable_size(report: tuple[str, Path, Document, tuple[Passage, ...]]) -> None:
    _, _, _, passages = report
    sizes = [len(passage.text) for passage in passages if passage.label == "outcome"]
    assert sum(15 <= size <= 300 for size in sizes) >= 0.95 * len(sizes)


@pytest.mark.reports
def test_framework_passages_have_items_and_others_none(report: tuple[str, Path, Document, tuple[Passage, ...]]) -> None:
    _, _, _, passages = report
    for passage in passages:
        assert bool(passage.items) == (passage.facet is not None and passage.strategy is not None)


@pytest.mark.reports
def test_spans_lead_to_the_file(report: tuple[str, Path, Document, tuple[Passage, ...]]) -> None:
    _, path, document, passages = report
    check_places(document, list(passages), decode(path.read_bytes(), path))
    for passage in passages:
        named = [(tag.span, tag.surface) for tag in passage.tags]
        for span, surface in [*named, *((one.span, one.surface) for one in passage.quantities)]:
            assert document.text[span.start : span.end] == surface


@pytest.mark.reports
def test_branch_items_of_the_bureaus_report() -> None:
    found = sorted(REPORTS.glob("004_*.txt"))
    if not found:
        pytest.skip("needs the five real reports beside the repository")
    _, passages = extract(found[0])
    items = [p for p in passages if p.label == "outcome" and p.text[1:2] == "." and p.text[4:7] in ("分局：", "分局:")]
    assert Counter(p.facet for p in items) == BRANCH_ITEMS
    assert all(p.branches == (p.text[2:6],) for p in items)


def test_the_steps_are_composed(tmp_path: Path) -> None:
    document, passages = extract(write(tmp_path, TABLE))
    assert (document.agency, document.year, document.stage) == ("甲縣政府乙分局", 110, "result")
    check_places(document, list(passages), TABLE)
    assert [p.passage_id for p in passages] == [f"{document.document_id}:{p.span.start}-{p.span.end}" for p in passages]
    counted = [(q.value, q.unit) for p in passages for q in p.quantities]
    assert (2345.0, "件") in counted


def test_ids_are_stable_and_follow_the_bytes(tmp_path: Path) -> None:
    first, second = extract(write(tmp_path, TABLE)), extract(write(tmp_path, TABLE, "other.md"))
    assert [p.passage_id for p in first[1]] == [p.passage_id for p in second[1]]
    assert first[0].source == "report.txt"
    assert extract(write(tmp_path, TABLE + " "))[0].document_id != first[0].document_id


def test_a_big5_copy_reads_the_same(tmp_path: Path) -> None:
    _, plain = extract(write(tmp_path, TABLE))
    _, big5 = extract(write(tmp_path, TABLE, "big5.txt", "cp950"))
    assert [(p.label, p.text, p.measure, p.source_spans) for p in plain] == [
        (p.label, p.text, p.measure, p.source_spans) for p in big5
    ]
