import io
import zipfile

import pytest

from analysis.documents import read_documents
from analysis.errors import DocumentError
from analysis.records import Document, Outcome


def squeezed(text):
    return "".join(text.split())


def test_a_text_file_is_kept_unchanged_but_for_its_byte_order_mark(read, make):
    assert read("\ufeff" + make.REPORT).text == make.REPORT
    crlf = make.REPORT.replace("\n", "\r\n")
    assert read(crlf).text == crlf


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_file_reads_the_same_in_every_encoding(read, make, encoding):
    document = read(make.REPORT.encode(encoding))
    assert document.text == make.REPORT
    assert (document.county_code, document.year) == ("411526", 2023)


def test_full_width_signs_change_nothing_but_themselves(read, make):
    wide = {ord(a): chr(ord(a) + 0xFEE0) for a in ",()[]:;%"} | {ord("\n"): "\n\u3000\u3000"}
    head = "来源:县司法局 发布时间:2024-03-05 10:00\n"
    end = "潢川县人民政府\n(2024年3月1日)\n"
    half = read(f"{make.TITLE}\n{head}信阳市人民政府:\n{make.BODY}{end}")
    full = read(half.text.translate(wide), "full.txt")
    assert full.text == half.text.translate(wide)
    for name in ("title", "county_code", "year", "level", "issuers", "published"):
        assert getattr(full, name) == getattr(half, name)
    assert half.published == "2024-03-05"
    assert len(full.furniture) == len(half.furniture) == 1

    def outline(document):
        return [(s.level, s.marker, s.heading, s.role) for s in document.sections]

    wanted = [(a, b.translate(wide), c.translate(wide), d) for a, b, c, d in outline(half)]
    assert wanted == outline(full)


def test_what_a_page_declares_about_its_encoding_is_not_believed(read, make):
    page = make.page(make.paragraphs(make.REPORT)).replace("charset='utf-8'", "charset='big5'")
    assert "受理复议案件87件" in read(page.encode("gb18030"), "a.html").text


def test_the_id_is_made_of_the_bytes(read, make):
    document = read(make.REPORT)
    assert len(document.document_id) == 12
    assert document.document_id == read(make.REPORT, "renamed.dat").document_id
    assert document.document_id != read(make.REPORT + " ").document_id


def test_the_main_block_of_a_page_is_read_and_the_rest_kept_aside(read, make):
    side = (
        "<ul>" + "".join(f"<li><a>某局2022年工作动态第{n}期</a></li>" for n in range(30)) + "</ul>"
    )
    meta = "<div class='m'>发布时间:2024-03-28 16:58 来源:县司法局 浏览次数:12</div>"
    content = f"<div class='w'><div id='qq'>{make.paragraphs(make.BODY)}</div></div>"
    document = read(make.page(content, before=f"<h1>{make.TITLE}</h1>{meta}", after=side), "a.html")
    assert document.text.startswith(make.TITLE)
    assert squeezed(make.BODY) in squeezed(document.text)
    assert "工作动态" not in document.text
    assert any("工作动态" in text for text in document.aside)
    assert "var a" not in document.text
    assert document.published == "2024-03-28"


def test_spans_that_word_cut_through_numbers_are_joined(read, make):
    cut = make.BODY.replace("87件", "8<span lang='EN-US'>7</span><b>件</b>").replace(
        "100%", "1<span>0</span>0<o:p></o:p>%"
    )
    text = read(make.page(f"<h1>{make.TITLE}</h1>" + make.paragraphs(cut)), "a.html").text
    assert "复议案件87件" in text
    assert "结案率100%" in text


def test_a_page_that_ends_in_its_middle_is_read_to_its_real_end(read, make):
    content = make.paragraphs(make.BODY).replace("<p>", "</body></html><p>", 2)
    assert (
        "执法队伍力量薄弱"
        in read(make.page(content, before=f"<h1>{make.TITLE}</h1>"), "a.html").text
    )


def test_a_page_of_breaks_alone_keeps_its_lines(read, make):
    lines = make.REPORT.replace("\n", "<br>&nbsp;&nbsp;")
    content = f"<table><tr><td id=c><font>{lines}</font></td></tr></table>"
    document = read(make.page(content), "a.html")
    assert [s.marker for s in document.sections if s.level == 1] == ["一、", "二、", "三、"]
    assert document.title == make.TITLE


def test_cells_of_a_table_stay_apart_and_rows_are_lines(read, make):
    table = (
        "<table><tr><td>类别</td><td>受理</td><td>办结</td></tr>"
        "<tr><td>复议</td><td>87</td><td></td></tr></table>"
    )
    content = f"<div>{make.paragraphs(make.REPORT)}{table}<p>以上情况。</p></div>"
    lines = read(make.page(content), "a.html").text.splitlines()
    assert "类别 | 受理 | 办结" in lines
    assert any(line.startswith("复议 | 87 |") for line in lines)


def test_metadata_of_a_page_gives_title_and_date(read, make):
    head = f"<meta name='ArticleTitle' content='{make.TITLE}'>"
    head += "<meta name='PubDate' content='2024-03-29 09:00'>"
    document = read(make.page(make.paragraphs(make.BODY), head=head), "a.html")
    assert (document.title, document.published) == (make.TITLE, "2024-03-29")


