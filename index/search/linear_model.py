"""A linear model over named features: what every learned decision here is, and how it stands in a TOML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jixiao.index.arrays import Floats


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`weights` by feature. A score is a log-odds: above 0 is more likely than not."""

    intercept: float
    weights: Mapping[str, float]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> LinearModel:
        """Of a TOML table with `weights`, and an `intercept` where it has one."""
        weights = {name: float(weight) for name, weight in data["weights"].items()}
        return cls(float(data.get("intercept", 0.0)), weights)

    def score(self, features: Mapping[str, float]) -> float:
        """Of one case. Raises KeyError for a weight without its feature."""
        return self.intercept + sum(weight * features[name] for name, weight in self.weights.items())

    def scores(self, table: Floats, features: Sequence[str]) -> Floats:
        """`(n,)`, of a table `(n, features)` whose columns are named. Raises KeyError as `score` does."""
        column = {name: at for at, name in enumerate(features)}
        order = [column[name] for name in self.weights]
        return np.asarray(table[:, order] @ np.array(list(self.weights.values())) + self.intercept, np.float64)
