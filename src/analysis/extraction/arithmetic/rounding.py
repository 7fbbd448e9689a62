"""When two printed figures agree: rounded or cut off at the last digit that is printed."""

from __future__ import annotations

import re

from analysis.records import Qualifier

INEXACT = frozenset({Qualifier.OVER, Qualifier.ABOUT, Qualifier.AT_LEAST})
FLOORS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})
DECIMALS = re.compile(r"\.(\d+)")


def same_share(printed: float, quote: str, qualifier: Qualifier, exact: float) -> bool:
    """Tell whether a printed percentage is ``exact``, rounded or cut off at its last digit.

    "Over" and "at least" only need ``exact`` not to fall short; "about" allows one unit more.

    >>> same_share(98.7, "98.7%", Qualifier.EXACT, 100 * 3478 / 3522)
    True
    >>> same_share(98.9, "98.9%", Qualifier.EXACT, 100 * 3478 / 3522)
    False
    >>> same_share(90.0, "90%以上", Qualifier.AT_LEAST, 96.2)
    True
    """
    decimals = DECIMALS.search(quote)
    step = 10.0 ** -(len(decimals[1]) if decimals else 0)
    if qualifier in FLOORS:
        return exact > printed - step
    allowed = step * (2 if qualifier is Qualifier.ABOUT else 1)
    return abs(exact - printed) < allowed * (1 - 1e-9)
