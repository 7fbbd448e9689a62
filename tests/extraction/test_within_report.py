import pytest

from analysis.extraction.arithmetic.within_report import Verdict, audit
from analysis.extraction.indicators import extract
from analysis.records import Document, Level, Role, Section


def read(text, matcher, year=2023):
    sections = (Section(1, "一、", "主要举措和成效", 0, len(text), Role.MEASURES),)
    about = {"county": "青禾县", "county_code": "990101", "year": year, "level": Level.COUNTY}
    return extract(Document("0123456789ab", "x.txt", text, sections=sections, **about), matcher)


def findings(text, matcher, kind):
    found = audit(read(text, matcher), matcher.codebook)
    return [f for f in found if f.kind == kind]


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        ("96.3%", Verdict.AGREES),  # 180 of 187 is 96.2567: rounded
        ("96.2%", Verdict.AGREES),  # cut off
        ("96%", Verdict.AGREES),
        ("96.5%", Verdict.DISAGREES),
        ("90%以上", Verdict.AGREES),
        ("98%以上", Verdict.DISAGREES),
    ],
)
def test_a_rate_is_recomputed_from_its_counts(matcher, rate, verdict):
    text = f"抽查行政执法案卷187卷,合格180卷,案卷合格率{rate}。"
    found = findings(text, matcher, "rate")
    assert [(f.indicator, f.verdict) for f in found] == [("casefile_pass_rate", verdict)]
    assert found[0].span.quote(text).startswith(rate[:2])
    assert [a.quote(text) for a in found[0].against] == ["180卷", "187卷"]


def test_a_rate_without_its_counts_is_not_checkable_and_says_what_lacks(matcher):
    (found,) = findings("行政机关负责人出庭应诉率100%。", matcher, "rate")
    assert found.verdict is Verdict.NOT_CHECKABLE
    assert "appearances" in found.note


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ("抽查行政执法案卷160余卷,合格160卷", Verdict.AGREES),
        ("抽查行政执法案卷180余卷,合格160卷", Verdict.DISAGREES),
        ("抽查行政执法案卷160卷以上,合格160卷", Verdict.NOT_CHECKABLE),
    ],
)
def test_inexact_counts_are_held_to_what_they_may_stand_for(matcher, counts, verdict):
    (found,) = findings(f"{counts},合格率99%。", matcher, "rate")
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("刑事案件126件、民事案件241件、行政案件1件", Verdict.AGREES),
        ("刑事案件126件、民事案件262件", Verdict.DISAGREES),
        ("刑事案件126件", Verdict.NOT_CHECKABLE),
    ],
)
def test_parts_are_added_up(matcher, words, verdict):
    text = f"全年办理法律援助案件368件,其中{words}。全年培训干部126人次。"
    (found,) = findings(text, matcher, "parts")
    assert (found.indicator, found.verdict) == ("legal_aid_cases", verdict)
    assert found.span.quote(text) == "368件"


def test_parts_after_a_bracket_are_not_those_of_the_figure_in_it(matcher):
    text = "审结行政复议案件801件(含上年结转96件),其中维持388件、驳回112件。"
    printed = {f.printed for f in findings(text, matcher, "parts")}
    assert 96 not in printed


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("比上年的69件增长26.1%", Verdict.AGREES),
        ("比上年的69件增长36.1%", Verdict.DISAGREES),
        ("同比增长26.1%", Verdict.NOT_CHECKABLE),
    ],
)
def test_a_change_is_checked_against_both_years(matcher, words, verdict):
    (found,) = findings(f"全年受理行政复议案件87件,{words}。", matcher, "change")
    assert (found.indicator, found.verdict) == ("reconsider_accepted", verdict)


def test_a_fall_is_a_negative_change(matcher):
    (found,) = findings("全年受理行政复议案件60件,较上年的80件下降25%。", matcher, "change")
    assert (found.printed, found.verdict) == (-25, Verdict.AGREES)


def test_a_value_that_no_county_has_is_named(matcher):
    (found,) = findings("全年召开政府常务会议630次。", matcher, "bounds")
    assert (found.indicator, found.verdict) == ("gov_exec_meetings", Verdict.DISAGREES)
    assert not findings("全年召开政府常务会议23次。", matcher, "bounds")
