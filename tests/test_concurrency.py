"""Several processes at one library: one writer at a time, and readers that see whole states."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from stored_library import again, found, library, plain_extraction  # noqa: F401 - fixtures

from jixiao.index.errors import (
    LibraryLockedError,
)
from jixiao.index.library import Library
from jixiao.index.storage.store import NAME, writing

ADD = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from library_parts import HashedEmbedder, extract_lines
from jixiao.extract import pipeline
pipeline.extract = extract_lines
from jixiao.index.errors import LibraryLockedError
from jixiao.index.library import Library
with Library.open(Path({folder!r}), embedder=HashedEmbedder()) as library:
    for number in range(3):
        path = Path({folder!r}).parent / f"{name}_{{number}}.txt"
        path.write_text(f"第 {{number}} 次由{name}巡查。")
        while True:
            try:
                {doing}
                break
            except LibraryLockedError:
                time.sleep(0.01)
"""


def test_several_processes_that_write_at_once_lose_nothing(library: Library) -> None:
    doings = {"甲": "library.add([path])", "乙": "library.add([path])", "丙": "library.rebuild()"}
    codes = [
        ADD.format(folder=str(library.folder), tests=str(Path(__file__).parent), name=name, doing=doing)
        for name, doing in doings.items()
    ]
    root = Path(__file__).parents[1]
    writers = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for code in codes
    ]
    while any(writer.poll() is None for writer in writers):
        assert found(library, "電話禮貌測試")
    assert [writer.communicate()[0].decode() for writer in writers] == ["", "", ""]
    assert len(library.documents()) == 8
    assert library.doctor() == []


def test_a_search_while_a_report_is_removed_finds_the_others(library: Library) -> None:
    with again(library) as reader:
        assert found(reader, "檢定")
        library.remove([next(d.document_id for d in library.documents() if d.year == 112)])
        assert found(reader, "檢定") == ["赴業者處所辦理磅秤檢定共 120 具。"]


def test_there_is_one_writer_at_a_time(library: Library) -> None:
    with writing(library.folder), pytest.raises(LibraryLockedError):
        library.rebuild()
    assert (library.folder / NAME).is_file()
