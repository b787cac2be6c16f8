"""Exports as one page that needs nothing else: quotes with what was looked for marked, anchors, filters, sources."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path

from jixiao.index import labels
from jixiao.index.export import check_codes
from jixiao.index.export.records import (
    Cover,
    Row,
    heading_of,
    matches,
    notes_of,
    place_of,
    plain,
    quantities,
    status,
    text,
)
from jixiao.index.export.tables import Tally, source_lines, summary

PARTS = Path(__file__).parents[1] / "data"
LANGUAGES = {"zh": "zh-Hant", "en": "en"}


def write(rows: Iterable[Row], path: Path, cover: Cover) -> None:
    """UTF-8, row by row."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_page(rows, cover))


def _page(rows: Iterable[Row], cover: Cover) -> Iterator[str]:
    say, language, tally = labels.say, cover.language, Tally()
    title = _safe(cover.title)
    yield f'<!DOCTYPE html>\n<html lang="{LANGUAGES[language]}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f'<meta name="generator" content="jixiao">\n<title>{title}</title>\n<style>{_part("export.css")}</style>\n'
    yield f"</head>\n<body>\n<header>\n<h1>{title}</h1>\n<dl>"
    yield from (f"<div><dt>{_safe(name)}</dt><dd>{_safe(value)}</dd></div>" for name, value in cover.lines()[1:])
    yield "</dl>\n"
    yield f"{_summary(cover)}</header>\n{_filters(cover)}<main>\n"
    for number, row in tally.numbered(rows):
        yield _article(number, row, cover)
    if not tally.rows:
        yield f"<p>{_safe(say('cover', 'empty', language))}</p>\n"
    yield "</main>\n"
    if tally.rows:
        yield f'<footer>\n<h2 id="sources">{_safe(say("cover", "sources", language))}</h2>\n<ul>\n'
        yield from (f"<li>{_safe(source)}</li>\n" for source in source_lines(tally, cover))
        yield "</ul>\n</footer>\n"
    yield f"<script>{_part('export.js')}</script>\n</body>\n</html>\n"


def _article(number: int, row: Row, cover: Cover) -> str:
    """A quote under its heading, with what the filters go by and what it can be checked by."""
    language, passage = cover.language, row.passage
    colon = labels.say("cover", "colon", language)
    heading, notes = heading_of(row, cover), notes_of(row, cover)
    code = check_codes.digest((heading, *(value for _, value in notes)))
    branch = row.branch or labels.doers(passage, language)
    inner = f'<h2><a href="#{number}">{number}.</a> <span>{_safe(heading)}</span></h2>\n'
    inner += f'<blockquote id="q{number}">{_marked(row, cover)}</blockquote>\n'
    inner += "".join(f'<p class="note"><b>{_safe(name)}{colon}</b><span>{_safe(v)}</span></p>\n' for name, v in notes)
    inner += f'<p class="place"><b>{_safe(labels.say("cover", "place", language))}{colon}</b>'
    inner += f"{_safe(place_of(row, cover))}</p>\n"
    data = {
        "branch": branch or labels.say("cover", "none", language),
        "status": status(row, language) or labels.say("cover", "none", language),
        "passage": passage.passage_id,
        "span": f"{row.place.start}-{row.place.end}",
        "source": passage.source,
        "sha256": row.sha256,
        "seal": code,
    }
    attributes = "".join(f' data-{key}="{_safe(value)}"' for key, value in data.items())
    return f'<article id="{number}"{attributes}>\n{inner}</article>\n'


def _marked(row: Row, cover: Cover) -> str:
    """The row's text as HTML, terms that were looked for and figures marked."""
    quote, start = text(row), row.place.start
    needles = cover.needles or ((cover.question,) if cover.question else ())
    kinds = [""] * len(quote)
    for first, last in matches(quote, needles):
        kinds[first:last] = ["term"] * (last - first)
    for quantity in quantities(row):
        first, last = quantity.span.start - start, quantity.span.end - start
        kinds[first:last] = ["figure"] * (last - first)
    parts, at = [], 0
    while at < len(quote):
        end = at + 1
        while end < len(quote) and kinds[end] == kinds[at]:
            end += 1
        piece = _safe(quote[at:end])
        parts.append(f'<mark class="{kinds[at]}">{piece}</mark>' if kinds[at] else piece)
        at = end
    return "".join(parts)


def _summary(cover: Cover) -> str:
    """The answer by branch as a table."""
    groups = summary(cover)
    if not groups:
        return ""
    names, language = labels.columns(cover.language), cover.language
    heads = (names["branch"], names["status"], names["quantities"], labels.say("cover", "rows", language))
    head = "".join(f'<th scope="col">{_safe(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{_safe(value)}</td>" for value in line) + "</tr>\n" for line in groups)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _filters(cover: Cover) -> str:
    """Two lists that the script fills with the branches and statuses that occur; without script they stay away."""
    names, say, language = labels.columns(cover.language), labels.say, cover.language
    lists = "".join(
        f'<label>{_safe(names[key])} <select data-by="{key}"><option value="">{_safe(say("cover", "all", language))}'
        "</option></select></label> "
        for key in ("branch", "status")
    )
    shown = _safe(say("cover", "shown", language))
    return f'<form id="filters" hidden>{lists}<output role="status" data-told="{shown}"></output></form>\n'


@cache
def _part(name: str) -> str:
    """The page's style or script."""
    return (PARTS / name).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Nothing from outside, and no style or script but ours."""
    digests = {name: base64.b64encode(hashlib.sha256(_part(name).encode()).digest()).decode() for name in PAGE_PARTS}
    return f"default-src 'none'; style-src 'sha256-{digests['export.css']}'; script-src 'sha256-{digests['export.js']}'"


PAGE_PARTS = ("export.css", "export.js")


def _safe(value: str) -> str:
    return escape(plain(value), quote=True)
