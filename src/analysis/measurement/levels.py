"""Table LEVELS: the level of every county-year with a report, with what it rests on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import Study
from analysis.errors import StoreError
from analysis.files import whole
from analysis.index.headline.bands import band
from analysis.measurement.grades import chances_above, discordance, report_card
from analysis.measurement.sampler.posterior import Posterior
from analysis.tables.contracts import SCORES
from analysis.tables.contracts_measurement import FIGURE_SCORES, LEVELS, REPORT_CARDS
from analysis.tables.schema import BANDS, DIMENSIONS

Floats = NDArray[np.float64]

COLUMNS = (*DIMENSIONS, "L")
DRAWS = "draws.npy"
NOTHING = 65_535  # instead of a draw where nothing was required


def level_table(posterior: Posterior, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return tables LEVELS and REPORT_CARDS.

    A level is given for every county-year and dimension; how far it rests on the county's own
    figures says ``evidence``: 1 less the share of the variance that a county without any figure
    has and that is left. Grades and ranks are of L within a year; a rank has its interval.
    """
    tail = (1 - study.index.confidence) / 2
    units = posterior.figures.units
    low, median, high, spread = _summarised(posterior.level, tail)
    alone = posterior.alone[units["time"].to_numpy(int)]
    with np.errstate(divide="ignore", invalid="ignore"):
        evidence = np.clip(1 - (spread / alone) ** 2, 0, 1)
    chances = _band_chances(posterior.level, study.index.bands)
    ranks, grades, cards = _within_years(posterior, study, tail)
    columns = {
        "median": median,
        "low": low,
        "high": high,
        **{f"band_{b.lower()}": chances[k] for k, b in enumerate(BANDS)},
        "evidence": evidence,
        "printed": _counted(posterior, posterior.printed),
        "expected": _counted(posterior, posterior.required),
        "shift_half": posterior.shifted[:, :, 0],
        "shift_one": posterior.shifted[:, :, 1],
        "rank": ranks[1],
        "rank_low": ranks[0],
        "rank_high": ranks[2],
        "grade": grades,
    }
    keys = units[["county_code", "year"]].loc[units.index.repeat(len(COLUMNS))]
    flat = {name: np.asarray(values).ravel() for name, values in columns.items()}
    table = keys.reset_index(drop=True).assign(dimension=np.tile(COLUMNS, len(units)), **flat)
    table["band"] = np.array(BANDS, dtype=object)[chances.argmax(axis=0).ravel()]
    table.loc[table["median"].isna(), "band"] = None
    return LEVELS.check(table), cards


def _summarised(level: NDArray[np.float32], tail: float) -> Floats:
    """Return low, median, high and standard deviation: 4 × units × 10.

    One dimension after the other: quantiles and deviations copy what they are taken of.
    """
    found = np.empty((4, *level.shape[1:]))
    for column in range(level.shape[2]):
        draws = level[:, :, column]
        found[:3, :, column] = np.quantile(draws, [tail, 0.5, 1 - tail], axis=0)
        found[3, :, column] = draws.std(axis=0)
    return found


def _band_chances(level: NDArray[np.float32], limits: tuple[float, float, float]) -> Floats:
    """Return the share of draws in each band: 4 × units × 10."""
    above = np.stack([(level >= limit).mean(axis=0) for limit in limits])
    edges = np.concatenate([np.zeros((1, *above.shape[1:])), above, np.ones((1, *above.shape[1:]))])
    return np.diff(edges, axis=0)


def _counted(posterior: Posterior, cells: NDArray[np.bool_]) -> Floats:
    """Count cells by dimension and in all."""
    own = posterior.dimension[:, None] == np.arange(len(DIMENSIONS))
    counted = cells.astype(float) @ own
    return np.column_stack([counted, counted.sum(axis=1)])


def _within_years(
    posterior: Posterior, study: Study, tail: float
) -> tuple[Floats, Floats, pd.DataFrame]:
    """Return ranks of L (low, median, high), grades, and the discordance of grades and bands."""
    units, level = posterior.figures.units, posterior.level
    shape = (len(units), len(COLUMNS))
    ranks, grades, cards = np.full((3, *shape), np.nan), np.full(shape, np.nan), []
    for year, rows in units.groupby("year").indices.items():
        draws = np.ascontiguousarray(level[:, rows, -1])
        places = (-draws).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
        quantiles = [tail, 0.5, 1 - tail]
        ranks[:, rows, -1] = np.quantile(places, quantiles, axis=0, method="nearest")
        above = chances_above(draws)
        card = report_card(above)
        grades[rows, -1] = card.grades
        cards.append((year, "grades", card.grades.max(), card.discordance, card.pairs_apart))
        letters = band(np.median(draws, axis=0), study.index.bands)
        number = np.array([BANDS.index(letter) for letter in letters])
        found = discordance(above, number)
        cards.append((year, "bands", len(set(letters)), *found))
    return ranks, grades, REPORT_CARDS.check(pd.DataFrame(cards, columns=[*REPORT_CARDS.columns]))


def as_scores(levels: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return levels in the columns of table SCORES, for figures and tables that show either."""
    limits = study.index.bands
    return SCORES.check(
        pd.DataFrame(
            {
                **{c: levels[c] for c in ("county_code", "year", "dimension")},
                "score": levels["median"],
                "low": levels["low"],
                "high": levels["high"],
                "band": levels["band"],
                "band_low": band(levels["low"].to_numpy(float), limits),
                "band_high": band(levels["high"].to_numpy(float), limits),
                "observed": levels["printed"],
                "expected": levels["expected"],
            }
        )
    )


def figure_table(posterior: Posterior) -> pd.DataFrame:
    """Return table FIGURE_SCORES: what each printed figure is worth, and adds to L.

    ``usual`` is the mean score of the same indicator over all county-years of that year, silent
    ones estimated; ``weight`` is its share in L, so that ``weight`` (``score`` - ``usual``) is what
    it lifts L by, or lowers.
    """
    units = posterior.figures.units
    unit, column = np.nonzero(posterior.printed & posterior.required)
    usual = pd.DataFrame(posterior.cells).groupby(units["year"].to_numpy(int)).transform("mean")
    own = units.iloc[unit].reset_index(drop=True)
    return FIGURE_SCORES.check(
        pd.DataFrame(
            {
                "county_code": own["county_code"],
                "year": own["year"],
                "indicator": np.array(posterior.basket, dtype=object)[column],
                "score": posterior.cells[unit, column],
                "usual": usual.to_numpy(float)[unit, column],
                "weight": posterior.weights[unit, column],
                "backed": posterior.backed[unit, column],
            }
        )
    )


def write_draws(folder: Path, posterior: Posterior) -> None:
    """Write the draws of levels to ``DRAWS``, in hundredths of a point.

    Draws × county-years × (D0 … D8, L), county-years in the order of table LEVELS.
    """
    hundredths = np.round(100 * posterior.level.astype(float))
    packed = np.where(np.isfinite(hundredths), hundredths, NOTHING).astype(np.uint16)
    with whole(folder / DRAWS) as path, path.open("wb") as file:
        np.save(file, packed, allow_pickle=False)


def read_draws(folder: Path) -> NDArray[np.float32]:
    """Read what ``write_draws`` wrote, in points; NaN where nothing was required.

    Raises:
        StoreError: it is not there.
    """
    try:
        packed = np.load(folder / DRAWS, allow_pickle=False)
    except OSError:
        raise StoreError(f"{folder / DRAWS} is not there; run: fazhi build") from None
    return np.where(packed == NOTHING, np.nan, packed / 100).astype(np.float32)
