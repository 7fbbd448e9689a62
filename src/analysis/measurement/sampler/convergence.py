"""Have the chains converged? Split R-hat and effective sample size.

Source: Gelman et al. 2013, Bayesian Data Analysis, 11.4 – 11.5; Vehtari et al. 2021, Bayesian
Analysis 16, 667–718 (split chains).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONSTANT = 1e-9  # variance of a quantity that all draws agree on, but for rounding


def split_r_hat(draws: Floats) -> Floats:
    """Return the potential scale reduction of each quantity, chains cut into halves.

    Args:
        draws: chains × draws × quantities.

    >>> rng = np.random.default_rng(0)
    >>> bool(split_r_hat(rng.standard_normal((2, 500, 1)))[0] < 1.01)
    True
    """
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt((within * (half - 1) / half + between) / within)
    return np.where(within > CONSTANT, ratio, 1.0)


def effective_size(draws: Floats) -> Floats:
    """Return the number of independent draws that would tell as much (Geyer's initial sequence).

    Args:
        draws: chains × draws × quantities.
    """
    chains, length, _ = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * length, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length].mean(axis=0) / length
    within = covariance[0] * length / (length - 1)
    total = within * (length - 1) / length + draws.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = 1 - (within - covariance) / total
    even = 2 * (length // 2)
    pairs = correlation[0:even:2] + correlation[1:even:2]
    falling = np.minimum.accumulate(np.where(np.cumprod(pairs > 0, axis=0), pairs, 0.0), axis=0)
    time = np.maximum(2 * falling.sum(axis=0) - 1, 1 / (chains * length))
    size: Floats = np.where(total > CONSTANT, chains * length / time, chains * length)
    return np.asarray(np.minimum(size, chains * length), float)
