"""The wheel: what is in it, and that everything runs where nothing but it is installed (`make package`)."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from jixiao import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = ("commands", "corpus", "extract", "index", "models/default", "web")
# The repository's own upkeep: no part of the source archive.
UPKEEP = {".ci", ".dockerignore", ".gitignore", ".types", "MANIFEST.in"}
# The environment that `make package` has installed the wheel in.
INSTALLED = os.environ.get("JIXIAO_INSTALLED")
installed = pytest.mark.skipif(not INSTALLED, reason="no environment with the wheel alone: make package")
REPORT = """<html><title>新竹分局108年度提升服務效能執行績效與成果</title>
<h1>新竹分局108年度提升服務效能執行績效與成果</h1>
<table><tr><th>執行策略</th><th>執行方法</th><th>主辦單位</th><th>執行績效與成果</th></tr>
<tr><td>服務流程便捷</td><td>到府檢定</td><td>第五課</td><td>到府檢定地磅 35 具。</td></tr></table></html>"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Names in the source archive, and in the wheel that is made out of it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean())
    assert done.returncode == 0, done.stdout + done.stderr
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    with tarfile.open(source) as archive, zipfile.ZipFile(wheel) as package:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
        return names, set(package.namelist())


def tracked() -> set[str]:
    """The files of the repository, seen from its top: those of git, and those that will be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no git checkout: which files belong to the project can't be told")
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def clean() -> dict[str, str]:
    """The environment without what would let another installation, or a setting, in."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("JIXIAO_", "PYTHON", "VIRTUAL_ENV"))}


def jixiao(folder: Path, *words: str | Path, status: int = 0) -> str:
    """Run the installed command in `folder`; its stdout."""
    assert INSTALLED is not None
    command = [str(Path(INSTALLED) / "jixiao"), *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=clean())
    assert done.returncode == status, f"{shlex.join(command)}: {done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout + (done.stderr if status else "")


def python(code: str) -> str:
    """What the installed environment's Python prints of `code`, outside of the checkout."""
    assert INSTALLED is not None
    command = [str(Path(INSTALLED) / "python"), "-c", code]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=True, env=clean()).stdout.strip()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder away from the checkout, with `lib`, the library that the demo makes."""
    folder = tmp_path_factory.mktemp("away")
    jixiao(folder, "demo", "--library", "lib", "--no-serve")
    return folder


def test_the_source_archive_is_whole(built: tuple[set[str], set[str]]) -> None:
    wanted = {name for name in tracked() if name.split("/")[0] not in UPKEEP}
    assert wanted - built[0] == set()


def test_the_wheel_holds_what_runs_and_nothing_else(built: tuple[set[str], set[str]]) -> None:
    wheel = {name for name in built[1] if ".dist-info/" not in name}
    shipped = {name for name in tracked() if name.startswith(tuple(f"{top}/" for top in SHIPPED))}
    assert wheel == {f"jixiao/{name}" for name in shipped | {"__init__.py", "app.py", "cli.py"}}


def test_the_version_is_written_once() -> None:
    assert __version__ == PROJECT["project"]["version"]


def test_the_command_tells_its_version() -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"jixiao {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "offered"), [("tre", "trends"), ("search --y", "--year"), ("names re", "rename"), ("--ver", "--version")]
)
def test_the_shell_completes_commands_and_options(typed: str, offered: str) -> None:
    program = "import sys; sys.argv = ['jixiao']; from jixiao.cli import main; main()"
    asked = {
        "_JIXIAO_COMPLETE": "complete_bash",
        "COMP_WORDS": f"jixiao {typed}",
        "COMP_CWORD": str(len(typed.split())),
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | asked)
    assert offered in done.stdout.split()


@pytest.mark.package
@installed
def test_the_installed_program_is_the_wheel() -> None:
    assert Path(python("import jixiao; print(jixiao.__file__)")).parent != ROOT
    assert jixiao(Path("/"), "--version") == f"jixiao {__version__}\n"


@pytest.mark.package
@installed
@pytest.mark.parametrize("module", ["torch", "sentence_transformers", "pytest", "extract", "index", "web", "cli"])
def test_the_empty_environment_has_none_of_what_is_optional(module: str) -> None:
    assert python(f"import importlib.util; print(importlib.util.find_spec({module!r}))") == "None"


@pytest.mark.package
@installed
@pytest.mark.parametrize(
    "command",
    [
        "list",
        "stats",
        "doctor",
        "rebuild",
        "models",
        "names",
        "names --unknown",
        "names add 臺中分局 --alias 中分局",
        "ask 哪些分局做過到府檢定？",
        "ask 'which branches did on-site meter inspection'",
        "search 電話禮貌測試 -k 3",
        "evidence",
        "matrix --to matrix.xlsx",
        "sheet --branch 臺中分局 --year 112 --to sheet.docx",
        "marks",
        "check",
        "reconcile hsinchu_108_plan.txt hsinchu_108_result.txt",
        "trends 電話禮貌測試",
        "save 到府檢定 到府檢定",
        "run --all",
        "saved",
        "export found.xlsx --question 哪些分局做過到府檢定？",
        "export found.docx --year 108",
        "export found.html --year 108",
        "verify found.xlsx",
        "verify found.html",
    ],
)
def test_every_command_runs_where_only_the_wheel_is(samples: Path, command: str) -> None:
    jixiao(samples, *shlex.split(command), "--library", "lib")


@pytest.mark.package
@installed
def test_a_file_is_read_by_a_worker_of_the_installed_program(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(REPORT, encoding="utf-8")
    passages = [json.loads(line) for line in jixiao(tmp_path, "extract", "report.html").splitlines()]
    assert {passage["label"] for passage in passages} == {"strategy", "measure", "outcome"}
    assert json.loads(jixiao(tmp_path, "tag", "到府檢定地磅 35 具"))["quantities"][0]["value"] == 35


@pytest.mark.package
@installed
def test_the_page_is_served_by_the_installed_program(samples: Path) -> None:
    assert INSTALLED is not None
    command = [str(Path(INSTALLED) / "jixiao"), "serve", "--library", "lib", "--port", free_port()]
    with subprocess.Popen(command, cwd=samples, stdout=subprocess.PIPE, text=True, env=clean()) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            with opened(address) as answer:
                assert "績效" in answer.read().decode()
        finally:
            server.terminate()


@pytest.mark.package
@installed
def test_a_model_that_needs_the_extra_names_it(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    kinds: Sequence[str] = ("Transformer", "Pooling")
    modules = [{"idx": i, "name": str(i), "path": "", "type": f"x.{kind}"} for i, kind in enumerate(kinds)]
    (tmp_path / "mine" / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (tmp_path / "report.html").write_text(REPORT, encoding="utf-8")
    told = jixiao(tmp_path, "add", "report.html", "--library", "lib", "--model", "mine", status=2)
    assert "pip install 'jixiao[models]'" in told


def free_port() -> str:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def opened(address: str) -> object:
    """The answer of `address`, which listens before it prints itself and answers a little later."""
    return urllib.request.urlopen(address, timeout=120)
