"""Linear algebra on many small symmetric matrices at once.

Matrices are T × T × B, one for each of B blocks, so that every step is one operation on vectors of
length B: T is a handful of years and B tens of thousands of counties × dimensions, where a call of
LAPACK for each block would cost far more than its work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CACHED = 2_500  # blocks whose matrices stay in a processor's cache


def cholesky(matrices: Floats) -> Floats:
    """Return the lower Cholesky factors of T × T × B positive definite matrices.

    >>> cholesky(np.array([[[4.0]], ])).ravel().tolist()
    [2.0]
    """
    size = matrices.shape[0]
    factor = np.zeros_like(matrices)
    for j in range(size):
        inner = np.einsum("kb,kb->b", factor[j, :j], factor[j, :j])
        factor[j, j] = np.sqrt(matrices[j, j] - inner)
        for i in range(j + 1, size):
            inner = np.einsum("kb,kb->b", factor[i, :j], factor[j, :j])
            factor[i, j] = (matrices[i, j] - inner) / factor[j, j]
    return factor


def forward(factor: Floats, right: Floats) -> Floats:
    """Solve L x = right for lower factors T × T × B and right-hand sides T × … × B."""
    found = np.empty_like(right)
    for i in range(factor.shape[0]):
        done = np.einsum("kb,k...b->...b", factor[i, :i], found[:i])
        found[i] = (right[i] - done) / factor[i, i]
    return found


def backward(factor: Floats, right: Floats) -> Floats:
    """Solve Lᵀ x = right for lower factors T × T × B and right-hand sides T × … × B."""
    found = np.empty_like(right)
    for i in reversed(range(factor.shape[0])):
        done = np.einsum("kb,k...b->...b", factor[i + 1 :, i], found[i + 1 :])
        found[i] = (right[i] - done) / factor[i, i]
    return found


def apply(matrices: Floats, vectors: Floats) -> Floats:
    """Return M v for every block: T × T × B by T × B."""
    return np.asarray(np.einsum("stb,tb->sb", matrices, vectors), float)


@dataclass(frozen=True)
class Absorbed:
    """What blocks say of a mean, deviations from it marginalised.

    ``precision`` T × T × B and ``vectors`` T × B say it; ``gain`` is the log marginal likelihood
    that the deviations add, over all blocks. ``root`` is a root of their covariance, ``factor`` the
    Cholesky factors of I + rootᵀ M root, which draw them.
    """

    precision: Floats
    vectors: Floats
    gain: float
    root: Floats
    factor: Floats

    def draw_deviation(self, remaining: Floats, rng: np.random.Generator) -> Floats:
        """Draw the deviations; ``remaining`` is v - M mean, T × B."""
        right = np.tensordot(self.root, remaining, axes=(0, 0))
        noise = rng.standard_normal(right.shape)
        drawn = backward(self.factor, forward(self.factor, right) + noise)
        return np.asarray(np.tensordot(self.root, drawn, axes=(1, 0)), float)


def absorb(matrices: Floats, vectors: Floats, root: Floats) -> Absorbed:
    """Marginalise a deviation with covariance root rootᵀ out of what blocks say of a mean.

    A block says of x: precision M, M x̂ = v. Where x = mean + deviation, it says of the mean:
    (M⁻¹ + root rootᵀ)⁻¹, written so that M may be singular. The gain is ½ |L⁻¹ rootᵀ v|² - log
    det L, L the factor.
    """
    factor = np.empty((root.shape[1], root.shape[1], matrices.shape[2]))
    precision, light = np.empty_like(matrices), np.empty_like(vectors)
    gain = 0.0
    for first in range(0, matrices.shape[2], CACHED):
        at = slice(first, first + CACHED)
        precision[..., at], light[..., at], factor[..., at], more = _absorb_few(
            matrices[..., at], vectors[..., at], root
        )
        gain += more
    return Absorbed(precision, light, gain, root, factor)


def _absorb_few(
    matrices: Floats, vectors: Floats, root: Floats
) -> tuple[Floats, Floats, Floats, float]:
    """Return precision, vectors, factor and gain of as many blocks as stay in the cache."""
    size, many = root.shape[1], matrices.shape[2]
    beside = np.matmul(root.T, matrices)  # T × K × B, as matrices are symmetric
    inner = (root.T @ beside.reshape(len(root), -1)).reshape(size, size, many)
    inner[np.arange(size), np.arange(size)] += 1
    factor = cholesky(inner)
    half = forward(factor, beside.swapaxes(0, 1))
    light = forward(factor, root.T @ vectors)
    gain = float((light**2).sum() / 2 - np.log(np.einsum("kkb->kb", factor)).sum())
    precision = matrices - np.einsum("ksb,ktb->stb", half, half)
    return precision, vectors - np.einsum("ktb,kb->tb", half, light), factor, gain
