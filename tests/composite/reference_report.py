"""Compare the engine with the reference numbers, file by file.

``python tests/composite/reference_report.py [FOLDER]`` prints file, largest relative difference (or
share of equal cells for words and ranks), and why a file has no counterpart. The folder is read,
never copied.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.composite import (
    Declaration,
    Index,
    build_index,
    coherence,
    prepare,
    sobol,
    steps,
    weights,
    weights_fit,
)
from analysis.composite.choices import Aggregate, Normalise, Treat
from analysis.composite.outrank import copeland, outranking
from analysis.composite.replicate import Replications, replicate
from analysis.composite.sensitivity import mean_shift, remove_parts
from analysis.composite.statistics import correlations, describe, ranks
from analysis.composite.variation import Variation, plan
from analysis.panel import normalise as scales
from analysis.panel import trends

FOLDER = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
Pair = tuple[Any, Any]
CHECKS: dict[str, Callable[[], Pair]] = {}


def covers(file: str) -> Callable[[Callable[[], Pair]], Callable[[], Pair]]:
    def keep(check: Callable[[], Pair]) -> Callable[[], Pair]:
        CHECKS[file] = check
        return check

    return keep


@cache
def table(file: str, index: str | None = "uCode") -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / file, na_values=["NA"], keep_default_na=False)
    return frame.set_index(index) if index else frame


@cache
def meta() -> pd.DataFrame:
    return table("inputs/asem_imeta.csv", None)


@cache
def asem() -> pd.DataFrame:
    return table("inputs/asem_idata.csv").sort_index()


def posts(row: pd.Series) -> dict[str, Any]:
    """Goalposts in natural units: the first is worth nothing."""
    low, high = row["goalpost_lower"], row["goalpost_upper"]
    pair = [low, high] if row["Direction"] > 0 else [high, low]
    cut = bool(row["goalpost_trunc2posts"])
    return {
        "goalposts": pair,
        "normalise": {"method": "goalposts", "high": row["goalpost_scale"], "cut": cut},
    }


def declared(weight: pd.Series | None = None, **more: Any) -> Declaration:
    m = meta()
    leaves = m[m["Type"] == "Indicator"]
    nodes = m[m["Type"] == "Aggregate"]
    w = m.set_index("iCode")["Weight"].copy() if weight is None else weight
    data = {
        "indicators": [
            {
                "code": r.iCode,
                "parent": r.Parent,
                "direction": int(r.Direction),
                "weight": float(w[r.iCode]),
                "denominator": r.Denominator if isinstance(r.Denominator, str) else "",
                "target": r.Target,
            }
            for r in leaves.itertuples()
        ],
        "groups": [
            {
                "code": r.iCode,
                "parent": r.Parent if isinstance(r.Parent, str) else "",
                "weight": float(w[r.iCode]),
            }
            for r in nodes.itertuples()
        ],
        "steps": ["denominate", "impute", "screen", "treat"],
        "impute": {"method": "group_mean", "group": "EurAsia_group"},
        "screen": {"available": 0.9},
        "treat": {"winsorise": 5},
    }
    return Declaration.parse(data | more)


@cache
def main() -> Index:
    return build_index(asem(), declared())


def raw() -> pd.DataFrame:
    return steps.read(asem(), declared())


def denominated() -> pd.DataFrame:
    return steps.denominate(raw(), asem(), declared())


def normalised(method: str, values: pd.DataFrame | None = None, **more: Any) -> pd.DataFrame:
    base = main().prepared.tables["treat"] if values is None else values
    return steps.normalise(base, asem(), declared(), Normalise(method=method, **more))


def aggregated(choice: Any, weight: pd.Series | None = None, **scale: Any) -> pd.DataFrame:
    made = declared(weight, aggregate=choice, normalise={"method": "min_max", **scale})
    return build_index(asem(), made).scores


ONE = {"low": 1.0, "high": 100.0}


@cache
def uneven() -> pd.Series:
    return table("inputs/weights_uneven.csv", "iCode")["Weight"]


CHECKS["analysis/avail_units_raw.csv"] = lambda: (
    prepare.availability(raw()).to_numpy(),
    table("analysis/avail_units_raw.csv").to_numpy(),
)


@covers("analysis/avail_groups_raw.csv")
def _() -> Pair:
    want = table("analysis/avail_groups_raw.csv")
    return prepare.group_availability(raw(), declared().tree)[list(want)], want


def _stats(file: str, data: pd.DataFrame) -> Pair:
    want = table(file, "iCode")
    names = {
        "min": "Min", "max": "Max", "mean": "Mean", "median": "Median", "std": "Std",
        "skewness": "Skew", "kurtosis": "Kurt", "available": "N.Avail", "nonzero": "N.NonZero",
        "unique": "N.Unique", "same": "N.Same", "share_available": "Frc.Avail",
        "share_nonzero": "Frc.NonZero", "share_unique": "Frc.Unique", "share_same": "Frc.Same",
    }  # fmt: skip
    got = describe(data).loc[want.index, list(names)]
    want = want[list(names.values())].astype(float)
    return got, want


CHECKS["analysis/stats_raw.csv"] = lambda: _stats("analysis/stats_raw.csv", raw())
CHECKS["analysis/stats_treated.csv"] = lambda: _stats(
    "analysis/stats_treated.csv", main().prepared.tables["treat"]
)
CHECKS["steps/01_denominated.csv"] = lambda: (denominated(), table("steps/01_denominated.csv"))

IMPUTED = {
    "mean": {"method": "mean"},
    "median": {"method": "median"},
    "mean_grp": {"method": "group_mean", "group": "EurAsia_group"},
    "median_grp": {"method": "group_median", "group": "GDPpc_group"},
    "row_within_pillar": {"method": "within_dimension"},
}
for _name, _choice in IMPUTED.items():
    CHECKS[f"steps/02_imputed_{_name}.csv"] = lambda n=_name, c=_choice: (
        steps.impute(denominated(), asem(), declared(impute=c)).data,
        table(f"steps/02_imputed_{n}.csv"),
    )


def _screened(file: str, choice: dict[str, Any]) -> Pair:
    made = declared(screen=choice)
    got = prepare.screen(raw(), made.screen, made.tree)
    want = table(file)
    words = ["missing", "zero", "missing_or_zero", "available", "nonzero", "included"]
    asked = ["N_missing", "N_zero", "N_miss_or_zero", "Dat_Avail", "Non_Zero", "Included"]
    return got[words].astype(float), want[asked].replace({"TRUE": 1, "FALSE": 0}).astype(float)


CHECKS["steps/03_screen_raw_byNA_0.9.csv"] = lambda: _screened(
    "steps/03_screen_raw_byNA_0.9.csv", {"available": 0.9}
)
CHECKS["steps/03_screen_raw_byNAandzeros_force.csv"] = lambda: _screened(
    "steps/03_screen_raw_byNAandzeros_force.csv",
    {"rule": "both", "available": 0.95, "nonzero": 0.9, "exclude": ["GBR"]},
)
CHECKS["steps/03_screened.csv"] = lambda: (
    main().prepared.tables["screen"],
    table("steps/03_screened.csv"),
)

TREATED = {
    "default": Treat(winsorise=5),
    "winmax1_logctplus": Treat(winsorise=1, transform="log_ct_plus"),
    "winmax2_s1k2": Treat(winsorise=2, skewness=1, kurtosis=2),
}


@cache
def treated(name: str) -> Any:
    return steps.treat_outliers(main().prepared.tables["screen"], declared(), TREATED[name])


def _details(name: str) -> Pair:
    want = table(f"steps/04_treated_{name}_details.csv", "iCode").copy()
    got = treated(name).shapes.loc[want.index].copy()
    pairs = {"winsorised": "winsorise.nwin"}
    for step in (0, 1, 2):
        for own, theirs in (("passed", "Pass"), ("skewness", "Skew"), ("kurtosis", "Kurt")):
            pairs[f"{own}_{step}"] = f"check_SkewKurt{step}.{theirs}"
    pairs = {k: v for k, v in pairs.items() if v in want}
    want = (
        want[list(pairs.values())].replace({"TRUE": 1, "FALSE": 0, True: 1, False: 0}).astype(float)
    )
    got = got.reindex(columns=list(pairs)).replace({True: 1, False: 0}).astype(float)
    got.loc[want["winsorise.nwin"].isna().to_numpy(), "winsorised"] = np.nan
    return got, want


def _points(name: str) -> Pair:
    want = table(f"steps/04_treated_{name}_points.csv").fillna("")
    got = pd.DataFrame("", index=want.index, columns=want.columns)
    for r in treated(name).changes.itertuples():
        got.loc[r.unit, r.indicator] = r.how
    want = want.replace(r"^\+", "", regex=True).replace(
        {"log_CT_plus": "log_ct_plus", "log_CT": "log_ct"}, regex=True
    )
    if name == "winmax1_logctplus":
        want = want.replace({r"log_ct$": "log_ct_plus"}, regex=True)
    return got, want


for _name in TREATED:
    CHECKS[f"steps/04_treated_{_name}.csv"] = lambda n=_name: (
        treated(n).data,
        table(f"steps/04_treated_{n}.csv"),
    )
    CHECKS[f"steps/04_treated_{_name}_details.csv"] = lambda n=_name: _details(n)
    CHECKS[f"steps/04_treated_{_name}_points.csv"] = lambda n=_name: _points(n)

SCALED: dict[str, dict[str, Any]] = {
    "minmax_0_100": {"method": "min_max"},
    "minmax_1_100": {"method": "min_max", **ONE},
    "zscore_0_1": {"method": "z_score"},
    "zscore_10_2": {"method": "z_score", "mean": 10, "spread": 2},
    "dist2max": {"method": "min_max", "high": 1},
    "dist2ref_1": {"method": "distance_to_reference", "reference": "AUS"},
    "dist2ref_1_cap": {"method": "distance_to_reference", "reference": "AUS", "cap": True},
    "fracmax": {"method": "fraction_of_max"},
    "rank": {"method": "rank"},
    "borda": {"method": "borda"},
    "prank": {"method": "percentile_rank", "high": 1},
}


def _scaled(name: str) -> Pair:
    """Columns for which the reference is not a known defect (Inf, NaN, reversed)."""
    want, base = table(f"steps/05_norm_{name}.csv"), main().prepared.tables["treat"]
    fine = list(want.columns)
    if name == "fracmax":
        sign = meta().set_index("iCode")["Direction"]
        fine = [c for c in fine if sign[c] > 0 and base[c].min() >= 0 < base[c].max()]
    elif name.startswith("dist2ref"):
        sign = meta().set_index("iCode")["Direction"]
        fine = [c for c in fine if (base[c] * sign[c]).min() < base.loc["AUS", c] * sign[c]]
    keep = declared()
    few = keep.model_copy(
        update={"indicators": tuple(i for i in keep.indicators if i.code in fine)}
    )
    return steps.normalise(base, asem(), few, Normalise(**SCALED[name]))[fine], want[fine]


for _name in SCALED:
    CHECKS[f"steps/05_norm_{_name}.csv"] = lambda n=_name: _scaled(n)


@covers("steps/05_norm_scaled_0_10_f1.csv")
def _() -> Pair:
    base, sign = main().prepared.tables["treat"], meta().set_index("iCode")["Direction"]
    got = {c: scales.goalposts(sign[c] * base[c], 0, 10, top=1, cut=False) for c in base}
    return pd.DataFrame(got, index=base.index), table("steps/05_norm_scaled_0_10_f1.csv")


CHECKS["steps/05_norm_raw_dist2targ.csv"] = lambda: (
    normalised("distance_to_target", raw()),
    table("steps/05_norm_raw_dist2targ.csv"),
)


@covers("steps/05_norm_raw_goalposts.csv")
def _() -> Pair:
    rows = table("inputs/asem_goalposts.csv", "iCode")
    base = declared()
    own = [i.model_dump() | posts(rows.loc[i.code]) for i in base.indicators]
    return steps.normalise(raw(), asem(), base.with_changes(indicators=own)), table(
        "steps/05_norm_raw_goalposts.csv"
    )


CHECKS["steps/05_norm_denominated_withNA_minmax_1_100.csv"] = lambda: (
    normalised("min_max", denominated(), **ONE),
    table("steps/05_norm_denominated_withNA_minmax_1_100.csv"),
)


def _aggregated(file: str, got: pd.DataFrame) -> Pair:
    want = table(file)
    return got[list(want.columns[want.columns.isin(got.columns)])], want[
        list(want.columns[want.columns.isin(got.columns)])
    ]


AGGREGATED: dict[str, Callable[[], pd.DataFrame]] = {
    "amean": lambda: aggregated({"method": "arithmetic"}),
    "gmean": lambda: aggregated({"method": "geometric"}, **ONE),
    "hmean": lambda: aggregated({"method": "harmonic"}, **ONE),
    "genmean_p2": lambda: aggregated({"method": "generalised", "power": 2}, **ONE),
    "genmean_pm1": lambda: aggregated({"method": "generalised", "power": -1}, **ONE),
    "copeland": lambda: aggregated({"method": "copeland"}),
    "mixed_by_level": lambda: aggregated(
        [{"method": "arithmetic"}, {"method": "geometric"}, {"method": "harmonic"}], **ONE
    ),
    "amean_uneven": lambda: aggregated({"method": "arithmetic"}, uneven()),
    "gmean_uneven": lambda: aggregated({"method": "geometric"}, uneven(), **ONE),
}
for _name, _make in AGGREGATED.items():
    CHECKS[f"steps/06_agg_{_name}.csv"] = lambda n=_name, f=_make: _aggregated(
        f"steps/06_agg_{n}.csv", f()
    )


def gappy(choice: dict[str, Any]) -> pd.DataFrame:
    made = declared(
        steps=["denominate"], screen=None, treat=None, aggregate=choice,
        normalise={"method": "min_max", **ONE},
    )  # fmt: skip
    return build_index(asem(), made).scores


GAPPY = {
    "amean_withNA": {"method": "arithmetic"},
    "gmean_withNA": {"method": "geometric"},
    "amean_withNA_thresh0.9": {"method": "arithmetic", "available": 0.9},
}
for _name, _choice in GAPPY.items():
    CHECKS[f"steps/06_agg_{_name}.csv"] = lambda n=_name, c=_choice: _aggregated(
        f"steps/06_agg_{n}.csv", gappy(c)
    )


@covers("steps/07_results_aggs.csv")
def _() -> Pair:
    want = table("steps/07_results_aggs.csv").drop(columns="Rank", errors="ignore")
    want = want[[c for c in want if c in main().scores]]
    return main().scores.loc[want.index, list(want)].round(10), want


@covers("steps/07_results_full_ranks.csv")
def _() -> Pair:
    want = table("steps/07_results_full_ranks.csv")
    every = pd.concat([main().scores, main().prepared.normalised], axis=1).loc[
        want.index, list(want)
    ]
    return ranks(every.to_numpy().T).T, want.to_numpy()


@covers("steps/07_results_groupranks.csv")
def _() -> Pair:
    want = table("steps/07_results_groupranks.csv").drop(columns="EurAsia_group")
    return main().ranks(asem()["EurAsia_group"]).loc[want.index, list(want)], want


@covers("steps/07_unit_summary_AUT.csv")
def _() -> Pair:
    want = table("steps/07_unit_summary_AUT.csv", "Code")[["Score", "Rank"]]
    got = pd.DataFrame({"Score": main().scores.loc["AUT"], "Rank": main().ranks().loc["AUT"]})
    return got.loc[want.index], want


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
        got += list(np.sqrt(coherence.eigenvalues(x[tree.leaves(group)].to_numpy())))
        want += list(np.ravel(detail["sdev"]))
    return np.array(got), np.array(want)


@covers("analysis/cronbach.csv")
def _() -> Pair:
    want, made, tree = table("analysis/cronbach.csv", "iCode"), main(), declared().tree
    got = {}
    for code in want.index:
        below = coherence.cronbach(made.prepared.normalised[tree.leaves(code)])
        parts = list(tree.children[code])
        own = coherence.cronbach(made.scores[parts]) if tree.level[code] > 1 else np.nan
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
    got = np.array([coherence.correlation(x[a], x[b]).p for a, b in pairs])
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
        from analysis.composite.impute_panel import over_time

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


def _trend(file: str, column: str, trend: Callable[[Any, Any], float]) -> Pair:
    want = table(file, None)
    data = table("inputs/asem_idata_panel.csv", None).groupby("uCode")
    parts = dict(iter(data))
    got = [
        trend(parts[u][c], parts[u]["Time"])
        for u, c in zip(want["uCode"], want["iCode"], strict=True)
    ]
    return np.array(got), want[column].to_numpy()


CHECKS["panel/trends_cagr_physical.csv"] = lambda: _trend(
    "panel/trends_cagr_physical.csv", "CAGR", trends.growth_rate
)
CHECKS["panel/trends_prc_change_physical.csv"] = lambda: _trend(
    "panel/trends_prc_change_physical.csv", "prc_change", trends.percent_change
)


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


WHY_NOT: dict[str, str] = {
    "weights/optimised_level2_equal.csv": "its optimum has a negative weight; here none is",
    "weights/optimised_level3_infomax.csv": "an optimum: the sum reached is tested",
    "steps/07_str_weak_AUT.csv": "ranks of single indicators; which to name is left to pages",
    "sensitivity/noisy_weights_100.csv": "input: read as the weights of the replications",
    "sensitivity/ua_parameters.csv": "input: read as the choices of the replications",
    "sensitivity/sa_parameters.csv": "input: read as the choices of the runs",
    "sensitivity/ishigami_sample.csv": "input: read as the design of ishigami_indices.json",
    "panel/holes.csv": "input",
    "inputs/asem_idata.csv": "input",
    "inputs/asem_imeta.csv": "input",
    "inputs/asem_idata_panel.csv": "input",
    "inputs/lineage.csv": "input: the same tree as asem_imeta.csv",
    "inputs/asem_goalposts.csv": "input",
    "inputs/weights_uneven.csv": "input",
    "synthetic/synth_idata.csv": "input, of the benchmark",
    "synthetic/synth_imeta.csv": "input, of the benchmark",
    "unit/function_cases.json": "in the tests: tests/composite/function_cases.json",
}


def difference(pair: Pair) -> float:
    """Largest relative difference; infinite where words or gaps differ.

    Values under a millionth of their column's largest are compared by that one.
    """
    got, want = (np.asarray(side) for side in pair)
    if got.dtype.kind in "OU" or want.dtype.kind in "OU":
        return 0.0 if (got.astype(str) == want.astype(str)).all() else float("inf")
    got, want = got.astype(float), want.astype(float)
    if got.shape != want.shape or (np.isfinite(got) != np.isfinite(want)).any():
        return float("inf")
    known = np.isfinite(want)
    if not np.array_equal(got[~known], want[~known], equal_nan=True):
        return float("inf")
    got, want = np.where(known, got, 0.0), np.where(known, want, 0.0)
    size, gap = np.abs(want), np.abs(got - want)
    largest = size.max(axis=0, initial=0.0, keepdims=True)
    scale = np.where(size > 1e-6 * largest, size, np.where(largest > 0, largest, 1.0))
    return float((gap / scale).max(initial=0.0))


def aligned(pair: Pair) -> Pair:
    got, want = pair
    if isinstance(got, pd.DataFrame) and isinstance(want, pd.DataFrame) and set(got) == set(want):
        got = got.loc[want.index, list(want)]
    return got, want


def report() -> Iterator[tuple[str, str]]:
    files = sorted(
        p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*") if p.suffix in (".csv", ".json")
    )
    for file in files:
        if file in CHECKS:
            yield file, f"{difference(aligned(CHECKS[file]())):.1e}"
        else:
            yield file, WHY_NOT.get(file, "NOT COVERED")


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for row in report():
        sys.stdout.write("\t".join(row) + "\n")
