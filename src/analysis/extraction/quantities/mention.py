"""`Mention`: a number as found in a text, before its context is read."""

from __future__ import annotations

from typing import NamedTuple

from analysis.records import Kind, Qualifier


class Mention(NamedTuple):
    """A number at ``start``–``end`` of the normalised text; ``reason`` is set on non-quantities.

    A range has no value but two ``ends``, as 10-20件 and 两三件 have.
    """

    start: int
    end: int
    value: float | None
    unit: str
    qualifier: Qualifier
    kind: Kind
    reason: str = ""
    claim: bool = False
    each: bool = False  # 各3次: of each of the bodies named before
    minimum: bool = False  # 不少于15人: what is asked of each, not what was counted
    ends: tuple[float, float] | None = None
