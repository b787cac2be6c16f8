"""Commands that change a library, each killed (SIGKILL) at a seeded moment, and what is then lost, half or undead.

    python tests/kills.py [KILLS] [SEED]

Half of the kills come at a point inside: before or after the n-th change of a file or statement of the database, any n.
The others come after a share of the command's time. Reading and model are stand-ins; they write nothing.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from library_parts import NEW_YEAR, OLD_YEAR, HashedEmbedder, extract_lines

from jixiao import cli
from jixiao.extract import pipeline
from jixiao.extract.names.register import ours
from jixiao.index import library as library_module
from jixiao.index.library import Library
from jixiao.index.storage import marks, saved
from jixiao.index.storage.original_files import ORIGINALS
from jixiao.index.text import tokenizer

REPORTS = {
    "hsinchu_108.txt": NEW_YEAR,
    "taichung_112.txt": OLD_YEAR,
    "kaohsiung.txt": "year=110 branch=高雄分局\n以無人機巡查 3 次。\n查核商店 200 家。\n",
    "kaohsiung_v2.txt": "year=110 branch=高雄分局\n以無人機巡查 3 次。\n查核商店 210 家。\n",
}
MORE = {
    "tainan.txt": "year=111 branch=臺南分局\n辦理宣導 12 場。\n",
    "taichung_112_v2.txt": OLD_YEAR.replace("1,980", "1,990"),
    "keelung.txt": "year=111 branch=基隆分局\n檢定計程車 300 輛。\n",
}
FORGETTABLE = "hsinchu_108.txt"
L = ("--library", "lib")
COMMANDS: dict[str, list[str]] = {
    "add": ["add", "more", *L],
    "remove": ["remove", FORGETTABLE, *L],
    "rebuild": ["rebuild", *L],
    "names": ["names", "add", "愛心鈴站", "--branch", "--alias", "愛心鈴", *L],
    "mark": ["mark", "PASSAGE", "--item", "服務友善", "--accept", "--name", "甲", *L],
    "save": ["save", "第二個", "電話禮貌測試", *L],
    "supersede": ["supersede", "kaohsiung_v2.txt", "kaohsiung.txt", *L],  # the other way round: two relations change
    "restore": ["supersede", "kaohsiung.txt", "--undo", *L],
}
KINDS = ("lost", "half", "undead")
LOGS = (marks.FILE, saved.FILE)


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code (negative: killed), the points it passed, its seconds, and what it said."""

    code: int
    points: int
    seconds: float
    said: str


@dataclass(frozen=True)
class Snapshot:
    """What a library holds. `documents`: source -> digests of text and passages; `after`: source -> newer version."""

    documents: dict[str, list[str]]
    after: dict[str, str | None]
    originals: dict[str, bool]
    strangers: list[str]
    logs: dict[str, str]
    names: str
    doctor: list[str]

    def holdings(self) -> dict[str, Any]:
        return asdict(self) | {"doctor": None, "strangers": None}


class Points:
    """Counts the moments at which a process can be killed, and kills it at one of them."""

    def __init__(self, last: int | None, told: Path) -> None:
        self.count, self._last, self._told = 0, last, told

    def pass_one(self, *_: object) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*values: Any, **named: Any) -> Any:
            self.pass_one()
            result = call(*values, **named)
            self.pass_one()
            return result

        return called

    def install(self) -> None:
        """In a process that is to be killed only."""
        for name in ("replace", "rename", "unlink", "remove", "rmdir", "mkdir", "fsync", "link"):
            setattr(os, name, self.around(getattr(os, name)))
        opened = builtins.open

        def open_(file: Any, mode: str = "r", *values: Any, **named: Any) -> Any:
            if set(mode) & set("wax+"):
                self.pass_one()
            return opened(file, mode, *values, **named)

        builtins.open = io.open = open_  # type: ignore[assignment]
        connect, point = sqlite3.connect, self.pass_one

        class Counted(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> Any:
                if sql.lstrip().startswith(("SELECT", "PRAGMA user", "PRAGMA integrity", "PRAGMA foreign_key_check")):
                    return super().execute(sql, *values)
                point()
                result = super().execute(sql, *values)
                point()
                return result

            def executescript(self, sql: str) -> Any:
                point()
                result = super().executescript(sql)
                point()
                return result

            def backup(self, target: Any, **_: Any) -> None:
                super().backup(target, pages=3, progress=point)

        sqlite3.connect = lambda *values, **named: connect(*values, factory=Counted, **named)  # type: ignore[assignment]


def forked(work: Callable[[], int], kill_after: float | None = None) -> tuple[int, float]:
    """Run `work` in a process of its own; its exit code, negative for a signal, and its seconds."""
    start = time.monotonic()
    pid = os.fork()
    if not pid:
        code = 70
        try:
            code = work()
        finally:
            traceback.print_exc() if code == 70 else None
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)  # it has not been waited for: the number is still its own
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - start


