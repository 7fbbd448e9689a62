"""What coders say of the states that the program read, and of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.coding.agreement import (
    alpha_estimate,
    kappa_estimate,
    macro_f1_estimate,
    majority_macro_f1,
    share,
)
from analysis.coding.promises.filled import PromiseCoder
from analysis.coding.promises.instructions import STATES
from analysis.coding.promises.sample import PromiseItem, PromiseKey
from analysis.coding.score import score_row
from analysis.tables.contracts import PROMISE_CHECK

ALL = "all"
SEED = 20240401


def score(coders: Sequence[PromiseCoder], key: PromiseKey) -> pd.DataFrame:
    """Return table PROMISE_CHECK: the program against each coder, and two coders.

    Measures: ``macro_f1`` over the states that the coder gave, ``majority`` the same of always
    naming the most frequent one, ``agreement``, ``kappa``, ``alpha``, and for each state
    ``precision`` and ``recall``. All but ``alpha`` are weighted by the inverse of each row's chance
    to be drawn.
    """
    rows: list[dict[str, object]] = []
    for coder in coders:
        items = [i for i in key.items if i.id in coder.answers]
        coded = [coder.answers[i.id] for i in items]
        rows += _compared(f"program - {coder.name}", items, coded, [i.state for i in items])
    if len(coders) == 2:
        one, other = coders
        items = [i for i in key.items if i.id in one.answers and i.id in other.answers]
        pair = [[c.answers[i.id] for i in items] for c in coders]
        rows += _compared(f"{one.name} - {other.name}", items, *pair)
    return PROMISE_CHECK.check(pd.DataFrame(rows).assign(sample=key.sample, reading=key.reading))


def _compared(
    between: str, items: list[PromiseItem], coded: list[str], read: list[str]
) -> Iterator[dict[str, object]]:
    if not items:
        return
    there = Counter(i.state for i in items)
    weights = np.array([i.population / there[i.state] for i in items], float)
    groups = [i.state for i in items]
    same = np.array(coded) == np.array(read)
    whole = {
        "macro_f1": macro_f1_estimate(coded, read, groups, weights, SEED),
        "majority": majority_macro_f1(coded, weights),
        "agreement": share(same, weights),
        "kappa": kappa_estimate(coded, read, groups, weights, SEED),
        "alpha": alpha_estimate(list(zip(coded, read, strict=True)), groups, SEED),
    }
    for measure, estimate in whole.items():
        yield score_row(measure, between, ALL, estimate, len(items))
    for state, _, _ in STATES:
        for measure, of in (("precision", read), ("recall", coded)):
            chosen = np.array(of) == str(state)
            if chosen.any():
                part = share(same[chosen], weights[chosen])
                yield score_row(measure, between, str(state), part, int(chosen.sum()))
