"""The same achievement told in two reports: what is linked, what is not, and where it shows."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, make_passage

from jixiao.extract.names.register import ours
from jixiao.extract.records import Quantity, Span
from jixiao.index.answers.ask.records import answer_to_json
from jixiao.index.answers.check import contradictions, linking, same_achievement
from jixiao.index.answers.matrix import matrix
from jixiao.index.answers.matrix import records as matrix_records
from jixiao.index.export.export import export
from jixiao.index.library import Library
from jixiao.index.records import Filters
from jixiao.index.runs import export_selection
from jixiao.index.text.sentences import Sentence

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
HEADER = "執行策略\t執行方法\t主辦單位\t執行績效與成果"


def report(agency: str, *outcomes: str, year: int = 110, kind: str = "執行績效與成果") -> str:
    rows = "\n".join(f"\t{number}. 第{number}項工作。\t業務科\t{text}" for number, text in enumerate(outcomes, 1))
    title = f"## {agency} {year} 年度提升服務效能{kind}"
    return f"{title}\n\n構面一：基礎服務（200 分）\n\n{HEADER}\n(一) 服務友善性。{rows}\n"


BUREAU = report(
    "經濟部標準檢驗局",
    "1.新竹分局：辦理商品安全講座 128 場次，計 3,456 人次參加。2.臺中分局：辦理商品安全講座 97 場次。",
    "1.新竹分局：到校宣導度量衡知識，共計 24 場次。2.臺南分局：設置親子體驗區，邀請國小學童認識磅秤與電表的檢定流程。",
    "總局推動托育設施，本學年度共招收 28 名幼童，並建置專用接送通道。",
    "新竹分局：受理民眾申請商品檢驗案件 5,120 件，均於期限內完成。",
)
BRANCH = report(
    "經濟部標準檢驗局新竹分局",
    "全年開辦商品安全講座 128 場次，3,456 人次參加。",
    "到國中小學推廣度量衡知識 24 場次。另購置影印紙 24 包，並添購 97 張座椅。",
    "推動托育設施，本學年度共招收 28 名幼童，並建置專用接送通道。",
    "受理民眾申請商品檢驗案件 5,210 件，均於期限內完成。",
)
TAINAN = report(
    "經濟部標準檢驗局臺南分局",
    "設置親子體驗區，邀請國小學童認識磅秤與電表之檢定流程。",
    "辦理商品安全講座 128 場次。",
)
PLAN = report("經濟部標準檢驗局新竹分局", "預計開辦商品安全講座 128 場次。", kind="執行計畫")
LATER = report("經濟部標準檢驗局新竹分局", "全年開辦商品安全講座 128 場次，3,456 人次參加。", year=111)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("linking")
    texts = {"bureau": BUREAU, "branch": BRANCH, "tainan": TAINAN, "plan": PLAN, "later": LATER}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.create(folder / "library", embedder=HashedEmbedder()) as made:
        told = made.add([folder / f"{name}.txt" for name in texts])
        assert [one.state for one in told] == ["added"] * len(texts)
        assert [one.supersedes for one in told] == [None] * len(texts)
        yield made


@pytest.fixture(scope="module")
def links(library: Library) -> dict[tuple[str, str], same_achievement.Link]:
    """(words of a sentence with its file, those of one that tells the same) -> the link."""
    passages = [p for p in library.passages() if p.label == "outcome"]

    def named(sentence: Sentence) -> str:
        return f"{sentence.passage.source}: {sentence.text}"

    return {(named(s), named(one.sentence)): one for s, one in linking.pairs(passages, library.view())}


def found(links: dict[tuple[str, str], same_achievement.Link], first: str, second: str) -> same_achievement.Link | None:
    return next((one for (a, b), one in links.items() if first in a and second in b), None)


def test_one_figure_of_one_branch_in_words_of_its_own_is_linked(
    links: dict[tuple[str, str], same_achievement.Link],
) -> None:
    one = found(links, "bureau.txt: 新竹分局：辦理", "branch.txt: 全年開辦")
    assert one is not None
    assert {q.value for q, _ in one.figures} == {128, 3456}
    assert found(links, "branch.txt: 到國中小學", "bureau.txt: 新竹分局：到校") is not None


def test_links_go_both_ways(links: dict[tuple[str, str], same_achievement.Link]) -> None:
    assert links
    assert {(b, a) for a, b in links} == set(links)


def test_one_figure_of_two_branches_is_not(links: dict[tuple[str, str], same_achievement.Link]) -> None:
    assert found(links, "tainan.txt: 辦理商品安全講座", "") is None
    assert not any("97" in a and "97" in b for a, b in links)


def test_one_figure_of_other_things_is_not(links: dict[tuple[str, str], same_achievement.Link]) -> None:
    assert found(links, "影印紙 24 包", "") is None


def test_another_year_and_a_plan_are_not(links: dict[tuple[str, str], same_achievement.Link]) -> None:
    assert not any(name.startswith(("plan.txt", "later.txt")) for pair in links for name in pair)


def test_nearly_the_same_words_of_one_branch_are_linked(links: dict[tuple[str, str], same_achievement.Link]) -> None:
    one = found(links, "bureau.txt: 臺南分局：設置", "tainan.txt: 設置親子體驗區")
    assert one is not None
    assert one.figures == ()


def test_what_the_bureau_tells_of_itself_is_linked_word_for_word_with_its_figure(
    links: dict[tuple[str, str], same_achievement.Link],
) -> None:
    assert found(links, "bureau.txt: 總局推動托育設施", "branch.txt: 推動托育設施") is not None


def test_a_figure_that_differs_is_told_and_checked(
    library: Library, links: dict[tuple[str, str], same_achievement.Link]
) -> None:
    one = found(links, "bureau.txt: 新竹分局：受理", "branch.txt: 受理民眾申請")
    assert one is not None
    assert [(q.value, r.value) for q, r in one.differing] == [(5120, 5210)]
    found_ones = [pair for pair in contradictions.check(library.view()).contradictions if pair.place == "between"]
    assert {pair.first.quantity.value for pair in found_ones} & {5120, 5210}
    assert len({frozenset((p.first.quantity.value, p.second.quantity.value)) for p in found_ones}) == len(found_ones)


def test_answers_show_one_entry_with_both_places(library: Library) -> None:
    answer = library.ask("新竹分局 110 年辦理商品安全講座幾場次？")
    assert answer.values
    entry = next(value for value in answer.values if value.value == 128)
    places = {e.source for e in (*entry.evidence, *entry.linked)}
    assert {"bureau.txt", "branch.txt"} <= places
    assert not {(e.passage_id, e.span) for e in entry.evidence} & {(e.passage_id, e.span) for e in entry.linked}
    assert sum(value.value == 128 and value.branch == "新竹分局" for value in answer.values) == 1
    told = json.loads(json.dumps(answer_to_json(answer)))
    assert all("linked" in one for one in (*told["values"], *told["branches"]))


def test_a_branch_is_not_credited_with_what_another_s_report_tells(library: Library) -> None:
    answer = library.ask("110 年哪些分局辦理商品安全講座？", Filters(source=("bureau.txt",)))
    linked = {entry.name: {e.source for e in entry.linked} for entry in answer.branches}
    assert "branch.txt" in linked["新竹分局"]
    assert not linked.get("臺中分局")


def test_the_matrix_counts_an_achievement_once(library: Library) -> None:
    made = matrix.matrix(library.view(), filters=Filters(year=(110,), stage=("result",)))
    cells = [cell for line in made.lines for cell in line.cells if cell.column.key == "新竹分局" and cell.again]
    assert cells
    for cell in cells:
        assert len(cell.counted) == len(cell.passages) - len(cell.again)
        sources = {p.source for p in cell.passages if p.passage_id in cell.again}
        assert len(sources) == 1, "told again by the one report or the other, not by both"
    told = matrix_records.matrix_to_json(made)
    first = next(one for line in told["lines"] for one in line["cells"] if one["again"])
    assert first["count"] == len(first["passages"]) - len(first["again"])


def test_exports_name_the_other_places(library: Library, tmp_path: Path) -> None:
    rows, cover = export_selection.select(library, Filters(source=("branch.txt",), role=("outcome",)))
    told = {row.passage.text: row.also for row in rows}
    lecture = next(also for text, also in told.items() if "商品安全講座" in text)
    assert len(lecture) == 1
    assert lecture[0].startswith("bureau.txt")
    path = export(rows, "csv", tmp_path / "rows.csv", cover)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert any(lecture[0] in line.values() for line in csv.DictReader(file))


def test_an_older_version_is_no_other_report(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "a_修正版.txt")]
    for path, text in zip(paths, (BRANCH, BRANCH.replace("24 包", "25 包")), strict=True):
        path.write_text(text, encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        assert library.add(paths)[1].supersedes == "a.txt"
        assert list(linking.pairs(library.passages(), library.view())) == []


# What is compared


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("經濟部標準檢驗局", "經濟部標準檢驗局新竹分局", True),
        ("標準檢驗局新竹分局", "經濟部標準檢驗局", True),
        ("甲縣政府消防局", "甲縣政府消防局第二大隊", True),
        ("甲縣政府消防局", "乙縣政府警察局", False),
        ("經濟部標準檢驗局臺中分局", "經濟部標準檢驗局新竹分局", False),
        (None, "經濟部標準檢驗局", False),
    ],
)
def test_reports_of_one_agency_and_those_above_it(first: str | None, second: str | None, one: bool) -> None:
    assert same_achievement.one_of_agency(first, second, ours()) is one
    assert same_achievement.one_of_agency(second, first, ours()) is one


def quantity(value: float, unit: str, branch: str | None = "新竹分局", year: int | None = 110) -> Quantity:
    return Quantity(f"{value:g}{unit}", value, unit, "案件", Span(0, 2), None, branch, year)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (quantity(12, "件"), True),
        (quantity(12, "案"), True),
        (quantity(12, "人"), False),
        (quantity(13, "件"), False),
        (quantity(12, "件", "臺中分局"), False),
        (quantity(12, "件", "總局"), True),
        (quantity(12, "件", None), True),
        (quantity(12, "件", year=109), False),
        (quantity(12, "件", year=None), False),
    ],
)
def test_one_figure_has_value_unit_year_and_whose_it_is(other: Quantity, same: bool) -> None:
    assert same_achievement.same_figure(quantity(12, "件"), other, ours()) is same


def test_passages_that_tell_again_are_those_behind_the_first() -> None:
    passages = [make_passage(text, 10 * at) for at, text in enumerate(["甲", "乙", "丙"])]
    a, b, c = (p.passage_id for p in passages)
    told = {a: frozenset({b}), b: frozenset({a}), c: frozenset({"elsewhere"})}
    assert linking.repeats(passages, told) == {b}
    assert linking.repeats(passages[::-1], told) == {a}
    assert linking.repeats(passages[1:], told) == set()


# The reports that there are: pairs of words of the bureau's report and of the sample reports, read one by one.

TOLD_TWICE = [
    ("39,068 件申請案件", "申請案 39,068 件"),
    ("7,759 件書審案件", "書面審查 7,759 件"),
    ("(人 53、基、新 28", "全年舉辦 28 場次專業訓練"),
    ("總局 252基 96新 108", "全年受測 108 人次"),
    ("543 案業者可經由", "產地證明 543 案"),
    ("發出 588 封信件", "寄發 588 封信件"),
    ("共完成 42,212具", "共 42,212 具"),
    ("申請免驗通關服務計 1,908 案", "免驗通關服務另受理 1,908 案"),
    ("輔導及服務 214 家業者", "輔導業者 214 家"),
    ("全年度節省0.32人力天", "節省 0.32 人力天"),
    ("計增修 31 件", "增修 31 件"),
    ("檢驗稽催件數 37 件", "檢驗案稽催 37 件"),
    ("計傳送簡訊 8,106 件", "傳送簡訊 8,106 件"),
    ("共縮減 47小時", "共縮減 47 小時"),
    ("服務 2,629 人", "服務 2,629 人"),
    ("計辦理 977 具", "血壓計與體重計 977 具"),
    ("計 78 人參加", "座談會 78 人參加"),
    ("延伸服務據點共 10 處", "服務據點共 10 處"),
    ("宣傳導覽 318 人次", "導覽 318 人次"),
    ("瀏覽人數為 77,868 人次", "平臺瀏覽 77,868 人次"),
]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real reports stand beside the repository")
def test_what_the_bureau_and_its_branches_tell_of_108_is_linked(tmp_path: Path) -> None:
    paths = [next(SEEDS.glob("004_*")), *sorted((ROOT / "corpus" / "reports").glob("*_108_result.txt"))]
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add(paths)
        bureau = paths[0].name
        told = {
            (s.text, one.sentence.text)
            for s, one in linking.pairs([p for p in library.passages() if p.label == "outcome"], library.view())
            if s.passage.source == bureau
        }
    missed = [pair for pair in TOLD_TWICE if not any(pair[0] in a and pair[1] in b for a, b in told)]
    assert len(missed) <= 2, missed
