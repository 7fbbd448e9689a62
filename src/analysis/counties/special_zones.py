"""Development zones and the like, which report as counties do and have no official code."""

from __future__ import annotations

import re
from zlib import crc32

from analysis.counties.county import County

KINDS = (
    "经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|航空港经济综合实验区|航空港经济区|特别合作区|综合实验区|城乡一体化示范区|"
    "产业集聚区|工业园区|产业园区|旅游度假区|风景名胜区|综合保税区|自由贸易试验区|开发区|高新区|经开区|示范区|"
    "管理区|实验区|度假区|新区"
)
ZONE = re.compile(rf"[\u4e00-\u9fff]{{0,12}}?(?:{KINDS})")
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def zone_in(text: str) -> str | None:
    """Return the name of the zone that a text begins with.

    >>> zone_in("平原示范区管理委员会关于2023年法治政府建设情况的报告"), zone_in("潢川县2023年")
    ('平原示范区', None)
    """
    found = ZONE.match(text)
    return found[0] if found and len(found[0]) > 3 else None


def local_county(name: str, province: str, prefecture: str, place_code: str) -> County:
    """Return a unit with an id of our own, the same on every machine and in every run.

    The id is the first four digits of the place, Z, and four signs made of the full name; it can
    be taken for no official code, and for no number.

    >>> local_county("平原示范区", "河南省", "新乡市", "410700").code[:5]
    '4107Z'
    """
    number = crc32(f"{province}{prefecture}{name}".encode())
    signs = "".join(SIGNS[number >> shift & 31] for shift in (15, 10, 5, 0))
    return County(f"{place_code[:4]}Z{signs}", name, province, prefecture)


def is_local(code: str) -> bool:
    """Tell an id of our own from an official code.

    >>> is_local("4107ZEGEW"), is_local("410727")
    (True, False)
    """
    return len(code) == 9 and code[4:5] == "Z"
