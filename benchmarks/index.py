"""Times of the index engine on seeded data, one core; the last line is one JSON object.

``python benchmarks/index.py [--small]``; CPU seconds, best of three for the small sizes.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analysis.index import Declaration, Variation, WeightNoise, build_index, monte_carlo
from analysis.index.methods.options import Aggregate, Normalise, Treat

SIZES = ((51, 49), (3000, 60), (30000, 100))
PER_DIMENSION = 6
VARIED = Variation(
    replications=1000,
    treat=tuple(Treat(winsorise=most) for most in range(1, 6)),
    normalise=(Normalise(low=1), Normalise(method="z_score", mean=100, spread=10)),
    aggregate=((Aggregate(),), (Aggregate(method="geometric", floor=0.1),)),
    weights=WeightNoise(size=0.25),
)


def made_up(units: int, indicators: int) -> tuple[pd.DataFrame, Declaration]:
    """A third log-normal, outliers, 3 % missing, groups of units, one denominator."""
    rng = np.random.default_rng(20240601)
    level = rng.normal(size=(units, 1))
    x = 50 + 10 * (0.6 * level + 0.8 * rng.normal(size=(units, indicators)))
    x[:, ::3] = np.exp(rng.normal(size=x[:, ::3].shape))
    x[rng.random(x.shape) < 0.001] *= 8
    x[rng.random(x.shape) < 0.03] = np.nan
    names = [f"I{n:03d}" for n in range(indicators)]
    data = pd.DataFrame(x, [f"U{n:05d}" for n in range(units)], names)
    data["people"], data["kind"] = rng.uniform(1e3, 1e5, units), rng.integers(8, size=units)
    count = max(1, indicators // PER_DIMENSION)
    leaves = [
        {"code": c, "parent": f"D{n % count}", "direction": -1 if n % 5 == 0 else 1}
        | ({"denominator": "people"} if n % 10 == 0 else {})
        for n, c in enumerate(names)
    ]
    groups = [{"code": f"D{n}", "parent": f"S{n % 3}"} for n in range(count)]
    groups += [{"code": f"S{n}", "parent": "L"} for n in range(3)] + [{"code": "L"}]
    steps = {"screen": {}, "impute": {"method": "group_mean", "group": "kind"}, "treat": {}}
    return data, Declaration.parse({"indicators": leaves, "groups": groups} | steps)


def cpu(work: Callable[[], Any], repeats: int) -> float:
    """Least CPU seconds of some runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return round(min(times), 3)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="leave out 30,000 × 100")
    sizes = SIZES[:2] if parser.parse_args().small else SIZES
    figures: dict[str, Any] = {"python": platform.python_version(), "numpy": np.__version__}
    for units, indicators in sizes:
        data, declaration = made_up(units, indicators)
        repeats = 3 if units < 10_000 else 1
        index = build_index(data, declaration)
        name = f"{units}x{indicators}"
        figures[f"pipeline_{name}_s"] = cpu(
            lambda d=data, m=declaration: build_index(d, m), repeats
        )
        figures[f"replications_1000_{name}_s"] = cpu(
            lambda i=index, d=data: monte_carlo(i, d, VARIED), repeats
        )
        if units < 10_000:
            few = Variation(replications=100)
            errors = pd.DataFrame(1.0, data.index, declaration.names())
            figures[f"measured_100_{name}_s"] = cpu(
                lambda i=index, d=data, e=errors, v=few: monte_carlo(i, d, v, errors=e), 1
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures[f"peak_mb_after_{name}"] = round(peak)
        print(name, {k: v for k, v in figures.items() if name in k}, flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        main()
