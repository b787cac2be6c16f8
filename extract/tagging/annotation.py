"""One spaCy pipeline over characters: what a passage names, what it counts, and who did it.

    characters → terms (span ruler) → names (patterns) → dates → organisations → quantities → subjects

The documents that run through it hold folded text (text.normalisation); each component reads that and writes its
finds to the document, and `annotate` carries them back to the source's characters. Components compute, then write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from jixiao.extract.names import gazetteers, organisations
from jixiao.extract.records import Change, Quantity, Tag
from jixiao.extract.tagging import attribution, doers, quantities, status
from jixiao.extract.tagging.doers import Context, Scope
from jixiao.extract.text import dates, normalisation

__all__ = ["Context", "Tagged", "annotate"]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was found in one text; spans are relative to it."""

    tags: tuple[Tag, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    branches: tuple[str, ...] = ()
    scope: Scope = None


def annotate(texts: Sequence[str], contexts: Sequence[Context]) -> list[Tagged]:
    """Tags, quantities, doers and scope of each text in its context. `contexts` is as long as `texts`."""
    found: list[Tagged] = []
    for register, group in groupby(zip(texts, contexts, strict=True), key=lambda pair: pair[1].register):
        pipeline, pairs, documents = _pipeline(gazetteers.entries(register)), list(group), []
        for text, context in pairs:
            folded = normalisation.fold(text)
            document = pipeline.make_doc(folded.matching)
            document._.folded, document._.context = folded, context
            documents.append(document)
        found += [_tagged(pair[0], document) for pair, document in zip(pairs, pipeline.pipe(documents), strict=True)]
    return found


def _tagged(text: str, document: Any) -> Tagged:
    folded: normalisation.Folded = document._.folded
    context: Context = document._.context
    tags = []
    for term in gazetteers.resolved(document._.terms):
        span = folded.span(term.start, term.end)
        tags.append(Tag(text[span.start : span.end], term.kind, span, term.canonical))
    found = [_quantity(text, folded, counted, context.stage) for counted in document._.quantities]
    branches, scope = attribution.passage_doers(document._.doings, context)
    return Tagged(tuple(tags), tuple(found), branches, scope)


def _quantity(text: str, folded: normalisation.Folded, counted: attribution.Counted, stage: str | None) -> Quantity:
    found = counted.found
    span = folded.span(found.start, found.end)
    of = None
    if found.of is not None:
        part = folded.span(*found.of)
        of = "".join(text[part.start : part.end].split()).strip("「」『』") or None
    change = None if found.before is None else Change(found.before, found.value)
    return Quantity(
        text[span.start : span.end],
        found.value,
        found.unit,
        of,
        span,
        found.qualifier,
        counted.branch,
        counted.year,
        change,
        status.of_figure(folded.text, found.start, stage, found.qualifier),
    )


def _names(document: Any) -> Any:
    """Terms of the gazetteers (found by the span ruler) and names found by their form."""
    folded: normalisation.Folded = document._.folded
    context: Context = document._.context
    register = context.register
    own = organisations.own(context.agency, register)
    found = [
        gazetteers.Term(span.start_char, span.end_char, span.label_, span.id_)
        for span in document.spans["terms"]
        if gazetteers.whole(folded.text, span.start_char, span.end_char)
    ]
    found += gazetteers.by_form(folded, register)
    # A unit goes by its newest name: 第三課 of a report before the renaming is 報驗發證科.
    newest = [
        replace(t, canonical=organisations.renamed(t.canonical, register, branch=own)) if t.kind == "unit" else t
        for t in found
    ]
    document._.terms = [*document._.terms, *newest]
    return document


def _dates(document: Any) -> Any:
    folded: normalisation.Folded = document._.folded
    found = dates.find(folded.text, document._.context.year)
    document._.dates = found
    document._.terms = [*document._.terms, *(gazetteers.Term(d.start, d.end, "date", d.canonical) for d in found)]
    return document


def _organisations(document: Any) -> Any:
    context: Context = document._.context
    found = [
        gazetteers.Term(mention.start, mention.end, "office" if mention.kind == "office" else "branch", name)
        for mention in doers.mentions(document._.folded, context)
        if (name := doers.shown(mention, context))
    ]
    document._.terms = [*document._.terms, *found]
    return document


def _quantities(document: Any) -> Any:
    taken = [(d.start, d.end) for d in document._.dates]
    taken += [(t.start, t.end) for t in document._.terms if t.kind in ("standard", "regulation", "system")]
    document._.found = quantities.find(document._.folded.text, taken)
    return document


def _subjects(document: Any) -> Any:
    folded: normalisation.Folded = document._.folded
    context: Context = document._.context
    doings = doers.doings(folded, context)
    document._.doings = doings
    document._.quantities = attribution.counted(folded, context, doings, document._.dates, document._.found)
    return document


_COMPONENTS = (
    ("names", _names),
    ("dates", _dates),
    ("organisations", _organisations),
    ("quantities", _quantities),
    ("subjects", _subjects),
)


@lru_cache(maxsize=2)
def _pipeline(entries: tuple[gazetteers.Entry, ...]) -> Any:
    """The pipeline of a gazetteer, built once: spaCy is imported here, since only adding files needs it."""
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    for name, default in (
        ("folded", None),
        ("context", Context()),
        ("terms", ()),
        ("dates", ()),
        ("found", ()),
        ("quantities", ()),
        ("doings", ()),
    ):
        Doc.set_extension(name, default=default, force=True)
    pipeline = spacy.blank("zh")  # its tokens are characters
    ruler = pipeline.add_pipe("span_ruler", name="terms", config={"spans_key": "terms"})
    ruler.add_patterns([{"label": t.kind, "pattern": t.form, "id": t.canonical} for t in entries])
    for name, component in _COMPONENTS:
        Language.component(f"jixiao_{name}", func=component)
        pipeline.add_pipe(f"jixiao_{name}", name=name)
    return pipeline
