"""What the coders' answers say of the program, and of each other.

Measures, for each coder and the program, over all and by dimension:

* ``precision_code`` – of the numbers read as an indicator, the share whose indicator is right;
* ``precision_value``, ``precision_scope`` – of those, the share whose value or scope is right,
  where the coder gave one;
* ``precision_all`` – of the numbers read as an indicator, those right in all that was said;
* ``recall`` – of the numbers that stand for an indicator, the share that was read as that one;
* ``agreement``, ``kappa``, ``alpha`` – the same code on the same number, also between two coders.

A dimension is the program's for precision and the coder's for recall. All but ``alpha`` are
weighted by the inverse of each row's chance to be drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.coding import instructions
from analysis.coding.agreement import (
    NOTHING,
    Estimate,
    alpha_estimate,
    effective_size,
    found_share,
    kappa_estimate,
    share,
)
from analysis.coding.filled_workbook import Answer, Coder
from analysis.coding.key import Key
from analysis.coding.sample import Item
from analysis.extraction.indicators import Codebook
from analysis.tables.contracts import CODING_CHECK, CODING_DISAGREEMENTS
from analysis.tables.schema import DIMENSIONS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

ALL = "all"
SEED = 20240401
PRECISIONS = ("precision_code", "precision_value", "precision_scope", "precision_all")


@dataclass(frozen=True)
class Rows:
    """The rows of a sample that one coder coded, side by side with the program's answers."""

    items: list[Item]
    answers: list[Answer]
    weights: Floats
    dimensions: dict[str, str]  # of the codebook

    @property
    def groups(self) -> list[str]:
        """The kind of stratum of each row: coded, other or not_a_quantity."""
        return [_kind(i) for i in self.items]

    @property
    def program(self) -> list[str]:
        """The program's code of each row; of two codes the one that the coder gave."""
        pairs = zip(self.items, self.answers, strict=True)
        return [a.code if a.code in i.codes else _program(i) for i, a in pairs]

    @property
    def coded(self) -> list[str]:
        """The coder's code of each row."""
        return [a.code for a in self.answers]


def score(coders: Sequence[Coder], key: Key, codebook: Codebook) -> pd.DataFrame:
    """Return table CODING_CHECK: every measure of each coder and the program, and of two coders."""
    dimensions = {i.code: i.dimension for i in codebook}
    found: list[dict[str, object]] = []
    for coder in coders:
        rows = rows_of(key, set(coder.answers), dimensions, coder.answers)
        between = f"program - {coder.name}"
        for d in (ALL, *DIMENSIONS):
            found += [score_row(m, between, d, *_precision(m, rows, d)) for m in PRECISIONS]
            found.append(score_row("recall", between, d, *_recall(rows, d)))
        found += _agreement(between, rows, rows.program, rows.coded)
    if len(coders) == 2:
        one, other = coders
        both = set(one.answers) & set(other.answers)
        rows = rows_of(key, both, dimensions, one.answers)
        second = [other.answers[i.id].code for i in rows.items]
        found += _agreement(f"{one.name} - {other.name}", rows, rows.coded, second)
    frame = pd.DataFrame(found).assign(sample=key.sample, reading=key.reading)
    return CODING_CHECK.check(frame[(frame["rows"] > 0) | (frame["dimension"] == ALL)])


def rows_of(
    key: Key, ids: set[str], dimensions: dict[str, str], answers: dict[str, Answer]
) -> Rows:
    """Return the rows with these ids; their weights add up to the numbers of their strata."""
    items = [i for i in key.items if i.id in ids]
    there = Counter(_stratum(i) for i in items)
    weights = np.array([i.population / there[_stratum(i)] for i in items], float)
    return Rows(items, [answers[i.id] for i in items], weights, dimensions)


def disagreements(coders: Sequence[Coder], key: Key) -> pd.DataFrame:
    """Return table CODING_DISAGREEMENTS: each row in which a coder and the program differ."""
    found = []
    for coder in coders:
        for item in key.items:
            answer = coder.answers.get(item.id)
            if answer is None or _all_right(item, answer):
                continue
            program = _said(_program(item), item.value if item.codes else None, item.scope)
            found.append(
                {
                    "id": item.id,
                    "coder": coder.name,
                    "document_id": item.document_id,
                    "start": item.start,
                    "end": item.end,
                    "before": item.before,
                    "quote": item.quote,
                    "after": item.after,
                    "section": item.section,
                    "program": program,
                    "coded": _said(answer.code, answer.value, answer.scope),
                    "note": answer.note,
                }
            )
    columns = list(CODING_DISAGREEMENTS.columns)
    return CODING_DISAGREEMENTS.check(pd.DataFrame(found, columns=columns))


