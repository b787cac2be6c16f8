"""Sentences as they are kept beside their passage: cut, read and put into their matching texts once."""

from __future__ import annotations

from jixiao.extract.names.register import Register
from jixiao.extract.records import Passage
from jixiao.index.sentences.records import PassageSentences, SentenceRecord
from jixiao.index.text import matching
from jixiao.index.text.sentences import is_label, split


def recorded(passage: Passage, register: Register) -> tuple[PassageSentences, list[str]]:
    """What is kept of a passage's sentences, and their texts as they are embedded."""
    found = split(passage, register)
    place = {id(sentence): at for at, sentence in enumerate(found)}
    records = tuple(
        SentenceRecord(
            one.span.start,
            one.span.end,
            None if one.before is None else place[id(one.before)],
            one.branches,
            one.general,
            one.status,
            matching.matching_text(one),
            is_label(one.folded),
            tuple(sorted({q.branch for q in one.quantities if q.branch is not None})),
            tuple(sorted({q.year for q in one.quantities if q.year is not None})),
        )
        for one in found
    )
    return PassageSentences(matching.context_text(passage), records), list(map(matching.embedded_text, found))
