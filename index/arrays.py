"""The two types of arrays that searching and answering compute with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Embeddings: `(n, d)` unit rows, or `(d,)` of one text; a dot product of two is their cosine.
Embeddings = NDArray[np.float32]
# Scores, weights and tables of features: `(n,)` or `(n, columns)`.
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
