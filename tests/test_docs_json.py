"""Every JSON field that a command prints is documented, and none that is not printed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from documentation import LANGUAGES, run, sections, text
from example_library import write as write_examples

pytestmark = pytest.mark.slow

OPTIONAL = {"zh": "可能沒有", "en": "may be absent"}
MAP = {"zh": "對照表", "en": "map"}


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
    "jixiao columns": ("columns set 亮點 measure", "columns --json"),
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
    reports = write_examples(folder / "reports")
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
