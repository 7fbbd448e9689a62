"""Writes a report as DOCX, PDF or plain text; equal reports give equal bytes."""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from random import Random
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from analysis.simulate.truth import Line, Report
from analysis.simulate.writing.pages import NOTICE

FONT = "STSong-Light"  # named, not embedded: a whole report stays small
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def docx(report: Report) -> bytes:
    """Return a DOCX; stored and not compressed, so that no version of zlib shows."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/header1.xml" ContentType="{MAIN}.header+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship '
        f'Id="rId1" Type="{OFFICE}/header" Target="header1.xml"/></Relationships>',
        "word/header1.xml": f'<w:hdr xmlns:w="{WORDS}">{_run_in("p", NOTICE)}</w:hdr>',
        "word/document.xml": f'<w:document xmlns:w="{WORDS}" xmlns:r="{OFFICE}"><w:body>'
        + _run_in("p", NOTICE)
        + "".join(_run_in(line.kind, line.text) for line in report.lines)
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
        "</w:body></w:document>",
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, xml in parts.items():
            entry = ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            entry.create_system = 3  # the same on every platform
            archive.writestr(entry, HEAD + xml)
    return buffer.getvalue()


def _run_in(kind: str, text: str) -> str:
    """Return a paragraph; long ones are cut into runs, as editing leaves them."""
    place = {"title": "center", "number": "center", "sign": "right"}.get(kind, "both")
    bold = "<w:rPr><w:b/></w:rPr>" if kind in ("title", "h1", "h2") else ""
    pieces = [text[i : i + 97] for i in range(0, len(text), 97)]
    runs = "".join(
        f'<w:r>{bold}<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t></w:r>'
        for piece in pieces
    )
    return f'<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr>{runs}</w:p>'


@cache
def _styles() -> dict[str, ParagraphStyle]:
    """Register the font and return the paragraph styles."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    plain = ParagraphStyle(
        "p", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24
    )
    return {
        "p": plain,
        "h1": ParagraphStyle("h1", plain, fontSize=13, spaceBefore=6),
        "h2": ParagraphStyle("h2", plain),
        "address": ParagraphStyle("address", plain, firstLineIndent=0),
        "title": ParagraphStyle(
            "title", plain, fontSize=18, leading=28, alignment=TA_CENTER, firstLineIndent=0
        ),
        "number": ParagraphStyle("number", plain, alignment=TA_CENTER, firstLineIndent=0),
        "sign": ParagraphStyle("sign", plain, alignment=TA_RIGHT, firstLineIndent=0),
    }


def pdf(report: Report) -> bytes:
    """Return a PDF with a text layer, a running head and page numbers."""
    styles = _styles()
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, title=report.title, invariant=1, pageCompression=0
    )
    story = [Paragraph(escape(line.text, quote=False), styles[line.kind]) for line in report.lines]
    document.build(story, onFirstPage=_furniture, onLaterPages=_furniture)
    return buffer.getvalue()


def _furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 9)
    canvas.drawString(72, A4[1] - 40, NOTICE)
    canvas.drawCentredString(A4[0] / 2, 36, f"- {document.page} -")
    canvas.restoreState()


def txt(report: Report, encoding: str, rng: Random) -> bytes:
    """Return plain text; the GB18030 kind is wrapped hard, in the middle of words."""
    width = rng.randint(34, 40) if encoding == "gb18030" else 0
    lines = [NOTICE, ""]
    for line in report.lines:
        lines += _wrapped(line, width)
    end = "\r\n" if width else "\n"
    return (end.join(lines) + end).encode(encoding)


def _wrapped(line: Line, width: int) -> list[str]:
    text = f"　　{line.text}" if line.kind in ("p", "h1", "h2") else line.text
    if not width:
        return [text, ""]
    return [text[i : i + width] for i in range(0, len(text), width)]
