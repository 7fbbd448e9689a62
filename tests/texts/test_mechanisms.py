"""A mechanism is adopted where a report says that it is there or was begun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import ConfigError
from analysis.texts.mechanisms import Lexicon, find_statements, load_mechanisms

HEAD = "code,name_zh,name_en,dimension,terms,found,from_year,note\n"


@pytest.fixture(scope="module")
def lexicon(root: Path) -> Lexicon:
    return load_mechanisms(root / "config" / "mechanisms.csv")


def codes(found: list[Any]) -> list[str]:
    return [statement.mechanism for statement in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("全面推行“扫码入企”,减少重复检查", "scan_entry"),
        ("在3个镇挂牌成立综合行政执法大队", "township_enforcement"),
        ("与法院建立府院联动机制", "court_government"),
        ("公布轻微违法不予处罚事项清单86项", "lenient_list"),
        ("设立行政争议调解中心,调解案件29件", "dispute_mediation_centre"),
    ],
)
def test_what_is_said_to_be_there_is_adopted(
    report_of: Callable[..., Any], lexicon: Lexicon, text: str, code: str
) -> None:
    assert code in codes(find_statements(report_of(measures=text), lexicon, 2023))


@pytest.mark.parametrize(
    "parts",
    [
        {"plan": "推行“扫码入企”"},
        {"problems": "“扫码入企”推行缓慢"},
        {"measures": "探索建立“扫码入企”机制"},
        {"measures": "计划推行“扫码入企”"},
        {"measures": "“扫码入企”系统尚未上线"},
        {"measures": "学习《关于推行扫码入企的通知》"},
    ],
)
def test_what_is_only_meant_or_missing_is_not(
    report_of: Callable[..., Any], lexicon: Lexicon, parts: dict[str, str]
) -> None:
    assert "scan_entry" not in codes(find_statements(report_of(**parts), lexicon, 2023))


def test_a_statement_gives_its_own_year_and_coverage(
    report_of: Callable[..., Any], lexicon: Lexicon
) -> None:
    text = "自2021年起推行村级法律顾问制度,法律顾问覆盖率达到96%"
    (found,) = find_statements(report_of(measures=text), lexicon, 2023)
    assert (found.mechanism, found.since, found.coverage) == ("legal_adviser", 2021, 96)


def test_a_year_to_come_is_not_when_it_began(
    report_of: Callable[..., Any], lexicon: Lexicon
) -> None:
    text = "2026年起推行“扫码入企”"
    found = find_statements(report_of(measures=text), lexicon, 2023)
    assert [s.since for s in found] in ([], [None])


def test_all_faults_of_the_lexicon_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "mechanisms.csv"
    path.write_text(HEAD + "a,甲,A,D9,词,,2020,\na,乙,B,D1,,,soon,\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_mechanisms(path)
    for said in ("D9", "stands twice", "no terms", "soon"):
        assert said in str(raised.value)
