"""Words by which a report shows that a problem is closed, not only worked on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from analysis.extraction.quantities import Mention, find_mentions
from analysis.extraction.quantities.units import families
from analysis.texts.followed.follow_up import SPOKEN_OF
from analysis.texts.prose.matching import Passage

PART = 0.3  # of the weight of a problem: what says less of it shows nothing of all of it
TURNED = 2.0  # a figure that was halved or doubled shows that what was wrong is another now
_MENDED = (
    "整改|解决|清偿|清零|配齐|到位|化解|消除|完成|打通|销号|补齐|办结|清理|厘清|理顺|落实|达标|回复|"
    "纠正|更新|归集|接通"
)
_SAID = re.compile(
    rf"(?:全部|全面(?!落实)|均已?|悉数)(?!纳入|列入|开展|进行|启动)[\u4e00-\u9fff]{{0,6}}(?:{_MENDED})|"
    rf"(?:{_MENDED})完毕|整改到位|配齐|补齐|配足|清零|清偿|销号|整改率(?:达到?|为)?100%|"
    r"得到(?:彻底|根本|有效|妥善)?(?:解决|根治|消除)|彻底(?:解决|消除|改变|打破|扭转|根治)|"
    r"全(?:覆盖|配备|达标|入驻|联网|公开|录入)|不再|未再|杜绝|(?<!基本)已解决|(?<!基本)解决了|实现零|"
    r"(?:有效|成功)(?:解决|破解|消除|扭转)|得以(?:解决|消除|破解)|从无到有|不复存在|填补[^,。;]{0,8}空白|"
    r"(?:符合|满足)[^,。;]{1,16}(?:要求|标准)"
)
"""Says so outright."""

_NO_MORE = re.compile(
    r"(?:无(?!法|偿|障碍|人机|缝|论|纸|脚本)|未(?:再)?(?:发生|出现|发现)|零(?!散|售|距离|工|星)|"
    r"没有再?(?:发生|出现)|杜绝|消除|告别|摆脱|根除)(?:[一1]?[件起例宗])?([\u4e00-\u9fff]{2,12})|"
    r"([\u4e00-\u9fff]{2,8})(?:降[至到为]|归|下降[至到]|保持|实现|为)了?[零0](?![.\d])"
)
"""What was wrong does not occur any more."""

_BECAME = re.compile(
    r"[降升增减][至到为]|(?:增加|减少|缩短|压缩|压减|缩减|提高|提升|上升|下降|扩大|降低)[到至为]|"
    r"总[数量]达?到?"
)
_FELL = re.compile(r"(?:下降|减少|降低|压减|缩减)了?(?:(?:[5-9]\d|100)(?:\.\d+)?%|近?一半|过半)")
_NOT_DONE = re.compile(
    r"(?:没有|尚?未能?|不(?=统一|公开|一致|联通|互通|匹配|达标))"
    r"(?:完全|真正|全面|有效|根本|及时|按时|充分|彻底)?"
    r"((?!形成|得到|明显|落实|发挥|做到|达到|建立)[\u4e00-\u9fff]{2})"
)
_FULL_RATE = re.compile(r"([\u4e00-\u9fff]{2})率[^,。;]{0,12}?100%")

_GRADED = (
    r"质量|水平|能力|实效|效果|本领|意识|素质|素养|观念|积极性|主动|不够?(?:强|高|浓|深|大|熟)|"
    r"不够(?=[,、]|$)|偏[低弱软松]|较[低弱]|有待(?:进一步)?(?:提升|提高|加强|增强)"
)
"""Lacks that have degrees: what is done for all, or often, does not show that it is now good."""

_WANTING = r"不足|缺|没有|空白|薄弱|紧张|仅[有为]?\d|不到\d|失位|偏少|太少"

_HOLLOW = re.compile(r"质量|水平|能力|实效|效果|走形式|走过场|流于|不出声|随意|挂名")
"""Lacks that a thing done each time does not mend: it may be done badly each time."""

_NONE_AT_ALL = re.compile(
    r"没有(?!形成|完全|根本|充分|有效|真正|得到|明显|落实|发挥|做到|达到)|尚无|空白|缺位|"
    r"缺[少乏][^,。;]{0,8}(?:机构|组织|平台|机制|制度|场所|渠道|依据)|"
    r"(?:未|没有)(?:建立|设立|成立|配备|制定|出台|建成|开通)"
)
_THERE_NOW = re.compile(
    r"成立|建立|设立|建成|引进|配备|出台|制定|印发|新建|组建|揭牌|挂牌|开通|启用|组织|举办|"
    r"召开|推行|零的突破"
)
"""Where there was none, one is enough."""

_IN_KIND = (
    # Not there for all, or not done each time: now said of all.
    (
        rf"{_WANTING}|^(?!.*(?:{_GRADED}))",
        r"(?:(?<!平)均(?!衡|等)|全部|悉数|一律)已?"
        r"(?!为|是|纳入|列入|开展|进行|启动|参加|参与|接受|组织)[\u4e00-\u9fff]{2}|"
        r"(?:各|每个?|所有)[^,。;]{0,12}(?:设置|设立|配备|配有|建立|拥有|达到|均|都|至少|有)|"
        r"一([人村所镇乡校企户街园])一[\u4e00-\u9fff]|人手一",
    ),
    # No rule or body, or none that works: one is there, and a figure shows that it works.
    (
        rf"^(?!.*(?:{_GRADED})).*(?:机制|制度|体系|程序|规则|标准|基准|办法|规定|依据|清单|管理|边界|范围|职责|权限|流程|尺度|预案)"
        r"[^,。;]{0,6}?(?:不|缺|滞后|零散|空白|混乱|模糊|欠|薄弱|未)",
        r"(?:(?:出台|制定|印发|修订|编制|公布|颁布|完成)[^,。;]{0,24}"
        r"(?:办法|规定|细则|规程|规则|标准|基准|清单|目录|指引|意见|方案|预案|》|修订)|"
        r"(?:建成|成立|设立|组建|建立)[^,。;]{0,20}(?:中心|平台|委员会|办公室|专班|机制|制度))"
        r"(?=[^。;]*,[^。;]*(?:\d|一律|全部))",
    ),
    # Scattered: brought together in one body.
    (
        r"分散|多头|各自为[政战]",
        r"(?:组建|成立|整合)[^,。;]{0,20}(?:队|中心|局|平台|窗口)",
    ),
    # Late: always in time now.
    (
        r"超期|逾期|超时|不及时|拖延|滞后",
        r"(?:按期|按时|及时|如期|准时|期限内)[^,。;]{0,6}率[^,。;]{0,4}100%",
    ),
    # Seldom or never done: now counted.
    (
        rf"^(?!.*(?:{_GRADED})).*(?:(?:频次|次数|场次|案源|数量)[^,。;]{{0,4}}(?:少|低)|"
        r"(?:没有|未|不)[^,。;]{0,4}开展)",
        r"\d+余?[次场件项期]",
    ),
    # Old cases: nearly all are settled.
    (r"积案|存量|积压|拖欠|历史遗留", r"[\u4e00-\u9fff]{2}率[^,。;]{0,4}(?:9\d(?:\.\d+)?|100)%"),
    # The wrong people: most of them are others now.
    (r"老化|断层|断档|结构|占比|比例", r"占比(?:过半|超过?半)|平均年龄[^,。;]{0,6}降[至到为]"),
)
"""What answers a lack in its own kind."""

_ANSWERS = tuple((re.compile(lack), re.compile(answer)) for lack, answer in _IN_KIND)


def solved(problem: str, words: Mapping[str, float], passage: Passage) -> str:
    """Return the words about a passage's topic that show that a problem is closed, or "".

    Args:
        problem: all that is said of it, folded.
        words: what it is about, with weights.
        passage: what was done about it.
    """
    share = passage.weight(words) / sum(words.values())
    if share < PART:
        return ""
    said = passage.on(words)
    return (
        _words(_SAID.search(said))
        or _no_more(problem, said)
        or _turned(problem, said)
        or (_is_now(problem, passage.text) if share >= SPOKEN_OF else "")
        or _at_full_rate(problem, said)
        or _in_kind(problem, said)
    )


def _words(found: re.Match[str] | None) -> str:
    return found[0] if found else ""


def _no_more(problem: str, said: str) -> str:
    """Return the words by which what the problem names is said to be gone: 全年无脱管漏管."""
    for found in _NO_MORE.finditer(said):
        gone = found[1] or found[2]
        if any(a + b in problem for a, b in pairwise(gone)):
            return found[0]
    return ""


def _turned(problem: str, said: str) -> str:
    """Return the words by which a figure was halved or doubled.

    What it was stands before the verb (由45天缩短为7天), or in the problem (仅19人, 增至41名).
    """
    numbers = find_mentions(said)
    stated = [m for m in find_mentions(problem) if m.value]
    fell = _FELL.search(said)
    if fell:
        return fell[0]
    for found in _BECAME.finditer(said):
        now = next((m for m in numbers if m.start - found.end() in {0, 1}), None)
        before = [m for m in numbers if m.value and 0 <= found.start() - m.end <= 1]
        if now and any(_far_apart(old, now) for old in (*before, *stated)):
            start = min([found.start(), *(m.start for m in before)])
            return said[start : now.end]
    return ""


def _far_apart(old: Mention, now: Mention) -> bool:
    """Tell whether one of two figures of a kind is at least ``TURNED`` times the other."""
    if old.value is None or now.value is None or not families(old.unit) & families(now.unit):
        return False
    less, more = sorted((old.value, now.value))
    return more >= TURNED * less


def _is_now(problem: str, said: str) -> str:
    """Return the words by which that is there which was not, or that is done which was not."""
    if _NONE_AT_ALL.search(problem):
        return _words(_THERE_NOW.search(said))
    return next((m[1] for m in _NOT_DONE.finditer(problem) if m[1] in said), "")


def _at_full_rate(problem: str, said: str) -> str:
    """Return the words by which a thing is done in all cases, where not how well it is lacks."""
    hollow = _HOLLOW.search(problem)
    rates = _FULL_RATE.finditer(said)
    return next((m[0] for m in rates if (f"{m[1]}率" if hollow else m[1]) in problem), "")


def _in_kind(problem: str, said: str) -> str:
    answers = (answer.search(said) for lack, answer in _ANSWERS if lack.search(problem))
    return _words(next(filter(None, answers), None))
