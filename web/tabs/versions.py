"""What changed from one version of a report to the next, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao import labels
from jixiao.extract.records import Passage
from jixiao.index.errors import SearchError
from jixiao.index.holdings import records as holdings_records
from jixiao.index.holdings.records import Change, stretches
from jixiao.index.library import Library
from jixiao.web.parts.components import failure, notice
from jixiao.web.parts.html import button, escape, marked, tag
from jixiao.web.parts.strings import Words

# Changes shown before the rest folds away.
SHOWN = 40
COUNTS = {
    "same": "versions.same",
    "changed": "versions.changed",
    "added": "versions.added",
    "removed": "versions.removed",
}
KINDS = {"changed": "versions.kind_changed", "added": "versions.kind_added", "removed": "versions.kind_removed"}


def compared(library: Library, older: str, newer: str, words: Words) -> str:
    """What changed between two documents (their ids); what went wrong where one is gone."""
    try:
        old, new = library.document(older), library.document(newer)
        found = library.comparisons.versions(older, newer)
    except SearchError as error:
        return failure(error, words)
    head = tag("h3", escape(words("versions.title", old=old.source, new=new.source)), class_="head-line")
    told = holdings_records.counts(found)
    counts = " · ".join(words(COUNTS[kind], n=f"{n:,}") for kind, n in told.items())
    shown = [change for change in found if change.kind != "same"]
    inner = listed(shown[:SHOWN], words) if shown else notice(words("versions.nothing"))
    if len(shown) > SHOWN:
        more = tag("summary", escape(words("versions.more", n=f"{len(shown) - SHOWN:,}")))
        inner += tag("details", more + listed(shown[SHOWN:], words), class_="rest")
    return tag("section", head + tag("p", escape(counts), class_="count", role="status") + inner, class_="versions")


def listed(found: Sequence[Change], words: Words) -> str:
    """A card a change."""
    return "".join(card(change, words) for change in found)


def card(change: Change, words: Words) -> str:
    """Both texts with what differs marked; an empty side where there is nothing."""
    pairs = stretches(change.old.text, change.new.text) if change.old and change.new else ()
    before = [(old.start, old.end) for old, _ in pairs if old.start < old.end]
    after = [(new.start, new.end) for _, new in pairs if new.start < new.end]
    kind = words(KINDS[change.kind])
    badge = tag("span", escape(kind), class_=f"badge change-{change.kind}")
    sides = side(change.old, words("versions.old"), before, words) + side(
        change.new, words("versions.new"), after, words
    )
    body = tag("div", sides, class_="old-new", role="group", aria_label=kind)
    return tag("article", badge + body, class_="card change", data_kind=change.kind)


def side(passage: Passage | None, name: str, stretches: Sequence[tuple[int, int]], words: Words) -> str:
    """One version of a passage, where it stands, and a button to open it there."""
    label = tag("p", escape(name), class_="label")
    if passage is None:
        return tag("div", label + tag("p", escape(words("versions.none")), class_="note"))
    place = tag("span", escape(labels.place(passage.locator, words.language)), class_="place")
    opened = button("open_place", escape(words("card.open")), {"passage": passage.passage_id}, class_="link")
    text = tag("p", marked(passage.text, stretches, "hit"), class_="quote")
    return tag("div", label + text + tag("p", place + opened, class_="source"))
