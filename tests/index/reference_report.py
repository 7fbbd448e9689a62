"""Compare the engine with the reference numbers, file by file.

``python tests/index/reference_report.py [FOLDER]`` prints file, largest relative difference (or
share of equal cells for words and ranks), and why a file has no counterpart. The folder is read,
never copied.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import reference_base
import reference_results  # noqa: F401  (puts its comparisons into CHECKS)
import reference_steps  # noqa: F401  (puts its comparisons into CHECKS)
from reference_base import CHECKS, Pair

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
        p.relative_to(reference_base.FOLDER).as_posix()
        for p in reference_base.FOLDER.rglob("*")
        if p.suffix in (".csv", ".json")
    )
    for file in files:
        if file in CHECKS:
            yield file, f"{difference(aligned(CHECKS[file]())):.1e}"
        else:
            yield file, WHY_NOT.get(file, "NOT COVERED")


if __name__ == "__main__":
    reference_base.FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else reference_base.FOLDER
    for row in report():
        sys.stdout.write("\t".join(row) + "\n")
