"""Sentences of a text, and a figure's place in its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.records import Span
from analysis.text.matching import flowing

SENTENCE_ENDS = "。!?！？\n"
SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}]")
_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?！？]*")
LINE_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t\u3000]*")
LATIN_BREAK = re.compile(rf"(?<=[A-Za-z]){LINE_BREAK.pattern}(?=[A-Za-z])")
CONTEXT = 160  # most characters of the sentence kept on either side of a figure


def unbroken(sentence: str) -> str:
    r"""Return a sentence without the line breaks of its file, which part Latin words only.

    >>> unbroken("合格率为【82.5\r\n6%】,\n  Annual\nReport")
    '合格率为【82.56%】,Annual Report'
    """
    return LINE_BREAK.sub("", LATIN_BREAK.sub(" ", sentence))


def sentence_spans(text: str) -> Iterator[Span]:
    r"""Yield the sentences of a text in order, without the white space around them.

    Lines that end inside a sentence, in a text that is wrapped at a fixed width, are joined.

    >>> text = "一、成效\n受理87件。办结85件。"
    >>> [span.quote(text) for span in sentence_spans(text)]
    ['一、成效', '受理87件。', '办结85件。']
    """
    for match in _SENTENCE.finditer(flowing(text)):
        sentence = match[0].strip()
        if sentence:
            start = match.start() + match[0].index(sentence)
            yield Span(start, start + len(sentence))


def around(text: str, span: Span) -> tuple[str, str]:
    """Return what stands before and after a figure in its sentence, at most ``CONTEXT`` each.

    Lines that end inside a sentence, in a text that is wrapped at a fixed width, are joined.

    >>> around("上年好。全年受理87件,办结。", Span(8, 11))
    ('全年受理', ',办结。')
    """
    flow = flowing(text)
    before = SENTENCE_END.split(flow[max(0, span.start - CONTEXT) : span.start])[-1]
    end = SENTENCE_END.search(flow, span.end, span.end + CONTEXT)
    after = text[span.end : end.end() if end else span.end + CONTEXT]
    left = text[span.start - len(before) : span.start].lstrip()
    return unbroken(left), unbroken(after.rstrip() if end else after)
