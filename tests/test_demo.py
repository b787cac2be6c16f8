"""The sample reports as a library to try."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import jixiao

from jixiao.index.storage import recipe


def test_demo_makes_a_library_of_the_samples_apart_from_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_LIBRARY", str(tmp_path / "own"))
    assert jixiao(tmp_path, "demo", "--no-serve").err == "jixiao-demo: 10 sample reports, 333 passages\n"
    assert not (tmp_path / "own").exists()
    assert "到府檢定" in jixiao(tmp_path, "ask", "哪些分局做過到府檢定？", "--library", "jixiao-demo").out


def test_demo_renews_a_library_of_another_version(tmp_path: Path) -> None:
    assert jixiao(tmp_path, "demo", "--no-serve").code == 0
    made = recipe.read(tmp_path / "jixiao-demo")
    assert made is not None
    recipe.write(tmp_path / "jixiao-demo", made | {"extractor": 0})
    again = jixiao(tmp_path, "demo", "--no-serve")
    assert (again.code, again.err) == (0, "jixiao-demo: 10 sample reports, 333 passages\n")
