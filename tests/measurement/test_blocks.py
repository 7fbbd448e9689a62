"""Linear algebra on many small matrices: the same as with one matrix at a time."""

from __future__ import annotations

import numpy as np

from analysis.measurement.sampler.blocks import CACHED, absorb

TIMES = 3


def blocks(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precisions of rank 2, right-hand sides that they can make, and a root."""
    rng = np.random.default_rng(4)
    parts = rng.normal(size=(TIMES, 2, count))
    matrices = np.einsum("akb,ckb->acb", parts, parts)
    sides = np.einsum("acb,cb->ab", matrices, rng.normal(size=(TIMES, count)))
    return matrices, sides, np.tril(rng.normal(size=(TIMES, TIMES)))


def test_deviations_are_marginalised_of_more_blocks_than_are_taken_at_once() -> None:
    matrices, sides, root = blocks(CACHED + 2)
    found = absorb(matrices, sides, root)
    for at in (0, CACHED - 1, CACHED + 1):
        m, v = matrices[..., at], sides[..., at]
        weight = np.linalg.inv(np.eye(TIMES) + m @ root @ root.T)
        np.testing.assert_allclose(found.precision[..., at], weight @ m, atol=1e-9)
        np.testing.assert_allclose(found.vectors[..., at], weight @ v, atol=1e-9)


def test_the_gain_is_that_of_the_likelihood_integrated_over_the_deviations() -> None:
    matrices, sides, root = blocks(5)
    total = 0.0
    for at in range(5):
        inner = np.eye(TIMES) + root.T @ matrices[..., at] @ root
        half = root.T @ sides[..., at]
        total += half @ np.linalg.solve(inner, half) / 2 - np.linalg.slogdet(inner)[1] / 2
    np.testing.assert_allclose(absorb(matrices, sides, root).gain, total)


def test_deviations_are_drawn_about_their_conditional_mean() -> None:
    matrices, sides, root = blocks(20_000)
    matrices, sides = (np.repeat(a[..., :1], 20_000, axis=-1) for a in (matrices, sides))
    drawn = absorb(matrices, sides, root).draw_deviation(sides, np.random.default_rng(1))
    precision = np.linalg.inv(root @ root.T) + matrices[..., 0]
    np.testing.assert_allclose(
        drawn.mean(axis=1), np.linalg.solve(precision, sides[:, 0]), atol=0.05
    )
    np.testing.assert_allclose(np.cov(drawn), np.linalg.inv(precision), atol=0.1)
