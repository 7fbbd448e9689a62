"""How a county writes: drawn once and kept, apart from a rare change of hands."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

LAYOUTS = (  # a cycle, so that 13 counties show every layout
    "portal",
    "pdf",
    "word",
    "docx",
    "breaks",
    "gbk",
    "txt-gb18030",
    "meta",
    "docx",
    "nested",
    "portal",
    "breaks",
    "txt-utf8",
)
SKELETONS = (  # another cycle, of another length
    "measures-first",
    "leaders-first",
    "outline",
    "measures-first",
    "themes",
    "leaders-first",
    "outline",
)
TITLES = (
    "{name}人民政府关于{y}年法治政府建设情况的报告",
    "{name}人民政府关于{y}年度法治政府建设情况的报告",
    "中共{name}委员会 {name}人民政府关于{y}年度法治政府建设情况的报告",
    "中共{name}委 {name}人民政府关于{y}年法治政府建设工作情况的报告",
    "{name}{y}年法治政府建设年度报告",
    "{name}人民政府{y}年度法治政府建设工作报告",
    "{y}年{name}法治政府建设工作总结",
    "关于{y}年度法治政府建设情况的报告",
    "{name}人民政府{cy}年法治政府建设年度情况报告",
)


@dataclass(frozen=True, slots=True)
class Style:
    """One county's habits of writing."""

    layout: str
    title: str
    skeleton: str  # measures-first, leaders-first, outline, themes
    heading: str  # fused, alone, bare
    items: str  # yi, arabic, plain
    punctuation: str  # full, half
    digits: str  # half, full
    dash: str
    decimals: int
    truncates: bool
    uses_wan: bool
    chinese_numerals: bool
    spaced: bool
    inexact: float  # how readily it writes 余, 近, 约
    verbose: float
    splits_title: bool
    addressed: bool
    numbered: bool


def style(index: int, rng: Random) -> Style:
    """Draw the style of county ``index``."""
    return Style(
        layout=LAYOUTS[index % len(LAYOUTS)],
        title=rng.choices(TITLES, (20, 16, 9, 7, 16, 8, 9, 6, 5))[0],
        skeleton=SKELETONS[index % len(SKELETONS)],
        heading=rng.choices(("fused", "alone", "bare"), (45, 45, 10))[0],
        items=rng.choices(("yi", "arabic", "plain"), (50, 25, 25))[0],
        punctuation=rng.choices(("full", "half"), (65, 35))[0],
        digits=rng.choices(("half", "full"), (96, 4))[0],
        dash=rng.choice("—-－–"),
        decimals=rng.choices((0, 1, 2), (8, 44, 48))[0],
        truncates=rng.random() < 0.2,
        uses_wan=rng.random() < 0.55,
        chinese_numerals=rng.random() < 0.3,
        spaced=rng.random() < 0.06,
        inexact=rng.choice((0.15, 0.35, 0.6)),
        verbose=rng.random(),
        splits_title=rng.random() < 0.15,
        addressed=rng.random() < 0.3,
        numbered=rng.random() < 0.25,
    )
