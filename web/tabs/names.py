"""The tab 名稱: the names of the library, those not known yet, and what a reader changes about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import gradio as gr

from jixiao import labels
from jixiao.extract.errors import ExtractError
from jixiao.index.errors import Message, SearchError, UsageError
from jixiao.index.holdings.records import Found, Known
from jixiao.index.library import Library
from jixiao.web.parts.components import QUIET, Page, html_panel, notice
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import check_fields

# Unknown names shown; what comes after them stands in one passage or two.
SHOWN = 60
_BETWEEN = re.compile(r"[、,，;；\n]+")
_YEAR = re.compile(r"\s*(?:民國)?\s*(\d{1,4})\s*年?\s*")
FIELDS = ("subject", "into", "parent", "kind", "year", "aliases", "english")
Given = Mapping[str, Any]


def build(page: Page, tab: Any) -> list[Any]:
    """The tab's components and events. Returns the `then` of each event that changes names."""
    words = page.words
    html_panel(tag("p", escape(words("names.intro")), class_="note"))
    said = html_panel(elem_id="names-said")
    forms = html_panel(changing(words), elem_classes="naming", elem_id="names-change")
    lists = html_panel(elem_classes="naming", elem_id="names")

    def change(event: gr.EventData) -> tuple[str, str]:
        return changed(page, event._data or {}), drawn(page)

    tab.select(lambda: ("", drawn(page)), None, [said, lists], **QUIET)
    return [panel.name(change, None, [said, lists], **QUIET).then for panel in (forms, lists)]


def changed(page: Page, given: Given) -> str:
    """Do what a button asks for; what became of it, as a line."""
    words = page.words
    try:
        check_fields(given, FIELDS, page.bounds)
        CHANGES[str(given.get("do"))](page.library, given)
    except (ExtractError, SearchError, UsageError) as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed")
    return trouble(page.library, words) or notice(words("names.done", n=f"{page.library.naming.renamed:,}"), "added")


def trouble(library: Library, words: Words) -> str:
    """Why names.toml does not count, as a line; empty where it does."""
    library.view()
    told = library.naming.trouble
    return notice(words("names.trouble", reason=reason(told, words)), "failed") if told else ""


def _text(given: Given, key: str) -> str:
    value = str(given.get(key) or "").strip()
    if not value:
        raise UsageError(Message.of("empty_write_a_name", key))
    return value


def _listed(given: Given, key: str) -> list[str]:
    return [word.strip() for word in _BETWEEN.split(str(given.get(key) or "")) if word.strip()]


def _add(library: Library, given: Given) -> None:
    told = {"kind": given.get("kind") or None, "parent": str(given.get("parent") or "").strip() or None}
    lists = {key: _listed(given, key) for key in ("aliases", "english")}
    library.names.add(_text(given, "subject"), told | lists)


def _rename(library: Library, given: Given) -> None:
    year = str(given.get("year") or "").strip()
    told = _YEAR.fullmatch(year)
    if year and told is None:
        raise UsageError(Message.of("year_no_year_write_a_roc_year_as_in", year))
    library.names.rename(_text(given, "subject"), _text(given, "into"), int(told[1]) if told else None)


CHANGES: Mapping[str, Callable[[Library, Given], None]] = {
    "add": _add,
    "merge": lambda library, given: library.names.merge(_text(given, "subject"), _text(given, "into")),
    "rename": _rename,
    "forbid": lambda library, given: library.names.forbid(_text(given, "subject")),
    "remove": lambda library, given: library.names.remove(_text(given, "subject")),
}


def changing(words: Words) -> str:
    """The three forms."""
    kinds = [("", words("names.known_kind")), *((kind, told_kind(kind, words)) for kind in Library.names.kinds)]
    options = "".join(tag("option", escape(told), value=kind) for kind, told in kinds)
    kind = tag("label", escape(words("names.kind")) + tag("select", options, name="kind"))
    add = field("subject", words("names.name")) + kind + field("aliases", words("names.aliases"))
    add += field("english", words("names.english")) + field("parent", words("names.parent"))
    merge = field("subject", words("names.name")) + field("into", words("names.into"))
    rename = field("subject", words("names.old")) + field("into", words("names.new"))
    rename += field("year", words("names.year"))
    title = tag("h3", escape(words("names.change")), class_="head-line")
    forms = (
        ("add", words("names.add"), add),
        ("merge", words("names.merge"), merge),
        ("rename", words("names.rename"), rename),
    )
    return title + "".join(
        tag("details", tag("summary", escape(label)) + form(do, inner, words)) for do, label, inner in forms
    )


