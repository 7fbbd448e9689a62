"""Weighting 赋权: how much each dimension counts; weights always sum to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ConfigError, nearest

Floats = NDArray[np.float64]


def equal(names: Sequence[str]) -> Floats:
    """Return equal weights, the choice that needs no judgement about importance.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.

    >>> equal(["D0", "D1", "D2", "D3"]).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    return np.full(len(names), 1 / len(names))


def given(names: Sequence[str], weights: Mapping[str, float]) -> Floats:
    """Return a researcher's weights, scaled to sum to 1; a name not given counts 1.

    Without any weight they are equal.

    Raises:
        ConfigError: an unknown name, a negative weight, or all weights zero.

    >>> given(["D0", "D1"], {"D1": 3}).tolist()
    [0.25, 0.75]
    """
    for name, weight in weights.items():
        if name not in names:
            raise ConfigError(f'weight of "{name}": no such dimension{nearest(name, names)}')
        if not weight >= 0:
            raise ConfigError(f"weight of {name} is {weight}; it must not be negative")
    values = np.array([weights.get(name, 1.0) for name in names], float)
    if values.sum() <= 0:
        raise ConfigError("all weights are zero")
    result: Floats = values / values.sum()
    return result
