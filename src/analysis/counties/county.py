"""Counties, dated changes of counties, and matching of place names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|"
    "景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|"
    "保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)

AUTONOMOUS = re.compile(rf"^(..+?)(?:(?:{PEOPLES})族?)+自治(县|旗)$")


@dataclass(frozen=True, slots=True, order=True)
class County:
    """One county-level unit; ``prefecture`` is "" where it lies directly under a province."""

    code: str
    name: str
    province: str
    prefecture: str

    @property
    def full_name(self) -> str:
        """Province, prefecture and county in one.

        >>> County("411526", "潢川县", "河南省", "信阳市").full_name
        '河南省信阳市潢川县'
        """
        return f"{self.province}{self.prefecture}{self.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """One dated change: a unit that ended or was renamed, or one that was made anew.

    ``kind`` is city (县 to 市), district (to 区), county (to 县), merged, split, moved (to another
    prefecture or code), renamed (the code stays) or created; ``new_codes`` are the units that carry
    on, the name where there is no code yet. Small parts that went elsewhere are left out.
    """

    date: str
    kind: str
    old: County | None
    new_codes: tuple[str, ...]
    new_names: tuple[str, ...]
    source: str

    @property
    def year(self) -> int:
        """The year of the change; reports on it and later bear the new name."""
        return int(self.date[:4])


def one_off(one: str, other: str) -> bool:
    """Tell whether two codes hold the same digits, two of them swapped, or differ in one digit."""
    return len(one) == len(other) and (
        sum(a != b for a, b in zip(one, other, strict=True)) == 1
        or (one[:4] == other[:4] and sorted(one) == sorted(other))
    )


def same_place(one: County, other: County) -> bool:
    """Tell two units of one province and prefecture."""
    return one.province == other.province and one.prefecture == other.prefecture


def fits(full: str, given: str | None) -> bool:
    """Tell whether a place that is given, maybe without its last sign, is ``full``."""
    if not given:
        return True
    return full == given or full.startswith(given.rstrip("省市州盟") or given)


def within(county: County, context: str) -> bool:
    """Tell whether ``context`` is the province and prefecture of the county, or one of them."""
    for place in (county.prefecture, county.province):
        for form in (place, stem(place, county)):
            if form and context.endswith(form):
                context = context[: -len(form)]
                break
    return not context


def province_of(county: County) -> str:
    """Return the province of a county."""
    return county.province


def stem(place: str, county: County) -> str:
    """Shorten a place to what running text calls it (江苏省 → 江苏, 红河哈尼族… → 红河)."""
    short = re.sub(rf"(?:(?:{PEOPLES})族?)*自治[区州]$|特别行政区$|省$|地区$|[市盟]$", "", place)
    return short if len(short) > 1 and place != county.prefecture + county.name else place


def list_of(counties: Iterable[County]) -> str:
    """Write counties with code, province and prefecture, for messages."""
    return ", ".join(f"{c.code} {c.province} {c.prefecture or '-'} {c.name}" for c in counties)