def form(do: str, fields: str, words: Words) -> str:
    """Fields and the button that sends them."""
    save = button("name", escape(words("names.save")), {"do": do}, class_="act")
    return tag("form", fields + save, class_="fields", data_form=True)


def field(name: str, label: str) -> str:
    """One line to write in; names that are known are offered."""
    offered = "known-names" if name in ("subject", "into", "parent") else None
    attributes = tag("input", "", name=name, list=offered, autocomplete="off").removesuffix("</input>")
    return tag("label", escape(label) + attributes)


def told_kind(kind: str, words: Words) -> str:
    """The kind in the reader's language."""
    return labels.say("kind", kind, words.language)


def drawn(page: Page) -> str:
    """Unknown names, then known ones."""
    words, own = page.words, page.library.names
    known, unknown = own.known(), own.unknown()
    name, kind, passages, acts = (words(k) for k in ("names.name", "names.kind", "library.passages", "library.acts"))
    offered = tag("datalist", "".join(tag("option", value=one.name) for one in known), id="known-names")
    title = tag("h3", escape(words("names.unknown", n=len(unknown))), class_="head-line")
    if unknown:
        title += tag("p", escape(words("names.unknown_note")), class_="note")
        title += table((name, passages, acts), (_unknown_row(one, words) for one in unknown[:SHOWN]))
    else:
        title += notice(words("names.none"))
    second = tag("h3", escape(words("names.known", n=len(known))), class_="head-line")
    return offered + title + second + table((name, kind, passages, acts), (_known_row(one, words) for one in known))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are HTML already; the last column, of buttons, has a heading that is only heard."""
    cells = [tag("th", escape(head), scope="col") for head in heads[:-1]]
    cells.append(tag("th", tag("span", escape(heads[-1]), class_="unseen"), scope="col"))
    top = tag("thead", tag("tr", "".join(cells)))
    body = "".join(tag("tr", "".join(tag("td", cell) for cell in row)) for row in rows)
    return tag("table", top + tag("tbody", body), class_="holdings")


def _unknown_row(one: Found, words: Words) -> list[str]:
    subject = {"subject": one.name}
    kind = one.kind if one.kind not in ("office",) else "branch"
    adopt = words("names.adopt", kind=told_kind(kind, words))
    alias = tag("input", "", name="into", list="known-names", aria_label=words("names.into"), autocomplete="off")
    acts = button("name", escape(adopt), subject | {"do": "add", "kind": kind}, class_="link")
    acts += button("name", escape(words("names.forbid")), subject | {"do": "forbid"}, class_="link danger")
    merge = alias.removesuffix("</input>")
    merge += button("name", escape(words("names.same")), subject | {"do": "merge"}, class_="link")
    where = f"{one.passage.source}　…{one.example}…"
    return [
        tag("strong", escape(one.name)) + tag("span", escape(where), class_="example"),
        escape(words("names.passages", n=f"{one.passages:,}")),
        acts + tag("form", merge, data_form=True),
    ]


def _known_row(one: Known, words: Words) -> list[str]:
    former = [
        words("names.former", old=old) if year is None else words("names.since", old=old, year=year)
        for old, year in one.former
    ]
    others = "；".join((*former, *one.aliases, *one.english))
    mine = tag("span", escape(words("names.own")), class_="chip") if one.own else ""
    undo = {"do": "remove", "subject": one.name, "confirm": words("names.confirm", name=one.name)}
    kind = told_kind(one.kind, words) + (
        f" · {one.parent}" if one.parent and one.kind in Library.names.organisation_kinds else ""
    )
    return [
        tag("strong", escape(one.name)) + mine + tag("span", escape(others), class_="example"),
        escape(kind),
        escape(words("names.passages", n=f"{one.passages:,}")),
        button("name", escape(words("names.remove")), undo, class_="link danger") if one.own else "",
    ]
