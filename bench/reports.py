"""Reports of any number for measuring: seeded, in the shape and with the vocabulary of real ones, in words of our own.

Half of them are of the bureau and its branches, year after year, so that reports tell one achievement twice; the
others are of counties' offices. One has about a hundred passages.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BUREAU = "經濟部標準檢驗局"
BRANCHES = ("基隆", "新竹", "臺中", "臺南", "高雄", "花蓮")
YEARS = range(100, 115)
HEADER = "執行策略\t執行方法\t主辦單位\t執行績效與成果"
WORDS = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Report:
    """One report to be made; `branch` None for the bureau and for a county's office."""

    agency: str
    branch: str | None
    year: int
    stage: str

    @property
    def name(self) -> str:
        return f"{self.agency}_{self.year}_{self.stage}.txt"


def write(folder: Path, number: int, seed: int = 1) -> list[Path]:
    """The first `number` reports of this seed, as files; the same ones each time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for report, _ in zip(reports(seed), range(number), strict=False):
        path = folder / report.name
        if not path.is_file():
            path.write_text(text(report, seed), encoding="utf-8")
        paths.append(path)
    return paths


def reports(seed: int) -> Iterator[Report]:
    """All that can be made, those of the bureau and its branches between those of the counties; some 3,500."""
    own = [
        Report(BUREAU if branch is None else f"{BUREAU}{branch}分局", branch and f"{branch}分局", year, stage)
        for year in YEARS
        for branch in (None, *BRANCHES)
        for stage in ("result", "plan")
    ]
    others = [
        Report(f"{county}{office}", None, year, stage)
        for county in WORDS["counties"]
        for office in WORDS["offices"]
        for year in YEARS
        for stage in ("result", "plan")
    ]
    order = random.Random(seed)
    order.shuffle(own)
    order.shuffle(others)
    for at, report in enumerate(others):
        yield from own[at : at + 1]
        yield report


def text(report: Report, seed: int) -> str:
    """A report as reading text with tables by tabs."""
    made = random.Random(f"{seed} {report.name}")
    title = "執行計畫" if report.stage == "plan" else "執行績效與成果"
    lines = [f"{report.agency} {report.year} 年度提升服務效能{title}", ""]
    for number, facet in enumerate(WORDS["facets"]):
        lines += [f"構面{'一二三四五'[number]}：{facet}", "", HEADER]
        for row, strategy in enumerate(made.sample(WORDS["strategies"], 3)):
            for line, measure in enumerate(made.sample(WORDS["measures"], 3)):
                first = f"({'一二三'[row]}) {strategy}" if not line else ""
                unit = " ".join(made.sample(WORDS["units"], 2))
                lines.append("\t".join([first, f"{line + 1}. {measure}。", unit, _outcome(report, seed, made)]))
        lines.append("")
    return "\n".join(lines) + "\n"


def _outcome(report: Report, seed: int, made: random.Random) -> str:
    """Items with two or three sentences each; in the bureau's report an item belongs to a branch or to all."""
    items = []
    for number in range(1, made.randint(1, 3) + 1):
        own = report.branch or ""
        if report.agency == BUREAU:
            own = made.choice([f"{branch}分局" for branch in BRANCHES] + ["總局及各分局"] * 2)
        label = f"{own}：" if own and made.random() < 0.7 else own
        items.append(
            f"{number}. {label}" + "".join(_sentence(report, own, seed, made) for _ in range(made.randint(1, 3)))
        )
    return " ".join(items)


def _sentence(report: Report, own: str, seed: int, made: random.Random) -> str:
    # What a branch did in a year stands, word for word, in its own report and in the bureau's.
    if own in {f"{branch}分局" for branch in BRANCHES} and made.random() < 0.3:
        made = random.Random(f"{seed} {own} {report.year} {made.randint(1, 40)}")
    thing = made.choice(list(WORDS["things"]))
    count, unit = made.randint(2, 2600), WORDS["things"][thing]
    time = f"{report.year} 年 {made.randint(1, 11)} 月至 12 月" if made.random() < 0.3 else f"{report.year} 年度"
    act = made.choice(WORDS["plans"]) + "辦理" if report.stage == "plan" else made.choice(WORDS["acts"])
    where = f"於{made.choice(WORDS['places'])}" if made.random() < 0.5 else ""
    total = made.choice(("共", "計", "合計", "約"))
    how, end = made.choice(WORDS["adjectives"]), made.choice(WORDS["ends"])
    told = f"{time}{where}{act}{how}{thing}{total} {count:,} {unit}，{end}"
    if made.random() < 0.15:
        before, after = (f"{made.randint(*ends)}.{made.randint(0, 9)}%" for ends in ((70, 85), (86, 99)))
        told += f"，滿意度由 {before}提升至 {after}"
    return told + "。"
