"""The examples of the documentation run: Python, frameworks, names, commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from documentation import LANGUAGES, ROOT, run, text

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_python_example_runs(language: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text(language, "python"), re.DOTALL))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "新竹分局 done" in done.stdout
    assert "tainan_108_result.txt" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_framework_of_the_documentation_is_one(language: str, tmp_path: Path) -> None:
    from jixiao.extract import framework

    (tmp_path / "own.toml").write_text(
        re.findall(r"```toml\n(.*?)```", text(language, "evidence"), re.DOTALL)[0], encoding="utf-8"
    )
    assert framework.load(tmp_path / "own.toml").points == 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_the_documentation_are_read(language: str, tmp_path: Path) -> None:
    from jixiao.extract.names import names_file

    (tmp_path / "names.toml").write_text(
        re.findall(r"```toml\n(.*?)```", text(language, "names"), re.DOTALL)[0], encoding="utf-8"
    )
    assert names_file.parse((tmp_path / "names.toml").read_text(encoding="utf-8"), tmp_path / "names.toml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_of_the_documentation_run(language: str, tmp_path: Path) -> None:
    """Those of all pages, in the order of the contents, over one library of the sample corpus."""
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    pages = list(dict.fromkeys(re.findall(r"\]\((\w+)\.md\)", text(language, "README"))))
    blocks = [block for page in pages for block in re.findall(r"```sh\n(.*?)```", text(language, page), re.DOTALL)]
    lines = [shlex.split(line) for block in blocks for line in block.splitlines() if line.startswith("jixiao ")]
    assert len(lines) > 30
    for words in lines:
        if words[1] != "serve":
            run(tmp_path, *words[1:])
