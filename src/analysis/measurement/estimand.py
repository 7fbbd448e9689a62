"""From a state of the chain to scores of all indicators of the basket, printed or silent.

The basket of a dimension holds its indicators with goalposts that at least ``LEAST`` county-years
print; where there is none, all of them, so that a dimension that nobody writes about has a level as
wide as the goalposts. Printed figures enter as the county's own rate or value, silent ones as a
draw of what they would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from analysis.extraction.indicators.codebook import Codebook
from analysis.index.headline.goalposts import BINOMIAL, Goalpost
from analysis.index.headline.level import score_natural
from analysis.measurement.items import KEY, Figures
from analysis.measurement.sampler.gibbs import Sampler
from analysis.panel.rates import full_claim_bound
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST = 3  # county-years that print an indicator, for its average to be an estimate
LARGEST = 50.0  # of a logarithm of a count, so that no draw overflows
UNBOUNDED = 1e5  # cases of a rate of which no N is known: the cap does not bind


@dataclass(frozen=True)
class Basket:
    """Which indicators make the level, by county-year; U units × K indicators.

    ``item`` and ``item_now`` are the items of a unit's own year and of the latest comparable years
    (the yardstick of progress); ``cell`` is the printed figure of each or -1; ``cases`` is N, of
    another year of the county where the report prints none, NaN where the county never does;
    ``printed_cases`` are all N that are printed, by indicator.
    """

    goalposts: tuple[Goalpost, ...]
    upward: Bools
    dimension: Ints
    item: Ints
    item_now: Ints
    cell: Ints
    cell_now: Ints
    required: Bools
    silent: Bools
    cases: Floats
    printed_cases: tuple[Floats, ...]


def choose_basket(
    figures: Figures, panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook
) -> Basket:
    """Return the basket of every county-year."""
    posts = _printed_often(figures, goalposts, codebook)
    names, units = [p.indicator for p in posts], figures.units
    by_year = _items_by_year(figures, goalposts, names)
    item = by_year.T[units["time"].to_numpy(int)]
    item_now = np.broadcast_to(by_year[:, -1], item.shape)
    index = pd.MultiIndex.from_frame(units[KEY])
    own = panel[panel["indicator"].isin(names)]
    wide = [own.pivot(index=KEY, columns="indicator", values=v) for v in ("denominator", "state")]
    cases, state = (table.reindex(index=index, columns=names) for table in wide)
    cases = cases.astype(float).where(cases > 0)
    by_county = cases.groupby(units["subject"].to_numpy(int))
    return Basket(
        tuple(posts),
        np.array([codebook[name].direction > 0 for name in names]),
        np.array([DIMENSIONS.index(codebook[name].dimension) for name in names], np.int64),
        item,
        item_now,
        _cells_at(figures, item),
        _cells_at(figures, item_now),
        state.to_numpy(object) != "not_required",
        ~_printed(figures, names),
        np.asarray(by_county.bfill().fillna(by_county.ffill()), float),
        tuple(_known_cases(cases[name].to_numpy(float)) for name in names),
    )


def _items_by_year(figures: Figures, goalposts: Sequence[Goalpost], names: Sequence[str]) -> Ints:
    """Return the backed item of each indicator in each year."""
    items = figures.items
    triples = zip(items.indicator, items.segment.tolist(), items.bare, strict=True)
    known = {(name, s): at for at, (name, s, bare) in enumerate(triples) if not bare}
    row = {p.indicator: position for position, p in enumerate(goalposts)}
    return np.array(
        [[known[name, int(s)] for s in figures.segment_of[row[name]]] for name in names]
    )


def _printed_often(
    figures: Figures, goalposts: Sequence[Goalpost], codebook: Codebook
) -> list[Goalpost]:
    backed = figures.cells.item[~figures.items.bare[figures.cells.item]]
    count = pd.Series(np.array(figures.items.indicator, dtype=object)[backed]).value_counts()
    often = [p for p in goalposts if count.get(p.indicator, 0) >= LEAST]
    covered = {codebook[p.indicator].dimension for p in often}
    return [p for p in goalposts if p in often or codebook[p.indicator].dimension not in covered]


def _cells_at(figures: Figures, item: Ints) -> Ints:
    """Return the position of the figure of each unit and item, -1 where there is none."""
    cells, units = figures.cells, figures.units
    total = len(figures.items)
    unit = np.full((figures.subjects, len(figures.years)), -1)
    unit[units["subject"].to_numpy(int), units["time"].to_numpy(int)] = np.arange(len(units))
    table = np.full((len(units), total), -1)
    table[unit[cells.subject, cells.time], cells.item] = np.arange(len(cells.item))
    return np.take_along_axis(table, item, axis=1)


def _printed(figures: Figures, names: Sequence[str]) -> Bools:
    """Tell which units print an indicator, with N or without."""
    cells, units = figures.cells, figures.units
    unit = np.full((figures.subjects, len(figures.years)), -1)
    unit[units["subject"].to_numpy(int), units["time"].to_numpy(int)] = np.arange(len(units))
    column = {name: position for position, name in enumerate(names)}
    of_item = np.array([column.get(name, len(names)) for name in figures.items.indicator])
    found = np.zeros((len(units), len(names) + 1), bool)
    found[unit[cells.subject, cells.time], of_item[cells.item]] = True
    return found[:, :-1]


def _known_cases(cases: Floats) -> Floats:
    known = cases[np.isfinite(cases)]
    return known if len(known) >= LEAST else np.array([UNBOUNDED])


def _contrasts(subject: Ints, year: Floats, count: int) -> tuple[csr_array, Bools]:
    """Return the matrix (subjects × units) that makes slopes, and who has two years or more."""
    years = np.bincount(subject, minlength=count)
    centred = year - (np.bincount(subject, year, count) / np.maximum(years, 1))[subject]
    spread = np.bincount(subject, centred**2, count)
    many = spread > 0
    weight = centred / np.where(many, spread, 1.0)[subject]
    shape = (count, len(subject))
    return csr_array((weight, (subject, np.arange(len(subject)))), shape=shape), many


class Scorer:
    """Turns states into scores: units × (dimensions, L), in points."""

    def __init__(
        self, sampler: Sampler, basket: Basket, weights: Floats, seed: tuple[int, ...]
    ) -> None:
        self.sampler, self.basket, self.weights = sampler, basket, weights
        self.rng = np.random.default_rng(seed)
        units = sampler.layout.figures.units
        self.subject, self.time = (units[c].to_numpy(int) for c in ("subject", "time"))
        members = (basket.dimension[:, None] == np.arange(len(DIMENSIONS))).astype(float)
        self.members = members
        total = basket.required @ members
        self.empty = total == 0
        self.total = np.where(self.empty, 1.0, total)
        self.contrast, self.many = _contrasts(
            self.subject, sampler.layout.year[self.time], sampler.layout.count
        )
        self.even = members / np.maximum(members.sum(axis=0), 1)
        self.same = bool((basket.item == basket.item_now).all() and basket.required.all())

    def values(self, *, now: bool = False) -> tuple[Floats, Floats]:
        """Draw every cell on the link scale, and the number of cases of each.

        Args:
            now: by the yardstick of the latest year, for comparisons between years.
        """
        s, basket = self.sampler.state, self.basket
        item = basket.item_now if now else basket.item
        cell = basket.cell_now if now else basket.cell
        habit = self._habits()[self.subject[:, None], item]
        theta = s.theta[self.time, self.subject][:, basket.dimension]
        noise = self.rng.standard_normal(item.shape) * np.sqrt(s.noise)[item]
        drawn = s.mu[item] + s.loading[item] * theta + habit + noise
        printed = np.append(s.y, np.nan)[cell]  # -1, nothing printed, is the value added at the end
        return np.where(cell >= 0, printed, drawn), self._cases(basket.cases)

    def _cases(self, cases: Floats) -> Floats:
        """Draw the cases of a county that never prints them from those that others print."""
        filled = cases.copy()
        for column, known in enumerate(self.basket.printed_cases):
            gaps = np.isnan(cases[:, column])
            filled[gaps, column] = self.rng.choice(known, int(gaps.sum()))
        return filled

    def _habits(self) -> Floats:
        """Return habits of counties with items; those without figures are drawn."""
        s, made = self.sampler.state, self.sampler.layout
        shape = (made.count, len(s.mu))
        habit = self.rng.standard_normal(shape) * np.sqrt(s.habit_variance)
        habit[made.pair_subject, made.pair_item] = s.habit
        return habit

    def indicator_scores(self, values: Floats, cases: Floats) -> Floats:
        """Return the scores of cells, U × K; a rate is worth what its cases can prove at most."""
        basket = self.basket
        natural = np.empty_like(values)
        for column, post in enumerate(basket.goalposts):
            x, up, total = values[:, column], basket.upward[column], cases[:, column]
            if post.basis in BINOMIAL:
                good = np.minimum(expit(x), full_claim_bound(total))
                natural[:, column] = 100 * (good if up else 1 - good)
            else:
                count = np.exp(np.minimum(x if up else -x, LARGEST))
                natural[:, column] = count - 0.5 / (total if post.basis == "ratio" else 1.0)
        return score_natural(natural.ravel(), basket.goalposts).reshape(values.shape)

    def combine(self, cells: Floats) -> Floats:
        """Return means of dimensions and L; NaN for a dimension that nothing is required of."""
        dimensions = (cells * self.basket.required) @ self.members / self.total
        weights = np.where(self.empty, 0.0, self.weights)
        level = (dimensions * weights).sum(axis=1) / weights.sum(axis=1)
        return np.column_stack([np.where(self.empty, np.nan, dimensions), level])

    def shares_in_level(self) -> Floats:
        """Return the share of each indicator in L, U × K."""
        weights = np.where(self.empty, 0.0, self.weights)
        weights = weights / weights.sum(axis=1, keepdims=True)
        return np.asarray((weights / self.total) @ self.members.T * self.basket.required)

    def compared(self, drawn: tuple[Floats, Floats]) -> Floats:
        """Return scores by one yardstick for all years: every indicator of the basket counts."""
        dimensions = self.indicator_scores(*drawn) @ self.even
        level = dimensions @ self.weights / self.weights.sum()
        return np.column_stack([dimensions, level])

    def slope(self, scores: Floats) -> Floats:
        """Return the least-squares change of each subject over its years, points a year."""
        return np.where(self.many[:, None], self.contrast @ np.nan_to_num(scores), np.nan)

    def shifted(self, drawn: tuple[Floats, Floats], cells: Floats, shift: float) -> Floats:
        """Return scores if every silent cell were ``shift`` standard deviations worse."""
        (values, cases), s, basket = drawn, self.sampler.state, self.basket
        spread = s.loading**2 * s.theta.var(axis=(0, 1))[self.sampler.layout.items.dimension]
        spread = np.sqrt(spread + s.habit_variance + s.noise)
        worse = self.indicator_scores(values - shift * spread[basket.item], cases)
        return self.combine(np.where(basket.silent, worse, cells))

    def phantoms(self, count: int) -> Floats:
        """Return L and dimensions of counties without any figure: years × count × 10."""
        s, basket, rng = self.sampler.state, self.basket, self.rng
        courses, times = self.sampler.trajectories, self.sampler.layout.times
        normal = rng.standard_normal
        common, own = courses.common_root(s.variance), courses.own_root(s.variance)
        theta = s.effect[:, rng.integers(s.effect.shape[1], size=count), None]
        theta = theta + (common @ normal((common.shape[1], count)))[:, :, None]
        theta = theta + np.tensordot(own, normal((own.shape[1], count, len(DIMENSIONS))), (1, 0))
        found = []
        for t in range(times):
            row = np.flatnonzero(self.time == t)[0]
            item = np.broadcast_to(basket.item[row], (count, basket.item.shape[1]))
            spread = np.sqrt(s.habit_variance + s.noise)[item]
            x = s.mu[item] + s.loading[item] * theta[t][:, basket.dimension]
            unknown = self._cases(np.full(item.shape, np.nan))
            cells = self.indicator_scores(x + spread * normal(item.shape), unknown)
            dimensions = (cells * basket.required[row]) @ self.members / self.total[row]
            weights = np.where(self.empty[row], 0.0, self.weights)
            found.append(np.column_stack([dimensions, dimensions @ weights / weights.sum()]))
        return np.stack(found)