def run(place: Path, arguments: list[str], at: int | None = None, after: float | None = None) -> Outcome:
    """One command in `place`, killed at a point, after some seconds, or not at all."""
    told, counted = place / "told", place / "points"

    def work() -> int:
        os.chdir(place)
        descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
        sys.argv = ["jixiao", *arguments]
        write = Path.write_text
        points = Points(at, counted)
        points.install()
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        points._last = None
        write(counted, str(points.count))
        return code

    counted.unlink(missing_ok=True)
    code, seconds = forked(work, after)
    points = int(counted.read_text()) if counted.is_file() else 0
    return Outcome(code, points, seconds, told.read_text(errors="replace") if told.is_file() else "")


def snapshot(place: Path) -> Snapshot:
    """What the library in `place` holds, seen by a fresh process. Raises AssertionError where it can't be opened."""
    told = place / "snapshot"
    told.unlink(missing_ok=True)

    def work() -> int:
        with Library.open(place / "lib", embedder=HashedEmbedder()) as opened:
            told.write_text(json.dumps(asdict(_seen(opened)), ensure_ascii=False), encoding="utf-8")
        return 0

    assert forked(work)[0] == 0, f"{place}: can't be opened"
    return Snapshot(**json.loads(told.read_text(encoding="utf-8")))


def _seen(library: Library) -> Snapshot:
    infos = library.documents()
    names = {info.document_id: info.source for info in infos}
    documents = {
        info.source: [library.document(info.document_id).text, *(p.text for p in library.passages_of(info.document_id))]
        for info in infos
    }
    originals = {
        info.source: library.original(library.document(info.document_id)).read_text(encoding="utf-8")
        == (REPORTS | MORE)[info.source]
        for info in infos
    }
    doctor = library.doctor()  # first of all: what follows may mend
    kept = {path.name for path in (library.folder / ORIGINALS).glob("*")}
    return Snapshot(
        documents,
        {info.source: names.get(info.superseded_by or "") for info in infos},
        originals,
        sorted(kept - {info.sha256 for info in infos}),
        {name: _text(library.folder / name) for name in LOGS},
        _text(library.naming.path),
        doctor,
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def prepared(folder: Path) -> Path:
    """A place with a library of every kind of thing, and reports that are not in it yet."""
    place = folder / "base"
    for name, reports in (("reports", REPORTS), ("more", MORE)):
        (place / name).mkdir(parents=True)
        for source, text in reports.items():
            (place / name / source).write_text(text, encoding="utf-8")
    for arguments in (
        ["add", *(f"reports/{name}" for name in REPORTS), *L],
        ["names", "add", "甲站", "--branch", *L],
        ["save", "第一個", "檢定", *L],
        ["mark", "PASSAGE", "--item", "服務友善", "--accept", "--name", "乙", *L],
    ):
        outcome = run(place, named(place, arguments, 0))
        assert outcome.code == 0, outcome.said
    return place


def named(place: Path, arguments: list[str], number: int) -> list[str]:
    """The arguments with the id of a passage put in, the `number`-th of a report."""
    told = place / "passage"

    def work() -> int:
        with Library.open(place / "lib", embedder=HashedEmbedder()) as opened:
            found = [p.passage_id for p in opened.passages() if p.source == "taichung_112.txt"]
        told.write_text(found[number])
        return 0

    if "PASSAGE" in arguments:
        assert forked(work)[0] == 0
    return [told.read_text() if word == "PASSAGE" else word for word in arguments]


class Trial:
    """One command, killed again and again: `before` and `after` are what its library holds without a kill."""

    def __init__(self, base: Path, command: str) -> None:
        self.command, self._base = command, base
        self.arguments = named(base, COMMANDS[command], 1)
        self.before = snapshot(base)
        whole = self.copy("whole")
        self.outcome = run(whole, self.arguments)
        assert self.outcome.code == 0, self.outcome.said
        self.after = snapshot(whole)
        assert self.after.doctor == self.before.doctor == [], (self.before.doctor, self.after.doctor)

    def copy(self, name: str) -> Path:
        place = self._base.parent / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._base, place)
        return place

    def faults(self, chance: random.Random, by_time: bool) -> list[str]:
        """Kill it once, look, make it anew and do it again; everything that is then wrong."""
        place = self.copy("killed")
        if by_time:
            how = {"after": self.outcome.seconds * chance.random()}
        else:
            how = {"at": chance.randint(1, self.outcome.points)}
        killed = run(place, self.arguments, **how)  # type: ignore[arg-type]
        if killed.code >= 0 and not by_time:
            return [f"{how}: not killed ({killed.code}): {killed.said}"]
        return [f"{how}: {fault}" for fault in self._look(place)]

    def _look(self, place: Path) -> Iterator[str]:
        anew = place.with_name("anew")
        shutil.rmtree(anew, ignore_errors=True)
        shutil.copytree(place, anew)
        seen = snapshot(place)
        yield from self._wrong(seen)
        made = run(anew, ["rebuild", *L])
        if made.code:
            yield f"rebuild ended with {made.code}: {made.said}"
        rebuilt = snapshot(anew)
        if rebuilt.holdings() != seen.holdings() or rebuilt.strangers:
            more, less = (
                rebuilt.documents.keys() - seen.documents.keys(),
                seen.documents.keys() - rebuilt.documents.keys(),
            )
            yield f"undead: a rebuild brings {sorted(more)}, loses {sorted(less)}, leaves {rebuilt.strangers}"
        if rebuilt.doctor:
            yield f"after a rebuild: {rebuilt.doctor}"
        again = run(place, self.arguments)
        done = snapshot(place)
        yield from (f"done again: {fault}" for fault in self._wrong(done))
        if again.code < 0 or "Traceback" in again.said:
            yield f"done again: {again.code}: {again.said}"
        if done.doctor or done.strangers:
            yield f"done again: {done.doctor} {done.strangers}"
        if done.documents != self.after.documents or done.after != self.after.after or done.names != self.after.names:
            yield "done again: another library than without the kill"

    def _wrong(self, seen: Snapshot) -> Iterator[str]:
        before, after = self.before, self.after
        for source in before.documents.keys() & after.documents.keys() - seen.documents.keys():
            yield f"lost: {source}"
        for source, texts in seen.documents.items():
            if texts != (before.documents | after.documents)[source]:
                yield f"half: {source}"
            if not seen.originals[source]:
                yield f"lost: the original of {source}"
        known = {source: newer for source, newer in after.after.items() if source in seen.documents}
        expected = {s: n if n in (None, *seen.documents) else before.after.get(s) for s, n in known.items()}
        if seen.after not in (expected, before.after):
            yield f"half: versions {seen.after}"
        for name, text in seen.logs.items():
            if not text.startswith(before.logs[name]):
                yield f"lost: lines of {name}"
            for line in text.splitlines():
                with contextlib.suppress(ValueError):
                    json.loads(line)
                    continue
                yield f"half: a line of {name}"
        if seen.names not in (before.names, after.names):
            yield "half: names"


