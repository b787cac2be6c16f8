"""A plan against results: made-up reports for every standing, and the real ones where they are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder

from jixiao.commands import reconcile as commands_reconcile
from jixiao.index.answers.reconcile import records as reconcile_records
from jixiao.index.answers.reconcile.reconciliation import reconcile
from jixiao.index.answers.reconcile.records import FigureComparison, ReconciledAction, Reconciliation
from jixiao.index.errors import UsageError
from jixiao.index.export import export as export_export
from jixiao.index.export import records as export_records
from jixiao.index.library import Library
from jixiao.index.records import DocumentInfo
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import reconcile as web

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
HEAD = "構面一：基礎服務（200 分）\n\n執行策略\t執行方法\t主辦單位\t{column}\n"
MEASURES = (
    "提高服務人員專業度：強化同仁對流程與法規之熟悉程度。",
    "提升服務及時性：於處理時限內完成案件。",
    "注重電話禮貌，不定期進行禮貌測試。",
    "提供申辦書表及填寫範例。",
    "辦理服務滿意度調查，檢討改善情形。",
    "提供到府到點服務，照顧偏遠地區民眾。",
    "推廣線上申辦，簡化申辦流程。",
)
PLANNED = (
    "年度預計舉辦法規教育訓練 20 場次。",
    "指派專人管制受理之申辦案件，預計於 5 天內完成審查。",
    "全年預計辦理電話禮貌測試 60 人次。",
    "將各類申辦書表放置於服務臺供民眾取用。",
    "預計辦理洽公民眾滿意度問卷調查，目標滿意度達 95%。",
    "預計赴山區辦理度量衡器巡迴檢定服務 8 場次。",
    "建置櫃檯排隊叫號看板供民眾查看等候人數。",
)
DONE = (
    "舉辦法規教育訓練 23 場次。",
    "指派專人管制受理之申辦案件，均於 7 天內完成審查。",
    "全年辦理電話禮貌測試 45 人次。",
    "各類申辦書表放置於服務臺供民眾取用，另提供放大鏡。",
    "辦理洽公民眾滿意度問卷調查，滿意度達 91%。",
    "因颱風影響，本年度未辦理山區度量衡器巡迴檢定服務。",
    "與郵局合作推出行動支付繳納規費。",
)
BUREAU = (
    "各單位舉辦法規教育訓練共 90 場次。\n(總局 30、基 15、新 25、中 20)",
    "1.基隆分局：指派專人管制受理之申辦案件，均於 4 天內完成審查。"
    "2.新竹分局：指派專人管制受理之申辦案件，均於 3 天內完成審查。",
    "總局及各分局全年辦理電話禮貌測試共 600 人次。",
    "將各類申辦書表放置於服務臺供民眾取用。",
    "總局辦理洽公民眾滿意度問卷調查，滿意度達 97%。",
    "1.臺中分局：赴山區辦理度量衡器巡迴檢定服務 12 場次。",
    "2.新竹分局：與郵局合作推出行動支付繳納規費。",
)


def report(title: str, cells: tuple[str, ...], column: str) -> str:
    rows = "".join(
        f"{'(一) 服務友善性' if not at else ''}\t{at + 1}. {measure}\t各單位\t{cell}\n"
        for at, (measure, cell) in enumerate(zip(MEASURES, cells, strict=True))
    )
    return f"{title}\n\n{HEAD.format(column=column)}{rows}"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("reconciling")
    branch = "經濟部標準檢驗局新竹分局 109 年度提升服務效能執行"
    files = {
        "plan.txt": report(f"{branch}計畫", PLANNED, "具體作法"),
        "own.txt": report(f"{branch}績效與成果", DONE, "執行績效與成果"),
        "bureau.txt": report("經濟部標準檢驗局 109 年度提升服務效能執行績效與成果", BUREAU, "執行績效與成果"),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        made.add(sorted(folder.glob("*.txt")))
        yield made


def documents(library: Library) -> dict[str, DocumentInfo]:
    return {d.source: d for d in library.documents()}


def against(library: Library, result: str, branch: str | None = None) -> Reconciliation:
    known = documents(library)
    return reconcile(known["plan.txt"], known[result], library.view(), branch)


def of(found: Reconciliation, words: str) -> ReconciledAction:
    (row,) = [row for row in found.rows if row.planned and words in row.planned.quote]
    return row


def figure(row: ReconciledAction) -> tuple[float, float, str]:
    (one,) = [one for one in row.figures if one.achieved]
    assert one.achieved is not None
    return one.planned.value, one.achieved.quantity.value, one.reached


def test_a_figure_that_was_reached_is_met(library: Library) -> None:
    row = of(against(library, "own.txt"), "教育訓練")
    assert (row.fulfilment, row.reason) == ("met", "figures")
    assert figure(row) == (20, 23, "met")


def test_a_part_of_what_was_planned_is_partly(library: Library) -> None:
    row = of(against(library, "own.txt"), "電話禮貌")
    assert (row.fulfilment, row.reason) == ("partly", "figures_short")
    assert figure(row) == (60, 45, "short")
    assert [one.share for one in row.figures] == [0.75]


def test_a_limit_that_was_exceeded_and_a_rate_below_the_goal_are_missed(library: Library) -> None:
    found = against(library, "own.txt")
    assert figure(of(found, "指派專人")) == (5, 7, "missed")
    assert figure(of(found, "滿意度")) == (95, 91, "missed")
    assert {of(found, words).fulfilment for words in ("指派專人", "滿意度")} == {"missed"}


def test_what_was_denied_is_missed(library: Library) -> None:
    row = of(against(library, "own.txt"), "山區")
    assert (row.fulfilment, row.reason) == ("missed", "denied")


def test_without_figures_the_words_decide(library: Library) -> None:
    row = of(against(library, "own.txt"), "申辦書表")
    assert (row.fulfilment, row.reason, row.figures) == ("met", "words", ())


def test_what_nothing_tells_of_is_not_mentioned_and_what_was_not_planned_is_new(library: Library) -> None:
    found = against(library, "own.txt")
    assert of(found, "叫號看板").fulfilment == "not_mentioned"
    (new,) = [row for row in found.rows if row.fulfilment == "new"]
    assert new.planned is None
    assert "行動支付" in new.found[0].quote
    assert found.checked == found.passages == 7


def test_no_sentence_stands_in_two_rows_of_which_one_is_new(library: Library) -> None:
    for result in ("own.txt", "bureau.txt"):
        found = against(library, result)
        planned = [row.planned.span for row in found.rows if row.planned]
        assert len(planned) == len(set(planned)) == len(PLANNED)
        kept = {e.span for row in found.rows if row.fulfilment != "new" for e in (*row.found, *row.details)}
        assert kept.isdisjoint({e.span for row in found.rows if row.fulfilment == "new" for e in row.found})


def test_in_the_bureaus_result_only_the_branchs_own_figures_decide(library: Library) -> None:
    found = against(library, "bureau.txt")
    assert found.branch == "新竹分局"
    assert figure(of(found, "教育訓練")) == (20, 25, "met")
    assert figure(of(found, "指派專人")) == (5, 3, "met")
    total = of(found, "電話禮貌")
    assert (total.fulfilment, total.reason) == ("partly", "figure_unreported")


def test_what_the_head_office_tells_of_itself_is_shown_and_decides_nothing(library: Library) -> None:
    row = of(against(library, "bureau.txt"), "滿意度")
    assert (row.fulfilment, row.reason, row.found) == ("not_mentioned", "bureau_only", ())
    assert [one.achieved.quantity.value for one in row.wider_figures if one.achieved] == [97]


def test_another_branchs_work_is_not_the_branchs(library: Library) -> None:
    row = of(against(library, "bureau.txt"), "山區")
    assert (row.fulfilment, row.found) == ("not_mentioned", ())


def test_quotes_are_the_documents_own_words(library: Library) -> None:
    for result in ("own.txt", "bureau.txt"):
        for row in against(library, result).rows:
            for e in (*filter(None, [row.planned]), *row.found, *row.details, *row.wider, *row.nearest):
                text = library.document(e.passage_id.split(":")[0]).text
                assert text[e.span.start : e.span.end] == e.quote != ""


def test_json_and_lines_and_rows_say_the_same(library: Library, tmp_path: Path) -> None:
    found = against(library, "own.txt")
    data = reconcile_records.reconciliation_to_json(found, "en")
    assert data["counts"] == {"met": 2, "partly": 1, "missed": 3, "not_mentioned": 1, "new": 1}
    assert [row["standing"] for row in data["rows"]] == [row.fulfilment for row in found.rows]
    assert data["rows"][0]["figures"][0]["achieved"]["value"] == 23
    assert data["rows"][0]["why"] == "every planned figure was reached"
    lines = list(reconcile_records.reconciliation_lines(found))
    assert any("計畫 20 場次，成果 23 場次" in line for line in lines)
    rows = reconcile_records.rows_to_export(found, library.passage)
    path = export_export.export(rows, "csv", tmp_path / "found.csv", export_records.Cover("對照"))
    written = path.read_text(encoding="utf-8-sig")
    assert written.count("未達成") == 3
    assert "計畫 60 人次，成果 45 人次" in written


def test_every_reason_has_its_words(library: Library) -> None:
    for language in ("zh", "en"):
        for row in against(library, "bureau.txt").rows:
            assert "{" not in reconcile_records.why(row, against(library, "bureau.txt"), language)  # type: ignore[arg-type]


def test_the_page_shows_both_sides_and_opens_both_places(library: Library) -> None:
    found = against(library, "own.txt")
    drawn = web.drawn(web.Shown(found), Words("zh"), ())
    assert drawn.count('class="action ') == len(found.rows)
    for row in found.rows:
        for e in (*filter(None, [row.planned]), *row.found):
            assert f'data-start="{e.span.start}" data-end="{e.span.end}"' in drawn
    missed = web.drawn(web.Shown(found, "missed"), Words("en"), ())
    assert missed.count('class="action missed"') == missed.count('class="action ') == 3


def test_the_page_offers_the_pair_that_belongs_together(library: Library) -> None:
    known = documents(library)
    assert web.pair(list(known.values()), library) == (known["plan.txt"].document_id, known["own.txt"].document_id)
    plans, results = web.choices(library, Words("zh"))
    assert plans[0][1] == known["plan.txt"].document_id
    assert results[-1][1] == known["plan.txt"].document_id
    assert web.pair([known["own.txt"]], library) == (None, None)


def test_reports_are_named_by_id_or_file_and_never_guessed(library: Library) -> None:
    known = documents(library)
    everything = list(known.values())
    assert commands_reconcile.named(known["own.txt"].document_id[:9], everything) == known["own.txt"]
    assert commands_reconcile.named("plan", everything) == known["plan.txt"]
    with pytest.raises(UsageError, match="no such report"):
        commands_reconcile.named("other.txt", everything)
    with pytest.raises(UsageError, match="several"):
        commands_reconcile.named("", everything)
    assert commands_reconcile.notes(known["own.txt"], known["plan.txt"])[0].startswith("note: own.txt is no plan")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Reconciliation:
    paths = sorted(SEEDS.glob("00[34]_*.txt"))
    if len(paths) != 2:
        pytest.skip("the real reports are not beside the repository")
    with Library.create(tmp_path_factory.mktemp("real") / "library") as made:
        made.add(paths)
        known = {d.source[:3]: d for d in made.documents()}
        return reconcile(known["003"], known["004"], made.view())


@pytest.mark.reports
def test_plan_108_of_hsinchu_against_the_bureaus_result_as_checked_by_hand(real: Reconciliation) -> None:
    assert real.branch == "新竹分局"
    assert len([row for row in real.rows if row.planned]) == 80
    counts = real.counts
    assert (counts["met"], counts["partly"], counts["missed"], counts["new"]) == (41, 1, 0, 0)
    reached: list[FigureComparison] = [one for row in real.rows for one in row.figures if one.reached == "met"]
    pairs = {(one.planned.value, one.achieved.quantity.value) for one in reached if one.achieved}
    assert pairs == {(26.0, 28.0), (80.0, 108.0), (15.0, 15.0)}
    assert not any(one.planned.value in (250, 350) for row in real.rows for one in row.figures)
    wider = [one.planned.value for row in real.rows for one in row.wider_figures]
    assert wider == [250.0, 350.0]
