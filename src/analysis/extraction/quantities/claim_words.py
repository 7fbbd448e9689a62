"""Words that stand for a figure: 未发生 (zero), 全覆盖 (100 %), 多次 (unknown)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.extraction.quantities.mention import Mention
from analysis.records import Kind, Qualifier

VAGUE = re.compile(
    r"(?P<v>多|数十|上百|数百|百余|无数)(?P<u>次|场次|场|期|项|个|人次)(?=[听提研召开组专强对作调深现赴带主部,。;、到赴就])"
)
ZERO = re.compile(
    r"未发生|未出现|未发现(?=不合格|不达标)|为零(?=[,。;])|无一(?=[败例起人件被])|没有(?:发生|出现|被)"
    r"|零(?:发生|死亡|伤亡|事故|败诉)(?!率)|零(?=违法|差错案)"
    r"|动态清零(?!行动|攻坚|专项)|(?<![有毫并])无(?=重大|较大|重新犯罪)"
    r"|(?:(?<![\u4e00-\u9fff])|(?<=[年县区市旗]))"
    r"无(?=[^,。;、]{1,12}(?:案件|事故|诉讼|败诉|纠错|事件|问题发生|裁判))"
)
SAME = re.compile(r"持平")
ALL = re.compile(
    r"全覆盖(?!等|工作|机制|行动|制度|格局|要求|目标|体系)|(?:已|均已)?(?<!占)(?<!占到)全部(?=[\u4e00-\u9fff\d])(?:办结|办复|答复)?|全员(?=持证|通过|合格|参加|参训)|悉数(?=完成|办结|整改)|(?<=做到|实现)应[\u4e00-\u9fff]尽[\u4e00-\u9fff]|(?<![平人户])均(?=已|在(?:法定|规定|承诺|期限)|按|配|出庭|纳入|经|实现|通过|得到|依法|进行|完成|报|组建|聘|建立|建成|设立|设有|有|向|能|开展|制定|明确|落实|办结|答复|反馈|履行|整改|妥善|递交|提交|报送|签订|公示|于|被|由|为(?=维持|优秀|合格))(?:纳入|出庭)?|百分百|应[\u4e00-\u9fff]尽[\u4e00-\u9fff]率"
)
AIM = re.compile(
    r"推进|推动|确保|力争|加快|逐步|争取|努力|力求|着力|促进|有序|力促|探索|持续|加强|全面推行|大力"
)


# A claim can begin only here; VAGUE, ZERO and ALL are tried at no other character.
BEGINS = re.compile(r"[多数上百无未没零动全已均应持悉为]")
PAUSE = re.compile(r"[,。;、\n]")


def find_claims(text: str) -> Iterator[Mention]:
    """Yield the claims of a normalised text in order; aims (推进…全覆盖) are none."""
    end = 0
    for place in BEGINS.finditer(text):
        at = place.start()
        if at >= end:
            claim = _claim_at(text, at)
            if claim:
                end = claim.end
                yield claim


def _claim_at(text: str, at: int) -> Mention | None:
    first = text[at]
    everything = ALL.match(text, at) if first in "全已均悉应百" else None
    if everything:
        clause = PAUSE.split(text[max(0, at - 24) : at])[-1]
        if AIM.search(clause):
            return None
        end = everything.end()
        return Mention(at, end, 100.0, "%", Qualifier.ALL, Kind.RATE, claim=True)
    none = ZERO.match(text, at) if first in "未为零没动无" else None
    if none:
        return Mention(at, none.end(), 0.0, "件", Qualifier.ZERO, Kind.COUNT, claim=True)
    same = SAME.match(text, at) if first == "持" else None
    if same:
        return Mention(at, same.end(), 0.0, "%", Qualifier.EXACT, Kind.CHANGE, claim=True)
    vague = VAGUE.match(text, at) if first in "多数上百无" else None
    if vague:
        return Mention(at, vague.end(), None, vague["u"], Qualifier.OVER, Kind.COUNT, claim=True)
    return None
