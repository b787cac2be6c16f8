"""A question as it is understood: its kind and language, the filters it names, and what is left to match on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from jixiao.extract import framework
from jixiao.extract.names import organisations, register
from jixiao.extract.names.register import Register, ours
from jixiao.extract.records import Span
from jixiao.extract.text import normalisation
from jixiao.index.records import EVERYTHING, UNCORRECTED, Correction, Filters, Query, Recognised
from jixiao.index.search import exclusions, periods, question_kinds
from jixiao.index.search.periods import Held
from jixiao.index.search.question_kinds import questions
from jixiao.index.storage.facts import canonical
from jixiao.index.text import simplified
from jixiao.index.text.concepts import query_concepts, without_words

# A full stop or colon inside a code (A.B*C) parts no words.
_BREAK = re.compile(
    r"(?:[\s,;!?。、「」『』()\u2500\u2014\uff5e~]|(?<![a-z0-9])[.:]|[.:](?![a-z0-9]))+(?!\d)|'s\b", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a library holds, as far as questions are read by it.

    `sources` are the file names that are known; `has_report` tells whether any report is of that stage; `held` gives
    the values of a field in the library, of which some may be left out (除臺南分局外); `register` holds the names.
    """

    sources: Sequence[str] = ()
    has_report: Callable[[Filters], bool] = lambda filters: True
    held: Held = lambda field: ()
    register: Register = field(default_factory=ours)


def understand(
    text: str,
    filters: Filters = EVERYTHING,
    correction: Correction = UNCORRECTED,
    holdings: Holdings | None = None,
) -> Query:
    """`filters` are the user's own: they replace what the question says of the same field.

    `holdings` None: those of no library.
    """
    holdings = holdings or Holdings()
    names = tuple(map(str, holdings.held("branch")))
    holdings = replace(holdings, register=register.knowing(holdings.register, names))
    filters = canonical(filters, holdings.register)
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair can't be searched for
    folded = normalisation.fold(simplified.traditional(text))
    asked = folded.matching
    items = _items(asked)
    without = correction.without
    sides = _with(filters, list(_named(folded, True, without, holdings)))
    reading = question_kinds.Reading("passages") if items else question_kinds.read(asked, sides)
    kind = correction.kind or reading.kind
    told = [r for r in _named(folded, kind == "compare", without, holdings) if not getattr(filters, r.field)]
    found = [r for r in told if r.surface not in without]
    whole = replace(_with(filters, found), own=_own(folded, found, holdings.register))
    stages = [r for r in _stages(folded) if not filters.stage and r.surface not in without]
    stages = [r for r in stages if holdings.has_report(_with(whole, [r]))]
    gone = _unmatched(folded, [*told, *stages], holdings.register)
    content = _content(text, gone) or text
    query = Query(
        text=text,
        content=_heeding(content, correction),
        kind=kind,
        language=_language(text),
        filters=_with(whole, stages),
        recognised=tuple(sorted([*found, *stages], key=lambda r: r.span)),
        items=items,
        negated=kind == "which_branch" and bool(re.search(questions()["negated"]["pattern"], asked)),
        asks_bureau=bool(re.search(questions()["bureau"]["pattern"], asked)),
        wanted=question_kinds.wanted(asked, reading) if kind == "list" else None,
        correction=correction,
        traditional=simplified.worded(text) if simplified.worded(text) != text else "",
    )
    if kind in ("compare", "list"):
        left = _content(text, [*gone, *(folded.span(*at) for at in reading.asking)])
        query = replace(query, about=_heeding(question_kinds.about(left, kind, query.wanted), correction))
    return replace(query, terms=_translations(query)) if query.language == "en" else query


def _heeding(content: str, correction: Correction) -> str:
    """`content` without the words that are not looked for, unless nothing were left of it, and with those added."""
    left = " ".join(without_words(content, correction.without).split())
    return " ".join([left or ("" if correction.also else content), *correction.also]).strip()


def _unmatched(folded: normalisation.Folded, named: Sequence[Recognised], known: Register) -> list[Span]:
    """The words that named a filter and are not matched on; an office's name is (桃園辦事處), and so is 分局長."""
    offices = [folded.span(m.start, m.end) for m in organisations.mentions(folded, known) if m.kind == "office"]
    return [r.span for r in named if r.span not in offices and folded.text[r.span.end : r.span.end + 1] != "長"]


def _translations(query: Query) -> tuple[str, ...]:
    """Chinese wordings of what an English question asks."""
    return tuple(dict.fromkeys(wording for concept in query_concepts(query) for wording in concept.synonyms))


def _named(
    folded: normalisation.Folded, compared: bool, without: Collection[str], holdings: Holdings
) -> Iterator[Recognised]:
    """All filters that the question names; those that the reader took off (`without`) among them."""
    yield from _years(folded, compared, without, holdings.held)
    yield from _branches(folded, without, holdings)
    asked = folded.matching
    for match in re.finditer(questions()["facet"]["pattern"], asked):
        digit = match[1] or match[2]
        yield _recognised(folded, "facet", "一二三四五".find(digit) + 1 or int(digit), match.span())
    for entry in questions()["role"]:
        for match in re.finditer(entry["pattern"], asked):
            yield _recognised(folded, "role", entry["role"], match.span())
    for source in holdings.sources:
        at = folded.text.find(source)
        if at >= 0:
            yield _recognised(folded, "source", source, (at, at + len(source)))


