"""How a question was read, to be corrected: its kind, the words that are looked for, and the filters. Each a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao import labels
from jixiao.extract.records import Span
from jixiao.index.library import Library
from jixiao.index.records import (
    EVERYTHING,
    FIELDS,
    KINDS,
    UNCORRECTED,
    Answer,
    Concept,
    Correction,
    Filters,
    Kind,
    Query,
    Recognised,
)
from jixiao.web.parts.html import button, chips, escape, tag
from jixiao.web.parts.strings import Words

# What a field of the form takes at most; a word that is looked for is no text.
LONGEST = 40
# A word that stands in a question, and corrections of one question, at most. Source: far more than a reader makes.
LONGEST_WORD, MOST = 200, 100


@dataclass(frozen=True, slots=True)
class Asking:
    """What the tab asks: a question, the filters that the reader chose, and what he corrected of how it was read."""

    text: str = ""
    filters: Filters = EVERYTHING
    correction: Correction = UNCORRECTED


def anew(asking: Asking, text: str | None) -> Asking:
    """With this question; what was corrected of another one no longer counts."""
    told = (text or "").strip()
    return asking if told == asking.text else replace(asking, text=told, correction=UNCORRECTED)


def corrected(asking: Asking, what: str, value: str) -> Asking:
    """With one thing corrected, as its button says: see `panel`. Whatever else it says changes nothing."""
    now = asking.correction
    without, also = now.without, now.also
    if len(value) > LONGEST_WORD or len(without) + len(also) > MOST:
        return asking
    if what == "kind":
        kind = next((kind for kind in KINDS if kind == value), None)
        return replace(asking, correction=replace(now, kind=kind))
    if what == "without":
        kept = tuple(word for word in also if word != value)
        gone = without if value in also else tuple(dict.fromkeys((*without, value)))
        return replace(asking, correction=replace(now, without=gone, also=kept))
    if what == "restore":
        return replace(asking, correction=replace(now, without=tuple(word for word in without if word != value)))
    if what == "also" and value.strip():
        word = " ".join(value.split())[:LONGEST]
        kept = tuple(other for other in without if other != word)
        return replace(asking, correction=replace(now, without=kept, also=tuple(dict.fromkeys((*also, word)))))
    if what == "reset":
        return replace(asking, correction=UNCORRECTED)
    return replace(asking, filters=_unfiltered(asking.filters, what, value))


def _unfiltered(filters: Filters, field: str, value: str) -> Filters:
    if field not in FIELDS:
        return filters
    return replace(filters, **{field: tuple(one for one in getattr(filters, field) if str(one) != value)})


def panel(answer: Answer, words: Words) -> str:
    """The lines above an answer.

    Its buttons raise `correct` with `what` (kind, without, restore, also, reset, or a field of `Filters`) and `word`.
    """
    query = answer.query
    lines = [
        _line(words("reading.kind"), _kinds(query.kind, words), role="group", aria_label=words("reading.kind")),
        _line(words("reading.traditional"), chips([query.traditional], "term")) if query.traditional else "",
        _line(words("reading.misspelt"), _misspelt(query, words)),
        _line(words("reading.names"), _names(query, words)) if query.wanted else "",
        _line(words("reading.looked_for"), _ideas(query, words)),
        _line(words("reading.filters"), _filters(query, words)),
        _line(words("reading.dropped"), _dropped(query.correction, words)) if query.correction.without else "",
        tag("div", escape(checked(answer, words)), class_="checked"),
    ]
    return tag("section", "".join(lines), class_="reading", data_reading=True, aria_label=words("reading.title"))


def checked(answer: Answer, words: Words) -> str:
    """How many passages were looked at, of how many."""
    told = words("answer.checked", n=f"{answer.checked:,}")
    return told + (words("reading.of", total=f"{answer.total:,}") if answer.total else "")


def _line(label: str, inner: str, **attributes: object) -> str:
    return tag("div", tag("span", escape(label), class_="label") + inner, **attributes) if inner else ""


def _kinds(chosen: Kind, words: Words) -> str:
    return "".join(
        button(
            "correct",
            escape(labels.question_kind(kind, words.language)),
            {"what": "kind", "word": kind, "key": f"kind:{kind}"},
            class_="chip ask kind",
            aria_pressed="true" if kind == chosen else "false",
        )
        for kind in KINDS
    )


def _misspelt(query: Query, words: Words) -> str:
    """Each term that is read otherwise than it is written, to be taken off."""
    return "".join(_crossed(one.mark, f"{one.written} → {one.meant}", words) for one in query.misspelt)


def _names(query: Query, words: Words) -> str:
    """The kinds of names that a list asks for."""
    wanted = query.wanted
    told = chips([labels.kind(kind, words.language) for kind in wanted.kinds] if wanted else [], "name")
    return told + (tag("span", escape(words("reading.partner")), class_="note") if wanted and wanted.partner else "")


def _ideas(query: Query, words: Words) -> str:
    """Each idea with its other wordings, all to be taken off, and a field for another; the last one has to stay."""
    found = Library.comparisons.concepts(query)
    alone = len(found) == 1 and query.kind != "list"
    told = "".join(_idea(concept, words, alone) for concept in found)
    if not found:
        told = tag("span", escape(words("reading.everything")), class_="note")
    label = words("reading.also")
    field = tag("input", "", name="word", maxlength=LONGEST, data_key="also", aria_label=label, placeholder=label)
    form = field.removesuffix("</input>")
    form += button("correct", escape(words("reading.add")), {"what": "also", "key": "add", "enter": ""}, class_="link")
    return told + tag("form", form, class_="also", data_form="also")


def _idea(concept: Concept, words: Words, alone: bool) -> str:
    word = concept.surface_forms[0]
    told = tag("b", escape(word))
    if concept.synonyms:
        others = "".join(_crossed(other, other, words) for other in concept.synonyms)
        label = words("reading.synonyms", n=len(concept.synonyms))
        told += tag("details", tag("summary", escape(label)) + tag("div", others), class_="synonyms", data_group=word)
    return tag("span", told + ("" if alone else _cross(word, words)), class_="chip idea")


def _cross(word: str, words: Words) -> str:
    label = words("reading.without", word=word)
    data = {"what": "without", "word": word, "key": f"word:{word}"}
    return button("correct", "×", data, class_="cross", title=label, aria_label=label)


def _crossed(word: str, shown: str, words: Words) -> str:
    """A word as a button that takes it off."""
    label = words("reading.without", word=word)
    data = {"what": "without", "word": word, "key": f"word:{word}"}
    inner = escape(shown) + tag("span", "×", aria_hidden="true")
    return button("correct", inner, data, class_="chip drop", title=label, aria_label=label)


def _filters(query: Query, words: Words) -> str:
    """Filters read out of the question, then those that the reader chose."""
    language = words.language
    separator = "、" if language == "zh" else ", "
    told = [
        _crossed(first.surface, separator.join(_value(one.field, one.value, words) for one in said), words)
        for first, said in grouped(query.recognised)
    ]
    read = {(one.field, one.value) for one in query.recognised}
    for field in FIELDS:
        for value in getattr(query.filters, field):
            if (field, value) in read:
                continue
            label = words("reading.unfilter", value=labels.value(field, value, language))
            data = {"what": field, "word": value, "key": f"{field}:{value}"}
            inner = escape(_value(field, value, words)) + tag("span", "×", aria_hidden="true")
            told.append(button("correct", inner, data, class_="chip drop", title=label, aria_label=label))
    return "".join(told)


def grouped(recognised: Sequence[Recognised]) -> list[tuple[Recognised, list[Recognised]]]:
    """Filters that the same words of the question say (107 至 109 年) as one: the first, and all of them."""
    found: dict[tuple[str, Span], list[Recognised]] = {}
    for one in recognised:
        found.setdefault((one.field, one.span), []).append(one)
    return [(said[0], said) for said in found.values()]


def _value(field: str, value: str | int, words: Words) -> str:
    """A value with the name of its field, unless it says it itself (108 年度, 新竹分局)."""
    name, told = labels.say("field", field, words.language), labels.value(field, value, words.language)
    return told if name in told else f"{name} {told}"


def _dropped(correction: Correction, words: Words) -> str:
    """What was taken off, each to be put back."""
    told = []
    for word in correction.without:
        label = words("reading.restore", word=word)
        data = {"what": "restore", "word": word, "key": f"word:{word}"}
        inner = tag("s", escape(word)) + tag("span", "↺", aria_hidden="true")
        told.append(button("correct", inner, data, class_="chip drop gone", title=label, aria_label=label))
    reset = button(
        "correct", escape(words("reading.reset")), {"what": "reset", "word": "", "key": "reset"}, class_="link"
    )
    return "".join(told) + reset
