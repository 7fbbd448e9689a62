"""No file costs more than it may: bombs are refused by name and limit, reading stays linear."""

import ast
import io
import zipfile
from pathlib import Path

import pytest

from analysis import documents
from analysis.documents import read_documents
from analysis.documents.formats.detect import read_bytes
from analysis.documents.formats.limits import Budget, Limits
from analysis.documents.identity.metadata import find_metadata
from analysis.documents.outline.sections import find_sections
from analysis.errors import DocumentError


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
def test_a_bomb_is_refused_with_its_name_and_the_limit(tmp_path, counties, kind):
    make, said = BOMBS[kind]
    content = make()
    path = tmp_path / f"{kind}.dat"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read_documents([path], counties=counties, sources={})
    assert found.failed
    assert found.error.startswith(f"{kind}.dat: ")
    assert said in found.error  # and not that it took too long


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


@pytest.mark.parametrize("kind", ["page", "text", "rows", "rtf"])
def test_a_file_near_the_limit_of_characters_is_read_to_its_end_in_time(kind):
    count, content = {
        "page": (80_000, ("<html><body><div>" + TEXT * 80_000).encode()),
        "text": (100_000, ("2023年,全县受理案件87件。\n" * 100_000).encode()),
        "rows": (20_000, ("<table>" + "<tr><td>类别<td>87</tr>" * 20_000).encode()),
        "rtf": (100_000, b"{\\rtf1 " + b"\\u21463?87\\par " * 100_000 + b"}"),
    }[kind]
    assert read_bytes(content).text.count("87") == count


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
def test_sections_and_metadata_of_a_strange_text_are_found_in_time(counties, kind):
    text = "2023年法治政府建设报告\n" + LONG[kind] * (600_000 // len(LONG[kind]))
    budget = Budget()
    draft = read_bytes(text.encode(), budget)
    assert find_metadata(draft, counties).year == 2023
    sections = find_sections(draft.text, draft.furniture)
    budget.check_time()
    assert all(section.start < len(draft.text) for section in sections)


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
