"""The scope of a figure: county-year, other level, prior year, change, target."""

from __future__ import annotations

import re

from analysis.extraction.quantities.context import Context
from analysis.extraction.quantities.mention import Mention
from analysis.records import Kind, Qualifier, Role, Scope
from analysis.text.rules import Rule

RISE = r"增长|增加|上升|提高|提升|增幅|增|升|多|高|上涨|扩大|翻"
FALL = r"下降|减少|降低|压减|降幅|降|减|少|低|缩短|回落|压降"
VERB = re.compile(rf"(?P<fall>{FALL})|{RISE}")
CHANGE_END = Rule(rf"(?:{RISE}|{FALL}|变化|持平)(?:了|约|近|超|率|幅度?|幅度?达|幅达|达|幅为)?$")
COMPARED = re.compile(
    r"同比|环比|较上年|较去年|比上年|比去年|相较|与去年|与上年|较(?:\d{4}|前)年|比\d{4}年|较.{0,8}(?:的|年)|上年同期|去年同期"
)
NO_CHANGE = ("新增", "增至", "减免", "减税", "精简", "压减至")
MOVED = re.compile(r"增长|下降|上升|[增降]幅")
LISTED_CHANGE = Rule(
    rf"(?:同比|较|比)[^,。;]{{0,14}}分别?(?:{RISE}|{FALL})(?:了)?[\d.%、和个百分点以及\s]+$"
)
PRIOR = Rule(
    r"(?:去年|上年|上一年度?|上年度|前年|往年|改革前|原来|以前)的?(?:[\u4e00-\u9fff]{0,4})$|由(?:[^,。;至到]{0,10})$|从(?:[^,。;至到]{0,6})的?$"
)
TO_NOW = frozenset("到至为")
YEAR_BEFORE = ("去年", "上年", "上年度")
BASE_YEAR = Rule(r"(?:较|比|由|从|与)(?P<y>\d{4})年(?:度|同期)?的?[^,。;\d]{0,8}$")
YEAR_END = Rule(r"(?<!\d)(?P<y>(?:19|20)\d\d)年(?:度)?(?:的|为|是)?[^,。;]{0,4}$")
_SO_FAR = (
    r"(?:(?:19|20)\d\d年?(?:\d{1,2}月)?[-—–~至到](?:19|20)\d\d年(?:\d{1,2}月)?(?=期间|[,间共累])|(?<!今年)(?<!年初)(?<!\d\d年)(?<!年)以来"
    r"|自.{2,16}?以来|[”\"]?期间(?=[^,。;]{0,12}累计|全)|历年来|近[两二三四五六七八九十]年|[二三四五六七八九十两]年来|连续[一二三四五六七八九十两\d]+年|至今|累计|总计已)"
)
SO_FAR = Rule(_SO_FAR)
PERIOD = re.compile(
    rf"(?P<cumulative>{_SO_FAR})"
    r"|(?P<year>今年以来|年初以来|全年|年内|今年|本年度?|当年|一年来|截[至止]目前|(?:19|20)\d\d年(?:以来)?)"
)
# Where a period begins: a month without a year is one of the report's own year.
START = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)年(?:\d{1,2}月)?|(?:自|从)(?:今年|本年)?\d{1,2}月)[^,。;]{0,20}?(?:以来|至今)$"
)
OF_COUNTY = re.compile(r"[全我本][县区旗]|[县区旗](?:委|政府|人民政府|级|直)")
OF_CITY = re.compile(r"[全我本]市|市(?:委|政府|人民政府)")
FEW = 12  # a rule asks for once a month at most
AHEAD = Rule(
    r"下一?步|工作打算|力争|争取(?!到|赔偿|补偿|权益|资金)|今后|明年|来年|(?<!结转)(?<!转入)下年度"
)
EACH = re.compile(r"每[年月季周次人个]|人均|年均")
# 每季度开展一次: a rule says how often, not how many times it was
RULE = Rule(
    r"每(?:半年|个?季度?|个?月|年|周|两个?月)(?:度)?(?!平均|共|累计|举办量)"
    r"(?:(?![一二两三四五六][次场期轮])[^,。;\d]){0,16}$"  # 按每年两期的要求举办3期
)
RULED_UNITS = frozenset({"次", "场", "期", "场次", "轮", "批次"})
TARGET = Rule(
    r"下达[^,。;]{0,12}任务$|力争|争取(?!到|赔偿|补偿|权益|资金)|目标[为是]|计划(?:于|到|在|新)|拟于|拟(?:对|开展|组织|新)|将(?:于|在|达到)|到20\d\d年底?前?[,]?(?:力争|实现|达到|全)|预计|每[年月季周](?:度|末)?[^,。;]{0,12}(?:至少|不少于|不低于)(?![^,。;]{0,6}的(?:要求|规定|标准))"
)
# 比例应不低于5%: what is asked for
DEMANDED = re.compile(r"(?:应当?|必须|须|要求)(?:达到)?$")
ABOVE = Rule(
    r"(?<!参加)(?<!参与)全省(?!率先|首[创家个批次]|领先|前列|排|第|唯一|推广|通办|统一|联网|行政执法(?:信息|综合|监督)?(?:平台|系统)|政务服务(?:网|平台|一体化))|(?<!落实)(?<!对接)(?<!承接)全国(?!率先|首[创家个批次]|领先|前列|推广|统一|联网|通办)|全自治区|省级平均|省平均|市平均|全州|全盟|[省市州]里|全[省市州盟国]平均"
    r"|(?:中央|省|自治区|国家)[\u4e00-\u9fff]{0,14}(?:反馈|交办|下达|转办|督办|通报|公布|推出的|确定的)"
    r"|省级?统筹$|国(?:务院|办)[\u4e00-\u9fff]{0,8}的(?![\u4e00-\u9fff])"
    r"|法院[^,;]{0,6}执[结行]|检察院[^,;]{0,6}(?:批捕|批准逮捕|起诉)"
)
CITY = Rule(
    r"(?<![县级])(?<!承接)(?<!落实)(?<!对接)(?<!纳入)(?<!融入)全市(?!率先|首[创家个批]|创新|排|领先|前列|第)|(?:完成|落实|承接|对照|占|按照)市$|本市(?=查)"
)
CITY_SUBJECT = Rule(
    r"(?:^|[,;:])(?:(?!按照|落实|贯彻|根据|依据|围绕|完成|承接|配合|对照|接受|争取|获得|邀请|聘请|抽调|联合)"
    r"(?![被经由向报获省全是一二三四五六七八九十新在对和与将把为以按依据照随应])"
    r"[\u4e00-\u9fff]{2,3}[市州盟](?![场民直级区县府])(?=[\u4e00-\u9fff“])"
    r"|[市州盟](?:政府|委|本级|组织|累计|全年|共|司法局|级))"
)
OWN_SUBJECT = re.compile(r"[我本全][县区旗]|报备|报送|向")
NAMED_YEAR = Rule(
    r"(?:^|[,;:])(?P<y>(?:19|20)\d\d)年"
    r"(?!以来|起|至|[-—–]|版|底|修|\d{1,2}月[-—–~至到])"
)
SAME_TIME_BEFORE = Rule(
    r"(?<![较比与同])(?:去年|上年)同期|(?:^|[,;:])(?:去年|上年度?|上一年度?)"
    r"(?:共|全年|,|[我全][县区市旗]|(?:新?收|受理|收到|办[理结]|审结|开展|组织|完成|为|有)(?!的|至))"
)
BRACKETED = re.compile(r"\([^()]*\)")
THIS_TIME = re.compile(r"今年|本年|当年|全年")
TOWN = Rule(
    r"(?:^|[,;:])其?中?[,]?(?:[^,;:]{0,8}的)?(?![各向对全等在由以经][\u4e00-\u9fff])"
    r"(?!指导|推动|规范|汇总|组织|督促|赋予|支持|帮助|督导|协助|开展|推进|加强|涉及|覆盖|深入|联合|提升|下放|委托|统筹|完成|编制|梳理)"
    r"[\u4e00-\u9fff]{1,3}(?<![乡各个县城街市区旗])(?:街道|镇|乡|苏木)(?![街村镇乡、(及和区]|综合执法|层面)"
    r"(?=[\u4e00-\u9fff])[^,;:]*$|(?:乡镇|街道)?(?:办事处\))?免费邮寄"
)
YEAR_PART = Rule(
    r"[,(;]?其中,?(?:当年|年内|今年|本年|全年|20\d\d年)?(?:新增|推出|新建|取消|新推出|新设)?(?![^,。;\d]{0,4}修订)[^,。;\d]{0,4}\d"
)
NEW = re.compile(r"当年|年内|今年|本年|全年|20\d\d年|新")
ACTIVITY = re.compile(
    r"学习|学法|研究|审议|听取|讨论|部署|组织|开展|召开|举办|受理|办理|调解|接待|解答|发放|检查|培训|宣讲|办结|创成|走访"
    r"|提出|出具|申报|评选|推荐|报送|入围|发现|查摆|反馈|督察|督查|查处|立案|审查|审核|收到|征集|化解|整改|排查|处理|发出|制发|评查|抽查|公开"
)
# 累计取消事项56个,减少材料1183件: what follows clause by clause, each with its figure, is so too
LISTED_ON = re.compile(r"[^,]*(?:\d[^,]{0,4},(?!其中)[^,\d]{2,10})*$")
NEW_THEN_ALL = re.compile(r"新[^,;]{0,12}\d[^,;]{0,4},(?:目前)?累计(?:已|达到?|共|有)*$")
TAKING_PART = re.compile(r"^[\u4e00-\u9fff]{0,12}?(?:参加|参训|参与|受训)")  # 累计600人参加培训
EACH_YEAR = re.compile(r"连续|近[二两三四五六七八九十]年")
OWN_YEAR = re.compile(r"全年|今年|年内|当年|一年来")
STOCK_UNITS = frozenset("项个家处所台套条类支座册部批件户枚人名年") | {"大类"}


