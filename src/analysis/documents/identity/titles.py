"""The title of a document: found, joined from its lines, and read for issuers and kind."""

from __future__ import annotations

import re

from analysis.documents.formats.furniture import is_furniture
from analysis.documents.identity.genre import KIND, SUBJECT, about_report
from analysis.records import Level
from analysis.text.fold import fold, squeeze

ISSUER_END = (
    r"(?:人民政府(?:办公室|办公厅)?|管理委员会|管委会|街道办事处|办事处|委员会(?:办公室)?|委(?:办公室)?|工委|党组|局|厅|"
    r"办公室|中心|大队|支队|分局)"
)
ISSUER_LINE = re.compile(rf"^[\u4e00-\u9fff()、 ]{{2,30}}{ISSUER_END}$")
# Lines above a title that belong to it: the issuer, the place, the year
ABOVE = re.compile(
    rf"^(?:[\u4e00-\u9fff()、]{{2,30}}{ISSUER_END}|[\u4e00-\u9fff]{{1,12}}[县区市旗](?:20\d\d年度?)?"
    r"|[\u4e00-\u9fff]{2,12}[镇乡]|20\d\d年度?)(?:关于)?$"
)
BESIDE = re.compile(  # what a page prints beside a title on its line
    r"\s*[\[【(]?(?:(?:发布|公开|生成|更新)(?:时间|日期|机构)|(?:信息|文章|稿件)?来源|作者|浏览(?:次数)?"
    r"|阅读(?:次数)?|点击(?:数|量)?|字[号体]|时间|日期|索引号)\s*[\]】)]?\s*:"
)
# … and right before or after it: 标题:…, a list's bullet, the day of publication
AROUND = re.compile(r"^[-•*\s]*标\s*题\s*[::]\s*|\s+20\d\d-\d\d?-\d\d?$")
TITLE_END = re.compile(
    r"(?:报告|总结|情况|年报|要点|方案|安排|计划|解读|汇报|意见|通知|信息|问答|公报|做法)(?:[(].{1,30}[)])?(?:的公告|的公示|的通报)?$"
)
FIELD = re.compile(  # - 备注/文号:…
    r"[-•*]?(?:索引号|备注(?:/文号)?|文号|发文字号|发布机构|发文机关|主题分类|有效性|(?:公文)?(?:生成|成文|发布)日期):"
)
# What a page's fields and buttons hold: an index number, an office, 主动公开, 返回上一级
VALUE = re.compile(
    r"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]{0,3}[^\u4e00-\u9fff]*|(?:主动|依申请|不予)公开|现行有效"
    r"|[•·>]?(?:返回|联系我们|网站地图|无障碍|打印|关闭|分享|登录|搜索|首页|当前位置)[^报告总结]{0,8}"
    rf"|[\u4e00-\u9fff]{{2,14}}(?:{ISSUER_END}|办)(?:[(][^()]{{1,12}}[)])?)$"
)
PAIRS = ("()", "《》", "“”")
NEWS = re.compile(r"解读|答记者问|新闻发布|一图读懂|图解|问答")
EVENT = re.compile(
    r"召开|举行|举办|开展|启动|部署|推进会|座谈会|调研|培训|观摩|获评|荣获|入选|组织|赴|来我|督察|检查|"
    r"扎实推进|获.{0,8}(?:表彰|肯定|称号|荣誉|命名)|^(?:省|市|中央).{0,14}来"
)
PLAN = re.compile(
    r"要点|方案|工作安排|工作计划|计划|实施意见|规划|任务分解|任务清单|责任清单|通知$"
)
REPORTED = re.compile(r"报告|总结|情况|年报|汇报")
PASSED_ON = re.compile(r"印发|报送|公布|公开|转发|上报|公示")
TOWNSHIP = re.compile(
    r"(?:街道|苏木|民族乡|[镇乡])(?:人民政府|办事处|党委|党工委|委员会|政府|$|[^\u4e00-\u9fff])|街道|苏木"
)
DEPARTMENT = re.compile(
    r"局|厅|办公室|政府办(?!事)|中心|大队|支队|管委会|联合会|集团|医院|学校|"
    r"(?<=[\u4e00-\u9fff])(?<![县区市旗州盟党工镇乡])委"
)
ON_BEHALF = re.compile(r"依法治[县区市旗州]|法治政府建设领导小组|全面依法")


def find_title(candidates: tuple[str, ...], lines: list[str]) -> str:
    """Return the title: of the text where its first lines hold one, else the page's own.

    ``lines`` are the first lines of the text; a title broken over up to four of them is joined.
    """
    printed = _printed(lines)
    named = next((c for c in candidates if about_report(c) and KIND.search(c)), "")
    named = named or next((c for c in candidates if about_report(c)), "")
    if printed and (not named or squeeze(named) in squeeze(printed) or not KIND.search(named)):
        return printed
    return named or printed or _first(lines) or next(iter(candidates), "")


def _first(lines: list[str]) -> str:
    """Return the first line before the text that could be a title at all.

    What stands below the opening is a heading or a fragment of the text.
    """
    for line in lines[:10]:
        if _begins_text(line):
            break
        words = squeeze(line)
        if (
            4 <= len(words) <= 50
            and not re.search(r"[。;:,]$|^[(]?[一二三1][、)]|[〕\])]第?\d+号$", words)
            and not FIELD.match(words)
            and not VALUE.match(words)
            and not _is_cut(words)
            and not is_furniture(line)
        ):
            return " ".join(line.split())
    return ""


