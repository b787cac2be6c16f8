"""Exports as plain text: CSV for spreadsheets, JSONL for programs, Markdown for text editors."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

from extract import jsonl
from index.answers import wording
from index.answers.exported import Cover, Row, cells, heading_of, inert, notes_of, sources_of, text


def write_csv(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """UTF-8 with a byte order mark, so that Excel reads it as such."""
    headings = wording.columns(cover.language)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(headings.values())
        for number, row in enumerate(rows, 1):
            told = cells(row, number, cover.language)
            writer.writerow(inert(told[key]) for key in headings)


def write_jsonl(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """One passage a line."""
    passages = {row.passage.passage_id: row.passage for row in rows}
    path.write_text(
        "".join(json.dumps(jsonl.passage_to_json(p), ensure_ascii=False) + "\n" for p in passages.values()),
        encoding="utf-8",
    )


def write_markdown(rows: Sequence[Row], path: Path, cover: Cover) -> None:
    """The same document for a text editor; nothing in a quote can act as markup."""
    language = cover.language
    colon = wording.say("cover", "colon", language)
    parts = [f"# {literal(cover.title)}", ""]
    parts += [f"- {name}{colon}{literal(value)}" for name, value in cover.lines(len(rows))[1:]]
    if not rows:
        parts += ["", wording.say("cover", "empty", language)]
    for number, row in enumerate(rows, 1):
        parts += ["", f"## {literal(heading_of(row, number, language))}", ""]
        parts += [f"> {literal(line)}".rstrip() for line in text(row).splitlines()]
        parts += ["", *(f"- {literal(note)}" for note in notes_of(row, number, language))]
    if rows:
        parts += ["", f"## {wording.say('cover', 'sources', language)}", ""]
        parts += [f"- {literal(source)}" for source in sources_of(rows, language)]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8", errors="replace")


def literal(value: str) -> str:
    """The value on one line, with a backslash before each character that Markdown or HTML would act on."""
    inline = re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", " ".join(value.split("\n")))
    return re.sub(
        r"^(\s*)([-+=]|\d+(?=[.)]))", lambda m: m[1] + (m[2] + "\\" if m[2].isdigit() else "\\" + m[2]), inline
    )
