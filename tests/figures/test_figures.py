from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import StringIO
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.text import Text

from analysis.errors import FazhiError
from analysis.figures import (
    Names,
    Picture,
    availability_map,
    county_profile,
    county_years,
    dimension_map,
    index_intervals,
    indicator_years,
    peer_levels,
    progress_intervals,
    theme,
    to_svg,
    type_profiles,
)
from analysis.figures.grouped import Measure, group_spread
from analysis.figures.picture import choose, pick
from analysis.index import medians
from analysis.tables.contracts import PANEL, SCORES
from analysis.tables.schema import DIMENSIONS

CODES = [f"{410000 + i}" for i in range(6)]
ZH = Names(
    {c: f"潢川{i}县" for i, c in enumerate(CODES)},
    dict.fromkeys(DIMENSIONS, "行政执法"),
    {"appearance_rate": "负责人出庭应诉率", "suits": "应诉案件$数$"},
)
EN = Names(
    ZH.counties, dict.fromkeys(DIMENSIONS, "Law enforcement"), {"appearance_rate": "appearance"}
)


def make_scores(codes: list[str] = CODES) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    rows = [(c, y, d) for c in codes for y in (2022, 2023) for d in [*DIMENSIONS, "L"]]
    table = pd.DataFrame(rows, columns=["county_code", "year", "dimension"])
    score = rng.uniform(10, 95, len(table))
    score[rng.random(len(table)) < 0.2] = np.nan
    bands = np.array(["A", "B", "C", "D"], dtype=object)
    letter = np.where(np.isnan(score), None, bands[(np.nan_to_num(score) < 80).astype(int)])
    table = table.assign(score=score, low=score - 5, high=score + 5, observed=3, expected=4)
    return SCORES.check(table.assign(band=letter, band_low=letter, band_high=letter))


def make_panel() -> pd.DataFrame:
    states = ["reported", "none", "silent", "section_missing", "not_required", "reported"]
    rows = []
    for position, code in enumerate(CODES):
        for indicator in ("appearance_rate", "suits"):
            seen = states[position] in ("reported", "none")
            rate = indicator == "appearance_rate"
            rows.append(
                {
                    "county_code": code,
                    "year": 2023,
                    "indicator": indicator,
                    "dimension": "D7",
                    "value": 90.0 + position if seen else np.nan,
                    "qualifier": "exact" if seen else None,
                    "state": states[position],
                    "numerator": np.nan,
                    "denominator": 80.0 if position == 0 else np.nan,
                    "denominator_of": None,
                    "claim": ("partial_with_n" if seen else "silent") if rate else None,
                    "reason": "",
                }
            )
    return PANEL.check(pd.DataFrame(rows))


def make_profile() -> pd.DataFrame:
    rows = [(c, d, 4.0 - 2 * c - i / 9) for c in (1, 2) for i, d in enumerate([*DIMENSIONS, "L"])]
    table = pd.DataFrame(rows, columns=["class", "dimension", "mean"])
    return table.assign(low=table["mean"] - 1, high=table["mean"] + 1)


def make_progress() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_code": CODES,
            "dimension": "L",
            "change": np.linspace(-2, 3, len(CODES)),
            "low": np.linspace(-3, 2, len(CODES)),
            "high": np.linspace(-1, 4, len(CODES)),
            "call": [("slower", "as the others", "faster")[i % 3] for i in range(len(CODES))],
        }
    )


def make_spread(number: int, places: int, lang: str = "zh") -> Picture:
    """The spread of many counties over places."""
    codes = [f"{410000 + i}" for i in range(number)]
    values = pd.Series(np.linspace(40, 90, number), index=codes)
    groups = pd.Series([f"甲{i % places}市" for i in range(number)], index=codes)
    measure = Measure(
        choose(lang, "各地综合水平", "Level by place"),
        choose(lang, "综合水平", "level"),
        ((80.0, "A"), (65.0, "B")),
        (-2, 102),
    )
    return group_spread(values, groups, measure, lang=lang)


def make_yearly(number: int, lang: str = "zh") -> Picture:
    """An indicator of many counties in two years."""
    values = np.linspace(5, 30, number)
    frames = [pd.DataFrame({"year": year, "value": values + year % 7}) for year in (2022, 2023)]
    title = choose(lang, "复议纠错率：各县区各年", "Correction rate: all counties and years")
    return indicator_years(pd.concat(frames), title, "%", yardsticks=[(2023, 12.07)], lang=lang)


