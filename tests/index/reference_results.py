"""Reference files of ranking, correlation, weights, panels, uncertainty and sensitivity."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from reference_base import (
    CHECKS,
    FOLDER,
    ONE,
    Pair,
    asem,
    covers,
    declared,
    denominated,
    main,
    normalised,
    raw,
    table,
    uneven,
)

from analysis.index import build_index
from analysis.index.audit import factor_analysis
from analysis.index.methods import weights, weights_fit
from analysis.index.methods.options import Aggregate, Normalise, Treat
from analysis.index.methods.outrank import copeland, outranking
from analysis.index.methods.statistics import correlations, ranks
from analysis.index.robustness import sobol
from analysis.index.robustness.replicate import Replications, replicate
from analysis.index.robustness.sensitivity import mean_shift, remove_parts
from analysis.index.robustness.variation import Variation, plan

CHECKS["analysis/outrank_all49_equal.csv"] = lambda: (
    outranking(main().prepared.normalised, np.ones(49), tolerance=0),  # it took 1e-14 for a win
    table("analysis/outrank_all49_equal.csv").to_numpy(),
)


@covers("analysis/copeland_all49.csv")
def _() -> Pair:
    """Only copeland_uneven: copeland_equal holds a known defect."""
    x = main().prepared.normalised
    return copeland(x, uneven()[list(x)].to_numpy()), table("analysis/copeland_all49.csv")[
        "copeland_uneven"
    ]


@covers("weights/pca_level1_by_pillar.csv")
def _() -> Pair:
    want = table("weights/pca_level1_by_pillar.csv", "iCode")["Weight"]
    tree, x = declared().tree, main().prepared.normalised
    got = {}
    for group in (g for g in tree.order if tree.level[g] == 1):
        leaves = list(tree.children[group])
        got |= dict(zip(leaves, weights.pca_loadings(x[leaves].to_numpy()), strict=True))
    return pd.Series(got).abs(), want[list(got)].abs()


@covers("weights/pca_level2_by_subindex.csv")
def _() -> Pair:
    want = table("weights/pca_level2_by_subindex.csv", "iCode")["Weight"]
    got = {}
    for group in ("Conn", "Sust"):
        parts = list(declared().tree.children[group])
        got |= dict(zip(parts, weights.pca_loadings(main().scores[parts].to_numpy()), strict=True))
    return pd.Series(got).abs(), want[list(got)].abs()


@covers("weights/pca_level1_details.json")
def _() -> Pair:
    found = json.loads((FOLDER / "weights/pca_level1_details.json").read_text(encoding="utf-8"))
    x, tree, got, want = main().prepared.normalised, declared().tree, [], []
    for group, detail in found.items():
        got += list(np.sqrt(factor_analysis.eigenvalues(x[tree.leaves(group)].to_numpy())))
        want += list(np.ravel(detail["sdev"]))
    return np.array(got), np.array(want)


@covers("analysis/cronbach.csv")
def _() -> Pair:
    want, made, tree = table("analysis/cronbach.csv", "iCode"), main(), declared().tree
    got = {}
    for code in want.index:
        below = factor_analysis.cronbach(made.prepared.normalised[tree.leaves(code)])
        parts = list(tree.children[code])
        own = factor_analysis.cronbach(made.scores[parts]) if tree.level[code] > 1 else np.nan
        got[code] = [below, own]
    return np.array([got[c] for c in want.index]), want.iloc[:, 1:].to_numpy()


@covers("analysis/denom_corr.csv")
def _() -> Pair:
    want, columns = table("analysis/denom_corr.csv", None), ["Area", "Energy", "GDP", "Population"]
    c = correlations(raw(), asem()[columns])
    keys = list(zip(want["Ind"], want["Denom"], strict=True))
    strong = c.abs().stack()
    assert set(strong[strong > 0.7].index) == set(keys)
    return np.array([c.loc[k] for k in keys]), want["Corr"].to_numpy()


@covers("analysis/pvals_normalised_pearson.csv")
def _() -> Pair:
    x = main().prepared.normalised
    want = table("analysis/pvals_normalised_pearson.csv", None)
    want = want.set_index(want.columns[0])
    pairs = [(a, b) for i, a in enumerate(x) for b in list(x)[i + 1 :]]
    got = np.array([factor_analysis.correlation(x[a], x[b]).p for a, b in pairs])
    return got, np.array(
        [want.loc[b, a] if np.isfinite(want.loc[b, a]) else want.loc[a, b] for a, b in pairs]
    )


@covers("weights/effective_weights_uneven.csv")
def _() -> Pair:
    want = table("weights/effective_weights_uneven.csv", "iCode")["EffWeight"]
    return declared(uneven()).tree.effective()[list(want.index)], want


def _correlated(file: str, data: pd.DataFrame, kind: str) -> Pair:
    want = table(file, None)
    got = correlations(data, data, kind).stack()  # type: ignore[arg-type]
    keys = list(zip(want.iloc[:, 0], want.iloc[:, 1], strict=True))
    return got.loc[keys].to_numpy(), want["Correlation"].to_numpy()


for _kind in ("pearson", "spearman", "kendall"):
    CHECKS[f"analysis/corr_normalised_{_kind}.csv"] = lambda k=_kind: _correlated(
        f"analysis/corr_normalised_{k}.csv", main().prepared.normalised, k
    )
CHECKS["analysis/corr_withNA_pearson.csv"] = lambda: _correlated(
    "analysis/corr_withNA_pearson.csv", normalised("min_max", denominated(), **ONE), "pearson"
)
CHECKS["analysis/corr_pillars.csv"] = lambda: _correlated(
    "analysis/corr_pillars.csv", main().scores, "pearson"
)


@covers("analysis/corr_family.csv")
def _() -> Pair:
    want, tree, made = table("analysis/corr_family.csv", None), declared().tree, main()
    every = pd.concat([made.prepared.normalised, made.scores], axis=1).corr()
    up = {"Pillar": 1, "Sub-index": 2, "Index": 3}
    got = []
    for level, leaf in zip(want["Var1"], want["Var2"], strict=True):
        node = leaf
        for _ in range(up[level]):
            node = tree.parent[node]
        got.append(every.loc[leaf, node])
    return np.array(got), want["Correlation"].to_numpy()


def _flagged(file: str, keep: Callable[[float], bool]) -> Pair:
    want, tree = table(file, None), declared().tree
    c = main().prepared.normalised.corr()
    got = {}
    for group in (g for g in tree.order if tree.level[g] == 1):
        leaves = tree.children[group]
        got |= {
            frozenset((a, b)): c.loc[a, b]
            for i, a in enumerate(leaves) for b in leaves[i + 1 :] if keep(c.loc[a, b])
        }  # fmt: skip
    pairs = [frozenset(p) for p in zip(want["Ind1"], want["Ind2"], strict=True)]
    assert set(pairs) == set(got)
    return np.array([got[p] for p in pairs]), want["Corr"].to_numpy()


CHECKS["analysis/corr_flags_high.csv"] = lambda: _flagged(
    "analysis/corr_flags_high.csv", lambda r: r > 0.75
)
CHECKS["analysis/corr_flags_low.csv"] = lambda: _flagged(
    "analysis/corr_flags_low.csv", lambda r: r < -0.4
)


@covers("analysis/compare_minmax_vs_prank.csv")
def _() -> Pair:
    want = table("analysis/compare_minmax_vs_prank.csv")
    other = build_index(asem(), declared(normalise={"method": "percentile_rank", "high": 1}))
    got = pd.DataFrame({"a": main().ranks()["Index"], "b": other.ranks()["Index"]}).loc[want.index]
    return got, want[["coin.1", "coin.2"]]


for _file, _within in (("global", ""), ("peryear", "Time")):

    @covers(f"panel/agg_{_file}.csv")
    def _(file: str = _file, within: str = _within) -> Pair:
        want = table(f"panel/agg_{file}.csv", None)
        data = table("inputs/asem_idata_panel.csv", None)
        data.index = data["uCode"] + data["Time"].astype(str)
        made = declared(
            steps=[],
            screen=None,
            treat=None,
            impute={},
            normalise={"method": "min_max", "within": within},
        )
        got = build_index(data, made).scores.loc[want["uCode"] + want["Time"].astype(str)]
        cols = [c for c in want if c in got]
        return got[cols].to_numpy(), want[cols].to_numpy()


for _along, _file in (
    ("latest", "latest"),
    ("linear", "linear"),
    ("constant", "constant"),
    ("linear", "linear-constant"),
):

    @covers(f"panel/imputed_{_file}.csv")
    def _(along: str = _along, file: str = _file) -> Pair:
        from analysis.index.methods.impute_panel import over_time

        holes, want = table("panel/holes.csv", None), table(f"panel/imputed_{file}.csv", None)
        names = ["LPI", "Flights", "Goods", "CO2"]
        got = over_time(holes[names], holes["uCode"], holes["Time"], along).data  # type: ignore[arg-type]
        keys = ["uCode", "Time"]
        got = (
            got.assign(**holes[keys])
            .set_index(keys)
            .loc[list(want[keys].itertuples(index=False, name=None))]
        )
        return got[names].to_numpy(), want[names].to_numpy()


VARIED = Variation(
    treat=tuple(Treat(winsorise=k) for k in range(1, 6)),
    normalise=(Normalise(low=1), Normalise(method="z_score", mean=10, spread=2)),
    aggregate=((Aggregate(),), (Aggregate(method="geometric"),)),
)


@cache
def replayed(kind: str) -> Replications:
    """The reference's own replications, from the parameters it kept."""
    kept = table(f"sensitivity/{kind}_parameters.csv", None)
    sets = table("sensitivity/noisy_weights_100.csv", None)
    drawn = {c: g.sort_values("set")["Weight"].to_numpy() for c, g in sets.groupby("iCode")}
    parameters = {
        "treat": kept["winmax"] - 1,
        "normalise": (kept["norm"] == "n_zscore").astype(int),
        "aggregate": (kept["agg"] == "a_gmean").astype(int),
        "weights": kept["weight_set"] - 1,
    }
    return replicate(plan(main(), asem(), VARIED, weights=drawn), pd.DataFrame(parameters))


