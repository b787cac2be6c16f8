"""Whether sentences of two reports are about the same achievement: by their figures, or by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jixiao.extract.names import organisations
from jixiao.extract.names.register import Register
from jixiao.extract.records import Quantity
from jixiao.index.answers.check.comparable_figures import canonical_unit
from jixiao.index.answers.scoring.figures import unit_classes
from jixiao.index.text.sentences import Sentence
from jixiao.index.text.similarity import bigrams, dice, overlap
from jixiao.index.text.tokenizer import fold
from jixiao.index.view import View

# Similarity of two sentences with the same figures from which they tell one achievement, by the figures' significant
# digits (12,000 has two): the fewer, the more often do two things have one figure. Beyond three digits it is the last.
# Source: 160 pairs of sentences in reports of one branch and year with a figure in common (the five real reports and
# the sample corpus), read one by one: 156 tell one achievement, the others have 0.07, 0.08, 0.14 (one digit) and 0.20
# (two); 67 pairs with one figure of two branches have up to 0.45 with one digit, 0.17 with two, 0.56 with three (shares
# of 95 and more), none has four.
MIN_SIMILARITY = {1: 0.48, 2: 0.25, 3: 0.2}
MIN_SIMILARITY_MORE = 0.1
# Significant digits from which the measure of the row may say what is counted.
DISTINCTIVE_DIGITS = 3
# Dice coefficient of the bigrams from which two sentences are one but for small changes, and from which they are one
# even where the bureau says it of itself. Source: 001 and 002: what has 0.9 to 1 and one figure is one nursery's 28
# children.
MIN_NEARLY_IDENTICAL, MIN_IDENTICAL = 0.8, 0.9
# A sentence of fewer bigrams says too little to be known by its words alone.
MIN_BIGRAMS = 12
# A share and a time are the same by chance more often than a count.
UNDISTINCTIVE_UNITS = ("share", "time", "days")
# Dice coefficient of the bigrams from which two figures with different values count one thing.
MIN_SAME_THING = 0.6
_FIGURES = re.compile(r"[\d,.%％]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence of another report on the same achievement. `figures`: pairs of own and other that are the same;
    `differing`: pairs of one thing with different values."""

    sentence: Sentence
    figures: tuple[tuple[Quantity, Quantity], ...] = ()
    differing: tuple[tuple[Quantity, Quantity], ...] = ()


def link(first: Sentence, second: Sentence, view: View) -> Link | None:
    """None where nothing says that both are about the same."""
    register = view.register
    pairs = [(q, r) for q in first.quantities for r in second.quantities if same_figure(q, r, register)]
    same = [(q, r) for q, r in pairs if owner(q, register) == owner(r, register)]
    own, other = bigrams_of(_words(first)), bigrams_of(_words(second))
    similarity = dice(own, other)
    if same:
        digits = _digits(same)
        least = MIN_SIMILARITY.get(digits, MIN_SIMILARITY_MORE)
        if _similarity(first, second, same, digits >= DISTINCTIVE_DIGITS, view) < least:
            return None
    elif pairs:
        if similarity < MIN_IDENTICAL or not any(_digits([pair]) > 1 and _counts(pair[0]) for pair in pairs):
            return None
        same = pairs
    elif not _worded_alike(first, second, similarity, register):
        return None
    return Link(second, tuple(same), tuple(_differing(first, second, same, register)))


def _worded_alike(first: Sentence, second: Sentence, similarity: float, register: Register) -> bool:
    """Whether both say of one branch and year the same in nearly the same words."""
    one_year = first.passage.year is not None and first.passage.year == second.passage.year
    long = len(bigrams_of(_words(first))) >= MIN_BIGRAMS
    one_branch = bool({*doers(first, register)} & {*doers(second, register)})
    return similarity >= MIN_NEARLY_IDENTICAL and one_year and long and one_branch


