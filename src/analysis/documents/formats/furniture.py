"""Page furniture that all formats share: breadcrumbs, meta lines, footers, page numbers."""

from __future__ import annotations

import re

from analysis.records import Span
from analysis.text.fold import fold

HEAD_LINES = 40  # furniture is looked for in so many first lines …
TAIL_LINES = 15  # … and so many last ones
BODY_LINE = 80  # a line as long as this and without labels is text of the report

LABELS = (
    "发布时间|发布日期|发布于|公开日期|公开时间|更新时间|更新日期|成文日期|成文时间|生成日期|印发日期|制发日期|发文日期|"
    "日期|时间|来源|信息来源|文章来源|稿件来源|作者|编辑|责任编辑|审核|终审|初审|复审|校对|撰稿|供稿|字体|字号|字体大小|"
    "浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击数|点击量|点击率|点击|访问量|访问次数|人气|打印|分享|分享到|收藏|视力保护色|保护视力色|"
    "索引号|索引码|主题分类|组配分类|体裁分类|信息分类|公开分类|服务对象分类|主题词|关键词|发布机构|发布单位|发文机关|发文单位|"
    "公开主体|公开责任部门|责任部门|信息名称|文件名称|名称|标题|发文字号|文号|文件编号|统一编号|有效性|效力状态|文件状态|时效|时效性|"
    "公开方式|公开形式|公开范围|公开时限|公开属性|生效日期|失效日期|废止日期|信息索引|信息编号|内容概述|内容分类|载体类型|"
    "主办|主办单位|承办|承办单位|技术支持|备案号|网站标识码|地址|邮编|联系电话|电话|版权所有|扫一扫|上一篇|下一篇|上一条|下一条"
)
LABEL = re.compile(rf"^[\[【(·•*\s]*(?:{LABELS})\s*[\]】)]?\s*[:|]")
STRONG = re.compile(
    r"索引号|组配分类|体裁分类|主题分类|信息分类|发文字号|网站标识码|公网安备|ICP备|IPC备|统一社会信用代码"
)
CRUMB = re.compile(
    r"^[【\[\s]*(?:您?(?:现在|当前|目前)?(?:所在|的)*的?位置|当前栏目|所在位置)|首页\s*(?:[>»/\\→]|&gt;|-+>)|"
    r"^(?:[^>。]{1,20}\s*[>»]+\s*){2,}"
)
NOISE = re.compile(
    r"^(?:扫一扫|扫码|用微信扫|分享到|【?\s*(?:打印|关闭|收藏|返回顶部|加入收藏)|打印本页|关闭窗口|关闭本页|返回顶部|相关(?:链接|文章|阅读|信息)|"
    r"无障碍|适老化|关怀版|长者(?:版|模式)|听全文|语音合成|语音播报|智能问答|网站地图|联系我们|关于我们|简体|繁体|"
    r"上一[篇条]|下一[篇条]|版权所有|主办单位|承办单位|Copyright|©|附件下载|"
    r"今天是|现在是|欢迎(?:您|访问|光临)|登录|注册|\[?\s*大\s*[\]|]?\s*\[?\s*中\s*[\]|]?\s*\[?\s*小|A\+|字号)"
)
DATED = re.compile(  # a meta line that begins with its date and has no label before it
    r"^20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?[\s\d:]{0,10}[^,。;]{0,12}?"
    r"(?:来源|作者|浏览|阅读|点击|访问|字号|字体|编辑|打印)[^,。;]{0,6}?(?:[:\[(【]|$)"
)
LIVE_DATE = re.compile(r"星期[一二三四五六日天]|农历|现在时间|系统时间")
PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4}|\s*页.{0,10})?[-—–·\s]*$")


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page (breadcrumb, meta line, footer), not to the report.

    >>> is_furniture("发布时间:2024-03-28 16:58 信息来源:县司法局"), is_furniture("一、主要举措")
    (True, False)
    """
    line = fold(line).strip()
    if not line or len(line) > 400:
        return False
    if LABEL.match(line) or CRUMB.search(line) or NOISE.match(line) or DATED.match(line):
        return len(line) <= 120 or not re.search(r"[。;]", line)
    if len(line) < 200 and (STRONG.search(line) or (LIVE_DATE.search(line) and len(line) < 50)):
        return not line.endswith("。")
    return False


def lines_of(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not blank, each with its position; blanks around are cut off."""
    return [(m.start(), m[0].rstrip()) for m in re.finditer(r"[^\s][^\n\r]*", text)]


def find_furniture(text: str) -> tuple[Span, ...]:
    """Return the spans of the furniture lines at the head and the tail of a text."""
    lines = lines_of(fold(text))
    head = _head(lines)
    tail = max(head, len(lines) - TAIL_LINES)
    found: list[Span] = []
    for number, (start, line) in enumerate(lines):
        if head <= number < tail:
            continue
        if is_furniture(line) or _value_of_label(lines, number):
            found.append(Span(start, start + len(line)))
    return tuple(found)


def _head(lines: list[tuple[int, str]]) -> int:
    """Count the lines before the first one that is surely text of the report."""
    for number, (_, line) in enumerate(lines[:HEAD_LINES]):
        long = len(line) > BODY_LINE and "。" in line
        if (long or re.match(r"^[一二三四五]、", line)) and not is_furniture(line):
            return number
    return min(HEAD_LINES, len(lines))


def _value_of_label(lines: list[tuple[int, str]], number: int) -> bool:
    """Tell whether a line is the value of a bare label on the line before."""
    if not number:
        return False
    before, line = lines[number - 1][1], lines[number][1]
    bare = re.fullmatch(rf"[\[【(\s]*(?:{LABELS})\s*[\]】)]?\s*[:]?", before)
    if not bare or len(line) > 30:
        return False
    return bool(re.match(r"^[\d〔\[A-Za-z/-]|^[^。,]{2,12}(?:局|办公室|政府|网|办)$", line))
