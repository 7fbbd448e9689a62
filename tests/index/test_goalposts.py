from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.errors import ConfigError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index import Goalpost, load_goalposts

HEAD = "indicator,low,high,basis,reason\n"


def test_the_projects_goalposts_serve_every_dimension(
    goalposts: tuple[Goalpost, ...], codebook: Codebook
) -> None:
    places = [codebook[p.indicator].dimension for p in goalposts]
    assert all(places.count(f"D{n}") >= 2 for n in range(9))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("appearance_rat,50,100,rate,x", 'did you mean "appearance_rate"'),
        ("appearance_rate,50,100,rat,x", 'basis "rat".*did you mean "rate"'),
        ("appearance_rate,100,50,rate,x", "run against its direction"),
        ("litigation_loss_rate,0,30,rate,x", "run against its direction"),
        ("appearance_rate,a,100,rate,x", "no numbers"),
        ("appearance_rate,50,100,count,x", "does not fit the rate"),
        ("appearance_rate,50,100,rate,", "need a reason"),
        ("appearances_due,0,100,count,x", "not level"),
        ("hotline_close_rate,100,0.2,failure,x", "between 0 and 100"),
        ("appearance_rate,50,100,rate,x\nappearance_rate,60,100,rate,x", "duplicate indicator"),
    ],
)
def test_wrong_goalposts_are_named(
    tmp_path: Path, codebook: Codebook, row: str, message: str
) -> None:
    path = tmp_path / "goalposts.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_goalposts(path, codebook)


def test_a_missing_file_and_wrong_columns_are_named(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_goalposts(tmp_path / "none.csv", codebook)
    (tmp_path / "g.csv").write_text("code,low\n", encoding="utf-8")
    with pytest.raises(ConfigError, match='unknown column "code"'):
        load_goalposts(tmp_path / "g.csv", codebook)


def test_every_reason_is_given_in_both_languages_with_the_same_figures(
    goalposts: tuple[Goalpost, ...],
) -> None:
    for post in goalposts:
        zh, en = post.why("zh"), post.why("en")
        assert re.search(r"[\u4e00-\u9fff]", zh), post.indicator
        assert not re.search(r"[A-Za-z]", zh), post.indicator
        assert not re.search(r"[\u4e00-\u9fff]", en), post.indicator
        assert re.findall(r"\d+", zh) == re.findall(r"\d+", en), post.indicator


@pytest.mark.parametrize("more", [("", ""), (",reason_zh", ",")])
def test_a_reason_that_is_not_given_in_chinese_is_shown_in_english(
    tmp_path: Path, codebook: Codebook, more: tuple[str, str]
) -> None:
    path = tmp_path / "goalposts.csv"
    row = f"appearance_rate,50,100,rate,heads appearing{more[1]}"
    path.write_text(f"{HEAD.strip()}{more[0]}\n{row}\n", encoding="utf-8")
    (post,) = load_goalposts(path, codebook)
    assert (post.low, post.high, post.reason) == (50, 100, "heads appearing")
    assert post.why("zh") == post.why("en") == "heads appearing"
