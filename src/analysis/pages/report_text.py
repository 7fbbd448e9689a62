"""The text page of a report: the whole document, each number marked by what became of it.

It is plain HTML without a notebook: there is one for every report, thousands in a study, and
nothing on it is computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped, page_link, table
from analysis.pages.tables.reasons import reason_words
from analysis.pages.tables.values import figure_value, records
from analysis.study import View
from analysis.text.sentences import unbroken

Row = dict[str, Any]
STANDS = ("resolved", "part", "repeated")
# Tables whose rows point at places of a report, by the columns that hold document and place; others
# point at the beginning of a sentence.
POINTING = {
    "promises": (("document_id", "start"), ("next_document_id", "next_start")),
    "problems": (("document_id", "start"), ("next_document_id", "next_start")),
    "adoptions": (("document_id", "start"),),
}
CLASSES: dict[str, tuple[str, str]] = {
    "used": ("采用为指标值", "read as an indicator"),
    "aside": ("属于指标，口径不是本县当年，未采用", "of an indicator, but of another scope"),
    "other": ("其他数量", "other quantity"),
    "not_a_quantity": ("不是数量（日期、序号、文号等）", "no quantity (date, ordinal, …)"),
}


@dataclass(frozen=True)
class ReportText:
    """The page of one report's text."""

    document_id: str
    title: str
    lead: str
    body: str


def report_texts(view: View, county: str) -> Iterator[ReportText]:
    """Yield the text pages of a county's used reports, oldest first.

    The tables are read once a county and not kept: a study has thousands.
    """
    store = view.store
    documents = store.read("documents", county)
    documents = documents[documents["status"] == "used"].sort_values("year")
    names = ("sentences", "numbers")
    by_document = {name: _by_document(store.read(name, county)) for name in names}
    observations = _by_document(store.observations(county))
    places = _places(view, county)
    for row in records(documents):
        code = str(row["document_id"])
        said = observations.get(code, [])
        numbers = by_document["numbers"].get(code, [])
        text = _text(by_document["sentences"].get(code, []), numbers, places.get(code, set()))
        body = [_legend(view, numbers), text, _figures(view, said), _set_aside(view, said)]
        yield ReportText(code, str(row["title"]), _lead(view, row, county), "".join(body))


def _by_document(frame: pd.DataFrame) -> dict[str, list[Row]]:
    rows = records(frame.sort_values(["document_id", "start"]))
    return {str(code): list(own) for code, own in groupby(rows, key=lambda row: row["document_id"])}


