"""Made-up pages of reports in the styles of eight content systems, each with its truth."""

import random
from dataclasses import dataclass, field

PLACES = ("雪岭县", "云桥县", "石泉区", "青汀市", "南坪县")
VERBS = ("共受理", "全年办理", "累计开展", "组织完成", "依法处理")
THINGS = ("行政复议案件", "行政应诉案件", "矛盾纠纷", "执法检查", "法治培训", "规范性文件审查")
UNITS = ("件", "起", "次", "场", "份", "人次")


@dataclass
class Page:
    """A page and what it holds: sentences and rows of the report, and words of the site."""

    html: str
    title: str
    place: str
    year: int
    published: str
    sentences: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in ",:()"}


class Maker:
    """Makes the parts of a page from one seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.place = self.dice.choice(PLACES)
        self.year = self.dice.randrange(2016, 2025)
        self.published = f"{self.year + 1}-0{self.dice.randrange(1, 4)}-1{self.dice.randrange(10)}"
        self.title = f"{self.place}人民政府关于{self.year}年法治政府建设情况的报告"
        self.wide = self.dice.random() < 0.5
        self.sentences, self.rows = [], []
        self.foreign = [f"{self.place}某局第{n}期动态{self.number()}条" for n in range(12)]

    def number(self):
        return self.dice.choice([self.dice.randrange(2, 99), self.dice.randrange(100, 9999)])

    def sentence(self):
        said = (
            f"{self.dice.choice(VERBS)}{self.dice.choice(THINGS)}{self.number()}"
            f"{self.dice.choice(UNITS)},办结率{self.dice.randrange(80, 100)}."
            f"{self.dice.randrange(10)}%。"
        )
        return self.keep(said)

    def keep(self, words):
        """Note a sentence of the report, in half of the pages with full-width signs."""
        if self.wide:
            words = words.translate(WIDE)
        self.sentences.append(words)
        return words

    def paragraphs(self):
        """The paragraphs of the report; some are headings."""
        opening = f"{self.year}年,{self.place}扎实推进依法行政,现将有关情况报告如下:"
        found = [self.keep(opening)]
        parts = ("主要举措和成效", "存在的不足和原因", "下一步工作安排")
        for number, part in enumerate(parts):
            heading = f"{'一二三'[number]}、{part}"
            found.append(self.keep(heading))
            for item in range(self.dice.randrange(2, 5)):
                text = "".join(self.sentence() for _ in range(self.dice.randrange(2, 6)))
                mark = f"({'一二三四'[item]})加强第{item + 1}项工作。"
                found.append(self.keep(mark) + text)
        return found

    def table(self):
        rows = [["类别", "受理数", "办结数"]]
        for thing in self.dice.sample(THINGS, 4):
            rows.append([thing, str(self.number()), str(self.number())])
        self.rows += rows
        return rows


def build(style, seed):
    """Make a page of one of the ``STYLES``."""
    maker = Maker(f"{style}{seed}")
    html = STYLES[style](maker)
    return Page(
        html=html,
        title=maker.title,
        place=maker.place,
        year=maker.year,
        published=maker.published,
        sentences=maker.sentences,
        rows=maker.rows,
        foreign=maker.foreign,
    )


def links(maker, start=0, end=6):
    """A list of other pages, with numbers and dates in it."""
    items = "".join(
        f"<li><a href='/art/{n}.html'>{t}</a><span>{maker.year}-0{n % 9 + 1}-11</span></li>"
        for n, t in enumerate(maker.foreign[start:end])
    )
    return f"<ul class='list'>{items}</ul>"


def head(maker, meta=""):
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{meta}<title>{maker.title}-{maker.place}"
        "人民政府网</title><style>.a{width:87px}</style><script>var hits='3522次';</script></head>"
    )


def top(maker):
    return (
        "<div class='header'><a href='/'>首页</a><a href='/zwgk'>政务公开</a><a>无障碍浏览</a>"
        "<span>今天是2026年3月5日 星期四</span></div><div class='crumb'>您当前的位置:"
        f"<a>首页</a> &gt; <a>政务公开</a> &gt; <a>{maker.place}年度报告</a></div>"
    )


def share():
    return (
        "<div class='share'>分享到:<a>微信</a><a>微博</a><a>QQ空间</a> <span>[字体:大 中 小]</span>"
        "<a>打印本页</a><a>关闭窗口</a></div><div class='qr'>扫一扫在手机打开当前页</div>"
    )


def foot(maker):
    return (
        f"<div class='footer'><p>主办:{maker.place}人民政府办公室 技术支持:某某公司</p>"
        "<p>网站标识码:4115260001 某ICP备12345678号 联系电话:0300-1234567</p>"
        "<p><a>网站地图</a> | <a>联系我们</a></p></div></body></html>"
    )


def table(maker, attributes="border='1'"):
    rows = "".join(
        "<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>"
        for row in maker.table()
    )
    return f"<table {attributes}><tbody>{rows}</tbody></table>"


def index_table(maker):
    """The table in which a site files its documents; its numbers are no figures."""
    pairs = [
        ("索引号", "035200009/2026-00012", "主题分类", "法治政府建设"),
        ("发布机构", f"{maker.place}司法局", "发布日期", maker.published),
        ("名称", maker.title, "文号", ""),
    ]
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in pairs)
    return f"<table class='xxgk'>{rows}</table>"


def trs(maker):
    meta = {
        "ArticleTitle": maker.title,
        "PubDate": f"{maker.published} 09:30",
        "ContentSource": f"{maker.place}司法局",
    }
    tags = "".join(f"<meta name='{name}' content='{said}'>" for name, said in meta.items())
    body = "".join(f"<p style='text-indent:2em'><span>{t}</span></p>" for t in maker.paragraphs())
    return "".join(
        [
            *(head(maker, tags), "<body>", top(maker), f"<h1>{maker.title}</h1>"),
            f"<div class='info'>发布时间:{maker.published} 09:30 来源:{maker.place}司法局 ",
            f"浏览次数:1234</div>{share()}<div class='article'>",
            f"<div class='view TRS_UEDITOR trs_paper_default'>{body}{table(maker)}</div>",
            f"<div class='xg'><h3>相关链接</h3>{links(maker)}</div></div>{foot(maker)}",
        ]
    )


def zoom(maker):
    """A part put in at the head of the page ends the page, long before its end."""
    body = "".join(f"<p>&emsp;&emsp;{t}</p>\n" for t in maker.paragraphs())
    return "".join(
        [
            *(head(maker), "<body><div class='inc'>", top(maker), "</div></body></html>\n"),
            f"<div class='main'>{index_table(maker)}<div class='title'>{maker.title}</div>",
            f"<div id='zoom'>{body}{table(maker)}{share()}</div>",
            f"<div class='right'>{links(maker)}</div></div>{foot(maker)}",
        ]
    )


def union(maker):
    """Word has cut numbers and units into spans of their own."""

    def cut(text):
        pieces = []
        for place, char in enumerate(text):
            if char.isdigit() and place % 2:
                pieces.append(f"<span lang=EN-US style='font-size:16pt'>{char}<o:p></o:p></span>")
            else:
                pieces.append(f"<font face='仿宋'>{char}</font>" if char == "件" else char)
        return "".join(pieces)

    body = "".join(f"<p class=MsoNormal><span>{cut(t)}</span></p>" for t in maker.paragraphs())
    return "".join(
        [
            *(head(maker), "<body>", top(maker), f"<div class='bt'><h2>{maker.title}</h2></div>"),
            f"<p class='ly'>来源:{maker.place}人民政府办公室 日期:{maker.published}</p>",
            f"<div class='Custom_UnionStyle'><style>p{{margin:0}}</style>{body}",
            f"{table(maker, 'class=MsoTableGrid')}</div>{share()}",
            f"<div class='like'>猜你喜欢{links(maker)}</div>{foot(maker)}",
        ]
    )


def breaks(maker):
    """Tables lay out the page; the report is one cell with breaks."""
    body = "<br>\n&nbsp;&nbsp;&nbsp;&nbsp;".join(maker.paragraphs())
    return "".join(
        [
            *(head(maker), "<body><table width='980'><tr><td colspan=2>", top(maker)),
            f"</td></tr><tr><td width=200 class=left>{links(maker)}</td><td><table>",
            f"<tr><td class='t'><b>{maker.title}</b></td></tr>",
            f"<tr><td>发布时间:{maker.published} 点击数:87</td></tr>",
            f"<tr><td class='bt_content'><font size=3>{body}<br>{table(maker)}</font></td></tr>",
            f"<tr><td>{share()}</td></tr></table></td></tr></table>{foot(maker)}",
        ]
    )


def xiumi(maker):
    """An editor of newsletters wraps every paragraph in sections."""

    def nested(text):
        return (
            "<section style='margin:10px'><section><section style='display:inline-block'>"
            f"<section powered-by='xiumi'><span>{text}</span></section></section></section>"
            "</section><section><br></section>"
        )

    body = "".join(map(nested, maker.paragraphs()))
    return "".join(
        [
            *(head(maker), "<body>", top(maker), f"<div class='detail'><h1>{maker.title}</h1>"),
            f"<div>时间:{maker.published} 字号:[大][中][小]</div>",
            f"<section class='box'>{body}<section>{table(maker)}</section></section></div>",
            f"{share()}<aside>{links(maker)}</aside>{foot(maker)}",
        ]
    )


def ucap(maker):
    body = "".join(f"<p><strong></strong>{t}</p>" for t in maker.paragraphs())
    before, after = (f"<a>{words}</a>" for words in maker.foreign[10:])
    return "".join(
        [
            *(head(maker), "<body>", top(maker), f"<div class='xl'>{index_table(maker)}"),
            f"<ucaptitle>{maker.title}</ucaptitle><div id='UCAP-CONTENT'><ucapcontent>",
            f"{body}{table(maker)}</ucapcontent></div></div>",
            f"<div class='pn'>上一篇:{before} 下一篇:{after}</div>{links(maker)}{foot(maker)}",
        ]
    )


def vsb(maker):
    blank = "<span style='mso-spacerun:yes'>&nbsp;</span>"
    body = "".join(f"<p>{blank}{t}</p>" for t in maker.paragraphs())
    return "".join(
        [
            *(head(maker), "<body>", top(maker), "<div class='win'><form name='_newscontent'>"),
            f"<h1 align='center'>{maker.title}</h1>",
            f"<div>{maker.published} 阅读次数:[<span>87</span>]</div>",
            f"<div id='vsb_content_2'><div class='v_news_content'>{body}{table(maker)}</div></div>",
            f"<p align='right'>【<a>关闭</a>】</p></form>{share()}</div>",
            f"<div class='hot'><h3>热点</h3>{links(maker, 0, 10)}</div>{foot(maker)}",
        ]
    )


def unknown(maker):
    """No name of a container is known, and teasers beside the report are sentences too."""
    news = "".join(
        f"<div class='k7'><a href='#'>{t}</a><p>{maker.place}某局开展活动{n}次。</p></div>"
        for n, t in enumerate(maker.foreign[:6])
    )
    maker.foreign.append("某局开展活动3次")
    body = "".join(f"<div class='q{n}'>{t}</div>" for n, t in enumerate(maker.paragraphs()))
    date = maker.published.replace("-", "/")
    return "".join(
        [
            *(head(maker), "<body>", top(maker), f"<div class='k1'>{news}</div>"),
            f"<div class='k2'><div class='k3'><div class='k4'>{maker.title}</div>",
            f"<div class='k5'>{date} 来源:本站</div><div class='k6'>{body}{table(maker)}</div>",
            f"</div></div>{share()}{foot(maker)}",
        ]
    )


STYLES = {
    "trs": trs, "zoom": zoom, "union": union, "breaks": breaks,
    "xiumi": xiumi, "ucap": ucap, "vsb": vsb, "unknown": unknown,
}  # fmt: skip


def measure(page, text):
    """Return the recall of sentences, the share of the text that is the page's, and cells lost.

    The title counts as its text; every other word of the site does not.
    """
    left = "".join(text.split())
    size, found = len(left), 0
    for words in sorted(page.sentences, key=len, reverse=True):
        found += words in left
        left = left.replace(words, "", 1)
    lines = ["".join(line.split()) for line in text.splitlines()]
    lost = 0
    for row in page.rows:
        line = "|".join(row)
        lost += len(row) * (line not in lines)
        left = left.replace(line, "", 1)
    left = left.replace("".join(page.title.split()), "", 1)
    return found / len(page.sentences), 1 - len(left) / max(1, size), lost
