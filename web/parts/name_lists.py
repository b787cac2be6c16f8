"""Names that a list asks for, as HTML: all of them in a line, then each with its sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jixiao import labels
from jixiao.index.records import Evidence, ListedEntry
from jixiao.web.parts.html import escape, tag
from jixiao.web.parts.strings import Words

# Names with their sentences drawn at once; the rest unfolds.
SHOWN = 12
Quotes = Callable[[Sequence[Evidence], str], str]


def panel(entries: Sequence[ListedEntry], quotes: Quotes, words: Words) -> str:
    """`quotes` draws the sentences of one name, and marks it in them."""
    names = "".join(
        tag("a", escape(entry.name), href=f"#name-{n}", class_="chip name") for n, entry in enumerate(entries)
    )
    rows = [row(n, entry, quotes, words) for n, entry in enumerate(entries)]
    rest = rows[SHOWN:]
    folded = tag("summary", escape(words("reading.more_names", n=len(rest)))) + "".join(rest) if rest else ""
    title = tag("h3", escape(words("reading.names_found", n=len(entries))))
    drawn = tag("nav", names, class_="summary names", aria_label=words("reading.names")) + "".join(rows[:SHOWN])
    return tag("section", title + drawn + (tag("details", folded, class_="rest") if rest else ""), class_="part listed")


def row(number: int, entry: ListedEntry, quotes: Quotes, words: Words) -> str:
    """One name: what is said of it, in how many passages, of whom and when; its sentences beside it."""
    language = words.language
    status = entry.status or "none"
    said = labels.say("status", status, language) if entry.status else labels.say("answering", "mentioned", language)
    separator = labels.say("answering", "separator", language)
    whose = list(entry.branches) + ([labels.say("scope", "all", language)] if entry.general else [])
    told = (
        labels.say("answering", "row", language) if entry.basis == "row" else labels.kind(entry.kind, language),
        labels.say("answering", "passages", language).format(n=entry.passages),
        separator.join(whose),
        separator.join(labels.year(year, language) for year in entry.years),
    )
    who = (
        tag("h4", escape(entry.name))
        + tag("span", escape(said), class_=f"badge status-{status}")
        + "".join(tag("p", escape(line), class_="whose") for line in told if line)
    )
    inner = tag("div", who, class_="who") + tag("div", quotes(entry.evidence, entry.name), class_="what")
    return tag("div", inner, class_="branch", id=f"name-{number}", data_name=entry.name, data_status=status)
