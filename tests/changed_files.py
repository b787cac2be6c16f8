"""Exports with one Chinese character changed in each of the chosen quotes, as a person would."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from jixiao.index.export.records import Format

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def other(character: str) -> str:
    return "甲" if character != "甲" else "乙"


def change_text(path: Path, pattern: str, chosen: dict[int, float]) -> None:
    """`chosen`: number of a quote -> which of its characters, as a share of the way through."""
    raw = path.read_text(encoding="utf-8")
    characters = list(raw)
    for number, quote in enumerate(re.finditer(pattern, raw, re.DOTALL | re.MULTILINE), 1):
        if number in chosen:
            at = pick(quote[1], chosen[number]) + quote.start(1)
            characters[at] = other(characters[at])
    path.write_text("".join(characters), encoding="utf-8")


def pick(text: str, share: float) -> int:
    places = [m.start() for m in CHINESE.finditer(re.sub(r"<[^>]*>", lambda m: " " * len(m[0]), text))]
    return places[int(share * len(places))]


def changed(text: str, share: float) -> str:
    at = pick(text, share)
    return text[:at] + other(text[at]) + text[at + 1 :]


def change_xlsx(path: Path, chosen: dict[int, float]) -> None:
    book = load_workbook(path)
    column = [cell.value for cell in book.worksheets[0][1]].index("原文") + 1
    for number, share in chosen.items():
        cell = book.worksheets[0].cell(number + 1, column)
        cell.value = changed(str(cell.value), share)
    book.save(path)


def change_csv(path: Path, chosen: dict[int, float]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    for number, share in chosen.items():
        rows[number - 1][heads.index("原文")] = changed(rows[number - 1][heads.index("原文")], share)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])


def change_jsonl(path: Path, chosen: dict[int, float]) -> None:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, share in chosen.items():
        records[number - 1]["text"] = changed(records[number - 1]["text"], share)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")


def change_docx(path: Path, chosen: dict[int, float]) -> None:
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    body = path.with_suffix(".xml")
    body.write_bytes(held["word/document.xml"])
    change_text(body, r'<w:pStyle w:val="SourceWords"/></w:pPr>(.*?)</w:p>', chosen)
    with zipfile.ZipFile(path, "w") as parts:
        for name, data in (held | {"word/document.xml": body.read_bytes()}).items():
            parts.writestr(name, data)


CHANGES: dict[Format, Callable[[Path, dict[int, float]], None]] = {
    "xlsx": change_xlsx,
    "csv": change_csv,
    "jsonl": change_jsonl,
    "docx": change_docx,
    "html": lambda path, chosen: change_text(path, r"<blockquote[^>]*>(.*?)</blockquote>", chosen),
    "md": lambda path, chosen: change_text(path, r"^## [1-9]\d*\. .*?\n\n((?:>[^\n]*\n)+)", chosen),
}
