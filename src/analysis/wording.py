"""Words shared by all pages, in Chinese and English."""

from __future__ import annotations

from analysis.errors import ReportError, nearest

LANGUAGES = ("zh", "en")

WORDS: dict[str, tuple[str, str]] = {
    "html_lang": ("zh-CN", "en"),
    "contents": ("目录", "Contents"),
    "skip": ("跳到正文", "Skip to the text"),
    "caveat": (
        "本页数字均为政府关于自身工作的表述；指标衡量的是“报告了什么”，不等于“做到了什么”。未提及不等于零。",
        "All figures are governments' statements about themselves: what is reported is not what is "
        "achieved, and silence is not zero.",
    ),
    "fictional": (
        "示例数据：本页的县区、省份和数字全部为虚构。",
        "Demonstration data: every county, province and figure on this page is fictional.",
    ),
    "not_embedded": ("图片未能嵌入本页：", "A picture that is not in this page:"),
    "not_shown": ("本页不能显示的输出：", "An output that this page cannot show:"),
    "no_figure": ("依据不足，不作图。", "Too little evidence for a figure."),
    "figure_source": (
        "来源：县区政府公开的年度报告（自述）。",
        "Source: annual reports of county governments, in their own words.",
    ),
    "data": ("图中数据", "Data of this figure"),
    "evidence": ("原文依据", "Evidence"),
    "none": ("未报告", "not reported"),
    "index_title": ("县级法治政府建设报告", "Reports on rule-of-law government in counties"),
    "comparison": ("比较报告", "Comparison"),
    "story": ("研究过程", "The story, step by step"),
    "county_reports": ("县区报告", "County reports"),
    "county": ("县区", "County"),
    "prefecture": ("市州", "Prefecture"),
    "years": ("年份", "Years"),
    "band": ("等级", "Band"),
    "range": ("等级区间", "Range of bands"),
    "level": ("最近一年综合水平", "Latest level"),
    "interval": ("90% 区间", "90 % interval"),
    "place": ("地区", "Place"),
    "counties": ("县区数", "Counties"),
    "comma": ("、", ", "),
    "bands_by_place": ("各地县区的等级", "Bands of counties by place"),
    "latest_bands": ("最近一年的等级，每格一个县区", "Latest bands, a tile a county"),
    "tiles_note": (
        "每格一个县区：A 为 %(a)s 分以上，B 为 %(b)s 分以上，C 为 %(c)s 分以上，D 更低，"
        "– 为没有等级。格子等大，不表示边界，也不表示名次。",
        "A tile is a county: A from %(a)s, B from %(b)s, C from %(c)s, D below, – without a band. "
        "All tiles are alike; they show neither borders nor ranks.",
    ),
    "more_files": (
        "另有 %(number)s 个文件，见“读到了哪些报告”。",
        "%(number)s more are on the page of the reports that were read.",
    ),
    "by_range": ("按等级区间", "By range of bands"),
    "list_faster": ("进展较快的县区", "Counties that progress faster"),
    "list_slower": ("进展较慢的县区", "Counties that progress more slowly"),
    "table_note": (
        "年份空白的为 %(years)s；进展空白的，与同省其他县区分不出快慢。",
        "Years are %(years)s where they are not given; progress is left blank where it cannot be "
        "distinguished from that of the province's other counties.",
    ),
    "indicator_pages": ("各项指标", "Indicators"),
    "indicator_list": (
        "全部指标：各县区各年的数字与原文",
        "All indicators, with figures and evidence",
    ),
    "progress": ("改革进展", "Progress"),
    "faster": ("较快", "faster"),
    "as the others": ("相近", "as the others"),
    "slower": ("较慢", "slower"),
    "too little": ("数字太少", "too few figures"),
    "used": ("已采用", "used"),
    "listed": ("不是县级年度报告", "no county report"),
    "duplicate": ("重复", "duplicate"),
    "unplaced": ("县区或年份不明", "county or year unknown"),
    "read_failed": ("未能读取", "could not be read"),
    "report": ("报告", "Report"),
    "read": ("读取情况", "What was read"),
    "file": ("文件", "File"),
    "status": ("状态", "Status"),
    "message": ("说明", "Message"),
    "failed": ("未能生成", "could not be rendered"),
    "page": ("页面", "Page"),
    "kept": ("留存的笔记本", "Notebook kept"),
    "seconds": ("秒", "Seconds"),
    "run": ("批次", "Run"),
    "run_done": ("已处理", "Done"),
    "run_summary": ("概况", "Summary"),
    "run_began": ("开始", "Began"),
    "run_ended": ("结束", "Ended"),
    "run_rate": ("每分钟页数", "Pages a minute"),
    "run_median": ("每页用时中位数（秒）", "Median time of a page (s)"),
    "run_p90": ("每页用时第 90 百分位（秒）", "90th percentile (s)"),
    "run_longest": ("最长用时（秒）", "Longest (s)"),
    "run_slowest": ("用时最长的页面", "The slowest pages"),
    "back": ("返回目录", "Back to the index"),
    "code": ("代码", "Code"),
    "pages": ("页面导航", "Pages"),
    "other_lang": ("en", "zh-CN"),
    "other_language": ("English", "中文"),
    "data_csv": ("本页数据（CSV）", "Data of this page (CSV)"),
    "cite": ("引用、方法与许可", "Citation, method, licence"),
    "cite_as": (
        "引用格式：%(title)s。载《%(study)s》，由 fazhi-analysis %(version)s 生成，"
        "数据指纹 %(digest)s，读取日期 %(date)s。",
        "Cite as: %(title)s. In: %(study)s, made with fazhi-analysis %(version)s, digest of the "
        "data %(digest)s, read on %(date)s.",
    ),
    "data_digest": ("数据指纹", "digest of the data"),
    "method_1": (
        "报告中的数字按指标手册认定，每个都连着原文句子。",
        "Figures are read by a codebook, each with its sentence.",
    ),
    "method_2": (
        "按固定标尺换成 0–100 分，水平与进展由测量模型估计并附 90% 区间。",
        "They are scored by fixed goalposts; a measurement model estimates level and progress with "
        "90 % intervals.",
    ),
    "method_3": (
        "进展是否分为类型须通过两道检验，通不过就不分。",
        "Types of progress are claimed only where two tests are passed.",
    ),
    "licence": (
        "软件以 MIT 许可发布；数字和引文来自政府公开报告，请同时注明原报告。",
        "The software is under the MIT licence; figures and quotes are from public reports of "
        "governments, which should be cited too.",
    ),
}


def words(lang: str) -> dict[str, str]:
    """Return the standing words of one language.

    Raises:
        ReportError: the language is not ``zh`` or ``en``.

    >>> words("en")["contents"]
    'Contents'
    """
    if lang not in LANGUAGES:
        raise ReportError(f'no language "{lang}" (zh or en){nearest(lang, LANGUAGES)}')
    place = LANGUAGES.index(lang)
    return {name: pair[place] for name, pair in WORDS.items()}
