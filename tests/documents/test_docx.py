"""DOCX: what Word shows is read, what it hides or has deleted is not; lists get their numbers."""

import io
import zipfile

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.errors import DocumentError
from analysis.text.matching import normalise

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(body, numbering="", styles=""):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            file.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        if styles:
            file.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return pack.getvalue()


def lines(*args, **kwargs):
    return [line.rstrip() for line in read_bytes(packed(*args, **kwargs)).text.splitlines()]


def run(text, properties=""):
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text) if text else '')}</w:tc>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def test_insertions_and_moves_to_are_kept_deletions_and_moves_from_dropped():
    content = (
        run("受理")
        + f"<w:ins>{run('87')}</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('旧处12件')}</w:moveFrom><w:moveTo>{run('件')}</w:moveTo>" + run("。")
    )
    assert lines(paragraph(content)) == ["受理87件。"]


def test_hidden_runs_are_dropped_and_runs_that_only_could_be_hidden_kept():
    content = run("受理") + run("99", "<w:vanish/>") + run("87件", '<w:vanish w:val="0"/>')
    assert lines(paragraph(content)) == ["受理87件"]


@pytest.mark.parametrize(
    "look",
    [
        "<w:strike/>",
        "<w:dstrike/>",
        "<w:specVanish/>",
        '<w:sz w:val="2"/>',
        '<w:rStyle w:val="gone"/>',
        '<w:rStyle w:val="based"/>',
    ],
)
def test_struck_and_hidden_runs_are_dropped_also_where_a_style_says_so(look):
    styles = (
        '<w:style w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="based"><w:basedOn w:val="gone"/></w:style>'
    )
    content = run("受理") + run("1199", look) + run("1234件", '<w:strike w:val="0"/>')
    assert lines(paragraph(content), styles=styles) == ["受理1234件"]


@pytest.mark.parametrize("look", ['<w:vertAlign w:val="superscript"/>', '<w:position w:val="6"/>'])
@pytest.mark.parametrize("mark", ["1", "[12]", "*"])
def test_a_raised_mark_is_no_part_of_the_figure(look, mark):
    text = lines(paragraph(run("受理1234") + run(mark, look) + run("件")))[0]
    assert normalise(text).text == "受理1234件"


def test_white_text_is_reported():
    draft = read_bytes(packed(paragraph(run("受理") + run("87件", '<w:color w:val="FFFFFF"/>'))))
    assert any("white" in note for note in draft.notes)


def test_numbers_of_the_equation_editor_are_read_in_their_place():
    part = "<m:r><m:t>82</m:t></m:r>"
    fraction = f"<m:f><m:num>{part}</m:num><m:den>{part}</m:den></m:f>"
    content = f"{run('受理')}<m:oMath>{part}</m:oMath>{run('件,率为')}<m:oMath>{fraction}</m:oMath>"
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    assert lines(f"<w:p {space}>{content}</w:p>") == ["受理82件,率为82/82"]


def package(files):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return pack.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def links(**targets):
    inner = "".join(
        f'<Relationship Id="{name}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def test_the_part_with_the_text_is_the_one_that_the_package_names():
    body = f"<w:document {W}><w:body>{paragraph(run('受理87件'))}</w:body></w:document>"
    main = links(a=("officeDocument", "word/document2.xml"))
    data = package({"_rels/.rels": main, "word/document2.xml": body})
    assert read_bytes(data).text == "受理87件"


def test_strict_open_xml_is_read_as_the_usual_one():
    strict = W.replace(
        "schemas.openxmlformats.org/wordprocessingml/2006/", "purl.oclc.org/ooxml/wordprocessingml/"
    )
    body = f"<w:document {strict}><w:body>{paragraph(run('受理87件'))}</w:body></w:document>"
    assert read_bytes(package({"word/document.xml": body})).text == "受理87件"


def test_a_file_embedded_in_the_text_is_read_or_noted():
    chunk = f'<w:altChunk xmlns:r="{KINDS}" r:id="c"/>'
    body = f"<w:document {W}><w:body>{chunk}{paragraph(run('办结85件'))}</w:body></w:document>"
    files = {
        "word/document.xml": body,
        "word/_rels/document.xml.rels": links(c=("aFChunk", "a.html")),
    }
    draft = read_bytes(package(files))
    assert (draft.text, "not read" in draft.notes[0]) == ("办结85件", True)
    page = "<html><body><p>受理87件。</p></body></html>"
    assert read_bytes(package(files | {"word/a.html": page})).text == "受理87件。\n办结85件"


def test_an_unknown_encoding_is_a_damaged_file():
    body = f'<?xml version="1.0" encoding="x"?><w:document {W}/>'
    with pytest.raises(DocumentError, match="damaged"):
        read_bytes(package({"word/document.xml": body}))


def test_codes_of_fields_are_dropped_and_links_keep_their_words():
    content = (
        '<w:r><w:instrText> PAGEREF 9 </w:instrText></w:r><w:fldSimple w:instr=" SUM 9 ">'
        + run("87") + '</w:fldSimple><w:hyperlink w:anchor="x">' + run("件") + "</w:hyperlink>"
    )  # fmt: skip
    assert lines(paragraph(content)) == ["87件"]


def test_content_controls_are_read_around_paragraphs_rows_and_cells():
    def control(content):
        return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{cell('复议')}{control(cell('87'))}</w:tr>"
    body = control(paragraph(run("一、工作"))) + paragraph(run("受理") + control(run("87件")))
    body += f"<w:tbl>{control(row)}</w:tbl>"
    assert lines(body) == ["一、工作", "受理87件", "复议 | 87"]


def test_merged_cells_are_read_once_and_their_rows_stay_rows():
    wide, first, rest = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        [cell("类别", first), cell("办理情况", wide)],
        [cell("", rest), cell("受理"), cell("办结")],
        [cell("复议"), cell("87"), cell("85")],
    )
    assert lines(body) == ["类别 | 办理情况", " | 受理 | 办结", "复议 | 87 | 85"]


