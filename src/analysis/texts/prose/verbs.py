"""Verbs and signs by which official prose says that a thing is meant, under way, done or undone."""

from __future__ import annotations

import re

# What such a verb names is there afterwards or is not: a text, a body, a place, a post filled.
MAKES = (
    "出台|制定|印发|编制|修订|修编|编印|编纂|汇编|拟定|公布|公开|发布|建成|新建|建立|建起|"
    "设立|成立|组建|增设|新设|设置|挂牌|"
    "揭牌|启用|上线|开通|投用|投入使用|投入运行|配备|配齐|招录|招聘|引进|选派|选取|派驻|下派|"
    "聘请|聘任|选聘|增聘|充实|"
    "培育|培养|创建|争创|创成|打造|改造|升级|完成(?!时[限间])|清偿|清退|换发|取消|废止|纳入|列入|增加|"
    "新增|延长|缩短|统一|推出|"
    "评选|评定|命名|签订|签署|划转|下放|赋权|归集|接入|搭建|建设|落成|压缩|压减|降低|推行|"
    "开设|开辟|遴选|起草|拟订|筹建|改建|扩建|共建|建造|编纂|选任|研发|引育|增补|编写|竣工|申报|评出"
)
# A thing of this kind takes place or does not.
HOLDS = "开展|组织|举办|召开|举行|实施|启动|进行|承办|对|实行"
EVENTS = (
    "培训|轮训|评查|专项行动|专项整治|集中整治|专项治理|专项清理|清理|测评|测试|考试|评估|"
    "后评估|督察|督查|演练|比武|竞赛|"
    "联席会议|联席会|推进会|现场会|述法|评议|评选|宣讲|旁听|观摩|试点|论证|听证|回头看|普查|"
    "审计|考核|大讲堂|年审|换证|"
    "评比|辩论|听取|学法|检查|体检|巡查|征集|摸排|整治|推演|演习|论坛|大赛|征文|展播|巡展|走访|调研|座谈|约谈|"
    "会商|讲座|行动|自查|核查|评选|选拔|(?:宣传|文化|体检)[周月日]"
)
# Adverbs of what never ends; no report can show that it was not kept.
ENDLESS = (
    "紧扣|紧盯|探索|谋划|研究|逐条|围绕|聚焦|对照|按照|根据|依据|结合|针对|锚定|瞄准|持续|进一步|继续|不断|深入|大力|"
    "积极|扎实|切实|着力|加快|加大|稳步|逐步|常态化|广泛|充分|坚持|始终|努力|统筹|"
    "牢固|严格|全力|认真|自觉|强化|加强|深化|提升|提高|完善|优化|促进|推动|推进|巩固|拓展|"
    "规范|健全|营造|注重|突出|抓好|做好|落实|发挥"
)
# Nouns that name nothing one could look for.
VAGUE = (
    "水平|能力|氛围|环境|格局|体系|质效|成效|实效|力度|意识|作用|效能|基础|合力|保障|局面|"
    "质量|形象|新台阶|新突破|新成效|根基|优势|责任|衔接|融合|联动|工作"
)

