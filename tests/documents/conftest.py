"""Small reports and files in real formats for the tests of ``documents``."""

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.counties import Counties
from analysis.documents import read_document

SENTENCE = "2023年,潢川县共受理复议案件87件,办结85件,按期结案率100%;调解矛盾纠纷3522起。"
BODY = (
    "2023年,潢川县坚持以习近平法治思想为指导,扎实推进依法行政。现将2023年法治政府建设情况报告如下:\n"
    "一、主要举措和成效\n"
    f"(一)加强组织领导。一是学习到位。{SENTENCE * 3}二是督察到位。全年督察50余次,通报10期。\n"
    f"(二)规范执法行为。{SENTENCE * 2}\n"
    "二、存在的不足和原因\n"
    "学习还不够系统全面,执法队伍力量薄弱,主要原因是培训不够经常。\n"
    "三、下一步工作安排\n"
    "(一)继续学习。将学习作为政治任务,抓好落实。\n"
)
TITLE = "潢川县人民政府关于2023年法治政府建设情况的报告"
REPORT = f"{TITLE}\n{BODY}潢川县人民政府\n2024年3月1日\n"

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COMPATIBLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def report(title, body=BODY, signature=""):
    return f"{title}\n{body}{signature}"


def page(content, head="", before="", after=""):
    """A page of a county site around ``content``."""
    top = "<div class='top'><a href='/'>首页</a><a href='/a'>政务公开</a></div>"
    foot = "<div class='foot'><a href='/x'>网站地图</a> 主办:某某办公室 豫ICP备00000000号</div>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}"
        "<script>var a='87件';</script></head>"
        f"<body>{top}{before}{content}{after}{foot}</body></html>"
    )


def paragraphs(text):
    return "".join(f"<p>&emsp;&emsp;{line}</p>\n" for line in text.splitlines())


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs, properties=""):
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def docx(body, numbering=""):
    """The bytes of a DOCX with this body."""
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document {WORD} {COMPATIBLE}>'
            f"<w:body>{body}</w:body></w:document>",
        )
        if numbering:
            file.writestr("word/numbering.xml", f"<w:numbering {WORD}>{numbering}</w:numbering>")
    return pack.getvalue()


def wrapped(text, broad, size):
    """Lines of one paragraph, each with its indent, as a word processor breaks them."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line, indent = [], "", 2 * size
    for char in text:
        if indent + stringWidth(line + char, "STSong-Light", size) > broad:
            lines.append((indent, line))
            line, indent = "", 0
        line += char
    return [*lines, (indent, line)]


def pdf(pages, columns=1, size=12):
    """The bytes of a PDF; ``pages`` are lists of paragraphs, "" before an indented one."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    width, height = A4
    gap = 30
    broad = (width - 120 - gap * (columns - 1)) / columns
    for number, texts in enumerate(pages, start=1):
        sheet.setFont("STSong-Light", size)
        lines = []
        for text in texts:
            lines += wrapped(text, broad, size)
        half = -(-len(lines) // columns)
        for index, (indent, line) in enumerate(lines):
            column, row = divmod(index, half)
            x = 60 + column * (broad + gap) + indent
            sheet.drawString(x, height - 110 - row * size * 1.6, line)
        sheet.drawCentredString(width / 2, 40, f"- {number} -")
        sheet.showPage()
    sheet.save()
    return out.getvalue()


@pytest.fixture(scope="session")
def counties():
    return Counties.load()


@pytest.fixture(scope="session")
def make():
    """What this module makes, for tests that cannot import it."""
    return sys.modules[__name__]


def _neighbour(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def neighbour():
    """Loads a module of this folder, which tests cannot import."""
    return _neighbour


@pytest.fixture(scope="session")
def ole():
    """The writer of OLE2 files."""
    return _neighbour("ole")


@pytest.fixture(scope="session")
def files():
    """The folder of files that no test can make."""
    return Path(__file__).parent / "files"


@pytest.fixture
def read(tmp_path, counties):
    """Write a file and read it as a document."""

    def read(content, name="report.txt", sources=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_document(path, counties=counties, sources=sources or {})

    return read
