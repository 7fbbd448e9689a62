"""Reference files of availability, imputation, treatment, normalisation and aggregation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from reference_base import (
    CHECKS,
    ONE,
    Pair,
    aggregated,
    asem,
    covers,
    declared,
    denominated,
    main,
    meta,
    normalised,
    posts,
    raw,
    table,
    uneven,
)

from analysis.index import build_index
from analysis.index.engine import prepare, steps
from analysis.index.methods import normalise as scales
from analysis.index.methods.options import Normalise, Treat
from analysis.index.methods.statistics import describe, ranks

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
