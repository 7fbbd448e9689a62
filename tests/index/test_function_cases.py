"""Small vectors through every function, against numbers computed by COINr 1.1.14 (MIT).

Where the reference has a defect, the intended result is asserted instead (``INTENDED``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import FazhiError
from analysis.index.methods import normalise
from analysis.index.methods.aggregate import arithmetic, generalised, geometric, harmonic
from analysis.index.methods.impute import by_column
from analysis.index.methods.options import Treat
from analysis.index.methods.outrank import copeland, outranking
from analysis.index.methods.statistics import kurtosis, skewness
from analysis.index.methods.treat import passes, transform, winsorise

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("function_cases.json").read_text(encoding="utf-8")
)
SPECIAL = {"NaN": np.nan, "Inf": np.inf, "-Inf": -np.inf, None: np.nan}
X = np.array


def number(value: Any) -> Any:
    """JSON to floats: null and "NaN" are missing."""
    if isinstance(value, list):
        return np.array([number(v) for v in value], dtype=float)
    return SPECIAL[value] if value is None or isinstance(value, str) else float(value)


def matrix(columns: dict[str, list[Any]]) -> np.ndarray:
    return np.column_stack([number(v) for v in columns.values()])


def treatment(a: dict[str, Any]) -> Treat:
    return Treat(
        winsorise=a.get("winmax", 5),
        skewness=a.get("skew_thresh", 2),
        kurtosis=a.get("kurt_thresh", 3.5),
        force=a.get("force_win", False),
    )


def filled(a: dict[str, Any], how: str) -> np.ndarray:
    groups = pd.Series(a["f"], dtype=object) if "f" in a else None
    return by_column(pd.DataFrame({"x": a["x"]}), how, groups).data["x"].to_numpy()  # type: ignore[arg-type]


def goalposts(a: dict[str, Any]) -> np.ndarray:
    low, high, top = a["gposts"]
    pair = (low, high) if a.get("direction", 1) > 0 else (high, low)
    return normalise.goalposts(a["x"], *pair, top=top, cut=a.get("trunc2posts", True))


FUNCTIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "n_minmax": lambda a: normalise.min_max(a["x"], 1, *a.get("l_u", (0, 100))),
    "n_zscore": lambda a: normalise.z_score(a["x"], 1, *a.get("m_sd", (0, 1))),
    "n_scaled": lambda a: normalise.goalposts(
        a["x"], *a["npara"], top=a["scale_factor"], cut=False
    ),
    "n_dist2max": lambda a: normalise.min_max(a["x"], 1, 0, 1),
    "n_dist2ref": lambda a: normalise.distance_to_reference(
        a["x"], int(a["iref"]) - 1, cap=a.get("cap_max", False)
    ),
    "n_dist2targ": lambda a: normalise.distance_to_target(
        a["x"], a["targ"], int(a.get("direction", 1)), cap=a.get("cap_max", False)
    ),
    "n_fracmax": lambda a: normalise.fraction_of_max(a["x"]),
    "n_rank": lambda a: normalise.rank(a["x"], 1, a.get("ties.method", "min")),
    "n_borda": lambda a: normalise.borda(a["x"]),
    "n_prank": lambda a: normalise.percentile_rank(a["x"], 1, "min", 1),
    "n_goalposts": goalposts,
    "i_mean": lambda a: filled(a, "mean"),
    "i_median": lambda a: filled(a, "median"),
    "i_mean_grp": lambda a: filled(a, "mean"),
    "i_median_grp": lambda a: filled(a, "median"),
    "skew": lambda a: skewness(a["x"]),
    "kurt": lambda a: kurtosis(a["x"]),
    "a_amean": lambda a: arithmetic(a["x"], a["w"]),
    "a_gmean": lambda a: geometric(a["x"], a["w"], floor=None),
    "a_hmean": lambda a: harmonic(a["x"], a["w"]),
    "a_genmean": lambda a: generalised(a["x"], a["w"], power=a["p"]),
    "log_CT": lambda a: transform(a["x"], "log_ct"),
    "log_CT_plus": lambda a: transform(a["x"], "log_ct_plus"),
    "log_CT_orig": lambda a: transform(a["x"], "log_ct_orig"),
    "boxcox": lambda a: transform(a["x"], "box_cox", a["lambda"]),
    "winsorise": lambda a: winsorise(a["x"], treatment(a))[0],
    "outrankMatrix": lambda a: outranking(a["X"], a["w"]),
    "a_copeland": lambda a: copeland(a["X"], a["w"]),
}


def arguments(case: dict[str, Any]) -> dict[str, Any]:
    made = {}
    for name, value in case["args"].items():
        if name == "X":
            made[name] = matrix(value)
        elif name in ("x", "w", "y"):
            made[name] = np.atleast_1d(number(value))
        else:
            made[name] = value
    return made


def expected(case: dict[str, Any]) -> np.ndarray:
    result = case["result"]
    if isinstance(result, dict):
        result = result.get("x") or result["OutRankMatrix"]
    return np.asarray(number(result), float)


def defective(case: dict[str, Any]) -> bool:
    """Is the reference a known defect, or a NaN or infinity that went on without an error?"""
    fn, args = case["fn"], case["args"]
    if fn == "log_GII" or case.get("error"):
        return True
    if fn in ("outrankMatrix", "a_copeland"):
        return any(v is None for column in args["X"].values() for v in column)
    if fn == "a_genmean" and (None in np.atleast_1d(args["x"]).tolist() or np.min(args["x"]) < 0):
        return True
    if fn == "winsorise":
        moved = sum(bool(t) for t in case["result"]["treated"])
        return moved > args["winmax"]
    known = [v for v in np.atleast_1d(args.get("x", [])).tolist() if v is not None]
    same = len(set(known)) == 1
    if fn == "n_dist2ref" and known:
        return same or args["x"][int(args["iref"]) - 1] == min(known)
    if fn in ("n_minmax", "n_zscore", "n_dist2max", "n_prank"):
        return same
    if fn == "n_fracmax":
        return bool(known) and min(known) < 0
    return fn.startswith(("log_", "boxcox")) and same


def name(case: dict[str, Any]) -> str:
    return f"{case['fn']}-{CASES.index(case)}"


SOUND = [c for c in CASES if not defective(c) and c["fn"] != "check_SkewKurt"]


def test_most_cases_have_a_counterpart() -> None:
    assert len(CASES) == 307
    assert len(SOUND) > 240


@pytest.mark.parametrize("case", SOUND, ids=name)
def test_the_reference_number_is_met(case: dict[str, Any]) -> None:
    got = np.asarray(FUNCTIONS[case["fn"]](arguments(case)), float)
    want = expected(case)
    np.testing.assert_allclose(got.reshape(want.shape), want, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", [c for c in CASES if c.get("error")], ids=name)
def test_what_the_reference_refuses_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(FazhiError):
        FUNCTIONS[case["fn"]](arguments(case))


@pytest.mark.parametrize("case", [c for c in CASES if c["fn"] == "check_SkewKurt"], ids=name)
def test_the_rule_on_shape_is_the_same(case: dict[str, Any]) -> None:
    x, result = number(case["args"]["x"]), case["result"]
    assert passes(x) == result["Pass"][0] if isinstance(result["Pass"], list) else result["Pass"]
    np.testing.assert_allclose(
        [skewness(x), kurtosis(x)], np.ravel([result["Skew"], result["Kurt"]])
    )


@pytest.mark.parametrize("case", [c for c in CASES if c["fn"] == "winsorise"], ids=name)
def test_what_was_winsorised_is_marked(case: dict[str, Any]) -> None:
    if defective(case):
        pytest.skip("moves more values than allowed; see the test of ties")
    how = winsorise(arguments(case)["x"], treatment(case["args"]))[1]
    assert how.tolist() == case["result"]["treated"]


def test_constants_are_worth_the_middle_and_never_missing() -> None:
    constant = [4.0, 4.0, 4.0]
    assert normalise.min_max(constant, 1, 1, 100).tolist() == [50.5] * 3
    assert normalise.z_score(constant, 1, 10, 2).tolist() == [10.0] * 3
    assert normalise.percentile_rank([7.0]).tolist() == [50.0]


def test_a_missing_score_is_skipped_by_the_generalised_mean() -> None:
    assert generalised([5, np.nan, 2], [1, 1, 1], power=2) == pytest.approx(np.sqrt(14.5))


def test_log_gii_transforms_and_keeps_the_order() -> None:
    x = np.array([1.0, 2, 3, 4, 100])
    np.testing.assert_allclose(transform(x, "log_gii"), np.log(99 * (x - 1) / 99 + 1))
    left = np.array([-100.0, 1, 2, 3, 10])
    assert (np.diff(transform(left, "log_gii")) > 0).all()
    with pytest.raises(FazhiError, match="maximum above 1"):
        transform([0, 0.1, 0.9], "log_gii")


def test_winsorising_never_moves_more_values_than_allowed() -> None:
    x = [*range(1, 60), 400, 400, 400]
    for most in (1, 2):
        assert (winsorise(x, Treat(winsorise=most))[1] != "").sum() == 0
    assert (winsorise(x, Treat(winsorise=3))[1] != "").sum() == 3


def test_exact_halves_are_ties_whatever_the_rounding() -> None:
    x = np.random.default_rng(0).permuted(np.tile(np.arange(20.0), (49, 1)), axis=1).T
    halves = np.where(np.arange(49) < 24, 1.0, -1.0)
    halves[48] = 0.0
    x[1] = x[0] + halves
    scores = copeland(x[:2], np.full(49, 1 / 49))
    assert scores.tolist() == [0.0, 0.0]


def test_missing_comparisons_do_not_depend_on_the_order_of_units() -> None:
    x = np.array([[1.0, np.nan, 2], [2, 2, np.nan], [np.nan, 1, 3], [np.nan, np.nan, np.nan]])
    w = np.array([1.0, 2, 3])
    for rule in ("compared", "half"):
        o = outranking(x, w, missing=rule)  # type: ignore[arg-type]
        back = outranking(x[::-1], w, missing=rule)[::-1, ::-1]  # type: ignore[arg-type]
        np.testing.assert_allclose(o, back)
        np.testing.assert_allclose(o + o.T + np.eye(4), 1)
        assert o[0, 3] == 0.5  # nothing in common: no winner


def test_goalposts_of_a_negative_indicator_stand_in_natural_units() -> None:
    assert normalise.goalposts([0, 5, 20], 20, 0).tolist() == [100, 75, 0]


def test_a_fraction_of_the_best_needs_a_best() -> None:
    with pytest.raises(FazhiError, match="above 0"):
        normalise.fraction_of_max([-3, 1])
    with pytest.raises(FazhiError, match="is the worst"):
        normalise.distance_to_reference([1, 2], 0)