PAST = re.compile(
    r"(?<!业)已(?!经?成为)(?:经|于|全|连|完|建|成|累|有|形)|先后|荣获|获评|取得了|得到了|"
    r"今年以来|(?<![对将把就])(?:去年|上年)|一年来|本年度(?!末|底)|"
    r"过去(?:的)?一年|[成建完展定出印举召实启](?:成|办|施|发|台|立|动|开)?了"
)
FUTURE = re.compile(
    r"将|拟|计划|力争|争取|确保|打算|预计|到20\d\d年|20\d\d年.{0,6}[前底末内]|年[底末]前|明年|"
    r"来年|下一?步|今后"
)
UNDERWAY = re.compile(
    r"正在|尚在|仍在|还在|修改完善|有序(?:展开|开展|实施)|正(?=[加抓积按报编修筹推起])|有序推进|加快推进|稳步推进|抓紧推进|"
    r"初步|筹备|筹建|起草|征求意见|报批|报审|送审|待审|"
    r"主体(?:工程)?(?:已)?(?:完工|封顶)|(?<!公)开工(?!率)|动工|在建|初稿|阶段性|部分|"
    r"(?<!公共)基本(?:完成|建成|形成|实现|具备)|过半|序时|"
    r"进入.{0,8}阶段|已启动|启动(?:了)?.{0,14}(?:工作|程序|建设|编制|修订|前期)|"
    r"前期(?:工作|准备|论证)|选址|立项|招标|装修|调试|试运行|"
    r"完成.{0,10}(?:初稿|方案|选址|立项|招标|调研|前期)|尚有|还有|仍有|其余|余下|剩余"
)
UNDONE = re.compile(
    r"(?<!从)(?<!前所)(?<!告知)未(?!来|成年|发生|发现|出现|婚|必|曾|经批准|雨|病|成诉|诉|见|明|再(?:发生|出现))|"
    r"没有(?:完成|开展|实现|落实|启动|建成|如期|达到)|暂缓|暂停|推迟|延期|延后|顺延|搁置|中止|"
    r"终止|冻结|不再[^,。;]{0,3}(?:实施|推进|开展|建设|组建|安排|举办)|"
    r"(?:因|受|由于)[^,。;]{1,20}取消|取消(?:了)?(?:原定|该|本)|落空|流产"
)
_MENDED = re.compile(r"全部|均已|已(?!被)|逐一|逐项|予以|整改|补齐|清零|完成")
_MAKES = re.compile(MAKES)
# A text in its marks is made, unless it is only followed or taught.
_TEXT = re.compile(
    r"^(?!.*(?:落实|贯彻|执行|学习|宣传|宣讲|根据|按照|依据|依照|对照|遵守|实施|结合)[^,]{0,8}《).*《"
)
_PRODUCT = re.compile(
    r"(?:梳理|形成|细化|明确|更新|调整|建立|实行|推行)[^,]{0,20}"
    r"(?:清单|目录|方案|细则|规程|指引|台账|手册|汇编|流程图|名录|基准|图谱)"
)
_HOLDS = re.compile(HOLDS)
_MEETS = re.compile(r"举办|召开|举行|承办")  # what is held has a time
_EVENT = re.compile(EVENTS)
_ENDLESS_HEAD = re.compile(rf"^(?:要|将|还|并|以|和|拟|全面)*(?:{ENDLESS})")
_VAGUE_END = re.compile(rf"(?:{VAGUE})$")
DONE = re.compile(
    r"出台|制定|印发|修订|编制完成|编印|汇编|公布|公开|发布|公告|建成|新建|建立|建起|设立|成立|"
    r"组建|增设|新设|设置|挂牌|揭牌|启用|上线|开通|投用|"
    r"投入使用|投入运行|上线运行|落成|配备|配齐|到岗|招录|招聘|引进|选派|派驻|下派|聘请|聘任|"
    r"选聘|培育|创建|创成|打造|评定|评选|命名|入选|获评|荣获|"
    r"完成|办结|清偿|清退|换发|取消|废止|纳入|列入|增加|新增|延长|缩短|统一|推出|签订|签署|"
    r"划转|下放|赋予|归集|接入|搭建|实现|达到|压缩|压减|"
    r"降[低至到]|升至|提升至|提高到|提升到|下降|减少|举办|召开|举行|施行|试行|推行|扩大到|增至|"
    r"清零|解决|消除|整改到位|全部整改|销号|打通|补齐|配足|充实|到位|落实到|"
    r"通过.{0,6}(?:验收|评估|审核|审议|考核)|验收合格"
)
GROUPS = (
    "出台|制定|印发|编制|修订|修编|公布|发布|施行|起草",
    "建成|新建|建立|设立|成立|组建|增设|新设|新增|挂牌|揭牌|打造|创建|改造|升级|建设|启用|上线|"
    "开通|开放|开设|投入使用|搭建|运行",
    "配备|配齐|招录|引进|选派|派驻|下派|聘请|聘任|选聘|充实|培育|培养|增聘|到岗|招聘|评选|"
    "评定|选取",
    "举办|召开|开展|组织|举行|实施|启动|进行|推行|试行",
    "压缩|压减|缩短|降低|下降|减少|降至|控制|取消",
    "提高|提升|增加|新增|扩大|升至|增至|达到",
)
_GROUPS = tuple(re.compile(group) for group in GROUPS)


def verb_groups(text: str) -> frozenset[int]:
    """Return which kinds of doing a text speaks of, as places in ``GROUPS``.

    >>> sorted(verb_groups("成立行政争议调解中心")), sorted(verb_groups("加强普法"))
    ([1], [])
    """
    return frozenset(n for n, group in enumerate(_GROUPS) if group.search(text))


def undone(text: str) -> re.Match[str] | None:
    """Return the words that say that a thing was not done.

    未归档的卷宗全部补齐 says that it was.

    >>> undone("公园尚未开工") is None, undone("未归档卷宗全部补齐") is None
    (False, True)
    """
    for found in UNDONE.finditer(text):
        clause = re.split("[,;。]", text[found.end() :], maxsplit=1)[0]
        if not _MENDED.search(clause):
            return found
    return None


def names_result(text: str) -> bool:
    """Tell a clause after which a thing is there or is not: 出台…办法, 设立…中心.

    >>> names_result("出台政府合同管理办法"), names_result("加强执法队伍建设")
    (True, False)
    """
    if _TEXT.search(text) or _PRODUCT.search(text):
        return True
    made = _MAKES.search(text)
    return made is not None and not _ENDLESS_HEAD.match(text) and not _VAGUE_END.search(text)


def names_event(text: str) -> bool:
    """Tell a clause of something that takes place or does not: 开展案卷评查, 组织旁听庭审.

    >>> names_event("开展行政执法案卷评查"), names_event("深入开展法治宣传活动")
    (True, False)
    """
    held = _HOLDS.search(text)
    if held is None or _ENDLESS_HEAD.match(text):
        return False
    return _MEETS.search(text) is not None or _EVENT.search(text, held.end()) is not None
