from __future__ import annotations

import csv
from pathlib import Path

from .excerpts import marked_facts, read_facts, scores

TEXT = (
    "平江县人民政府关于2024年度法治政府建设情况的报告\n"
    "一、主要举措和成效\n全年受理行政复议申请87件,办理法律援助案件46件。\n"
    "二、下一步工作安排\n继续推进。\n"
)


def test_what_an_annotator_marked_is_scored_strictly_and_leniently(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "01.txt").write_text(TEXT, encoding="utf-8")
    rows = [
        ("87件", "reconsider_applications", "87", "reconsider_accepted"),
        ("46件", "legal_aid_cases", "46", ""),
    ]
    with (tmp_path / "gold.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["report", "start", "end", "code", "scope", "value", "also"])
        for words, code, value, also in rows:
            start = TEXT.index(words)
            writer.writerow(["01", start, start + len(words), code, "county-year", value, also])
    read = read_facts(tmp_path / "texts")
    assert ("01", "legal_aid_cases", 46.0) in read
    strict, lenient = scores(marked_facts(tmp_path / "gold.csv"), read)
    assert "precision 1.000  recall 1.000" in lenient
    assert "of 2 facts" in strict
