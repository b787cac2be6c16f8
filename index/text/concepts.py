"""What a question asks about: its concepts, each with the surface forms that express it, found on characters.

A concept of the thesaurus brings its synonyms along; any other word of the question is a concept of its own. Question
words (哪些, 幾件, how many), branches and years are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from jixiao.index import data_files
from jixiao.index.records import Concept, Query
from jixiao.index.text.lexicon import translations
from jixiao.index.text.tokenizer import LATIN, fold

# Weight of a pair of characters that may be no word. Source: set by hand.
PAIR_WEIGHT = 0.6
_RUN = re.compile(rf"{LATIN}|[\u3400-\u9fff]+")
# Words in small letters: names and abbreviations have others.
_LATIN_WORDS = re.compile(r"(?<![A-Za-z0-9])[a-z]{3,}(?:[ -][a-z]{2,})*(?![A-Za-z0-9])")
_LATIN = re.compile(rf"(?:{LATIN})[.\-_&']*")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Surface form -> numbers of its concepts, Chinese and English; `concepts` holds the Chinese forms of each.

    `longest`: characters of the longest Chinese form. `question_words`: longest first.
    """

    concepts: tuple[tuple[str, ...], ...]
    chinese: dict[str, tuple[int, ...]]
    english: dict[str, tuple[int, ...]]
    longest: int
    question_words: tuple[str, ...]
    stop: frozenset[str]


@cache
def thesaurus() -> Thesaurus:
    """As it stands in concepts.toml and question_words.toml."""
    lines = data_files.toml("concepts")["concepts"]
    words = data_files.toml("question_words")
    concepts: list[tuple[str, ...]] = []
    sides: tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]] = ({}, {})
    for number, line in enumerate(lines):
        left, right = line.split("|")
        forms = (tuple(map(fold, left.split())), tuple(_singular(w.lower().split()) for w in right.split(",")))
        for side, found in zip(sides, forms, strict=True):
            for form in found:
                side[form] = (*side.get(form, ()), number)
        concepts.append(forms[0])
    question_words = tuple(sorted(map(fold, words["asking"]), key=len, reverse=True))
    longest = max(map(len, sides[0]))
    return Thesaurus(tuple(concepts), sides[0], sides[1], longest, question_words, frozenset(words["stop"]))


def query_concepts(query: Query) -> list[Concept]:
    """The concepts of a question in its order, each once, without those that the reader took off and with his own."""
    also = query.correction.also
    content = (query.content or query.text).removesuffix(" ".join(also))
    asked = list(_english_concepts(content)) if query.language == "en" else _mixed_concepts(content)
    found = [*asked, *map(_concept_of, also)]
    removed = {form for word in query.correction.without for form in (fold(word), _singular(word.lower().split()))}
    kept = [concept for concept in found if not removed & set(concept.surface_forms)]
    reduced = (replace(one, synonyms=tuple(w for w in one.synonyms if w not in removed)) for one in kept)
    return list(dict.fromkeys(reduced))


def displayed_concepts(query: Query) -> list[Concept]:
    """The concepts as a reader is shown them: pairs of characters that overlap are joined to one word again.

    Of a list and a comparison those of `Query.about`; none for a list of all names.
    """
    if query.kind in ("list", "compare"):
        query = replace(query, content=query.about or " ")
    shown: list[Concept] = []
    for concept in query_concepts(query):
        last = shown[-1] if shown else None
        if last and not (last.synonyms or concept.synonyms) and concept.weight == last.weight == PAIR_WEIGHT:
            joined = last.surface_forms[0] + concept.surface_forms[0][1:]
            if last.surface_forms[0][-1] == concept.surface_forms[0][0] and joined in fold(query.content):
                shown[-1] = replace(last, surface_forms=(joined,))
                continue
        shown.append(concept)
    return shown


def contains(text: str, form: str) -> bool:
    """Whether the folded text has the surface form; a Latin one as a word of its own: no 「ai」 in e-mail."""
    return form in text and (not form.isascii() or bool(_whole_word(form).search(text)))