def _years(folded: normalisation.Folded, compared: bool, without: Collection[str], held: Held) -> Iterator[Recognised]:
    """Not those of a school year (112學年度), nor one that another is compared with, unless `compared` is asked for."""
    asked = folded.matching
    found = periods.periods(asked, held)
    beside = questions()["compared"]["before"]
    if not compared and sum(len(one.years) for one in found) > 1:
        found = [one for one in found if not (len(one.years) == 1 and re.search(beside, asked[: one.start]))]
    counting = [one for one in found if folded.text[one.start : one.end] not in without]
    included = sorted({year for one in counting if not one.excluded for year in one.years})
    excluded = sorted({year for one in counting if one.excluded for year in one.years})
    for one in found:
        years: Sequence[int] = one.years
        if excluded and one in counting:
            every = [int(year) for year in held("year")] if not included else ()
            kept = periods.left(included, excluded, every)
            years = kept if one.excluded else [year for year in one.years if year in kept]
        for year in years:
            yield _recognised(folded, "year", year, (one.start, one.end))


def _branches(folded: normalisation.Folded, without: Collection[str], holdings: Holdings) -> Iterator[Recognised]:
    """The branches that are asked for; where some are excluded (除臺南分局外), those that are left."""
    names = {str(name) for name in holdings.held("branch")}
    found = [one for one in exclusions.named(folded, holdings.register, names) if one.counts]
    # An English city (Tainan) is a branch only where the reports have such a branch.
    known = [one for one in found if not names or one.branch in names | {*holdings.register.heads}]
    found = [one for one in found if one in known or not folded.text[one.start : one.end].isascii()]
    counting = [one for one in found if folded.text[one.start : one.end] not in without]
    included = [one.branch for one in counting if not one.excluded]
    excluded = {one.branch for one in counting if one.excluded}
    for one in found:
        if not one.excluded or one not in counting:
            if one.branch not in excluded:
                yield _recognised(folded, "branch", one.branch, (one.start, one.end))
            continue
        order = [*holdings.register.heads, *holdings.register.branches]
        every = sorted(holdings.held("branch"), key=lambda b: order.index(b) if b in order else len(order)) or order
        for branch in dict.fromkeys(b for b in included or every if b not in excluded):
            yield _recognised(folded, "branch", branch, (one.start, one.end))


def _own(folded: normalisation.Folded, found: Sequence[Recognised], known: Register) -> tuple[str, ...]:
    """The fields of which something was excluded: a passage that only names what is left is none that is left."""
    spans = {(r.field, r.span) for r in found}
    out = [("year", p) for p in periods.periods(folded.matching, lambda field: ()) if p.excluded]
    told = [("branch", folded.span(one.start, one.end)) for one in exclusions.named(folded, known) if one.excluded]
    told += [(field, folded.span(p.start, p.end)) for field, p in out]
    return tuple(dict.fromkeys(field for field, span in told if (field, span) in spans))


def _stages(folded: normalisation.Folded) -> Iterator[Recognised]:
    for entry in questions()["stage"]:
        for match in re.finditer(entry["pattern"], folded.matching):
            yield _recognised(folded, "stage", entry["stage"], match.span())


def _recognised(folded: normalisation.Folded, field: str, value: str | int, at: tuple[int, int]) -> Recognised:
    return Recognised(field, value, folded.text[at[0] : at[1]], folded.span(*at))


def _with(filters: Filters, found: Sequence[Recognised]) -> Filters:
    """`filters` and the values found, each once."""
    values = {f.name: list(getattr(filters, f.name)) for f in fields(filters)}
    for recognised in found:
        if recognised.value not in values[recognised.field]:
            values[recognised.field].append(recognised.value)
    return Filters(**{name: tuple(chosen) for name, chosen in values.items()})


def _items(asked: str) -> tuple[str, ...]:
    """The scoring item that is asked for by its name: in quotation marks, or where evidence is spoken of."""
    item = questions()["item"]
    named = re.findall(item["quoted"], asked) or ([asked] if re.search(item["beside"], asked) else [])
    found = (framework.item_asked(framework.load(), name) for name in named)
    return tuple(dict.fromkeys(pair[0].id for pair in found if pair))


def _language(text: str) -> Literal["zh", "en"]:
    """Chinese when it has Chinese characters enough; 「AED 急救設備」 is Chinese."""
    han, latin = len(_HAN.findall(text)), len(re.findall(r"[A-Za-z]+", text))
    return "zh" if han >= latin else "en"


def _content(text: str, without_words: Sequence[Span]) -> str:
    """What is left when these spans and the words of asking are gone."""
    characters = list(text)
    for span in without_words:
        characters[span.start : span.end] = " " * (span.end - span.start)
    left = normalisation.matching_form(normalisation.plain(simplified.worded("".join(characters))))
    for pattern in questions()["asking"]["patterns"]:
        left = re.sub(pattern, " ", left)
    stop = set(questions()["stop"]["en"])
    words = (word.removeprefix("的") for word in _BREAK.split(left) if word not in stop)
    return " ".join(word for word in words if word)