OF_YEARS = frozenset({PRIOR, BASE_YEAR, YEAR_END, SAME_TIME_BEFORE, NAMED_YEAR})
ELSEWHERE = frozenset({ABOVE, CITY, TOWN})


def own_level_words(county: str) -> str:
    """Return the word a county uses for itself in 全X: a 县级市 writes 全市, a district 全区.

    >>> own_level_words("潢川县"), own_level_words("昆山市")
    ('县', '市')
    """
    return county[-1] if county and county[-1] in "县市区旗" else "县"


def own_level(text: str) -> str:
    """Return 市 for a text that speaks of a city and of no county, "" for any other.

    Where the county is not known, this tells whose 全市 and 市政府 are.

    >>> own_level("市政府常务会议学法8次"), own_level("全县受理87件,占全市的5%")
    ('市', '')
    """
    return "市" if OF_CITY.search(text) and not OF_COUNTY.search(text) else ""


def scope_of(
    mention: Mention, context: Context, role: Role, year: int | None, county: str
) -> Scope:
    """Return the scope of a figure from its section, its clause and the period words before it."""
    left, own = context.left, own_level_words(county)
    if role is Role.PLAN or _is_target(mention, context, year):
        return Scope.TARGET
    if _is_change(mention, context):
        return Scope.CHANGE
    if _is_prior(left, context, year):
        return Scope.PRIOR_YEAR
    if _is_other_level(left, context, own) or _names_other_city(context, county):
        return Scope.OTHER_LEVEL
    return Scope.CUMULATIVE if _is_cumulative(mention, context, year) else Scope.COUNTY_YEAR