def _places(view: View, county: str) -> dict[str, set[int]]:
    """Return the places of each document that other pages point at, beside its numbers."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, pairs in POINTING.items():
        rows = view.store.read(name, county)
        for document, start in pairs:
            known = rows[rows[start].notna()]
            for code, place in zip(known[document], known[start].astype(int), strict=True):
                found[str(code)].add(int(place))
    return found


def _lead(view: View, row: Mapping[str, Any], county: str) -> str:
    published = row["published"]
    known = isinstance(published, str) and published
    zh = f"{view.counties[county]} {row['year']} 年报告全文，{row['characters']} 字"
    en = f"The whole report of {view.counties[county]} for {row['year']}, {row['characters']} signs"
    if known:
        zh, en = f"{zh}，{published} 发布", f"{en}, published {published}"
    return view.say(f"{zh}。文件：{row['file']}。", f"{en}. File: {row['file']}.")


def _legend(view: View, numbers: Sequence[Row]) -> str:
    """Say what each mark means and how many there are of it."""
    kinds = [row["kind"] for row in numbers]
    said = "".join(
        f'<li><span class="{kind}">{escaped(view.say(*words))}</span> {kinds.count(kind)}</li>'
        for kind, words in CLASSES.items()
    )
    return f'<ul class="legend">{said}</ul>'


def _text(sentences: Sequence[Row], numbers: Sequence[Row], places: Iterable[int]) -> str:
    """Return the sentences as headings and paragraphs, each number in its place marked."""
    left, waiting = list(reversed(numbers)), sorted(places, reverse=True)
    html, end, section, is_open = ['<article lang="zh">'], -1, "", False
    for row in sentences:
        own = _within(left, row)
        marked = _marked(row, own, _points(waiting, row, {n["start"] for n in own}))
        headed = row["section"] != section and row["text"].rstrip("。").endswith(row["section"])
        section = row["section"]
        if headed:
            html.append("</p>" if is_open else "")
            html.append(f"<h2>{marked}</h2>")
            is_open, end = False, -1
            continue
        if not is_open or row["start"] != end:
            html.append("</p><p>" if is_open else "<p>")
            is_open = True
        html.append(marked)
        end = row["end"]
    return "".join([*html, "</p>" if is_open else "", "</article>"])


def _within(left: list[Row], sentence: Row) -> list[Row]:
    """Take the numbers of a sentence from those that are left, the next one last in the list."""
    own = []
    while left and left[-1]["end"] <= sentence["end"]:
        number = left.pop()
        if number["start"] >= sentence["start"]:
            own.append(number)
    return own


def _points(waiting: list[int], sentence: Row, known: set[int]) -> set[int]:
    """Take the places of a sentence that are pointed at and are no number; its start is one."""
    own = {int(sentence["start"])}
    while waiting and waiting[-1] < sentence["end"]:
        own.add(waiting.pop())
    return {place for place in own - known if place >= sentence["start"]}


def _marked(sentence: Row, numbers: Sequence[Row], points: Iterable[int]) -> str:
    text, base = str(sentence["text"]), int(sentence["start"])
    pieces = [(n["start"], n["end"], _number(n, text[n["start"] - base : n["end"] - base]))
              for n in numbers]  # fmt: skip
    pieces += [(place, place, f'<span id="q{place}"></span>') for place in points]
    html, at = [], base
    for start, end, piece in sorted(pieces):
        if start < at:
            continue
        html += [escaped(unbroken(text[at - base : start - base])), piece]
        at = end
    return "".join([*html, escaped(unbroken(text[at - base :]))])


def _number(number: Row, words: str) -> str:
    said = escaped(unbroken(words))
    mark = f'<span id="q{number["start"]}" class="{number["kind"]}">{said}</span>'
    if number["kind"] not in ("used", "aside"):
        return mark
    return f'<a class="note" href="#n{number["start"]}">{mark}</a>'


def _figures(view: View, said: Sequence[Row]) -> str:
    rows = [row for row in said if row["status"] in STANDS]
    frame = pd.DataFrame(
        {
            view.say("指标", "Indicator"): [
                page_link(f"indicator/{r['indicator']}", view.indicator(r["indicator"]))
                for r in rows
            ],
            view.say("数值", "Value"): [figure_value(view, r) for r in rows],
            view.say("原文", "Words"): _back(rows),
        }
    )
    return _section(view, ("采用的数字", "Numbers read as indicators"), frame)


def _set_aside(view: View, said: Sequence[Row]) -> str:
    rows = [row for row in said if row["status"] not in STANDS]
    stands = {row["start"] for row in said if row["status"] in STANDS}
    frame = pd.DataFrame(
        {
            view.say("指标", "Indicator"): [view.indicator(r["indicator"]) for r in rows],
            view.say("原因", "Reason"): [reason_words(view, r) for r in rows],
            view.say("原文", "Words"): _back(rows, stands),
        }
    )
    return _section(view, ("没有采用的数字", "Numbers set aside"), frame)


def _back(rows: Sequence[Row], known: Iterable[int] = ()) -> list[Html]:
    """Return the words of figures as links to their place; the first of a place is its note."""
    seen = set(known)
    cells = []
    for row in rows:
        start = row["start"]
        note = "" if start in seen else f' id="n{start}"'
        seen.add(start)
        words = escaped(unbroken(row["quote"]))
        cells.append(Html(f'<a{note} href="#q{start}" lang="zh">{words}</a>'))
    return cells


def _section(view: View, title: tuple[str, str], frame: pd.DataFrame) -> str:
    if frame.empty:
        return ""
    said = view.say(*title)
    return f"<h2>{escaped(said)}</h2>{table(frame, said).html}"