def test_a_pdf_gives_back_whole_paragraphs_without_page_numbers(read, make):
    texts = make.REPORT.splitlines()
    document = read(make.pdf([texts[:4], texts[4:]]), "a.pdf")
    assert document.text.splitlines() == texts
    assert "- 1 -" not in document.text
    assert (document.county_code, document.year) == ("411526", 2023)


def test_a_pdf_in_two_columns_is_read_one_column_after_the_other(read, make):
    texts = [line for line in make.BODY.splitlines() if len(line) > 30] * 4
    text = read(make.pdf([texts], columns=2, size=10), "a.pdf").text
    assert squeezed("".join(texts)) == squeezed(text)


def test_a_sentence_goes_on_over_the_end_of_a_page(read, make):
    long = make.SENTENCE * 8
    text = read(make.pdf([[make.TITLE, long[:201]], []]), "a.pdf").text
    assert long[:201] in text


def test_a_word_file_keeps_insertions_boxes_and_nested_tables_and_drops_deletions(read, make):
    p, r = make.paragraph, make.run
    inserted = f"<w:ins>{r('87')}</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
    box = (
        "<w:r><w:pict><w:txbxContent>" + p(r("文本框内容12件")) + "</w:txbxContent></w:pict></w:r>"
    )
    cell = "<w:tc>{}</w:tc>".format
    inner = "<w:tbl><w:tr>" + cell(p(r("内甲"))) + cell(p(r("内乙"))) + "</w:tr></w:tbl>"
    body = (
        p(r(make.TITLE))
        + p(r("共受理复议案件"), inserted, r("件。"))
        + f"<w:sdt><w:sdtContent>{p(r('内容控件35件。'))}</w:sdtContent></w:sdt>"
        + p(r("前"), box)
        + "<w:tbl><w:tr>" + cell(p(r("受理"))) + cell(p(r("办结"))) + "</w:tr>"
        + "<w:tr>" + cell(p(r("87"))) + cell(inner) + "</w:tr></w:tbl>"
        + p("<mc:AlternateContent><mc:Choice>" + r("一次") + "</mc:Choice><mc:Fallback>" + r("一次")
            + "</mc:Fallback></mc:AlternateContent>")
    )  # fmt: skip
    lines = read(make.docx(body), "a.docx").text.splitlines()
    assert lines == [
        make.TITLE,
        "共受理复议案件87件。",
        "内容控件35件。",
        "前",
        "文本框内容12件",
        "受理 | 办结",
        "87 | 内甲 | 内乙",
        "一次",
    ]


def test_automatic_list_numbers_of_a_word_file_become_headings(read, make):
    def level(at, form, text):
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    def item(at, text):
        place = f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        return make.paragraph(make.run(text), properties=place)

    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCounting", "(%2)")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    items = [
        (0, "主要举措和成效"),
        (1, "加强领导。受理87件。"),
        (1, "规范执法。受理3件。"),
        (0, "存在的问题"),
    ]
    body = make.paragraph(make.run(make.TITLE)) + "".join(item(*i) for i in items)
    document = read(make.docx(body, numbering), "a.docx")
    assert [s.marker for s in document.sections] == ["一、", "(一)", "(二)", "二、"]
    assert document.sections[-1].role == "problems"


def _zip(**entries):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return pack.getvalue()


BROKEN = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\r\n ", "empty"),
    "torn.pdf": (b"%PDF-1.7\n1 0 obj <<", "damaged"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.doc.*damaged.*save it as"),
    "renamed.docx": (b"{\\rtf1\\ansi}", "no text"),
    "saved.doc": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "web archive"),
    "binary.html": (bytes(range(256)) * 40, "binary"),
    "torn.docx": (b"PK\x03\x04" + b"junk" * 50, "damaged"),
    "table.docx": (_zip(xl__workbook_xml="<x/>"), "Excel"),
    "other.docx": (_zip(readme="x", other="y"), "ZIP archive of 2"),
    "wrong.docx": (_zip(word__document_xml="<w:document"), "damaged"),
    "bomb.docx": (_zip(word__document_xml='<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "document type"),
    "nothing.html": (b"<html><body><script>1</script></body></html>", "no text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_named_in_one_clear_line(read, name):
    content, said = BROKEN[name]
    with pytest.raises(DocumentError, match=said) as error:
        read(content, name)
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)


def test_a_pdf_whose_last_bytes_are_missing_fails_clearly_or_is_read(tmp_path, counties, make):
    path = tmp_path / "cut.pdf"
    path.write_bytes(make.pdf([make.REPORT.splitlines()])[:400])
    (found,) = read_documents([path], counties=counties, sources={})
    assert isinstance(found, Outcome)
    assert found.failed


def test_one_broken_file_does_not_stop_the_others(tmp_path, counties, make):
    good, bad, gone = (tmp_path / name for name in ("good.txt", "bad.pdf", "gone.txt"))
    good.write_text(make.REPORT, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 broken")
    found = list(read_documents([bad, gone, good], counties=counties, sources={}))
    assert [type(item) for item in found] == [Outcome, Outcome, Document]
    assert [item.key for item in found[:2]] == ["bad.pdf", "gone.txt"]
    assert all(item.status == "failed" and item.error.startswith(item.key) for item in found[:2])
    assert found[0].path == str(bad)


def test_a_file_that_is_a_folder_fails_like_any_other(tmp_path, counties):
    (found,) = read_documents([tmp_path], counties=counties, sources={})
    assert found.failed
