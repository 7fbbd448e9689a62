"""A county beside others of its choice, prefecture and province, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import figures
from analysis.pages.parts import display_names
from analysis.pages.tables.scores import dimension_name, word
from analysis.study import View
from analysis.tables.schema import DIMENSIONS
from analysis.text.display import short_name

MOST = 30  # counties beside which one is drawn; a prefecture rarely has more
COLUMNS = ("county_code", "year", "dimension", "median", "low", "high", "printed")


@dataclass(frozen=True)
class Peers:
    """The level of a county beside its peers, and its dimensions beside their medians."""

    picture: figures.Picture | None
    table: pd.DataFrame


def peers_of(view: View, county: str, year: int, chosen: Sequence[str] = ()) -> Peers:
    """Return a county beside its peers in a year.

    Args:
        view: the study.
        county: its code.
        year: the year.
        chosen: names or codes; those of its prefecture if empty.

    Raises:
        CountyError: no report of a chosen county was read, with the nearest name.
    """
    levels = view.shared("levels", COLUMNS)
    levels = levels[levels["year"] == year]
    groups = _groups(view, county, [view.find_county(c) for c in chosen])
    beside = levels[levels["county_code"].isin({county, *groups[0][1]})]
    overall = beside[(beside["dimension"] == "L") & beside["median"].notna()]
    picture = None
    if len(overall) > 1 and (overall["county_code"] == county).any():
        picture = figures.peer_levels(
            _nearest(overall, county), display_names(view), county, year, lang=view.lang
        )
    return Peers(picture, _medians(view, levels, county, groups))


def _nearest(overall: pd.DataFrame, county: str) -> pd.DataFrame:
    """Return at most ``MOST`` rows, those whose level is nearest to the county's."""
    own = float(overall.loc[overall["county_code"] == county, "median"].iloc[0])
    order = (overall["median"] - own).abs().sort_values(kind="stable").index
    return overall.loc[order[:MOST]]


def _groups(view: View, county: str, chosen: list[str]) -> list[tuple[str, list[str]]]:
    """Return names and codes of the groups, the one that is drawn first."""
    table = view.table("counties").set_index("county_code")
    own = table.loc[county]
    groups: list[tuple[str, list[str]]] = []
    for kind in ("prefecture", "province"):
        if own[kind]:
            name = view.say(short_name(str(own[kind])), str(own[f"{kind}_en"]))
            groups.append((name, table.index[table[kind] == own[kind]].tolist()))
    groups.append((view.say("全部县区", "all counties"), table.index.tolist()))
    if chosen:
        groups.insert(0, (view.say("所选县区", "chosen counties"), chosen))
    return groups


def _medians(
    view: View, levels: pd.DataFrame, county: str, groups: list[tuple[str, list[str]]]
) -> pd.DataFrame:
    """Return the county's dimensions beside the medians of the groups that print figures there."""
    own = levels[levels["county_code"] == county].set_index("dimension")
    printed = levels[levels["printed"] > 0]
    order = [d for d in (*DIMENSIONS, "L") if d in own.index]
    columns = {
        word(view, "dimension"): [dimension_name(view, d) for d in order],
        view.counties[county]: _with_interval(view, own.loc[order]),
    }
    for name, codes in groups:
        rows = printed[printed["county_code"].isin(codes)].groupby("dimension")["median"]
        middle, size = rows.median(), rows.size()
        columns[view.say(f"{name}中位数（县数）", f"Median of {name} (n)")] = [
            f"{middle[d]:.0f}{view.bracketed(size[d])}" if d in middle.index else "–" for d in order
        ]
    return pd.DataFrame(columns)


def _with_interval(view: View, rows: pd.DataFrame) -> list[str]:
    form = view.say("{:.0f}（{:.0f}–{:.0f}）", "{:.0f} ({:.0f}–{:.0f})")
    values = rows[["median", "low", "high"]].to_numpy(float).tolist()
    return [form.format(*three) for three in values]
