"""The commands of the README run as they stand there, in the order they stand, on a library of the sample reports."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from command_line import jixiao

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The arguments of every `jixiao …` line in the README's code blocks, but those that serve until stopped."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
    parsed = [shlex.split(line, comments=True) for line in lines if line.startswith("jixiao ")]
    return [words[1:] for words in parsed if words[1] != "serve"]


def test_readme_names_make_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"^make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.skipif(os.name == "nt", reason="the README's commands are written for a POSIX shell")
def test_readme_commands_run(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    found = commands()
    assert [words[0] for words in found][:3] == ["add", "ask", "search"]
    for words in found:
        run = jixiao(tmp_path, *words)
        assert run.code == 0, f"jixiao {shlex.join(words)}: {run.err}"
        assert run.out.strip() or run.err.strip(), f"jixiao {shlex.join(words)} said nothing"
    assert (tmp_path / "found.xlsx").stat().st_size > 0
