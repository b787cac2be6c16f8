"""The learned numbers of answering: which sentences answer a question, which figures, and whether any does.

The numbers, and what they were learned from, stand in calibration.toml; `python models/calibration/answers.py` makes
them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jixiao.index import data_files
from jixiao.index.records import Kind
from jixiao.index.search.linear_model import LinearModel

# Kinds whose answers are scored sentences; a list and a comparison are made of those of "passages".
KINDS: tuple[Kind, ...] = ("which_branch", "how_many", "passages")


@dataclass(frozen=True, slots=True)
class Calibration:
    """The models of a sentence's features, of a figure's, and (`found`, by kind) of a question's.

    Sentences follow the best one down to `least` + `share` times its score (see `min_score`), figures down to `within`
    below the best one.
    """

    sentence: LinearModel
    figure: LinearModel
    found: Mapping[Kind, LinearModel]
    least: float
    share: float
    within: float

    def min_score(self, best: float) -> float:
        """The least score of a sentence that supports an answer whose best sentence has the score `best`."""
        return min(best, self.least + self.share * max(best, 0.0))


@cache
def calibration() -> Calibration:
    """As it stands in calibration.toml."""
    data = data_files.toml("calibration")
    cut = data["cut"]
    models = LinearModel.read(data["sentence"]), LinearModel.read(data["figure"])
    found = {kind: LinearModel.read(data["found"][kind]) for kind in KINDS}
    return Calibration(*models, found, float(cut["least"]), float(cut["share"]), float(cut["within"]))
