"""Every reference file that has a counterpart is met to 1e-9."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _report() -> ModuleType:
    path = Path(__file__).with_name("reference_report.py")
    spec = importlib.util.spec_from_file_location("reference_report", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference_report"] = module
    spec.loader.exec_module(module)
    return module


reference = _report()
base = reference.reference_base


@pytest.mark.parametrize("file", sorted(reference.CHECKS))
def test_the_reference_file_is_met(file: str) -> None:
    assert reference.difference(reference.aligned(reference.CHECKS[file]())) <= 1e-9


def test_every_file_is_compared_or_says_why_not() -> None:
    files = {
        p.relative_to(base.FOLDER).as_posix()
        for p in base.FOLDER.rglob("*")
        if p.suffix in (".csv", ".json")
    }
    assert files - set(reference.CHECKS) - set(reference.WHY_NOT) == set()


def test_tied_units_are_no_winners_in_the_copeland_score_of_equal_weights() -> None:
    import numpy as np

    from analysis.index.methods.outrank import copeland

    x = base.main().prepared.normalised
    scores = copeland(x, np.ones(49))
    wrong = base.table("analysis/copeland_all49.csv")["copeland_equal"].to_numpy()
    assert scores.sum() == 0
    assert 0 < np.abs(scores - wrong).max() <= 3


def test_the_most_informative_weights_are_at_least_as_good() -> None:
    reached, wanted = reference.reference_results.informative()
    assert reached >= wanted - 1e-9


def test_failed_replications_are_an_error_with_their_reason() -> None:
    """Min-max from 0 with a geometric mean failed silently in the reference package."""
    from analysis.errors import TableError
    from analysis.index import monte_carlo
    from analysis.index.methods.options import Aggregate
    from analysis.index.robustness.variation import Variation

    ways = ((Aggregate(),), (Aggregate(method="geometric"),))
    with pytest.raises(TableError, match=r"replications failed.*above 0"):
        monte_carlo(base.main(), base.asem(), Variation(replications=40, aggregate=ways))
    some = Variation(replications=40, aggregate=ways, max_failed=0.9)
    result = monte_carlo(base.main(), base.asem(), some)
    status = result.replications.status
    assert 0 < result.overall.loc["failed", "value"] == (status != "ok").sum() < 40
    assert result.units["scored"].eq(1).all()
