"""Verbs that say what was done with what is counted."""

from __future__ import annotations

import re
from functools import lru_cache

# 开展, 组织, 完成 say nothing by themselves.
VERBS = re.compile(
    "收到|接收|新收|受理|立案|审结|办结|结案|维持|驳回|撤销|变更|终止|调解|和解|化解|纠错|移送|处罚|查处|检查|抽查|排查|整改"
    "|审查|审核|备案|制定|印发|出台|公布|发布|制发|修改|修订|废止|失效|保留|取消|下放|承接|收回|划转|清理|梳理|培训|轮训|考试|测试|旁听|参与"
    "|听取|研究|部署|审议|召开|发放|罚款|追缴|追回|挽回|减免|注销|聘请|聘任|督查|述法|考核|评议|批示|演练|答复|败诉|出庭|约谈|评查|回访|招录|考录|任命|宣誓|通报|接受"
)


@lru_cache(maxsize=4096)
def verbs_in(words: str) -> frozenset[str]:
    """Return the verbs of a clause or of a codebook's token.

    >>> sorted(verbs_in("受理行政复议案件,办结"))
    ['办结', '受理']
    """
    return frozenset(VERBS.findall(words))
