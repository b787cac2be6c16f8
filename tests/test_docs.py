"""The documentation is complete and true: commands, options, settings, JSON fields, formats, links, examples."""

from __future__ import annotations

import ast
import json
import re
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from command_line import jixiao

from jixiao.cli import app
from jixiao.commands.shared import FILTERS
from jixiao.extract.limits import DEFAULT
from jixiao.extract.reading.files import READERS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
PAGES = sorted(path.relative_to(DOCS) for path in DOCS.glob("*/*.md"))
TEXTS = [Path("README.md"), Path("CONTRIBUTING.md"), Path("CHANGELOG.md"), *(Path("docs") / page for page in PAGES)]
FILTER_OPTIONS = {f"--{field}" for field in FILTERS} | {"--all-versions"}
# The options that typer adds by itself.
COMPLETION = {"--install-completion", "--show-completion"}
LARGEST_PICTURE = 200 * 1024
OPTIONAL = {"zh": "可能沒有", "en": "may be absent"}
MAP = {"zh": "對照表", "en": "map"}

sys.path.insert(0, str(DOCS))
import example_library  # noqa: E402


def text(language: str, page: str) -> str:
    return (DOCS / language / f"{page}.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """Heading of the second level -> the text below it."""
    parts = re.split(r"^##? +(.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


# Pages


def test_every_page_is_there_in_both_languages() -> None:
    pages = {language: {page.name for page in PAGES if page.parts[0] == language} for language in LANGUAGES}
    assert pages["zh"] == pages["en"]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_page_is_in_the_contents(page: Path) -> None:
    if page.name != "README.md":
        assert f"({page.name})" in text(page.parts[0], "README")


@pytest.mark.parametrize("file", TEXTS, ids=str)
def test_links_lead_somewhere(file: Path) -> None:
    content = (ROOT / file).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", content, flags=re.DOTALL)):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (ROOT / file).parent / name if name else ROOT / file
        assert there.exists(), f"{file}: {target}"
        if anchor:
            headings = re.findall(r"^#+ +(.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{file}: {target}"


def test_the_readme_is_for_visitors() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_shown_and_of_its_size(language: str) -> None:
    pictures = {path.stem: path for path in (DOCS / "pictures" / language).glob("*.png")}
    shown = {
        name
        for page in PAGES
        if page.parts[0] == language
        for name in re.findall(rf"\(\.\./pictures/{language}/(\w+)\.png\)", (DOCS / page).read_text(encoding="utf-8"))
    }
    assert set(pictures) == shown
    for path in pictures.values():
        content = path.read_bytes()
        assert len(content) <= LARGEST_PICTURE, path
        assert struct.unpack(">I", content[16:20]) == (1280,), path


def test_contributing_names_files_that_exist() -> None:
    content = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w*]+(?:/[\w*]+)+(?:\.\w+|/)", content))
    assert len(named) > 40
    for name in named:
        if "NAME" not in name:
            assert list(ROOT.glob(name.rstrip("/"))), name


def test_the_changelog_begins_with_this_version() -> None:
    from jixiao import __version__

    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == __version__


# Commands


def commands() -> Iterator[tuple[str, Any]]:
    """Name as typed -> the command, of every command and sub-command."""

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for word, below in getattr(command, "commands", {}).items():
            yield from walk(f"{name} {word}", below)

    yield from walk("jixiao", typer.main.get_command(app))


COMMANDS = dict(commands())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str, language: str) -> None:
    whole = text(language, "commands")
    told = whole.partition("\n## ")[0] if command == "jixiao" else sections(whole)[command]
    options = {
        option
        for one in COMMANDS[command].params
        if one.param_type_name == "option"
        for option in (*one.opts, *one.secondary_opts)
    } - {"-l", "--help"}
    if options >= FILTER_OPTIONS:
        assert re.search(r"\]\(#(篩選條件|filters)\)", told), command
        options -= FILTER_OPTIONS
    missing = {option for option in options if not re.search(rf"{option}(?![\w-])", told)}
    assert not missing, f"{command}: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filters_are_documented(language: str) -> None:
    told = sections(text(language, "commands"))[{"zh": "篩選條件", "en": "Filters"}[language]]
    assert {option for option in FILTER_OPTIONS if f"`{option}`" not in told} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_is_documented_that_is_not_there(language: str) -> None:
    headings = {heading for heading in sections(text(language, "commands")) if heading.startswith("jixiao")}
    assert headings == set(COMMANDS) - {"jixiao"}


# Settings and formats


def settings() -> set[str]:
    """The settings that the code asks for: the first argument of `setting`, `several` and `number`."""
    found = {f"limit_{field}" for field in asdict(DEFAULT)}
    for path in (file for top in ("app.py", "commands", "index", "web") for file in sources(ROOT / top)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in ("setting", "several", "number") and isinstance(node, ast.Call) and node.args:
                name = node.args[0]
                found |= {name.value} if isinstance(name, ast.Constant) and isinstance(name.value, str) else set()
    return found


def sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def variables() -> set[str]:
    """The environment variables of ours that the code names."""
    files = (
        file for top in ("app.py", "cli.py", "commands", "extract", "index", "web") for file in sources(ROOT / top)
    )
    return {name for file in files for name in re.findall(r"\bJIXIAO_[A-Z]+\b", file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_documented(language: str) -> None:
    told = text(language, "settings")
    names = settings()
    assert names >= {"library", "model", "framework", "name", "host", "port", "limit_seconds"}
    missing = {name for name in names if f"| `{name}` | `JIXIAO_{name.upper()}` |" not in told}
    assert not missing
    assert {name for name in variables() if name not in told} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_defaults_of_the_limits_are_those_documented(language: str) -> None:
    for field, value in asdict(DEFAULT).items():
        assert re.search(rf"\| `limit_{field}` .*\| {value} \|", text(language, "settings")), field


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_is_documented(language: str) -> None:
    assert {suffix for suffix in READERS if f"`{suffix}`" not in text(language, "formats")} == set()


# JSON


class Field(NamedTuple):
    """A row of a table in json.md."""

    kind: str
    record: str | None
    optional: bool


def schema(language: str) -> dict[str, dict[str, Field]]:
    """Heading -> path of a field -> what is said of it."""
    found: dict[str, dict[str, Field]] = {}
    for heading, content in sections(text(language, "json")).items():
        rows = re.findall(r"^\| `(.+?)` \| (.+?) \| .+ \|$", content, re.MULTILINE)
        found[heading] = {
            path: Field(kind, (re.findall(r"\]\(#(.+?)\)", kind) or [None])[0], OPTIONAL[language] in kind)
            for path, kind in rows
        }
    return found


class Walk:
    """Compares JSON with the tables of one language; `seen` collects the fields that were met."""

    def __init__(self, language: str) -> None:
        self.language, self.schema, self.seen = language, schema(language), set[tuple[str, str]]()

    def record(self, data: Any, heading: str, prefix: str = "") -> None:
        """`data` is an object of the section `heading`, or a list of them."""
        for one in data if isinstance(data, list) else [data]:
            if not isinstance(one, dict):
                continue
            rows = self.schema[heading]
            required = {
                path for path, field in rows.items() if not field.optional and re.fullmatch(r"\w+", path[len(prefix) :])
                and path.startswith(prefix)
            }  # fmt: skip
            assert required <= {prefix + key for key in one}, f"{heading}: {required - {prefix + k for k in one}}"
            for key, value in one.items():
                self.field(value, heading, prefix + key)

    def field(self, value: Any, heading: str, path: str) -> None:
        field = self.schema[heading].get(path)
        assert field is not None, f"docs/{self.language}/json.md: {heading}: `{path}` is not there"
        self.seen.add((heading, path))
        if field.kind.startswith(MAP[self.language]):
            if field.record:
                self.record(list(value.values()), field.record)
        elif field.record:
            self.record(value, field.record)
        elif isinstance(value, dict):
            self.record(value, heading, f"{path}.")
        elif isinstance(value, list):
            self.record(value, heading, f"{path}[].")


# A section of json.md -> the commands that are held against it, in the order in which they run.
RUNS: Mapping[str, tuple[str, ...]] = {
    "passage": ("extract reports/hsinchu_108_result.txt", "extract reports/hsinchu_107_result.txt"),
    "jixiao extract --report": ("extract reports/hsinchu_108_result.txt --report --json",),
    "jixiao tag": ("tag 新竹分局到府檢定地磅35具",),
    "jixiao list": ("list --json",),
    "jixiao stats": ("stats --json",),
    "jixiao models": ("models --json",),
    "jixiao names --unknown": ("names --unknown --json",),
    "jixiao names add": ("names add 臺中分局 --alias 中分局 --json", "names rename 第五課 度量衡科 --year 112 --json"),
    "jixiao names": ("names --json",),
    "jixiao search": (
        "search 行動之付 --json",
        "search '108年 電話禮貌測試' --json",
        "search 企鵝養殖 --facet 2 --role outcome --stage result --source tainan_108_result.txt --item 服務便捷 --json",
        "search 電話禮貌 --all-versions --json",
        "search --batch queries.jsonl",
    ),
    "jixiao ask": (
        "ask 行動之付 --json",
        "ask 哪些分局做過到府檢定？ --json",
        "ask 108年諮詢幾件？ --json",
        "ask 新竹分局使用哪些系統 --json",
        "ask 比較107年和108年新竹分局電話禮貌測試 --json",
        "ask 企鵝養殖 --json",
        "ask --batch queries.jsonl",
    ),
    "mark": ("mark {passage} --item 服務可近性 --reject --reason 只是宣導 --name 王小明 --json",),
    "jixiao marks": ("marks --json", "marks --history --json"),
    "jixiao evidence": ("evidence --json",),
    "jixiao matrix": ("matrix --json", "matrix --by year --json"),
    "jixiao sheet": ("sheet --branch 臺中分局 --year 112 --points 1=100 --json",),
    "jixiao check": ("check --json",),
    "jixiao reconcile": ("reconcile hsinchu_108_plan.txt hsinchu_108_result.txt --json",),
    "jixiao trends": ("trends 電話禮貌測試 --json", "trends 線上申辦率 --json", "trends 檢舉案辦結率 --json"),
    "suggestions": ("trends --json",),
    "jixiao changes": ("changes tainan_108_result.txt --json",),
    "jixiao verify": ("verify found.csv --json",),
    "jixiao save": (
        "save 到府檢定 哪些分局做過到府檢定？ --ask --json",
        "save 諮詢 108年諮詢幾件？ --ask --json",
        "remove taichung_112_result.md bureau_108_result.txt",
        "run --all --json",
        "add reports",
        "run --all --json",
    ),
    "saved": ("saved --json",),
    "jixiao history": ("history 諮詢 --json",),
}
TRENDS_ALONE = {"zh": "jixiao trends（不給事項）", "en": "jixiao trends (without WHAT)"}
WITHOUT_LIBRARY = ("extract", "tag")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Section -> what its commands printed, over a library of the example reports."""
    folder = tmp_path_factory.mktemp("json")
    reports = example_library.write(folder / "reports")
    run(folder, "add", *map(str, reports), "--library", "lib")
    queries = [{"qid": "1", "query": "電話禮貌測試"}, {"qid": "2", "query": "線上申辦率"}]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    hit = json.loads(run(folder, "search", "電話禮貌", "--json", "--library", "lib"))["hits"][0]
    found = {}
    for section, lines in RUNS.items():
        printed = []
        for line in lines:
            words = shlex.split(line.format(passage=hit["passage"]["passage_id"]))
            if section == "jixiao verify":
                run(folder, "export", "found.csv", "--year", "112", "--library", "lib")
                changed = (folder / "found.csv").read_text(encoding="utf-8-sig").replace("1,980", "2,980")
                (folder / "found.csv").write_text(changed, encoding="utf-8")
            library = () if words[0] in WITHOUT_LIBRARY else ("--library", "lib")
            printed += [json.loads(one) for one in run(folder, *words, *library).splitlines()]
        found[section] = printed
    run(folder, "export", "found.jsonl", "--query", "電話禮貌", "--library", "lib")
    lines = (folder / "found.jsonl").read_text(encoding="utf-8").splitlines()
    found["jixiao export FILE.jsonl"] = [{"export": json.loads(line)["export"]} for line in lines]
    return found


def run(folder: Path, *words: str) -> str:
    """What `jixiao WORDS` prints; 1 is the exit code of a file that does not verify."""
    done = jixiao(folder, *words)
    assert done.code in (0, 1 if words[0] == "verify" else 0), f"jixiao {shlex.join(words)}: {done.err}"
    return done.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_json_field_is_documented(told: dict[str, list[Any]], language: str) -> None:
    walk = Walk(language)
    for section, printed in told.items():
        heading = TRENDS_ALONE[language] if section == "suggestions" else section
        for data in printed:
            for one in data if isinstance(data, list) else [data]:
                if section == "jixiao save":
                    changes = one.pop("changes")
                    walk.record({"changes": changes}, heading)
                    walk.record(one, "saved")
                    one["changes"] = changes
                else:
                    walk.record(one, heading)
    documented = {(heading, path) for heading, rows in walk.schema.items() for path in rows}
    optional = {(heading, path) for heading, rows in walk.schema.items() for path, f in rows.items() if f.optional}
    assert documented - walk.seen - optional == set()


# Examples


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
