"""Progress that texts tell: promises kept, problems closed, mechanisms newly adopted.

Shares come with Wilson's interval, since a county makes a dozen promises that can be followed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.panel.rates import wilson
from analysis.tables.contracts_texts import TEXT_PROGRESS
from analysis.tables.schema import DIMENSIONS
from analysis.texts.followed.follow_up import Fate
from analysis.texts.followed.problems import Outcome
from analysis.texts.mechanisms import Mechanism
from analysis.texts.reports import Corpus

COUNTED, NONE_STATED, NO_LATER = "counted", "none stated", "no later report"
ALL = "L"

Counted = tuple[str, str, str, int, int]  # dimension, source, state, of, count


def text_progress(
    corpus: Corpus, tables: dict[str, pd.DataFrame], mechanisms: tuple[Mechanism, ...]
) -> pd.DataFrame:
    """Return table TEXT_PROGRESS, of every county with a report.

    Args:
        corpus: the reports.
        tables: PROMISES, PROBLEMS and ADOPTIONS by name.
        mechanisms: all that could be adopted.
    """
    years: dict[str, list[int]] = {}
    for report in corpus.reports:
        years.setdefault(report.county_code, []).append(report.year)
    promises, problems = tables["promises"], tables["problems"]
    promises = promises[promises["testable"]]
    own = {
        name: dict(iter(table.groupby("county_code")))
        for name, table in (
            ("promises", promises), ("problems", problems), ("adoptions", tables["adoptions"]),
        )
    }  # fmt: skip
    rows = []
    for code, span in years.items():
        kept = _followed("promises", own["promises"].get(code), str(Fate.KEPT))
        closed = _followed("problems", own["problems"].get(code), str(Outcome.CLOSED))
        adopted = _adopted(own["adoptions"].get(code), span, mechanisms)
        rows += [(code, *counted) for counted in (kept, closed, *adopted)]
    columns = ["county_code", "dimension", "source", "state", "of", "count"]
    table = pd.DataFrame(rows, columns=columns)
    of, count = table["of"].to_numpy(float), table["count"].to_numpy(float)
    low, high = wilson(count, of)
    share = (table["count"] / table["of"]).where(table["of"] > 0)
    return TEXT_PROGRESS.check(table.assign(share=share, low=low, high=high))


def _followed(source: str, rows: pd.DataFrame | None, best: str) -> Counted:
    """Count those that the next report answers, and those that it answers in the best way."""
    if rows is None:
        return (ALL, source, NONE_STATED, 0, 0)
    states = rows["state"].dropna()
    state = COUNTED if len(states) else NO_LATER
    return (ALL, source, state, len(states), int((states == best).sum()))


def _adopted(
    rows: pd.DataFrame | None, span: list[int], mechanisms: tuple[Mechanism, ...]
) -> Iterator[Counted]:
    """Count mechanisms that were not there in the county's first report, and those begun since."""
    first, last = min(span), max(span)
    begun = {} if rows is None else dict(zip(rows["mechanism"], rows["year"], strict=True))
    state = COUNTED if last > first else NO_LATER
    for dimension in (*DIMENSIONS, ALL):
        own = [m for m in mechanisms if dimension in (m.dimension, ALL) and m.from_year <= last]
        still = [m for m in own if begun.get(m.code, last) > first]
        adopted = [m for m in still if m.code in begun]
        if state == COUNTED:
            yield (dimension, "mechanisms", state, len(still), len(adopted))
        else:
            yield (dimension, "mechanisms", state, 0, 0)


def with_texts(progress: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return table PROGRESS with what texts tell beside it.

    Adds ``promises_kept``, ``problems_closed`` (shares), ``mechanisms_adopted`` (a number), each
    with ``…_of`` (how many there were) and ``…_state`` (of TEXT_PROGRESS, or ``not by dimension``).
    """
    columns = {
        "promises": ("promises_kept", "share"),
        "problems": ("problems_closed", "share"),
        "mechanisms": ("mechanisms_adopted", "count"),
    }
    found = progress
    for source, (name, value) in columns.items():
        own = told[told["source"] == source].set_index(["county_code", "dimension"])
        own = own[[value, "of", "state"]].set_axis([name, f"{name}_of", f"{name}_state"], axis=1)
        own = own.astype({name: "float64", f"{name}_of": "Int64"})
        own.loc[own[f"{name}_state"] != COUNTED, name] = float("nan")
        found = found.join(own, on=["county_code", "dimension"])
        found = found.fillna({f"{name}_state": "not by dimension"})
    return found
