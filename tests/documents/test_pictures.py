"""Scans and pictures: read by OCR where it is installed, else refused with what to do."""

import io
import re
import sys
from importlib.util import find_spec

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.documents.formats.limits import Budget, Limits
from analysis.errors import DocumentError

INSTALLED = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
needs_ocr = pytest.mark.skipif(not INSTALLED, reason="the extra `ocr` is not installed")
LINES = [
    "雪岭县人民政府关于2023年法治政府建设情况的报告",
    "    一、主要举措和成效。全年共受理行政复议案件87件,办结85",
    "件;调解矛盾纠纷3522起,调解成功率98.7%。",
    "    二、存在的不足。执法力量薄弱,培训不够经常。",
]
COMMAND = r"python -m pip install rapidocr onnxruntime"


@pytest.fixture(scope="module")
def scan():
    """Draws lines as a page of a scan at 150 dpi."""
    from importlib.util import find_spec as found
    from pathlib import Path

    from PIL import Image, ImageDraw, ImageFont

    package = Path(found("zhplot").origin).parent
    font = ImageFont.truetype(str(next(package.rglob("*.ttf"))), 30)

    def scan(lines, cells=()):
        page = Image.new("RGB", (1240, 900), "white")
        draw = ImageDraw.Draw(page)
        for number, line in enumerate(lines):
            indent = len(line) - len(line.lstrip())
            draw.text((100 + 15 * indent, 120 + 54 * number), line.strip(), "black", font)
        for number, row in enumerate(cells):
            for column, cell in enumerate(row):
                draw.text((100 + 330 * column, 480 + 60 * number), cell, "black", font)
        return page

    return scan


def saved(page, kind, **options):
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def plain(text):
    wide = str.maketrans(",;。:()", "，；。：（）")
    return re.sub(r"\s", "", text.translate(wide))


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "PDF"])
def test_a_picture_and_a_scan_give_their_sentences_and_numbers(scan, kind):
    table = [("类别", "受理", "办结"), ("行政复议", "87", "85"), ("行政应诉", "31", "30")]
    draft = read_bytes(
        saved(scan(LINES, table), kind, **{"resolution": 150} if kind == "PDF" else {})
    )
    text = plain(draft.text)
    for words in ("受理行政复议案件87件", "办结85件", "3522起", "98.7%", "一、主要举措和成效"):
        assert plain(words) in text
    assert "行政复议 | 87 | 85" in draft.text
    assert "行政应诉 | 31 | 30" in draft.text
    assert any("OCR" in note for note in draft.notes)


@needs_ocr
def test_the_pages_of_a_scan_are_read_in_their_order(scan):
    pages = [scan([f"第{n}项工作受理案件{n}17件。"]) for n in (1, 2, 3)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert re.findall(r"\d17", read_bytes(data).text) == ["117", "217", "317"]


@pytest.fixture(scope="module")
def mixed(scan, make):
    """A PDF of which the second of three pages is a picture."""
    from pypdfium2 import PdfDocument

    text = "全县各级行政机关认真履行职责,推进依法行政工作取得新成效。"
    whole = PdfDocument(make.pdf([[text] * 3, [text] * 3]))
    middle = PdfDocument(saved(scan(LINES), "PDF", resolution=150))
    whole.import_pages(middle, index=1)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


@needs_ocr
def test_a_page_that_is_a_picture_is_read_in_its_place(mixed):
    text = plain(read_bytes(mixed).text)
    assert text.count("取得新成效") == 6
    before, after = text.index("取得新成效"), text.rindex("取得新成效")
    assert before < text.index("受理行政复议案件87件") < after


def test_without_ocr_pages_that_are_pictures_are_told(monkeypatch, mixed, scan):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    draft = read_bytes(mixed)
    assert re.search(f"1 of 3 pages are pictures.*{COMMAND}", draft.notes[0])
    assert draft.text.count("取得新成效") == 6


@needs_ocr
def test_a_pdf_whose_fonts_do_not_say_what_they_draw_is_read_from_its_pictures(garbled):
    text = plain(read_bytes(garbled).text)
    assert "受理行政复议案件87件" in text


@needs_ocr
@pytest.mark.parametrize(
    ("limits", "said"),
    [({"scanned_pages": 1}, "more than 1"), ({"ocr_seconds": 0.0}, "longer than 0 seconds")],
)
@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_scans_have_limits_of_pages_and_time(scan, kind, limits, said):
    page = scan(LINES[:1])
    data = saved(page, kind, save_all=True, append_images=[page, page])
    with pytest.raises(DocumentError, match=said):
        read_bytes(data, Budget(Limits(**limits)))


@needs_ocr
def test_a_blank_page_a_huge_one_and_a_torn_picture_are_told(scan):
    from PIL import Image

    with pytest.raises(DocumentError, match="no text"):
        read_bytes(saved(scan([]), "PNG"))
    with pytest.raises(DocumentError, match="60000000 pixels"):
        read_bytes(saved(Image.new("1", (9000, 9000)), "PNG"))
    with pytest.raises(DocumentError, match="picture is damaged"):
        read_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99)


@pytest.fixture(scope="module")
def garbled():
    """A PDF that draws Chinese characters and does not say which."""
    from importlib.util import find_spec as found
    from pathlib import Path

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    package = Path(found("zhplot").origin).parent
    pdfmetrics.registerFont(TTFont("Song", str(next(package.rglob("*.ttf")))))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pageCompression=0)
    sheet.setFont("Song", 14)
    for number, line in enumerate(LINES * 3):
        sheet.drawString(60 + 7 * (len(line) - len(line.lstrip())), 760 - 24 * number, line.strip())
    sheet.save()
    data = out.getvalue()
    assert b"/ToUnicode" in data
    return data.replace(b"/ToUnicode", b"/ToNothing")


@pytest.mark.parametrize("missing", ["rapidocr", "onnxruntime"])
def test_without_ocr_the_error_says_what_is_needed_and_how_to_get_it(
    monkeypatch, scan, garbled, make, missing
):
    monkeypatch.setitem(sys.modules, missing, None)
    cases = {
        "picture": saved(scan(LINES[:1]), "PNG"),
        "no text layer": make.pdf([[]]),
        "do not say which characters": garbled,
    }
    for words, data in cases.items():
        with pytest.raises(DocumentError, match=f"{words}.*{COMMAND}"):
            read_bytes(data)
