"""Names of types in words, made from what they are like, and the finding as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.clusters.types import CONTINUUM, LIKELY, TYPES, UNKNOWN, Found

PROGRESS, LEVEL = "progress", "level"
ONE = {
    TYPES: ("", ""),
    CONTINUUM: ("连续分布，无类型", "a continuum, no types"),
    UNKNOWN: ("无法判断", "cannot be told"),
}
COURSES = {1: ("上升", "rising"), 0: ("停滞", "standing still"), -1: ("下降", "falling")}
PACES = (("快速", "fast"), ("较慢", "more slowly"), ("缓慢", "slowly"))
SUBJECTS = {PROGRESS: ("改革进展", "progress"), LEVEL: ("水平", "level")}


def class_names(
    question: str, means: Sequence[float], verdict: str, margin: float
) -> list[tuple[str, str]]:
    """Return the name of each class in Chinese and English, highest first.

    Args:
        question: ``progress`` or ``level``.
        means: of the classes, points a year or points, falling.
        verdict: of ``find_types``.
        margin: points a year from which on a class rises or falls.

    >>> class_names("progress", [5.0, 2.0, -3.0], "types", 1.0)[0]
    ('快速上升（每年 +5.0 分）', 'rising fast (+5.0 points a year)')
    >>> class_names("level", [80.0, 60.0], "types", 1.0)[1]
    ('第2档水平（约 60 分）', 'level 2 of 2 (about 60 points)')
    """
    if verdict != TYPES:
        return [ONE[verdict]]
    if question == LEVEL:
        total = len(means)
        return [
            (f"第{n}档水平（约 {m:.0f} 分）", f"level {n} of {total} (about {m:.0f} points)")
            for n, m in enumerate(means, 1)
        ]
    courses = [1 if m >= margin else -1 if m <= -margin else 0 for m in means]
    return [_course(means, courses, at) for at in range(len(means))]


def _course(means: Sequence[float], courses: Sequence[int], at: int) -> tuple[str, str]:
    """Name one class by its course and, among several of the same course, by its pace."""
    own = courses[at]
    alike = [n for n, course in enumerate(courses) if course == own]
    zh, en = COURSES[own]
    if own and len(alike) > 1:
        place = alike.index(at) if own > 0 else len(alike) - 1 - alike.index(at)
        pace = PACES[min(place, len(PACES) - 1)]
        zh, en = f"{pace[0]}{zh}", f"{en} {pace[1]}"
    number = f"{means[at]:+.1f}"
    return f"{zh}（每年 {number} 分）", f"{en} ({number} points a year)"


def finding(question: str, found: Found, units: int) -> tuple[str, str]:
    """Return the finding in a sentence of each language."""
    zh, en = SUBJECTS[question]
    if found.verdict == TYPES:
        gain, chance = found.tested.delta_bic[found.classes - 1], found.tested.chance
        least = found.stability.jaccard.min()
        few = ("", "")
        if found.tested.power < LIKELY:  # neighbouring classes may have been taken for one
            few = (
                "数字较少，相近的类可能没有分开，类数只是下限。",
                " With so few figures near types may have been taken for one: there are at least "
                "so many.",
            )
        return (
            f"{units} 个县区的{zh}可分为 {found.classes} 类（ΔBIC {gain:.1f}，连续分布下出现的概率 "
            f"{chance:.1%}；各类再抽样 Jaccard 最低 {least:.2f}）。{few[0]}",
            f"The {en} of {units} counties falls into {found.classes} types (ΔBIC {gain:.1f}, "
            f"chance of such a gain in a continuum {chance:.1%}; least Jaccard of a type over "
            f"resamples {least:.2f}).{few[1]}",
        )
    if found.verdict == CONTINUUM:
        return (
            f"{units} 个县区的{zh}是连续分布，没有类型（若有三个同样大小的类型，能发现的概率为 "
            f"{found.tested.power:.0%}）。",
            f"The {en} of {units} counties is a continuum, no types (three even types would have "
            f"been found with a chance of {found.tested.power:.0%}).",
        )
    why = ("县区太少", "there are too few counties")
    if found.tested.power == found.tested.power:
        why = (
            f"若有三个同样大小的类型，能发现的概率只有 {found.tested.power:.0%}"
            "（需要多少县区和年份，见方法说明的检验力表）",
            f"three even types would be found with a chance of only {found.tested.power:.0%} (how "
            "many counties and years it takes, see the power table of the methods)",
        )
    return (
        f"{units} 个县区的{zh}是否分为类型无法判断：{why[0]}。",
        f"Whether the {en} of {units} counties falls into types cannot be told: {why[1]}.",
    )
