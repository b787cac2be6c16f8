"""Judgements on the page: what was said of a passage, by whom and why, and the form to accept or reject it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import gradio as gr

from jixiao import labels, settings
from jixiao.extract.records import Passage
from jixiao.index.answers.evidence.records import Judged
from jixiao.index.errors import SearchError, UsageError
from jixiao.index.library import Library
from jixiao.index.records import Mark, Verdict
from jixiao.index.storage.records import Said
from jixiao.web.parts import cards
from jixiao.web.parts.components import QUIET, Page, notice
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import button, escape, marked, tag
from jixiao.web.parts.strings import Words
from jixiao.web.security.bounds import check_fields

# Each button's verdict, and the fields that it can't do without.
NEEDED: Mapping[Verdict, str] = {"accepted": "item name", "rejected": "item name reason", "withdrawn": "item name"}
LABELS: Mapping[Verdict, str] = {
    "accepted": "marking.accepted",
    "rejected": "marking.rejected",
    "withdrawn": "marking.withdrawn",
}
NAME_KEY = "jixiao-name"
Redraw = Callable[[Any, list[str], Mapping[str, Any]], tuple[Any, ...]]


def wire(page: Page, panel: Any, said: Any, shown: Any, outputs: Sequence[Any], redraw: Redraw) -> None:
    """The buttons of the forms in `panel`; `said` tells what became of them, `redraw` gives the values of `outputs`.

    `redraw` is given the value of the component `shown`, the ids in the basket, and the event's data. Where a
    judgement can't be made, nothing is drawn anew, and what was typed in stays.
    """

    def judge(value: Any, ids: list[str], event: gr.EventData) -> tuple[Any, ...]:
        given = event._data or {}
        told, done = judged(page, given)
        if not done:
            return told, gr.skip(), *(gr.skip() for _ in outputs)
        return told, str(given["name"]).strip(), *redraw(value, ids, given)

    panel.judge(judge, [shown, page.basket], [said, page.reader, *outputs], **QUIET)


def follow(page: Page, tab: Any, shown: Any, outputs: Sequence[Any], redraw: Redraw) -> None:
    """Draw a view anew when its tab is opened and somebody has judged something since: here, or anywhere else."""
    drawn = gr.State(page.library.judgements.seen())

    def opened(seen: Any, value: Any, ids: list[str]) -> tuple[Any, ...]:
        now = page.library.judgements.seen()
        if now == seen:
            return now, *(gr.skip() for _ in outputs)
        return now, *redraw(value, ids, {})

    tab.select(opened, [drawn, shown, page.basket], [drawn, *outputs], **QUIET)


def remember(page: Page) -> None:
    """Fill in the name that the browser keeps, when the page opens and when it changes."""
    for start in (page.reader.change, page.blocks.load):
        start(None, page.reader, None, js="(name) => jixiao.fillReader(name)", **QUIET)


def judged(page: Page, given: Mapping[str, Any]) -> tuple[str, bool]:
    """Do what a form asks for: what became of it, as a line, and whether it was done."""
    words, library = page.words, page.library
    fields = {key: str(given.get(key) or "") for key in ("passage", "item", "verdict", "reason", "name")}
    verdict = next((one for one in NEEDED if one == fields["verdict"]), None)
    missing = [key for key in NEEDED.get(verdict or "withdrawn", "").split() if not fields[key].strip()]
    if missing or verdict is None:
        return notice(words("marking.missing", what=words(f"marking.{(missing or ['item'])[0]}")), "failed"), False
    said = Said(verdict, fields["reason"], fields["name"])
    try:
        check_fields(fields, fields, page.bounds)
        item = fields["item"]
        if verdict == "withdrawn":
            library.judgements.withdraw(fields["passage"], item, said)
        else:
            item = library.judgements.judge(fields["passage"], item, said, settings.framework()).item
    except (SearchError, UsageError, ValueError) as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed"), False
    told = labels.say("verdict", verdict, words.language)
    return notice(words("marking.done", verdict=told, item=item), "added"), True


def judged_cards(found: Judged, item: str, shown: int, page: Page, ids: Collection[str]) -> tuple[str, str]:
    """The first `shown` passages that count, and apart from them those that were rejected."""
    words, data = page.words, {"shown": shown}

    def drawn(passages: Iterable[Passage]) -> str:
        return "".join(
            cards.card(p, words, ids, extra=also(p, page) + part(p, item, found.marks.get(p.passage_id), words, data))
            for p in passages
        )

    apart = drawn(found.rejected)
    if apart:
        told = labels.say("judging", "rejected_of", words.language).format(n=len(found.rejected))
        apart = tag("section", tag("h4", escape(told), class_="head-line") + apart, class_="rejected")
    return drawn(found.passages[:shown]), apart


def also(passage: Passage, page: Page) -> str:
    """Where other reports tell the same achievement."""
    return cards.also(page.library.evidence.repeated_by(passage), page.words)


def cards_of(passages: Iterable[Passage], page: Page, ids: Collection[str]) -> str:
    """Cards with whatever was said of their passages, for any item; which item a new judgement is for is chosen."""
    words, every = page.words, page.library.judgements.counting()
    drawn = ""
    for p in passages:
        own = [m for m in every if m.now == p.passage_id]
        told = "".join(said_of(mark, p, words) for mark in own) + form(p.passage_id, "", own[-1:], words, {})
        drawn += cards.card(p, words, ids, extra=tag("div", told, class_="judgement"))
    return drawn


def lost(gone: Sequence[Mark], words: Words) -> str:
    """Judgements of passages that the library has no more, with the words that were judged."""
    if not gone:
        return ""
    drawn = ""
    for mark in gone:
        told = line(mark, words) + tag("p", escape(mark.quote), class_="quote")
        told += tag("p", escape(mark.source), class_="note")
        drawn += tag("article", told + form(mark.passage_id, mark.item, [mark], words, {}), class_="card")
    head = tag("h4", escape(words("marking.lost", n=len(gone))), class_="head-line")
    return tag("section", head + drawn, class_="rejected")


def part(passage: Passage, item: str, mark: Mark | None, words: Words, data: Mapping[str, object]) -> str:
    """A card's judgement for an item (empty: not chosen yet) and the form for another. `data` goes with the buttons."""
    own = [] if mark is None else [mark]
    told = "".join(said_of(one, passage, words) for one in own)
    return tag("div", told + form(passage.passage_id, item, own, words, data), class_="judgement")


