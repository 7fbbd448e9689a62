"""Words that offices use for one thing: the table, its faults, and what it makes of phrases."""

import pytest

from analysis.errors import ConfigError
from analysis.extraction.indicators import Matcher, explain, load_codebook, load_synonyms
from analysis.extraction.indicators.synonyms import spelt

from ..conftest import ROOT

CODEBOOK = load_codebook(ROOT / "config" / "indicators.csv")


def written(folder, text):
    path = folder / "synonyms.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_word_of_the_table_makes_a_phrase_stand_for_its_other_spellings(tmp_path):
    table = load_synonyms(written(tmp_path, "word,also\n评查案卷,抽看卷宗\n"))
    sentence = "全年抽看卷宗120卷。"
    assert "casefile_reviewed" not in "".join(explain(sentence, Matcher(CODEBOOK), None))
    assert "casefile_reviewed" in "".join(explain(sentence, Matcher(CODEBOOK, table), None))


def test_a_phrase_keeps_its_own_spelling_first():
    found = list(spelt(("案卷", "合格率"), {"案卷": ("卷宗",), "合格": ("达标",)}))
    assert found[0] == ("案卷", "合格率")
    assert ("卷宗", "达标率") in found


def test_a_study_without_the_table_has_no_synonyms(tmp_path):
    assert load_synonyms(tmp_path / "synonyms.csv") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("word,also\n案卷,卷宗\n案卷,档案\n", 'line 3: duplicate word "案卷"'),
        ("word,also\n案卷,\n", 'line 2 \\(案卷\\): the column "also" is empty'),
    ],
)
def test_a_fault_of_the_table_is_told_with_its_line(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        load_synonyms(written(tmp_path, text))
