"""The headline index as a declaration 主指数声明, examined and audited like any other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Unpack, cast

import numpy as np
import pandas as pd

from analysis.config import Study
from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index.audit.audit import Audit
from analysis.index.audit.findings import Controls
from analysis.index.engine.declaration import Declaration
from analysis.index.examine import REPLICATIONS, Examined, examine
from analysis.index.headline.goalposts import Goalpost
from analysis.index.headline.level import level_cells
from analysis.index.headline.uncertainty import draw_scores
from analysis.index.methods.options import Aggregate, Impute, Normalise, Screen, Treat
from analysis.index.robustness.variation import Variation, WeightNoise
from analysis.tables.contracts import INDEX_AUDIT
from analysis.tables.schema import DIMENSIONS

ARITHMETIC, GEOMETRIC = Aggregate(), Aggregate(method="geometric", floor=1)
RATES = 25  # tables of rates that are drawn; each meets all other choices
UNTREATED = Treat(winsorise=0, transform="none")

# Checks that the headline passes whatever its data: reasons and limits of every indicator are asked
# for when goalposts are read, the number of replications is given here, and with fixed goalposts
# no county's score depends on another county.
CERTAIN = ("documented", "fixed_limits", "replications", "reversal")


def declare_headline(
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    study: Study,
    *,
    leave_out: Sequence[str] = (),
) -> Declaration:
    """Return the headline index as a declaration on cells that are already scored 0–100.

    Args:
        goalposts: of the indicators that are to stand in it.
        codebook: the indicators.
        study: ``[index]``.
        leave_out: units that the headline does not score.

    Raises:
        TableError: fewer dimensions can be scored than the index needs.
    """
    choices = study.index
    found = {d: [p for p in goalposts if codebook[p.indicator].dimension == d] for d in DIMENSIONS}
    used = {d: posts for d, posts in found.items() if len(posts) >= choices.min_observed}
    if len(used) < choices.min_dimensions:
        raise TableError(f"{len(used)} dimensions can be scored, {choices.min_dimensions} needed")
    leaves = [_leaf(p, codebook) for posts in used.values() for p in posts]
    groups = [
        {
            "code": d,
            "parent": "L",
            "weight": choices.weights.get(d, 1.0),
            "available": choices.min_observed / len(posts),
        }
        for d, posts in used.items()
    ]
    top = {"code": "L", "available": choices.min_dimensions / len(used)}
    across = GEOMETRIC if choices.aggregation == "geometric" else ARITHMETIC
    screen = Screen(available=0, nonzero=0, exclude=tuple(leave_out))
    return Declaration.parse(
        {
            "title": study.title,
            "indicators": leaves,
            "groups": [*groups, top],
            "screen": screen.model_dump(),
            "steps": ("screen", "impute", "treat"),
            "treat": UNTREATED.model_dump(),
            "normalise": {"method": "goalposts"},
            "aggregate": (ARITHMETIC.model_dump(), across.model_dump()),
        },
        "headline",
    )


def _leaf(post: Goalpost, codebook: Codebook) -> dict[str, Any]:
    indicator = codebook[post.indicator]
    return {
        "code": indicator.code,
        "parent": indicator.dimension,
        "name_zh": indicator.name_zh,
        "name_en": indicator.name_en,
        "rationale": post.reason,
        "source": "法治政府建设年度报告",
        "goalposts": (0.0, 100.0),
    }


def vary_headline(seed: int) -> Variation:
    """Return what the audit of the headline varies: every choice that was made for it.

    Silent cells left out (as declared), or filled with what the county has in the dimension, or
    with the indicator's median; outliers left, or winsorised; fixed goalposts, or min-max, or
    percentile ranks among the year's counties; weights ± 25 %; means arithmetic (as declared),
    geometric across dimensions, or geometric throughout; one indicator left out; rates drawn anew.
    It is another question than that of the headline's own intervals, which keep the choices, see
    table CHANCES.
    """
    return Variation(
        replications=REPLICATIONS,
        tables=RATES,
        seed=seed,
        impute=tuple(Impute(method=m) for m in ("none", "within_dimension", "median")),
        treat=(UNTREATED, Treat(winsorise=5, transform="none")),
        normalise=tuple(Normalise(method=m) for m in ("goalposts", "min_max", "percentile_rank")),
        weights=WeightNoise(),
        aggregate=((ARITHMETIC, ARITHMETIC), (ARITHMETIC, GEOMETRIC), (GEOMETRIC, GEOMETRIC)),
        leave_out="one",
        max_failed=0.05,
    )


def examine_headline(
    panel: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    study: Study,
    scores: pd.DataFrame,
    **controls: Unpack[Controls],
) -> Examined:
    """Examine the headline index of the panel's one year; units are its counties.

    Args:
        panel: table PANEL, rows of one year.
        goalposts: see ``goalposts.load_goalposts``.
        codebook: the indicators.
        study: ``[index]``.
        scores: table SCORES; counties without L are left out and named.
        **controls: see ``examine``.

    Raises:
        TableError: there is too little to examine.
    """
    cells = level_cells(panel, goalposts, codebook, study)
    table = cells.pivot(index="county_code", columns="indicator", values="score")
    known = [p for p in goalposts if p.indicator in table and table[p.indicator].notna().any()]
    scored = scores[(scores["dimension"] == "L") & scores["score"].notna()]
    scored = scored[scored["year"].isin(panel["year"].unique())]
    unscored = sorted(set(table.index) - set(scored["county_code"]))
    declaration = declare_headline(known, codebook, study, leave_out=unscored)
    names = declaration.names()
    posts = [p for name in names for p in known if p.indicator == name]
    own = cells[cells["indicator"].isin(names).to_numpy()]
    own = own.assign(order=own["indicator"].map(names.index))
    own = own.sort_values(["county_code", "order"], ignore_index=True)
    data = table[names].rename_axis(columns=None)

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        return pd.DataFrame(draw_scores(own, posts, rng), data.index, names)

    varied = vary_headline(study.index.seed)
    return examine(data, declaration, draw=draw, variation=varied, certain=CERTAIN, **controls)


def audit_headline(
    panel: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    study: Study,
    scores: pd.DataFrame,
    **controls: Unpack[Controls],
) -> tuple[pd.DataFrame, str]:
    """Return table INDEX_AUDIT of the latest year's headline index, and the audit as JSON.

    Where there is too little to examine, the table is empty and the JSON says why. Arguments as
    for ``examine_headline``; the controls by county and year.
    """
    year = int(panel["year"].max()) if len(panel) else 0
    own = panel[panel["year"] == year]
    by_year = cast("dict[str, pd.DataFrame]", controls).items()
    cut = {k: v[v.index.get_level_values("year") == year].droplevel("year") for k, v in by_year}
    try:
        audit = examine_headline(
            own, goalposts, codebook, study, scores, **cast("Controls", cut)
        ).audit
    except TableError as error:
        return INDEX_AUDIT.empty(), json.dumps({"year": year, "note": str(error)}) + "\n"
    whole = {"year": year} | json.loads(audit.to_json())
    return audit_table(audit, year), json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def audit_table(audit: Audit, year: int) -> pd.DataFrame:
    """Return table INDEX_AUDIT of an audit."""
    return INDEX_AUDIT.check(audit.table.assign(year=year))
