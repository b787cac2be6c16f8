"""The command line: contracts, exit codes, what goes to stdout and what to stderr."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from library_parts import HashedEmbedder, extract_lines, write_reports

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.extract.reading.layout.contract import Reading
from jixiao.index import library as library_module
from jixiao.index.verify import originals


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "extract", extract_lines)
    monkeypatch.setattr(originals, "read", lambda path: Reading(extract_lines(path)[0], ""))
    monkeypatch.setattr(library_module, "_model", lambda folder, flag: HashedEmbedder(flag or "hashed"))
    monkeypatch.chdir(tmp_path)
    for name in ("JIXIAO_LIBRARY", "JIXIAO_MODEL", "JIXIAO_PORT"):
        monkeypatch.delenv(name, raising=False)


class Run:
    """Runs `jixiao` with arguments; keeps what the last run printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.out = self.err = ""

    def __call__(self, *arguments: object) -> int:
        self._monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(capsys, monkeypatch)


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    write_reports(tmp_path / "reports")
    assert run("add", "reports", "--library", "lib") == 0
    return run


def test_add_reports_progress_on_stderr_only(filled: Run) -> None:
    assert filled.out == ""
    assert "2 added, 0 unchanged, 0 failed" in filled.err


def test_add_exits_1_and_names_the_file_that_failed(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert filled("add", "empty.txt", "reports", "--library", "lib") == 1
    assert "error: empty.txt: the file is empty; give a file with text" in filled.err
    assert "0 added, 2 unchanged, 1 failed" in filled.err


def test_search_json_keeps_its_contract(filled: Run) -> None:
    assert filled("search", "108年電話禮貌測試", "--library", "lib", "--json", "-k", "3") == 0
    told = filled.json()
    assert {"query", "filters", "found", "hits"} <= set(told)
    assert (told["query"], told["filters"], told["found"]) == ("108年電話禮貌測試", {"year": [108]}, True)
    hit = told["hits"][0]
    assert {"rank", "score", "dense_rank", "lexical_rank", "passage"} == set(hit)
    assert {"passage_id", "text", "span", "locator", "tags", "quantities", "branches", "items"} <= set(hit["passage"])
    assert len(told["hits"]) <= 3


def test_filters_of_the_command_line_hold(filled: Run) -> None:
    filled(
        "search", "檢定", "--library", "lib", "--json", "--mode", "lexical", "--year", "2023", "--branch", "台中分局"
    )
    told = filled.json()
    assert told["filters"] == {"year": [112], "branch": ["臺中分局"]}
    assert {hit["passage"]["year"] for hit in told["hits"]} == {112}


def test_batch_prints_a_line_for_each_question(filled: Run, tmp_path: Path) -> None:
    lines = [{"qid": "a", "query": "電話測試"}, {"qid": 2, "query": "109年檢定", "more": "left alone"}]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    assert filled("search", "--batch", "q.jsonl", "--library", "lib", "--json", "--mode", "lexical") == 0
    told = [json.loads(line) for line in filled.out.splitlines()]
    assert [(t["qid"], t["found"], t["absence"]) for t in told] == [("a", True, None), (2, False, "no_report")]


@pytest.mark.parametrize(
    ("line", "cause"), [("{broken", "no JSON object"), ('{"qid": 1}', "no query"), ("[1]", "no qid, query")]
)
def test_a_bad_line_of_a_batch_is_wrong_usage(filled: Run, tmp_path: Path, line: str, cause: str) -> None:
    (tmp_path / "q.jsonl").write_text(line)
    assert filled("search", "--batch", "q.jsonl", "--library", "lib", "--mode", "lexical") == 2
    assert "q.jsonl:1:" in filled.err
    assert cause in filled.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("search", " "),
        ("search", "檢定", "--role", "nonsense"),
        ("search", "檢定", "--mode", "x"),
        ("nonsense",),
    ],
)
def test_wrong_usage_exits_2(filled: Run, arguments: tuple[str, ...]) -> None:
    more = ("--library", "lib") if arguments[0] == "search" else ()
    assert filled(*arguments, *more) == 2
    assert filled.out == ""


