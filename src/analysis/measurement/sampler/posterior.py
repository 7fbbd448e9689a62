"""The posterior of every county-year: chains run until they agree, scores drawn along the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analysis.config import Study
from analysis.errors import ConvergenceError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index.headline.goalposts import Goalpost
from analysis.index.methods.weights import given
from analysis.measurement.estimand import Scorer, choose_basket
from analysis.measurement.items import Comparability, Figures, prepare_figures
from analysis.measurement.own_lines import Lines, drawn_lines, without_prior
from analysis.measurement.sampler.convergence import effective_size, split_r_hat
from analysis.measurement.sampler.gibbs import Sampler
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

CHAINS = 2
WARM_UP = 300  # iterations that are thrown away; random walks are tuned in them
FIRST, ROUND = 150, 50  # draws of each chain before it is asked whether they suffice, and more
THIN = 4  # iterations for each draw that is kept
MOST = 600  # draws kept of a chain; 3,000 counties with five years take 0.6 MB each
ROUNDS = 20  # then it is an error
SMALL = 40  # county-years under which slow mixing is recorded in the manifest and is no error
WORST_R_HAT = 1.05  # of the 99th percentile of all county-years' levels
LEAST_SIZE = 50.0  # effective draws of the fifth percentile of them: a 5 % quantile to ± 0.3 sd
SHIFTS = (0.5, 1.0)  # standard deviations by which silent cells are taken to be worse
SHIFT_EVERY = 4  # draws: a difference of two scores of one draw is known from few of them
PHANTOMS = 20  # counties without any figure in each draw, for what evidence is measured against


@dataclass(frozen=True)
class Posterior:
    """Draws of S × U units × (D0 … D8, L), in points, and what belongs to them.

    ``compared`` are S × U draws of L by one yardstick for all years, that of the latest;
    ``progress`` are S × subjects × 10, points a year by it, NaN with one year only.
    ``cells`` are U × K, mean scores of the ``basket``'s indicators (of ``dimension``), ``items``
    the items they belong to, ``printed`` whether the report prints them, ``backed`` with N,
    ``required`` whether they count in that year.
    ``shifted`` are U × 10 × len(SHIFTS): mean change if silent cells were worse.
    ``alone`` are years × 10: standard deviation of a county of which nothing is known.
    ``own`` and ``errors`` are 2 × subjects: level (points from the mean) and progress (points a
    year), all dimensions together, as the county's own figures say it, without leaning on other
    counties, and the variance of its error (infinite where silent; ``ROUGH_SCALE`` comes on top).
    """

    figures: Figures
    level: NDArray[np.float32]
    compared: NDArray[np.float32]
    progress: NDArray[np.float32]
    cells: Floats
    items: NDArray[np.int64]
    backed: NDArray[np.bool_]
    printed: NDArray[np.bool_]
    required: NDArray[np.bool_]
    basket: tuple[str, ...]
    dimension: NDArray[np.int64]
    weights: Floats
    shifted: Floats
    alone: Floats
    own: Floats
    errors: Floats
    diagnosis: dict[str, float]


@dataclass(frozen=True)
class _Draw:
    """One draw, as in ``Posterior``."""

    level: NDArray[np.float32]
    compared: NDArray[np.float32]
    progress: NDArray[np.float32]
    lines: Lines


class _Chain:
    """One chain, the draws that are kept of it, and what is summed up along it."""

    def __init__(self, sampler: Sampler, scorer: Scorer) -> None:
        self.sampler, self.scorer, self.thin = sampler, scorer, THIN
        self.draws: list[_Draw] = []
        self.phantoms: list[Floats] = []
        self.summed, self.shifts = 0, 0
        self.cells = np.zeros(scorer.basket.item.shape)
        self.shifted = np.zeros((len(scorer.subject), len(DIMENSIONS) + 1, len(SHIFTS)))

    def run(self, draws: int) -> None:
        """Add draws; where they become too many, every second one goes, also from then on."""
        for _ in range(draws):
            if len(self.draws) == MOST:
                self.draws, self.thin = self.draws[1::2], 2 * self.thin
            for _ in range(self.thin):
                self.sampler.step()
            self._keep()

    def _keep(self) -> None:
        scorer = self.scorer
        drawn = scorer.values()
        cells = scorer.indicator_scores(*drawn)
        level = scorer.combine(cells)
        latest = drawn if scorer.same else scorer.values(now=True)
        now = level if scorer.same else scorer.compared(latest)
        self.draws.append(
            _Draw(
                level.astype(np.float32),
                now[:, -1].astype(np.float32),
                scorer.slope(now).astype(np.float32),
                drawn_lines(scorer, latest[0], level),
            )
        )
        self.phantoms.append(scorer.phantoms(PHANTOMS))
        if self.summed % SHIFT_EVERY == 0:
            self.shifts += 1
            for place, shift in enumerate(SHIFTS):
                self.shifted[:, :, place] += scorer.shifted(drawn, cells, shift) - level
        self.summed += 1
        self.cells += cells


def sample_posterior(
    panel: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    study: Study,
    within: Comparability | None = None,
) -> Posterior:
    """Fit the measurement model to a panel.

    Args:
        panel: table PANEL.
        goalposts: see ``load_goalposts``.
        codebook: the indicators.
        study: ``[index]`` gives the seed and the weights of dimensions.
        within: breaks of series and counties, and figures in doubt; none where it is None.

    Raises:
        TableError: the panel is empty.
        ConvergenceError: the chains of ``SMALL`` county-years or more still differ after all
            rounds; of fewer the diagnosis says so.
    """
    seed = study.index.seed
    figures = prepare_figures(panel, goalposts, codebook, within or Comparability())
    basket = choose_basket(figures, panel, goalposts, codebook)
    weights = given(DIMENSIONS, study.index.weights)
    chains = []
    with threadpool_limits(limits=1):  # small products; threads would only wait for each other
        for number in range(CHAINS):
            sampler = Sampler(figures, (seed, number))
            for _ in range(WARM_UP):
                sampler.step(tune=True)
            chains.append(_Chain(sampler, Scorer(sampler, basket, weights, (seed, number, 1))))
        diagnosis = _run_until_agreed(chains)
    return _collected(chains, figures, diagnosis)


def _run_until_agreed(chains: Sequence[_Chain]) -> dict[str, float]:
    for number in range(ROUNDS):
        for chain in chains:
            chain.run(ROUND if number else FIRST)
        found = _diagnose(chains)
        if agreed(found):
            return found
    if len(chains[0].scorer.subject) < SMALL:
        return found
    raise ConvergenceError(
        f"the chains of the measurement model do not agree after {chains[0].summed} draws each "
        f"(R-hat {found['r_hat']:.3f}, at most {WORST_R_HAT}; effective draws "
        f"{found['effective']:.0f}, at least {LEAST_SIZE:.0f}); usually an indicator mixes figures "
        "of two kinds: look for one in notebook 02, or take another seed in [index]"
    )


def agreed(diagnosis: Mapping[str, float]) -> bool:
    """Tell whether the chains agree: R-hat is small enough and there are draws enough.

    Args:
        diagnosis: of a posterior, as it stands under ``measurement`` in the manifest of the build.
    """
    return diagnosis["r_hat"] <= WORST_R_HAT and diagnosis["effective"] >= LEAST_SIZE


def mixing_note(diagnosis: Mapping[str, float]) -> str:
    """Return what a reader must know of chains that do not agree; "" where they do."""
    if agreed(diagnosis):
        return ""
    return (
        "levels are rough: with few reports the chains of the measurement model mix slowly (R-hat "
        f"{diagnosis['r_hat']:.2f}, at most {WORST_R_HAT}; effective draws "
        f"{diagnosis['effective']:.0f}, at least {LEAST_SIZE:.0f}); another seed in [index] shows "
        "by how much intervals move"
    )


def _diagnose(chains: Sequence[_Chain]) -> dict[str, float]:
    """Return R-hat and effective size of L of county-years and of their mean in each year."""
    level = np.stack([np.stack([d.level[:, -1] for d in c.draws]) for c in chains]).astype(float)
    times = chains[0].scorer.time
    means = np.stack([level[:, :, times == t].mean(axis=2) for t in np.unique(times)], axis=2)
    r_hat = split_r_hat(level)
    return {
        "r_hat": float(max(np.quantile(r_hat, 0.99), split_r_hat(means).max())),
        "effective": float(np.quantile(effective_size(level), 0.05)),
        "draws": float(level.shape[0] * level.shape[1]),
        "figures": float(len(chains[0].sampler.layout.cells.item)),
    }


def _collected(
    chains: Sequence[_Chain], figures: Figures, diagnosis: dict[str, float]
) -> Posterior:
    scorer = chains[0].scorer
    summed = sum(c.summed for c in chains)
    draws = [draw for chain in chains for draw in chain.draws]
    own, errors = without_prior(
        [draw.lines for draw in draws], chains[0].sampler.layout.printed_years
    )
    return Posterior(
        figures=figures,
        level=np.stack([draw.level for draw in draws]),
        compared=np.stack([draw.compared for draw in draws]),
        progress=np.stack([draw.progress for draw in draws]),
        cells=np.sum([c.cells for c in chains], axis=0) / summed,
        items=scorer.basket.item,
        backed=scorer.basket.cell >= 0,
        printed=~scorer.basket.silent,
        required=scorer.basket.required,
        dimension=scorer.basket.dimension,
        weights=scorer.shares_in_level(),
        basket=tuple(p.indicator for p in scorer.basket.goalposts),
        shifted=np.sum([c.shifted for c in chains], axis=0) / sum(c.shifts for c in chains),
        alone=np.concatenate([np.stack(c.phantoms) for c in chains]).std(axis=(0, 2)),
        own=own,
        errors=errors,
        diagnosis=diagnosis,
    )
