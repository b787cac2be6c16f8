"""Judgements of passages: written once, found again after a new index and in a corrected report, told as a history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, extract_lines, make_passage
from typer.testing import CliRunner

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.extract.names.register import ours
from jixiao.extract.records import Passage
from jixiao.index.errors import UsageError
from jixiao.index.holdings.mark_positions import stand
from jixiao.index.library import Library
from jixiao.index.records import DocumentInfo, Mark
from jixiao.index.storage import marks
from jixiao.index.storage.records import Said

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
NEAR, NEW = "服務可近性", "創新性"
ACCEPTED, REJECTED = Said("accepted", "有數據", "陳稽核"), Said("rejected", "只是宣導", "王小明")
REPORT = "year=108 branch=新竹分局\n到府檢定磅秤共 120 具。\n辦理電話禮貌測試 80 人次。\n設置無障礙坡道與愛心鈴。\n"


class Judge:
    """A library's folder, and a view that says what counts in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def marks(self) -> tuple[Mark, ...]:
        return tuple(replace(m, now=m.passage_id) for m in marks.counting(marks.history(self.folder)[0]))

    def sha256(self, document_id: str) -> str:
        return document_id * 4

    def say(self, passage: Passage, said: Said, item: str = NEAR) -> Mark:
        view: Any = self
        return marks.mark(self.folder, view, passage, item, said)

    def take_back(self, passage: Passage, item: str = NEAR) -> list[Mark]:
        view: Any = self
        return marks.withdraw(self.folder, view, passage.passage_id, item, Said("withdrawn", "", "陳稽核"))


FIRST, SECOND = make_passage("到府檢定 3 場。", 0), make_passage("問卷回收 40 份。", 50)


def test_the_last_word_on_an_item_and_place_counts_and_all_are_kept(tmp_path: Path) -> None:
    judge = Judge(tmp_path)
    for passage, said in ((FIRST, REJECTED), (SECOND, ACCEPTED), (FIRST, ACCEPTED)):
        judge.say(passage, said)
    judge.say(FIRST, REJECTED, NEW)
    assert [(m.item, m.passage_id, m.verdict) for m in judge.marks()] == [
        (NEAR, SECOND.passage_id, "accepted"),
        (NEAR, FIRST.passage_id, "accepted"),
        (NEW, FIRST.passage_id, "rejected"),
    ]
    (gone,) = judge.take_back(FIRST)
    assert (gone.verdict, gone.quote) == ("withdrawn", FIRST.text)
    assert [(m.item, m.passage_id) for m in judge.marks()] == [(NEAR, SECOND.passage_id), (NEW, FIRST.passage_id)]
    told, troubles = marks.history(tmp_path)
    assert [m.verdict for m in told] == ["rejected", "accepted", "accepted", "rejected", "withdrawn"]
    assert {m.name for m in told} == {"王小明", "陳稽核"}
    assert all(datetime.fromisoformat(m.made).tzinfo for m in told)
    assert troubles == []


@pytest.mark.parametrize("said", [Said("accepted", "好", " "), Said("rejected", " ", "王小明")])
def test_a_judgement_needs_a_name_and_a_rejection_a_reason(tmp_path: Path, said: Said) -> None:
    with pytest.raises(UsageError):
        Judge(tmp_path).say(FIRST, said)
    assert not (tmp_path / marks.FILE).exists()


