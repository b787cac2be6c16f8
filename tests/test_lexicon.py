"""English words into Chinese."""

import lzma
from pathlib import Path

import pytest

from jixiao.index.text import lexicon


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "taxi meter\t計程車計費表\t0.9\nmeter\t儀表\t0.5\nmeter\t公尺\t0.7\ncompany\t公司\t0.8\ntest\t測試\t0.6\n"
    path = tmp_path / "lexicon.tsv.xz"
    path.write_bytes(lzma.compress(lines.encode()))
    monkeypatch.setattr(lexicon, "PATH", path)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("taxi meters", ["計程車計費表"]),
        ("meter", ["公尺", "儀表"]),
        ("Companies testing", ["公司", "測試"]),
        ("unheard of", []),
    ],
)
def test_the_longest_entry_wins_and_the_likeliest_comes_first(text: str, found: list[str]) -> None:
    assert lexicon.translations(text) == found


def test_without_a_lexicon_there_are_no_translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "PATH", tmp_path / "none")
    assert lexicon.translations("meter") == []
