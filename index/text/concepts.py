"""What a question asks about: its ideas, each with the wordings that say it, found on characters.

An idea that the thesaurus knows brings its other wordings along; any other word of the question stands for itself.
Words of asking (哪些, 幾件, how many), branches and years are no ideas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from jixiao.index import data_files
from jixiao.index.records import Query
from jixiao.index.text.lexicon import translations
from jixiao.index.text.tokenizer import fold

PAIR = 0.6
_RUN = re.compile(r"[a-z0-9]+(?:[.\-_&'][a-z0-9]+)*|[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.\-_&']*")


@dataclass(frozen=True, slots=True)
class Idea:
    """`own` is what the question says, `others` what says the same; all folded. None of them is empty."""

    own: tuple[str, ...]
    others: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Wording -> the numbers of its concepts, Chinese and English apart; `concepts` holds the Chinese wordings."""

    concepts: tuple[tuple[str, ...], ...]
    chinese: dict[str, tuple[int, ...]]
    english: dict[str, tuple[int, ...]]
    longest: int
    asking: tuple[str, ...]
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
        wordings = (tuple(map(fold, left.split())), tuple(_singular(w.lower().split()) for w in right.split(",")))
        for side, found in zip(sides, wordings, strict=True):
            for wording in found:
                side[wording] = (*side.get(wording, ()), number)
        concepts.append(wordings[0])
    asking = tuple(sorted(map(fold, words["asking"]), key=len, reverse=True))
    longest = max(map(len, sides[0]))
    return Thesaurus(tuple(concepts), sides[0], sides[1], longest, asking, frozenset(words["stop"]))


def ideas(query: Query) -> list[Idea]:
    """The ideas of a question, in its order, each once: without what the reader took off, then what he added."""
    also = query.correction.also
    content = (query.content or query.text).removesuffix(" ".join(also))
    found = [*(_english(content) if query.language == "en" else _chinese(fold(content))), *map(_added, also)]
    gone = {form for word in query.correction.without for form in (fold(word), _singular(word.lower().split()))}
    left = [replace(i, others=tuple(w for w in i.others if w not in gone)) for i in found if not gone & set(i.own)]
    return list(dict.fromkeys(left))


def looked_for(query: Query) -> list[Idea]:
    """The ideas as a reader is told of them: pairs of characters that overlap are one word again.

    Of a list and a comparison those of what they are about; none for a list of all names.
    """
    if query.kind in ("list", "compare"):
        query = replace(query, content=query.about or " ")
    told: list[Idea] = []
    for idea in ideas(query):
        last = told[-1] if told else None
        if last and not (last.others or idea.others) and idea.weight == last.weight == PAIR:
            joined = last.own[0] + idea.own[0][1:]
            if last.own[0][-1] == idea.own[0][0] and joined in fold(query.content):
                told[-1] = replace(last, own=(joined,))
                continue
        told.append(idea)
    return told


def says(text: str, wording: str) -> bool:
    """Whether the folded text has the wording; a Latin one as a word of its own: no 「ai」 in e-mail."""
    return wording in text and (not wording.isascii() or bool(_whole_word(wording).search(text)))


@cache
def _whole_word(wording: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(wording)}(?:e?s)?(?![a-z])")


def cut(text: str, words: Iterable[str]) -> str:
    """`text` without these words; a Latin one is met in the plural too."""
    for word in words:
        if word.isascii():
            told = r"\s+".join(rf"{re.escape(part)}(?:e?s)?" for part in word.split())
            text = re.sub(rf"\b{told}\b", " ", text, flags=re.IGNORECASE)
        else:
            text = re.sub(r"\s*".join(map(re.escape, fold(word))), " ", text)
    return text


def _added(word: str) -> Idea:
    """A word that the reader added: one idea, with what the thesaurus knows to say the same."""
    known, chinese, english = thesaurus(), fold(word), _singular(word.lower().split())
    if word.isascii():
        numbers = known.english.get(english)
        others = _others(known, numbers, "") if numbers else tuple(map(fold, translations(english)))
        return Idea((english,), others)
    return Idea((chinese,), _others(known, known.chinese.get(chinese, ()), chinese))


def _chinese(text: str) -> Iterator[Idea]:
    known = thesaurus()
    rest: list[str] = []
    at = 0
    while at < len(text):
        size = _longest(text, at, known)
        asking = next((len(word) for word in known.asking if text.startswith(word, at)), 0)
        if size or asking:
            if size > asking:  # 「分局長」 is no 「分局」
                wording = text[at : at + size]
                yield Idea((wording,), _others(known, known.chinese[wording], wording))
            rest.append(" ")
            at += max(size, asking)
        else:
            rest.append(text[at])
            at += 1
    yield from _plain("".join(rest), known)


def _longest(text: str, at: int, known: Thesaurus) -> int:
    """Length of the longest wording that begins at `at`; 0 for none. One character alone is too little."""
    for size in range(min(known.longest, len(text) - at), 1, -1):
        if text[at : at + size] in known.chinese:
            return size
    return 0


def _plain(text: str, known: Thesaurus) -> Iterator[Idea]:
    """What the thesaurus doesn't know: words of other scripts, and pairs of characters that overlap, at half weight."""
    for run in _RUN.findall(text):
        if run.isascii():
            if run not in known.stop and len(run) > 1:
                yield Idea((run,))
            continue
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        yield from (Idea((pair,), weight=PAIR) for pair in pairs if not any(c in known.stop for c in pair))


def _english(text: str) -> Iterator[Idea]:
    known = thesaurus()
    words = [w.removesuffix("'s") for w in _LATIN.findall(text.lower())]
    at = 0
    while at < len(words):
        size = next((n for n in range(4, 0, -1) if _singular(words[at : at + n]) in known.english), 0)
        wording = _singular(words[at : at + max(size, 1)])
        if size:
            yield Idea((wording,), _others(known, known.english[wording], ""))
        elif len(wording) > 2 and wording not in known.stop and not wording.isdigit():
            yield Idea((wording,), tuple(map(fold, translations(wording))), PAIR)
        at += max(size, 1)


def _singular(words: Sequence[str]) -> str:
    """One form for singular and plural, of each word."""
    return " ".join(re.sub(r"(?<=[a-rt-z])s$|(?<=s|x)es$|(?<=ch|sh)es$", "", w) if len(w) > 3 else w for w in words)


def _others(known: Thesaurus, numbers: Iterable[int], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for n in numbers for w in known.concepts[n] if w != own))
