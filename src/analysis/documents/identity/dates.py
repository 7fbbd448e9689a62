"""Dates and report years, in every form the genre writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from analysis.documents.formats.furniture import DATED, LIVE_DATE
from analysis.text.fold import fold, squeeze

CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[二2][〇零○0][〇零○一二三四五六七八九]{2}(?=年)")
_CHINESE_DAY = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日])")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*"
    r"(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_DAY_FIRST = re.compile(r"(?<!\d)(3[01]|[12]\d|0?[1-9])\.(1[0-2]|0?[1-9])\.((?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)")
_URL_PATH = re.compile(r"/(20\d\d)[-/]?(1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])/")
_REPORTED = re.compile(
    r"现[将就][^。;]{0,16}?(?<![\d—–~-])(20[0-3]\d)年(?!\d{1,2}月)[^。;]{0,40}报告"
)
_NAMED = re.compile(r"(?<![\d—–~-])(20[0-3]\d)年(?!\d{1,2}月\d{1,2}日)")
TOGETHER = 3  # days between two witnesses that mean the same
APART = 31  # … and between two of which one is wrong
LABELLED = (
    re.compile(r"(?:发布|公开|公布)(?:时间|日期)\s*[\]】)|]*\s*[:|]?\s*"),
    re.compile(r"发布于\s*[:]?\s*"),
    re.compile(r"(?:生成|成文|印发|制发|发文)(?:时间|日期)\s*[\]】)|]*\s*[:|]?\s*"),
    re.compile(r"(?<![\u4e00-\u9fff])(?:时间|日期)\s*[:]\s*"),
    re.compile(r"更新(?:时间|日期)\s*[:]?\s*"),
)


def find_date(text: str) -> str | None:
    """Return the first full date of a text as ISO, or None.

    >>> find_date("2021- 01- 26 09 : 54"), find_date("二〇二四年三月二十八日")
    ('2021-01-26', '2024-03-28')
    >>> find_date("25.02.2016")
    '2016-02-25'
    """
    text = plain_digits(fold(text))
    for pattern, order in ((_DATE, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_COMPACT, (1, 2, 3))):
        for match in pattern.finditer(text):
            found = _iso(*(int(match[n]) for n in order))
            if found:
                return found
    return None


def plain_digits(text: str) -> str:
    """Write Chinese years and days in digits.

    >>> plain_digits("二○二三年十一月二十日")
    '2023年11月20日'
    """
    text = _CHINESE_YEAR.sub(lambda m: m[0].translate(CHINESE_DIGITS), text)
    return _CHINESE_DAY.sub(_day, text) if re.search(r"\d年[一二三四五六七八九十]", text) else text


def date_in_url(url: str) -> str | None:
    """Return the date that a page address holds, or None (t19700101 is none).

    >>> date_in_url("http://x.cn/202403/t20240328_12.html"), date_in_url("http://x.cn/t19700101_1")
    ('2024-03-28', None)
    """
    named = re.search(r"t(20\d{6})[_.]", url)
    if named:
        return find_date(named[1])
    match = _URL_PATH.search(url)
    return _iso(int(match[1]), int(match[2]), int(match[3])) if match else None


def labelled_date(lines: Iterable[str]) -> str | None:
    """Return the date of the meta line: 发布 before 成文 before 更新; never the live date."""
    texts = [t for t in lines if not LIVE_DATE.search(t)]
    joined = fold("\n".join(texts))
    for label in LABELLED:
        for match in label.finditer(joined):
            found = find_date(joined[match.end() : match.end() + 24])
            if found and joined[match.end() : match.end() + 3].strip()[:1] in set("12二"):
                return found
    return None


def meta_date(lines: Iterable[str]) -> str | None:
    """Return the date of a meta line that begins with it and has no label.

    >>> meta_date(["2024/03/28 来源:本站"]), meta_date(["2024年3月28日 星期四"])
    ('2024-03-28', None)
    """
    for line in lines:
        folded = fold(line).strip()
        if len(folded) < 120 and DATED.match(folded) and not LIVE_DATE.search(folded):
            return find_date(folded[:30])
    return None


def published_of(dates: Mapping[str, str | None], year: int | None) -> tuple[str | None, str]:
    """Return the date of publication, and who says so with how far it can be trusted.

    "agreed" is a date that two of page, meta tags and address give, "stated" what one of the first
    two says, "derived" what only the address or the signature says, "doubtful" a date before the
    reported year is nearly over or three years after it, or that another witness contradicts.

    >>> published_of({"page": "2024-03-28", "url": "2024-03-28"}, 2023)
    ('2024-03-28', 'page, agreed')
    >>> published_of({"page": None, "text": "2023-02-01"}, 2023)
    ('2023-02-01', 'text, doubtful')
    """
    stated = {who: found for who, found in dates.items() if found}
    if not stated:
        return None, ""
    who, found = next(iter(stated.items()))
    day = date.fromisoformat(found)
    apart = [
        abs((date.fromisoformat(other) - day).days)
        for name, other in stated.items()
        if name not in (who, "text")
    ]
    if _odd(day, year) or any(days > APART for days in apart):
        return found, f"{who}, doubtful"
    if any(days <= TOGETHER for days in apart):
        return found, f"{who}, agreed"
    return found, f"{who}, {'stated' if who in ('page', 'meta') else 'derived'}"


def _odd(day: date, year: int | None) -> bool:
    """Tell a date at which a report on that year can hardly have been published."""
    return year is not None and not date(year, 11, 1) <= day < date(year + 3, 1, 1)


def signature_date(lines: list[str]) -> str | None:
    """Return the date under the text, or in brackets under the title."""
    for line in [*reversed(lines[-6:]), *lines[:6]]:
        words = squeeze(line).strip("()")
        if (
            len(words) < 40
            and re.search(r"年.{1,3}月.{1,3}日$", words)
            and not LIVE_DATE.search(line)
        ):
            found = find_date(words)
            if found:
                return found
    return None


def report_year(title: str) -> int | None:
    """Return the year a title reports on: of two years the first.

    >>> report_year("2021年法治政府建设及2022年工作计划"), report_year("二〇二三年度报告")
    (2021, 2023)
    """
    words = plain_digits(squeeze(title))
    outside = re.sub(r"《[^》]*》|[(][^)]*[)]|〔\d+〕", "", words)
    for text in (outside, words):
        for pattern in (
            r"(20[0-3]\d)(?:(?:[-—–~至一、和]+20[0-3]\d)?年)",
            r"(?<!\d)(20[0-3]\d)(?!\d|[-—–]20)",
        ):
            match = re.search(pattern, text)
            if match:
                return int(match[1])
    return None


def preamble_year(text: str) -> int | None:
    """Return the year that an opening says it reports on, else the first one it names.

    Years within 《》, dates and ranges are others.

    >>> preamble_year("贯彻2016-2020年度规划,2018年我县扎实推进")
    2018
    >>> preamble_year("2025年1月,县委听取汇报。现将2024年法治政府建设情况报告如下")
    2024
    """
    words = plain_digits(re.sub(r"《[^》]*》|〔\d+〕", "", squeeze(text)))
    match = _REPORTED.search(words) or _NAMED.search(words)
    return int(match[1]) if match else None


def _day(match: re.Match[str]) -> str:
    tens, ten, ones = match[1].rpartition("十")
    value = int(ones.translate(CHINESE_DIGITS) or 0) if len(ones) < 2 else 0
    return str(value + (10 * int(tens.translate(CHINESE_DIGITS) or 1) if ten else 0))


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1990 <= year < 2100:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