def nominal() -> pd.Series:
    return main().ranks()["Index"]


def _rankstats(kind: str) -> Pair:
    want, place = table(f"sensitivity/{kind}_rankstats.csv"), ranks(replayed(kind).scores)
    place = place[: 128 if kind == "sa" else None]  # of the design, A and B only
    spread = np.quantile(place, [0.05, 0.95], axis=0)
    got = np.column_stack([nominal(), place.mean(axis=0), np.median(place, axis=0), *spread])
    return got, want.to_numpy()


CHECKS["sensitivity/ua_scores.csv"] = lambda: (
    replayed("ua").scores.T,
    table("sensitivity/ua_scores.csv").iloc[:, 1:].to_numpy(),
)
CHECKS["sensitivity/ua_ranks.csv"] = lambda: (
    ranks(replayed("ua").scores).T,
    table("sensitivity/ua_ranks.csv").iloc[:, 1:].to_numpy(),
)
CHECKS["sensitivity/ua_rankstats.csv"] = lambda: _rankstats("ua")
CHECKS["sensitivity/sa_rankstats.csv"] = lambda: _rankstats("sa")


def shifts() -> np.ndarray:
    return mean_shift(ranks(replayed("sa").scores), nominal().to_numpy())


CHECKS["sensitivity/sa_output.csv"] = lambda: (
    shifts(),
    table("sensitivity/sa_output.csv", None)["mean_abs_rank_shift"].to_numpy(),
)
CHECKS["sensitivity/sa_indices.csv"] = lambda: (
    np.column_stack(sobol.indices(shifts(), 4)),
    table("sensitivity/sa_indices.csv", "Variable")[["Si", "STi"]].to_numpy(),
)