def _differing(
    first: Sentence, second: Sentence, same: Sequence[tuple[Quantity, Quantity]], register: Register
) -> Iterator[tuple[Quantity, Quantity]]:
    """Figures of one thing, unit, year and branch whose values differ, each the only such one of its sentence."""
    taken = {q.span for pair in same for q in pair}
    left = [q for q in first.quantities if q.span not in taken and q.of]
    free = [r for r in second.quantities if r.span not in taken and r.of]
    for quantity in left:
        rivals = [r for r in free if _rival(quantity, r, register)]
        if len(rivals) == 1 and sum(_rival(q, rivals[0], register) for q in left) == 1:
            yield quantity, rivals[0]


def _rival(first: Quantity, second: Quantity, register: Register) -> bool:
    one = (
        canonical_unit(first.unit) == canonical_unit(second.unit)
        and first.year == second.year
        and owner(first, register) == owner(second, register)
    )
    similarity = dice(bigrams(first.of or ""), bigrams(second.of or ""))
    return one and first.value != second.value and similarity >= MIN_SAME_THING


def same_figure(first: Quantity, second: Quantity, register: Register) -> bool:
    """Value, unit and year; of one branch, or told by the bureau of itself and by a branch of itself."""
    if first.year is None or first.year != second.year or figure(first) != figure(second):
        return False
    owners = owner(first, register), owner(second, register)
    return owners[0] == owners[1] or None in owners


def _similarity(
    first: Sentence, second: Sentence, same: Sequence[tuple[Quantity, Quantity]], rows_too: bool, view: View
) -> float:
    """Mean of the words in common (of the shorter sentence), those of what is counted, and the cosine; up to 1.

    `rows_too`: the words of the rows' measures count, as far as the sentences do not say them.
    """
    own, other = bigrams_of(_words(first)), bigrams_of(_words(second))
    words = overlap(own, other)
    if rows_too:
        rows = [bigrams_of(s.passage.measure or "") for s in (first, second)]
        words = max(words, overlap(own | rows[0], other | rows[1]))
    things = [overlap(bigrams(q.of), bigrams(r.of)) for q, r in same if q.of and r.of]
    embeddings = view.embed([_whole(first), _whole(second)])
    return (words + max(things, default=0.0) + max(float(embeddings[0] @ embeddings[1]), 0.0)) / 3


def _digits(same: Sequence[tuple[Quantity, Quantity]]) -> int:
    """Digits that tell, of all figures in common: zeros at the end tell nothing, and shares and times one less."""
    values = {q.value: q for q, _ in same}
    lengths = [
        len(f"{value:.6f}".rstrip("0").replace(".", "").strip("0")) - (not _counts(q)) for value, q in values.items()
    ]
    return sum(max(length, 1) for length in lengths)


def _counts(quantity: Quantity) -> bool:
    return not unit_classes(quantity.unit) & {*UNDISTINCTIVE_UNITS}


def figure(quantity: Quantity) -> tuple[float, str]:
    """Its value and the first unit of its group."""
    return quantity.value, canonical_unit(quantity.unit)


def owner(quantity: Quantity, register: Register) -> str | None:
    """The branch that a figure is of; None for the bureau's own, and for one of all."""
    return None if quantity.branch in register.heads else quantity.branch


def doers(sentence: Sentence, register: Register) -> tuple[str, ...]:
    """The branches that did it, without the head office."""
    return () if sentence.general else tuple(b for b in sentence.branches if b not in register.heads)


def _whole(sentence: Sentence) -> str:
    """Its text, a breakdown's with what it breaks down."""
    return sentence.text if sentence.before is None else sentence.before.text + sentence.text


def _words(sentence: Sentence) -> str:
    """Its text without figures."""
    return _FIGURES.sub("", _whole(sentence))


@lru_cache(maxsize=20_000)
def bigrams_of(text: str) -> frozenset[str]:
    """Its pairs of neighbouring characters."""
    return frozenset(bigrams(text))


def one_of_agency(first: str | None, second: str | None, register: Register) -> bool:
    """Whether two agencies are one, or the one is above the other."""
    if not first or not second:
        return False
    names, own = (fold(first), fold(second)), [organisations.own(name, register) for name in (first, second)]
    above = [register.parents.get(name) for name in own if name]
    return names[0].startswith(names[1]) or names[1].startswith(names[0]) or own[0] == own[1] or bool({*own} & {*above})
