"""The tree of an index: indicators below groups, groups below groups, one root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tree:
    """Codes and how they hang together.

    ``order`` lists the groups so that each comes after all below it; ``level`` is the height of a
    node (0 for indicators, the root highest); ``children`` keeps the declared order.
    """

    parent: Mapping[str, str]
    weight: Mapping[str, float]
    children: Mapping[str, tuple[str, ...]]
    level: Mapping[str, int]
    order: tuple[str, ...]

    @classmethod
    def of(cls, parents: Mapping[str, str], weights: Mapping[str, float]) -> Tree:
        """Build a tree from each node's parent (empty for the root) and weight in its group.

        >>> Tree.of({"a": "D", "b": "D", "D": "L", "L": ""}, dict.fromkeys("abDL", 1.0)).order
        ('D', 'L')
        """
        children: dict[str, list[str]] = {}
        for code, parent in parents.items():
            if parent:
                children.setdefault(parent, []).append(code)
        level: dict[str, int] = {}

        def height(code: str) -> int:
            if code not in level:
                level[code] = max((1 + height(c) for c in children.get(code, ())), default=0)
            return level[code]

        for code in parents:
            height(code)
        order = tuple(sorted(children, key=lambda c: (level[c], list(parents).index(c))))
        below = {code: tuple(c) for code, c in children.items()}
        return cls(dict(parents), dict(weights), below, level, order)

    @property
    def root(self) -> str:
        """Code of the index."""
        return self.order[-1]

    def leaves(self, code: str) -> list[str]:
        """Return the indicators below a node, or the indicator itself."""
        if code not in self.children:
            return [code]
        return [leaf for child in self.children[code] for leaf in self.leaves(child)]

    def shares(self, weights: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return each node's share within its group; a group sums to 1."""
        w = weights or self.weight
        result = {self.root: 1.0}
        for children in self.children.values():
            total = sum(w[c] for c in children)
            result |= {c: w[c] / total for c in children}
        return result

    def effective(self, weights: Mapping[str, float] | None = None) -> pd.Series[float]:
        """Return each node's share of the index: the product of the shares down to it.

        >>> parents = {"a": "D", "b": "D", "D": "L", "c": "L", "L": ""}
        >>> tree = Tree.of(parents, dict.fromkeys(parents, 1.0))
        >>> tree.effective().round(3).to_dict()
        {'a': 0.25, 'b': 0.25, 'D': 0.5, 'c': 0.5, 'L': 1.0}
        """
        share = self.shares(weights)

        def down(code: str) -> float:
            above = self.parent[code]
            return share[code] * (down(above) if above else 1.0)

        return pd.Series({code: down(code) for code in self.parent})
