"""Makes models/default from the training data: python models/recipe.py DATA [OUT].

DATA is the folder of data sets that MANIFEST.md in it describes; OUT is models/default unless named. The steps: reading
the pairs, learning the tokenizer, training.
"""

from __future__ import annotations

import random
import re
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import encoding
import lexicon
import numpy as np
import packing
import sources
import torch
import training
import vocabulary
from lexicon import Entry
from packing import Floats
from sources import Pair
from tokenizers import Tokenizer

HERE = Path(__file__).parent
Pairs = dict[str, list[Pair]]


def settings() -> dict[str, dict[str, Any]]:
    """The numbers of recipe.toml."""
    with (HERE / "recipe.toml").open("rb") as file:
        return tomllib.load(file)


def gather(data: Path, caps: dict[str, int], share_alike: bool) -> Pairs:
    """Pairs of every source, near-duplicates gone, at most `caps[source]` each."""
    draw = random.Random(1)
    found: Pairs = {}
    for name, make in (sources.SOURCES | (sources.SHARE_ALIKE if share_alike else {})).items():
        rows = sources.distinct(make(data))
        found[name] = draw.sample(rows, min(len(rows), caps.get(name, len(rows))))
    return found


def vocabulary_texts(data: Path, pairs: Pairs, sample: int) -> tuple[list[str], list[str]]:
    """Normalised texts that teach the pieces: Chinese (all of what concerns inspection and administration), English."""
    draw = random.Random(5)
    normalise = vocabulary.normaliser().normalize_str
    chinese = [
        text
        for rows in pairs.values()
        for pair in draw.sample(rows, min(len(rows), sample))
        for text in pair
        if re.search(f"[{vocabulary.HAN}]", text)
    ]
    chinese += sources.domain_texts(data)
    english = [en for name in ("law_parallel", "titles_parallel", "everyday") for en, _ in pairs[name]]
    return [normalise(text) for text in chinese], [normalise(text) for text in english]


def translations(data: Path, pairs: Pairs, tokenizer: Tokenizer, most: int) -> list[Entry]:
    """The bilingual lexicon from titles, everyday sentences, at most `most` paragraphs of law, and WordNet."""
    short = [pair for pair in pairs["law_parallel"] if len(pair[1]) <= 60]
    parallel = pairs["titles_parallel"] + pairs["everyday"] + random.Random(4).sample(short, min(len(short), most))
    known = frozenset(tokenizer.get_vocab())
    return lexicon.merged(lexicon.learn(tokenizer, parallel), lexicon.from_synsets(sources.synsets(data), known))


def trained(tokenizer: Tokenizer, pairs: Pairs, entries: list[Entry], numbers: dict[str, Any], work: Path) -> Floats:
    """The rows of the embedding, by token number."""
    kept = [encoding.clipped(rows) for rows in pairs.values()]
    sides = [encoding.encode(tokenizer, [pair[at] for rows in kept for pair in rows]) for at in (0, 1)]
    size = tokenizer.get_vocab_size()
    start = np.random.default_rng(7).normal(0, 1, (size, numbers["dimension"])).astype(np.float32)
    collator = encoding.Collator(sides[0], sides[1], training.variation(tokenizer, entries))
    sizes = {name: len(rows) for name, rows in pairs.items()}
    model = training.train(tokenizer, start, (sizes, collator), numbers, work)
    rows = model[0].embedding.weight.detach().numpy().astype(np.float32)
    counts = np.asarray(sum(np.bincount(side.ids, minlength=size) for side in sides))
    whole = packing.completed(rows, counts, vocabulary.parts(tokenizer), numbers["completing"])
    return packing.weighted(whole, counts, numbers["weighting"])


def main(data: Path, out: Path) -> None:
    """Run all steps; prints what each took."""
    numbers, began = settings(), time.perf_counter()
    torch.set_num_threads(2)

    def say(what: str) -> None:
        print(f"{time.perf_counter() - began:7.0f} s  {what}", flush=True)

    pairs = gather(data, numbers["caps"], numbers["data"]["share_alike"])
    say(", ".join(f"{name} {len(rows)}" for name, rows in pairs.items()))
    words = numbers["vocabulary"]
    chinese, english = vocabulary_texts(data, pairs, words["sample"])
    tokenizer = vocabulary.build(chinese, english, sources.terms(data), (words["chinese"], words["english"]))
    say(f"tokenizer of {tokenizer.get_vocab_size()} pieces")
    entries = translations(data, pairs, tokenizer, numbers["lexicon"]["law"])
    chosen = lexicon.best(entries, numbers["lexicon"]["most"], numbers["lexicon"]["least"])
    say(f"lexicon of {len(chosen)} entries")
    rows = trained(tokenizer, pairs, entries, numbers["training"], out.parent.parent / "build" / "model")
    packing.save(tokenizer, rows, out)
    lexicon.write(chosen, out / "lexicon.tsv.xz")
    say(f"written to {out}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python models/recipe.py DATA [OUT]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else HERE / "default")
