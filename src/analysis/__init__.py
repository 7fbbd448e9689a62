"""Reads the annual rule-of-law-government reports of Chinese counties and compares them.

The names here are those that notebooks and scripts import; they are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = dict.fromkeys(("page_title", "note", "show", "table"), "analysis.pages.elements")
_HOME["open_study"] = "analysis.study"
_HOME |= {
    "use_style": "analysis.figures.theme",
    "indicator": "analysis.research.indicators",
    "group_levels": "analysis.research.groups",
    "group_differences": "analysis.research.groups",
    "associations": "analysis.research.associations",
    "reweighted": "analysis.research.alternatives",
    "without_indicators": "analysis.research.alternatives",
}
_HOME["followed"] = "analysis.pages.followed"
_HOME |= dict.fromkeys(("levels", "progress", "types", "draws"), "analysis.research.results")
PAGES, STORY = (
    ("county", "comparison", "indicator"),
    ("documents", "evidence", "index", "clusters", "texts"),
)
_HOME |= {f"{name}_page": f"analysis.pages.{name}" for name in PAGES}
_HOME |= {f"{name}_page": f"analysis.pages.story.{name}" for name in STORY}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for, so that ``import analysis`` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
