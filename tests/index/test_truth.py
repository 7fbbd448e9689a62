"""Planted levels are found again, and the intervals hold them as often as they claim."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.index import Declaration, Variation, build_index, monte_carlo
from analysis.index.methods.draws import draw_cells, draw_levels, draw_missing
from analysis.index.methods.statistics import ranks

MEMBERS = {"P": ["a0", "a1", "a2"], "Q": ["b0", "b1", "b2"], "R": ["c0", "c1", "c2"]}


def _script() -> ModuleType:
    path = Path(__file__).with_name("planted_truth.py")
    spec = importlib.util.spec_from_file_location("planted_truth", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["planted_truth"] = module
    spec.loader.exec_module(module)
    return module


def planted(seed: int, units: int = 40, holes: float = 0.5) -> tuple[pd.DataFrame, pd.Series]:
    """Levels by dimension; indicators of unlike difficulty; half of the cells silent."""
    rng = np.random.default_rng(seed)
    level = 50 + 12 * rng.normal(size=(units, 1)) + 6 * rng.normal(size=(units, 3))
    codes = [c for group in MEMBERS.values() for c in group]
    ease = rng.uniform(-20, 20, 9)
    x = np.repeat(level, 3, axis=1) + ease + 8 * rng.normal(size=(units, 9))
    x[rng.random(x.shape) < holes] = np.nan
    return pd.DataFrame(x, columns=codes), pd.Series(level.mean(axis=1))


def declared() -> Declaration:
    leaves = [
        {"code": c, "parent": d, "goalposts": [0, 100]}
        for d, codes in MEMBERS.items()
        for c in codes
    ]
    groups = [{"code": d, "parent": "L"} for d in MEMBERS] + [{"code": "L"}]
    scale = {"method": "goalposts", "cut": False}
    return Declaration.parse({"indicators": leaves, "groups": groups, "normalise": scale})


def coverage(seed: int, *, filled: bool) -> tuple[float, float]:
    data, truth = planted(seed)
    varied = Variation(replications=60, leave_out="bootstrap", seed=seed)

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        return draw_missing(data, MEMBERS, rng) if filled else data

    units = monte_carlo(build_index(data, declared()), data, varied, draw=draw).units
    place = ranks(truth.to_numpy())
    held = (units["low"] <= place) & (place <= units["high"])
    return float(held.mean()), float(-units["median"].corr(truth, method="spearman"))


def test_drawing_silent_cells_makes_the_intervals_honest() -> None:
    honest = np.array([coverage(seed, filled=True) for seed in range(4)]).mean(axis=0)
    bare = np.array([coverage(seed, filled=False) for seed in range(4)]).mean(axis=0)
    assert 0.85 <= honest[0] <= 0.97
    assert bare[0] < honest[0] - 0.05
    assert honest[1] > bare[1]


def test_draws_keep_the_known_and_differ_from_each_other() -> None:
    data, _ = planted(1)
    one, two = (draw_missing(data, MEMBERS, np.random.default_rng(s)) for s in (1, 2))
    known = data.notna().to_numpy()
    np.testing.assert_array_equal(one.to_numpy()[known], data.to_numpy()[known])
    assert one.notna().all(axis=None)
    assert not one.equals(two)
    assert one.equals(draw_missing(data, MEMBERS, np.random.default_rng(1)))


def test_drawn_values_go_with_what_the_unit_has() -> None:
    data, truth = planted(1, units=200)
    drawn = [draw_missing(data, MEMBERS, np.random.default_rng(s)).to_numpy() for s in range(20)]
    mean = np.mean(drawn, axis=0)
    gaps = data.isna().to_numpy()
    column = pd.Series(np.where(gaps[:, 0], mean[:, 0], np.nan))
    assert column.corr(truth) > 0.5


@pytest.mark.parametrize("draw", [draw_cells, draw_levels])
def test_one_unit_that_differs_on_a_constant_indicator_is_not_drawn_to_the_ends(
    draw: Callable[..., np.ndarray],
) -> None:
    data, _ = planted(1, units=25, holes=0.3)
    x = data.clip(0, 100).to_numpy(copy=True)
    x[:, 0] = 100.0
    x[0, 0], x[0, 1:6] = 75.0, np.nan
    dims = [d for d, codes in MEMBERS.items() for _ in codes]
    seeds = range(60)
    drawn = np.stack([draw(x, dims, np.random.default_rng(s))[0, 1:6] for s in seeds])
    assert (np.clip(drawn, 0, 100) == 0).mean() < 0.1
    assert drawn.std(axis=0).max() < 40


def test_what_cannot_be_drawn_stays_missing_and_limits_hold() -> None:
    data, _ = planted(1)
    data["a0"] = np.nan
    data.loc[:1, "a0"] = 1.0
    for seed in range(20):  # some samples hold one of the two often
        draw_missing(data, MEMBERS, np.random.default_rng(seed))
    made = draw_missing(data, MEMBERS, np.random.default_rng(0), limits=(0, 60))
    assert made["a0"].notna().sum() == 2
    assert made.drop(columns="a0").notna().all(axis=None)
    assert made.mask(data.notna()).max(axis=None) <= 60
    with pytest.raises(TableError, match="a0 stands in no dimension"):
        draw_missing(data, {"Q": MEMBERS["Q"], "R": MEMBERS["R"]}, np.random.default_rng(0))


def rank_coverage(seed: int, *, levels: bool) -> float:
    """Of ranks of drawn levels, or of drawn means of figures, within 90 % intervals."""
    data, truth = planted(seed, holes=0.3)
    dims = [d for d, codes in MEMBERS.items() for _ in codes]
    rng, draw = np.random.default_rng(seed), draw_levels if levels else draw_cells
    drawn = [draw(data.to_numpy(float), dims, rng).mean(axis=1) for _ in range(200)]
    low, high = np.quantile(ranks(np.stack(drawn)), [0.05, 0.95], axis=0, method="nearest")
    place = ranks(truth.to_numpy())
    return float(((low <= place) & (place <= high)).mean())


def test_ranks_of_drawn_levels_hold_planted_ranks_where_ranks_of_drawn_figures_do_not() -> None:
    behind = np.mean([rank_coverage(seed, levels=True) for seed in range(10)])
    figures = np.mean([rank_coverage(seed, levels=False) for seed in range(10)])
    assert 0.85 <= behind <= 0.95
    assert figures < behind - 0.1


@pytest.mark.slow
def test_headline_intervals_hold_the_planted_truth_through_the_whole_chain(tmp_path: Path) -> None:
    script = _script()
    sizes = ((60, 14), (120, 11))
    found = [
        script.corpus(tmp_path / f"{seed}", counties=counties, years=1, seed=seed)
        for counties, seed in sizes
    ]
    pairs = [made.scores() for made in found]
    held = [script.coverage(m, s, m.rates) for m, (s, _) in zip(found, pairs, strict=True)]
    places = [script.rank_coverage(m, c) for m, (_, c) in zip(found, pairs, strict=True)]
    weights = [p["counties"] for p in places]

    def mean(rows: list[dict[str, float]], name: str) -> float:
        return float(np.average([r[name] for r in rows], weights=weights))

    assert 0.85 <= mean(places, "held") <= 0.95
    assert mean(places, "width") < 0.5
    assert mean(places, "median") > 0.85
    assert 0.82 <= mean(held, "index") <= 0.97
    assert 0.85 <= mean(held, "dimensions") <= 0.95
    table = script.calibration(found[1], pairs[1][1])
    assert table["there"].iloc[0] < 0.1 < 0.4 < table["there"].iloc[-1]
