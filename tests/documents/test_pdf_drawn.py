"""PDF pages as a reader sees them: turned, slanted, drawn twice, spaced out, in narrow columns."""

import io

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.text.matching import normalise

LINES = [
    "一、主要工作",
    "全年办理行政处罚案件1234件,办结1208件,按期办结率为97.8%;开展检查3456次,",
    "发现隐患208处,整改率为93%;调解矛盾纠纷3522起,调解成功率达到98.7%。",
    "二、存在的问题",
    "执法队伍力量薄弱,主要原因是培训不够经常,宣传形式较为单一,基层力量不足。",
]
FONT = "STSong-Light"


@pytest.fixture
def sheet():
    """A canvas that gives back its bytes, with a font for Chinese."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4)
    made.setFont(FONT, 11)

    def data():
        made.save()
        return out.getvalue()

    made.data = data
    return made


def write(sheet, lines=LINES, x=80, y=760, **how):
    for number, line in enumerate(lines):
        sheet.drawString(x, y - 20 * number, line, **how)


def read(sheet):
    return read_bytes(sheet.data())


def plain(draft):
    return "".join(normalise(draft.text).text.split())


WHOLE = "".join(LINES)


def test_text_that_is_drawn_again_a_little_aside_is_read_once(sheet):
    for x, y in ((80, 760), (80.3, 760), (80, 760.3), (80.3, 760.3)):
        write(sheet, x=x, y=y)
    assert plain(read(sheet)) == WHOLE


def test_equal_digits_beside_each_other_are_two(sheet):
    write(sheet, ["受理1111件,办结2200件。" * 2])
    assert plain(read(sheet)) == "受理1111件,办结2200件。" * 2


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_turned_is_read_upright(sheet, degrees):
    sheet.setPageRotation(degrees)
    x, y = {90: (595, 0), 180: (595, 842), 270: (0, 842)}[degrees]
    sheet.translate(x, y)
    sheet.rotate(degrees)
    write(sheet, y=500)
    assert plain(read(sheet)) == WHOLE


def test_text_that_runs_up_a_page_is_read_upright(sheet):
    sheet.translate(595, 0)
    sheet.rotate(90)
    write(sheet, y=500)
    assert plain(read(sheet)) == WHOLE


def test_slanted_and_sideways_text_is_set_aside(sheet):
    write(sheet)
    for x, y, degrees in ((120, 640, 45), (250, 650, 30), (70, 690, 90)):
        sheet.saveState()
        sheet.translate(x, y)
        sheet.rotate(degrees)
        sheet.drawString(0, 0, "内部资料2024年12月")
        sheet.restoreState()
    draft = read(sheet)
    assert plain(draft) == WHOLE
    assert "内部资料2024年12月" in draft.aside


def test_a_raised_digit_is_no_part_of_the_figure(sheet):
    sheet.drawString(80, 760, "全年办理行政处罚案件1234")
    after = 80 + sheet.stringWidth("全年办理行政处罚案件1234", FONT, 11)
    sheet.setFont(FONT, 6.5)
    sheet.drawString(after, 765, "1")
    sheet.setFont(FONT, 11)
    sheet.drawString(after + 4, 760, "件,办结1208件。")
    assert plain(read(sheet)) == "全年办理行政处罚案件1234件,办结1208件。"


def test_spaced_out_digits_stay_one_figure(sheet):
    write(sheet, [line[:30] for line in LINES], charSpace=3.2)
    assert plain(read(sheet)) == "".join(line[:30] for line in LINES)


@pytest.mark.parametrize("gutter", [11, 16, 22, 40])
def test_columns_a_character_apart_are_read_one_after_the_other(sheet, gutter):
    column = [f"第{n:02d}项工作共受理案件{100 + n}件办结" for n in range(24)]
    broad = max(sheet.stringWidth(line, FONT, 11) for line in column)
    write(sheet, column[:12], x=60)
    write(sheet, column[12:], x=60 + broad + gutter)
    assert plain(read(sheet)) == "".join(column)


def test_page_numbers_far_from_the_edge_are_taken_out(sheet):
    for page in range(4):
        sheet.setFont(FONT, 11)
        write(sheet, [f"{page}号{line}" for line in LINES], y=700)
        sheet.drawString(300, 120, str(page + 1))
        sheet.showPage()
    draft = read(sheet)
    assert draft.text.count("号一、主要工作") == 4
    assert not [line for line in draft.text.splitlines() if line.strip().isdigit()]


def test_white_text_is_reported(sheet):
    write(sheet)
    sheet.setFillColorRGB(1, 1, 1)
    sheet.drawString(80, 500, "看不见的文字")
    assert any("6 characters are printed in white" in note for note in read(sheet).notes)


def test_invisible_text_beside_visible_text_is_set_aside(sheet):
    write(sheet)
    hidden = sheet.beginText(80, 500)
    hidden.setTextRenderMode(3)
    hidden.textOut("看不见的12件")
    sheet.drawText(hidden)
    draft = read(sheet)
    assert plain(draft) == WHOLE
    assert "看不见的12件" in draft.aside


def mapped(text, code):
    """A PDF of one line whose font says that its last character is ``code``."""
    signs = [*text, None]
    shown = "".join(f"{n:04X}" for n in range(1, len(signs) + 1))
    pairs = "".join(
        f"<{n:04X}> <{ord(sign):04X}>" if sign else f"<{n:04X}> <{code:04X}>"
        for n, sign in enumerate(signs, start=1)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(signs)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    drawn = f"BT /F1 12 Tf 50 700 Td <{shown}> Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
        "/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H "
        "/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< /Length {len(drawn)} >> stream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(cmap)} >> stream\n{cmap}\nendstream",
    ]
    body = "".join(f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, start=1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R /Size {len(parts) + 1} >>\n%%EOF".encode()


@pytest.mark.parametrize("code", [0xD840, 0xDC00, 0xFFFE])
def test_a_font_that_maps_to_half_a_character_gives_no_half_character(code):
    draft = read_bytes(mapped("全年共受理行政复议案件八十七件", code))
    assert draft.text == "全年共受理行政复议案件八十七件"
