"""Puts a report on a web page, in the manner of six content management systems."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files
from random import Random
from string import Template

from analysis.simulate.truth import CountyYear, Line, Report

NOTICE = "〔虚构示例,非真实报告〕"
DIGITS = re.compile(r"[0-9.]+")
PADDING = "&nbsp;" * 4


@cache
def template(name: str) -> Template:
    """Read a page of ``simulate/data``."""
    path = files("analysis.simulate").joinpath(f"data/page_{name}.html")
    return Template(path.read_text(encoding="utf-8"))


def page(layout: str, report: Report, truth: CountyYear, rng: Random) -> bytes:
    """Return the HTML of a report; layout ``gbk`` is GBK declared as gb2312."""
    body = {"word": _word, "breaks": _breaks}.get(layout, _paragraphs)(report.lines, rng)
    year, month, day = report.published.split("-")
    number = next((line.text for line in report.lines if line.kind == "number"), "")
    html = template(layout).substitute(
        title=escape(report.title, quote=True),
        name=truth.place.name,
        abbr=truth.place.stem[0],
        rank=truth.place.rank,
        notice=NOTICE,
        body=body,
        date=report.published,
        date_cn=f"{year}年{month}月{day}日",
        date_slash=f"{year}/{int(month)}/{int(day)}",
        number=number,
        index=f"0{truth.place.code}/{year}-{rng.randint(1, 99999):05d}",
        hits=rng.randint(40, 2400),
        prev=truth.year,
        next=truth.year + 1,
    )
    return html.encode("gbk" if layout == "gbk" else "utf-8")


def _paragraphs(lines: tuple[Line, ...], rng: Random) -> str:
    return "\n".join(_paragraph(line) for line in lines)


def _paragraph(line: Line) -> str:
    text = escape(line.text, quote=False)
    if line.kind in ("title", "number"):
        return f'<p style="text-align:center"><strong>{text}</strong></p>'
    if line.kind in ("h1", "h2"):
        return f"<p><strong>　　{text}</strong></p>"
    if line.kind == "sign":
        return f'<p style="text-align:right">{text}</p>'
    return f"<p>　　{text}</p>" if line.kind == "p" else f"<p>{text}</p>"


def _breaks(lines: tuple[Line, ...], rng: Random) -> str:
    """One cell of text with line breaks only."""
    return "<br/>\n".join(PADDING + escape(line.text, quote=False) for line in lines)


def _word(lines: tuple[Line, ...], rng: Random) -> str:
    """A paste from Word, whose spans cut numbers in the middle."""
    return "\n".join(
        f'<p class="MsoNormal" style="text-indent:32.0pt">'
        f'<span style="font-family:仿宋_GB2312">{_cut(line.text, rng)}</span><o:p></o:p></p>'
        for line in lines
    )


def _cut(text: str, rng: Random) -> str:
    """Wrap runs of digits in spans of their own, now and then in two."""

    def wrap(found: re.Match[str]) -> str:
        digits = found[0]
        at = rng.randint(1, len(digits) - 1) if len(digits) > 1 and rng.random() < 0.4 else 0
        pieces = [digits[:at], digits[at:]] if at else [digits]
        return "".join(f'<span lang="EN-US">{piece}</span>' for piece in pieces)

    return DIGITS.sub(wrap, escape(text, quote=False))
