"""The administrative level of a report: county, township, department, prefecture."""

from __future__ import annotations

import re

from analysis.counties import Counties
from analysis.documents.identity.titles import DEPARTMENT, ON_BEHALF, TOWNSHIP, prefix_of
from analysis.records import Level
from analysis.text.fold import squeeze

YEAR = re.compile(r"^20\d\d(?:年度?|年)?(?=[\u4e00-\u9fff])")
UNKNOWN_NAME = re.compile(
    r"^(?:中共)?(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?(?:市|地区|盟|自治州)(?=[\u4e00-\u9fff]{2}))?"
    r"(?P<name>[\u4e00-\u9fff]{1,12}?(?:自治县|自治旗|县|区|市|旗))(?=$|人民|委|政府|\d|关于|法治|依法|[\u4e00-\u9fff]{1,4}[镇乡局办])"
)
NO_NAME = re.compile(
    r"[委我向入全各把将对由为按据等的]|落实|贯彻|坚持|认真|强化|加强|深化|聚焦|遵照|配合|协助|积极|持续|组织|承接|围绕|建立|推[动进]|支持|指导|^[本该市县省区旗在经从]|地区|社区|辖区|山区|片区|库区|牧区|林区|矿区|城市|园区|开发区|新区|示范区|自治区|高新区|景区|^(?:县|区|市|旗)$|[县市]区$"
)
OWN_WORDS = {
    Level.COUNTY: re.compile(
        r"我[县区旗]|全[县旗](?!委)|[县区旗]委、?[县区旗]政府"
        r"|(?:^|[,。;、\n])[县区旗](?:人民)?政府(?!部门|所属|工作)"
    ),
    Level.PREFECTURE: re.compile(r"我[市州盟]|全[市州盟]"),
    Level.TOWNSHIP: re.compile(
        r"我[镇乡]|我街道|本街道|(?<![健完安齐保])全[镇乡](?![街村镇域])|(?<![乡各街])[镇乡]党委、[镇乡]?政府|街道党工委"
        r"|(?<![\u4e00-\u9fff])(?:法治)?党委会|党政班子会|距县城|下辖\d+个(?:行政)?(?:村|社区|嘎查)"
        r"|(?<!\d)\d{1,2}个村(?:\(社区\))?(?:课堂|宣讲|培训)"
    ),
    Level.DEPARTMENT: re.compile(
        r"我[局委办厅院]|本[局委]|(?<!党)[局委]党组|全局(?=上下|各|干部|党员|职工|人员|执法|共|组织|开展|召开)"
    ),
}


OF_COUNTY = re.compile(
    r"[全我本][县区旗市]|[县旗区市](?:委|政府|直|级|长)|[乡各]镇|镇街|街镇|常务会"
)


# 盟委、行署主要领导: of a league that reports, not one under whose lead a county reports
LEAGUE = re.compile(r"(?:盟委|行署)(?![^,。]{0,16}领导下)")
OWN_COUNTY = re.compile(r"[我全本][县区旗市]|[县区旗]委")
# 2024年,平江县司法局在县委领导下…: the text speaks of a bureau's own work
BUREAU = re.compile(
    r"(?:^|[。\n])(?:20\d\d年(?:度|来|以来)?|今年以来|一年来)?,?(?![^。,\n]{0,14}依法治)"
    r"[\u4e00-\u9fff]{0,12}?(?:局|委员会|办公室|中心|支队|大队)"
    r"(?=在[县区市旗]?委|坚持|以习近平|认真|深入|紧紧|全面|始终)"
)


def place_part(text: str) -> str:
    """Return the part of a title that names the place: before its subject, or after 关于."""
    before = prefix_of(text)
    if before:
        return before
    after = re.match(r"关于(?:印发|报送)?(?:《)?([\u4e00-\u9fff]{2,14}?)(?=20\d\d|法治|依法)", text)
    return after[1] if after else text if len(text) < 30 else ""


def unknown_county(text: str, counties: Counties) -> str | None:
    """Return a county-like name that no table holds (雪岭市)."""
    match = UNKNOWN_NAME.match(text)
    if not match or NO_NAME.search(match["name"]) or len(match["name"]) < 2:
        return None
    name = match["name"]
    return None if counties.is_prefecture(name) or name in counties.provinces else name


