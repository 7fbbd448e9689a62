"""Grade bands 等级: A to D by fixed limits, with the bands that the interval touches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ConfigError
from analysis.tables.schema import BANDS


def band(scores: ArrayLike, limits: Sequence[float]) -> NDArray[np.object_]:
    """Return the band of each score: A from ``limits[0]`` on, …, D below the last; None for NaN.

    Raises:
        ConfigError: the limits do not fall.

    >>> band([80, 79.9, 50, 0, float("nan")], (80, 65, 50)).tolist()
    ['A', 'B', 'C', 'D', None]
    """
    if list(limits) != sorted(set(limits), reverse=True) or len(limits) != len(BANDS) - 1:
        raise ConfigError(f"limits of bands must be three falling numbers, not {list(limits)}")
    x = np.asarray(scores, float)
    below = (x[..., None] < np.asarray(limits, float)).sum(axis=-1)
    names = np.array(BANDS, dtype=object)[below]
    names[np.isnan(x)] = None
    result: NDArray[np.object_] = names
    return result
