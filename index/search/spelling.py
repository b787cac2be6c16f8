"""Characters of a question that are wrong in a term the program knows: 行動之付 is read as 行動支付.

Characters are mistaken for others that sound alike. A pair of characters that the reports and general text have is no
mistake, and neither is a term that is known itself. Source of the sounds: the first pinyin of the 5,401 common
characters by pypinyin 0.55.0 (MIT), without tones, written down once in data/syllables.txt.xz.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jixiao.extract.names import gazetteers
from jixiao.extract.names.register import ours
from jixiao.extract.text import normalisation
from jixiao.index import data_files
from jixiao.index.records import Misspelt
from jixiao.index.text import simplified
from jixiao.index.text.collocations import UNSEEN, pmi
from jixiao.index.text.concepts import thesaurus
from jixiao.index.text.tokenizer import fold

# Characters of a term at most; a term below LONG is believed only alone between known terms, and by the very sound.
LONGEST, LONG = 8, 4
# A pair beside the mistake may be one that happens to stand in a text, but none that belongs together.
MOST_PMI = 0.3
# Sounds that are taken for each other: ㄓ for ㄗ, ㄣ for ㄥ.
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@dataclass(frozen=True, slots=True)
class _Place:
    """A mistake at `at` of the folded text: `character` is meant there; the term stands at `start` to `end`."""

    at: int
    character: str
    start: int
    end: int
    term: str


def corrected(
    text: str, is_held: Callable[[str], bool], kept: Collection[str] = ()
) -> tuple[str, tuple[Misspelt, ...]]:
    """`text` with its mistakes mended, each at its own place (the same length), and what was mended.

    `is_held` tells whether the reports have a pair of characters; `kept` are marks (`Misspelt.mark`) of what was
    meant as it stands.
    """
    folded = normalisation.fold(simplified.traditional(text))
    characters, told = list(text), []
    for place in _places(folded.matching, is_held):
        span = folded.span(place.at, place.at + 1)
        outer = folded.span(place.start, place.end)
        one = Misspelt(text[outer.start : outer.end], place.term)
        if one.mark in kept or span.end - span.start != 1:
            continue
        characters[span.start] = place.character
        told.append(one)
    return "".join(characters), tuple(told)


def _places(text: str, is_held: Callable[[str], bool]) -> Iterator[_Place]:
    """Longest terms first, none that overlaps another."""
    taken = _known_places(text)
    for size in range(LONGEST, 1, -1):
        for start in range(len(text) - size + 1):
            end = start + size
            if size < LONG and not _is_alone(text, start, end, taken):
                continue
            place = _mistake(text, start, end, is_held)
            if place is not None and place.at not in taken:
                taken |= set(range(start, end))
                yield place


def _is_alone(text: str, start: int, end: int, taken: set[int]) -> bool:
    """Whether known terms or no Chinese characters stand beside, and neither one nor a word of asking in it."""
    stop = thesaurus().stop
    beside = (at in taken or not "\u4e00" <= text[at] <= "\u9fff" for at in (start - 1, end) if 0 <= at < len(text))
    return all(beside) and not any(at in taken or text[at] in stop for at in range(start, end))


def _mistake(text: str, start: int, end: int, is_held: Callable[[str], bool]) -> _Place | None:
    window = text[start:end]
    for at in range(len(window)):
        for character, term in _by_gap().get((window[:at], window[at + 1 :]), ()):
            alike = character != window[at] and _sound_alike(window[at], character, len(window))
            if alike and _is_unheard_of(window, at, is_held):
                return _Place(start + at, character, start, end, term)
    return None


def _sound_alike(one: str, other: str, size: int) -> bool:
    syllables = [_sounds().get(character) for character in (one, other)]
    if size >= LONG:
        for sound, same in ALIKE:
            syllables = [syllable and syllable.replace(sound, same) for syllable in syllables]
    return None not in syllables and syllables[0] == syllables[1]


def _is_unheard_of(window: str, at: int, is_held: Callable[[str], bool]) -> bool:
    """Whether the pairs with this character belong together nowhere, and one of them is written nowhere."""
    pairs = [window[i : i + 2] for i in (at - 1, at) if i >= 0 and i + 1 < len(window)]
    unseen = [pair for pair in pairs if pmi(pair) <= UNSEEN and not is_held(pair)]
    return bool(unseen) and all(pmi(pair) < MOST_PMI for pair in pairs)


def _known_places(text: str) -> set[int]:
    """The characters that stand in a known term."""
    known, places = _terms(), set[int]()
    for at in range(len(text)):
        size = next((n for n in range(min(LONGEST, len(text) - at), 1, -1) if text[at : at + n] in known), 0)
        places |= set(range(at, at + size))
    return places


@cache
def _terms() -> frozenset[str]:
    """Two to LONGEST Chinese characters: the thesaurus, the gazetteers' names, the branches."""
    names = [fold(entry.form) for entry in gazetteers.entries(ours())]
    forms = [*thesaurus().chinese, *names, *map(fold, ours().branches)]
    return frozenset(form for form in forms if re.fullmatch(f"[\u4e00-\u9fff]{{2,{LONGEST}}}", form))


@cache
def _by_gap() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """What stands before and behind a character of a term -> the characters that make it one, each with that term."""
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for term in sorted(_terms()):
        for at, character in enumerate(term):
            gap = term[:at], term[at + 1 :]
            found[gap] = (*found.get(gap, ()), (character, term))
    return found


@cache
def _sounds() -> Mapping[str, str]:
    """Character -> its syllable."""
    pairs = (line.split(" ") for line in data_files.text_lines("syllables"))
    return {character: syllable for syllable, characters in pairs for character in characters}