def strata_not_coded(key: Key, coder: Coder) -> list[str]:
    """Return the strata of which a coder coded no row, so that they are not in the results."""
    heard = {_stratum(i) for i in key.items if i.id in coder.answers}
    return sorted({" ".join(w for w in _stratum(i) if w) for i in key.items
                   if _stratum(i) not in heard})  # fmt: skip


def _precision(measure: str, rows: Rows, dimension: str) -> tuple[Estimate, int]:
    judge = JUDGES[measure]
    verdicts = [
        judge(i, a) if i.codes and dimension in {ALL, i.dimension} else None
        for i, a in zip(rows.items, rows.answers, strict=True)
    ]
    known = np.array([v is not None for v in verdicts], bool)
    hits = np.array([bool(v) for v in verdicts], bool)
    return share(hits[known], rows.weights[known]), int(known.sum())


def _right_code(item: Item, answer: Answer) -> bool | None:
    return answer.code in item.codes


def _right_value(item: Item, answer: Answer) -> bool | None:
    """None where the code is not right, or no value was given."""
    if answer.code not in item.codes or answer.value is None:
        return None
    off = abs(answer.value - item.value) if item.value is not None else float("inf")
    return off <= 1e-9 * max(1.0, abs(answer.value))


def _right_scope(item: Item, answer: Answer) -> bool | None:
    if answer.code not in item.codes or not answer.scope:
        return None
    return answer.scope == item.scope


def _all_right(item: Item, answer: Answer) -> bool:
    if not item.codes:
        return answer.code == _program(item)
    parts = (_right_code(item, answer), _right_value(item, answer), _right_scope(item, answer))
    return False not in parts


JUDGES: dict[str, Callable[[Item, Answer], bool | None]] = dict(
    zip(PRECISIONS, (_right_code, _right_value, _right_scope, _all_right), strict=True)
)


def _recall(rows: Rows, dimension: str) -> tuple[Estimate, int]:
    """Return recall from the totals found and missed, each from the kind of stratum it lies in."""
    coded = np.array(
        [a.code in rows.dimensions and dimension in {ALL, rows.dimensions[a.code]}
         for a in rows.answers],
        bool,
    )  # fmt: skip
    right = np.array([a.code in i.codes for i, a in zip(rows.items, rows.answers, strict=True)])
    kinds = np.array(rows.groups)
    found = _total(coded & right, kinds == "coded", rows.weights)
    missed = [_total(coded & ~right, kinds == kind, rows.weights) for kind in dict.fromkeys(kinds)]
    number = int(coded.sum())
    return (found_share(found, missed) if number else NOTHING), number


def _total(hits: Bools, domain: Bools, weights: Floats) -> Estimate:
    """Return how many numbers of a kind are hits; its interval is that of their share."""
    part = share(hits[domain], weights[domain])
    whole = float(weights[domain].sum())
    if not whole:
        return Estimate(0.0, 0.0, 0.0, 0.0)
    own = effective_size(weights[domain & hits])
    return Estimate(part.value * whole, part.low * whole, part.high * whole, own)


def _agreement(
    between: str, rows: Rows, one: list[str], other: list[str]
) -> Iterable[dict[str, object]]:
    number = len(one)
    if not number:
        return [score_row(m, between, ALL, NOTHING, 0) for m in ("agreement", "kappa", "alpha")]
    same = np.array([a == b for a, b in zip(one, other, strict=True)], bool)
    pairs = list(zip(one, other, strict=True))
    return [
        score_row("agreement", between, ALL, share(same, rows.weights), number),
        score_row("kappa", between, ALL,
             kappa_estimate(one, other, rows.groups, rows.weights, SEED), number),
        score_row("alpha", between, ALL, alpha_estimate(pairs, rows.groups, SEED), number),
    ]  # fmt: skip


def score_row(
    measure: str, between: str, dimension: str, e: Estimate, rows: int
) -> dict[str, object]:
    """Return a row of the tables of coding checks."""
    return {
        "measure": measure,
        "between": between,
        "dimension": dimension,
        "estimate": e.value,
        "low": e.low,
        "high": e.high,
        "rows": rows,
        "effective": round(e.effective, 1),
    }


def _kind(item: Item) -> str:
    return "coded" if item.codes else item.kind


def _stratum(item: Item) -> tuple[str, str, str]:
    return _kind(item), item.dimension, item.stratum_year


def _program(item: Item) -> str:
    if item.codes:
        return item.codes[0]
    return instructions.NONE if item.kind == instructions.NONE else instructions.OTHER


def _said(code: str, value: float | None, scope: str) -> str:
    shown = "" if value is None else f"{value:,.10g}"
    return " · ".join(w for w in (code, shown, scope) if w)
