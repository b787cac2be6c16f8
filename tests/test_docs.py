"""The documentation is complete: pages, links, pictures, commands, options, settings, formats."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import typer
from documentation import DOCS, LANGUAGES, PAGES, ROOT, TEXTS, sections, slug, text

from jixiao.cli import app
from jixiao.commands.shared import FILTERS
from jixiao.extract.limits import DEFAULT
from jixiao.extract.reading.files import READERS

FILTER_OPTIONS = {f"--{field}" for field in FILTERS} | {"--all-versions"}
# The options that typer adds by itself.
COMPLETION = {"--install-completion", "--show-completion"}
LARGEST_PICTURE = 200 * 1024

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
