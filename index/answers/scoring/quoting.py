"""Sentences and spans as evidence: the source's own words at their place."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.extract.records import Passage, Span
from jixiao.index.records import Evidence
from jixiao.index.text.sentences import Sentence
from jixiao.index.view import View


def evidence(sentence: Sentence, view: View, parts: Sequence[Sentence] = ()) -> Evidence:
    """The sentence as it stands, a breakdown with the one that it belongs to; up to the end of `parts` behind it."""
    start = sentence.span.start if sentence.before is None else sentence.before.span.start
    return quoted(sentence.passage, Span(start, max([sentence.span.end, *(part.span.end for part in parts)])), view)


def quoted(passage: Passage, span: Span, view: View) -> Evidence:
    """The document's own words at `span`, which lies in the passage."""
    return Evidence(
        passage_id=passage.passage_id,
        quote=passage.text[span.start - passage.span.start : span.end - passage.span.start],
        span=span,
        locator=passage.locator,
        source=passage.source,
        sha256=view.sha256(passage.document_id),
        title=passage.title,
        year=passage.year,
        stage=passage.stage,
    )