PICTURES: dict[str, Callable[[Names, str], Picture]] = {
    "peers": lambda n, g: peer_levels(
        pick(make_scores(), 2023).query("dimension == 'L'").rename(columns={"score": "median"}),
        n,
        CODES[0],
        2023,
        lang=g,
    ),
    "spread": lambda n, g: make_spread(261, 12, g),
    "yearly": lambda n, g: make_yearly(20, g),
    "profile": lambda n, g: county_profile(
        make_scores(), n, CODES[0], 2023, medians=medians(make_scores()), lang=g
    ),
    "years": lambda n, g: county_years(make_scores(), n, CODES[0], lang=g),
    "intervals": lambda n, g: index_intervals(make_scores(), n, 2023, lang=g),
    "map": lambda n, g: dimension_map(make_scores(), n, 2023, lang=g),
    "availability": lambda n, g: availability_map(
        make_panel(), n, 2023, indicators=["appearance_rate", "suits"], lang=g
    ),
    "types": lambda n, g: type_profiles(make_profile(), {1: "甲", 2: "乙"}, n, lang=g),
    "progress": lambda n, g: progress_intervals(make_progress(), n, lang=g),
}


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(("names", "lang"), [(ZH, "zh"), (EN, "en")])
def test_a_picture_has_sentences_data_and_a_valid_svg(kind: str, names: Names, lang: str) -> None:
    picture = PICTURES[kind](names, lang)
    assert picture.alt.endswith("。" if lang == "zh" else ".")
    assert len(picture.alt) > len(picture.title) + 10
    assert "nan" not in picture.alt
    assert len(picture.data)
    assert picture.data.columns.is_unique
    chinese = all(re.search(r"[\u4e00-\u9fff]", str(c)) for c in picture.data.columns)
    assert chinese or lang == "en"
    root = ET.fromstring(to_svg(picture))
    assert root.attrib["aria-label"] == picture.alt


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_results_give_the_same_bytes(kind: str) -> None:
    picture = PICTURES[kind](ZH, "zh")
    first = to_svg(picture)
    assert to_svg(picture) == first
    assert to_svg(PICTURES[kind](ZH, "zh")) == first
    assert not re.search(r"\b20\d\d-\d\d-\d\d|<metadata|<!DOCTYPE", first)


def test_the_words_of_a_picture_can_be_searched_and_copied() -> None:
    svg = to_svg(PICTURES["profile"](ZH, "zh"))
    assert ' role="img"' in svg[: svg.index(">")]
    said = " ".join(ElementTree.fromstring(svg).itertext())
    assert "潢川" in said
    assert "D4 行政执法" in said
    assert "DejaVu" not in svg


@pytest.mark.parametrize("kind", ["profile", "years"])
@pytest.mark.parametrize("names", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("long", [False, True])
def test_the_labels_of_a_county_lie_within_its_figure_and_apart(
    kind: str, names: Names, long: bool
) -> None:
    if long:
        dimensions = {
            d: f"{name} and whatever else there is" for d, name in names.dimensions.items()
        }
        names = Names(names.counties, dimensions)
    figure = PICTURES[kind](names, "en").figure
    width, height = figure.get_size_inches() * figure.dpi
    drawn = RendererSVG(width, height, StringIO())
    boxes = [t.get_window_extent(drawn) for t in figure.findobj(Text) if t.get_text()]
    assert len(boxes) > 5
    for box in boxes:
        assert 0 <= box.x0 < box.x1 <= width
        assert 0 <= box.y0 < box.y1 <= height
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


def test_svg_is_one_whole_element() -> None:
    for kind in PICTURES:
        root = ElementTree.fromstring(to_svg(PICTURES[kind](ZH, "zh")))
        assert root.tag.endswith("svg"), kind


def test_ids_of_different_pictures_do_not_meet() -> None:
    found = [
        set(re.findall(r'\bid="([^"]+)"', to_svg(PICTURES[kind](ZH, "zh"))))
        for kind in ("profile", "map")
    ]
    assert found[0]
    assert not found[0] & found[1]


def test_references_point_at_ids_that_exist() -> None:
    svg = to_svg(PICTURES["map"](ZH, "zh"))
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg))
    assert {a or b for a, b in used} <= ids


def test_cells_without_a_score_are_hatched_and_zero_is_not() -> None:
    scores = make_scores()
    scores["score"] = 0.0
    assert "pattern" not in to_svg(dimension_map(scores, ZH, 2023))
    assert "pattern" in to_svg(PICTURES["map"](ZH, "zh"))


