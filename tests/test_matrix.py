"""Scoring items over branches and years: what stands in a cell, in which order, and what an empty one says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, make_passage
from openpyxl import load_workbook

from jixiao.extract import framework as frameworks
from jixiao.extract.names.register import ours
from jixiao.extract.records import Item, Passage, Quantity, Span
from jixiao.index.answers.evidence.evidence import evidence
from jixiao.index.answers.matrix import records as matrix_records
from jixiao.index.answers.matrix import workbook
from jixiao.index.answers.matrix.matrix import matrix
from jixiao.index.answers.matrix.records import EVERYONE, By, Matrix, MatrixCell
from jixiao.index.library import Library
from jixiao.index.records import EVERYTHING, Filters, Mark

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
NEAR = "服務可近性"
OWN = """
name = "自訂"
[[facets]]
number = 1
name = "推廣"
points = 50
[[facets.items]]
id = "走出去"
criteria = ["下鄉"]
cues = ["行走檢定"]
"""


class Shelf:
    """What the matrix asks of a library; a report speaks for a branch and year where it holds a passage of them."""

    generation, register = 0, ours()

    def __init__(self, passages: Sequence[Passage], marks: Sequence[Mark] = ()) -> None:
        self._passages, self._marks = passages, tuple(marks)

    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
        return [p for p in self._passages if self._passes(p, filters)]

    def sentences(self, passage_ids: Sequence[str]) -> dict[str, object]:
        return {}

    def has_report(self, filters: Filters) -> bool:
        return any(self._passes(p, filters) for p in self._passages)

    @staticmethod
    def _passes(p: Passage, filters: Filters) -> bool:
        return (
            (not filters.role or p.label in filters.role)
            and (not filters.year or p.year in filters.year)
            and (not filters.branch or bool(set(filters.branch) & set(p.branches)))
        )


def told(text: str, start: int, branch: str | None, basis: str | None = "row", **fields: Any) -> Passage:
    """An outcome of one branch that speaks for NEAR, or with `basis` None for nothing."""
    items = () if basis is None else (Item(NEAR, basis),)  # type: ignore[arg-type]
    plain: dict[str, Any] = {"items": items, "branches": (branch,) if branch else (), "status": "done"}
    return make_passage(text, start, **plain | fields)


def figure(at: int) -> tuple[Quantity, ...]:
    return (Quantity("3 場", 3.0, "場", None, Span(at, at + 3)),)


WORDS = told("主動聯繫業者 3 場。", 0, "新竹分局", "content", quantities=figure(7))
PLANNED = told("將辦理 3 場。", 50, "新竹分局", quantities=figure(53), status="planned", stage="plan")
BARE = told("派員到場。", 100, "新竹分局", measure="主動服務：針對偏遠地區")
COUNTED = told("到府 3 場。", 150, "新竹分局", quantities=figure(153), measure="客製化服務：如主動服務")
OTHER = told("問卷回收。", 200, "臺南分局", None)
ALL = told("總局及各分局均到府。", 250, "總局", scope="all")
LATER = told("到府。", 300, "臺中分局", year=112)
SHELF: Any = Shelf([WORDS, PLANNED, BARE, COUNTED, OTHER, ALL, LATER])


def cell(found: Matrix, column: str, criterion: str | None = None) -> MatrixCell:
    line = next(one for one in found.lines if (one.item.id, one.criterion) == (NEAR, criterion))
    return next(one for one in line.cells if one.column.key == column)


def test_words_count_for_the_branch_that_they_are_said_of() -> None:
    text = "新竹分局於偏遠地區辦理行走檢定服務。臺南分局以電話調查民眾的滿意度。"
    both = told(text, 0, None, "content", branches=("新竹分局", "臺南分局"), agency="經濟部標準檢驗局")
    found = matrix(Shelf([both]), "branch", Filters(item=(NEAR,)))  # type: ignore[arg-type]
    assert {c.column.key: len(c.passages) for c in found.lines[0].cells} == {"新竹分局": 1, "臺南分局": 0}


def test_own_row_comes_first_then_figures_then_what_was_done() -> None:
    here = cell(matrix(SHELF), "新竹分局")
    assert [p.text for p in here.passages] == [COUNTED.text, PLANNED.text, BARE.text, WORDS.text]
    assert (here.figures, here.count("done"), here.count("planned"), here.column.checked) == (3, 3, 1, 4)


def test_none_found_is_not_the_same_as_no_report() -> None:
    found = matrix(SHELF, filters=Filters(year=(108,)))
    assert (cell(found, "臺南分局").state, cell(found, "臺南分局").column.checked) == ("none", 1)
    assert cell(found, "臺中分局").state == "no_report"
    assert matrix_records.cell_labels(cell(found, "臺南分局"), "zh") == ["1 段中查無"]
    assert matrix_records.cell_labels(cell(found, "臺中分局"), "zh") == ["未載入報告"]


def test_what_is_said_of_all_has_a_column_and_counts_for_nobody_else() -> None:
    found = matrix(SHELF)
    assert cell(found, EVERYONE).passages == (ALL,)
    assert "總局" not in [column.key for column in found.columns]
    assert [column.key for column in found.columns][-1] == EVERYONE


def test_criteria_hold_the_passages_under_the_measure_that_names_them_first() -> None:
    found = matrix(SHELF)
    assert cell(found, "新竹分局", "客製化服務").passages == (COUNTED,)
    assert cell(found, "新竹分局", "主動服務").passages == (BARE,)
    assert cell(found, "新竹分局", "專人全程服務").state == "none"


def test_years_are_columns_too_and_a_branch_asked_for_is_one_even_if_unknown() -> None:
    over = matrix(SHELF, "year")
    assert [column.key for column in over.columns] == ["108", "112"]
    assert [len(cell(over, year).passages) for year in ("108", "112")] == [5, 1]
    asked = matrix(SHELF, filters=Filters(branch=("花蓮分局",)))
    assert cell(asked, "花蓮分局").state == "no_report"


def test_a_passage_that_only_names_a_year_does_not_count_for_it() -> None:
    class Naming(Shelf):
        def passages(self, filters: Filters = EVERYTHING) -> list[Passage]:
            return list(self._passages)

    found = matrix(Naming([BARE, LATER]), filters=Filters(year=(112,)))  # type: ignore[arg-type]
    assert cell(found, "新竹分局").passages == ()
    assert found.checked == 1


def test_own_framework_finds_its_items_in_passages_stored_with_another(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    own = frameworks.load(tmp_path / "own.toml")
    walked = told("辦理行走檢定 5 場。", 0, "臺南分局", facet=2, strategy="服務可近性")
    rowed = told("到校 2 場。", 50, "臺南分局", None, facet=1, strategy="走出去", measure="下鄉：到校")
    shelf: Any = Shelf([walked, rowed])
    found = matrix(shelf, framework=own)
    assert [(line.item.id, line.criterion) for line in found.lines] == [("走出去", None), ("走出去", "下鄉")]
    assert [[p.text for p in line.cells[0].passages] for line in found.lines] == [
        [rowed.text, walked.text],
        [rowed.text],
    ]
    assert [len(one.passages) for one in evidence(shelf, framework=own)] == [2]
    with pytest.raises(ValueError, match="走出去"):
        matrix(shelf, "branch", Filters(item=(NEAR,)), own)


def test_json_names_every_passage_once_and_lines_say_the_same() -> None:
    found = matrix(SHELF, filters=Filters(item=(NEAR,)))
    data = matrix_records.matrix_to_json(found)
    assert data["lines"][0]["item"] == NEAR
    first = next(c for c in data["lines"][0]["cells"] if c["column"] == "新竹分局")
    assert (first["state"], first["count"], first["figures"], first["planned"]) == ("found", 4, 3, 1)
    assert set(first["passages"]) <= set(data["passages"])
    lines = list(matrix_records.matrix_lines(found))
    assert lines[3].split("\t")[1:] == ["4 段 · 數據 3 · 規劃中 1", "1 段", "1 段中查無", "1 段"]


def test_workbook_opens_on_the_table_and_a_hostile_text_stays_text(tmp_path: Path) -> None:
    shelf: Any = Shelf([told("=1+1 到府", 0, "新竹分局")])
    found = matrix(shelf)
    path = tmp_path / "m.xlsx"
    assert workbook.write(found, path, "xlsx", lambda _: "ab" * 32) == 1
    book: Any = load_workbook(path)
    assert book.active is not None
    assert book.active.title == "佐證矩陣"
    assert book.active["B1"].value == "新竹分局"
    texts = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1 到府"]
    assert [cell.data_type for cell in texts] == ["s"]
    for kind in ("csv", "docx", "md", "jsonl"):
        assert workbook.write(found, tmp_path / f"m.{kind}", kind, lambda _: "ab" * 32) == 1


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if not SEEDS.is_dir():
        pytest.skip(f"no reports at {SEEDS}")
    with Library.create(tmp_path_factory.mktemp("m") / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(SEEDS.glob("00[14]_*.txt")))
        yield made.view()


@pytest.mark.parametrize(("year", "missing"), [(108, []), (112, ["基隆分局", "高雄分局"])])
def test_real_reports_every_branch_that_tells_of_near_service_is_found(
    real: Any, year: int, missing: list[str]
) -> None:
    found = matrix(real, "branch", Filters(year=(year,), item=(NEAR,)))
    cells = found.lines[0].cells
    assert [one.column.key for one in cells if one.state == "no_report"] == missing
    for one in cells:
        bases = [own.basis for p in one.passages for own in p.items if own.id == NEAR]
        assert bases == sorted(bases, key=lambda basis: basis != "row")
        assert all(p.year == year for p in one.passages)
    if year == 108:
        assert all(one.state == "found" for one in cells)


@pytest.mark.parametrize("by", ["branch", "year"])
def test_real_reports_no_cell_holds_more_than_was_looked_at(real: Any, by: By) -> None:
    found = matrix(real, by)
    assert all(len(one.passages) <= one.column.checked for line in found.lines for one in line.cells)
    assert found.checked == len(real.passages(Filters(role=("outcome",))))