def _is_cut(words: str) -> bool:
    """Tell a line that is a part of a broken sentence: -2025年)》目标任务."""
    return any(words.count(pair[0]) != words.count(pair[1]) for pair in PAIRS)


def _printed(lines: list[str]) -> str:
    """Return the title printed in the first lines: on one line, or broken over up to four.

    The fewest lines that make a title are taken, so that navigation above it stays out; lines
    with the issuer, the place or the year above it belong to it.
    """
    heads = _heads(lines)
    for size in (1, 2, 3, 4):
        for start in range(len(heads) - size + 1):
            part = heads[start : start + size]
            if not all(part) or not _is_title("".join(part)):
                continue
            while start and ABOVE.match(squeeze(heads[start - 1])):
                start -= 1
                part.insert(0, heads[start])
            return " ".join(" ".join(part).split())
    return ""


def _heads(lines: list[str]) -> list[str]:
    """Return the lines before the text, "" for furniture; a title is cut out of what it sticks to.

    >>> _heads(["首页 > 平江县2024年法治政府建设年度报告 发布时间:2025-03-02 来源:本站"])
    ['平江县2024年法治政府建设年度报告']
    """
    heads = []
    for line in lines[:25]:
        stuck = title_in(line)
        if stuck or is_furniture(line):
            heads.append(stuck)
        elif _begins_text(line):
            break
        else:
            heads.append(AROUND.sub("", line))
    return heads


def title_in(line: str) -> str:
    """Return the title that a line of the page holds beside breadcrumbs or a meta line, or "".

    It names a year: 法治政府建设年度报告 alone is the name of a column.
    """
    bare = BESIDE.split(fold(line), maxsplit=1)[0].rpartition(">")[2].strip()
    stuck = bare != fold(line).strip() and re.search(r"20\d\d", bare)
    return bare if stuck and _is_title(bare) else ""


def _begins_text(line: str) -> bool:
    sentence = line.endswith("。") and len(line) > 30
    return len(line) > 90 or sentence or re.match(r"\s*[一二三]、", line) is not None


def _is_title(line: str) -> bool:
    words = squeeze(line)
    if len(words) > 90 or not SUBJECT.search(words) or re.search(r"[。;:,]$", words):
        return False
    return bool(TITLE_END.search(words)) and not words.startswith("(")


def prefix_of(title: str) -> str:
    """Return the part of a title before its year and subject: the issuer or the place.

    >>> prefix_of("中共潢川县委 潢川县人民政府 关于2023年法治政府建设情况的报告")
    '中共潢川县委 潢川县人民政府'
    """
    words = re.sub(r"\s+", " ", title).strip()
    cut = re.search(
        r"关于|\s?(?:20|二[〇零○])[\d〇零○一二三四五六七八九 ]{2,4}"
        r"|法治(?!办|委)|依法行政|推进|印发",
        words,
    )
    return (words[: cut.start()] if cut else "").strip()


def issuers_in(prefix: str) -> tuple[str, ...]:
    """Return the bodies named in the issuer part of a title.

    >>> issuers_in("中共惠安县委惠安县人民政府")
    ('中共惠安县委', '惠安县人民政府')
    """
    spaced = re.sub(r"(?<=[县区市旗州镇乡]委)(?:员会)?(?=[^员会\s、办全依])", " ", prefix)
    parts = [p for p in re.split(r"[\s、,]+", spaced) if p]
    return tuple(dict.fromkeys(p for p in parts if re.search(rf"{ISSUER_END}$", p)))


def signature_of(lines: list[str]) -> tuple[str, ...]:
    """Return the bodies that signed under the text (or in brackets under the title)."""
    found = [line.strip() for line in lines[-8:] if ISSUER_LINE.match(line.strip())]
    if not found:
        for line in lines[:6]:
            inner = re.fullmatch(
                rf"[(]([\u4e00-\u9fff]{{2,25}}?{ISSUER_END})[\s\d年月日]*[)]", line.strip()
            )
            found += [inner[1]] if inner else []
    return tuple(dict.fromkeys(part for line in found for part in issuers_in(line)))


def kind_of(title: str) -> Level | None:
    """Return the level that a title's kind settles alone: plan, news, other; None for a report."""
    words = squeeze(title)
    outside = re.sub(r"《[^》]*》", "", words)
    if NEWS.search(words):
        return Level.NEWS
    if not about_report(words):
        return Level.NEWS if EVENT.search(words) else Level.OTHER
    if REPORTED.search(outside) or _passes_on_a_report(words, outside):
        return Level.NEWS if re.search(r"召开|举行|推进会|座谈会|听取|审议", outside) else None
    if PLAN.search(outside) or PLAN.search(words):
        return Level.PLAN
    return Level.NEWS if EVENT.search(outside) else None


def _passes_on_a_report(words: str, outside: str) -> bool:
    """Tell a notice under which a report itself is printed (关于印发《…情况报告》的通知)."""
    inside = "".join(re.findall(r"《([^》]*)》", words))
    return bool(
        PASSED_ON.search(outside) and REPORTED.search(inside) and not PLAN.search(inside + "。")
    )
