"""Where tables are declared, by name."""

from __future__ import annotations

from typing import Any

from analysis.tables.schema import Contract

CONTRACTS: dict[str, Contract] = {}


def declare(name: str, columns: dict[str, str], key: tuple[str, ...], **more: Any) -> Contract:
    """Add a table to the registry and return its contract; ``more`` are its other attributes."""
    CONTRACTS[name] = Contract(name, columns, key, **more)
    return CONTRACTS[name]


def made_by(verb: str) -> list[str]:
    """Return the names of the tables that a verb writes, in the order of their declaration."""
    return [c.name for c in CONTRACTS.values() if c.made_by == verb]
