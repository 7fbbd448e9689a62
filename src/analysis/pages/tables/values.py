"""A figure as a page shows it: with its unit, and with what the report says of its exactness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped, plain_number
from analysis.records import Qualifier
from analysis.study import View

QUALIFIED: dict[str, tuple[str, str]] = {  # 余, 多, 超; 近, 约; 以上, 不低于
    Qualifier.OVER: ("超 {}", "over {}"),
    Qualifier.ABOUT: ("约 {}", "about {}"),
    Qualifier.AT_LEAST: ("{} 以上", "at least {}"),
}
UNITS = {  # English counts without a classifier (件, 个, 项); only these say more than "how many"
    "%": "%", "人": "persons", "名": "persons", "人次": "attendances", "元": "yuan",
    "户": "households", "天": "days", "工作日": "working days", "学时": "hours", "倍": "times",
}  # fmt: skip


def figure_value(view: View, row: Mapping[str, Any]) -> Html:
    """Show a figure's value with its unit and its qualifier; its own words where it has no value.

    Args:
        view: the study.
        row: ``value``, ``unit``, ``qualifier`` and ``quote``.
    """
    value = row["value"]
    if not isinstance(value, float) or value != value:
        said = row.get("quote", "")
        return Html(f'<span lang="zh">{escaped(said)}</span>' if said else "–")
    unit = unit_name(view, str(row["unit"]))
    shown = f"{plain_number(value, 2)}\N{NO-BREAK SPACE}{unit}".rstrip()
    return Html(
        escaped(view.say(*QUALIFIED.get(str(row["qualifier"]), ("{}", "{}"))).format(shown))
    )


def unit_name(view: View, unit: str) -> str:
    """Return a unit in the page's language; "" for a classifier in English."""
    return unit if view.lang == "zh" else UNITS.get(unit, "")


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries."""
    names = [str(c) for c in rows.columns]
    columns = (rows.iloc[:, n].tolist() for n in range(len(names)))
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