def test_a_table_in_a_cell_stays_in_its_row_and_a_row_of_one_long_cell_is_text():
    inner = table([cell("内甲"), cell("12")])
    body = table([cell("外"), f"<w:tc>{inner}{paragraph('')}</w:tc>"])
    body += table([cell("受理案件87件。" * 40), cell("x")])
    assert lines(body) == ["外 | 内甲 | 12", "受理案件87件。" * 40, "x"]


def test_text_boxes_follow_their_paragraph_and_are_read_once():
    box = f"<w:txbxContent>{paragraph(run('文本框12件。'))}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    content = (
        run("前87件")
        + f"<w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        + run("后。")
    )
    assert lines(paragraph(content)) == ["前87件后。", "文本框12件。"]


def level(at, form, text, more=""):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number, *levels):
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number, of, more=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text, number=1, at=0):
    place = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(text), place)


OUTLINE = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
)


def test_lists_of_three_levels_get_the_numbers_of_the_genre():
    body = (
        item("工作") + item("学习", at=1) + item("受理87件", at=2) + item("办结85件", at=2)
        + item("执法", at=1) + item("检查3次", at=2) + item("问题") + item("短板", at=1)
    )  # fmt: skip
    assert lines(body, OUTLINE + num(1, 0)) == [
        "一、工作", "（一）学习", "1.受理87件", "2.办结85件", "（二）执法", "1.检查3次",
        "二、问题", "（一）短板",
    ]  # fmt: skip


def test_lists_of_one_kind_count_on_unless_one_starts_anew():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = OUTLINE + num(1, 0) + num(2, 0) + num(3, 0, again)
    body = item("甲") + item("乙", 2) + item("丙", 3) + item("丁", 1)
    assert lines(body, numbering) == ["一、甲", "二、乙", "一、丙", "三、丁"]


def test_a_style_brings_its_list_also_to_styles_based_on_it():
    bound = abstract(
        0,
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="B"/>'),
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="A">{listed}</w:style><w:style w:styleId="B">{listed}</w:style>'
        '<w:style w:styleId="C"><w:basedOn w:val="A"/></w:style>'
    )
    body = "".join(
        paragraph(run(text), f'<w:pStyle w:val="{style}"/>')
        for text, style in (("甲", "A"), ("乙", "B"), ("丙", "C"), ("丁", "none"))
    )
    assert lines(body, bound + num(1, 0), styles) == ["一、甲", "（一）乙", "二、丙", "丁"]


@pytest.mark.parametrize(
    ("form", "drawn"),
    [
        ("decimal", "12"), ("chineseCountingThousand", "十二"), ("decimalEnclosedCircle", "⑫"),
        ("upperLetter", "L"), ("lowerRoman", "xii"), ("decimalFullWidth", "１２"), ("bullet", ""),
    ],
)  # fmt: skip
def test_every_form_of_number_is_drawn(form, drawn):
    pattern = "%1" if drawn else "•"
    body = "".join(item("项") for _ in range(12))
    assert lines(body, abstract(0, level(0, form, pattern)) + num(1, 0))[-1] == f"{drawn}项"


def test_numbers_that_are_none_do_not_stop_the_reader():
    numbering = abstract("x", '<w:lvl w:ilvl="y"><w:start w:val=""/></w:lvl>') + num("z", "x")
    assert lines(item("受理87件", "z", "q"), numbering) == ["受理87件"]
