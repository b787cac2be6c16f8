"""Errors as the page says them: in Chinese on the Chinese page, without the program's folders on both."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jixiao.extract.errors import ExtractError
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
    assert reason("names.toml:3: [[branch]] 甲局: year x is no year; give a ROC year, as in year = 112", ZH) == (
        "names.toml:3：[[branch]] 甲局：x 不是年度；請寫民國年，例如 year = 112"
    )
    locked = LibraryLockedError("/srv/reports/library", "another process is writing to it", "try again when it is done")
    assert reason(locked, ZH) == "library：另一個程式正在寫入文件庫；請等它完成再試一次"
    assert reason(locked, EN) == "library: another process is writing to it; try again when it is done"


def test_clause_that_is_not_known_stays_as_it_is() -> None:
    assert reason("a.txt: is hexed: by a witch; split it", ZH) == "a.txt：is hexed：by a witch；請拆成幾個檔案"


def test_question_is_refused_only_when_it_is_no_question() -> None:
    assert too_long("問" * 1000, ZH) == ""
    assert "有 1,001 個字，超過上限 1,000 個字；請縮短問題" in too_long("問" * 1001, ZH)
    assert "ask a shorter question" in too_long("why " * 400, EN)