def test_there_must_be_something_to_take_back(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no judgement of it for 服務可近性"):
        Judge(tmp_path).take_back(FIRST)


@pytest.mark.parametrize("line", ["{", '{"item": "x"}', "[1]", "VERDICT", "SPAN"])
def test_a_damaged_line_is_named_and_nothing_is_lost(tmp_path: Path, line: str) -> None:
    judge = Judge(tmp_path)
    judge.say(FIRST, ACCEPTED)
    path = tmp_path / marks.FILE
    good = path.read_text(encoding="utf-8")
    wrong: dict[str, dict[str, Any]] = {"VERDICT": {"verdict": "perhaps"}, "SPAN": {"span": 7}}
    damaged = json.dumps(json.loads(good) | wrong[line]) if line in wrong else line
    path.write_text(damaged + "\n" + good, encoding="utf-8")
    judge.say(SECOND, ACCEPTED)
    told, (trouble,) = marks.history(tmp_path)
    assert [m.passage_id for m in told] == [FIRST.passage_id, SECOND.passage_id]
    assert trouble.startswith(f"{path}:1: ")
    assert "mend the line" in trouble
    assert path.read_text(encoding="utf-8").startswith(damaged)


# Where judged passages are

OLD = DocumentInfo("d" * 16, "report.txt", "成果", "甲局", 108, "result", 3, "d" * 64, "2026-01-01")
TEXTS = (
    "到府檢定磅秤共 120 具，節省業者往返。",
    "辦理電話禮貌測試 80 人次，平均 92 分。",
    "設置無障礙坡道與愛心鈴各 3 處。",
)


def told(texts: Sequence[str], document_id: str = OLD.document_id, **fields: Any) -> list[Passage]:
    """Passages in one row of a table."""
    row: dict[str, Any] = {"strategy": "服務可近性", "measure": "主動服務", "title": "成果", "agency": "甲局"}
    return [make_passage(text, 100 * at, document_id, **row | fields) for at, text in enumerate(texts)]


def judged(passages: Sequence[Passage]) -> list[Mark]:
    """Each accepted, as the file has it."""
    return [marks.made(p, OLD.sha256, NEAR, ACCEPTED) for p in passages]


def stood(
    texts: Sequence[str], document: DocumentInfo = OLD, before: Sequence[str] = TEXTS, **fields: Any
) -> list[tuple[str, str | None]]:
    """How judgements of `before` stand in a library of `texts`: standing, and the text they are in."""
    there = told(texts, document.document_id, **fields)
    by_id = {p.passage_id: p.text for p in there}
    return [(m.position, m.now and by_id[m.now]) for m in stand(judged(told(before)), [document], there, ours())]


def test_a_passage_at_its_place_is_the_same_and_one_cut_anew_has_moved() -> None:
    assert [position for position, _ in stood(TEXTS)] == ["same"] * 3
    joined = [TEXTS[0] + "\n" + TEXTS[1], TEXTS[2]]
    assert stood(joined) == [("moved", joined[0]), ("moved", joined[0]), ("moved", TEXTS[2])]


NEWER = replace(OLD, document_id="e" * 16, sha256="e" * 64, source="report_v2.txt")


def test_in_a_corrected_report_words_move_change_and_vanish() -> None:
    changed = TEXTS[1].replace("80", "88")
    assert stood([TEXTS[2], changed], NEWER) == [("missing", None), ("changed", changed), ("moved", TEXTS[2])]


def test_blanks_and_forms_of_characters_make_no_other_text() -> None:
    assert stood([TEXTS[0].replace("120", "１２０").replace("，", "，\n"), *TEXTS[1:]], NEWER)[0][0] == "moved"


def test_other_reports_are_not_looked_into() -> None:
    for other in (replace(NEWER, year=109), replace(NEWER, agency="乙局"), replace(NEWER, stage="plan")):
        assert [position for position, _ in stood(TEXTS, other)] == ["missing"] * 3


def test_two_passages_of_the_same_words_stay_two() -> None:
    twice = (TEXTS[0], TEXTS[0])
    places = stand(judged(told(twice)), [NEWER], told(twice, NEWER.document_id), ours())
    assert [m.now for m in places] == [p.passage_id for p in told(twice, NEWER.document_id)]
    assert [position for position, _ in stood([TEXTS[0]], NEWER, twice)] == ["moved", "moved"]


def test_passages_joined_into_one_are_found_in_it() -> None:
    joined = TEXTS[0].replace("120", "121") + TEXTS[1]
    assert stood([joined, TEXTS[2]], NEWER)[:2] == [("changed", joined), ("changed", joined)]


def test_another_passage_of_the_row_is_not_taken_for_one_that_is_gone() -> None:
    assert stood(["結合公會辦理說明會 5 場次，計 300 人參加。"], NEWER) == [("missing", None)] * 3


def test_elsewhere_only_nearly_the_same_words_count() -> None:
    near, far = TEXTS[0].replace("120", "121"), "到府檢定磅秤，節省往返，共計 99 具。"
    assert stood([near], NEWER, [TEXTS[0]], measure="其他")[0] == ("changed", near)
    assert stood([far], NEWER, [TEXTS[0]], measure="其他")[0] == ("missing", None)


def test_superseded_reports_send_their_judgements_on() -> None:
    old, changed = replace(OLD, superseded_by=NEWER.document_id), TEXTS[1].replace("80", "88")
    there = [*told(TEXTS), *told([TEXTS[0], changed, TEXTS[2]], NEWER.document_id)]
    found = stand(judged(told(TEXTS)), [NEWER, old], there, ours())
    assert [m.position for m in found] == ["moved", "changed", "moved"]
    assert {str(m.now)[:1] for m in found} == {"e"}
    known = marks.of_item(found, NEAR)
    assert set(known) == {p.passage_id for p in there}
    assert stand(judged(told(TEXTS)), [NEWER, replace(OLD)], there, ours())[0].position == "same"


@pytest.mark.reports
def test_a_real_report_corrected_in_twenty_places_keeps_its_judgements(tmp_path: Path) -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"no reports at {SEEDS}")
    (path,) = SEEDS.glob("003_*.txt")
    corrected = path.read_text(encoding="utf-8")
    document, passages = pipeline.extract(path)
    outcomes = [p for p in passages if p.label == "outcome"]
    edited = outcomes[::2][:20]
    # One character, three characters, words put in, a sixth struck out, in the middle of each; the last one first.
    for number, p in enumerate(sorted(edited, key=lambda p: -p.source_spans[-1].end)):
        last = p.source_spans[-1]
        size, new = [(1, "改"), (3, "已改正"), (0, "（含假日）"), ((last.end - last.start) // 6, "")][number % 4]
        middle = (last.start + last.end) // 2
        corrected = corrected[:middle] + new + corrected[middle + size :]
    (tmp_path / "corrected.txt").write_text("更正版\n本版更正部分文字。\n\n" + corrected, encoding="utf-8")
    newer, there = pipeline.extract(tmp_path / "corrected.txt")
    told = (newer.document_id, newer.source, newer.title, newer.agency, newer.year, newer.stage)
    info = DocumentInfo(*told, passages=len(there), sha256=newer.sha256, added="")
    found = stand([marks.made(p, document.sha256, NEAR, ACCEPTED) for p in outcomes], [info], there, ours())
    wanted = {p.passage_id for p in edited}
    assert [m.position for m in found] == ["changed" if m.passage_id in wanted else "moved" for m in found]
    assert len({m.now for m in found}) == len(outcomes) == 55
    texts = {p.passage_id: p.text for p in there}
    assert all(SequenceMatcher(None, m.quote, texts[str(m.now)], autojunk=False).ratio() > 0.8 for m in found)


# In a library


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    opened = Library.open
    monkeypatch.setattr(Library, "open", lambda path, model=None: opened(path, embedder=HashedEmbedder()))
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    with Library.create(tmp_path / "library", embedder=HashedEmbedder()) as made:
        made.add([tmp_path / "report.txt"])
        yield made


def standings(library: Library) -> dict[str, str]:
    return {m.quote: m.position for m in library.view().marks()}


def test_judgements_outlive_a_rebuild_and_a_renamed_and_a_corrected_file(library: Library, tmp_path: Path) -> None:
    passages = library.passages()
    for passage in passages:
        marks.mark(library.folder, library.view(), passage, NEAR, ACCEPTED)
    library.rebuild()
    assert set(standings(library).values()) == {"same"}
    assert not [line for line in library.doctor() if "marks" in line]
    library.remove([passages[0].document_id])
    assert set(standings(library).values()) == {"missing"}
    (tmp_path / "report.txt").rename(tmp_path / "renamed.txt")
    library.add([tmp_path / "renamed.txt"])
    assert set(standings(library).values()) == {"same"}
    library.remove([passages[0].document_id])
    corrected = (
        REPORT.replace("80 人次", "88 人次").replace("設置", "一、設置").replace("到府檢定磅秤共 120 具。\n", "")
    )
    (tmp_path / "report.txt").write_text(corrected, encoding="utf-8")
    library.add([tmp_path / "report.txt"])
    assert list(standings(library).values()) == ["missing", "changed", "changed"]


def test_a_new_word_on_the_corrected_text_takes_the_old_ones_place(library: Library, tmp_path: Path) -> None:
    for passage in library.passages():
        marks.mark(library.folder, library.view(), passage, NEAR, ACCEPTED)
    (tmp_path / "report.txt").write_text(REPORT.replace("80 人次", "88 人次"), encoding="utf-8")
    library.remove([library.documents()[0].document_id])
    library.add([tmp_path / "report.txt"])
    (changed,) = [m for m in library.view().marks() if m.position == "changed"]
    new = library.passage(str(changed.now))
    marks.mark(library.folder, library.view(), new, NEAR, REJECTED)
    (now,) = [m for m in library.view().marks() if m.now == new.passage_id]
    assert (now.verdict, now.position, now.quote) == ("rejected", "same", new.text)
    marks.withdraw(library.folder, library.view(), new.passage_id, NEAR, Said("withdrawn", "", "甲"))
    assert new.passage_id not in {m.now for m in library.view().marks()}


def run(library: Library, *arguments: str) -> Any:
    return CliRunner().invoke(cli.app, [*arguments, "--library", str(library.folder)])


def test_commands_judge_list_and_take_back(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, second, _ = (p.passage_id for p in library.passages())
    done = run(library, "mark", first, "--item", "服務可近", "--reject", "--reason", "只是宣導", "--name", "王小明")
    assert done.exit_code == 0
    monkeypatch.setenv("JIXIAO_NAME", "陳稽核")
    made = json.loads(run(library, "mark", second, "--item", NEW, "--accept", "--json").stdout)
    assert (made[0]["name"], made[0]["item"], made[0]["standing"]) == ("陳稽核", NEW, "same")
    listed = run(library, "marks").stdout
    assert all(word in listed for word in ("不採認", "王小明", "只是宣導", "採認", "未變"))
    assert [m["item"] for m in json.loads(run(library, "marks", "--item", NEAR, "--json").stdout)["marks"]] == [NEAR]
    exported = run(library, "marks", "--to", str(tmp_path / "m.csv"))
    assert exported.exit_code == 0
    assert "只是宣導" in (tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    assert run(library, "mark", first, "--item", NEAR, "--withdraw").exit_code == 0
    assert len(json.loads(run(library, "marks", "--json").stdout)["marks"]) == 1
    assert len(json.loads(run(library, "marks", "--history", "--json").stdout)["marks"]) == 3


def test_commands_say_what_is_wrong(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JIXIAO_NAME", raising=False)
    first = library.passages()[0].passage_id
    for wrong in (
        ("--item", NEAR, "--accept"),
        ("--item", NEAR, "--accept", "--reject", "--name", "甲"),
        ("--item", NEAR, "--name", "甲"),
        ("--item", "員工旅遊", "--accept", "--name", "甲"),
        ("--item", NEAR, "--withdraw", "--name", "甲"),
    ):
        assert isinstance(run(library, "mark", first, *wrong).exception, UsageError)
    (library.folder / marks.FILE).write_text("{\n", encoding="utf-8")
    damaged = run(library, "marks")
    assert damaged.exit_code == 1
    assert f"{marks.FILE}:1" in damaged.stderr


def test_a_judgement_of_a_passage_that_is_gone_is_listed_and_exported(library: Library, tmp_path: Path) -> None:
    passage = library.passages()[0]
    marks.mark(library.folder, library.view(), passage, NEAR, ACCEPTED)
    library.remove([passage.document_id])
    (line,) = json.loads(run(library, "marks", "--json").stdout)["marks"]
    assert (line["standing"], line["now"], line["text"], line["quote"]) == ("missing", None, None, passage.text)
    run(library, "marks", "--to", str(tmp_path / "m.csv"))
    written = (tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    assert passage.text in written
    assert passage.passage_id in written
    taken = run(library, "mark", passage.passage_id, "--item", NEAR, "--withdraw", "--name", "甲")
    assert taken.exit_code == 0
    assert library.view().marks() == ()
