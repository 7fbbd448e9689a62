"""PDF files with text: order of reading, columns, tables, and limits."""

import io
import re

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.documents.formats.limits import Budget, Limits
from analysis.errors import DocumentError


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.fixture
def draw():
    """Makes a PDF of texts at places, in the order in which they are given."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(*pages, size=12):
        out = io.BytesIO()
        sheet = canvas.Canvas(out, pagesize=A4)
        for page in pages:
            sheet.setFont("STSong-Light", size)
            for x, y, text in page:
                sheet.drawString(x, y, text)
            sheet.showPage()
        sheet.save()
        return out.getvalue()

    return draw


TABLE = [
    ("项目", "2022年", "2023年", "增减"),
    ("行政复议案件", "81", "87", "6"),
    ("行政应诉案件", "29", "31", "2"),
    ("规范性文件", "12", "", "0"),
]


def cells(rows, top, left=80, broad=120):
    return [
        (left + broad * c, top - 24 * r, cell)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if cell
    ]


def test_what_is_drawn_last_is_read_where_it_stands(draw):
    words = [(80, 700, "一、工作"), (80, 660, "三、计划"), (80, 680, "二、问题")]
    assert read_bytes(draw(words)).text.splitlines() == ["一、工作", "二、问题", "三、计划"]


def test_cells_of_a_table_stay_in_their_rows_and_in_order(draw):
    long = [
        (80, 760 - 20 * n, "全县各级行政机关认真履行职责推进依法行政工作取得新成效,")
        for n in range(5)
    ]
    for drawn in (cells(TABLE, 600), list(reversed(cells(TABLE, 600)))):
        lines = read_bytes(draw([*long, *drawn])).text.splitlines()
        for row in TABLE:
            assert " | ".join(cell for cell in row if cell) in lines


def test_every_cell_of_tables_of_many_shapes_is_kept(draw):
    lost = 0
    for columns in (2, 3, 4, 5):
        rows = [
            [f"第{r}{c}项" if not c else str(100 * r + c) for c in range(columns)]
            for r in range(1, 9)
        ]
        lines = read_bytes(draw(cells(rows, 700, broad=450 // columns))).text.splitlines()
        lost += sum(" | ".join(row) not in lines for row in rows)
    assert lost == 0


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("size", [9, 10.5, 12])
def test_sentences_come_whole_out_of_one_and_two_columns(make, columns, size):
    sentences = [
        f"第{n}项工作共受理案件{n * 37 + 5}件,办结{n * 31 + 2}件,办结率达{90 + n % 10}.{n % 7}%。"
        for n in range(60)
    ]
    texts = ["".join(sentences[n : n + 5]) for n in range(0, 60, 5)]
    draft = read_bytes(make.pdf([texts[:6], texts[6:]], columns=columns, size=size))
    found = squeezed(draft.text)
    assert [s for s in sentences if s not in found] == []
    assert found == squeezed("".join(texts))


def test_a_heading_across_both_columns_parts_what_stands_above_and_below(draw):
    left = [(60, 740 - 18 * n, f"左上第{n}行受理案件若干件办结若干件") for n in range(6)]
    right = [(330, 740 - 18 * n, f"右上第{n}行受理案件若干件办结若干件") for n in range(6)]
    head = [(60, 620, "二、" + "横跨两栏的标题" * 5)]
    below = [(60, 590 - 18 * n, f"左下第{n}行受理案件若干件办结若干件") for n in range(6)]
    beside = [(330, 590 - 18 * n, f"右下第{n}行受理案件若干件办结若干件") for n in range(6)]
    text = squeezed(read_bytes(draw([*left, *right, *head, *below, *beside])).text)
    places = [
        text.index(w) for w in ("左上第5", "右上第0", "右上第5", "二、横", "左下第0", "右下第0")
    ]
    assert places == sorted(places)


def test_a_pdf_of_ten_thousand_pages_is_refused_before_any_is_read():
    from pypdfium2 import PdfDocument

    pdf, out = PdfDocument.new(), io.BytesIO()
    for _ in range(10_000):
        pdf.new_page(10, 10)
    pdf.save(out)
    pdf.close()
    with pytest.raises(DocumentError, match="10000 pages, more than 1000"):
        read_bytes(out.getvalue())


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"pages": 1}, "2 pages, more than 1"),
        ({"seconds": 0.0}, "longer than 0 seconds"),
        ({"characters": 40}, "holds more text|characters, more than 40"),
    ],
)
def test_a_pdf_has_limits_of_pages_time_and_text(make, limits, said):
    texts = make.REPORT.splitlines() * 5
    with pytest.raises(DocumentError, match=said):
        read_bytes(make.pdf([texts[:9], texts[9:]]), Budget(Limits(**limits)))
