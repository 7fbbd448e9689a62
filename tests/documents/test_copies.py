"""The same report from several addresses or in two formats is used once; what differs is told."""

import random
import re

import pytest

from analysis.documents.copies import candidate, settle
from analysis.documents.likeness import copies_of, fingerprint, likeness, same_text
from analysis.documents.sources import Source

THINGS = [
    "行政复议案件",
    "行政应诉案件",
    "矛盾纠纷调解",
    "行政执法检查",
    "法治专题培训",
    "规范性文件审查",
]


def words(seed, year=2023, county="潢川县", count=60):
    """A report with figures of its own in sentences that all reports share."""
    dice = random.Random(seed)
    lines = [f"{county}人民政府关于{year}年法治政府建设情况的报告", f"{year}年,{county}依法行政。"]
    for n in range(count):
        thing = dice.choice(THINGS)
        lines.append(
            f"坚持以人民为中心推进第{n}项工作,全年办理{thing}{dice.randrange(10, 9999)}件。"
        )
    return "\n".join(lines) + "\n"


SIGNS = (
    "县于设况报办议应诉纠纷调执检题训规审发条张为",
    "縣於設況報辦議應訴糾紛調執檢題訓規審發條張為",
)
TRADITIONAL = {ord(a): b for a, b in zip(*SIGNS, strict=True)} | {ord("关"): "關"}


def in_traditional(text):
    text = text.translate(TRADITIONAL)
    return text.replace("行政复議", "行政複議").replace("文件", "檔案")


def settled(documents, counts):
    prints = {d.file: fingerprint(d.text) for d in documents}
    return settle([candidate(d, counts[d.file]) for d in documents], prints)


@pytest.fixture
def judged(tmp_path, counties):
    """Settles texts (file → text, or text and address) and returns file → (status, note)."""
    from analysis.documents import read_document

    def judged(texts, figures=None):
        documents = []
        for name, text in texts.items():
            text, url = (text, "") if isinstance(text, str) else text
            (tmp_path / name).write_text(text, encoding="utf-8")
            source = {name: Source(name, url=url)}
            documents.append(read_document(tmp_path / name, counties=counties, sources=source))
        counts = figures or {d.file: len(re.findall(r"\d+件", d.text)) for d in documents}
        return {f: (v.status, v.note) for f, v in settled(documents, counts).items()}

    return judged


def test_a_copy_without_quotes_brackets_and_full_width_signs_is_the_same_text():
    text = words(1)
    copy = text.replace(",", ",").replace("件。", "件 。").replace("的报告", "的“报告”")
    assert likeness(fingerprint(text), fingerprint(copy)) > 0.9
    assert same_text(fingerprint(text), fingerprint(copy))


def test_half_of_a_report_is_the_same_text_and_another_year_is_not():
    text = words(1)
    assert same_text(fingerprint(text), fingerprint(text[: len(text) // 2]))
    assert not same_text(fingerprint(text), fingerprint(words(2, year=2022)))
    assert likeness(fingerprint(text), fingerprint(words(2))) > 0.4  # the skeleton is shared


def test_copies_are_found_among_many_and_no_others():
    texts = {f"{n}": fingerprint(words(n)) for n in range(120)}
    asked = {
        "copy of 7": fingerprint(words(7).replace("年", " 年 ")),
        "part of 9": fingerprint(words(9)[400:1800]),
        "new": fingerprint(words(999)),
    }
    found = copies_of(asked, texts, texts)
    assert found == {"copy of 7": ("7",), "part of 9": ("9",), "new": ()}


@pytest.mark.parametrize("order", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_the_fuller_copy_is_used_and_the_other_listed_with_the_reason(judged, order):
    texts = {"a.txt": words(1), "b.txt": words(1)[:1200]}
    found = judged({name: texts[name] for name in order})
    assert found["a.txt"] == ("used", "")
    assert found["b.txt"] == (
        "duplicate",
        "潢川县 2023 is read from a.txt, which holds more figures",
    )


def test_the_simplified_copy_of_the_governments_own_site_is_used(judged):
    own, gateway = "http://www.hc.gov.cn/a.html", "http://big5.hc.gov.cn/gate/big5/a.html"
    found = judged(
        {
            "1-mirror.txt": (words(1) + "转自网络\n", "http://www.example.com/a.html"),
            "2-big5.txt": (in_traditional(words(1)), gateway),
            "3-masked.txt": (words(1).replace("第3项", "第**项"), "http://doc.example.com/1"),
            "4-own.txt": (words(1), own),
            "5-unknown.txt": words(1) + "完\n",
        }
    )
    assert [f for f, (status, _) in found.items() if status == "used"] == ["4-own.txt"]
    assert "simplified" in found["2-big5.txt"][1]
    assert "own site" in found["1-mirror.txt"][1]
    assert all("4-own.txt" in note for f, (s, note) in found.items() if s == "duplicate")


def test_a_short_copy_of_the_own_site_gives_way_to_a_full_one(judged):
    own = (words(1)[:900], "http://www.hc.gov.cn/a.html")
    found = judged({"own.txt": own, "mirror.txt": (words(1), "http://www.example.com/a")})
    assert found["mirror.txt"][0] == "used"


def test_two_reports_of_one_county_and_year_are_both_named(judged):
    found = judged({"a.txt": words(1), "b.txt": words(2, count=40)})
    assert found["a.txt"] == (
        "used",
        "another report of this county and year differs: b.txt",
    )
    status, note = found["b.txt"]
    assert status == "duplicate"
    assert re.search(r"read from a\.txt; this is another report \(\d+% .*please check", note)


def test_a_copy_without_county_or_year_is_recognised_by_its_text(judged):
    bare = re.sub(r"^.*\n.*\n", "关于法治政府建设情况的报告\n", words(1), count=1)
    found = judged({"a.txt": words(1), "bare.txt": bare})
    assert found["bare.txt"] == ("duplicate", "the same text as a.txt (潢川县 2023)")
    alone = judged({"bare.txt": bare})
    assert alone["bare.txt"][0] in ("unplaced", "listed")


def test_a_text_copied_by_another_county_is_no_duplicate(judged):
    found = judged({"a.txt": words(1), "b.txt": words(1, county="光山县")})
    assert {status for status, _ in found.values()} == {"used"}
    found = judged({"a.txt": words(1), "b.txt": words(1, county="鼓楼区")})
    assert found["b.txt"][0] == "unplaced"
    assert "ambiguous" in found["b.txt"][1]


def test_two_formats_of_one_report_are_one(read, make):
    texts = words(1).splitlines()
    one = read(make.pdf([texts[:30], texts[30:]]), "a.pdf")
    other = read(make.docx("".join(make.paragraph(make.run(t)) for t in texts)), "b.docx")
    third = read(make.page(make.paragraphs(words(1))), "c.html")
    verdicts = settled([one, other, third], {"a.pdf": 60, "b.docx": 60, "c.html": 60})
    assert [v.status for v in verdicts.values()].count("used") == 1
    assert all("another report" not in v.note for v in verdicts.values())
