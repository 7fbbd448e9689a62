"""County names in Latin letters: pinyin, and the kind of unit in English (Pingyuan County).

Pinyin is that of the library ``pypinyin``. Where a character is read otherwise in the official
names of places than the library reads it, ``data/pinyin.csv`` says so: of several rows that fit,
the longest holds. Names of peoples are those of GB/T 3304-1991, but for the four that English has
its own for (Korean, Manchu, Russian, Tibetan); other names from minority languages are plain
pinyin, not their own romanisation. Syllables are joined as GB/T 28039-2011 has it, without tones.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from analysis.config_tables import read_rows
from analysis.counties.county import PEOPLES

READINGS = Path(__file__).parent / "data" / "pinyin.csv"
CHINESE = re.compile("[\u3400-\u9fff]")
RUNS = re.compile(f"{CHINESE.pattern}+|.")
ESTABLISHED = {  # known under another name than their pinyin
    "内蒙古自治区": "Inner Mongolia Autonomous Region",
    "西藏自治区": "Xizang Autonomous Region",
    "陕西省": "Shaanxi Province",  # 山西 is Shanxi
    "神农架林区": "Shennongjia Forestry District",  # no kind: 碑林区, 北林区 are districts
}
KINDS = {  # the longest that ends a name is its kind
    "省": "Province",
    "市": "City",
    "地区": "Prefecture",
    "盟": "League",
    "县": "County",
    "区": "District",
    "旗": "Banner",
    "矿区": "Mining District",
    "特区": "Special District",
    "新区": "New Area",
    "示范区": "Demonstration Zone",
    "管理区": "Administrative Zone",
    "高新区": "High-tech Zone",
    "开发区": "Development Zone",
    "经济开发区": "Economic Development Zone",
    "经济技术开发区": "Economic and Technological Development Zone",
    "高新技术产业开发区": "High-tech Industrial Development Zone",
}
AUTONOMOUS = {
    "县": "Autonomous County",
    "旗": "Autonomous Banner",
    "州": "Autonomous Prefecture",
    "区": "Autonomous Region",
}
OF_PEOPLES = re.compile(
    rf"(.*?)((?:(?:{PEOPLES})族)+|{PEOPLES})(?:(自治)(?=[县旗州区])|(?<=族)(?=区))([县旗州区])"
)
PEOPLE = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uygur", "苗": "Miao", "彝": "Yi",
    "壮": "Zhuang", "布依": "Buyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao",
    "白": "Bai", "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazak", "傣": "Dai", "黎": "Li",
    "傈僳": "Lisu", "佤": "Va", "畲": "She", "高山": "Gaoshan", "拉祜": "Lahu", "水": "Sui",
    "东乡": "Dongxiang", "纳西": "Naxi", "景颇": "Jingpo", "柯尔克孜": "Kirgiz", "土": "Tu",
    "达斡尔": "Daur", "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar",
    "毛南": "Maonan", "仡佬": "Gelao", "锡伯": "Xibe", "阿昌": "Achang", "普米": "Pumi",
    "塔吉克": "Tajik", "怒": "Nu", "乌孜别克": "Uzbek", "俄罗斯": "Russian", "鄂温克": "Ewenki",
    "德昂": "Deang", "保安": "Bonan", "裕固": "Yugur", "京": "Gin", "塔塔尔": "Tatar",
    "独龙": "Derung", "鄂伦春": "Oroqen", "赫哲": "Hezhen", "门巴": "Monba", "珞巴": "Lhoba",
    "基诺": "Jino", "各": "Multi-ethnic",
}  # fmt: skip


def english_name(name: str) -> str:
    """Return a Chinese name of a county, prefecture or province in Latin letters.

    A name without Chinese characters stays as it is.

    >>> [english_name(n) for n in ("平原县", "六合区", "清新区", "土默特左旗")]
    ['Pingyuan County', 'Luhe District', 'Qingxin District', 'Tumotezuo Banner']
    >>> english_name("恩施土家族苗族自治州")
    'Enshi Tujia and Miao Autonomous Prefecture'
    """
    if name in ESTABLISHED or not CHINESE.search(name):
        return ESTABLISHED.get(name, name)
    if found := OF_PEOPLES.fullmatch(name):
        stem, peoples, autonomous, kind = found.groups()
        kind = AUTONOMOUS[kind] if autonomous else KINDS[kind]
        return " ".join(part for part in (pinyin(stem), _peoples(peoples), kind) if part)
    starts = (at for at in (*range(2, len(name)), 1) if name[at:] in KINDS)  # 清新区: a district
    at = next(starts, len(name))
    return f"{pinyin(name[:at])} {KINDS.get(name[at:], '')}".rstrip()


def pinyin(text: str) -> str:
    """Return the pinyin of the proper part of a name, as one word without tones.

    >>> print(pinyin("西安"), pinyin("鄂尔多斯"), pinyin("绿园"))
    Xi'an E'erduosi Lüyuan
    """
    from pypinyin import lazy_pinyin  # loads half a second's dictionaries

    syllables = [s for run in RUNS.findall(text) for s in lazy_pinyin(run, v_to_u=True)]
    for part, read in _readings():
        for found in re.finditer(re.escape(part), text):
            syllables[found.start() : found.end()] = read
    joined = "".join(f"'{s}" if s[0] in "aoe" else s for s in syllables).removeprefix("'")
    return joined[:1].upper() + joined[1:]


def _peoples(text: str) -> str:
    """Name the peoples of an autonomous unit.

    >>> _peoples("保安族东乡族撒拉族")
    'Bonan, Dongxiang and Salar'
    """
    names = [PEOPLE[found] for found in re.findall(PEOPLES, text)]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


@cache
def _readings() -> list[tuple[str, list[str]]]:
    """Return the readings of characters and names, the longest last, so that it holds."""
    rows = [row.cells for row in read_rows(READINGS, ("text", "syllables"))]
    rows.sort(key=lambda row: len(row["text"]))
    return [(row["text"], row["syllables"].split()) for row in rows]
