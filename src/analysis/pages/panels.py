"""Small multiples: the level indicators of a county over the years, with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from analysis.pages.elements import Html, escaped, page_link, place_link
from analysis.pages.tables.scores import dimension_name
from analysis.pages.tables.values import figure_value, records
from analysis.study import View

Figures = Mapping[int, Mapping[str, Any]]  # year → the row that stands for the indicator
WIDTH, HEIGHT, EDGE = 120, 34, 5  # of a panel's picture, in its own units
PERCENT = "%"


def indicator_panels(view: View, county: str) -> Html:
    """Return a panel for each level indicator that a county prints, grouped by dimension.

    Scales begin at zero and end at 100 % or the highest figure. Figures are joined only where the
    change between the two years counts: not over a gap, and not where the law or the county
    changed. A panel can be linked to by the code of its indicator.
    """
    rows = view.table("observations", county)
    rows = rows[rows["status"] == "resolved"]
    figures: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in records(rows):
        figures[row["indicator"]][int(row["year"])] = row
    changes = view.table("changes", county)
    changes = changes[changes["broken_by"] == ""]
    joined = set(zip(changes["indicator"], changes["year"], strict=True))
    years = sorted(int(y) for y in view.table("documents", county)["year"].unique())
    panels: dict[str, list[str]] = defaultdict(list)
    for asked in view.codebook:
        if asked.role == "level" and asked.code in figures:
            links = [year for year in years if (asked.code, year) in joined]
            panel = _panel(view, asked.code, figures[asked.code], years, links)
            panels[asked.dimension].append(panel)
    return Html("".join(_group(view, code, panels[code]) for code in sorted(panels)))


def _group(view: View, dimension: str, panels: Sequence[str]) -> str:
    name = escaped(dimension_name(view, dimension))
    return f'<p class="dimension">{name}</p><ul class="panels">{"".join(panels)}</ul>'


def _panel(
    view: View, code: str, figures: Figures, years: Sequence[int], joined: Sequence[int]
) -> str:
    name = page_link(f"indicator/{code}", view.indicator(code)).html
    said = "".join(
        f"<li>{year} {place_link(row, figure_value(view, row).html).html}</li>"
        for year, row in sorted(figures.items())
    )
    numbers = {year: float(row["value"]) for year, row in figures.items()}
    picture = line_over_years(numbers, view.codebook[code].unit, years, joined)
    return f'<li id="{escaped(code)}">{name}{picture}<ul>{said}</ul></li>'


def line_over_years(
    numbers: Mapping[int, float], unit: str, years: Sequence[int], joined: Sequence[int]
) -> str:
    """Draw the figures of an indicator; what it shows stands in words beside it.

    Args:
        numbers: year → figure.
        unit: of the figures.
        years: all years of the axis.
        joined: years that compare with the year before; a rate may be computed in a year that
            prints none, and then no line is drawn.

    >>> "M5 7L60 5" in line_over_years({2021: 90.0, 2022: 100.0}, "%", [2021, 2022, 2023], [2022])
    True
    >>> "L" in line_over_years({2021: 90.0, 2022: 100.0}, "%", [2021, 2022, 2023], [2023])
    False
    """
    top = max([*numbers.values(), 100.0 if unit == PERCENT else 0.0]) or 1.0
    step, height = (WIDTH - 2 * EDGE) / max(1, len(years) - 1), HEIGHT - 2 * EDGE
    points = {
        year: f"{EDGE + step * n:.0f} {HEIGHT - EDGE - height * numbers[year] / top:.0f}"
        for n, year in enumerate(years)
        if year in numbers
    }
    pairs = ((a, b) for a, b in pairwise(years) if b in joined and {a, b} <= points.keys())
    line = "".join(f"M{points[a]}L{points[b]}" for a, b in pairs)
    dots = "".join(f"M{point}h0" for point in points.values())  # round ends make them dots
    return (
        f'<svg aria-hidden="true" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid">'
        f'<path class="ground" d="M0 {HEIGHT - EDGE}h{WIDTH}"/><path d="{line}"/>'
        f'<path class="dots" d="{dots}"/></svg>'
    )
