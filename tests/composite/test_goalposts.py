from __future__ import annotations

from pathlib import Path

import pytest

from analysis.composite import Goalpost, load_goalposts
from analysis.errors import ConfigError
from analysis.indicators.codebook import Codebook

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
        ("appearance_rate,50,100,rate,x\nappearance_rate,60,100,rate,x", "stands twice"),
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
    with pytest.raises(ConfigError, match="columns must be"):
        load_goalposts(tmp_path / "g.csv", codebook)
