"""Encodings, and what bad files get."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.extract.errors import (
    ExtractError,
    LimitExceededError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from jixiao.extract.reading import decoding
from jixiao.extract.reading.decoding import decode
from jixiao.extract.reading.files import read

TEXT = "經濟部標準檢驗局 112 年度執行成果\n辦理說明會 3 場次，計 120 人參加。\n提供到府檢定服務，共 58,336 具。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "big5", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_recognised(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"a\r\nb\rc\n", "a.txt") == "a\r\nb\rc\n"


@pytest.mark.parametrize("encoding", ["gbk", "shift_jis", "euc_kr"])
def test_other_encodings_are_refused(encoding: str) -> None:
    words = {
        "gbk": "经济部标准检验局年度执行成果，办理说明会三场次",
        "shift_jis": "これは日本語のテキストです",
        "euc_kr": "한국어 문서입니다",
    }
    with pytest.raises(UnreadableDocumentError, match=r"neither UTF-8, UTF-16 nor Big5.*UTF-8"):
        decode((words[encoding] * 20).encode(encoding), "a.txt")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", "\u3000\n".encode()])
def test_empty_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"a\.txt"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 8, bytes(range(256)) * 40, b"%PDF\x00\xff\xd8" * 99]
)
def test_binary_named_txt_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError):
        decode(data, "a.txt")


def test_an_overlong_line_is_refused() -> None:
    with pytest.raises(LimitExceededError, match="line"):
        decode(b"a" * (decoding.LONGEST_LINE + 1), "a.txt")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(LimitExceededError, match="50 MiB"):
        read(path)


def test_errors_name_file_cause_and_cure(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError) as missing:
        read(tmp_path / "none.txt")
    with pytest.raises(UnsupportedFormatError) as unknown:
        read(tmp_path / "a.xyz")
    for error in (missing.value, unknown.value):
        assert isinstance(error, ExtractError)
        assert error.path in str(error)
        assert error.cause in str(error)
        assert error.cure in str(error)
    assert ".txt" in unknown.value.cure
    assert ".md" in unknown.value.cure


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a.txt"
    folder.mkdir()
    with pytest.raises(UnreadableDocumentError):
        read(folder)
