"""How a report was read, below the list of reports: warnings, coverage, and its rows with roles, names and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from jixiao import labels
from jixiao.extract.coverage import records as coverage_records
from jixiao.extract.coverage.records import Report
from jixiao.extract.errors import ExtractError
from jixiao.extract.records import Passage
from jixiao.index.errors import SearchError
from jixiao.index.library import Library
from jixiao.web.parts.components import notice
from jixiao.web.parts.error_messages import reason
from jixiao.web.parts.html import chips, escape, tag
from jixiao.web.parts.strings import Words

# Leftovers listed at most; the numbers of a long report say nothing one by one.
SHOWN = 200


def extraction(library: Library, document_id: str, words: Words) -> str:
    """Everything about one document of the library; what went wrong where its original can't be read."""
    try:
        document = library.document(document_id)
        source = library.files.source_of(library.original(document))
    except (SearchError, ExtractError, OSError) as error:
        return notice(words("page.failed", reason=reason(error, words)), "failed")
    passages = library.passages_of(document_id)
    found = library.files.report(document, passages, source)
    head = tag("h3", escape(words("extraction.title", name=document.title or document.source)), class_="head-line")
    return tag("section", head + summary(found, words) + rows(passages, words), class_="extraction")


def summary(found: Report, words: Words) -> str:
    """Warnings, counts, the share of the text that was kept, columns, and what was left over."""
    coverage = found.coverage
    numbers = {"passages": found.passages, "tags": sum(found.tags.values()), "figures": found.quantities}
    counts = {name: f"{number:,}" for name, number in numbers.items()}
    told = tag("p", escape(words("extraction.counts", share=f"{coverage.share:.1%}", **counts)), class_="count")
    warned = [tag("li", escape(warning(one, words))) for one in found.warnings]
    told += tag("ul", "".join(warned), class_="warnings") if warned else tag("p", escape(words("extraction.sound")))
    columns = dict.fromkeys((column.header, column.role) for column in found.columns)
    named = [f"{header} → {role_name(role, words)}" for header, role in columns]
    told += tag("p", tag("span", escape(words("extraction.columns")) + " ", class_="label") + chips(named, "spread"))
    return told + left_over(found, words)


def warning(one: coverage_records.Warning, words: Words) -> str:
    """The warning in the page's language."""
    said = {
        "reader": one.detail,
        "no_table": words("extraction.no_table"),
        "facet_missing": words("extraction.facet_missing", detail=one.detail),
        "no_title": words("extraction.no_title"),
        "no_agency": words("extraction.no_agency"),
        "no_year": words("extraction.no_year"),
        "no_units": words("extraction.no_units", detail=one.detail),
        "no_outcome": words("extraction.no_outcome", detail=one.detail),
        "number_gap": words("extraction.number_gap", detail=one.detail),
        "column_unknown": words("extraction.column_unknown", detail=one.detail),
        "text_lost": words("extraction.text_lost", detail=one.detail),
    }
    return said[one.kind]


def role_name(role: str | None, words: Words) -> str:
    """Strategy, measure … as the page says it."""
    names = {"unit": words("extraction.unit"), "action": words("extraction.action"), None: words("extraction.no_role")}
    return names.get(role) or labels.value("role", role or "", words.language)


def left_over(found: Report, words: Words) -> str:
    """Leftovers by their reason, the lost ones first and open."""
    reasons = {
        "lost": words("extraction.lost"),
        "context": words("extraction.context"),
        "head": words("extraction.head"),
        "number": words("extraction.number"),
        "page": words("extraction.page"),
        "markup": words("extraction.markup"),
    }
    parts = []
    for why, name in reasons.items():
        texts = [" ".join(one.text.split()) for one in found.leftovers if one.why == why]
        if texts:
            title = tag("summary", escape(f"{name} ({len(texts):,})"))
            parts.append(tag("details", title + chips(texts[:SHOWN], "spread"), open=why == "lost"))
    return tag("div", "".join(parts), class_="leftovers")


def rows(passages: Sequence[Passage], words: Words) -> str:
    """A table for each facet: strategy, measure with its units, and what was done."""
    parts = []
    for (number, name), group in groupby(passages, key=lambda passage: (passage.facet, passage.facet_name)):
        members = list(group)
        title = labels.facet(number, name, words.language) or words("extraction.outside")
        parts.append(tag("h4", escape(title)) + table(members, words))
    return "".join(parts)


def table(passages: Iterable[Passage], words: Words) -> str:
    """Each row once; its strategy only where it changes."""
    heads = [labels.role("strategy", words.language), labels.role("measure", words.language)]
    heads += [words("extraction.unit"), labels.role("outcome", words.language)]
    lines, strategy = [], None
    rowed = [passage for passage in passages if passage.label != "strategy"]
    for _, group in groupby(rowed, key=lambda p: (p.strategy, p.measure_parent, p.measure, p.label is None)):
        members = list(group)
        first = members[0]
        told = "" if first.strategy == strategy else first.strategy or ""
        strategy = first.strategy
        outcomes = [p for p in members if p.label != "measure"]
        done = "".join(tag("p", marks(p) + planned(p, words), class_=f"role-{p.label or 'none'}") for p in outcomes)
        units = "、".join(dict.fromkeys(unit for p in members for unit in p.units))
        cells = [
            tag("td", escape(told), class_="role-strategy", data_heading=heads[0]),
            tag("td", escape(first.measure or ""), class_="role-measure", data_heading=heads[1]),
            tag("td", escape(units), data_heading=heads[2]),
            tag("td", done, data_heading=heads[3]),
        ]
        lines.append(tag("tr", "".join(cells)))
    top = tag("thead", tag("tr", "".join(tag("th", escape(head), scope="col") for head in heads)))
    return tag("table", top + tag("tbody", "".join(lines)), class_="rows")


def planned(passage: Passage, words: Words) -> str:
    """A badge on what is not as everything else in the report: the planned of a result, the done of a plan."""
    if passage.status in (None, "planned" if passage.stage == "plan" else "done"):
        return ""
    return tag("span", escape(labels.say("status", passage.status, words.language)), class_="badge plan")


def marks(passage: Passage) -> str:
    """The passage's text with its figures and names marked; where two overlap, the longer one."""
    start = passage.span.start
    spans = [(q.span, "figure", q.of or "") for q in passage.quantities]
    spans += [(t.span, "name", f"{t.kind}：{t.canonical}") for t in passage.tags]
    parts, at = [], 0
    for span, kind, title in sorted(spans, key=lambda one: (one[0].start, -one[0].end)):
        first, last = span.start - start, span.end - start
        if first < at:
            continue
        inner = tag("mark", escape(passage.text[first:last]), class_=kind, title=title)
        parts += [escape(passage.text[at:first]), inner]
        at = last
    return "".join(parts) + escape(passage.text[at:])
