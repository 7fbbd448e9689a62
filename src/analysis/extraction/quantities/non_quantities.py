"""Numbers that are not quantities (dates, document numbers, …), by class and pattern.

The patterns run on the normalised text. A number that overlaps one of these matches is reported
as ``not_a_quantity`` with the class as the reason, never as a figure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

H = "[零〇○一二两三四五六七八九十百]"  # a Chinese digit
YEAR = r"(?:(?:19|20)\d\d|[一二][零〇○九][零〇○一二三四五六七八九]{2})"
DASH = r"(?:\s?[-—–―~一至到－]\s?)"

DIGIT, HAN = "0123456789", "零〇○一二三四五六七八九十百"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZＧ"
QUOTE = '“"'

# Name, the characters that a match can begin with, pattern. Order matters: at one place the first
# class wins, longer forms stand before shorter ones.
CLASSES: tuple[tuple[str, str, str], ...] = (
    (
        "date",
        DIGIT + HAN,
        rf"{YEAR}\s?[年./-]\s?\d{{1,2}}\s?[月./-]\s?\d{{1,2}}日?(?:\s?\d{{1,2}}\s?:\s?\d\d(?::\d\d)?)?"
        rf"|{YEAR}{DASH}+{YEAR}年?度?|{YEAR}年(?:{DASH}+{YEAR}年|\d{{1,2}}月(?:\d{{1,2}}日)?|初|底|末|版|度)?"
        rf"|(?<!\d){YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}日)?|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])日?(?!\d)|年度)"
        r"|(?<!\d)\d{1,2}月(?:\d{1,2}日|份|初|底|中旬|上旬|下旬)?(?!\d)"
        rf"|(?<![\d.]){H}{{1,3}}月(?:{H}{{1,3}}日|份)"
        r"|(?<![\d.])\d{1,2}日(?=[,。、至,(]|起|前|上午|下午|召开)|\d{1,2}:\d\d(?::\d\d)?|(?<!\d)\d{2}\.\d{2}\.(?:19|20)\d\d",
    ),
    (
        "index",
        DIGIT + UPPER,
        r"[0-9A-Z]{15,20}(?:/\d+)?|\d{6,}[-/]\d{4}[-/]\d+|\d{9,}(?![\d,.]*[万亿件人元])",
    ),
    (
        "document number",
        "〔[第" + DIGIT,
        r"〔\s?\d{4,8}\s?[〕\])）号]?\s?第?\d*\s?号?|\[\d{4}\]\s?\d+号|第?\d+号(?:文|令|通告|公告|文件)",
    ),
    (
        "session",
        HAN + "第" + DIGIT,
        r"(?:十[一二三四五六七八九]?|二十[一二三四]?)(?:届|大)(?:[一二三四五六七八九]中(?:、[一二三四五六七八九]中)*全会|(?=[精会报、和代以的历]))"
        r"|[一二三四五六七八九]中(?:、[一二三四五六七八九]中)*全会|二十大|十九大|十八大"
        rf"|第(?:{H}{{1,8}}|\d{{1,9}})届|{H}{{1,3}}届(?=[\u4e00-\u9fff]{{0,9}}(?:委|政府|人大|政协|人民代表|常委会|全会)|{H}{{1,3}}次|次|第|\d{{1,3}}次)"
        rf"|{H}{{1,3}}次(?:、{H}{{1,3}}次)*(?:全会|党代会|代表大会)|(?<=届)(?:{H}{{1,3}}|\d{{1,3}})次(?:、(?:{H}{{1,3}}|\d{{1,3}})次)*(?=[\u4e00-\u9fff]{{0,6}}会)"
        rf"|(?:(?<=委员会)|(?<=人大)|(?<=政协)|(?<=全会)){H}{{1,3}}次(?=(?:全体|\(扩大\))?会议)"
        rf"|(?<=次、){H}{{1,3}}次(?=(?:全体|常务|\(扩大\))?会议)",
    ),
    (
        "ordinal",
        "第首前",
        rf"第(?:{H}{{1,8}}|\d{{1,9}})(?:、(?:{H}{{1,8}}|\d{{1,9}}))*(?:次|批|期|届|轮|号|方阵|梯队|责任人|季度|条|款|项|章|编|个五年|个|名|站|线|书记|产业|部|讲|课|议题|师)?(?:(?<=[次批期])(?:[、和]\d{{1,3}}[次批期])+)?"
        r"|首[次批届个例]|前[三五十]名?",
    ),
    (
        "plan period",
        HAN + QUOTE,
        r"[“\"]?十[一二三四五]五[”\"]?(?=规划|时期|期间|末|[”\"])|[“\"]?[五六七八九]五[”\"]?(?=普法|[”\"])",
    ),
    (
        "memorial day",
        DIGIT,
        r"(?<![\d.])(?:12[·.]4|3[·.]15|6[·.]26|11[·.]9|5[·.]12|4[·.]15|23[·.]7|12[·.]2|4[·.]26)(?![\d%万亿个])",
    ),
    ("anniversary", DIGIT + HAN + "两", rf"(?:\d{{1,9}}|{H}{{1,8}})周年"),
    (
        "hotline",
        DIGIT,
        r"(?<!\d)(?:12345|12348|12315|12333|12350|12366|12328|12369|12319|12388|96\d{3})(?!\d)"
        r"(?![\d.,]*[万余多件个次起条人名项家户处场宗卷份])"
        r"|(?<!\d)(?:110|119|120)(?=[热报指接电联急出平中警”]|服务|非警|[、和与]1[12])",
    ),
    (
        "slogan",
        DIGIT + HAN + QUOTE + "XNn",
        r"[“\"]?(?:\d|[一二三四五六七八九XNn])(?:\+(?:\d{1,9}|[XNxn一二三四五六七八九]))+[”\"]?(?:\+[^,。;]{0,4}模式)?",
    ),
    ("slogan", DIGIT, r"(?<!\d)\d(?:-\d){2,}(?!\d)"),
    ("version", DIGIT, r"(?<![\d.])\d{1,2}\.0(?:版|方案)?(?!\d|[%万亿件个])|(?:19|20)\d\d版"),
    (
        "code name",
        DIGIT + UPPER,
        r"(?<!\d)\d{3}国道|[ＧGSX]\d{2,4}(?:国道|省道|线)|(?<![\dA-Za-z])[3-9][GA](?![A-Za-z])|[A-Z]\d+|\d+[A-Z]+(?=级)",
    ),
    ("quoted slogan", DIGIT, r"(?<=[“\"])\d{3,5}(?=[”\"])"),
    (
        "policy items",
        DIGIT + HAN + " 新",
        r"(?<=[纾困助企惠稳增长]{2})\s?\d+\s?条|(?:\d{1,9}|[一二三四五六七八九十]{1,4})\s?条(?=措施|政策|意见|举措|红线|禁令|硬措施)|(?<=[“\"])\d+条(?=[”\"])|新?[一二]?十[条](?=[”\"])|(?<=[“\"])新?[二三]?十[条](?=[”\"])",
    ),
    (
        "time span",
        DIGIT + HAN + "两",
        rf"(?:\d{{1,9}}|{H}{{1,8}})年(?=来)|(?<=近)(?:\d|{H}|两)年|[两二三]年(?=相比|平均)|\d{{1,4}}日(?=内)|\d{{1,4}}年一遇|24小时|7[×xX*]24(?:小时)?|\d{{1,4}}分钟|[一二三]刻钟|8小时",
    ),
)

# Names in Chinese digits that stand for a policy, a system or a slogan.
NAMES = (
    r"[一二三四五六七八九十两双](?:项制度|个维护|个意识|个自信|个确立|个规定|书一函|书同达|书|统一|同步|公示|位一体|"
    r"件事(?:一次办|一件办)?|网通办|窗(?:通办|受理|式)?|站式|证通办|码通|张网|村一(?:社区)?法律顾问|村\(社区\)一法律顾问|"
    r"支队伍|公里|体化|次性|揽子|盘棋|把手|岗双责|业一(?:证|策)|企一策|院一品|校一警|规划两(?:纲要|方案)|培训两讲座|"
    r"办[一二三四五六]组|类事项|张清单|清单|进|率|联动|调联动|五普法|五年|方责任|大纠纷|大战役|"
    r"个[一二三四五六七八九]|个纳入|个首次|个不|个办|个中心|个坚持|个最|个更加|个方面着力|项规定(?=及|精神)|项(?:重点|指标|原则|举措|机制|改革)|年(?:行动|攻坚|计划|规划|提升)|个关键|到位|化|线(?!人)|风|必须|案|情|防|"
    r"小场所|大专项行动|大行动(?:计划)?|大行动计划|大工程|大案例|大体系|大平台|大机制|大提升|大攻坚|"
    r"星级|随机、?一公开|随机|下降|减双升|减|提升|报告|提前|评议|官一律|老|包|查|讲|议|结合|级书记|"
    r"述两考|述两评|述一评|案双查|告知|免)"
)
SLOGANS = (  # without alternatives within one, so that their first two characters are known
    r"十件实事|一次不跑|一次办(?!理)|一次告知|只跑一次|跑一次|两条线|两张皮|百千万工程|双随机、?一公开|综合查一次|最多跑一次|最多跑一地|只进一扇门|一次办好|一次不用跑|进一次门|查多项事|一次到位|一次查清|"
    r"一网通管|一网统管|一屏统览|一案一策|一事一议|一窗通办|一站式|一揽子|一体化|一次性|一件事一次办|一件事|一支队伍管执法|一支队伍|"
    r"一村一(?:社区)?法律顾问|一村\(社区\)一法律顾问|一村\(居\)一(?:法律)?顾问|一村一顾问|一规划两纲要|一规划两方案|一规划一纲要一方案|一培训两讲座|"
    r"五级五类|三书一函|三调联动|四所一庭|两代表一委员|一府两院|一方面|另一方面|一系列|一大批|一批|一步|下一步|进一步|一定|统一|唯一|"
    r"一般|一致|一律|一切|一些|一线|一流|一律|一起|一贯|一经|一旦|一直|一对一|点对点|面对面|第一|万众|千方百计|百姓|百日|千家万户|百家|"
    r"万事|万物|百强|百年|四风|四套班子|三农|三定|三公|两会|两院|两法|双拥|双报到|双创|双向|双语|双重|双方|双减|"
    r"四不两直|放管服|两面|三方|三只手|千分(?!之)|百分制|一二三|三甲|五保|七大姑|一老一小|四史|千企|万企|百企"
)


class NonQuantity(NamedTuple):
    """A place with a number in it that is no quantity."""

    start: int
    end: int
    reason: str


# Every class with the characters that it can begin with.
_OPENINGS = [slogan[:2] for slogan in SLOGANS.split("|")]
_OTHERS = (
    (
        "slogan",
        HAN + "千万",
        r"十一(?=国庆|期间|假期)|(?<![\d.一二三四五六七八九十两])[百千万]名|(?<![\d.])万人(?=计划|大走访|助企)",
    ),
    ("slogan", "之", "(?<!分)之一"),
    ("slogan", "五六八", "(?<![点零一二三四五六七八九])[五六八]一"),
    ("policy name", "一二三四五六七八九十两双", rf"(?<![\d.多数第余]){NAMES}"),
    (
        "quoted slogan",
        HAN + "两",
        r"(?:(?<=[“\"])|(?<=[“\"][\u4e00-\u9fff]{2}))[一二三四五六七八九十两]{1,2}[个项条大类次件张][\u4e00-\u9fff]{1,5}(?=[”\",])",
    ),
)
_ALL_CLASSES = (
    *CLASSES,
    ("slogan", "".join(opening[0] for opening in _OPENINGS), SLOGANS),
    *_OTHERS,
)
_FIRST = {c for _, first, _ in (*CLASSES, *_OTHERS) for c in first}
_SLOGANS_FIRST = "".join({opening[0] for opening in _OPENINGS} - _FIRST)
_SLOGANS_SECOND = "".join({opening[1] for opening in _OPENINGS if opening[0] not in _FIRST})
# What begins nothing is passed over at once: most digits are those of a figure, told by its measure
# word (no class but one of longer numbers holds a number before these), many Chinese digits count
# paragraphs (一是, (二), 三、), most quotes hold no number; and what begins nothing but slogans has
# the second character of one after it.
_FIGURE = r"\d{0,7}[万件个次起人名项家户]|\d{0,3}\.\d+[%万亿个]|\d{0,2}[%元亿]"
_BEGINS = re.compile(
    rf"[{re.escape(''.join(_FIRST))}{_SLOGANS_FIRST}]"
    rf"(?:(?<=\d)(?!{_FIGURE})|(?<=届\d)|(?<=[{HAN}])(?![是)、])"
    rf"|(?<=[ {QUOTE}])(?=[{DIGIT}{HAN}XNn])"
    rf"|(?<=[{_SLOGANS_FIRST}])(?=[{_SLOGANS_SECOND}])|(?<![\d{HAN} {QUOTE}{_SLOGANS_FIRST}]))"
)


@cache
def _classes_at(character: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return what a non-quantity that begins with ``character`` can be, and the groups' names.

    Trying only these at the few places where one can begin is many times faster than one
    alternation of all classes at every character.
    """
    possible = [(name, pattern) for name, first, pattern in _ALL_CLASSES if character in first]
    return re.compile("|".join(f"({p})" for _, p in possible)), tuple(name for name, _ in possible)


def find_non_quantities(text: str) -> list[NonQuantity]:
    """Return the places of ``text`` whose numbers are no quantities, in order.

    >>> [(n.reason, n.start, n.end) for n in find_non_quantities("2023年落实三项制度,办结87件")]
    [('date', 0, 5), ('policy name', 7, 11)]
    """
    found: list[NonQuantity] = []
    end = 0
    for place in _BEGINS.finditer(text):
        at = place.start()
        if at < end:
            continue
        pattern, names = _classes_at(place[0])
        match = pattern.match(text, at)
        if match and match.lastindex:
            end = match.end()
            found.append(NonQuantity(at, end, names[match.lastindex - 1]))
    return found