def test_a_missing_or_stale_library_exits_3_with_the_cure(filled: Run) -> None:
    assert filled("search", "檢定", "--library", "nowhere") == 3
    assert "jixiao add" in filled.err
    assert filled("search", "檢定", "--library", "lib", "--model", "other") == 3
    assert "jixiao rebuild --library lib" in filled.err
    assert len(filled.err.splitlines()) == 1


def test_rebuild_mends_a_stale_library(filled: Run) -> None:
    assert filled("rebuild", "--library", "lib", "--model", "other") == 0
    assert filled("search", "電話測試", "--library", "lib", "--model", "other", "--json") == 0
    assert filled.json()["found"]


def test_rebuild_of_nothing_exits_3(run: Run) -> None:
    assert run("rebuild", "--library", "nowhere") == 3


def test_remove_takes_ids_and_file_names(filled: Run) -> None:
    assert filled("remove", "taichung_112.txt", "nothing.txt", "--library", "lib") == 1
    assert "removed 1" in filled.err
    assert "nothing.txt" in filled.err
    filled("list", "--library", "lib", "--json")
    assert [d["source"] for d in filled.json()] == ["hsinchu_108.txt"]


def test_list_stats_and_doctor(filled: Run) -> None:
    assert filled("list", "--library", "lib") == 0
    assert filled.out.count("\n") == 2
    assert filled("stats", "--library", "lib", "--json") == 0
    assert (filled.json()["documents"], filled.json()["passages"]) == (2, 5)
    assert filled("doctor", "--library", "lib") == 0
    next(Path("lib/files").rglob("*.txt")).unlink()
    assert filled("doctor", "--library", "lib") == 1


def test_the_library_can_be_set_in_three_ways(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jixiao.toml").write_text('library = "lib"\n')
    assert filled("list") == 0
    monkeypatch.setenv("JIXIAO_LIBRARY", "elsewhere")
    assert filled("list") == 3
    assert filled("list", "--library", "lib") == 0


def test_extract_prints_a_passage_a_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "新竹分局 108 年度執行績效與成果\n\n辦理電話禮貌測試 80 人次。\n\n設置無障礙坡道與愛心鈴。\n", encoding="utf-8"
    )
    assert run("extract", path, "--format", "jsonl") == 0
    told = [json.loads(line) for line in run.out.splitlines()]
    assert [passage["text"] for passage in told] == ["辦理電話禮貌測試 80 人次。", "設置無障礙坡道與愛心鈴。"]
    assert {passage["year"] for passage in told} == {108}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "docx", "html", "md"])