def is_fall(context: Context) -> bool:
    """Tell whether a change is a decline, from the nearest verb before the number."""
    verbs = list(VERB.finditer(context.left)) or list(VERB.finditer(context.sentence[-24:]))
    return bool(verbs) and verbs[-1]["fall"] is not None


def _is_target(mention: Mention, context: Context, year: int | None) -> bool:
    """Tell aims from results: 力争…, 每季度不少于1次, and what follows 下一步 in its sentence."""
    words = context.shared + context.left
    if mention.minimum and EACH.search(words) and "人均" not in words:
        return True
    if mention.minimum and mention.unit in RULED_UNITS:
        return True
    if mention.qualifier is Qualifier.AT_LEAST and DEMANDED.search(context.left):
        return True
    may = context.rules
    ruled = RULE in may and mention.unit in RULED_UNITS and (mention.value or 0) <= FEW
    if ruled and RULE.search(context.left):
        return True
    if NAMED_YEAR in may and _speaks_of_later(context.part, year):
        return True
    if TARGET in may and TARGET.search(words):
        return True
    return AHEAD in may and AHEAD.search(context.sentence) is not None


def _is_change(mention: Mention, context: Context) -> bool:
    if mention.kind is Kind.CHANGE:
        return True
    left = context.left.rstrip(" ")
    if not left and context.clauses:
        return False
    ends = CHANGE_END in context.rules and CHANGE_END.search(left)
    if not ends or left.endswith(NO_CHANGE):
        return "持平" in left or _listed_change(mention, context)
    if COMPARED.search(context.sentence[-36:]):
        return True
    return mention.unit == "%" and MOVED.search(left[-8:]) is not None


def _listed_change(mention: Mention, context: Context) -> bool:
    """同比分别增长2.9%、7.4%: the second number has no verb of its own."""
    listed = mention.unit in {"%", "个"} and LISTED_CHANGE in context.rules
    return listed and LISTED_CHANGE.search(context.sentence) is not None


