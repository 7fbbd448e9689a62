"""Detect the encoding of Chinese text from the bytes, not from what they declare."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace

from analysis.text.fold import fold

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("gb18030", "utf-8", "big5", "utf-16-le", "utf-16-be")
SAMPLE = 800  # characters of each sample
SURE = 0.3  # share of common characters; of rare names alone a text has half
GARBLED = 0.2  # … and fewer than this have only texts in a wrong encoding
GARBLED_SAMPLE, LEAST_WIDE = 20_000, 20  # characters looked at, and how many of them differ
PARTS = re.compile(rb"[^\n>]*(?:[\n>]|\Z)")
CLEAR = 0.7  # no other encoding makes so many common characters of them
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平"
    "形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干"
    "做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单"
    "风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界"
    "拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构"
    "府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价"
    "严督审监执罚讼诉纠镇乡街村协企服优营宣培训案督察落坚持推健完善深入贯彻综履职责"
    "們這個為時國來對會發學經進說產後現實電業無過開關當還體機點將從動長應與間條處種義問題見變樣場總員張萬縣區鄉鎮議審監執罰訴訟證"
    "據導領務黨設計劃規範習書記認識選標準優環營強職責權調優構練訓單獨農協團聯統級組織結給繼續維護資質負責質量觀視覺論講談請讓"
    '，。、；：“”《》（）　\u3001,.:;()%0123456789\r\n <>/="-'
)
STRANGE = frozenset(map(chr, range(0xE000, 0xF900))) | {"\ufffd"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, its encoding, the characters lost, and whether it looks like text at all."""

    text: str
    encoding: str
    lost: int
    sure: bool = True


def decode(data: bytes) -> Decoded:
    """Decode bytes: BOM, zero bytes, strict UTF-8, then the encoding with most common characters.

    GB2312 and GBK are read as GB18030, which holds both. A page whose parts are in two encodings is
    decoded part by part.

    >>> decode("受理87件".encode("gbk"))
    Decoded(text='受理87件', encoding='gb18030', lost=0, sure=True)
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _decode(data, name)
    wide = _zero_pattern(data)
    if wide:
        return _decode(data, wide)
    try:
        text = _whole(data).decode("utf-8")
    except UnicodeDecodeError:
        return _best(data)
    return _decode(data, "utf-7") if _says_utf7(data) else Decoded(text, "utf-8", 0)


def looks_garbled(text: str) -> bool:
    """Tell a text that was decoded in a wrong encoding and saved so: hardly a sign is common.

    >>> words = "全县各级行政机关认真落实法治政府建设年度任务,受理复议案件,办结信访事项。"
    >>> looks_garbled(words), looks_garbled(words.encode().decode("gbk", "replace"))
    (False, True)
    """
    signs = Counter(fold(text[:GARBLED_SAMPLE]))
    wide = {c: n for c, n in signs.items() if "\x7f" < c < "\xff" or (c > "\x7f" and c.isalpha())}
    common = sum(n for c, n in wide.items() if c in COMMON)
    return len(wide) >= LEAST_WIDE and common < GARBLED * sum(wide.values())


def _best(data: bytes) -> Decoded:
    """Return the text with most common characters and fewest faults, judged by all of it."""
    first = _decode(data, CANDIDATES[0])
    samples = [sample for sample in _samples(first.text) if not sample.isascii()]
    if not first.lost and min(map(_score, samples), default=0) > CLEAR:  # as most pages are
        return first
    found = [first, *(_decode(data, name) for name in CANDIDATES[1:]), _by_parts(data)]
    best = max(found, key=lambda decoded: _score(decoded.text))
    return replace(best, sure=_score(best.text) > SURE or _plain(data))


def _by_parts(data: bytes) -> Decoded:
    """Decode each line and element in UTF-8 or GB18030, whichever it is in."""
    texts: list[str] = []
    for part in PARTS.findall(data):
        try:
            texts.append(part.decode("ascii"))
        except UnicodeDecodeError:
            texts.append(_part(part))
    text = "".join(texts)
    return Decoded(text, "utf-8 and gb18030", text.count("\ufffd"))


def _part(part: bytes) -> str:
    try:
        utf8 = part.decode("utf-8")
    except UnicodeDecodeError:
        return part.decode("gb18030", errors="replace")
    gbk = part.decode("gb18030", errors="replace")
    return utf8 if _score(utf8) >= _score(gbk) else gbk


def _decode(data: bytes, name: str) -> Decoded:
    text = data.decode(name, errors="replace").removeprefix("\ufeff")
    return Decoded(text, name.replace("-sig", ""), text.count("\ufffd"))


def _says_utf7(data: bytes) -> bool:
    return bool(re.search(rb"charset=.?utf-7", data[:4000], re.I)) and data.isascii()


def _whole(data: bytes) -> bytes:
    """Cut a last character that the end of the file broke."""
    tail = re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", data[-3:])
    if not tail:
        return data
    size = 2 if tail[0][0] < 0xE0 else 3 if tail[0][0] < 0xF0 else 4
    return data[: len(data) - len(tail[0])] if len(tail[0]) < size else data


def _zero_pattern(data: bytes) -> str:
    head = data[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < max(8, len(head) // 50):
        return ""
    if odd > 5 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 5 * odd else ""


def _samples(text: str) -> tuple[str, str, str]:
    """Return where the first wide characters stand, the middle, and the end of a text."""
    found = re.search(r"[^\x00-\x7f]", text)
    start, middle = found.start() if found else 0, len(text) // 2
    return text[start : start + SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]


def _plain(data: bytes) -> bool:
    """Tell a text of mostly plain ASCII, which says little of its encoding."""
    found = re.search(rb"[\x80-\xff]", data)
    start = found.start() if found else 0
    sample = data[start : start + SAMPLE]
    return sum(1 for byte in sample if 31 < byte < 127 or byte in b"\r\n\t") * 5 > 4 * len(sample)


def _score(text: str) -> float:
    """Return the share of common characters among the wide ones, less three for each fault."""
    counts = Counter(text)
    wide = sum(n for c, n in counts.items() if c > "\x7f")
    good = sum(n for c, n in counts.items() if c > "\x7f" and c in COMMON)
    strange = sum(n for c, n in counts.items() if c in STRANGE or c < "\t")
    return (good - 3.0 * strange) / max(1, wide)
