"""Data availability: indicators × counties by missing state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.errors import FazhiError, nearest
from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose, pick
from analysis.tables.schema import STATES

LABELLED = 40  # most counties that get a name of their own
WORDS = {
    "reported": ("有报告", "reported"),
    "none": ("报告为零", "reported as none"),
    "silent": ("未提及", "silent"),
    "section_missing": ("缺该部分", "section missing"),
    "not_required": ("当年不适用", "not required"),
}


def availability_map(
    panel: pd.DataFrame,
    names: Names,
    year: int,
    *,
    indicators: Sequence[str],
    places: pd.Series[str] | None = None,
    lang: str = "zh",
) -> Picture:
    """Draw the missing state of each indicator (rows) in each county (columns).

    Over ``LABELLED`` counties the columns are their ``places``, with the share that reports.

    Args:
        panel: table PANEL.
        names: names in the page's language.
        year: the year.
        indicators: codes to show, in order, e.g. the core ones.
        places: name of the prefecture or province of each county, by code; needed for many.
        lang: ``zh`` or ``en``.

    Raises:
        FazhiError: no panel rows of that year, or an unknown indicator.
    """
    rows = pick(panel, year)
    known = set(rows["indicator"])
    for code in indicators:
        if code not in known:
            raise FazhiError(f'indicator "{code}" is not in the panel{nearest(code, known)}')
    numbers = rows["state"].map({s: i for i, s in enumerate(STATES)})
    wide = rows.assign(number=numbers).pivot(
        index="indicator", columns="county_code", values="number"
    )
    wide = wide.reindex(list(indicators)).astype(int)
    title = choose(lang, f"{year}年指标报告情况", f"What counties report, {year}")
    labels = [names.indicator(c) for c in indicators]
    if wide.shape[1] > LABELLED and places is not None:
        figure = _shares(wide, labels, places, lang)
    else:
        figure = _states(wide, labels, names, lang)
    matrix = wide.to_numpy(int)
    data = _data(matrix, indicators, names, lang)
    return Picture(title, _alt(matrix, indicators, names, title, lang), figure, data)


def _states(wide: pd.DataFrame, labels: list[str], names: Names, lang: str) -> Figure:
    shades = ListedColormap([theme.STATES[s] for s in STATES])
    with theme.style():
        figure, axes = theme.canvas(7.6, 0.22 * len(labels) + 1.8)
        axes.imshow(
            wide, cmap=shades, vmin=-0.5, vmax=len(STATES) - 0.5, aspect="auto",
            interpolation="nearest",
        )  # fmt: skip
        axes.set_yticks(range(len(labels)), labels)
        counties = [names.county(str(c)) for c in wide.columns]
        axes.set_xticks(range(len(counties)), counties, rotation=90)
        axes.tick_params(length=0)
        axes.legend(handles=_legend(lang), loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    return figure


def _shares(wide: pd.DataFrame, labels: list[str], places: pd.Series[str], lang: str) -> Figure:
    """Draw the share of the counties of each place that report an indicator."""
    seen = wide.isin([0, 1]).astype(float)
    shares = seen.T.groupby(places.reindex(seen.columns)).mean().T
    with theme.style():
        figure, axes = theme.canvas(7.6, 0.22 * len(labels) + 2.0)
        image = axes.imshow(
            100 * shares, cmap=theme.HEAT, vmin=0, vmax=100, aspect="auto", interpolation="nearest"
        )
        axes.set_yticks(range(len(labels)), labels)
        axes.set_xticks(range(shares.shape[1]), [str(p) for p in shares.columns], rotation=90)
        axes.tick_params(length=0)
        label = choose(lang, "报告的县区（%）", "counties that report (%)")
        figure.colorbar(image, ax=axes, label=label, shrink=0.6)
    return figure


def _legend(lang: str) -> list[Patch]:
    return [
        Patch(facecolor=theme.STATES[s], edgecolor=theme.HATCH, label=choose(lang, *WORDS[s]))
        for s in STATES
    ]


def _alt(
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    indicators: Sequence[str],
    names: Names,
    title: str,
    lang: str,
) -> str:
    seen = np.isin(matrix, (0, 1)).mean(axis=1)
    best, worst = (
        names.indicator(indicators[seen.argmax()]),
        names.indicator(indicators[seen.argmin()]),
    )
    return choose(
        lang,
        f"{title}：平均每项指标有{seen.mean():.0%}的县区报告，最多的是{best}（{seen.max():.0%}），"
        f"最少的是{worst}（{seen.min():.0%}）。",
        f"{title}: an indicator is reported by {seen.mean():.0%} of the counties on average, most "
        f"often {best} ({seen.max():.0%}), least often {worst} ({seen.min():.0%}).",
    )


def _data(
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    indicators: Sequence[str],
    names: Names,
    lang: str,
) -> pd.DataFrame:
    counts = {choose(lang, *WORDS[s]): (matrix == i).sum(axis=1) for i, s in enumerate(STATES)}
    head = choose(lang, "指标", "Indicator")
    return pd.DataFrame({head: [names.indicator(c) for c in indicators], **counts})
