"""The tokenizer: one Unigram model over Chinese and English pieces.

The two halves are trained apart, on their own script, and joined: their characters do not overlap, so that neither
changes how the other is cut.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
VARIANTS = dict(zip("台裡着爲衆峯啓卽羣麪", "臺裏著為眾峰啟即群麵", strict=True))
# Words of grammar: a longer piece that begins or ends with one of these is a boilerplate fragment (「之規定」), not a
# word, unless a term list holds it.
EDGES = frozenset("之的應及與或於為其在以由並得將而但按經就是了本該等有年月日依第條項款各不至")


def normaliser() -> normalizers.Normalizer:
    """NFKC, lower case, character variants folded, a number of two digits or more as 00."""
    steps: list[normalizers.Normalizer] = [normalizers.NFKC(), normalizers.Lowercase()]
    steps += [normalizers.Replace(old, new) for old, new in VARIANTS.items()]
    steps.append(normalizers.Replace(Regex(r"\d[\d,.]*\d"), "00"))
    return normalizers.Sequence(steps)


def pre_tokeniser() -> pre_tokenizers.PreTokenizer:
    """Runs of Han, of Latin letters and of digits; everything else is dropped."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed"),
            pre_tokenizers.Split(Regex(rf"[{HAN}]+|[0-9]+|[^{HAN}0-9]+"), "isolated"),
        ]
    )


def blank() -> Tokenizer:
    """The tokenizer without its pieces."""
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0)], unk_id=0))
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = pre_tokeniser()
    return tokenizer


def learn_english(texts: Iterable[str], size: int) -> list[tuple[str, float]]:
    """The words seen four times or more, at most `size`, and subword pieces for the others, with log probabilities."""
    words = Counter[str]()
    for text in texts:
        words.update(re.findall(r"[^\W\d_]+", re.sub(f"[{HAN}]", " ", text)))
    known = {word: count for word, count in words.most_common(size) if count >= 4 and len(word) <= 24}
    tokenizer = blank()
    trainer = trainers.UnigramTrainer(
        vocab_size=6000, unk_token=UNKNOWN, special_tokens=[UNKNOWN], max_piece_length=10, show_progress=False
    )
    tokenizer.train_from_iterator(words, trainer)
    pieces = {piece for piece, _ in json.loads(tokenizer.to_str())["model"]["vocab"] if piece != UNKNOWN}
    pieces |= {letter for word in known for letter in word} | set("0123456789") | {"00"}
    # a subword piece is unlikelier than any whole word, so that known words stay whole
    total = sum(known.values())
    rare = math.log(1 / total) - 6.0
    return scored(Counter(known)) + [(piece, rare) for piece in sorted(pieces - known.keys())]


def candidates(texts: list[str], terms: frozenset[str], floor: int) -> Counter[str]:
    """Runs of one to four Han characters that hold together, seen `floor` times or more; `terms` seen five times.

    A run holds together where it is seen three times as often as its two parts would meet by chance, however it is
    divided, and where what stands on either side of it varies.
    """
    counts, sides = Counter[str](), (dict[str, set[str]](), dict[str, set[str]]())
    runs = [run for text in texts for run in re.findall(f"[{HAN}]+", text)]
    for run in runs:
        for length in (1, 2, 3, 4):
            counts.update(run[at : at + length] for at in range(len(run) - length + 1))
    total = sum(count for word, count in counts.items() if len(word) == 1)
    often = {word for word, count in counts.items() if count >= floor and len(word) > 1}
    for run in runs:
        for length in (2, 3, 4):
            for at in range(len(run) - length + 1):
                word = run[at : at + length]
                if word in often:
                    sides[0].setdefault(word, set()).add(run[at - 1 : at])
                    sides[1].setdefault(word, set()).add(run[at + length : at + length + 1])
    found = Counter({word: count for word, count in counts.items() if len(word) == 1 or (word in terms and count >= 5)})
    for word in often:
        chance = max(counts[word[:at]] * counts[word[at:]] for at in range(1, len(word))) / total
        grammar = word[0] in EDGES or word[-1] in EDGES
        varied = min(len(sides[0][word]), len(sides[1][word])) >= 5
        if counts[word] > (30 if grammar else 3) * chance and varied:
            found[word] = counts[word]
    longer = Counter[str]()
    for run in runs:
        for length in (5, 6, 7, 8):
            longer.update(w for at in range(len(run) - length + 1) if (w := run[at : at + length]) in terms)
    found.update({word: count for word, count in longer.items() if count >= 5})
    return found


def scored(counts: Counter[str]) -> list[tuple[str, float]]:
    """Log probabilities, the likeliest first."""
    total = sum(counts.values())
    return sorted(((w, math.log(c / total)) for w, c in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def learn_chinese(texts: list[str], terms: frozenset[str], size: int) -> list[tuple[str, float]]:
    """Pieces of a Unigram model trained by best cuts (Viterbi), every character among them.

    Each round cuts the texts with the pieces so far and counts again; the least used go, terms and characters stay.
    """
    counts = candidates(texts, terms, floor=20)
    for keep in (size * 2, int(size * 1.3), size):
        tokenizer = blank()
        tokenizer.model = models.Unigram([(UNKNOWN, -30.0), *scored(counts)], unk_id=0)
        used = Counter[str]()
        for at in range(0, len(texts), 20000):
            for encoding in tokenizer.encode_batch(texts[at : at + 20000], add_special_tokens=False):
                used.update(encoding.tokens)
        single = {word for word in counts if len(word) == 1}
        ranked = [w for w, _ in used.most_common() if w in counts and w not in single][: keep - len(single)]
        counts = Counter({w: used[w] + 1 for w in (*ranked, *sorted(single))})
    return scored(counts)


def parts(tokenizer: Tokenizer) -> list[list[int]]:
    """For every piece the likeliest cut into two or more other pieces, as token numbers; empty where there is none."""
    pieces = json.loads(tokenizer.to_str())["model"]["vocab"]
    score = dict(pieces)
    number = {piece: at for at, (piece, _) in enumerate(pieces)}
    found = []
    for piece, _ in pieces:
        reached: list[tuple[float, list[int]] | None] = [(0.0, []), *[None] * len(piece)]
        for end in range(1, len(piece) + 1):
            for begin in range(max(0, end - 12), end):
                before, word = reached[begin], piece[begin:end]
                if before is None or word not in score or word == piece:
                    continue
                value, held = before[0] + score[word], reached[end]
                if held is None or value > held[0]:
                    reached[end] = (value, [*before[1], number[word]])
        last = reached[-1]
        found.append(last[1] if last and len(piece) > 1 and piece != UNKNOWN else [])
    return found


def build(chinese: list[str], english: list[str], terms: frozenset[str], sizes: tuple[int, int]) -> Tokenizer:
    """The joined tokenizer of about `sizes[0]` Chinese and `sizes[1]` other pieces; texts and `terms` normalised."""
    words = learn_chinese(chinese, terms, sizes[0])
    held = {word for word, _ in words}
    words += [pair for pair in learn_english(english, sizes[1]) if pair[0] not in held]
    tokenizer = blank()
    tokenizer.model = models.Unigram([(UNKNOWN, min(score for _, score in words) - 10.0), *words], unk_id=0)
    return tokenizer
