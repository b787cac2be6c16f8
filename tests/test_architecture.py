"""The direction of imports between folders, the absence of circles, the only door, one home for each heavy library."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Folders and modules of the top of a stage, the lowest first: each imports only what stands above it in this list, and
# a folder's own modules one another. What a name here begins, is part of it unless a longer name begins it too.
ORDER = (
    "extract.messages",
    "extract.errors",
    "extract.limits",
    "extract.records",
    "extract.temporary",
    "extract.text",
    "extract.framework",
    "extract.passage_json",
    "extract.names",
    "extract.reading.decoding",
    "extract.reading.archive",
    "extract.reading.layout",
    "extract.reading.text_lines",
    "extract.reading.bare_pipes",
    "extract.reading.ruled_text",
    "extract.reading.tab_separated",
    "extract.reading.docx",
    "extract.reading.odt",
    "extract.reading.html",
    "extract.reading.interleaved",
    "extract.reading.workbook",
    "extract.reading.pdf",
    "extract.reading",
    "extract.segmentation",
    "extract.tagging",
    "extract.coverage",
    "extract.pipeline",
    "index.errors",
    "index.durable_files",
    "index.version",
    "index.arrays",
    "index.data_files",
    "index.filters",
    "index.records",
    "index.settings",
    "index.labels",
    "index.sentences",
    "index.view",
    "index.embedding",
    "index.text",
    "index.json_contract",
    "index.export",
    "index.storage",
    "index.holdings",
    "index.search",
    "index.answers.scoring",
    "index.answers.check",
    "index.answers.reconcile",
    "index.answers.trends",
    "index.answers.evidence",
    "index.answers.matrix",
    "index.answers.assessment",
    "index.answers.ask",
    "index.verify",
    "index.runs",
    "index.capabilities",
    "index.library",
    "web.parts.strings",
    "web.parts.html",
    "web.parts.error_messages",
    "web.security",
    "web.parts",
    "web.tabs",
    "web",
    "app",
    "commands",
    "cli",
)
HOMES = {
    "sqlite3": {"index/storage/connection.py"},
    "sentence_transformers": {"index/embedding/model.py"},
    "tokenizers": {"index/embedding/static.py"},
    "safetensors": {"index/embedding/static.py"},
    "huggingface_hub": {"index/embedding/hub.py"},
    "faiss": {"index/storage/vectors.py"},
    "tantivy": {"index/storage/lexical.py"},
    "jieba": {"index/text/tokenizer.py"},
    "pypdfium2": {f"extract/reading/pdf/{name}.py" for name in ("page", "objects", "annotations")},
    "spacy": {"extract/tagging/annotation.py"},
    "openpyxl": {
        "index/answers/assessment/xlsx_writer.py",
        "index/answers/matrix/workbook.py",
        "index/export/xlsx_style.py",
        "index/export/xlsx_writer.py",
        "index/verify/reading_back_tables.py",
    },
    "docx": {"index/export/docx_style.py", "index/export/docx_writer.py"},
    "lxml": {"extract/reading/archive.py", "extract/reading/html/document.py"},
    "xlrd": {"extract/reading/workbook/xls.py"},
    "typer": {"cli.py", *(f"commands/{f.name}" for f in (ROOT / "commands").glob("[a-z]*.py"))},
}


@cache
def modules() -> dict[str, Path]:
    """Name below `jixiao` -> file, of everything that ships."""
    files = [f for top in ("extract", "index", "web", "commands") for f in (ROOT / top).rglob("*.py")]
    files += [ROOT / "app.py", ROOT / "cli.py"]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in files}


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names that a file imports, wherever in it the import stands; of `from a import b`, a.b.

    What is the project's own stands without `jixiao.`
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name.removeprefix("jixiao.") for name in found)


def owner(name: str) -> str | None:
    """The entry of ORDER that a dotted name belongs to; None for other programs' names."""
    return max((e for e in ORDER if name == e or name.startswith(f"{e}.")), key=len, default=None)


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_point_down(name: str) -> None:
    if modules()[name].name == "__init__.py":
        assert not imports(modules()[name])
        return
    own = owner(name)
    assert own is not None, f"{name}: its folder has no place in ORDER"
    above = {
        one
        for one in imports(modules()[name])
        if (place := owner(one)) is not None and ORDER.index(place) > ORDER.index(own)
    }
    assert not above, f"{name} imports {above}"


@pytest.mark.parametrize("name", [name for name in sorted(modules()) if name.split(".")[0] in ("web", "commands")])
def test_the_library_is_the_only_door(name: str) -> None:
    """The page and the commands know `Library`, records and errors; whatever else there is, Library offers."""
    known = modules()
    inner = {one if one in known else one.rpartition(".")[0] for one in imports(modules()[name])}
    inner = {one for one in inner if one.split(".")[0] in ("index", "extract")}
    assert {one for one in inner if one.split(".")[-1] not in ("library", "records", "errors")} == set()


def test_no_circle() -> None:
    known = modules()
    graph = {
        name: {i for one in imports(path) for i in (one, one.rpartition(".")[0]) if i in known and i != name}
        for name, path in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("library", sorted(HOMES))
def test_heavy_library_has_one_home(library: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in modules().values()
        if any(i == library or i.startswith(f"{library}.") for i in imports(path))
    }
    assert users <= HOMES[library]
    assert {home for home in HOMES[library] - users if not home.startswith("commands/")} == set()


@pytest.mark.parametrize("name", sorted(modules()))
def test_module_is_short(name: str) -> None:
    assert len(modules()[name].read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("package", ["models", "bench", "tests"])
def test_package_is_never_imported(package: str) -> None:
    users = [n for n, p in modules().items() if any(i.split(".")[0] == package for i in imports(p))]
    assert not users


def test_every_folder_is_in_the_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent for path in modules().values() if path.name == "__init__.py"}
    there = {".".join(("jixiao", *folder.relative_to(ROOT).parts)) for folder in folders}
    assert set(told) == there | {"jixiao"}