@covers("sensitivity/ishigami_indices.json")
def _() -> Pair:
    want = json.loads((FOLDER / "sensitivity/ishigami_indices.json").read_text(encoding="utf-8"))
    first, total = sobol.indices(table("sensitivity/ishigami_sample.csv", None)["y"], 3)
    return np.r_[first, total], np.r_[want["Si"], want["STi"]]


def _removed(level: int, what: str) -> Pair:
    removal = remove_parts(main(), level - 1)
    if what == "scores":
        want = table(f"sensitivity/remove_level{level}_scores.csv").rename(
            columns={"Nominal": "nominal"}
        )
        return removal.scores[list(want)], want
    want = table(f"sensitivity/remove_level{level}_meanabsdiff.csv", "iCode")["MeanAbsDiff"]
    want = want.rename(index={"Nominal": "nominal"})
    return removal.shift[list(want.index)], want


for _level in (1, 2, 3):
    for _what in ("scores", "meanabsdiff"):
        CHECKS[f"sensitivity/remove_level{_level}_{_what}.csv"] = lambda n=_level, w=_what: (
            _removed(n, w)
        )


def informative() -> tuple[float, float]:
    """Sums of correlations with the index: reached here, and by the reference."""
    made = weights_fit.optimise(main().scores[["Conn", "Sust"]], objective="information")
    want = table("weights/optimised_level3_infomax.csv", None)["Obtained"]
    return float(made.correlations.sum()), float(want.sum())
