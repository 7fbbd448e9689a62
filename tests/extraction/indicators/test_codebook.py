import csv
from pathlib import Path

import pytest

from analysis.errors import ConfigError
from analysis.extraction.indicators import load_codebook

CONFIG = Path(__file__).parents[3] / "config"


def test_the_codebook_is_read_with_its_288_indicators(codebook):
    assert len(codebook) == 288
    assert codebook["litigation_loss_rate"].direction == -1
    assert codebook["appearance_rate"].ratio_of == ("appearances", "appearances_due")


def test_an_unknown_code_names_the_nearest(codebook):
    with pytest.raises(ConfigError, match='did you mean "appearance_rate"'):
        codebook["apearance_rate"]


def edited(tmp_path, codebook_path, change):
    path = tmp_path / "indicators.csv"
    path.write_text(change(codebook_path.read_text(encoding="utf-8-sig")), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code,name_zh", "kode,name_zh", 'unknown column "kode"'),
        (",also_units,", ",also_unit,", 'did you mean "also_units"'),
        (",least,most,", ",least,moast,", 'did you mean "most"'),
        (",60,\n", ",sixty,\n", 'most "sixty" is not a number'),
        ("appearances/appearances_due", "apearances/appearances_due", 'did you mean "appearances"'),
        (",D0,count,次,level,", ",D0,count,次,levle,", 'did you mean "level"'),
        ("party_rol_topics,", "gov_exec_rol_topics,", 'duplicate code "gov_exec_rol_topics"'),
    ],
)
def test_a_fault_in_the_codebook_is_named(tmp_path, old, new, said):
    path = edited(tmp_path, CONFIG / "indicators.csv", lambda t: t.replace(old, new, 1))
    with pytest.raises(ConfigError, match=said):
        load_codebook(path)


def test_all_faults_of_the_codebook_are_told_together_with_their_lines(tmp_path):
    change = lambda t: t.replace(",D0,count,", ",D9,count,", 2)  # noqa: E731
    with pytest.raises(ConfigError, match="2 faults") as caught:
        load_codebook(edited(tmp_path, CONFIG / "indicators.csv", change))
    assert "line 2 " in str(caught.value)
    assert "line 3 " in str(caught.value)


def test_a_codebook_saved_by_a_spreadsheet_in_the_chinese_encoding_is_read(tmp_path, codebook):
    path = tmp_path / "indicators.csv"
    text = (CONFIG / "indicators.csv").read_text(encoding="utf-8-sig")
    path.write_bytes(text.encode("gb18030"))
    assert [i.code for i in load_codebook(path)] == [i.code for i in codebook]


def test_a_short_row_is_a_fault_with_its_line(tmp_path):
    path = edited(tmp_path, CONFIG / "indicators.csv", lambda t: t + "new_code,新指标,new\n")
    with pytest.raises(ConfigError, match=r"line \d+: 3 cells, the head has \d+"):
        load_codebook(path)


def test_every_benchmark_is_of_an_indicator_and_names_its_source(codebook):
    with (CONFIG / "benchmarks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["indicator"] for row in rows} <= {i.code for i in codebook}
    assert all(float(row["value"]) and row["source"] and row["definition"] for row in rows)
    of_2023 = [r for r in rows if (r["year"], r["indicator"]) == ("2023", "reconsider_applied")]
    assert len({row["value"] for row in of_2023}) == 2
