"""RTF files: what is shown, in any code page of its fonts; deleted and hidden text is dropped."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.word.lines import (
    BREAK,
    CELL,
    INNER_CELL,
    INNER_ROW,
    PARAGRAPH,
    ROW,
    lines_of_word,
    raised_mark,
)

MAGIC = b"{\\rtf"
TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>.)|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|.",
    re.S,
)
CODECS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5"}
CODE_PAGES = dict.fromkeys((936, 10008, 20936, 50227, 52936, 54936), "gb18030")
CODE_PAGES |= {950: "big5", 10002: "big5", 20000: "big5", 65001: "utf-8"}
SWITCHES = {  # control words that a 0 switches off, and what they say of the text
    "fonttbl": "fonts", "deleted": "deleted", "v": "hidden", "webhidden": "hidden",
    "strike": "struck", "striked": "struck", "strikd": "struck", "super": "raised", "up": "raised",
}  # fmt: skip
LEFT_OUT = frozenset(  # groups that hold no text of the report
    [
        *("colortbl", "stylesheet", "info", "pict", "objdata", "header", "headerl", "headerr"),
        *("headerf", "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "atnid"),
        *("atnauthor", "fldinst", "xe", "tc", "listtable", "listoverridetable", "revtbl"),
        *("rsidtbl", "generator", "themedata", "colorschememapping", "datastore", "latentstyles"),
        *("filetbl", "pnseclvl", "sp", "shprslt", "nonesttables", "bkmkstart", "bkmkend"),
        *("ftnsep", "aftnsep", "xmlnstbl", "datafield", "template"),
    ]
)
KEPT = frozenset(["shpinst", "shptxt", "nesttableprops", "fldrslt", "listtext", "pntext"])
SIGNS = {
    "par": PARAGRAPH, "sect": PARAGRAPH, "page": PARAGRAPH, "line": BREAK, "lbr": BREAK,
    "cell": CELL, "row": ROW, "nestcell": INNER_CELL, "nestrow": INNER_ROW, "tab": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
}  # fmt: skip
LEAST_LOST = 300  # signs; of fewer nothing can be told
ESCAPED = {"~": "\xa0", "_": "-", "-": "", "\n": PARAGRAPH, "\r": PARAGRAPH}


@dataclass(frozen=True, slots=True)
class Group:
    """What holds within a pair of braces."""

    left_out: bool = False
    fonts: bool = False
    box: bool = False
    deleted: bool = False
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    far_east: bool = False  # the next font is the one for Chinese signs
    font: int = -1
    far_font: int = -1
    after_unicode: int = 1  # signs that stand for the last \\u in readers without Unicode


@dataclass(slots=True)
class Reader:
    """The state of one pass over the file."""

    budget: Budget
    group: Group = field(default_factory=Group)
    stack: list[Group] = field(default_factory=list)
    code_page: str = "cp1252"
    charsets: dict[int, int] = field(default_factory=dict)
    raw: bytearray = field(default_factory=bytearray)
    text: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    skip: int = 0
    lost: int = 0  # Chinese signs that are not shown

    def add(self, text: str) -> None:
        """Keep text that is shown."""
        self.flush()
        group = self.group
        if group.left_out or group.fonts or group.deleted or group.hidden or group.struck:
            self.lost += sum("\u4e00" <= sign <= "\u9fff" for sign in text)
            return
        words = raised_mark(text) if group.raised else text
        (self.boxes if group.box else self.text).append(words)

    def add_bytes(self, data: bytes) -> None:
        """Keep bytes; a character may be split over several tokens."""
        gone = min(self.skip, len(data))
        self.skip -= gone
        self.raw += data[gone:]

    def flush(self) -> None:
        """Decode the bytes that have come together."""
        if self.raw:
            data = bytes(self.raw)
            self.raw.clear()
            self.add(data.decode(self._codec(data), errors="replace"))

    def _codec(self, data: bytes) -> str:
        charset = self.charsets.get(self.group.font, 0)
        if charset not in CODECS and not data.isascii():
            charset = self.charsets.get(self.group.far_font, charset)
        return CODECS.get(charset, self.code_page)


def read_rtf(data: bytes, budget: Budget | None = None) -> Draft:
    r"""Return the text of an RTF file; rows of tables are lines, deletions are dropped.

    >>> read_rtf(rb"{\rtf1\ansi\ansicpg936 \'ca\'dc\'c0\'ed87\u20214?\par}").text
    '受理87件'

    Raises:
        DocumentError: too large, nested without end, or it takes too long.
    """
    budget = budget or Budget()
    budget.check_bytes(len(data), "the RTF file")
    reader = Reader(budget)
    end = _read(data.decode("latin-1"), reader)
    text = "".join([*reader.text, PARAGRAPH, *reader.boxes])
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    notes = tuple(_notes(text, reader, len(data) - end))
    text = "\n".join(line for line in lines_of_word(budget.check_text(text)) if line.strip())
    return Draft(text=text, furniture=find_furniture(text), notes=notes)


def _notes(text: str, reader: Reader, after: int) -> Iterator[str]:
    """Say what of the file was not read: signs, parts that are not shown, what follows its end."""
    unread = text.count("\ufffd")
    if unread:
        yield f"{unread} characters of the RTF file could not be read"
    if reader.lost > LEAST_LOST and 2 * reader.lost > len(text):
        yield f"{reader.lost} Chinese characters of the RTF file are in parts that are not shown"
    if reader.stack:
        yield "the RTF file ends before its end; it may be cut off"
    if after > LEAST_LOST and 3 * after > len(text):
        yield f"{after} bytes of the RTF file follow its end and were not read; it may be damaged"


def _read(text: str, reader: Reader) -> int:
    """Go through the file; return where its outer group ends."""
    at, number = 0, 0
    while match := TOKEN.match(text, at):
        number += 1
        at = match.end()
        if number % 4096 == 0:
            reader.budget.check_time()
        if match["brace"]:
            _brace(match["brace"], reader)
            if not reader.stack:
                break  # what follows the outer group is not shown
        elif match["word"]:
            at += _word(match["word"], match["number"], reader)
        elif match["sign"]:
            _sign(match["sign"], reader)
        elif match["hex"]:
            reader.add_bytes(bytes.fromhex(match["hex"]))
        elif match["text"]:
            reader.add_bytes(match["text"].encode("latin-1"))
    reader.flush()
    return at


def _brace(brace: str, reader: Reader) -> None:
    reader.flush()
    reader.skip = 0
    if brace == "{":
        reader.stack.append(reader.group)
        reader.budget.check_depth(len(reader.stack))
    elif reader.stack:
        reader.group = reader.stack.pop()


def _sign(sign: str, reader: Reader) -> None:
    reader.flush()
    reader.skip = 0
    if sign == "*":  # what follows may be skipped by readers that do not know it
        reader.group = replace(reader.group, left_out=True)
    elif sign in "{}\\":
        reader.add_bytes(sign.encode())
    else:
        reader.add(ESCAPED.get(sign, ""))


def _word(word: str, number: str | None, reader: Reader) -> int:
    """Do what a control word says; return how many characters after it are binary data."""
    value = int(number) if number else None
    if word == "bin":
        return max(0, value or 0)
    reader.flush()
    group = reader.group
    if word in SIGNS:
        reader.add(SIGNS[word])
    elif word == "u" and value is not None:
        code = value % 0x10000
        reader.add(chr(code) if code >= ord(" ") else "")
        reader.skip = group.after_unicode
        return 0
    elif word in LEFT_OUT:
        reader.group = replace(group, left_out=True)
    elif word in KEPT:
        outer = reader.stack[-1].left_out if reader.stack else False
        reader.group = replace(group, left_out=outer, box=group.box or word == "shptxt")
    else:
        _format(word, value, reader)
    reader.skip = 0
    return 0


def _format(word: str, value: int | None, reader: Reader) -> None:
    group = reader.group
    if word in ("f", "af", "fcharset"):
        _font(word, value or 0, reader)
    elif word == "ansicpg" and value:
        reader.code_page = CODE_PAGES.get(value) or _known(f"cp{value}")
    elif word in SWITCHES:
        reader.group = replace(group, **{SWITCHES[word]: value != 0})
    elif word in ("nosupersub", "dn", "sub"):
        reader.group = replace(group, raised=False)
    elif word == "plain":
        reader.group = replace(group, deleted=False, hidden=False, struck=False, raised=False)
    elif word == "uc":
        reader.group = replace(group, after_unicode=value or 0)
    elif word in ("dbch", "loch", "hich"):
        reader.group = replace(group, far_east=word == "dbch")


def _font(word: str, value: int, reader: Reader) -> None:
    group = reader.group
    if word == "fcharset":
        if group.fonts:
            reader.charsets[group.font] = value
        return
    font = value if word == "f" else group.font
    far_font = value if group.far_east else group.far_font
    reader.group = replace(group, font=font, far_font=far_font, far_east=False)


def _known(name: str) -> str:
    try:
        codecs.lookup(name)  # decoding no bytes would look nothing up
    except LookupError:
        return "gb18030"
    return name
