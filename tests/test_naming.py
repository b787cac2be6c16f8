"""A library's own names: a change is seen in filters, answers, search, exports and counts, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_parts import HashedEmbedder

from jixiao.extract.names.names_file import NamesError
from jixiao.extract.passage_json import passage_to_json
from jixiao.index.errors import LibraryLockedError, UsageError
from jixiao.index.export import export as export_export
from jixiao.index.holdings import name_list, names_file_edits
from jixiao.index.library import Library, remake
from jixiao.index.records import Filters
from jixiao.index.runs import export_selection
from jixiao.index.storage.store import writing
from jixiao.index.verify import verification
from jixiao.index.verify.originals import Originals

REPORT = """## 經濟部標準檢驗局 {year} 年度提升服務效能執行績效與成果

構面一：基礎服務（200 分）

執行策略\t執行方法\t主辦單位\t執行績效與成果
(一) 服務便捷性\t1. 到府服務：主動到府檢定。\t第三課\t{outcome}
(二) 服務友善性\t1. 網站服務：改善網站。\t資訊室\t各分局以便民通系統及臉書公告，瀏覽 320 人次。
"""
OUTCOME = "1.新竹分局：到府檢定磅秤共 {n} 具。2.花蓮分局：到府檢定地磅 12 具。3.翠湖站：到府檢定 9 具。"


def report(year: int, number: int) -> str:
    return REPORT.format(year=year, outcome=OUTCOME.format(n=number))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("jixiao.index.library._model", lambda folder, flag: HashedEmbedder())
    for year, number in ((108, 35), (112, 48)):
        (tmp_path / f"report_{year}.txt").write_text(report(year, number), encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as opened:
        opened.add(sorted(tmp_path.glob("*.txt")))
        yield opened


def put(library: Library, text: str) -> None:
    (library.folder / "names.toml").write_text(text, encoding="utf-8")


def branches(library: Library) -> dict[str, int]:
    return library.counts()["branch"]


def told(library: Library) -> list[str]:
    return sorted(json.dumps(passage_to_json(p), ensure_ascii=False) for p in library.passages())


def test_without_names_nothing_changes_and_nothing_is_written(library: Library) -> None:
    before = told(library)
    put(library, "# nothing yet\n")
    assert told(library) == before
    assert library.naming.renamed == 0
    assert library.naming.trouble is None


def test_a_merge_is_seen_in_filters_answers_and_questions_and_can_be_taken_back(library: Library) -> None:
    before, counts = told(library), branches(library)
    assert {"新竹分局", "花蓮分局"} <= set(counts)
    names_file_edits.merge(library.folder, "花蓮分局", "新竹分局")
    assert "花蓮分局" not in branches(library)
    assert library.passages(Filters(branch=("花蓮分局",))) == library.passages(Filters(branch=("新竹分局",))) != []
    assert library.understand("花蓮分局到府檢定").filters.branch == ("新竹分局",)
    names = {entry.name for entry in library.ask("哪些分局做過到府檢定？").branches}
    assert "花蓮分局" not in names
    names_file_edits.remove(library.folder, "花蓮分局")
    assert branches(library) == counts
    assert told(library) == before


def test_an_alias_in_the_texts_makes_a_doer_in_both_languages(library: Library) -> None:
    calls = library.embedder.calls  # type: ignore[attr-defined]
    names_file_edits.add(library.folder, "臺中分局", {"aliases": ["翠湖站"], "english": ["Green Lake"]})
    found = library.passages(Filters(branch=("翠湖站",)))
    assert {p.year for p in found} == {108, 112}
    assert all("翠湖站" in p.text for p in found)
    assert library.embedder.calls == calls  # type: ignore[attr-defined]
    for question in ("翠湖站到府檢定", "did Green Lake inspect scales"):
        assert library.understand(question).filters.branch == ("臺中分局",)
    tags = {t.surface: t.canonical for p in found for t in p.tags if t.kind == "branch"}
    assert tags["翠湖站"] == "臺中分局"
    hits = library.search("到府檢定", mode="lexical", filters=Filters(branch=("臺中分局",))).hits
    assert {hit.passage.passage_id for hit in hits} <= {p.passage_id for p in found}


def test_an_office_is_counted_as_its_parent(library: Library) -> None:
    names_file_edits.add(library.folder, "翠湖站", {"kind": "office", "parent": "高雄分局"})
    assert branches(library)["高雄分局"] == 2
    offices = [one for one in name_list.known(library.view()) if one.kind == "office" and one.name == "翠湖站"]
    assert [(one.parent, one.passages, one.own) for one in offices] == [("高雄分局", 2, True)]


def test_a_successor_takes_over_what_went_by_the_old_name(library: Library, tmp_path: Path) -> None:
    count = branches(library)["新竹分局"]
    names_file_edits.rename(library.folder, "新竹分局", "桃竹分局", 113)
    assert branches(library)["桃竹分局"] == count
    assert library.understand("108年新竹分局").filters.branch == ("桃竹分局",)
    rows, cover = export_selection.select(library, Filters(branch=("新竹分局",)))
    path = export_export.export(rows, "jsonl", tmp_path / "out.jsonl", cover)
    assert "桃竹分局" in path.read_text(encoding="utf-8")
    assert not verification.verify(path, Originals(library)).findings
    known = next(one for one in name_list.known(library.view()) if one.name == "桃竹分局")
    assert known.former == (("新竹分局", 113),)


def test_terms_change_in_the_tags(library: Library) -> None:
    names_file_edits.add(library.folder, "便民通", {"kind": "system", "aliases": ["便民通系統"]})
    names_file_edits.forbid(library.folder, "臉書")
    tags = {(t.surface, t.canonical) for p in library.passages() for t in p.tags if t.kind == "system"}
    assert tags == {("便民通系統", "便民通")}


def test_another_process_sees_the_change(library: Library) -> None:
    with Library.open(library.folder, embedder=HashedEmbedder()) as other:
        assert "花蓮分局" in branches(other)
        names_file_edits.merge(library.folder, "花蓮分局", "新竹分局")
        assert "花蓮分局" not in branches(library)
        assert "花蓮分局" not in branches(other)
        assert other.passages() == library.passages()


def test_a_broken_file_leaves_the_names_as_they_were_and_is_told(library: Library) -> None:
    names_file_edits.merge(library.folder, "花蓮分局", "新竹分局")
    counts = branches(library)
    put(library, '[[name]]\nname = "火星"\n')
    assert branches(library) == counts
    assert "names.toml:1" in (library.naming.trouble or "")
    assert library.naming.trouble in library.doctor()
    with Library.open(library.folder, embedder=HashedEmbedder()) as other:
        assert branches(other) == counts
        assert other.ask("哪些分局做過到府檢定？").checked > 0
    put(library, "")
    assert "花蓮分局" in branches(library)
    assert library.naming.trouble is None


def test_a_rebuilt_library_is_the_same_as_one_whose_names_were_changed(library: Library) -> None:
    names_file_edits.merge(library.folder, "花蓮分局", "高雄分局")
    names_file_edits.add(library.folder, "臺中分局", {"aliases": ["翠湖站"]})
    changed = told(library)
    remake(library.folder)
    assert told(library) == changed


def test_reports_added_later_go_by_the_names(library: Library, tmp_path: Path) -> None:
    names_file_edits.merge(library.folder, "花蓮分局", "高雄分局")
    late = tmp_path / "late.txt"
    late.write_text(report(110, 7), encoding="utf-8")
    library.add([late])
    assert not library.naming.trouble
    assert {p.year for p in library.passages(Filters(branch=("高雄分局",)))} == {108, 110, 112}


def test_names_wait_while_another_process_writes(library: Library) -> None:
    counts = branches(library)
    with writing(library.folder):
        put(library, '[[merge]]\nname = "花蓮分局"\ninto = "高雄分局"\n')
        assert branches(library) == counts
        assert library.naming.trouble
        with pytest.raises(LibraryLockedError):
            names_file_edits.forbid(library.folder, "翠湖站")
    assert "花蓮分局" not in branches(library)
    assert library.naming.trouble is None


def test_the_users_comments_stay(library: Library) -> None:
    put(library, '# my own list\n[[name]]  # the middle\nname = "臺中分局"\n')
    names_file_edits.add(library.folder, "台中分局", {"aliases": ["翠湖站"]})
    names_file_edits.forbid(library.folder, "臉書")
    text = (library.folder / "names.toml").read_text(encoding="utf-8")
    assert "# my own list" in text
    assert "# the middle" in text
    assert text.count("[[name]]") == 1


def test_a_change_that_contradicts_is_refused_and_changes_nothing(library: Library) -> None:
    names_file_edits.add(library.folder, "臺中分局", {"aliases": ["翠湖站"]})
    text = (library.folder / "names.toml").read_text(encoding="utf-8")
    with pytest.raises(NamesError, match="already"):
        names_file_edits.add(library.folder, "臺南分局", {"aliases": ["翠湖站"]})
    with pytest.raises(UsageError, match="says nothing"):
        names_file_edits.remove(library.folder, "火星")
    assert (library.folder / "names.toml").read_text(encoding="utf-8") == text


def test_unknown_names_are_listed_until_adopted(library: Library) -> None:
    def names() -> set[str]:
        return {one.name for one in name_list.unknown_names(library.view())}

    assert "便民通系統" in names()
    names_file_edits.add(library.folder, "便民通系統", {"kind": "system"})
    assert "便民通系統" not in names()
