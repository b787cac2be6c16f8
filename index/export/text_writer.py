"""Exports as plain text, row by row: CSV for spreadsheets, JSONL for programs, Markdown for text editors."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jixiao.extract import passage_json
from jixiao.index import labels
from jixiao.index.export import check_codes
from jixiao.index.export.records import Cover, Row, cells, heading_of, inert, notes_of, place_of, plain, text
from jixiao.index.export.tables import Tally, source_lines, summary
from jixiao.index.json_contract import filters_to_json
from jixiao.index.version import version

# Key in a line of JSONL -> field of the judgement.
JUDGED = {
    "item": "item",
    "verdict": "verdict",
    "reason": "reason",
    "name": "name",
    "made": "made",
    "standing": "position",
}


def write_csv(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """UTF-8 with a byte order mark, so that Excel reads it as such."""
    headings = labels.columns(cover.language)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings.values())
        for number, row in enumerate(rows, 1):
            values = cells(row, number, cover)
            writer.writerow([inert(values[key]) for key in headings])


def write_jsonl(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """One passage a line, by the contract of `extract.passage_json`, with the row's own fields under `export`.

    A passage stands once for each different set of these.
    """
    seen: set[tuple[object, ...]] = set()
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            said = (row.passage.passage_id, row.place, row.branch, row.status, row.finding, row.mark, row.also)
            if said not in seen:
                seen.add(said)
                file.write(json.dumps(_record(row, len(seen), cover), ensure_ascii=False) + "\n")


def _record(row: Row, number: int, cover: Cover) -> dict[str, Any]:
    passage = passage_json.passage_to_json(row.passage)
    export = {
        "number": number,
        "quote": text(row),
        "span": [row.place.start, row.place.end],
        "sha256": row.sha256,
        "branch": row.branch,
        "status": row.status,
        "finding": row.finding,
        "mark": {key: getattr(row.mark, name) for key, name in JUDGED.items()} if row.mark else None,
        "also": list(row.also),
        "query": cover.question,
        "filters": filters_to_json(cover.filters),
        "version": version(),
        "date": cover.day(),
    }
    return passage | {"export": export | {"seal": check_codes.check_code(flat(passage | {"export": export}))}}


def flat(record: dict[str, Any]) -> dict[str, str]:
    """What the check code of a JSONL line covers: each of its values as JSON, those under `export` by their path."""
    outer = {key: value for key, value in record.items() if key != "export"}
    inner = {f"export.{key}": value for key, value in record.get("export", {}).items() if key != "seal"}
    return {key: json.dumps(value, ensure_ascii=False, sort_keys=True) for key, value in (outer | inner).items()}


def write_markdown(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """A document for a text editor; nothing in a quote can act as markup."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in _markdown(rows, cover))


def _markdown(rows: Iterable[Row], cover: Cover) -> Iterator[str]:
    language, tally = cover.language, Tally()
    colon = labels.say("cover", "colon", language)
    yield from (f"# {literal(cover.title)}", "")
    yield from (f"- {name}{colon}{literal(value)}" for name, value in cover.lines()[1:])
    if groups := summary(cover):
        yield from ("", f"## {labels.say('cover', 'branches', language)}", "")
        yield from (f"- {literal(' · '.join(filter(None, group[:3])))}" for group in groups)
    for number, row in tally.numbered(rows):
        heading, notes = heading_of(row, cover), notes_of(row, cover)
        yield from ("", f"## {number}. {literal(heading)}", "")
        yield from (f"> {literal(line)}" for line in lines(text(row)))
        yield ""
        yield from (f"- {name}{colon}{literal(value)}" for name, value in notes)
        yield f"- {labels.say('cover', 'place', language)}{colon}{literal(place_of(row, cover))}"
        code = check_codes.digest((heading, *(value for _, value in notes)))
        yield f"- {labels.say('cover', 'code', language).format(code)}"
    if not tally.rows:
        yield from ("", labels.say("cover", "empty", language))
        return
    yield from ("", f"## {labels.say('cover', 'sources', language)}", "")
    yield from (f"- {literal(source)}" for source in source_lines(tally, cover))


def lines(value: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return plain(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def literal(value: str) -> str:
    """The value on one line, with a backslash before each character that Markdown or HTML would act on.

    Blanks at its beginning and end, which Markdown would drop or take for code, are written as references.
    """
    inline = re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", " ".join(lines(value)))
    begun = re.sub(
        r"^(\s*)([-+=]|\d+(?=[.)]))", lambda m: m[1] + (m[2] + "\\" if m[2].isdigit() else "\\" + m[2]), inline
    )
    return re.sub(r"^[ \t]+|[ \t]+$", lambda m: "".join(f"&#{ord(c)};" for c in m[0]), begun)


def unliteral(value: str) -> str:
    """The inverse of `literal`."""
    plain_ = re.sub(r"^(?:&#\d+;)+|(?:&#\d+;)+$", lambda m: _references(m[0]), value)
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", plain_)


def _references(value: str) -> str:
    return "".join(chr(int(code)) for code in re.findall(r"\d+", value))
