"""Linear algebra on many small symmetric matrices at once.

Matrices are T × T × B, one for each of B blocks, so that every step is one operation on vectors of
length B: T is a handful of years and B tens of thousands of counties × dimensions, where a call of
LAPACK for each block would cost far more than its work.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
        done = sum((factor[i, k] * found[k] for k in range(i)), np.zeros_like(right[i]))
        found[i] = (right[i] - done) / factor[i, i]
    return found


def backward(factor: Floats, right: Floats) -> Floats:
    """Solve Lᵀ x = right for lower factors T × T × B and right-hand sides T × … × B."""
    found = np.empty_like(right)
    size = factor.shape[0]
    for i in reversed(range(size)):
        done = sum((factor[k, i] * found[k] for k in range(i + 1, size)), np.zeros_like(right[i]))
        found[i] = (right[i] - done) / factor[i, i]
    return found


def both_sides(matrices: Floats, left: Floats) -> Floats:
    """Return leftᵀ M left for every block and one T × K matrix ``left``."""
    half = np.tensordot(left, matrices, axes=(0, 0))  # K × T × B
    return np.asarray(np.tensordot(left, half, axes=(0, 1)).swapaxes(0, 1), float)


def apply(matrices: Floats, vectors: Floats) -> Floats:
    """Return M v for every block: T × T × B by T × B."""
    return np.asarray(np.einsum("stb,tb->sb", matrices, vectors), float)


def absorb(matrices: Floats, vectors: Floats, prior: Floats) -> tuple[Floats, Floats, Floats]:
    """Marginalise a deviation with covariance prior priorᵀ out of what blocks say of a mean.

    A block says of x: precision M, M x̂ = v. Where x = mean + deviation, it says of the mean:
    (M⁻¹ + prior priorᵀ)⁻¹, written so that M may be singular.

    Returns:
        The precision and its right-hand side for the mean, and the Cholesky factor of
        I + priorᵀ M prior, with which ``draw_deviation`` draws the deviation afterwards.
    """
    size = prior.shape[1]
    inner = both_sides(matrices, prior) + np.eye(size)[:, :, None]
    factor = cholesky(inner)
    half = forward(factor, np.tensordot(prior, matrices, axes=(0, 0)))  # K × T × B
    light = forward(factor, np.tensordot(prior, vectors, axes=(0, 0)))
    precision = matrices - np.einsum("ksb,ktb->stb", half, half)
    return precision, vectors - np.einsum("ktb,kb->tb", half, light), factor


def draw_deviation(
    factor: Floats, prior: Floats, remaining: Floats, rng: np.random.Generator
) -> Floats:
    """Draw the deviations that ``absorb`` marginalised; ``remaining`` is v - M mean, T × B."""
    right = np.tensordot(prior, remaining, axes=(0, 0))
    noise = rng.standard_normal(right.shape)
    drawn = backward(factor, forward(factor, right) + noise)
    return np.asarray(np.tensordot(prior, drawn, axes=(1, 0)), float)


def evidence_gain(vectors: Floats, prior: Floats, factor: Floats) -> float:
    """Return the log marginal likelihood that ``absorb`` gained by its deviations, over all blocks.

    With v about a mean of zero: ½ |L⁻¹ priorᵀ v|² - log det L, L the factor that ``absorb`` gave.
    """
    light = forward(factor, np.tensordot(prior, vectors, axes=(0, 0)))
    diagonal = np.einsum("kkb->kb", factor)
    return float(0.5 * (light**2).sum() - np.log(diagonal).sum())
