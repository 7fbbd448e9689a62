"""A corpus made once for all tests of the folder, and a reader that knows each layout."""

import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from analysis.simulate import Written, simulate_corpus

COMMITTED = Path(__file__).parents[2] / "data" / "raw"


class Corpus:
    """The demo corpus made again in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth = folder / "truth.csv"
        self.written = list(simulate_corpus(folder, counties=26, years=3, truth=self.truth))
        self.texts: dict[str, str] = {}

    def text(self, written: Written) -> str:
        if written.file not in self.texts:
            text = squeezed(read(self.folder / written.file, written.layout))
            self.texts[written.file] = text
        return self.texts[written.file]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def committed() -> Path:
    return COMMITTED


def squeezed(text: str) -> str:
    """Drop all white space: pages and wrapped lines break anywhere."""
    return re.sub(r"\s+", "", text)


def read(path: Path, layout: str) -> str:
    if layout == "pdf":
        return read_pdf(path)
    if layout == "docx":
        xml = ZipFile(path).read("word/document.xml").decode("utf-8")
        return unescape(re.sub(r"<[^>]+>", "", xml))
    if layout.startswith("txt-"):
        return path.read_text(encoding=layout.removeprefix("txt-"))
    html = path.read_bytes().decode("gb18030" if layout == "gbk" else "utf-8")
    return unescape(re.sub(r"<[^>]+>", "", html))


def read_pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
    whole = "".join(pages)
    return re.sub(r"〔虚构示例,非真实报告〕|- \d+ -", "", whole) + "〔虚构示例,非真实报告〕"
