"""A reader's verdict stands where the program reads what the reader expected."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import ConfigError
from analysis.texts.followed.verdicts import load_verdicts, overrule

ENTRY = """
[[verdict]]
county = "云渡县"
year = 2022
quote = "举办培训班8期"
expect = "mentioned"
state = "kept_with_evidence"
reason = "见第三部分"
status = "confirmed"
"""
DOCUMENTS = pd.DataFrame({"county": ["云渡县"], "county_code": ["990001"]})


def promises() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_code": ["990001", "990001"],
            "year": [2022, 2022],
            "quote": ["举办培训班8期", "建成法治公园"],
            "state": ["mentioned", "not_mentioned"],
            "read_state": ["mentioned", "not_mentioned"],
            "reason": ["", ""],
        }
    )


def after(path: Path, text: str) -> pd.DataFrame:
    path.write_text(text, encoding="utf-8")
    return overrule(promises(), load_verdicts(path), DOCUMENTS, path)


def test_a_confirmed_verdict_overrules_and_what_was_read_stays(tmp_path: Path) -> None:
    table = after(tmp_path / "promises.toml", ENTRY)
    assert table["state"].tolist() == ["kept_with_evidence", "not_mentioned"]
    assert table["read_state"].tolist() == ["mentioned", "not_mentioned"]
    assert "见第三部分" in table["reason"][0]


def test_a_proposed_verdict_does_nothing(tmp_path: Path) -> None:
    table = after(tmp_path / "promises.toml", ENTRY.replace("confirmed", "proposed"))
    pd.testing.assert_frame_equal(table, promises())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('expect = "mentioned"', 'expect = "contradicted"'), "reads mentioned"),
        (("举办培训班8期", "举办培训班9期"), "did you mean"),
        (('"kept_with_evidence"', '"kept"'), "verdict 1"),
        (("reason =", "why ="), "unknown key why"),
        (("[[verdict]]", "[[verdicts]]"), "unknown key verdicts"),
    ],
)
def test_a_verdict_whose_ground_has_gone_is_an_error(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        after(tmp_path / "promises.toml", ENTRY.replace(*change))


def test_without_a_file_there_are_no_verdicts(tmp_path: Path) -> None:
    assert load_verdicts(tmp_path / "promises.toml") == ()
