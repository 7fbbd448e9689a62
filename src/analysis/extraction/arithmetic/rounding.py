"""Rounding: the interval a printed figure stands for, and whether figures agree.

A figure is printed to its last digit, rounded or cut off there; 余 and 约 leave more open. Two
figures agree where the ranges of values that they may stand for have a value in common. The
audit of a report, the comparison of years and the panel all ask here.

Source: the project's rule 7; interval arithmetic after Moore (1966), Interval Analysis.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from analysis.records import Qualifier

PRINTED = re.compile(r"\d[\d,]*(?:\.(\d+))?\s*(亿|万|千|百)?")
SCALES = {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}
FLOORS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})


class Range(NamedTuple):
    """The values that a printed figure may stand for, from ``low`` to ``high``."""

    low: float
    high: float

    def meets(self, other: Range) -> bool:
        """Tell whether two printed figures may stand for the same value.

        >>> Range(97.0, 98.0).meets(Range(97.9, 98.4)), Range(1, 2).meets(Range(2.5, 3))
        (True, False)
        """
        return self.low <= other.high and other.low <= self.high


def last_digit(quote: str) -> float:
    """Return what one unit of the last printed digit is worth.

    >>> last_digit("97.0%"), last_digit("1.4万余件"), last_digit("187件")
    (0.1, 1000.0, 1.0)
    """
    found = PRINTED.search(quote)
    if found is None:
        return 1.0
    return SCALES.get(found[2] or "", 1.0) * 10.0 ** -len(found[1] or "")


def share_range(value: float, quote: str, qualifier: Qualifier) -> Range:
    """Return what a printed percentage may stand for.

    Rounded or cut off at its last digit; "over" and "at least" have no upper end, "about" allows
    one unit more.

    >>> [round(end, 6) for end in share_range(98.7, "98.7%", Qualifier.EXACT)]
    [98.6, 98.8]
    """
    # The bounds themselves would be another printed figure: they are just left out.
    step = last_digit(quote) * (1 - 1e-9)
    if qualifier in FLOORS:
        return Range(value - step, math.inf)
    step *= 2 if qualifier is Qualifier.ABOUT else 1
    return Range(value - step, value + step)


def count_range(value: float, quote: str, qualifier: Qualifier) -> Range:
    """Return what a printed count may stand for.

    A count is exact where all its digits are printed. With 万 or 亿 it is rounded at its last
    digit; 120余件 is 120 to 130, 约 as much on either side; 以上 has no upper end.

    >>> count_range(187, "187件", Qualifier.EXACT)
    Range(low=187, high=187)
    >>> count_range(14000, "1.4万余件", Qualifier.OVER)
    Range(low=14000, high=15000.0)
    """
    if qualifier is Qualifier.AT_LEAST:
        return Range(value, math.inf)
    step = last_digit(quote)
    if qualifier is Qualifier.OVER:
        return Range(value, value + max(step, _last_figure(value)))
    if qualifier is Qualifier.ABOUT:
        step = max(step, _last_figure(value))
    elif step == 1.0:
        return Range(value, value)
    return Range(value - step, value + step)


def share_agrees(printed: float, quote: str, qualifier: Qualifier, exact: float) -> bool:
    """Tell whether a printed percentage is ``exact``, rounded or cut off at its last digit.

    >>> share_agrees(98.9, "98.9%", Qualifier.EXACT, 100 * 3478 / 3522)
    False
    >>> share_agrees(90.0, "90%以上", Qualifier.AT_LEAST, 96.2)
    True
    """
    return share_range(printed, quote, qualifier).meets(Range(exact, exact))


def share_of(n: Range, total: Range) -> Range:
    """Return the percentages that two counts may give; all are possible where N may be 0.

    >>> share_of(Range(180, 180), Range(187, 187)).low  # doctest: +ELLIPSIS
    96.256...
    """
    if total.low <= 0:
        return Range(0, math.inf)
    low = 0.0 if total.high == math.inf else 100 * n.low / total.high
    return Range(low, 100 * n.high / total.low)


def _last_figure(value: float) -> float:
    """Return the worth of the last digit that is not 0: 10 for 120, 100 for 300."""
    whole = int(abs(value))
    step = 1
    while whole and whole % (step * 10) == 0:
        step *= 10
    return float(step)
