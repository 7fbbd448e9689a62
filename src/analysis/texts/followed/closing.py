"""Words by which a report shows that a problem is closed, not only worked on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from analysis.texts.followed.follow_up import FULLY
from analysis.texts.prose.matching import Passage

PART = 0.3  # of the weight of a problem: what says less of it shows nothing of all of it
_MENDED = (
    "整改|解决|清偿|清零|配齐|到位|化解|消除|完成|打通|销号|补齐|办结|清理|厘清|理顺|落实|达标|回复|"
    "纠正|更新|归集|接通"
)
_SAID = re.compile(
    rf"(?:全部|全面(?!落实)|均已?|悉数)(?!纳入|列入|开展|进行|启动)[\u4e00-\u9fff]{{0,6}}(?:{_MENDED})|(?:{_MENDED})完毕|整改到位|"
    r"配齐|补齐|配足|清零|清偿|销号|"
    r"整改率(?:达到?|为)?100%|得到(?:彻底|根本|有效|妥善)?(?:解决|根治|消除)|彻底(?:解决|消除|改变|打破|扭转|根治)|全覆盖|"
    r"不再|未再|杜绝|(?<!基本)已解决|(?<!基本)解决了|实现零|(?:符合|满足)[^,。;]{1,16}(?:要求|标准)"
)
"""Says so outright."""

_OF_ALL = re.compile(
    r"(?:(?<!平)均(?!衡|等)|全部|悉数|一律)已?(?!为|是|纳入|列入|开展|进行|启动|参加|参与|接受|组织)[\u4e00-\u9fff]{2}|"
    r"(?:各|每个?|所有)[^,。;]{0,12}(?:设置|设立|配备|配有|建立|拥有|达到|均|都|至少|有)|"
    r"一([人村所镇乡校企户街园])一[\u4e00-\u9fff]|人手一"
)
"""Says of all that they now have what was wanting, or that it is now done each time."""

_GRADED = re.compile(
    r"质量|水平|能力|实效|效果|本领|意识|素质|素养|观念|积极性|主动|不够?(?:强|高|浓|深|大|熟)|"
    r"偏[低弱软松]|较[低弱]|有待(?:进一步)?(?:提升|提高|加强|增强)"
)
"""Lacks that have degrees: what is done for all does not show that it is now good."""

_HOW_WELL = re.compile(r"质量|水平|能力|实效|效果|走形式|走过场|流于|不出声|随意|挂名")
"""Lacks that a thing done each time does not mend: it may be done badly each time."""

_WANTING = re.compile(r"不足|缺|没有|空白|薄弱|紧张|仅[有为]?\d|不到\d|失位|偏少|太少")
"""Something is not there, or not everywhere: it is mended where each place has it."""

_NONE_AT_ALL = re.compile(
    r"没有(?!形成|完全|根本|充分|有效|真正|得到|明显|落实|发挥|做到|达到)|尚无|空白|缺位|"
    r"(?:未|没有)(?:建立|设立|成立|配备|制定|出台|建成|开通)"
)
_THERE_NOW = re.compile(
    r"成立|建立|设立|建成|引进|配备|出台|制定|印发|新建|组建|揭牌|挂牌|开通|启用|零的突破"
)
"""Where there was none, one is enough."""

_NOT_DONE = re.compile(
    r"(?:没有|尚?未能?)((?!形成|完全|根本|充分|有效|真正|得到|明显|落实|发挥|做到|达到|建立)[\u4e00-\u9fff]{2})"
)
_FULL_RATE = re.compile(r"([\u4e00-\u9fff]{2})率[^,。;]{0,12}?100%")
"""A thing is done in all cases; how well is not said."""

_NO_MORE = re.compile(
    r"(?:无(?!法|偿|障碍|人机|缝|论|纸|脚本)|未(?:再)?(?:发生|出现|发现)|零(?!散|售|距离|工|星)|没有再?(?:发生|出现)|杜绝|消除|告别|摆脱|根除)"
    r"(?:[一1]?[件起例宗])?([\u4e00-\u9fff]{2,12})|([\u4e00-\u9fff]{2,8})(?:降[至到为]|归|下降[至到]|保持|实现|为)了?[零0](?![.\d])"
)
"""What was wrong does not occur any more."""


def solved(problem: str, words: Mapping[str, float], passage: Passage) -> str:
    """Return the words of a passage's segment that show that a problem is closed, or "".

    Args:
        problem: its words, folded.
        words: what it is about, with weights.
        passage: what was done about it.
    """
    if passage.weight(words) < PART * sum(words.values()):
        return ""
    said = passage.on(words)
    wanting = _WANTING.search(problem) is not None
    categorical = wanting or not _GRADED.search(problem)
    found = (
        _SAID.search(said)
        or _no_more(problem, said)
        or (categorical and _OF_ALL.search(said))
        or _is_now(problem, words, passage)
        or (not _HOW_WELL.search(problem) and _at_full_rate(problem, said))
    )
    return found[0] if found else ""


def _no_more(problem: str, said: str) -> re.Match[str] | None:
    """Return the words by which what the problem names is said to be gone: 全年无脱管漏管."""
    for found in _NO_MORE.finditer(said):
        gone = found[1] or found[2]
        if any(a + b in problem for a, b in pairwise(gone)):
            return found
    return None


def _is_now(problem: str, words: Mapping[str, float], passage: Passage) -> re.Match[str] | None:
    """Return the words by which that is there which was not, or that is done which was not."""
    if passage.weight(words) < FULLY * sum(words.values()):
        return None
    if _NONE_AT_ALL.search(problem):
        return _THERE_NOW.search(passage.text)
    undone = {m[1] for m in _NOT_DONE.finditer(problem)}
    return re.search("|".join(undone), passage.text) if undone else None


def _at_full_rate(problem: str, said: str) -> re.Match[str] | None:
    return next(
        (m for m in _FULL_RATE.finditer(said) if f"{m[1]}率" in problem or m[1] in problem), None
    )
