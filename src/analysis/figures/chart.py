"""Marks and labels at fixed places: a chart for the figures of which every county has its own.

Finding a place for the labels, and ticks that could be asked for anything, cost several times
what drawing these few marks does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, BboxTransform, ScaledTranslation
from numpy.typing import ArrayLike

from analysis.figures import theme

Place = tuple[float, float]
GAP = 4.0  # points between a mark and its words, or the frame and its labels


@dataclass(frozen=True)
class Frame:
    """Where a chart lies: figure and margins in inches, and the values at its ends.

    ``margins`` are left, bottom, right and top; ``y`` runs upwards, so that (8.5, -0.5) puts the
    first of nine rows at the top.
    """

    size: Place
    margins: tuple[float, float, float, float]
    x: Place
    y: Place


class Chart:
    """A figure that is drawn on in the values of its frame. Use it within ``theme.style``."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.figure = Figure(frame.size, dpi=theme.DPI, facecolor=theme.GROUND)
        (width, height), (left, bottom, right, top) = frame.size, frame.margins
        (x0, x1), (y0, y1) = frame.x, frame.y
        place = Bbox([[left, bottom], [width - right, height - top]])
        values = BboxTransform(Bbox([[x0, y0], [x1, y1]]), place)
        self._values = values + self.figure.dpi_scale_trans

    def segments(self, starts: ArrayLike, ends: ArrayLike, **look: Any) -> None:
        """Draw lines from points to points, each ``n`` × 2."""
        pairs = np.stack([np.asarray(starts, float), np.asarray(ends, float)], axis=1)
        self.figure.add_artist(LineCollection(list(pairs), transform=self._values, **look))

    def marks(self, x: ArrayLike, y: ArrayLike, **look: Any) -> None:
        """Draw a mark at each point, joined where ``linestyle`` says so; none where one is NaN."""
        xs, ys = np.asarray(x, float), np.asarray(y, float)
        line = Line2D(xs, ys, **({"linestyle": "none"} | look))
        line.set_transform(self._values)
        self.figure.add_artist(line)

    def text(self, place: Place, content: str, *, move: Place = (0, 0), **look: Any) -> None:
        """Write at a place, moved by points to the right and upwards."""
        by = ScaledTranslation(move[0] / 72, move[1] / 72, self.figure.dpi_scale_trans)
        self.figure.add_artist(Text(*place, content, transform=self._values + by, **look))

    def across(self, values: Sequence[float], labels: Iterable[str]) -> None:
        """Draw the lower edge, with labels under it."""
        (x0, x1), low = self.frame.x, self.frame.y[0]
        self.segments([(x0, low)], [(x1, low)], color=theme.LINE, linewidth=0.8)
        for value, label in zip(values, labels, strict=True):
            self.text((value, low), label, move=(0, -GAP), color=theme.MUTED, ha="center", va="top")

    def upwards(self, values: Sequence[float], labels: Iterable[str]) -> None:
        """Draw the left edge, with labels beside it."""
        (y0, y1), left = self.frame.y, self.frame.x[0]
        self.segments([(left, y0)], [(left, y1)], color=theme.LINE, linewidth=0.8)
        for value, label in zip(values, labels, strict=True):
            self.text((left, value), label, move=(-GAP, 0), ha="right", va="center_baseline")

    def legend(self, entries: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Put marks with their words over the middle of the chart."""
        x0, top = self.frame.x[0], self.frame.y[1]
        left, _, right, above = self.frame.margins
        points = 72 * (self.frame.size[0] - left - right)
        widths = [12 + GAP + 72 * text_width(label) for label, _ in entries]
        at = (points - sum(widths) - 18 * (len(entries) - 1)) / 2
        for (label, look), width in zip(entries, widths, strict=True):
            by = ScaledTranslation((at + 6) / 72, above / 2, self.figure.dpi_scale_trans)
            mark = Line2D([x0], [top], linestyle="none", **look)
            mark.set_transform(self._values + by)
            self.figure.add_artist(mark)
            move = (at + 12 + GAP, 36 * above)
            self.text((x0, top), label, move=move, va="center_baseline")
            at += width + 18


def text_width(text: str) -> float:
    """Return the width of a text of the usual size, in inches."""
    font = FontProperties(family=[theme.font_family()], size=theme.SIZE)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72
