"""ZIP archives: every member is a document of its own, and no archive costs more than it may."""

import hashlib
import io
import re
import struct
import zipfile

import pytest

from analysis import pipeline
from analysis.documents import Source, read_document, read_documents
from analysis.documents.formats.archive import members
from analysis.documents.formats.limits import Budget, Limits
from analysis.errors import DocumentError
from analysis.records import Document
from analysis.study import open_project


def packed(entries, compression=zipfile.ZIP_DEFLATED):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return pack.getvalue()


def gbk_named(data, name, shown):
    """Put a name of GBK bytes in the place of one of as many ASCII characters."""
    raw = name.encode("gbk")
    assert len(raw) == len(shown)
    return data.replace(shown.encode(), raw)


@pytest.fixture
def unpack(tmp_path, counties):
    def unpack(data, name="a.zip", sources=None, **limits):
        path = tmp_path / name
        path.write_bytes(data)
        return list(
            read_documents(
                [path], counties=counties, sources=sources or {}, limits=Limits(**limits)
            )
        )

    return unpack


def test_every_file_of_an_archive_is_a_document_named_after_both(unpack, make, files):
    other = make.REPORT.replace("潢川县", "光山县")
    data = packed(
        [
            ("2023/潢川.txt", make.REPORT),
            ("2023/光山.html", make.page(make.paragraphs(other))),
            ("雪岭.wps", (files / "xueling.doc").read_bytes()),
            ("__MACOSX/._a.txt", "x"),
            ("sources.csv", "x"),
            ("bad.pdf", b"%PDF-1.7 torn"),
        ]
    )
    found = unpack(data, "信阳.ZIP")
    assert [f.file if isinstance(f, Document) else f.key for f in found] == [
        "信阳.ZIP!2023/光山.html",
        "信阳.ZIP!2023/潢川.txt",
        "信阳.ZIP!bad.pdf",
        "信阳.ZIP!雪岭.wps",
    ]
    assert [getattr(f, "county", None) for f in found] == ["光山县", "潢川县", None, "雪岭县"]
    assert found[2].error.startswith("信阳.ZIP!bad.pdf: ")
    assert len({f.document_id for f in found if isinstance(f, Document)}) == 3


def test_names_in_gbk_are_decoded(unpack, make):
    data = packed([("XXXXXX.txt", make.REPORT)], zipfile.ZIP_STORED)
    (found,) = unpack(gbk_named(data, "潢川县", "XXXXXX"))
    assert found.file == "a.zip!潢川县.txt"


def test_a_row_of_the_register_matches_a_member_by_both_names(unpack, make):
    body = make.BODY.replace("潢川县", "全区")
    text = f"鼓楼区2023年法治政府建设情况报告\n{body}"
    data = packed([("x/b.txt", text), ("c.txt", make.REPORT)])
    digest = hashlib.sha256(text.encode()).hexdigest()
    sources = {"a.zip!x/b.txt": Source("a.zip!x/b.txt", county_code="350102", sha256=digest)}
    found = {f.file: f for f in unpack(data, sources=sources)}
    assert found["a.zip!x/b.txt"].county_code == "350102"
    assert found["a.zip!x/b.txt"].notes == ()


def test_the_row_of_an_archive_of_one_file_is_that_of_the_file(unpack, make):
    data = packed([("b.txt", make.REPORT)])
    digest = hashlib.sha256(data).hexdigest()
    source = Source("a.zip", county_code="411526", url="http://example.com/a.zip", sha256=digest)
    (found,) = unpack(data, sources={"a.zip": source})
    assert (found.source, found.notes) == ("http://example.com/a.zip", ())
    assert found.document_id == hashlib.sha256(make.REPORT.encode()).hexdigest()[:12]


def test_one_document_is_asked_of_an_archive_of_one(tmp_path, counties, make):
    path = tmp_path / "a.zip"
    path.write_bytes(packed([("b.txt", make.REPORT)]))
    assert read_document(path, counties=counties, sources={}).file == "a.zip!b.txt"
    path.write_bytes(packed([("b.txt", make.REPORT), ("c.txt", "x")]))
    with pytest.raises(DocumentError, match=r"a\.zip: this is a ZIP archive of 2 files"):
        read_document(path, counties=counties, sources={})


def test_an_archive_in_an_archive_is_refused_and_the_rest_is_read(unpack, make):
    inner = packed([("b.txt", make.REPORT)])
    found = unpack(packed([("in.zip", inner), ("c.txt", make.REPORT)]))
    assert isinstance(found[0], Document)
    assert "archive in an archive" in found[1].error


BOMBS = {
    "many files": ([(f"{n}.txt", "x") for n in range(40)], {"members": 30}, "40 files.*30"),
    "many bytes": ([("a.txt", "8" * 8000), ("b.txt", "x" * 9)], {"unpacked_bytes": 8005}, "8005"),
    "ratio": ([("a.txt", b"\0" * (3 << 20))], {}, "200 times"),
    "large file": ([("a.txt", bytes(range(256)) * 99)], {"file_bytes": 2000}, "than 2000"),
    "nothing": ([("a/", ""), (".hidden", "x")], {}, "no file"),
    "empty": ([], {}, "no file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_an_archive_beyond_a_limit_is_refused_with_the_limit(tmp_path, counties, kind):
    entries, limits, said = BOMBS[kind]
    path = tmp_path / "a.zip"
    path.write_bytes(packed(entries))
    (found,) = read_documents([path], counties=counties, sources={}, limits=Limits(**limits))
    assert found.failed
    assert found.error.startswith("a.zip")
    assert re.search(said, found.error)


def test_a_member_that_lies_about_its_size_is_stopped_at_the_limit():
    data = bytearray(packed([("a.txt", bytes(range(256)) * 40)]))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)  # the size in the directory
    (found,) = members(bytes(data), Budget(Limits(file_bytes=100)))
    assert found.error or len(found.data) <= 100


def test_a_locked_member_and_a_torn_one_are_told(make):
    data = bytearray(packed([("a.txt", make.REPORT)], zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in next(members(bytes(data))).error
    data[at + 8] &= ~1
    data[60] ^= 255
    assert "damaged" in next(members(bytes(data))).error


def test_the_chain_reads_the_files_of_an_archive_and_names_them(folder, make):
    raw = folder / "data" / "raw"
    other = make.REPORT.replace("潢川县", "光山县")
    bare = "关于2023年法治政府建设情况的报告\n" + make.BODY.replace("潢川县", "我县")
    entries = [
        ("潢川.txt", make.REPORT),
        ("光山.txt", other),
        ("x.txt", bare),
        ("bad.pdf", b"%PDF-"),
    ]
    (raw / "all.zip").write_bytes(packed(entries))
    header = "file,county_code,county,year,url,accessed,sha256,licence,note\n"
    (raw / "sources.csv").write_text(header + "all.zip!x.txt,411523,,,,,,,\n", encoding="utf-8")
    (raw / "counties.csv").unlink(missing_ok=True)
    project = open_project(folder)
    summary = pipeline.ingest(project, ())
    assert [(status, file) for status, file, _ in summary.lines] == [("failed", "all.zip!bad.pdf")]
    used = project.store.read("documents").query("status == 'used'")
    assert dict(zip(used["file"], used["county_code"], strict=True)) == {
        "all.zip!潢川.txt": "411526",
        "all.zip!光山.txt": "411522",
        "all.zip!x.txt": "411523",
    }
