"""What the comparisons with the reference numbers share: the data, the index, the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.index import Declaration, Index, build_index
from analysis.index.engine import steps
from analysis.index.methods.options import Normalise

FOLDER = Path(__file__).with_name("coinr")
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