def said_of(mark: Mark, passage: Passage, words: Words) -> str:
    """A judgement, with the text that was judged where the passage has another now."""
    told = line(mark, words)
    return told + side_by_side(mark.quote, passage.text, words) if mark.position == "changed" else told


def line(mark: Mark, words: Words) -> str:
    """Verdict, who, when and why."""
    verdict = tag("b", escape(labels.say("verdict", mark.verdict, words.language)), class_=f"badge {mark.verdict}")
    who = tag("span", escape(f"{mark.item} · {mark.name} · {mark.made[:16].replace('T', ' ')}"))
    why = tag("span", escape(mark.reason), class_="why") if mark.reason else ""
    since = ""
    if mark.position in ("changed", "missing"):
        since = tag("span", escape(labels.say("words_now", mark.position, words.language)), class_="badge since")
    return tag("p", verdict + since + who + why, class_="said-line")


def form(passage_id: str, item: str, own: Sequence[Mark], words: Words, data: Mapping[str, object]) -> str:
    """The fold with reason, name, item and buttons. A judgement whose passage is gone can only be taken back.

    `own`: what was said of the passage before.
    """
    gone = any(mark.now is None for mark in own)
    fields = field("reason", words("marking.reason")) + field("name", words("marking.name"), data_reader_name=True)
    fields += f'<input type="hidden" name="item" value="{escape(item)}">' if gone else items(item, words)
    verdicts: list[Verdict] = [] if gone else ["accepted", "rejected"]
    if own:
        verdicts.append("withdrawn")
    buttons = ""
    for verdict in verdicts:
        target = {"passage": passage_id, "verdict": verdict, "needs": NEEDED[verdict], **data}
        known = next((mark.verdict for mark in own if mark.item == item and verdict != "withdrawn"), None)
        pressed = None if known is None else str(known == verdict).lower()
        buttons += button(
            "judge", escape(words(LABELS[verdict])), target, class_=f"act {verdict}", aria_pressed=pressed
        )
    label = words("marking.change" if own else "marking.judge")
    inner = tag("form", fields + tag("div", buttons, class_="actions"), class_="fields", data_form=True)
    return tag("details", tag("summary", escape(label)) + inner, class_="judge")


def items(item: str, words: Words) -> str:
    """The scoring items to choose from; the passage may be evidence for another one than it was found for."""
    known = Library.evidence.framework(settings.framework())
    names = [one.id for facet in known.facets for one in facet.items]
    first = "" if item in names else tag("option", escape(item or words("marking.choose")), value=item)
    options = first + "".join(tag("option", escape(name), value=name, selected=name == item) for name in names)
    return tag("label", escape(words("marking.item")) + tag("select", options, name="item"))


def field(name: str, label: str, **attributes: object) -> str:
    """One line to write in."""
    box = tag("input", "", name=name, autocomplete="off", **attributes).removesuffix("</input>")
    return tag("label", escape(label) + box)


def side_by_side(old: str, new: str, words: Words) -> str:
    """The text that was judged and the present one, what differs marked in both."""
    same = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    before = [(a, b) for kind, a, b, _, _ in same if kind != "equal" and b > a]
    after = [(c, d) for kind, _, _, c, d in same if kind != "equal" and d > c]
    columns = ""
    for label, text, stretches in ((words("marking.was"), old, before), (words("marking.is"), new, after)):
        columns += tag(
            "div", tag("p", escape(label), class_="label") + tag("p", marked(text, stretches), class_="quote")
        )
    return tag("div", columns, class_="old-new", role="group", aria_label=words("marking.both"))


def trouble(page: Page) -> str:
    """What is wrong with the file of judgements, a line each; empty where nothing is."""
    return "".join(notice(line, "failed") for line in page.library.judgements.history()[1])
