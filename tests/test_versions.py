"""Versions of a report: which documents are one report, which of them counts, and what changed."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, extract_lines

from jixiao.extract import pipeline
from jixiao.extract.names.register import ours
from jixiao.extract.reading.layout.contract import Reading
from jixiao.index.answers.ask import records as ask_records
from jixiao.index.answers.check import contradictions
from jixiao.index.answers.evidence import evidence
from jixiao.index.answers.matrix import matrix
from jixiao.index.answers.reconcile import reconciliation
from jixiao.index.answers.trends import suggestions
from jixiao.index.errors import SearchError
from jixiao.index.export.export import export, rows_of_passages
from jixiao.index.export.records import Cover
from jixiao.index.holdings import records as holdings_records
from jixiao.index.holdings import versions
from jixiao.index.holdings.changes import changes
from jixiao.index.labels import Language
from jixiao.index.library import Library
from jixiao.index.records import ALL_VERSIONS, DocumentInfo, FileReport, Filters
from jixiao.index.storage.schema import MIGRATIONS, SCHEMA
from jixiao.index.storage.store import Store
from jixiao.index.verify import originals, verification
from jixiao.web.parts.strings import Words
from jixiao.web.tabs import holdings
from jixiao.web.tabs.versions import compared

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
OLD = """\
year=108 branch=新竹分局
赴業者處所辦理磅秤檢定共 120 具，節省業者往返。
辦理電話禮貌測試 80 人次，平均 92 分。
設置無障礙坡道與愛心鈴，並檢討動線。
每季召開服務品質會議，追蹤改善事項。
"""
NEW = OLD.replace("120 具", "123 具").replace("愛心鈴", "愛心鈴及哺乳室") + "新增臉書粉絲專頁，共 12 則貼文。\n"


def info(**fields: object) -> DocumentInfo:
    title = "經濟部標準檢驗局新竹分局 107 年度提升服務效能執行績效與成果"
    plain = DocumentInfo("a" * 16, "a.txt", title, "經濟部標準檢驗局新竹分局", 107, "result", 9, "a" * 64, "")
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    monkeypatch.setattr(originals, "read", lambda path: Reading(extract_lines(path)[0], ""))


@pytest.fixture
def library(tmp_path: Path, lines: None) -> Iterator[Library]:
    """An older version, another report, then the newer version."""
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        write(tmp_path, "report.txt", OLD)
        write(tmp_path, "tainan.txt", "year=108 branch=臺南分局\n辦理電話禮貌測試 60 人次，平均 90 分。\n")
        made.add([tmp_path / "report.txt", tmp_path / "tainan.txt"])
        made.add([write(tmp_path, "report_修正版.txt", NEW)])
        yield made


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def ids(library: Library) -> dict[str, str]:
    return {document.source: document.document_id for document in library.documents()}


def counting(library: Library) -> list[str]:
    return [document.source for document in library.documents() if document.superseded_by is None]


# What a report says of itself


@pytest.mark.parametrize(
    ("fields", "same"),
    [
        ({}, True),
        ({"title": "經濟部標準檢驗局新竹分局 107 年度提升服務效能執行績效與成果（修正版）"}, True),
        ({"title": "經濟部標準檢驗局新竹分局107年度提升服務效能執行績效及成果 v2"}, True),
        ({"title": "經濟部標準檢驗局新竹分局 107 年度上半年提升服務效能執行績效與成果"}, False),
        ({"title": "經濟部標準檢驗局新竹分局 107 年度商品安全宣導結案報告"}, False),
        ({"year": 108}, False),
        ({"stage": "plan"}, False),
        ({"agency": "經濟部標準檢驗局"}, False),
        ({"agency": "經濟部標準檢驗局臺中分局"}, False),
        ({"agency": "標準檢驗局新竹分局"}, True),
        ({"title": None}, False),
    ],
)
def test_one_report_is_of_one_agency_year_stage_and_title(fields: dict[str, object], same: bool) -> None:
    assert versions.same_report(info(), info(**fields), ours()) is same
    assert versions.same_report(info(**fields), info(), ours()) is same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("成果.csv", "成果(修正版).ods", True),
        ("report_v1.csv", "report_v2.csv", True),
        ("成果 1080215.csv", "成果 (1080301版).csv", True),
        ("成果1.csv", "成果2.csv", False),
        ("成果.csv", "計畫.csv", False),
    ],
)
def test_without_titles_the_names_of_the_files_decide(first: str, second: str, same: bool) -> None:
    assert versions.same_report(info(title=None, source=first), info(title=None, source=second), ours()) is same


def test_agencies_of_two_places_are_two_though_their_offices_are_called_alike() -> None:
    first, second = (info(agency=f"{place}政府消防局", title="提升服務效能執行成果") for place in ("甲縣", "乙縣"))
    assert not versions.same_report(first, second, ours())


# Added files


def test_a_corrected_copy_supersedes_the_report_and_says_so(tmp_path: Path, lines: None) -> None:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        told: list[FileReport] = []
        paths = [write(tmp_path, "report.txt", OLD), write(tmp_path, "report_修正版.txt", NEW)]
        library.add(paths, told.append)
        assert [report.supersedes for report in told] == [None, "report.txt"]
        assert counting(library) == ["report_修正版.txt"]
        older = library.documents()[0]
        assert older.superseded_by == ids(library)["report_修正版.txt"]


def test_the_one_that_calls_itself_corrected_counts_whichever_came_first(tmp_path: Path, lines: None) -> None:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add([write(tmp_path, "report_修正版.txt", NEW)])
        (told,) = library.add([write(tmp_path, "report.txt", OLD)])
        assert (told.supersedes, told.superseded_by) == (None, "report_修正版.txt")
        (told,) = library.add([write(tmp_path, "report_初稿.txt", OLD.replace("120", "110"))])
        assert told.superseded_by == "report_修正版.txt"
        assert counting(library) == ["report_修正版.txt"]


def test_a_file_of_the_same_name_with_other_words_supersedes_nothing(tmp_path: Path, lines: None) -> None:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add([write(tmp_path, "report.txt", OLD)])
        other = "year=108 branch=新竹分局\n辦理度量衡教育宣導，到校 35 場。\n網站改版為響應式設計。\n"
        (told,) = library.add([write(tmp_path, "report.txt", other)])
        assert told.supersedes is None
        assert len(counting(library)) == 2


def test_an_old_library_is_taken_over_as_it_is(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "library.sqlite3")
    database.executescript("".join(MIGRATIONS[:2]) + "PRAGMA user_version = 2;")
    database.execute("INSERT INTO documents VALUES ('a','s','a.txt',NULL,NULL,108,'result','2020',1,'{}')")
    database.commit()
    database.close()
    store = Store(tmp_path)
    assert [(d.source, d.superseded_by, d.added) for d in store.documents()] == [("a.txt", None, "2020")]
    assert (store.related, store.superseded(), SCHEMA) == (0, [], len(MIGRATIONS))
    store.close()


# What counts


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_search_finds_the_newer_words_only(library: Library, mode: str) -> None:
    def sources(filters: Filters) -> set[str]:
        hits = library.search("磅秤檢定 共 具", k=50, mode=mode, filters=filters).hits  # type: ignore[arg-type]
        return {hit.passage.source for hit in hits}

    assert "report.txt" not in sources(Filters())
    assert "report_修正版.txt" in sources(Filters())
    assert "report.txt" not in sources(Filters(year=(108,)))
    assert sources(Filters(source=("report.txt",))) == {"report.txt"}
    assert {"report.txt", "report_修正版.txt"} <= sources(Filters(version=ALL_VERSIONS))
    assert sources(Filters(version=("superseded",))) == {"report.txt"}
    assert sources(Filters(branch=("新竹分局",))) == {"report_修正版.txt"}


def test_answers_stand_on_the_newer_words_only(library: Library) -> None:
    def values(filters: Filters) -> set[str]:
        answer = library.ask("新竹分局辦理磅秤檢定共幾具？", filters)
        return {evidence.quote for entry in answer.values for evidence in entry.evidence}

    def said(filters: Filters) -> set[str]:
        answer = library.ask("哪些分局辦理磅秤檢定？", filters)
        return {evidence.source for entry in answer.branches for evidence in entry.evidence}

    assert said(Filters()) == {"report_修正版.txt"}
    assert said(Filters(version=ALL_VERSIONS)) == {"report.txt", "report_修正版.txt"}
    assert said(Filters(source=("report.txt",))) == {"report.txt"}
    assert not any("120" in quote for quote in values(Filters()))


def test_every_view_leaves_the_older_version_out(library: Library) -> None:
    view = library.view()
    assert {p.source for p in library.passages()} == {"report_修正版.txt", "tainan.txt"}
    assert library.counts()["source"] == {"report_修正版.txt": 5, "tainan.txt": 1}
    assert library.counts()["version"] == {"current": 6, "superseded": 4}
    assert contradictions.check(view).checked == len(library.passages())
    cells = [cell for line in matrix.matrix(view).lines for cell in line.cells]
    items = evidence.evidence(view)
    told = [*(p for cell in cells for p in cell.passages), *(p for item in items for p in item.passages)]
    assert all(passage.source != "report.txt" for passage in told)
    assert all(v.source != "report.txt" for one in suggestions.recurring(view) for v in getattr(one, "evidence", ()))


def test_a_report_stands_for_its_branch_by_its_newest_version_alone(library: Library) -> None:
    named = ids(library)
    assert library.view().has_report(Filters(branch=("新竹分局",)))
    library.remove([named["report_修正版.txt"]])
    assert library.view().has_report(Filters(branch=("新竹分局",)))
    library.remove([named["report.txt"]])
    assert not library.view().has_report(Filters(branch=("新竹分局",)))


def test_reconciling_takes_an_older_version_that_is_named(library: Library) -> None:
    documents = {document.source: document for document in library.documents()}
    found = reconciliation.reconcile(documents["report.txt"], documents["report_修正版.txt"], library.view())
    planned = [row.planned.source for row in found.rows if row.planned]
    assert planned
    assert set(planned) == {"report.txt"}


def test_the_older_version_can_still_be_opened_and_verified(library: Library, tmp_path: Path) -> None:
    older = ids(library)["report.txt"]
    passages = library.passages_of(older)
    assert [library.passage(p.passage_id) for p in passages] == passages
    document = library.document(older)
    assert library.original(document).read_text(encoding="utf-8") == OLD
    path = export(rows_of_passages(passages, {older: document.sha256}), "xlsx", tmp_path / "old.xlsx", Cover("舊版"))
    checked = verification.verify(path, originals.Originals(library))
    assert (checked.findings, checked.checked > len(passages)) == ([], True)
    assert library.doctor() == []


def test_statistics_and_lists_tell_it(library: Library) -> None:
    figures = library.stats()
    assert (figures["documents"], figures["superseded"], figures["superseded_passages"]) == (3, 1, 4)
    lines = list(ask_records.document_lines(library.documents()))
    newer, older = ids(library)["report_修正版.txt"], ids(library)["report.txt"]
    at = next(n for n, line in enumerate(lines) if line.startswith(newer))
    assert lines[at + 1].startswith(older)
    assert lines[at + 1].endswith(f"superseded by {newer}")


def test_a_file_of_the_newer_one_s_name_means_the_newer_one(tmp_path: Path, lines: None) -> None:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as library:
        library.add([write(tmp_path, "report.txt", OLD)])
        library.add([write(tmp_path, "report.txt", NEW)])
        assert len(counting(library)) == 1
        assert len(library.passages(Filters(source=("report.txt",)))) == 5
        assert len(library.passages(Filters(source=("report.txt",), version=ALL_VERSIONS))) == 9


# By hand


def test_removing_the_newer_version_brings_the_older_back(library: Library) -> None:
    library.remove([ids(library)["report_修正版.txt"]])
    assert counting(library) == ["report.txt", "tainan.txt"]
    assert any("120" in hit.passage.text for hit in library.search("磅秤檢定", mode="lexical").hits)


def test_removing_one_in_the_middle_keeps_the_chain(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path, "report_修正版2.txt", NEW.replace("12 則", "13 則"))])
    named = ids(library)
    library.remove([named["report_修正版.txt"]])
    by = {document.source: document.superseded_by for document in library.documents()}
    assert by == {"report.txt": named["report_修正版2.txt"], "report_修正版2.txt": None, "tainan.txt": None}
    library.add([write(tmp_path, "report_修正版3.txt", NEW.replace("12 則", "14 則"))])
    library.remove([named["report_修正版2.txt"], ids(library)["report_修正版3.txt"]])
    assert counting(library) == ["report.txt", "tainan.txt"]


def test_it_is_taken_back_and_said_by_hand(library: Library) -> None:
    older, newer, other = (ids(library)[name] for name in ("report.txt", "report_修正版.txt", "tainan.txt"))
    library.ask("哪些分局辦理磅秤檢定？")  # what was kept of the older state does not outlive it
    library.supersede(older, None)
    assert len(counting(library)) == 3
    assert {e.source for b in library.ask("哪些分局辦理磅秤檢定？").branches for e in b.evidence} >= {"report.txt"}
    library.supersede(newer, older)
    assert counting(library) == ["report.txt", "tainan.txt"]
    library.supersede(older, newer)
    assert counting(library) == ["report_修正版.txt", "tainan.txt"], "turned round, not a circle"
    library.supersede(newer, other)
    library.supersede(other, older)
    by = {document.document_id: document.superseded_by for document in library.documents()}
    assert by == {older: None, newer: other, other: older}


@pytest.mark.parametrize("pair", [("nowhere", None), ("tainan.txt", None), ("tainan.txt", "tainan.txt")])
def test_what_can_not_be_superseded_is_told(library: Library, pair: tuple[str, str | None]) -> None:
    named = [None if name is None else ids(library).get(name, name) for name in pair]
    before = library.documents()
    with pytest.raises(SearchError):
        library.supersede(named[0] or "", named[1])
    assert library.documents() == before


def test_chains_hold_every_version_the_newest_first(library: Library, tmp_path: Path) -> None:
    library.add([write(tmp_path, "report_第3版.txt", NEW.replace("12 則", "13 則"))])
    chains = [[document.source for document in chain] for chain in holdings_records.chains(library.documents())]
    assert sorted(chains) == [["report_第3版.txt", "report_修正版.txt", "report.txt"], ["tainan.txt"]]


# Made anew


def test_rebuilding_keeps_versions_order_and_times(library: Library, tmp_path: Path) -> None:
    library.add(
        [
            write(tmp_path, "alone_v1.txt", "年報第一段，辦理講習 3 場。\n"),
            write(tmp_path, "alone_v2.txt", "年報第一段，辦理講習 4 場。\n"),
        ]
    )
    library.supersede(ids(library)["alone_v1.txt"], None)
    before, order = library.documents(), [p.passage_id for p in library.passages(Filters(version=ALL_VERSIONS))]
    library.rebuild()
    assert library.documents() == before
    assert [p.passage_id for p in library.passages(Filters(version=ALL_VERSIONS))] == order
    assert sorted(counting(library)) == ["alone_v1.txt", "alone_v2.txt", "report_修正版.txt", "tainan.txt"]


def test_what_was_not_known_is_decided_anew(library: Library) -> None:
    (library.folder / "library.sqlite3").write_bytes(b"damaged")
    library.close()
    from jixiao.index.library import remake

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("jixiao.index.library._model", lambda folder, flag: HashedEmbedder())
        remake(library.folder)
    with Library.open(library.folder, embedder=HashedEmbedder()) as again:
        assert sorted(counting(again)) == ["report_修正版.txt", "tainan.txt"]


def test_a_newer_version_whose_original_has_changed_stays_as_it_was_read(library: Library) -> None:
    newer = library.document(ids(library)["report_修正版.txt"])
    library.original(newer).write_bytes(b"")
    before = library.passages()
    assert [report.state for report in library.rebuild()].count("failed") == 1
    assert library.passages() == before


def test_changes_as_json_point_into_both_documents(library: Library) -> None:
    documents = {document.source: document for document in library.documents()}
    old, new = documents["report.txt"], documents["report_修正版.txt"]
    found = changes(library.passages_of(old.document_id), library.passages_of(new.document_id))
    told = json.loads(json.dumps(holdings_records.changes_to_json(old, new, found)))
    assert told["counts"] == {"same": 2, "changed": 2, "added": 1, "removed": 0}
    first = told["changes"][0]
    pairs = [
        (first[side], library.document(documents[name].document_id))
        for side, name in (("old", "report.txt"), ("new", "report_修正版.txt"))
    ]
    for side, document in pairs:
        assert document.text[side["span"][0] : side["span"][1]] == side["text"]
    (stretch,) = first["stretches"]
    assert [pairs[n][1].text[slice(*stretch[side])] for n, side in enumerate(("old", "new"))] == ["0", "3"]
    lines = list(holdings_records.change_lines(old, new, found))
    assert "12[-0-]{+3+} 具" in lines[1]


# The page


def test_the_library_tab_shows_which_version_counts_and_what_to_do(library: Library) -> None:
    words = Words("zh")
    drawn = holdings.documents(library.documents(), words)
    older, newer = ids(library)["report.txt"], ids(library)["report_修正版.txt"]
    rows = re.findall(r"<tr.*?</tr>", drawn, re.DOTALL)
    at = next(n for n, row in enumerate(rows) if f'data-document="{newer}"' in row)
    assert words("versions.current", n=1) in rows[at]
    assert f'data-document="{older}"' in rows[at + 1]
    assert f'data-older="{older}" data-newer="{newer}"' in rows[at + 1]
    assert 'data-event="restore"' in rows[at + 1]
    assert drawn.count('data-event="restore"') == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_changes_stand_side_by_side_with_the_differences_marked(library: Library, language: Language) -> None:
    words = Words(language)
    older, newer = ids(library)["report.txt"], ids(library)["report_修正版.txt"]
    drawn = compared(library, older, newer, words)
    assert re.findall(r'data-kind="(\w+)"', drawn) == ["changed", "changed", "added"]
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", drawn) == ["0", "3", "及哺乳室"]
    assert words("versions.none") in drawn
    assert words("versions.nothing") in compared(library, older, older, words)
    assert 'class="notice failed"' in compared(library, older, "gone", words)