def names_prefecture(text: str, counties: Counties) -> bool:
    """Tell a title that begins with a prefecture or province."""
    part = prefix_of(text).removeprefix("中共") or place_part(text)
    heads = [p for p in (*counties.prefectures, *counties.provinces) if part.startswith(p)]
    return bool(heads) or bool(
        re.match(r"^[\u4e00-\u9fff]{1,6}(?:州|盟|地区)(?:人民政府|委|$)", part)
    )


def level_of_body(body: str) -> Level:
    """Tell the level of a text without a title from the words it uses for its own body.

    >>> level_of_body("召开党委会4次,14个村(社区)培训。"), level_of_body("全县受理复议87件。")
    (<Level.TOWNSHIP: 'township'>, <Level.OTHER: 'other'>)
    """
    text = squeeze(body)
    if _of_league(text):
        return Level.PREFECTURE
    if not OF_COUNTY.search(text):
        for level in (Level.TOWNSHIP, Level.DEPARTMENT):
            if OWN_WORDS[level].search(text[:800]):
                return level
    return Level.OTHER


def level_of(
    title: str, signature: tuple[str, ...], body: str, counties: Counties, *, named: bool
) -> Level:
    """Tell at which level the body stands that reports.

    Args:
        title: the title of the report.
        signature: who signed it.
        body: its text without addressee and furniture.
        counties: the table of counties.
        named: whether a county was found.
    """
    title = squeeze(title)
    dated = prefix_of(YEAR.sub("", title))  # 2023年度平江县法治政府建设情况
    issuer = prefix_of(title) or (dated if counties.mentions(dated) else "")
    behind = place_part(title[title.find("关于") :]) if "关于" in title else ""
    for text in (behind if _names_county(behind, counties) else issuer, *signature):
        level = _level_of_issuer(text, counties)
        if level is not None:
            return level
    if not named and _of_league(body):
        return Level.PREFECTURE
    for level in (Level.TOWNSHIP, Level.DEPARTMENT):
        if OWN_WORDS[level].search(body[:800]):
            return level
    if BUREAU.search(body[:500]):
        return Level.DEPARTMENT
    if named or OWN_WORDS[Level.COUNTY].search(body):
        return Level.COUNTY
    return Level.PREFECTURE if OWN_WORDS[Level.PREFECTURE].search(body[:600]) else Level.OTHER


def _of_league(body: str) -> bool:
    return bool(LEAGUE.search(body[:800])) and not OWN_COUNTY.search(body)


def _names_county(text: str, counties: Counties) -> bool:
    return bool(text) and bool(counties.mentions(text) or unknown_county(text, counties))


def _level_of_issuer(issuer: str, counties: Counties) -> Level | None:
    """Return the level of an issuer such as 丰都县栗子乡人民政府, or None where it says nothing."""
    if not issuer:
        return None
    rest = _without_places(issuer, counties)
    if ON_BEHALF.search(rest):
        return Level.COUNTY
    if TOWNSHIP.search(rest):
        return Level.TOWNSHIP
    if DEPARTMENT.search(rest):
        return Level.DEPARTMENT
    if rest != issuer.removeprefix("中共") and counties.mentions(issuer):
        return Level.COUNTY
    if unknown_county(issuer, counties):
        return Level.COUNTY
    if names_prefecture(issuer, counties) or names_prefecture(issuer + "2023年", counties):
        part = issuer.removeprefix("中共")
        only_province = any(part.startswith(p) for p in counties.provinces)
        return Level.OTHER if only_province else Level.PREFECTURE
    return None


def _without_places(issuer: str, counties: Counties) -> str:
    """Take the names of counties and prefectures out (镇宁县 and 新乡县 hold 镇 and 乡)."""
    rest = issuer.removeprefix("中共")
    for _, name in counties.mentions(issuer):
        rest = rest.replace(name, name[-1], 1)
    for name in (*counties.prefectures, *counties.provinces):
        rest = rest[len(name) - 1 :] if rest.startswith(name) else rest
    unknown = UNKNOWN_NAME.match(rest)
    return rest[unknown.end() - 1 :] if unknown and not NO_NAME.search(unknown["name"]) else rest
