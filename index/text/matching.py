"""The folded texts that a question's concepts are looked for in: a sentence's, and its passage's."""

from __future__ import annotations

import re

from jixiao.extract.records import Passage
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.tokenizer import fold

_BRACKETED = re.compile(r"\([^()]{1,8}\)")


def matching_text(sentence: Sentence) -> str:
    """The folded text that a sentence is matched by, brackets read both ways; a breakdown's with its sentence."""
    return bracket_variants(
        sentence.folded if sentence.before is None else f"{sentence.before.folded}。{sentence.folded}"
    )


def context_text(p: Passage) -> str:
    """The folded text in which the concepts of a question may stand, besides the sentence; brackets read both ways."""
    return bracket_variants(fold("。".join(filter(None, (p.text, p.measure_parent, p.measure, "、".join(p.columns))))))


def embedded_text(sentence: Sentence) -> str:
    """What is embedded: a breakdown (「基 96、新 108」) with the sentence before it, which says what it counts."""
    return sentence.text if sentence.before is None else sentence.before.text + sentence.text


def bracket_variants(text: str) -> str:
    """`text`, and where it has brackets, again without them and without their contents: 到府(臨場)檢定 has 到府檢定."""
    if "(" not in text:
        return text
    return "。".join((text, _BRACKETED.sub("", text), text.replace("(", "").replace(")", "")))
