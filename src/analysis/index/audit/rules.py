"""Rules of the audit 审计规则: what is checked, from which value on it passes, and who says so.

The checks are those that audits after the Handbook and the ten-step guide make (OECD/JRC 2008;
knowledge4policy.ec.europa.eu). Few of them come with a number. ``source`` names the text a limit
was read in (documentation of COINr 1.1.14; Kaiser & Rice as quoted in that of R's psych and
parameters; R's performance for alpha); every other limit is this project's own and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Better = Literal["high", "low", "between"]
VERDICTS = ("pass", "flag", "fail")
WORDS = {"pass": "合格", "flag": "需关注", "fail": "不合格"}


@dataclass(frozen=True)
class Rule:
    """One check: ``passes`` and ``flags`` are the limits; beyond ``flags`` it fails.

    For ``between`` they are the lower and upper limit, and anything outside is flagged, below 0
    fails.
    """

    item: int  # of the ten parts of an audit
    zh: str
    en: str
    better: Better
    passes: float
    flags: float
    source: str

    def verdict(self, value: float) -> str:
        """Return pass, flag or fail; a value that could not be computed is flagged.

        >>> RULES["alpha"].verdict(0.65), RULES["alpha"].verdict(float("nan"))
        ('flag', 'flag')
        """
        if np.isnan(value):
            return "flag"
        if self.better == "between":
            if value < 0:
                return "fail"
            return "pass" if self.passes <= value <= self.flags else "flag"
        sign = 1 if self.better == "high" else -1
        if sign * value >= sign * self.passes:
            return "pass"
        return "flag" if sign * value >= sign * self.flags else "fail"

    @property
    def threshold(self) -> str:
        """The limit of passing, as text."""
        if self.better == "between":
            return f"{self.passes:g}–{self.flags:g}"
        return f"{'≥' if self.better == 'high' else '≤'} {self.passes:g}"


OWN = "project convention 本项目约定"
NEVER = float("-inf")  # a limit that makes a flag the worst verdict of a "high" rule
ALWAYS = float("inf")  # likewise of a "low" rule

# fmt: off
RULES: dict[str, Rule] = {
    "documented": Rule(
        1, "写明理由和来源的指标占比",
        "share of indicators with rationale and source",
        "high", 1.0, NEVER, "JRC ten-step guide, step 1; all: " + OWN,
    ),
    "kind": Rule(
        1, "写明投入/过程/产出/结果的指标占比",
        "share of indicators said to be input, process, output or outcome",
        "high", 1.0, NEVER, "JRC ten-step guide, step 1; all: " + OWN,
    ),
    "indicator_coverage": Rule(
        2, "有数据的单位占比",
        "share of units with a value",
        "high", 0.65, 0.5, "COINr 1.1.14 get_stats: 0.65; fail: " + OWN,
    ),
    "unit_coverage": Rule(
        2, "数据达到三分之二的单位占比",
        "share of units with two thirds of the data",
        "high", 1.0, 0.8, "COINr 1.1.14 Screen: 2/3 of the data; share of units: " + OWN,
    ),
    "dimension_coverage": Rule(
        2, "该组数据达到三分之二的单位占比",
        "share of units with two thirds of the group's data",
        "high", 1.0, 0.8, "COINr 1.1.14 Screen: 2/3 of the data; share of units: " + OWN,
    ),
    "same": Rule(
        2, "最常见值的占比",
        "share of the most frequent value",
        "low", 0.5, ALWAYS, "COINr 1.1.14 get_stats: 0.5",
    ),
    "nonzero": Rule(
        2, "非零值占比",
        "share of values that are not 0",
        "high", 0.5, NEVER, "COINr 1.1.14 get_stats: 0.5",
    ),
    "size": Rule(
        2, "与规模变量相关系数的绝对值",
        "absolute correlation with size",
        "low", 0.6, ALWAYS, "COINr 1.1.14 get_denom_corr: 0.6",
    ),
    "excluded": Rule(
        2, "未评分单位占比",
        "share of units that are not scored",
        "low", 0.0, ALWAYS, "JRC decalogue: exclusions are published; limit: " + OWN,
    ),
    "missing": Rule(
        3, "缺失单元格占比",
        "share of missing cells",
        "low", 0.2, 1 / 3, OWN,
    ),
    "mechanism": Rule(
        3, "缺失率与得分相关系数的绝对值",
        "absolute correlation of the share missing with the score",
        "low", 0.3, 0.5, "Rubin 1976; limits: " + OWN,
    ),
    "imputation_error": Rule(
        3, "隐藏已知值后的标准化误差",
        "normalised error on hidden known cells",
        "low", 0.8, 1.0, "Handbook step 3; limits: " + OWN,
    ),
    "shape": Rule(
        4, "偏度和峰度均超限（1 为是）",
        "skewness and kurtosis both too large (1 is yes)",
        "low", 0.0, ALWAYS, "COINr 1.1.14 check_SkewKurt: |skew| > 2 and kurtosis > 3.5",
    ),
    "moved": Rule(
        4, "被缩尾的值占比",
        "share of values that were winsorised",
        "low", 0.05, ALWAYS, OWN,
    ),
    "own_group": Rule(
        5, "与所属组得分的相关系数",
        "correlation with its group",
        "high", 0.3, 0.0, OWN,
    ),
    "own_index": Rule(
        5, "与总指数的相关系数",
        "correlation with the index",
        "high", 0.0, NEVER, OWN,
    ),
    "redundant": Rule(
        5, "与同组其他部分的最大相关系数",
        "largest correlation with another part of its group",
        "low", 0.9, ALWAYS, "COINr 1.1.14 get_corr_flags: 0.9",
    ),
    "other_group": Rule(
        5, "与本组其余部分的相关减去与他组的最大相关",
        "correlation with the rest of its group less the largest with another group",
        "high", 0.0, NEVER, OWN,
    ),
    "between": Rule(
        5, "组间相关系数",
        "correlation between groups",
        "between", 0.3, 0.9, OWN,
    ),
    "components": Rule(
        5, "平行分析保留的成分数",
        "components by parallel analysis",
        "low", 1.0, ALWAYS, "Horn 1965",
    ),
    "explained": Rule(
        5, "第一成分解释的方差占比",
        "variance explained by the first component",
        "high", 0.6, 0.4, OWN,
    ),
    "one_sign": Rule(
        5, "第一成分中载荷为负的部分占比",
        "share of parts with a negative loading",
        "low", 0.0, ALWAYS, OWN,
    ),
    "kmo": Rule(
        5, "KMO 取样适切性",
        "KMO sampling adequacy",
        "high", 0.6, 0.5, "Kaiser & Rice 1974: from 0.6 mediocre, under 0.5 unacceptable",
    ),
    "bartlett": Rule(
        5, "巴特利特检验 p 值",
        "p of Bartlett's test",
        "low", 0.05, ALWAYS, "Bartlett 1951; 5 %: usual",
    ),
    "alpha": Rule(
        5, "克朗巴赫 α",
        "Cronbach's alpha",
        "high", 0.7, 0.6, "rule of thumb (R performance): from 0.7 acceptable",
    ),
    "alpha_dropped": Rule(
        5, "删去后 α 的增加",
        "gain of alpha if it is dropped",
        "low", 0.02, ALWAYS, "Cronbach 1951; limit: " + OWN,
    ),
    "item_rest": Rule(
        5, "与组内其余部分均值的相关系数",
        "correlation with the mean of the others",
        "high", 0.0, 0.0, OWN,
    ),
    "fixed_limits": Rule(
        6, "采用固定标杆值的指标占比",
        "share of indicators with fixed limits",
        "high", 1.0, NEVER, "Handbook step 5; all: " + OWN,
    ),
    "alternative": Rule(
        6, "与替代方案排名的相关系数",
        "rank correlation with an alternative",
        "high", 0.9, 0.7, OWN,
    ),
    "influence": Rule(
        7, "影响份额与预定权重之比",
        "share of influence over intended weight",
        "between", 0.5, 2.0, "Paruolo, Saisana & Saltelli 2013; limits: " + OWN,
    ),
    "data_rule": Rule(
        7, "规定数据下限的组占比",
        "share of groups with a rule on data",
        "high", 1.0, NEVER, "Handbook step 7; all: " + OWN,
    ),
    "replications": Rule(
        8, "模拟次数",
        "replications",
        "high", 1000, NEVER, OWN,
    ),
    "failed": Rule(
        8, "失败的模拟次数",
        "failed replications",
        "low", 0, ALWAYS, OWN,
    ),
    "holds_nominal": Rule(
        8, "区间包含名义排名的单位占比",
        "share of intervals that hold the nominal rank",
        "high", 0.9, 0.75, OWN,
    ),
    "width": Rule(
        8, "排名区间中位宽度占单位数之比",
        "median width of the intervals over the number of units",
        "low", 0.1, 0.25, OWN,
    ),
    "wide": Rule(
        8, "排名区间超过单位数三分之一的单位占比",
        "share of units with intervals wider than a third of all",
        "low", 0.0, ALWAYS, OWN,
    ),
    "told_apart": Rule(
        8, "可以区分的单位对占比",
        "share of pairs that can be distinguished",
        "high", 0.5, NEVER, OWN,
    ),
    "dominant_choice": Rule(
        9, "最大总效应指数",
        "largest total Sobol index",
        "low", 0.7, ALWAYS, "Saisana, Saltelli & Tarantola 2005; limit: " + OWN,
    ),
    "removal": Rule(
        9, "删去后的平均排名变动占单位数之比",
        "mean rank shift without it over the number of units",
        "low", 0.05, 0.15, OWN,
    ),
    "reversal": Rule(
        9, "删去一个单位后次序颠倒的单位对占比",
        "share of pairs whose order turns when a unit is dropped",
        "low", 0.01, 0.05, "Belton & Gear 1983; limits: " + OWN,
    ),
    "added_value": Rule(
        10, "总排名与该组排名相差 10 位以上的单位占比",
        "share of units whose rank differs by 10 or more from the group's",
        "high", 0.3, NEVER, OWN,
    ),
    "length": Rule(
        10, "与篇幅相关系数的绝对值",
        "absolute correlation with the length of the text",
        "low", 0.3, 0.5, OWN,
    ),
    "reporting": Rule(
        10, "与报告强度相关系数的绝对值",
        "absolute correlation with the intensity of reporting",
        "low", 0.3, 0.5, OWN,
    ),
    "external": Rule(
        10, "与外部指标的相关系数",
        "correlation with an outside measure",
        "high", 0.3, 0.0, "JRC ten-step guide, step 9; limits: " + OWN,
    ),
    "replayable": Rule(
        10, "声明摘要已记录（1 为是）",
        "digest of the declaration is recorded (1 is yes)",
        "high", 1.0, 0.0, "JRC decalogue",
    ),
}
# fmt: on
