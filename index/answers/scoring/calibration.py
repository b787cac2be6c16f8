"""Which sentences answer a question, which figures, and whether any does: small linear models, learned on questions.

The numbers, and what they were learned from, stand in calibration.toml; `python tests/calibrate.py` makes them anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jixiao.index.records import Kind

KINDS: tuple[Kind, ...] = ("which_branch", "how_many", "passages")
_DATA = Path(__file__).parents[2] / "data" / "calibration.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` by column name. A score is a log-odds: above 0 is more likely than not."""

    intercept: float
    weights: Mapping[str, float]

    def score(self, table: NDArray[np.float64], columns: Sequence[str]) -> NDArray[np.float64]:
        """`(n,)` of a table `(n, columns)`. Raises KeyError for a weight without its column."""
        place = {name: at for at, name in enumerate(columns)}
        order = [place[name] for name in self.weights]
        return np.asarray(table[:, order] @ np.array(list(self.weights.values())) + self.intercept, np.float64)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`found` tells from a question's standing whether there is an answer at all: above 0 there is.

    `least` and `share` say how far down from the best sentence others follow, see `floor`; `within` does so of figures.
    """

    sentence: Model
    figure: Model
    found: Mapping[Kind, Model]
    least: float
    share: float
    within: float

    def floor(self, best: float) -> float:
        """The least score of a sentence that supports an answer whose best sentence has the score `best`."""
        return min(best, self.least + self.share * max(best, 0.0))


@cache
def judgement() -> Judgement:
    """As it stands in calibration.toml."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    cut = data["cut"]
    models = _model(data["sentence"]), _model(data["figure"])
    found = {kind: _model(data["found"][kind]) for kind in KINDS}
    return Judgement(*models, found, float(cut["least"]), float(cut["share"]), float(cut["within"]))


def _model(data: dict[str, Any]) -> Model:
    return Model(float(data["intercept"]), {name: float(weight) for name, weight in data["weights"].items()})
