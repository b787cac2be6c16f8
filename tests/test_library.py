"""The library as a whole: adding, removing, asking, damage, other processes."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from library_parts import HashedEmbedder, extract_lines, write_reports

from jixiao.extract import pipeline
from jixiao.index.errors import (
    LibraryLockedError,
    LibraryMissingError,
    LibraryStaleError,
    SearchError,
)
from jixiao.index.library import Library
from jixiao.index.records import FileReport, Filters
from jixiao.index.storage import recipe
from jixiao.index.storage.store import writing


@pytest.fixture(autouse=True)
def plain_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract", extract_lines)


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    return write_reports(tmp_path / "reports")


@pytest.fixture
def library(tmp_path: Path, reports: list[Path]) -> Iterator[Library]:
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add(reports)
        yield made


def again(library: Library) -> Library:
    return Library.open(library.folder, embedder=HashedEmbedder())


def found(library: Library, text: str, mode: str = "lexical") -> list[str]:
    return [hit.passage.text for hit in library.search(text, mode=mode).hits]  # type: ignore[arg-type]


def test_files_and_folders_are_added_and_told(library: Library, reports: list[Path]) -> None:
    told: list[FileReport] = []
    (reports[0].parent / ".hidden").write_text("not a report")
    returned = library.add([reports[0].parent], told.append)
    assert [(r.state, Path(r.path).name) for r in told] == [("unchanged", p.name) for p in reports]
    assert returned == told
    assert len(library.documents()) == 2


def test_known_content_under_another_name_is_left_alone(library: Library, reports: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    shutil.copy(reports[0], copy)
    assert [r.state for r in library.add([copy])] == ["unchanged"]


def test_a_bad_file_never_loses_the_others(library: Library, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a_empty.txt").write_text("")
    (tmp_path / "new" / "b_good.txt").write_text("新的一段文字")
    returned = library.add([tmp_path / "new", tmp_path / "nowhere.txt"])
    assert [r.state for r in returned] == ["failed", "added", "failed"]
    assert "empty" in str(returned[0].error)
    assert len(library.documents()) == 3


def test_the_original_is_kept(library: Library, reports: list[Path]) -> None:
    document = library.document(library.documents()[0].document_id)
    assert library.original(document).read_bytes() == reports[0].read_bytes()


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_every_mode_finds_and_ranks(library: Library, mode: str) -> None:
    result = library.search("電話禮貌測試", mode=mode)  # type: ignore[arg-type]
    best = result.hits[0]
    assert "電話禮貌測試" in best.passage.text
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)
    assert (best.dense_rank is None, best.lexical_rank is None) == (mode == "lexical", mode == "dense")


def test_lexical_search_never_asks_the_model(tmp_path: Path, library: Library) -> None:
    embedder = HashedEmbedder()
    with Library.open(library.folder, embedder=embedder) as opened:
        opened.search("電話禮貌測試", mode="lexical")
    assert embedder.calls == 0


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_filters_in_the_question_and_beside_it_hold(library: Library, mode: str) -> None:
    for result in (
        library.search("112年檢定", mode=mode),  # type: ignore[arg-type]
        library.search("檢定", mode=mode, filters=Filters(branch=("臺中分局",))),  # type: ignore[arg-type]
    ):
        assert {hit.passage.year for hit in result.hits} == {112}


def test_a_recognised_filter_can_be_taken_off(library: Library) -> None:
    query = library.understand("112年檢定")
    assert {hit.passage.year for hit in library.search(replace(query, filters=Filters()), mode="lexical").hits} == {
        108,
        112,
    }


def test_no_report_is_told_apart_from_nothing_found(library: Library) -> None:
    assert library.search("109年檢定", mode="lexical").absence == "no_report"
    assert library.search("112年核電廠", mode="lexical").absence == "nothing_found"
    assert library.search("檢定", mode="lexical").absence is None


def test_counts_leave_out_their_own_field(library: Library) -> None:
    counts = library.counts(Filters(year=(112,)))
    assert counts["year"] == {"108": 3, "112": 2}
    assert counts["branch"] == {"臺中分局": 2}


def test_removal_is_complete(library: Library) -> None:
    gone = library.documents()[0]
    assert library.remove([gone.document_id, "unknown"]) == 1
    assert found(library, "愛心鈴") == []
    assert gone.document_id not in {p.document_id for p in library.passages()}
    assert not list((library.folder / "files").glob(gone.sha256))
    with pytest.raises(SearchError, match="no document"):
        library.document(gone.document_id)


def test_a_reader_sees_what_another_process_adds(library: Library, tmp_path: Path) -> None:
    with again(library) as reader:
        assert found(reader, "無人機") == []
        new = tmp_path / "new.txt"
        new.write_text("year=109 branch=高雄分局\n以無人機巡查。\n")
        library.add([new])
        assert found(reader, "無人機") == ["以無人機巡查。"]


def test_a_reader_answers_while_another_writes(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.index.library.PATIENCE", 0)
    with again(library) as reader, writing(library.folder):
        assert found(reader, "電話禮貌測試")
        with pytest.raises(LibraryLockedError, match="another process"):
            reader.add([])


@pytest.mark.parametrize("cache", ["vectors.faiss", "vectors.faiss.generation", "lexical/current.json", "lexical"])
def test_a_lost_cache_is_made_again(library: Library, cache: str) -> None:
    before = [found(library, "檢定", mode) for mode in ("lexical", "dense")]
    path = library.folder / cache
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with again(library) as opened:
        assert [found(opened, "檢定", mode) for mode in ("lexical", "dense")] == before


def test_a_damaged_cache_is_made_again(library: Library) -> None:
    before = [found(library, "檢定", mode) for mode in ("lexical", "dense")]
    (library.folder / "vectors.faiss").write_bytes(b"broken")
    for path in (library.folder / "lexical").rglob("*.*"):
        path.write_bytes(b"broken")
    with again(library) as opened:
        assert [found(opened, "檢定", mode) for mode in ("lexical", "dense")] == before
        assert opened.doctor() == []


def test_caches_left_behind_by_a_killed_writer_catch_up(library: Library, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    for name in ("vectors.faiss", "vectors.faiss.generation", "lexical"):
        path = library.folder / name
        shutil.copytree(path, saved / name) if path.is_dir() else shutil.copy(path, saved / name)
    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")
    library.add([new])
    shutil.rmtree(library.folder / "lexical")
    shutil.copytree(saved, library.folder, dirs_exist_ok=True)
    with again(library) as opened:
        assert found(opened, "無人機") == ["以無人機巡查。"]
        assert "以無人機巡查。" in found(opened, "無人機巡查", "dense")
        assert opened.doctor() == []


def test_a_change_waits_for_a_reader_that_brings_the_caches_up_to_date(library: Library, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("以無人機巡查。")
    with ThreadPoolExecutor(1) as pool:
        with writing(library.folder):
            adding = pool.submit(library.add, [new])
        assert [report.state for report in adding.result()] == ["added"]


def test_another_model_makes_a_library_stale(library: Library) -> None:
    with pytest.raises(LibraryStaleError, match="jixiao rebuild --library"):
        Library.open(library.folder, embedder=HashedEmbedder("other"))


def test_a_missing_recipe_makes_a_library_stale(library: Library) -> None:
    (library.folder / recipe.NAME).unlink()
    with pytest.raises(LibraryStaleError, match="recipe"):
        again(library)


def test_a_missing_library_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissingError, match="jixiao add"):
        Library.open(tmp_path / "nowhere", embedder=HashedEmbedder())


def test_a_rebuild_keeps_everything_and_is_seen_by_readers(library: Library) -> None:
    before = {p.passage_id for p in library.passages()}
    with again(library) as reader:
        reader.passages()
        assert [r.state for r in library.rebuild()] == ["added", "added"]
        assert {p.passage_id for p in library.passages()} == before == {p.passage_id for p in reader.passages()}
        assert found(reader, "電話禮貌測試")
    assert library.doctor() == []


def test_a_rebuild_makes_a_library_whole_whose_database_is_damaged(library: Library) -> None:
    library.close()
    (library.folder / "library.sqlite3").write_bytes(b"broken" * 500)
    with pytest.raises(SearchError, match="jixiao rebuild"):
        again(library)
    library.rebuild()
    with again(library) as opened:
        assert len(opened.documents()) == 2
        assert found(opened, "電話禮貌測試")


def test_doctor_names_what_is_wrong(library: Library) -> None:
    assert library.doctor() == []
    first, second = (library.original(library.document(d.document_id)) for d in library.documents())
    first.unlink()
    second.write_text("changed")
    (library.folder / "files" / "stray").mkdir()
    lines = library.doctor()
    assert [any(word in line for line in lines) for word in ("is missing", "has changed", "of no document")] == [
        True
    ] * 3


def test_an_empty_library_answers(tmp_path: Path) -> None:
    with Library.create(tmp_path / "empty", embedder=HashedEmbedder()) as empty:
        assert empty.search("檢定").absence == "no_report"
        assert (empty.passages(), empty.documents(), empty.doctor()) == ([], [], [])


def test_a_library_of_empty_reports_answers(tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_text("\n\n")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        assert [r.state for r in made.add([tmp_path / "blank.txt"])] == ["added"]
        assert not made.search("檢定").found


def test_what_answering_sees_of_it(library: Library) -> None:
    view = library.view()
    passages = view.passages(Filters(year=(112,)))
    rows = view.vectors([p.passage_id for p in passages])
    assert rows.shape == (2, 64)
    assert view.embed(["電話", "測試", "電話"]).shape == (3, 64)
    assert view.embed_query("電話").shape == (64,)
    assert view.idf("地磅") > view.idf("辦理")
    assert view.sha256(passages[0].document_id) == library.document(passages[0].document_id).sha256
    assert view.has_report(Filters(year=(112,)))
    assert not view.has_report(Filters(year=(112,), branch=("新竹分局",)))
    with pytest.raises(SearchError, match="no passage"):
        view.vectors(["unknown"])


def test_a_library_can_be_moved(library: Library, tmp_path: Path) -> None:
    library.close()
    moved = tmp_path / "moved"
    shutil.move(library.folder, moved)
    with Library.open(moved, embedder=HashedEmbedder()) as opened:
        assert found(opened, "電話禮貌測試")
        assert opened.doctor() == []


def test_a_library_that_may_only_be_read_answers(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(library.folder / "lexical")

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("jixiao.index.storage.caches.writing", refuse)
    with again(library) as opened:
        assert found(opened, "電話禮貌測試")
    assert not (library.folder / "lexical").exists()


def test_threads_ask_at_once_while_reports_are_added(library: Library, tmp_path: Path) -> None:
    def ask(number: int) -> list[str]:
        return found(library, "電話禮貌測試", ("lexical", "dense", "hybrid")[number % 3])

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(ask, number) for number in range(30)]
        for number in range(3):
            new = tmp_path / f"{number}.txt"
            new.write_text(f"第{number}次巡查。")
            library.add([new])
        assert all(any("電話禮貌測試" in text for text in answer.result()) for answer in answers)
    assert library.doctor() == []


def test_a_question_of_broken_characters_is_answered(library: Library) -> None:
    assert library.search("電話\udcff禮貌", mode="lexical").found
    assert not library.search("？？？", mode="lexical").found


def test_a_folder_that_links_to_itself_is_read_once(library: Library, reports: list[Path]) -> None:
    (reports[0].parent / "again").symlink_to(reports[0].parent, target_is_directory=True)
    assert len(library.add([reports[0].parent])) == 2
