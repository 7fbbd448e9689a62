"""No file costs more than it may: bombs are refused by name and limit, reading stays linear."""

import ast
import io
import time
import zipfile
from pathlib import Path

import pytest

from analysis import documents
from analysis.documents import read_document, read_documents
from analysis.documents.formats import read_bytes
from analysis.documents.limits import Budget, Limits
from analysis.documents.metadata import find_metadata
from analysis.documents.sections import find_sections
from analysis.errors import DocumentError

SECONDS = 10.0  # for what is to be refused at once, also on a busy machine


def word(body):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", body)
    return pack.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
TEXT = "<p>2023年,全县受理案件87件。</p>"
BOMBS = {
    "deep page": (lambda: "<div>" * 5000 + TEXT, "400 deep"),
    "very deep page": (lambda: "<div>" * 200_000 + TEXT, "400 deep"),
    "deep unknown tags": (lambda: "<p>87" + "<x-a>" * 3000 + TEXT, "400 deep"),
    "open formatting": (
        lambda: "<p>" + "".join(f"<font size={n}>" for n in range(4000)) + TEXT * 4000,
        "tags of formatting open",
    ),
    "deep word file": (
        lambda: word(f"<w:document {W}><w:body>" + "<w:sdt>" * 5000 + "</w:sdt>" * 5000
                     + "</w:body></w:document>"),
        "400 deep",
    ),
    "deep runs": (
        lambda: word(f"<w:document {W}><w:body><w:p>" + "<w:ins>" * 5000 + "</w:ins>" * 5000
                     + "</w:p></w:body></w:document>"),
        "400 deep",
    ),
    "laughs": (
        lambda: word(f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "87">{LAUGHS}]>'
                     f"<w:document {W}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body>"
                     "</w:document>"),
        "document type",
    ),
    "late laughs": (
        lambda: word('<?xml version="1.0"?>' + f"<!--{'x' * 9000}-->"
                     + f'<!DOCTYPE w [<!ENTITY a0 "87">{LAUGHS}]><w>&a9;</w>'),
        "document type",
    ),
    "packed zeros": (lambda: word(" " * (250 << 20)), "200 MB"),
    "deep rtf": (lambda: b"{\\rtf1" + b"{" * 100_000 + b"87" + b"}" * 100_000, "400 deep"),
    "nested parts": (
        lambda: "MIME-Version: 1.0\r\n" + "".join(
            f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(900)
        ),
        "nested parts",
    ),
    "huge page": (lambda: "<html>" + TEXT * 900_000, "20 MB"),
    "endless text": (lambda: "受理案件87件。\n" * 300_000, "2000000"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_soon_with_its_name_and_the_limit(tmp_path, counties, kind):
    make, said = BOMBS[kind]
    content = make()
    path = tmp_path / f"{kind}.dat"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    started = time.process_time()
    (found,) = read_documents([path], counties=counties, sources={})
    assert found.failed
    assert found.error.startswith(f"{kind}.dat: ")
    assert said in found.error
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("kind", ["html", "docx", "rtf", "doc", "pdf", "zip"])
def test_every_reader_looks_at_the_clock(make, ole, tmp_path, counties, kind):
    files = {
        "html": lambda: ("<html>" + TEXT * 2000).encode(),
        "docx": lambda: make.docx(make.paragraph(make.run("87件。")) * 2000),
        "rtf": lambda: b"{\\rtf1 " + b"87\\par " * 5000 + b"}",
        "doc": lambda: ole.ole(ole.word(["受理87件。\r"])),
        "pdf": lambda: make.pdf([[make.SENTENCE]]),
        "zip": lambda: word("").replace(b"word/document.xml", b"word/document.txt"),
    }
    path = tmp_path / "a.dat"
    path.write_bytes(files[kind]())
    limits = Limits(seconds=-1.0)
    (found,) = read_documents([path], counties=counties, sources={}, limits=limits)
    assert "longer than -1 seconds" in found.error


def cost(make, sizes=(1, 4)):
    """How many times longer the larger of two inputs takes, for each times it is larger."""
    spent = []
    for size in sizes:
        content = make(size)
        best = 9e9
        for _ in range(3):
            started = time.process_time()
            read_bytes(content)
            best = min(best, time.process_time() - started)
        spent.append(best)
    return spent[1] / spent[0] / (sizes[1] / sizes[0])


@pytest.mark.parametrize("kind", ["page", "text", "rows", "rtf"])
def test_the_cost_of_reading_grows_with_the_size_only(kind):
    makes = {
        "page": lambda n: ("<html><body><div>" + TEXT * 2000 * n).encode(),
        "text": lambda n: ("2023年,全县受理案件87件。\n" * 5000 * n).encode(),
        "rows": lambda n: ("<table>" + "<tr><td>类别<td>87</tr>" * 1000 * n).encode(),
        "rtf": lambda n: b"{\\rtf1 " + b"\\u21463?87\\par " * 5000 * n + b"}",
    }
    assert cost(makes[kind]) < 2.0


def test_a_page_of_usual_size_is_read_in_a_few_milliseconds(make, tmp_path, counties):
    body = make.BODY.replace(make.SENTENCE, make.SENTENCE * 6)
    html = make.page(make.paragraphs(body * 3), after="<ul><li><a>链接</a></li></ul>" * 150)
    path = tmp_path / "a.html"
    path.write_text(html, encoding="utf-8")
    assert 15_000 < path.stat().st_size < 30_000
    best = 9e9
    for _ in range(10):
        started = time.process_time()
        read_document(path, counties=counties, sources={})
        best = min(best, time.process_time() - started)
    assert best < 0.009  # 3 ms on a machine that does nothing else


LONG = {
    "plans": "下一步,我县将继续推进。存在执法力量薄弱的问题。\n",
    "one line": "下一步,我县将继续推进。(一)还存在执法力量薄弱的问题。",
    "numbers": "(一)1.受理。一是87件。\n一、工作\n",
    "marks": "一、",
    "brackets": "《",
    "spaces": "  \t",
    "dots": "……",
    "digits": "2023",
    "names": "潢川县人民政府关于2023年法治政府建设",
    "crumbs": "首页 > ",
    "questions": "工作问题及原因",
}


@pytest.mark.parametrize("kind", LONG)
def test_sections_and_metadata_of_a_strange_text_take_no_longer_than_its_size(counties, kind):
    text = "2023年法治政府建设报告\n" + LONG[kind] * (600_000 // len(LONG[kind]))
    started = time.process_time()
    draft = read_bytes(text.encode(), Budget())
    find_metadata(draft, counties)
    find_sections(draft.text, draft.furniture)
    assert time.process_time() - started < SECONDS


def test_a_limit_is_told_in_words():
    budget = Budget(Limits(page_bytes=3 << 20, characters=5, depth=2))
    with pytest.raises(DocumentError, match="the page is larger than 3 MB"):
        budget.check_bytes(4 << 20, "the page")
    with pytest.raises(DocumentError, match="6 characters, more than 5"):
        budget.check_text("受理87件。")
    with pytest.raises(DocumentError, match="nested more than 2 deep"):
        budget.check_depth(3)


def test_no_reader_can_run_a_program_or_reach_a_network():
    folder = Path(documents.__file__).parent
    reached = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                reached |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                reached.add(node.module)
    forbidden = {"socket", "subprocess", "urllib.request", "http", "http.client", "requests", "ssl"}
    assert reached & forbidden == set()
    assert not {name for name in reached if name and name.split(".")[0] in {"os", "pickle"}}