def test_what_is_exported_can_be_verified(filled: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    assert filled("export", path, "--library", "lib") == 0
    assert filled("verify", path, "--library", "lib", "--json") == 0
    states = {"exact": 5, "moved": 0, "changed": 0, "missing": 0}
    assert filled.json() == {"file": str(path), "checked": 5, "states": states, "sheets": {"": 5}, "faults": []}


def test_what_is_exported_can_be_verified_without_a_library(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert filled("export", path, "--library", "lib") == 0
    assert filled("verify", path, "--against", "reports", "--json") == 0
    told = filled.json()
    assert told["sheets"]["段落"] == 5
    assert told["states"]["exact"] == told["checked"] == sum(told["sheets"].values())
    (tmp_path / "empty").mkdir()
    assert filled("verify", path, "--against", tmp_path / "empty") == 2
    assert "no file that can be read" in filled.err


def test_a_changed_quote_is_found_out(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    filled("export", path, "--library", "lib", "--year", "112")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("1,980", "2,980"), encoding="utf-8")
    assert filled("verify", path, "--library", "lib") == 1
    assert "row 1: changed: its words do not stand at that place" in filled.err
    assert "changed after the export" in filled.err


def test_verify_refuses_what_is_no_export(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    assert filled("verify", path, "--library", "lib") == 1
    assert "jixiao export" in filled.err


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = ["torch", "sentence_transformers", "faiss", "tantivy", "spacy", "jieba", "gradio", "numpy", "sqlite3"]
    code = f"import sys, cli; print([m for m in {heavy!r} if m in sys.modules])"
    root = Path(cli.__file__).parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_cant_be_written_is_named(filled: Run) -> None:
    assert filled("export", "nowhere/out.csv", "--library", "lib") == 1
    assert filled.err == "error: nowhere/out.csv: No such file or directory; check the path and its rights\n"


def test_evidence_lists_every_item_and_names_those_without(filled: Run) -> None:
    assert filled("evidence", "--library", "lib", "--json") == 0
    told = filled.json()
    assert len(told["items"]) == len(told["without"]) == 11
    assert filled("evidence", "--library", "lib", "--item", "服務可近性") == 0
    assert "服務可近性\t0" in filled.out
    assert filled("evidence", "--library", "lib", "--item", "nonsense") == 2


def test_ask_json_keeps_its_contract(filled: Run) -> None:
    assert filled("ask", "哪些分局做過電話禮貌測試？", "--library", "lib", "--json") == 0
    told = filled.json()
    wanted = {"question", "kind", "found", "checked", "branches", "values", "general", "evidence"}
    assert wanted <= set(told)
    assert told["kind"] == "which_branch"
    assert told["found"] == bool(told["branches"] or told["values"] or told["general"] or told["evidence"])


def test_tag_gives_spans_relative_to_the_text(run: Run, tmp_path: Path) -> None:
    text = "新竹分局到府檢定共 42,212 具"
    (tmp_path / "t.jsonl").write_text(json.dumps({"id": 7, "text": text}), encoding="utf-8")
    assert run("tag", "--batch", "t.jsonl") == 0
    told = run.json()
    quantity = told["quantities"][0]
    assert (told["id"], quantity["value"], quantity["unit"]) == (7, 42212, "具")
    assert text[slice(*quantity["span"])] == quantity["surface"]
    assert [text[slice(*tag["span"])] for tag in told["tags"]] == [tag["surface"] for tag in told["tags"]]


OLD = "year=108 branch=新竹分局\n赴業者處所辦理磅秤檢定共 120 具。\n辦理電話禮貌測試 80 人次，每季一次。\n"


def corrected(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "a_修正版.txt").write_text(OLD.replace("120", "123"), encoding="utf-8")
    assert run("add", "a.txt", "a_修正版.txt", "--library", "lib") == 0


def test_a_newer_version_is_told_when_it_is_added_and_in_lists(run: Run, tmp_path: Path) -> None:
    corrected(run, tmp_path)
    assert "a_修正版.txt supersedes a.txt" in run.err
    assert run("list", "--library", "lib", "--json") == 0
    told = {document["source"]: document for document in run.json()}
    assert told["a.txt"]["superseded_by"] == told["a_修正版.txt"]["document_id"]
    assert told["a_修正版.txt"]["superseded_by"] is None
    assert run("search", "磅秤檢定", "--mode", "lexical", "--library", "lib", "--json") == 0
    assert {hit["passage"]["source"] for hit in run.json()["hits"]} == {"a_修正版.txt"}
    assert run("search", "磅秤檢定", "--mode", "lexical", "--library", "lib", "--json", "--all-versions") == 0
    assert {hit["passage"]["source"] for hit in run.json()["hits"]} == {"a.txt", "a_修正版.txt"}
    assert run.json()["filters"] == {"version": ["current", "superseded"]}


def test_changes_are_told_with_the_words_that_went_and_came(run: Run, tmp_path: Path) -> None:
    corrected(run, tmp_path)
    assert run("changes", "a.txt", "--library", "lib") == 0
    assert "共 12[-0-]{+3+} 具" in run.out
    assert run("changes", "a.txt", "a_修正版.txt", "--library", "lib", "--json") == 0
    assert run.json()["counts"] == {"same": 1, "changed": 1, "added": 0, "removed": 0}
    assert run("changes", "a_修正版.txt", "--library", "lib") == 2
    assert "no newer version" in run.err


def test_a_version_is_taken_back_and_said_by_hand(run: Run, tmp_path: Path) -> None:
    corrected(run, tmp_path)
    assert run("supersede", "a.txt", "--undo", "--library", "lib") == 0
    assert "a.txt counts again" in run.err
    assert run("supersede", "a.txt", "--undo", "--library", "lib") == 1
    assert run("supersede", "a_修正版.txt", "a.txt", "--library", "lib") == 0
    assert run("list", "--library", "lib") == 0
    assert run.out.splitlines()[1].endswith("superseded by " + run.out.split("\t")[0])
    for wrong in (("a.txt",), ("a.txt", "a.txt"), ("a.txt", "b.txt"), ("a.txt", "a_修正版.txt", "--undo")):
        assert run("supersede", *wrong, "--library", "lib") == 2