def stand_in() -> None:
    """Reading and model without files or threads, and what is slow to load, loaded once."""
    pipeline.extract = extract_lines
    library_module._model = lambda folder, flag: HashedEmbedder(flag or "hashed")  # type: ignore[assignment,return-value]
    import faiss
    import tantivy
    from library_parts import make_passage

    assert faiss
    assert tantivy
    tokenizer.terms("先載入詞典")
    pipeline.named([make_passage("先載入標記器")], ours())


def kill(folder: Path, count: int, seed: int) -> dict[str, list[str]]:
    """Command -> what was wrong, of `count` kills spread evenly over the commands."""
    stand_in()
    base, chance = prepared(folder), random.Random(seed)
    trials = {command: Trial(base, command) for command in COMMANDS}
    found: dict[str, list[str]] = {command: [] for command in COMMANDS}
    for number, command in zip(range(count), itertools.cycle(COMMANDS), strict=False):
        found[command] += trials[command].faults(chance, by_time=number // len(COMMANDS) % 2 == 1)
    return found


def main() -> None:
    count, seed = (int(value) for value in [*sys.argv[1:], *("100", "1")[len(sys.argv) - 1 :]][:2])
    with tempfile.TemporaryDirectory() as folder:
        found = kill(Path(folder), count, seed)
    every = [fault for faults in found.values() for fault in faults]
    kinds = Counter(next((kind for kind in KINDS if f"{kind}: " in fault), "other") for fault in every)
    for command, faults in found.items():
        print(f"{command:10} {len(faults)} faults")
        for fault in faults:
            print(f"    {fault}")
    print(f"{count} kills (seed {seed}): {', '.join(f'{kind} {kinds[kind]}' for kind in (*KINDS, 'other'))}")
    sys.exit(any(found.values()))


if __name__ == "__main__":
    main()
