"""Which counties a comparison is of: those named, those of a place, or all.

Over ``NAMED`` counties figures show prefectures or provinces; over ``LISTED`` tables do not have a
row for each county any more, which the index has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import CountyError, nearest
from analysis.study import View, place_names

NAMED = 80  # most counties that figures name one by one
LISTED = 500  # most counties that have a row of their own; beyond, the index lists them
PLACES = 60  # most prefectures that figures name; beyond, provinces


@dataclass(frozen=True)
class Selection:
    """The counties of a comparison, and the place that each is grouped under where they are many.

    Attributes:
        codes: their codes, in order.
        places: name of the prefecture or province of each, by code.
        whole: whether they are all counties of the study.
    """

    codes: tuple[str, ...]
    places: pd.Series[str]
    whole: bool

    @property
    def named(self) -> bool:
        """True where figures name each county."""
        return len(self.codes) <= NAMED

    @property
    def listed(self) -> bool:
        """True where tables have a row for each county."""
        return len(self.codes) <= LISTED

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of these counties."""
        return rows if self.whole else rows[rows["county_code"].isin(self.codes)]


def select(
    view: View, counties: Sequence[str] = (), prefecture: str = "", province: str = ""
) -> Selection:
    """Return the counties that are asked for.

    Args:
        view: the study.
        counties: names or codes; all if empty.
        prefecture: only those of this prefecture.
        province: only those of this province.

    Raises:
        CountyError: no report of such a county was read, or there is none of such a place, with
            the nearest name.
    """
    table = view.table("counties").set_index("county_code").sort_index()
    chosen = table
    if counties:
        codes = [view.find_county(county) for county in counties]
        chosen = chosen.loc[sorted(set(codes))]
    for kind, name in (("prefecture", prefecture), ("province", province)):
        if name:
            known = sorted(set(table[kind]))
            if name not in known:
                raise CountyError(f'no report of {kind} "{name}" was read{nearest(name, known)}')
            chosen = chosen[chosen[kind] == name]
    if chosen.empty:
        raise CountyError("no county is in all of the places that are asked for")
    kind = "prefecture" if chosen["prefecture"].nunique() <= PLACES else "province"
    codes = [str(code) for code in chosen.index]
    places = pd.Series(place_names(chosen.reset_index(), view.lang, kind))
    return Selection(tuple(codes), places, len(codes) == len(table))
