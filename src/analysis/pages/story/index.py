"""What notebook 03 shows: an index built step by step, the headline's or one of your own panel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import figures, index
from analysis.errors import TableError
from analysis.index import Declaration, Examined
from analysis.index.robustness.variation import ONE_SCALE
from analysis.measurement import cross_check
from analysis.pages.elements import Html, note, table
from analysis.pages.story.own_panel import load_own
from analysis.pages.tables import ranks as rank_tables
from analysis.pages.tables import scores as score_tables
from analysis.study import View
from analysis.tables.schema import BANDS

CHANCES = ("band_a", "band_b", "band_c", "band_d")
FACTORS = {
    "weights": ("权重（±25%）", "weights (±25 %)"),
    "leave_out": ("删去一个指标", "one indicator left out"),
    "aggregate": ("合成方法", "aggregation"),
    "measurement": ("抽样误差与抽取的缺失值", "sampling error, drawn gaps"),
    "impute": ("缺失值处理", "missing cells"),
    "treat": ("极端值处理", "outliers"),
    "normalise": ("无量纲化", "normalisation"),
}
VERDICTS = {"pass": ("合格", "pass"), "flag": ("需关注", "flag"), "fail": ("不合格", "fail")}
PARTS = (
    ("框架", "framework"), ("数据", "data"), ("缺失", "missing values"), ("极端值", "outliers"),
    ("一致性", "coherence"), ("无量纲化", "normalisation"), ("赋权与合成", "weights, aggregation"),
    ("不确定性", "uncertainty"), ("敏感性", "sensitivity"), ("回到细节", "back to the detail"),
)  # fmt: skip


@dataclass(frozen=True)
class IndexPage:
    """The parts of the story's third step; tables with their captions, and no figure for too few.

    What an examination shows (``spread`` and the figures after it) is None where there is too
    little to examine.
    """

    title: str
    lead: str
    goalposts: Html
    availability: figures.Picture
    contributions: Html
    intervals: figures.Picture
    bounds: Html
    ranks: Html
    verdicts: Html
    audit: Html
    consequences: Html
    cross_check: Html
    spread: figures.Picture | None = None
    correlations: figures.Picture | None = None
    bands: figures.Picture | None = None
    sobol: figures.Picture | None = None
    removal: figures.Picture | None = None


@dataclass(frozen=True)
class Subject:
    """An index that was examined, with what pages need beside it; units and parts by their names.

    ``units`` has ``score``, ``low``, ``high`` by unit, ``chances`` the columns A … D or no rows.
    """

    found: Examined
    names: Mapping[str, str]
    units: pd.DataFrame
    chances: pd.DataFrame


def index_page(view: View, year: int, panel: str = "", declaration: str = "") -> IndexPage:
    """Return the parts of the story's third step.

    Args:
        view: the study.
        year: the latest one if 0.
        panel: a file of your own (CSV, XLSX) instead of the reports, see ``own_panel.load_own``.
        declaration: TOML of that panel.

    Raises:
        ReportError: no such year; the panel cannot be read.
        TableError: there is too little for an index.
    """
    return _own(view, panel, declaration, year) if panel else _headline(view, year)


def _headline(view: View, year: int) -> IndexPage:
    asked = view.year(year)
    posts = index.load_goalposts(view.config / "goalposts.csv", view.codebook)
    scores, every = view.table("scores"), view.table("panel")
    own = every[every["year"] == asked]
    names = figures.Names(
        view.counties, view.dimensions, {i.code: i.name(view.lang) for i in view.codebook}
    )
    equal = len(set(view.study.index.weights.values()) | {1.0}) == 1
    given = ("等权", "equal ones") if equal else ("按 study.toml 加权", "those of study.toml")
    lead = view.say(
        f"{len(posts)} 个指标有固定标尺；维度内等权，维度间{given[0]}；{asked} 年。",
        f"{len(posts)} indicators have fixed goalposts; equal weights within dimensions, "
        f"{given[1]} across them; {asked}.",
    )
    parts: dict[str, Any] = {
        "title": view.say("03 从指标到指数", "03 From indicators to the index"),
        "lead": f"{lead} {view.words['fictional']}" if view.fictional else lead,
        "goalposts": table(score_tables.goalposts(view, posts), view.say("标尺", "Goalposts")),
        "availability": figures.availability_map(
            every, names, asked, indicators=[p.indicator for p in posts], lang=view.lang
        ),
        "contributions": table(
            score_tables.contributions(view, asked),
            view.say(f"{asked} 年各维度的贡献", f"Contributions of dimensions, {asked}"),
        ),
        "intervals": figures.index_intervals(scores, names, asked, lang=view.lang),
        "cross_check": _cross_check(view, scores),
        "bounds": table(
            score_tables.bounds(view, every, posts, asked),
            view.say(f"{asked} 年沉默指标的影响范围", f"Bounds of silence, {asked}"),
        ),
    }
    try:
        found = index.examine_headline(own, posts, view.codebook, view.study, scores)
    except TableError as error:
        return _unexamined(view, parts, str(error))
    labels = {**names.counties, **names.indicators}
    labels |= {d: names.dimension(d) for d in view.dimensions}
    chances = view.table("chances")
    chances = chances[(chances["year"] == asked) & (chances["dimension"] == "L")]
    shown = chances.set_index("county_code")[list(CHANCES)].set_axis(list(BANDS), axis=1)
    audit = view.table("index_audit")
    audit = audit if set(audit["year"]) == {asked} else found.audit.table
    subject = Subject(found, labels, pd.DataFrame(), shown.astype(float))
    ranks = rank_tables.headline_ranks(view, found, asked)
    return IndexPage(**parts, ranks=ranks, **_figures(view, subject), **_audit(view, audit, labels))


def _cross_check(view: View, scores: pd.DataFrame) -> Html:
    """Return how the goalpost score of this notebook goes with the levels that pages show."""
    found = cross_check(view.table("levels"), scores)
    found = found[found["dimension"] == "L"]
    spans = [f"{a:.2f} – {b:.2f}" for a, b in zip(found["low"], found["high"], strict=True)]
    shown = pd.DataFrame(
        {
            score_tables.word(view, "year"): found["year"].astype(str).to_numpy(),
            view.say("有水平的县区", "Counties with a level"): found["levels"].to_numpy(),
            view.say("其中有得分的", "of them with a score"): found["n"].to_numpy(),
            view.say("相关系数", "Correlation"): found["r"].round(2).to_numpy(),
            view.say("95% 区间", "95 % interval"): [
                span if known else "–"
                for span, known in zip(spans, found["r"].notna(), strict=True)
            ],
            view.say("排名相关", "Rank correlation"): found["rank"].round(2).to_numpy(),
            view.say("水平减得分", "Level less score"): found["gap"].round(1).to_numpy(),
        }
    )
    title = view.say("标杆得分与综合水平的核对", "Goalpost scores against levels")
    return table(shown, title)


def _own(view: View, panel: str, declaration: str, year: int) -> IndexPage:
    data, made = load_own(view.root, panel, declaration, year)
    bands = view.study.index.bands if made.normalise.method in ONE_SCALE else ()
    varied = index.usual_variation(made, seed=view.study.index.seed, bands=bands)
    found = index.examine(data, made, variation=varied)
    called = {i.code: (i.name_zh, i.name_en) for i in made.indicators}
    called |= {g.code: (g.name_zh, g.name_en) for g in made.groups}
    names = {c: view.say(*pair) or c for c, pair in called.items()}
    units = found.robustness.units
    given = [c for c in units.columns if c.startswith("band_")]
    chances = units[given].set_axis(list(BANDS), axis=1) if given else pd.DataFrame()
    spread = units[["score", "score_low", "score_high"]].set_axis(["score", "low", "high"], axis=1)
    subject = Subject(found, names, spread, chances)
    title = made.title or view.say("自有面板的指数", "An index of your own panel")
    values = data[made.names()].apply(pd.to_numeric, errors="coerce")
    return IndexPage(
        title=f"03 {title}",
        lead=view.say(
            f"{len(data)} 个单位，{len(made.indicators)} 个指标，{len(made.groups)} 个组。",
            f"{len(data)} units, {len(made.indicators)} indicators, {len(made.groups)} groups.",
        ),
        goalposts=table(_declared(view, made, names), view.say("指标", "Indicators")),
        availability=figures.gap_map(values, names, lang=view.lang),
        contributions=_contributions(view, found, names),
        intervals=figures.unit_intervals(spread, names, lang=view.lang),
        ranks=rank_tables.own_ranks(view, found),
        cross_check=note(view.say("自有面板没有测量模型。", "A panel of your own has no levels.")),
        bounds=rank_tables.own_bounds(view, found),
        **_figures(view, subject),
        **_audit(view, found.audit.table, names),
    )


def _unexamined(view: View, parts: dict[str, Any], why: str) -> IndexPage:
    said = note(view.say(f"数据太少，不能检验指数（{why}）。", f"Too little to examine ({why})."))
    return IndexPage(**parts, ranks=said, verdicts=said, audit=said, consequences=said)


def _figures(view: View, subject: Subject) -> dict[str, Any]:
    found, names, lang = subject.found, subject.names, view.lang
    tables, tree = found.index.prepared.tables, found.index.declaration.tree
    steps = list(tables)
    treated = steps.index("treat") if "treat" in steps else 0
    before, after = tables[steps[max(treated - 1, 0)]], tables[steps[treated]]
    groups = {i.code: i.parent for i in found.index.declaration.indicators}
    moved = found.sensitivity.overall.rename(
        columns={"total": "value", "total_low": "low", "total_high": "high"}
    )[["value", "low", "high"]]
    moved.index = pd.Index([view.say(*FACTORS[str(f)]) for f in moved.index])
    shift = found.removal.shift.drop("nominal").to_frame("value")
    shift.index = pd.Index([names.get(str(n), str(n)) for n in shift.index])
    chances = subject.chances
    place = view.say("平均排名变动（位）", "mean shift of ranks (places)")
    return {
        "spread": figures.distributions(before, after, names, lang=lang),
        "correlations": figures.correlations(
            found.index.prepared.normalised, groups, names, lang=lang
        ),
        "bands": figures.band_bars(chances, names, lang=lang) if len(chances.dropna()) else None,
        "sobol": figures.bars(
            moved,
            view.say("哪种选择左右排名", "Which choice moves the ranks"),
            view.say("Sobol 总效应", "total Sobol index"),
            first=view.say("选择", "Choice"),
            lang=lang,
        ),
        "removal": figures.bars(
            shift,
            view.say("删去一个部分的影响", "What taking one part out does"),
            place,
            first=view.say("部分", "Part"),
            lang=lang,
        )
        if len(tree.children[tree.root]) > 1
        else None,
    }


def _audit(view: View, checks: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    side = 0 if view.lang == "zh" else 1
    open_ = checks[~checks["by_construction"]]
    parts = range(1, len(PARTS) + 1)
    counts = pd.crosstab(open_["item"], open_["verdict"]).reindex(
        index=parts, columns=list(VERDICTS), fill_value=0
    )
    fixed = checks["item"].value_counts().sub(open_["item"].value_counts(), fill_value=0)
    summary = pd.DataFrame(
        {view.say("部分", "Part"): [f"{i} {PARTS[i - 1][side]}" for i in counts.index]}
        | {VERDICTS[v][side]: counts[v].to_numpy() for v in VERDICTS}
        | {
            view.say("由构造决定，不计", "by construction, not counted"): fixed.reindex(
                parts, fill_value=0
            )
            .astype(int)
            .to_numpy()
        }
    )
    worst = checks[checks["verdict"] == "fail"]
    rows = worst.sort_values("item", kind="stable").groupby("check", sort=False).head(3)
    said = pd.DataFrame(
        {
            view.say("结论", "Finding"): [
                _named(said, subject, {"index": view.say("总指数", "the index"), **names})
                for said, subject in zip(rows[view.lang], rows["subject"], strict=True)
            ],
            view.say("依据", "Source"): rows["source"].to_numpy(),
        }
    )
    fails = view.say(
        f"不合格的检验（每种最多三项，共 {len(worst)} 项）",
        f"Checks that fail (three of a kind at most, {len(worst)} in all)",
    )
    return {
        "verdicts": table(summary, view.say("指数审计", "Audit of the index")),
        "audit": table(said, fails),
        "consequences": _consequences(view, checks),
    }


def _consequences(view: View, checks: pd.DataFrame) -> Html:
    """Say what follows from the checks that fail."""
    found = index.consequences(checks)
    if found.empty:
        return note(
            view.say(
                "没有不合格的检验会改变得分的读法。", "No check fails that changes how it is read."
            )
        )
    shown = found[[view.lang, "fails"]].set_axis(
        [view.say("因此", "Therefore"), view.say("不合格项数", "Checks that fail")], axis=1
    )
    return table(shown, view.say("不合格的后果", "What follows from checks that fail"))


def _named(said: str, subject: str, names: Mapping[str, str]) -> str:
    """Put names for the codes of a finding: in its subject, and of the counties it lists."""

    def name(code: re.Match[str]) -> str:
        return names.get(code[0], code[0])

    return re.sub(r"[\w.-]+", name, subject) + re.sub(r"\b\d{6}\b", name, said[len(subject) :])


def _declared(view: View, made: Declaration, names: Mapping[str, str]) -> pd.DataFrame:
    posts = [i.goalposts or (None, None) for i in made.indicators]
    return pd.DataFrame(
        {
            score_tables.word(view, "indicator"): [names[i.code] for i in made.indicators],
            score_tables.word(view, "dimension"): [names[i.parent] for i in made.indicators],
            view.say("方向", "Direction"): [f"{i.direction:+d}" for i in made.indicators],
            score_tables.word(view, "low"): [p[0] for p in posts],
            score_tables.word(view, "high"): [p[1] for p in posts],
            score_tables.word(view, "reason"): [i.rationale for i in made.indicators],
        }
    )


def _contributions(view: View, found: Examined, names: Mapping[str, str]) -> Html:
    try:
        made = found.index.contributions("dimensions").dropna(how="all")
    except TableError as error:
        return note(view.say(f"贡献不能相加：{error}。", f"{error}."))
    shown = made.assign(total=made.sum(axis=1)).rename(columns=dict(names)).round(1)
    shown.insert(0, view.say("单位", "Unit"), [str(u) for u in shown.index])
    return table(
        shown.rename(columns={"total": view.say("合计", "Sum")}),
        view.say("各组的贡献", "Contributions of the groups"),
    )
