"""The terms of full-text search, the same for indexing and for querying."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import warnings
from functools import cache, lru_cache
from typing import Any

from jixiao.extract.names import gazetteers
from jixiao.extract.text import normalisation

# Raise it when the rules below give other terms for any text.
RULES = 2

# Latin letters and digits with signs between them are one word or code: e-mail, a.b*c, r123-78.
LATIN = r"[a-z0-9]+(?:[.\-_&'*+#@=~^|$%\\]{1,2}[a-z0-9]+)*"
_RUN = re.compile(rf"\d+(?:,\d{{3}})+(?!\d)|{LATIN}|[\u3400-\u9fff\uf900-\ufaff]+")
_PART = re.compile("[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_VARIANTS = str.maketrans({"祕": "秘", "着": "著", "峯": "峰", "羣": "群", "裏": "裡", "衞": "衛", "恒": "恆"})
_lock = threading.Lock()


# Source: one question folds some hundred texts, half of them twice.
@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """One spelling: NFKC, lower case, 台 as 臺 and the like, without the white space of a layout. Length may change."""
    return normalisation.matching(text).translate(_VARIANTS)


def terms(text: str) -> list[str]:
    """Words (jieba, search mode) and bigrams of Chinese characters, in the text's order, with repeats.

    Runs end at punctuation and at a change of script; a run of one Chinese character is a term by itself.
    """
    found: list[str] = []
    for run in _RUN.findall(fold(text)):
        if _HAN.match(run):
            found += words(run) + [run[i : i + 2] for i in range(len(run) - 1)] if len(run) > 1 else [run]
        else:
            found.append(run.replace(",", ""))
            parts = _PART.findall(run) if "," not in run else []
            found += [part for part in parts if part != run and len(part) > 1]
    return found


def words(run: str) -> list[str]:
    """The words of three characters and more that jieba finds; those of two are bigrams anyway."""
    with _lock:
        return [word for word in _jieba().cut_for_search(run, HMM=False) if len(word) > 2]


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    for word in _own_words():
        cutter.add_word(word)
    return cutter


def version() -> str:
    """Part of the recipe: the rules and a digest of our dictionary, since both decide the terms of a text."""
    return f"{RULES}-{hashlib.sha256(' '.join(_own_words()).encode()).hexdigest()[:8]}"


@cache
def _own_words() -> tuple[str, ...]:
    """The gazetteers' terms that are one run of three Chinese characters or more."""
    forms = {fold(entry.form) for entry in gazetteers.ours()}
    return tuple(sorted(form for form in forms if len(form) > 2 and re.fullmatch(r"[\u3400-\u9fff]+", form)))
