"""The page of one indicator: every county and year, with evidence, breaks and yardsticks."""

from __future__ import annotations

import re

import pytest

from analysis.errors import ConfigError
from analysis.figures import to_svg
from analysis.pages.indicator import indicator_page, printed_indicators
from analysis.study import Project, View


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_of_an_indicator_is_there_and_leads_to_its_sentence(
    study: Project, lang: str
) -> None:
    view = View(study.root, study.processed, lang)
    codes = printed_indicators(view)
    assert "reconsider_accepted" in codes
    for code in codes[::20]:
        page = indicator_page(view, code)
        panel = view.table("panel")
        own = panel[(panel["indicator"] == code) & panel["value"].notna()]
        cells = [c for row in page.values.iloc[:, 1:].itertuples(index=False) for c in row if c]
        assert len(cells) == len(own)
        computed = int((own["reason"] == "computed").sum())
        linked = [c for c in cells if re.search(r'data-page="text/\w+#q\d+"', c.html)]
        assert len(linked) == len(own) - computed
        assert "<text" in to_svg(page.picture)
        assert "nan" not in page.lead


def test_official_figures_stand_beside_with_their_source(study: Project) -> None:
    view = View(study.root, study.processed, "zh")
    page = indicator_page(view, "reconsider_accepted")
    assert list(page.yardsticks.columns) == ["年份", "数值", "定义", "来源", "项目是否读过"]
    assert len(page.yardsticks) >= 2
    assert len(page.breaks) >= 1  # the law on reconsideration was changed


def test_an_unknown_indicator_is_an_error_with_the_nearest(study: Project) -> None:
    with pytest.raises(ConfigError, match='did you mean "reconsider_accepted"'):
        indicator_page(View(study.root, study.processed, "zh"), "reconsider_acepted")
