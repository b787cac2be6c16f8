"""Exports are held against their originals: what is untouched is exact, every changed character is found."""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from changed_files import CHANGES, CHINESE, other
from library_parts import HashedEmbedder
from made_files import convert
from openpyxl import load_workbook

from jixiao.extract.records import Passage, Span
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.export import export as export_export
from jixiao.index.export.records import FORMATS, Cover, Format, Row
from jixiao.index.library import Library
from jixiao.index.records import Answer, BranchEntry, Evidence, Filters, Query, ValueEntry
from jixiao.index.verify import records as verify_records
from jixiao.index.verify import verification
from jixiao.index.verify.originals import Originals
from jixiao.index.verify.records import Verification

ROOT = Path(__file__).parents[1]
# Another folder of text files can be named, to prove the same of real reports.
REPORTS = Path(os.environ.get("JIXIAO_PROOF_REPORTS", ROOT / "corpus" / "reports"))
COVER = Cover("全部", "到府檢定", Filters(year=(107, 108)))
PLACES = 50


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample corpus."""
    with Library.create(tmp_path_factory.mktemp("verifying") / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(REPORTS.glob("*.txt")))
        yield made


@pytest.fixture(scope="module")
def originals(library: Library) -> Originals:
    return Originals(library)


@pytest.fixture(scope="module")
def exports(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[Format, Path]:
    """All passages in every format."""
    folder = tmp_path_factory.mktemp("exports")
    return {f: export_export.export(all_rows(library), f, folder / f"all.{f}", COVER) for f in FORMATS}


def all_rows(library: Library) -> list[Row]:
    digests = {d.document_id: d.sha256 for d in library.documents()}
    return export_export.rows_of_passages(library.passages(), digests)


def main_rows(told: Verification) -> set[int]:
    """Numbers of the passages at fault, whatever the sheet is called."""
    return {one.exported.row for one in told.findings if one.exported.table == "column"}


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_exported_is_exact(exports: dict[Format, Path], originals: Originals, format: Format) -> None:
    told = verification.verify(exports[format], originals)
    assert told.findings == []
    assert told.unchecked == 0
    assert told.checked >= len(originals.library.passages() if originals.library else [])


@pytest.mark.parametrize("format", FORMATS)
def test_every_character_changed_in_an_export_is_found(
    exports: dict[Format, Path], originals: Originals, library: Library, tmp_path: Path, format: Format
) -> None:
    dice = random.Random(20)
    quotes = [p.text for p in library.passages()]
    able = [n for n, text in enumerate(quotes, 1) if CHINESE.search(text)]
    chosen = {number: dice.random() for number in dice.sample(able, min(PLACES, len(able)))}
    path = tmp_path / f"changed.{format}"
    shutil.copy(exports[format], path)
    CHANGES[format](path, chosen)
    told = verification.verify(path, originals)
    assert main_rows(told) == set(chosen)
    assert {one.state for one in told.findings} == {"changed"}
    assert all("「" in (one.fault("zh") or "") for one in told.findings)


@pytest.fixture(scope="module")
def damaged(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, set[str]]]:
    """A copy of the library in whose originals characters were changed in random places; the passages that hold one."""
    dice = random.Random(21)
    folder = tmp_path_factory.mktemp("damaged") / "library"
    shutil.copytree(library.folder, folder)
    hurt: set[str] = set()
    with Library.open(folder, embedder=HashedEmbedder()) as copy:
        passages = [p for p in copy.passages() if CHINESE.search(p.text)]
        texts = {d.document_id: copy.original(copy.document(d.document_id)) for d in copy.documents()}
        sources = {key: path.read_text(encoding="utf-8") for key, path in texts.items()}
        for passage in dice.sample(passages, min(PLACES, len(passages))):
            span = dice.choice(passage.source_spans)
            source = sources[passage.document_id]
            places = [at for at in range(span.start, span.end) if CHINESE.match(source[at])]
            if places:
                at = dice.choice(places)
                sources[passage.document_id] = source[:at] + other(source[at]) + source[at + 1 :]
                hurt.add(passage.passage_id)
        for key, path in texts.items():
            path.chmod(0o644)
            path.write_text(sources[key], encoding="utf-8")
        yield copy, hurt


@pytest.mark.parametrize("format", FORMATS)
def test_every_character_changed_in_an_original_is_found(
    exports: dict[Format, Path], damaged: tuple[Library, set[str]], format: Format
) -> None:
    copy, hurt = damaged
    told = verification.verify(exports[format], Originals(copy))
    passages = {one.exported.passage_id: one.state for one in told.findings if one.exported.table == "column"}
    assert {key for key, state in passages.items() if state == "changed"} == hurt
    assert set(passages.values()) == {"changed", "missing"}
    assert told.states["exact"] == 0


def first_rows(library: Library, count: int = 12) -> list[Row]:
    """Rows of different documents, outcomes with figures first."""
    rows = sorted(all_rows(library), key=lambda row: -len(row.passage.quantities))
    return rows[:count]


def write_xlsx(rows: list[Row], folder: Path, cover: Cover = COVER) -> Path:
    return export_export.export(rows, "xlsx", folder / "rows.xlsx", cover)


def column_of(sheet: Any, heading: str) -> int:
    return [cell.value for cell in sheet[1]].index(heading) + 1


def only(told: Verification) -> verify_records.Finding:
    (one,) = told.findings
    return one


def test_words_at_another_place_are_moved_and_the_place_is_told(
    library: Library, originals: Originals, tmp_path: Path
) -> None:
    row = first_rows(library)[0]
    wrong = replace(row, quote=row.passage.text, span=Span(row.passage.span.start + 40, row.passage.span.end + 40))
    path = export_export.export([wrong], "docx", tmp_path / "out.docx", COVER)
    one = only(verification.verify(path, originals))
    assert (one.state, one.now) == ("moved", row.passage.span)
    assert f"{row.passage.span.start}-{row.passage.span.end}" in (one.fault("zh") or "")


def test_a_changed_place_in_a_cell_is_moved_not_changed(library: Library, originals: Originals, tmp_path: Path) -> None:
    path = write_xlsx(first_rows(library, 1), tmp_path)
    book = load_workbook(path)
    book.worksheets[0].cell(2, column_of(book.worksheets[0], "字元位置")).value = "3-30"
    book.save(path)
    assert only(verification.verify(path, originals)).state == "moved"


@pytest.mark.parametrize("heading", ["分局", "年度", "狀態", "策略", "來源檔案", "查詢", "匯出日期"])
def test_a_changed_cell_is_named(library: Library, originals: Originals, tmp_path: Path, heading: str) -> None:
    path = write_xlsx(first_rows(library, 3), tmp_path)
    book = load_workbook(path)
    cell = book.worksheets[0].cell(3, column_of(book.worksheets[0], heading))
    cell.value = 99 if heading == "年度" else f"{cell.value or ''}他"
    book.save(path)
    one = only(verification.verify(path, originals))
    assert (one.exported.row, one.state) == (2, "changed")
    assert (one.fault("zh") or "").endswith(heading)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_changed_figure_is_found_with_and_without_check_code(
    library: Library, originals: Originals, tmp_path: Path, sealed: bool
) -> None:
    path = write_xlsx(first_rows(library, 3), tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[1]
    value = sheet.cell(2, column_of(sheet, "數值"))
    surface = sheet.cell(3, column_of(sheet, "數據原文"))
    value.value, surface.value = value.value + 1, f"9{surface.value}"
    if not sealed:
        sheet.delete_cols(column_of(sheet, "核對碼"))
    book.save(path)
    told = verification.verify(path, originals)
    assert [(one.exported.sheet, one.exported.row, one.state) for one in told.findings] == [
        ("數字", 1, "changed"),
        ("數字", 2, "changed"),
    ]
    assert bool(told.unchecked) is not sealed
    assert "數值" in (told.findings[0].fault("zh") or "")


def answer_of(passage: Passage, sha256: str) -> Answer:
    evidence = Evidence(passage.passage_id, passage.text, passage.span, passage.locator, passage.source, sha256)
    figure = passage.quantities[0]
    value = ValueEntry(figure.value, figure.unit, figure.of, "新竹分局", 108, figure.surface, (evidence,))
    return Answer(Query("幾次？", "幾次"), 9, (BranchEntry("新竹分局", "done", (evidence,)),), (value,))


def test_the_answer_and_the_sources_of_a_workbook_are_checked_too(
    library: Library, originals: Originals, tmp_path: Path
) -> None:
    row = first_rows(library, 1)[0]
    answer = answer_of(row.passage, row.sha256)
    rows = export_export.rows_of_answer(answer, library.passage)
    path = write_xlsx(rows, tmp_path, replace(COVER, answer=answer))
    assert verification.verify(path, originals).findings == []
    book = load_workbook(path)
    answers, sources = book["答案"], book["來源檔案"]
    told = [[cell.value for cell in line][:9] for line in answers.iter_rows(min_row=2)]
    figure = row.passage.quantities[0]
    value = int(figure.value) if figure.value == int(figure.value) else figure.value
    assert told[0] == ["新竹分局", None, None, None, None, None, None, "已執行", "1"]
    assert told[1] == ["新竹分局", 108, None, value, figure.unit, figure.of, figure.surface, None, "1"]
    answers["A2"].value = "臺南分局"
    sources.cell(2, column_of(sources, "檔案 SHA-256")).value = "f" * 64
    book.save(path)
    findings = verification.verify(path, originals).findings
    assert [(one.exported.sheet, one.state) for one in findings] == [("答案", "changed"), ("來源檔案", "missing")]


def test_rows_sorted_left_out_and_columns_deleted_stay_exact(
    library: Library, originals: Originals, tmp_path: Path
) -> None:
    path = write_xlsx(first_rows(library), tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads, *rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    keep = [heads.index(name) for name in ("原文", "段落編號", "檔案 SHA-256", "年度", "核對碼")]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["我的摘要"])
    sheet.append(["備註", *(heads[at] for at in keep)])
    for row in sorted(rows[3:], key=lambda row: str(row[heads.index("原文")])):
        sheet.append(["已看", *(row[at] for at in keep)])
    for other_sheet in book.worksheets[1:]:
        book.remove(other_sheet)
    book.save(path)
    told = verification.verify(path, originals)
    assert (told.checked, told.findings, told.unchecked) == (9, [], 0)


def test_quotes_without_their_place_are_looked_for(library: Library, originals: Originals, tmp_path: Path) -> None:
    row = first_rows(library, 1)[0]
    path = tmp_path / "own.csv"
    lines = [["原文", "來源檔案"], [row.passage.text, row.passage.source], ["沒有寫過的一句話", row.passage.source]]
    with path.open("w", encoding="cp950", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    assert [one.exported.row for one in verification.verify(path, originals).findings] == [2]


def test_a_document_that_is_not_there_is_missing(library: Library, tmp_path: Path) -> None:
    path = write_xlsx(first_rows(library, 2), tmp_path)
    with Library.create(tmp_path / "empty", embedder=HashedEmbedder()) as empty:
        told = verification.verify(path, Originals(empty))
    assert told.states["missing"] == told.checked > 2
    assert only(Verification(told.findings[:1])).fault() == "its document is not in the library"


def test_a_lost_original_is_missing_though_the_library_knows_its_text(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(library.folder, folder)
    row = first_rows(library, 1)[0]
    path = export_export.export([row], "md", tmp_path / "out.md", COVER)
    with Library.open(folder, embedder=HashedEmbedder()) as copy:
        copy.original(copy.document(row.passage.document_id)).unlink()
        one = only(verification.verify(path, Originals(copy)))
    assert (one.state, one.fault()) == ("missing", "the library's original is missing")


def test_given_files_are_enough_and_another_version_is_told(library: Library, tmp_path: Path) -> None:
    row = first_rows(library, 1)[0]
    path = export_export.export([row], "html", tmp_path / "out.html", COVER)
    assert verification.verify(path, Originals(None, [REPORTS])).findings == []
    original = library.original(library.document(row.passage.document_id))
    newer = tmp_path / "newer" / "corrected.txt"
    newer.parent.mkdir()
    newer.write_text("更正版說明。\n\n" + original.read_text(encoding="utf-8"), encoding="utf-8")
    one = only(verification.verify(path, Originals(None, [newer.parent])))
    assert one.state == "moved"
    assert "corrected.txt" in (one.fault() or "")
    stranger = tmp_path / "strange"
    stranger.mkdir()
    for name in ("a.txt", "b.txt"):
        (stranger / name).write_text(f"{name} 別的文字，與匯出無關。", encoding="utf-8")
    assert only(verification.verify(path, Originals(None, [stranger]))).state == "missing"
    with pytest.raises(UsageError, match="does not exist"):
        Originals(None, [tmp_path / "nowhere"])


def test_a_line_that_is_no_json_is_told_and_the_others_checked(
    library: Library, originals: Originals, tmp_path: Path
) -> None:
    path = export_export.export(first_rows(library, 3), "jsonl", tmp_path / "out.jsonl", COVER)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1][:-5], lines[2]]), encoding="utf-8")
    told = verification.verify(path, originals)
    assert (told.checked, only(told).exported.row, only(told).fault()) == (3, 2, "the line can't be read")


@pytest.mark.parametrize(
    "name", ["other.xlsx", "other.docx", "other.html", "other.csv", "other.jsonl", "other.md", "a.b"]
)
def test_what_is_no_export_is_refused(originals: Originals, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("名稱,數\n甲,1\n", encoding="utf-8")
    with pytest.raises(SearchError, match=re.escape(path.name)):
        verification.verify(path, originals)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_what_libreoffice_saved_anew_stays_exact(
    library: Library, originals: Originals, tmp_path: Path, format: Format
) -> None:
    path = export_export.export(first_rows(library), format, tmp_path / f"out.{format}", COVER)
    (tmp_path / "anew").mkdir()
    anew = convert(path, format, tmp_path / "anew")
    told = verification.verify(anew, originals)
    assert told.checked == verification.verify(path, originals).checked
    assert [(one.exported, one.fault()) for one in told.findings] == []
    assert told.unchecked == 0


def test_a_superseded_report_stays_verifiable(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(library.folder, folder)
    row = first_rows(library, 1)[0]
    path = export_export.export([row], "csv", tmp_path / "out.csv", COVER)
    with Library.open(folder, embedder=HashedEmbedder()) as copy:
        original = copy.original(copy.document(row.passage.document_id))
        newer = tmp_path / "corrected.txt"
        newer.write_text(original.read_text(encoding="utf-8").replace("。", "。\n更正：", 1), encoding="utf-8")
        copy.add([newer])
        assert row.passage.passage_id not in {p.passage_id for p in copy.passages()}
        assert verification.verify(path, Originals(copy)).findings == []