def _is_prior(left: str, context: Context, year: int | None) -> bool:
    may = context.rules
    if may.isdisjoint(OF_YEARS):
        return False
    if PRIOR in may and PRIOR.search(left) and not TO_NOW.isdisjoint(context.tail[:24]):
        return True
    if left.removesuffix("的").endswith(YEAR_BEFORE):
        return True
    before = context.sentence[-24:] if BASE_YEAR in may else ""
    base = (BASE_YEAR.search(left) or BASE_YEAR.search(before)) if "年" in before else None
    if base:
        return year is None or int(base["y"]) < year
    named = YEAR_END.search(context.sentence[-12:]) if YEAR_END in may else None
    if named is not None and year is not None and int(named["y"]) < year:
        return True
    if SAME_TIME_BEFORE not in may and NAMED_YEAR not in may:
        return False
    return _speaks_of_before(context.part, year)


def _speaks_of_before(words: str, year: int | None) -> bool:
    """上年同期受理114件,出庭率89%; 2021年收到52件,办理399件: all figures are the year before's."""
    if "年" not in words:
        return False
    words = BRACKETED.sub("", words)
    before = SAME_TIME_BEFORE.search(words)
    if before and not THIS_TIME.search(words[before.end() :]):
        return True
    years = list(NAMED_YEAR.finditer(words))
    return bool(years) and year is not None and int(years[-1]["y"]) < year


def _speaks_of_later(words: str, year: int | None) -> bool:
    """2025年,督察单位12个 in the report of 2024: what is planned."""
    if year is None or "年" not in words:
        return False
    named = [int(found["y"]) for found in NAMED_YEAR.finditer(words)]
    return bool(named) and named[-1] > year


def _names_other_city(context: Context, county: str) -> bool:
    """栖泉市组织演练740场 in a county's report is the city's figure, not the county's."""
    if CITY_SUBJECT not in context.rules or county[-1:] == "市" or OWN_SUBJECT.search(context.left):
        return False
    return CITY_SUBJECT.search(context.part) is not None


def _is_other_level(left: str, context: Context, own: str) -> bool:
    may = context.rules
    if may.isdisjoint(ELSEWHERE):
        return False
    above = ABOVE.search(left) if ABOVE in may else None
    if above and not re.search(rf"我{own}|本{own}|全{own}", left):
        return True
    city = CITY.search(left) if own != "市" and CITY in may else None
    if city and not re.search(r"我县|我区|其中", left):
        return True
    return TOWN in may and TOWN.search(context.shared + left) is not None


def _begins_in(period: re.Match[str], words: str, year: int | None) -> bool:
    """Tell a period that begins in the report's own year: 2024年至今, 自4月运行以来.

    Where 累计 follows a bare year, the year named may be no more than the first one of a text
    that does not say which year it reports on.
    """
    if not period[0].endswith(("以来", "至今")):
        return False
    begun = START.search(words, 0, period.end())
    if begun is None:
        return False
    if begun["y"] is None:
        return True
    bare = "累计" in words[period.end() :]
    return year is not None and int(begun["y"]) >= year and not bare


def _is_cumulative(mention: Mention, context: Context, year: int | None) -> bool:
    if mention.qualifier is Qualifier.ZERO:
        return False
    part = YEAR_PART.match(context.tail) if YEAR_PART in context.rules else None
    if part and NEW.search(part[0]):
        return True
    if SO_FAR not in context.rules:
        return False
    window = context.part
    periods = [p for p in PERIOD.finditer(window) if not _begins_in(p, window, year)]
    last = periods[-1] if periods else None
    if last is None or last.lastgroup == "year":
        return False
    spans = [p["cumulative"] for p in periods if p.lastgroup == "cumulative" and p[0] != "累计"]
    if mention.unit == "%" and all(EACH_YEAR.match(span) for span in spans):
        return False  # 出庭率连续3年保持100%, 近三年均达100%: a rate is each year's own
    if spans:  # 连续9年举办学法月,1.5万人考法: of each year, and so of this one
        return not all(span.startswith("连续") for span in spans)
    if last["cumulative"] in {"累计", "总计已"}:
        if LISTED_ON.fullmatch(window, last.end()) is None:
            return False
        if NEW_THEN_ALL.search(window):  # 今年新上线21项,累计达到47项
            return True
        return mention.unit in STOCK_UNITS and not (
            OWN_YEAR.search(window)
            or ACTIVITY.search(window, last.end())
            or TAKING_PART.match(context.right)
            or _within(context.sentence, year)
        )
    return True


def _within(sentence: str, year: int | None) -> bool:
    """Tell a running total of the report's own year: 2024年,…;累计精简材料28项."""
    return year is not None and re.search(rf"{year}年(?!以?来|至今|底|末)", sentence) is not None
