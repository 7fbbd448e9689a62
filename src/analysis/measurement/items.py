"""Figures as the measurement model takes them: items, cells, and the counties they belong to.

An item is what one set of parameters describes: an indicator between two breaks of its series, with
N (*backed*) or without (*bare*). A bare figure proves little and may be talk, so it is an item of
its own. A county that was merged, renamed or the like is a new subject from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit

from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index.headline.goalposts import BINOMIAL, Goalpost
from analysis.index.headline.level import DOUBTFUL
from analysis.panel.breaks import Break
from analysis.panel.county_breaks import CountyBreaks
from analysis.panel.missing import OBSERVED
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEY = ["county_code", "year"]
POOLS = ("rate", "count", "bare")  # items whose noise is alike
EXACT = ("exact", "zero", "all")
ROUGH = 0.1  # relative error of "over", "about", "at least": two significant digits are kept
USUAL_CASES = 30.0  # of a rate whose number of cases is printed nowhere
EDGE = 0.01  # shares at the goalposts 0 % and 100 % are taken at 1 % and 99 %
FLAT = 5.0  # standard deviation, on the link scale, of an item's mean without goalposts


@dataclass(frozen=True)
class Comparability:
    """What does not compare, and what does not count.

    ``breaks`` are dated changes of law: a series is another item after one. ``moved`` are those of
    counties. ``doubted`` holds county, year and indicator of figures that failed the arithmetic
    audit, beside those that the panel marks.
    """

    breaks: tuple[Break, ...] = ()
    moved: CountyBreaks | None = None
    doubted: pd.MultiIndex | None = None


@dataclass(frozen=True)
class Items:
    """One entry per item; ``mean`` and ``spread`` are the prior of its average (link scale)."""

    indicator: tuple[str, ...]
    segment: Ints  # 0, 1, … between breaks
    bare: NDArray[np.bool_]
    dimension: Ints  # position in DIMENSIONS
    pool: Ints  # position in POOLS
    mean: Floats
    spread: Floats

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.indicator)


@dataclass(frozen=True)
class Cells:
    """One entry per usable figure; more is better on the link scale.

    Rates with N have ``successes`` of ``trials``; all others have ``trials`` 0 and the value
    ``link`` (log or log-odds) with the known variance ``error``.
    """

    subject: Ints
    time: Ints
    item: Ints
    successes: Floats
    trials: Floats
    link: Floats
    error: Floats


@dataclass(frozen=True)
class Figures:
    """All that the sampler needs, and what leads back to county and year.

    ``units`` are the county-years with a report: ``county_code``, ``year``, ``subject``, ``time``.
    ``segment_of`` is indicators with goalposts × years: the segment of the series.
    """

    items: Items
    cells: Cells
    units: pd.DataFrame
    years: Ints
    province: Ints  # of each subject
    provinces: tuple[str, ...]
    segment_of: Ints

    @property
    def subjects(self) -> int:
        """Number of counties, one that was changed counted once before and once after."""
        return len(self.province)


def usable_figures(
    panel: pd.DataFrame,
    codebook: Codebook,
    doubted: pd.MultiIndex | None = None,
) -> pd.DataFrame:
    """Return the rows of the panel that inform about level.

    Indicators of role ``level`` with a direction, reported, not failed by the arithmetic audit.

    Args:
        panel: table PANEL.
        codebook: the indicators.
        doubted: county, year and indicator of further figures that failed it.
    """
    names = [i.code for i in codebook if i.role == "level" and i.direction]
    rows = panel[panel["indicator"].isin(names) & panel["value"].notna()]
    rows = rows[rows["state"].isin(OBSERVED) & ~rows["reason"].isin(DOUBTFUL)]
    if doubted is not None and len(doubted):
        rows = rows[~pd.MultiIndex.from_frame(rows[[*KEY, "indicator"]]).isin(doubted)]
    return rows.sort_values([*KEY, "indicator"], ignore_index=True)


def prepare_figures(
    panel: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    within: Comparability,
) -> Figures:
    """Turn a panel into cells, items and subjects.

    Args:
        panel: table PANEL.
        goalposts: of the indicators that make the level; those without data become items too.
        codebook: the indicators.
        within: breaks of series and counties, and figures in doubt.

    Raises:
        TableError: the panel has no rows.
    """
    if panel.empty:
        raise TableError("table panel: no rows, so no level can be estimated")
    units = panel[KEY].drop_duplicates().sort_values(KEY, ignore_index=True)
    years = np.unique(units["year"].to_numpy(int))
    subject, codes = _subjects(units, within.moved)
    units = units.assign(subject=subject, time=np.searchsorted(years, units["year"].to_numpy(int)))
    rows = usable_figures(panel, codebook, within.doubted)
    basis = _basis(codebook, goalposts)
    rows = _with_link(rows.assign(basis=rows["indicator"].map(basis)), codebook)
    segments = {name: _segments(name, years, within.breaks) for name in basis}
    time = np.searchsorted(years, rows["year"].to_numpy(int))
    pairs = zip(rows["indicator"], time, strict=True)
    rows = rows.assign(segment=[segments[str(name)][t] for name, t in pairs], time=time)
    items, place = _items(rows, goalposts, codebook, basis, segments)
    at = units.set_index(KEY)["subject"].reindex(pd.MultiIndex.from_frame(rows[KEY]))
    cells = Cells(
        at.to_numpy(np.int64),
        time.astype(np.int64),
        np.array([place[k] for k in _item_keys(rows)], dtype=np.int64),
        *(rows[c].to_numpy(float) for c in ("successes", "trials", "link", "error")),
    )
    names, province = np.unique([code[:2] for code in codes], return_inverse=True)
    segment_of = np.array([segments[p.indicator] for p in goalposts], dtype=np.int64)
    return Figures(
        items, cells, units, years, province.astype(np.int64), tuple(map(str, names)),
        segment_of.reshape(len(goalposts), len(years)),
    )  # fmt: skip


def _subjects(units: pd.DataFrame, moved: CountyBreaks | None) -> tuple[Ints, list[str]]:
    """Number the counties; a change of the county between two of its years starts a new one."""
    found, codes = np.zeros(len(units), np.int64), []
    last, before = "", 0
    for row, (code, year) in enumerate(zip(units["county_code"], units["year"], strict=True)):
        changed = moved is not None and moved.between(str(code), before, int(year))
        if code != last or changed:
            codes.append(str(code))
        found[row] = len(codes) - 1
        last, before = str(code), int(year)
    return found, codes


def _basis(codebook: Codebook, goalposts: Sequence[Goalpost]) -> dict[str, str]:
    """Return how each level indicator is measured; those without goalposts by their kind."""
    plain = {
        i.code: "rate" if i.kind == "rate" else "ratio" if i.denominator else "count"
        for i in codebook
        if i.role == "level" and i.direction
    }
    return plain | {p.indicator: p.basis for p in goalposts}


def _segments(name: str, years: Ints, breaks: Iterable[Break]) -> Ints:
    """Return the number of the comparable stretch that each year of a series lies in."""
    own = [b for b in breaks if name in b.indicators]
    cut = [any(b.parts(name, a, z) for b in own) for a, z in pairwise(years.tolist())]
    return np.concatenate([[0], np.cumsum(cut)]).astype(np.int64)


def _with_link(rows: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    basis = rows["basis"].to_numpy(object)
    value, total = rows["value"].to_numpy(float), rows["denominator"].to_numpy(float)
    up = np.array([codebook[i].direction > 0 for i in rows["indicator"]], dtype=bool)
    proportion = np.isin(basis, BINOMIAL)
    known = np.nan_to_num(total) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = rows["numerator"].to_numpy(float) / total  # sharper than a rounded rate
        share = np.where(basis == "share", value / total, value / 100)
    share = np.where(np.isfinite(exact) & proportion, exact, share)
    possible = ~proportion | ((basis == "share") & ~known) | ((share >= 0) & (share <= 1))
    good = np.where(up, share, 1 - share)
    backed = proportion & known
    cases = rows["indicator"].map(_usual_cases(rows)).fillna(USUAL_CASES).to_numpy(float)
    bare_rate = proportion & ~known & (basis != "share")
    squeezed = (np.clip(good, 0, 1) * cases + 0.5) / (cases + 1)
    amount = np.log(np.maximum(value, 0) + 0.5) - np.where(
        (basis == "ratio") & known, np.log(np.where(known, total, 1)), 0
    )
    rough = ~rows["qualifier"].isin(EXACT).to_numpy(bool)
    made = rows.assign(
        bare=~known & (proportion | (basis == "ratio")),
        successes=np.where(backed, good * total, 0.0),
        trials=np.where(backed, total, 0.0),
        link=np.where(bare_rate, logit(squeezed), np.where(up, amount, -amount)),
        error=np.where(rough, ROUGH**2, 0.0),
    )
    kept: pd.DataFrame = made[possible].reset_index(drop=True)
    return kept


def _usual_cases(rows: pd.DataFrame) -> pd.Series[float]:
    """Return the lower quartile of the N that are printed for each indicator."""
    known = rows[rows["denominator"].fillna(0) > 0]
    return known.groupby("indicator")["denominator"].quantile(0.25)


def _item_keys(rows: pd.DataFrame) -> Iterable[tuple[str, int, bool]]:
    triple = (rows["indicator"], rows["segment"], rows["bare"])
    return ((str(n), int(s), bool(b)) for n, s, b in zip(*triple, strict=True))


def _items(
    rows: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    basis: dict[str, str],
    segments: dict[str, Ints],
) -> tuple[Items, dict[tuple[str, int, bool], int]]:
    post = {p.indicator: p for p in goalposts}
    wanted = {(p, int(s), False) for p in post for s in np.unique(segments[p])}
    keys = sorted(wanted | set(_item_keys(rows)))
    priors = [_prior(post.get(name), codebook[name].direction, bare) for name, _, bare in keys]
    pools = [
        POOLS.index("bare" if bare else "rate" if basis[name] in BINOMIAL else "count")
        for name, _, bare in keys
    ]
    items = Items(
        tuple(name for name, _, _ in keys),
        np.array([s for _, s, _ in keys], dtype=np.int64),
        np.array([bare for _, _, bare in keys], dtype=bool),
        np.array([DIMENSIONS.index(codebook[name].dimension) for name, _, _ in keys], np.int64),
        np.array(pools, dtype=np.int64),
        np.array([mean for mean, _ in priors]),
        np.array([spread for _, spread in priors]),
    )
    return items, {key: position for position, key in enumerate(keys)}


def _prior(post: Goalpost | None, direction: int, bare: bool) -> tuple[float, float]:
    """Return the prior of an item's average: the middle of its goalposts, and their distance.

    With a standard deviation as wide as the whole range, an indicator that no report prints may lie
    anywhere between its goalposts.
    """
    if post is None or bare:
        return 0.0, FLAT
    if post.basis in BINOMIAL:
        ends = np.array([post.low, post.high]) / 100
        flip = post.basis == "failure" or direction < 0
        low, high = logit(np.clip(1 - ends if flip else ends, EDGE / 10, 1 - EDGE))
    else:
        worst = max(post.low, post.high / 10) if direction > 0 else post.low
        half = 0.0 if post.basis == "ratio" else 0.5
        low, high = direction * np.log(np.array([worst, post.high]) + half)
    return float(low + high) / 2, float(abs(high - low))
