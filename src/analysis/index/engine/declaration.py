"""An index as data: tree, directions, weights, goalposts and steps, checked, hashed, replayable."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from analysis.config import Choices
from analysis.errors import ConfigError
from analysis.index.engine.faults import field_faults, method_faults, tree_faults
from analysis.index.engine.tree import Tree
from analysis.index.methods.options import (
    Aggregate,
    Denominate,
    Impute,
    Normalise,
    Screen,
    Treat,
    Weight,
)

Step = Literal["denominate", "screen", "impute", "treat"]
STEPS: tuple[Step, ...] = ("denominate", "screen", "impute", "treat")


def _many(value: Any) -> Any:
    return (value,) if isinstance(value, Mapping | Aggregate) else value


class Indicator(Choices):
    """A leaf of the tree: one column of the data."""

    code: str = Field(min_length=1, description="name of the column")
    parent: str = Field(description="code of the group it belongs to")
    direction: Literal[-1, 1] = Field(1, description="-1 where less is better")
    weight: float = Field(1.0, ge=0, allow_inf_nan=False, description="within its group")
    name_zh: str = ""
    name_en: str = ""
    unit: str = ""
    kind: Literal["", "input", "process", "output", "outcome"] = ""
    rationale: str = Field("", description="why it speaks of the concept")
    source: str = Field("", description="where the figures come from")
    goalposts: tuple[float, float] | None = Field(
        None, description="natural units: worth nothing, worth all"
    )
    target: float | None = Field(None, description="natural units, for distance_to_target")
    denominator: str = Field("", description="column it is divided by")
    treat: Treat | None = Field(None, description="instead of the index's")
    normalise: Normalise | None = Field(None, description="instead of the index's")


class Group(Choices):
    """An inner node of the tree: a dimension, or the index itself, which has no parent."""

    code: str = Field(min_length=1)
    parent: str = Field("", description="code of the group above; empty for the index")
    weight: float = Field(1.0, ge=0, allow_inf_nan=False, description="within its parent")
    name_zh: str = ""
    name_en: str = ""
    aggregate: Aggregate | None = Field(None, description="instead of its level's")
    available: float | None = Field(
        None, ge=0, le=1, description="share of parts needed, instead of its aggregate's"
    )


class Declaration(Choices):
    """All that makes an index of a table of units × indicators.

    >>> made = Declaration.parse(
    ...     {
    ...         "groups": [{"code": "L"}],
    ...         "indicators": [{"code": "a", "parent": "L"}, {"code": "b", "parent": "L"}],
    ...     }
    ... )
    >>> made.tree.root, len(made.digest)
    ('L', 64)
    """

    title: str = ""
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(STEPS, description="order of the steps before normalising")
    denominate: Denominate = Denominate()
    screen: Screen | None = Field(None, description="without it no unit is left out")
    impute: Impute = Impute()
    treat: Treat | None = Field(None, description="without it outliers stay")
    normalise: Normalise = Normalise()
    weights: Weight = Weight()
    aggregate: Annotated[tuple[Aggregate, ...], BeforeValidator(_many)] = Field(
        (Aggregate(),), min_length=1, description="one for all levels, or one each from the bottom"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Declaration:
        faults = tree_faults(self.model_dump()) or method_faults(self)
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @classmethod
    def parse(cls, data: Mapping[str, Any], where: str = "declaration") -> Declaration:
        """Check and build a declaration.

        Raises:
            ConfigError: naming every fault with its row and code, and the nearest valid name.
        """
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            faults = field_faults(cls, data, error)
            message = "\n".join(faults)
            faults += [f for f in tree_faults(data) if f not in message]
            raise ConfigError("\n  ".join([f"{where}: {len(faults)} faults", *faults])) from None

    @classmethod
    def load(cls, path: str | Path) -> Declaration:
        """Read a declaration from a TOML file.

        Raises:
            ConfigError: the file cannot be read, is not TOML, or has faults (all of them).
        """
        try:
            data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: {error}") from None
        return cls.parse(data, str(path))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all choices in canonical form; equal declarations have equal digests."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def tree(self) -> Tree:
        """The tree of codes, groups from the bottom up."""
        nodes: list[Indicator | Group] = [*self.indicators, *self.groups]
        return Tree.of({n.code: n.parent for n in nodes}, {n.code: n.weight for n in nodes})

    def names(self) -> list[str]:
        """Return the codes of the indicators in order."""
        return [i.code for i in self.indicators]

    def aggregation(self, group: str) -> Aggregate:
        """Return how a group is aggregated: its own choice, else its level's."""
        own = next(g for g in self.groups if g.code == group)
        level = self.tree.level[group] - 1
        choice = own.aggregate or self.aggregate[min(level, len(self.aggregate) - 1)]
        if own.available is None:
            return choice
        return choice.model_copy(update={"available": own.available})

    def scaling(self, indicator: Indicator) -> Normalise:
        """Return how an indicator is normalised: its own choice, else the index's."""
        return indicator.normalise or self.normalise

    def columns(self) -> list[str]:
        """Return every column the data must have: indicators, denominators, groups, years."""
        more = [i.denominator for i in self.indicators]
        more += [self.impute.group, self.impute.unit, self.impute.time]
        more += [self.scaling(i).within for i in self.indicators]
        return list(dict.fromkeys([*self.names(), *(c for c in more if c)]))

    def with_changes(self, **changes: Any) -> Declaration:
        """Return a checked copy with some choices changed.

        Raises:
            ConfigError: see ``parse``.
        """
        return Declaration.parse(self.model_dump() | changes)
