"""One figure followed through the story."""

from __future__ import annotations

import pytest

from analysis.pages.followed import followed
from analysis.study import Project, View

CODE = "411526"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_that_moves_the_level_most_is_followed_through_all_steps(
    study: Project, lang: str
) -> None:
    view = View(study.root, study.processed, lang)
    rows = view.table("figure_scores")
    code = rows["county_code"].min()
    rows = rows[(rows["county_code"] == code) & (rows["year"] == 2022)]
    step = followed(view, year=2022)
    assert step.caption == followed(view, code, 2022).caption
    effect = rows["weight"] * (rows["score"] - rows["usual"])
    chosen = rows.loc[effect.abs().idxmax()]
    name = view.indicator(chosen["indicator"])
    assert name in step.caption
    assert name in step.sentence.iloc[1, 1].html
    shown = dict(step.score.itertuples(index=False, name=None))
    assert f"{effect.abs().max():.2f}" in " ".join(str(v) for v in shown.values())
    assert step.sentence.iloc[0, 1].html == step.words.iloc[0, 1].html
    assert all(len(frame) for frame in (step.document, step.progress))


def test_a_county_without_a_scored_figure_has_nothing_to_follow_and_says_so(
    study: Project,
) -> None:
    view = View(study.root, study.processed, "en")
    assert view.table("figure_scores", CODE).empty
    step = followed(view, CODE)
    assert step.caption == "No figure is scored"
    assert step.sentence.empty
