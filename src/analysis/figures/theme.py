"""The look of all figures: a Chinese font, colours that survive colour blindness, dark and light.

Figures have their own white ground, like a card, so that every colour keeps its contrast on a dark
page too. Text is text: it can be searched, copied and translated, and the page's own font shows it,
whose Chinese characters are as wide as those the labels were laid out with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.errors import FazhiError

GROUND = "#ffffff"
INK = "#1f2933"  # text; contrast to the ground 14.8
MUTED = "#52606d"  # secondary text, 6.6
LINE = "#c3cad2"
EMPTY = "#eef0f3"  # cells without a value, always hatched too
HATCH = "#7b8794"
ACCENT = "#1b4f91"  # the county that the page is about
OTHER = "#a4501a"  # what it is compared with
BANDS = {"A": "#1b4f91", "B": "#4079ae", "C": "#b06a14", "D": "#8c3110"}
MARKERS = {"A": "o", "B": "s", "C": "D", "D": "^"}  # shape repeats what colour says
SERIES = ("#1b4f91", "#b06a14", "#0f766e", "#8c3110", "#6b4fa0", "#52606d")
STATES = {
    "reported": "#1b4f91",
    "none": "#6f9fcc",
    "silent": "#eef0f3",
    "section_missing": "#d9a066",
    "not_required": "#ffffff",
}
HEAT = "cividis"  # ordered in lightness for every kind of colour vision

PACKAGED = ("zhplot", "fonts/NotoSansSC-Regular.ttf")
SYSTEM = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
)
SALT = "fazhi"
SIZE = 9  # of text, in points
DPI = 72  # of SVG, so that labels are laid out at the size at which they are drawn


@lru_cache(maxsize=1)
def font_family() -> str:
    """Return the name of a Chinese font that matplotlib can draw with.

    The font comes with the package ``zhplot`` (found, not imported, since importing it changes
    matplotlib's settings), else from the system.

    Raises:
        FazhiError: there is none.
    """
    spec = find_spec(PACKAGED[0])
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / PACKAGED[1]
        if path.is_file():
            font_manager.fontManager.addfont(str(path))
            return str(font_manager.FontProperties(fname=str(path)).get_name())
    known = set(font_manager.get_font_names())
    for name in SYSTEM:
        if name in known:
            return name
    raise FazhiError(
        "no Chinese font for figures: install the package zhplot, or a system font such as "
        f"{SYSTEM[0]}"
    )


def use_style() -> None:
    """Draw every figure from now on with the project's font and look, in a notebook of one's own.

    Raises:
        FazhiError: there is no Chinese font.
    """
    mpl.rcParams.update(_settings())


@contextmanager
def style() -> Iterator[None]:
    """Draw with the project's settings, and leave matplotlib's own as they were."""
    with mpl.rc_context(_settings()):
        yield


def _settings() -> Any:
    return {
        "font.family": [font_family()],
        "font.size": SIZE,
        "axes.unicode_minus": False,
        "axes.edgecolor": LINE,
        "axes.labelcolor": MUTED,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "text.color": INK,
        "text.parse_math": False,
        "xtick.color": MUTED,
        "ytick.color": LINE,
        "ytick.labelcolor": INK,
        "hatch.color": HATCH,
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "svg.fonttype": "none",
        "svg.hashsalt": SALT,
    }


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of ``width`` × ``height`` inches on the card's ground, with one axes."""
    figure = Figure((width, height), dpi=DPI, layout="constrained", facecolor=GROUND)
    return figure, figure.add_subplot()


def score_axis(axes: Axes, label: str) -> None:
    """Make x the score axis, 0 – 100 with light lines."""
    axes.set_xlim(-2, 102)
    axes.set_xticks([0, 20, 40, 60, 80, 100])
    axes.set_xlabel(label)
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours ``#rrggbb``, 1 – 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Return white or black, whichever reads better on ``colour`` (always 4.5 or more)."""
    return max(("#ffffff", "#000000"), key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