def test_a_county_without_any_score_is_still_drawn() -> None:
    scores = make_scores()
    scores["score"] = np.nan
    scores["band"] = None
    for picture in (
        county_profile(scores, ZH, CODES[0], 2023, medians=medians(scores)),
        county_years(scores, ZH, CODES[0]),
        index_intervals(scores, ZH, 2023),
        dimension_map(scores, ZH, 2023),
    ):
        assert "nan" not in picture.alt
        assert to_svg(picture)


@pytest.mark.parametrize(("number", "places"), [(261, 21), (2850, 31)])
def test_thousands_of_counties_are_shown_by_places_that_all_have_their_name(
    number: int, places: int
) -> None:
    picture = make_spread(number, places)
    assert picture.figure.get_size_inches()[1] < 22
    svg = to_svg(picture)
    assert all(f"甲{i}市 (" in svg for i in range(places))
    assert picture.data["县区数"].sum() == number
    assert len(svg.encode()) < 60_000


def test_many_figures_of_a_year_are_drawn_as_their_spread() -> None:
    assert len(to_svg(make_yearly(3000))) < len(to_svg(make_yearly(150)))


def test_over_forty_counties_the_map_of_what_is_reported_shows_places() -> None:
    codes = [f"{420000 + i}" for i in range(60)]
    panel = pd.concat([make_panel().assign(county_code=code) for code in codes])
    panel = panel.drop_duplicates(["county_code", "year", "indicator"])
    places = pd.Series([f"乙{i % 5}市" for i in range(60)], index=codes)
    picture = availability_map(
        panel, ZH, 2023, indicators=["appearance_rate", "suits"], places=places
    )
    assert all(f"乙{i}市" in to_svg(picture) for i in range(5))


def test_counties_without_a_band_stay_in_the_figure_and_the_limits_are_drawn() -> None:
    scores = make_scores()
    own = (scores["county_code"] == CODES[0]) & (scores["year"] == 2023)
    scores.loc[own, ["score", "low", "high"]] = np.nan
    scores.loc[own, "band"] = None
    svg = to_svg(index_intervals(scores, ZH, 2023, limits=[(80.0, "A"), (65.0, "B")]))
    assert ZH.county(CODES[0]) in svg
    assert "依据不足" in svg
    assert "A ≥ 80" in svg


def test_unknown_names_are_errors_with_the_nearest() -> None:
    scores, panel = make_scores(), make_panel()
    with pytest.raises(FazhiError, match='did you mean "410001"'):
        county_years(scores, ZH, "41001")
    with pytest.raises(FazhiError, match="no scores of 2019"):
        index_intervals(scores, ZH, 2019)
    with pytest.raises(FazhiError, match='did you mean "suits"'):
        availability_map(panel, ZH, 2023, indicators=["suit"])
    with pytest.raises(FazhiError, match='did you mean "zh"'):
        index_intervals(scores, ZH, 2023, lang="zh-CN")


def test_the_group_is_the_one_given() -> None:
    scores = make_scores()
    own = scores[scores["county_code"].eq(CODES[1]) & scores["year"].eq(2023)]
    group = medians(scores[scores["county_code"] == CODES[1]])
    picture = county_profile(scores, ZH, CODES[0], 2023, medians=group)
    expected = own.set_index("dimension")["score"].reindex(list(DIMENSIONS)).round(1)
    np.testing.assert_array_equal(picture.data["中位数"], expected)


def test_matplotlibs_own_settings_are_left_alone() -> None:
    before: dict[str, Any] = dict(mpl.rcParams)
    to_svg(PICTURES["years"](ZH, "zh"))
    assert dict(mpl.rcParams) == before


def test_text_and_marks_have_contrast_on_the_ground() -> None:
    for text in (theme.INK, theme.MUTED, theme.ACCENT, theme.OTHER):
        assert theme.contrast(text, theme.GROUND) >= 4.5
    for mark in (*theme.BANDS.values(), *theme.SERIES):
        assert theme.contrast(mark, theme.GROUND) >= 3
    for shade in np.linspace(0, 1, 101):
        colour = mpl.colors.to_hex(mpl.colormaps[theme.HEAT](shade))
        assert theme.contrast(theme.text_on(colour), colour) >= 4.5


def test_without_any_chinese_font_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(theme, "PACKAGED", ("no_such_package", "x.ttf"))
    monkeypatch.setattr(theme, "SYSTEM", ("No Such Font",))
    theme.font_family.cache_clear()
    with pytest.raises(FazhiError, match="install the package zhplot"):
        theme.font_family()
    theme.font_family.cache_clear()