@cache
def _whole_word(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(form)}(?:e?s)?(?![a-z])")


def without_words(text: str, words: Iterable[str]) -> str:
    """`text` with a blank for each of these words; a Latin one is found in the plural too."""
    for word in words:
        if word.isascii():
            pattern = r"\s+".join(rf"{re.escape(part)}(?:e?s)?" for part in word.split())
            text = re.sub(rf"\b{pattern}\b", " ", text, flags=re.IGNORECASE)
        else:
            text = re.sub(r"\s*".join(map(re.escape, fold(word))), " ", text)
    return text


def _concept_of(word: str) -> Concept:
    """A word that the reader added: one concept, with its synonyms in the thesaurus."""
    known, chinese, english = thesaurus(), fold(word), _singular(word.lower().split())
    if word.isascii():
        numbers = known.english.get(english)
        synonyms = _synonyms(known, numbers, "") if numbers else tuple(map(fold, translations(english)))
        return Concept((english,), synonyms)
    return Concept((chinese,), _synonyms(known, known.chinese.get(chinese, ()), chinese))


def _mixed_concepts(text: str) -> list[Concept]:
    """Those of a Chinese question; English words in it (press release) that the thesaurus knows stand for Chinese."""
    known = thesaurus()
    translated: list[Concept] = []
    for stretch in _LATIN_WORDS.findall(text):
        found = [one for one in _english_concepts(stretch) if one.surface_forms[0] in known.english]
        if found and all(one.synonyms for one in found):
            translated += found
            text = text.replace(stretch, " ")
    return [*_chinese_concepts(fold(text)), *translated]


def _chinese_concepts(text: str) -> Iterator[Concept]:
    known = thesaurus()
    rest: list[str] = []
    at = 0
    while at < len(text):
        size = _longest_form(text, at, known)
        question_words = next((len(word) for word in known.question_words if text.startswith(word, at)), 0)
        if size or question_words:
            if size > question_words:  # 「分局長」 is no 「分局」
                form = text[at : at + size]
                yield Concept((form,), _synonyms(known, known.chinese[form], form))
            rest.append(" ")
            at += max(size, question_words)
        else:
            rest.append(text[at])
            at += 1
    yield from _unknown_concepts("".join(rest), known)


def _longest_form(text: str, at: int, known: Thesaurus) -> int:
    """Length of the longest form that begins at `at`; 0 for none. One character alone is too little."""
    for size in range(min(known.longest, len(text) - at), 1, -1):
        if text[at : at + size] in known.chinese:
            return size
    return 0


def _unknown_concepts(text: str, known: Thesaurus) -> Iterator[Concept]:
    """What the thesaurus doesn't know: Latin words, and pairs of characters that overlap, at PAIR_WEIGHT."""
    for run in _RUN.findall(text):
        if run.isascii():
            if run not in known.stop and len(run) > 1:
                yield Concept((run,))
            continue
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        yield from (Concept((pair,), weight=PAIR_WEIGHT) for pair in pairs if not any(c in known.stop for c in pair))


def _english_concepts(text: str) -> Iterator[Concept]:
    known = thesaurus()
    words = [w.removesuffix("'s") for w in _LATIN.findall(text.lower())]
    at = 0
    while at < len(words):
        size = next((n for n in range(4, 0, -1) if _singular(words[at : at + n]) in known.english), 0)
        form = _singular(words[at : at + max(size, 1)])
        if size:
            yield Concept((form,), _synonyms(known, known.english[form], ""))
        elif len(form) > 2 and form not in known.stop and not form.isdigit():
            yield Concept((form,), tuple(map(fold, translations(form))), PAIR_WEIGHT)
        at += max(size, 1)


def _singular(words: Sequence[str]) -> str:
    """One form for singular and plural, of each word."""
    return " ".join(re.sub(r"(?<=[a-rt-z])s$|(?<=s|x)es$|(?<=ch|sh)es$", "", w) if len(w) > 3 else w for w in words)


def _synonyms(known: Thesaurus, numbers: Iterable[int], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for n in numbers for w in known.concepts[n] if w != own))
