"""Errors as the page says them: in Chinese on the Chinese page, without the program's folders on both."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jixiao.extract.errors import ExtractError
from jixiao.extract.messages import Message, table, terms
from jixiao.extract.names.names_file import NamesError, parse
from jixiao.extract.reading import files
from jixiao.index.answers.assessment import records as assessment_records
from jixiao.index.errors import LibraryLockedError, SearchError, UsageError
from jixiao.index.runs import question_list
from jixiao.index.verify.reading_back import exported_rows
from jixiao.web.parts.components import too_long
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.strings import Words

ZH, EN = Words("zh"), Words("en")
# Names of formats and programs stay as they are; all other words of two letters and more have to be Chinese.
NAMES = r"UTF|Big|TOML|HTML|PDF|LibreOffice|[a-z]+\.toml|\.[a-z]{2,5}|\([A-Za-z]*Error:.*?\)"


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


FILES: dict[str, tuple[Callable[[Path], object], bytes]] = {
    "空白.txt": (files.read, b""),
    "空格.txt": (files.read, b"  \n \n"),
    "照片.txt": (files.read, b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00" * 20),
    "壞的.docx": (files.read, b"no archive"),
    "壞的.xlsx": (files.read, b"PK\x03\x04 no archive"),
    "壞的.pdf": (files.read, b"no pdf"),
    "不明.zip": (files.read, b"PK"),
    "清單.csv": (question_list.read, "甲,乙\n1,2\n".encode()),
    "沒有題目.csv": (question_list.read, "問題\n".encode()),
    "不是匯出.xlsx": (lambda path: list(exported_rows(path)), b"no workbook"),
    "不是匯出.png": (lambda path: list(exported_rows(path)), b""),
}


@pytest.mark.parametrize("name", FILES)
def test_file_that_can_not_be_read_is_told_in_the_readers_language(tmp_path: Path, name: str) -> None:
    read, content = FILES[name]
    path = written(tmp_path, name, content)
    with pytest.raises((ExtractError, SearchError, UsageError)) as raised:
        read(path)
    told = reason(raised.value, ZH)
    assert told.startswith(f"{name}：")
    assert "；" in told
    assert re.findall(r"[A-Za-z]{2,}", re.sub(NAMES, "", told.removeprefix(name))) == []
    assert reason(raised.value, EN) == str(raised.value).replace(f"{tmp_path}/", "")


def test_answer_to_what_was_typed_is_chinese() -> None:
    with pytest.raises(ValueError, match="no number") as points:
        assessment_records.number("服務友善", "許多")
    assert reason(points.value, ZH) == "服務友善 的評分：「許多」不是 0 以上的數字"
    with pytest.raises(NamesError) as names:
        parse('[[name]]\nname = "甲局"\nyaer = 3\n', "names.toml")
    assert reason(names.value, ZH).startswith("names.toml:1：")
    assert "yaer" in reason(names.value, ZH)
    locked = LibraryLockedError(
        "/srv/reports/library",
        Message.of("another_process_is_writing_to_it"),
        Message.of("try_again_when_it_is_done"),
    )
    assert reason(locked, ZH) == "library：另一個程式正在寫入文件庫；請等它完成再試一次"
    assert reason(locked, EN) == "library: another process is writing to it; try again when it is done"


def test_words_of_no_code_stay_as_they_are() -> None:
    error = SearchError("a.txt", "is hexed: by a witch", Message.of("split_it"))
    assert reason(error, ZH) == "a.txt：is hexed: by a witch；請拆成幾個檔案"
    assert reason("a.txt: is hexed", ZH) == "a.txt: is hexed"


def test_every_code_is_worded_alike_in_both_languages() -> None:
    for code, words in table().items():
        zh, en = (set(re.findall(r"\{\d\}", words[language])) for language in ("zh", "en"))
        assert zh <= en, code


def test_every_code_of_the_program_is_in_the_table_and_no_other() -> None:
    root = Path(__file__).parents[1]
    files = [path for top in ("extract", "index", "web", "commands") for path in (root / top).rglob("*.py")]
    used = {code for path in files for code in re.findall(r'Message\.of\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    assert used <= table().keys()
    assert table().keys() - used <= set(terms().values())


def test_a_message_keeps_its_code_through_a_worker_and_a_copy() -> None:
    made = Message.of("holds_passages_over_the_limit_of", "1,200", Message.of("split_it"))
    for other in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):
        assert other == made
        assert (other.code, other.values) == (made.code, made.values)
        assert other.worded("zh") == made.worded("zh") != made


def test_question_is_refused_only_when_it_is_no_question() -> None:
    assert too_long("問" * 1000, ZH) == ""
    assert "有 1,001 個字，超過上限 1,000 個字；請縮短問題" in too_long("問" * 1001, ZH)
    assert "ask a shorter question" in too_long("why " * 400, EN)
