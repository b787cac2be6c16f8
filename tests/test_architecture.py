"""The direction of imports, the absence of circles, and one home for each heavy library."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RANK = {"extract": 0, "index": 1, "web": 2, "app": 3, "commands": 4, "cli": 5}
HOMES = {
    "sqlite3": {"index/connection.py"},
    "sentence_transformers": {"index/embedding.py"},
    "tokenizers": {"index/static.py"},
    "safetensors": {"index/static.py"},
    "huggingface_hub": {"index/hub.py"},
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/lexical.py"},
    "jieba": {"index/tokenizer.py"},
    "pypdfium2": {
        "extract/reading/pdf_page.py",
        "extract/reading/pdf_objects.py",
        "extract/reading/pdf_annotations.py",
    },
    "spacy": {"extract/tagging.py"},
    "openpyxl": {
        "index/answers/claimed_tables.py",
        "index/answers/exported_xlsx.py",
        "index/answers/matrixed.py",
        "index/answers/spreadsheet.py",
        "index/answers/workbook.py",
    },
    "docx": {"index/answers/exported_docx.py", "index/answers/wordprocessing.py"},
    "lxml": {"extract/reading/archive.py", "extract/reading/html.py"},
    "xlrd": {"extract/reading/workbook_xls.py"},
    "typer": {"cli.py", *(f"commands/{f.name}" for f in (ROOT / "commands").glob("[a-z]*.py"))},
}


def modules() -> dict[str, Path]:
    """Dotted name -> file, of everything that ships."""
    files = [*(ROOT / "extract").rglob("*.py"), *(ROOT / "index").rglob("*.py"), *(ROOT / "web").rglob("*.py")]
    files += (ROOT / "commands").glob("*.py")
    files += [ROOT / "app.py", ROOT / "cli.py"]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in files}


def imports(path: Path) -> set[str]:
    """Dotted names that a file imports, wherever in it the import stands; `from a import b` gives a and a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_point_down(name: str) -> None:
    own = RANK[name.split(".", maxsplit=1)[0]]
    above = {i for i in imports(modules()[name]) if RANK.get(i.split(".")[0], own) > own}
    assert not above, f"{name} imports {above}"


def test_no_circle() -> None:
    known = modules()
    graph = {name: {i for i in imports(path) if i in known and i != name} for name, path in known.items()}
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
