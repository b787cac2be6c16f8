"""Contrastive training of a static embedding with the library's own trainer and loss."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset, DatasetDict
from encoding import Collator, Ids, Variation, encode
from lexicon import Entry
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from sentence_transformers.sentence_transformer.training_args import BatchSamplers, MultiDatasetBatchSamplers
from tokenizers import Tokenizer
from vocabulary import parts


def wrappers(tokenizer: Tokenizer) -> list[list[tuple[Ids, Ids]]]:
    """Question words before and after, as token numbers: Chinese, English (questions.toml)."""
    with Path(__file__).with_name("questions.toml").open("rb") as file:
        table = tomllib.load(file)
    found = []
    for language in ("zh", "en"):
        rows = [text.split("…") for text in table[language]]
        encoded = [encode(tokenizer, row) for row in rows]
        found.append([(pair.text(0), pair.text(1)) for pair in encoded])
    return found


def latin(tokenizer: Tokenizer) -> Ids:
    """1 for every piece of Latin letters, 0 for the others, by token number."""
    flags = np.zeros(tokenizer.get_vocab_size(), dtype=np.int32)
    for piece, number in tokenizer.get_vocab().items():
        flags[number] = piece.isascii() and piece.isalpha()
    return flags


def variation(tokenizer: Tokenizer, entries: list[Entry]) -> Variation:
    """What the collator varies texts with; `entries` of the bilingual lexicon."""
    number = tokenizer.get_vocab()
    held: dict[int, list[tuple[float, str]]] = {}
    for term, word, weight in entries:
        if weight >= 0.15 and word in number:
            held.setdefault(number[word], []).append((-weight, term))
    renderings: list[list[Ids]] = [[] for _ in number]
    for piece, terms in held.items():
        encoded = encode(tokenizer, [term for _, term in sorted(terms)[:4]])
        renderings[piece] = [encoded.text(at) for at in range(len(encoded.starts) - 1)]
    cuts = [np.asarray(cut, dtype=np.int32) for cut in parts(tokenizer)]
    return Variation(wrappers(tokenizer), latin(tokenizer), cuts, renderings)


def datasets_of(sizes: dict[str, int]) -> DatasetDict:
    """One data set of row numbers per source, so that a batch's negatives come from the same source."""
    found, start = {}, 0
    for name, size in sizes.items():
        rows = list(range(start, start + size))
        found[name] = Dataset.from_dict({"anchor": rows, "positive": rows})
        start += size
    return DatasetDict(found)


def arguments(settings: dict[str, Any], work: Path) -> SentenceTransformerTrainingArguments:
    """The trainer's arguments; seeds are fixed, nothing is saved on the way."""
    return SentenceTransformerTrainingArguments(
        output_dir=str(work / "trainer"),
        num_train_epochs=settings["epochs"],
        per_device_train_batch_size=settings["batch"],
        learning_rate=settings["rate"],
        lr_scheduler_type="linear",
        warmup_steps=0.05,
        weight_decay=0.0,
        max_grad_norm=0.0,
        optim="adamw_torch_fused",
        batch_sampler=BatchSamplers.BATCH_SAMPLER,
        multi_dataset_batch_sampler=MultiDatasetBatchSamplers.PROPORTIONAL,
        use_cpu=True,
        seed=7,
        data_seed=7,
        logging_steps=100,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )


def train(
    tokenizer: Tokenizer,
    start: np.ndarray[Any, Any],
    encoded: tuple[dict[str, int], Collator],
    settings: dict[str, Any],
    work: Path,
) -> SentenceTransformer:
    """Train from the rows `start` ((vocabulary, dimension) float32).

    `encoded`: number of pairs by source, and the collator over them, source after source. `settings`: epochs, batch,
    rate (peak learning rate), scale (inverse temperature), widths (Matryoshka; empty for none).
    """
    random.seed(7)
    torch.manual_seed(7)
    sizes, collator = encoded
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=start)], device="cpu")
    model.model_card_data.generate_widget_examples = False
    loss: torch.nn.Module = MultipleNegativesRankingLoss(
        model, scale=settings["scale"], directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )
    if settings["widths"]:
        loss = MatryoshkaLoss(model, loss, matryoshka_dims=settings["widths"])
    trainer = SentenceTransformerTrainer(
        model=model, args=arguments(settings, work), train_dataset=datasets_of(sizes), loss=loss, data_collator=collator
    )
    trainer.train()
    return model
