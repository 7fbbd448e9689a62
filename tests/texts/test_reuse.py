"""Reused sentences are found with their source and direction, and nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.simulate.copied import copied_reports
from analysis.texts.reuse.letters import letters_of
from analysis.texts.reuse.near import ALIKE, alike
from analysis.texts.reuse.tables import Reuse, find_reuse, reuse_table, share_table


def frames(reports: list[tuple[str, int, str | None, list[str]]]) -> tuple[pd.DataFrame, ...]:
    """Tables of documents, sentences and counties of reports: county, year, date, sentences."""
    documents, sentences = [], []
    for county, year, published, said in reports:
        document = f"{county}-{year}"
        upper = not county
        documents.append(
            {
                "document_id": document,
                "status": "listed" if upper else "used",
                "county_code": county or None,
                "year": None if upper else year,
                "published": published,
            }
        )
        start = 0
        for text in said:
            row = {"county_code": county, "document_id": document, "start": start}
            sentences.append(row | {"end": start + len(text), "role": "measures", "text": text})
            start += len(text) + 1
    table = pd.DataFrame(documents).astype({"year": "Int64", "published": "str"})
    codes = sorted({county for county, *_ in reports if county})
    names = {"county": [f"{c}县" for c in codes], "prefecture": "云渡市"}
    rows = pd.DataFrame(sentences).sort_values("county_code", kind="stable", ignore_index=True)
    return table, rows, pd.DataFrame({"county_code": codes} | names)


SAID = "组织沿河乡镇开展河道采砂联合巡查并逐户建立整改台账87处。"
OTHER = "依托社区书屋举办青少年普法夏令营吸引近千名学生到场体验。"


def found(*reports: tuple[str, int, str | None, list[str]]) -> pd.DataFrame:
    documents, sentences, counties = frames(list(reports))
    return reuse_table(find_reuse(documents, [sentences], counties), sentences["text"])


def test_the_same_sentence_with_other_figures_is_a_template() -> None:
    table = found(
        ("甲", 2022, "2023-02-01", [SAID]),
        ("乙", 2022, "2023-03-01", [SAID.replace("87", "91")]),
    )
    rows = table.set_index("county_code")
    assert rows["kind"].tolist() == ["template", "template"]
    assert rows["direction"].to_dict() == {"乙": "taken", "甲": "given"}


def test_the_same_figures_in_two_counties_are_an_alarm() -> None:
    table = found(("甲", 2022, None, [SAID]), ("乙", 2022, None, [SAID]))
    assert set(table["kind"]) == {"copied figures"}
    assert set(table["direction"]) == {"unknown"}


def test_a_year_or_a_document_number_is_no_copied_figure() -> None:
    said = "认真落实2021年印发的工作方案并参照〔2021〕5号文件逐项细化责任分工。"
    table = found(("甲", 2022, None, [said]), ("乙", 2022, None, [said]))
    assert set(table["kind"]) == {"same words"}


def test_full_width_digits_are_the_same_figures() -> None:
    table = found(("甲", 2022, None, [SAID]), ("乙", 2022, None, [SAID.replace("87", "８７")]))
    assert set(table["kind"]) == {"copied figures"}


def test_the_county_s_own_name_hides_no_copy() -> None:
    one, two = (f"{name}县{OTHER}" for name in ("甲", "乙"))
    table = found(("甲", 2022, None, [one]), ("乙", 2022, None, [two]))
    assert table["likeness"].tolist() == [1.0, 1.0]


def test_own_earlier_years_and_upper_texts_are_sources_of_their_own() -> None:
    table = found(
        ("", 2021, "2021-12-01", [OTHER]),
        ("甲", 2021, "2022-02-01", [SAID]),
        ("甲", 2022, "2023-02-01", [SAID, OTHER]),
    )
    assert table[["year", "source", "source_document_id"]].to_numpy().tolist() == [
        [2022, "own", "甲-2021"],
        [2022, "upper", "-2021"],
    ]


def test_an_upper_text_that_came_later_is_no_source() -> None:
    assert found(("", 2023, "2024-05-01", [OTHER]), ("甲", 2022, "2023-02-01", [OTHER])).empty


def test_small_changes_are_found_and_what_is_below_the_threshold_is_not() -> None:
    changed = SAID.replace("联合巡查", "拉网排查")
    table = found(("甲", 2022, None, [SAID]), ("乙", 2022, None, [changed]))
    assert (table["likeness"] >= ALIKE).all()
    assert len(table) == 2
    assert found(("甲", 2022, None, [SAID]), ("乙", 2022, None, [OTHER])).empty


@pytest.mark.parametrize(
    ("one", "two"), [("abcd", "abxd"), ("abc", "xyz"), ("aab", "aba"), ("a", "")]
)
def test_the_alignment_is_the_longest_common_subsequence(one: str, two: str) -> None:
    table = np.zeros((len(one) + 1, len(two) + 1), int)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            table[i + 1, j + 1] = (
                table[i, j] + 1 if a == b else max(table[i, j + 1], table[i + 1, j])
            )
    both = len(one) + len(two)
    assert alike(one, two) == pytest.approx(2 * table[-1, -1] / both if two else 0)


@pytest.mark.parametrize("number", ["7.", "(3)", "（三）", "七是", "十一、", "12．"])
def test_the_number_of_a_list_is_no_figure(number: str) -> None:
    table = found(("甲", 2022, None, [SAID]), ("乙", 2022, None, [number + SAID]))
    assert table[["kind", "likeness"]].to_numpy().tolist() == [["copied figures", 1.0]] * 2


def test_a_figure_that_opens_a_sentence_is_one() -> None:
    made = letters_of([(["7.5万人到场体验普法夏令营。", "8.5万人到场体验普法夏令营。"], [])])
    assert len(set(made.figures.tolist())) == 2


def test_masking_keeps_each_sentence_to_itself() -> None:
    made = letters_of([(["受理１２件", "", "受理三十四件。"], []), (["受理5件"], [])])
    assert made.sizes.tolist() == [4, 0, 4, 4]
    assert len(set(made.masked[[0, 2, 3]].tolist())) == 1


@pytest.fixture(scope="module")
def planted() -> tuple[list[Any], Reuse, pd.DataFrame]:
    """Reports, what is found in them, handed over in pieces, and the sentences."""
    reports = list(copied_reports(60, 3))
    rows = [(f"{r.county:06}", r.year, r.published, list(r.sentences)) for r in reports]
    documents, sentences, counties = frames(rows)
    pieces = (sentences.iloc[n : n + 5000] for n in range(0, len(sentences), 5000))
    return reports, find_reuse(documents, pieces, counties), sentences


def known_shares(reports: list[Any]) -> pd.DataFrame:
    """What is known of each report: the share of letters that stood elsewhere before."""
    first: dict[int, list[tuple[str, int]]] = {}
    for report in reports:
        for base in set(report.bases):
            first.setdefault(base, []).append((report.published, report.county))
    rows = []
    for report in reports:
        sizes = [len(said) for said in report.sentences]
        before = [[p for p in first[base] if p[0] < report.published] for base in report.bases]
        own = [any(c == report.county for _, c in found) for found in before]
        taken = [any(c != report.county for _, c in found) for found in before]
        rows.append(
            {
                "county_code": f"{report.county:06}",
                "year": report.year,
                "own": np.average(own, weights=sizes),
                "taken": np.average(taken, weights=sizes),
                "any": np.average(np.logical_or(own, taken), weights=sizes),
            }
        )
    return pd.DataFrame(rows).set_index(["county_code", "year"])


def test_planted_shares_are_found_within_five_points(planted: tuple[Any, ...]) -> None:
    reports, reuse, _ = planted
    known = known_shares(reports)
    shares = share_table(reuse).pivot(index=["county_code", "year"], columns="part", values="share")
    gaps = (shares.loc[known.index, known.columns] - known).abs()
    assert gaps.mean().max() <= 0.025
    # In the first year two changed copies of a formula meet before the formula itself was seen.
    later = gaps[gaps.index.get_level_values("year") > 2021]
    assert later.quantile(0.95).max() <= 0.05


def test_the_direction_of_planted_copies_is_right(planted: tuple[Any, ...]) -> None:
    reports, reuse, sentences = planted
    table = reuse_table(reuse, sentences["text"])
    table = table[table["source"] == "other"].set_index(["document_id", "start"])
    right = []
    for report in reports:
        start = 0
        for said, source in zip(report.sentences, report.sources, strict=True):
            key = (f"{report.county:06}-{report.year}", start)
            start += len(said) + 1
            if source == "other":
                right.append(key in table.index and table.loc[key, "direction"] == "taken")
    assert np.mean(right) >= 0.9
