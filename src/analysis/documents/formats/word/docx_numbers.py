"""The numbers that Word draws before the items of a list; they are not in the text of a DOCX."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
DIGITS = "〇一二三四五六七八九"
CHINESE = frozenset(
    [
        *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"),
        *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanDigital2"),
        *("chineseLegalSimplified", "japaneseDigitalTenThousand", "taiwaneseDigital"),
    ]
)
ROMAN = (
    *((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
STYLES = 20  # styles on which a style is based, one on another


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered."""

    form: str
    pattern: str
    start: int


@dataclass
class Numbering:
    """The lists of a file and how far each has counted."""

    lists: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counted_with: dict[str, str] = field(default_factory=dict)  # list → what it counts on with
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Element) -> str:
        """Return the number that Word draws before a paragraph, or ""."""
        number, level = self._list_of(paragraph)
        levels = self.lists.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts[self.counted_with.get(number, number)]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        if levels[level].form in ("bullet", "none"):
            return ""

        def drawn(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at, levels[level])
            return numeral(counts.get(at, shown.start), shown.form)

        return re.sub(r"%(\d)", drawn, levels[level].pattern)

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        from_style = self.styles.get(style.get(VAL, ""), ("", 0)) if style is not None else ("", 0)
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            return from_style
        number, level = place.find(f"{W}numId"), place.find(f"{W}ilvl")
        at = _number(level.get(VAL), 0) if level is not None else from_style[1]
        return (number.get(VAL, "") if number is not None else from_style[0]), at


def numeral(number: int, form: str) -> str:
    """Write a number as a list does.

    >>> [numeral(3, f) for f in ("chineseCounting", "decimal", "upperLetter", "lowerRoman")]
    ['三', '3', 'C', 'iii']
    >>> numeral(3, "decimalEnclosedCircleChinese"), numeral(3, "decimalFullWidth")
    ('③', '３')
    """
    if form in CHINESE:
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form.startswith("decimalFullWidth"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * (1 + (number - 1) // 26 % 9)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and 0 < number < 400:
        return roman(number) if form == "upperRoman" else roman(number).lower()
    return str(number)


def chinese(number: int) -> str:
    """Write a number below 100 as list numbers are written.

    >>> [chinese(n) for n in (3, 10, 12, 20, 21)]
    ['三', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens % 10] + "十"
    return head + (DIGITS[ones] if ones else "" if tens else DIGITS[0])


def roman(number: int) -> str:
    """Write a number in Roman signs.

    >>> roman(14)
    'XIV'
    """
    written = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def numbering_of(root: Element | None, styles: Element | None) -> Numbering:
    """Return the lists of numbering.xml and the styles that belong to them."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {a.get(f"{W}abstractNumId", ""): a for a in root.iter(f"{W}abstractNum")}
    for entry in root.iter(f"{W}num"):
        number, link = entry.get(f"{W}numId", ""), entry.find(f"{W}abstractNumId")
        if link is None:
            continue
        of = link.get(VAL, "")
        levels = _levels(abstract[of]) if of in abstract else {}
        changed = _changed(entry, levels)
        numbering.lists[number] = levels | changed
        numbering.counted_with[number] = number if changed else f"abstract {of}"
    if styles is not None:
        _add_styles(styles, numbering, _levels_of_styles(root))
    return numbering


def _levels_of_styles(root: Element) -> dict[str, int]:
    """Return the level of a list to which numbering.xml itself binds a style."""
    bound = ((level, level.find(f"{W}pStyle")) for level in root.iter(f"{W}lvl"))
    return {
        style.get(VAL, ""): _number(level.get(f"{W}ilvl"), 0)
        for level, style in bound
        if style is not None
    }


def _changed(entry: Element, levels: dict[int, ListLevel]) -> dict[int, ListLevel]:
    """Return the levels that one list numbers in its own way, or from another start."""
    found: dict[int, ListLevel] = {}
    for change in entry.iter(f"{W}lvlOverride"):
        at = _number(change.get(f"{W}ilvl"), 0)
        found |= _levels(change)
        start, level = change.find(f"{W}startOverride"), found.get(at) or levels.get(at)
        if start is not None and level is not None:
            found[at] = ListLevel(level.form, level.pattern, _number(start.get(VAL), 1))
    return found


def _levels(node: Element) -> dict[int, ListLevel]:
    found: dict[int, ListLevel] = {}
    for level in node.iter(f"{W}lvl"):
        values = {child.tag.removeprefix(W): child.get(VAL, "") for child in level}
        form, pattern = values.get("numFmt", "decimal"), values.get("lvlText", "")
        start = _number(values.get("start"), 1)
        found[_number(level.get(f"{W}ilvl"), 0)] = ListLevel(form, pattern, start)
    return found


def _add_styles(styles: Element, numbering: Numbering, bound: dict[str, int]) -> None:
    """Note the list of each style, its own or that of a style it is based on."""
    known = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    for name, style in known.items():
        for _ in range(STYLES):
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                at = _number(level.get(VAL), 0) if level is not None else bound.get(name, 0)
                numbering.styles[name] = (number.get(VAL, ""), at)
                break
            based = style.find(f"{W}basedOn")
            parent = known.get(based.get(VAL, "")) if based is not None else None
            if parent is None:
                break
            style = parent


def _number(value: str | None, default: int) -> int:
    """Read a whole number of an attribute; what is none counts as not given."""
    return int(value) if value and re.fullmatch(r"\d{1,6}", value) else default
