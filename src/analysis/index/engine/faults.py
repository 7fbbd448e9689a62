"""Validate a declaration: all faults in one list, with row, code and nearest name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from analysis.errors import nearest

if TYPE_CHECKING:
    from analysis.index.engine.declaration import Declaration, Indicator

TABLES = ("indicators", "groups")
POSITIVE = ("geometric", "harmonic")  # means that need scores above 0
COMPARING = ("topsis", "copeland", "outranking", "benefit_of_the_doubt")  # compare units
UNBOUND = ("z_score", "robust_z", "above_below_mean")  # scales that go below 0


def field_faults(
    model: type[BaseModel], data: Mapping[str, Any], error: ValidationError
) -> list[str]:
    """Return what a model says of its fields: row and code, key, and the nearest valid key."""
    faults: list[str] = []
    for fault in error.errors():
        if not fault["loc"]:  # of the whole: each line is a fault of its own
            faults += str(fault["msg"]).removeprefix("Value error, ").split("\n")
            continue
        if fault["type"] == "too_short" and _rows(data.get(str(fault["loc"][0]))):
            continue  # its rows have faults of their own
        place = _place(fault["loc"], data)
        key = str(fault["loc"][-1])
        if fault["type"] == "extra_forbidden":
            valid = _model_at(model, fault["loc"][:-1]).model_fields
            faults.append(f"{place}: unknown field{nearest(key, valid)}")
        else:
            given = fault["input"]
            shown = "" if isinstance(given, Mapping | list) else f", not {given!r}"
            hint = _near(str(given), str(fault.get("ctx", {}).get("expected", "")))
            faults.append(f"{place}: {fault['msg']}{shown}{hint}")
    return faults


def tree_faults(data: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the tree, the weights and the goalposts of raw rows."""
    rows = [
        (f"{table}[{number}] {row.get('code', '?')}", table, row)
        for table in TABLES
        for number, row in enumerate(_rows(data.get(table)))
    ]
    groups = [str(r.get("code")) for _, table, r in rows if table == "groups"]
    codes = [str(r.get("code")) for _, _, r in rows]
    parents = {str(r.get("code")): str(r.get("parent") or "") for _, _, r in rows}
    faults = [
        f'{where}: duplicate code "{code}"'
        for position, ((where, _, _), code) in enumerate(zip(rows, codes, strict=True))
        if code in codes[:position]
    ]
    for where, table, row in rows:
        faults += _row_faults(where, table, row, groups)
    roots = [code for code in groups if not parents[code]]
    if len(roots) != 1 and groups:
        roots_shown = f"{len(roots)} ({', '.join(roots)})" if roots else "none"
        faults.append(f"groups: exactly one must have no parent (the index), not {roots_shown}")
    faults += [f"groups: {code} is its own ancestor" for code in groups if _cycles(code, parents)]
    used = set(parents.values())
    faults += [f"groups: {code} has no parts" for code in groups if code not in used]
    return faults + _weightless(rows)


def method_faults(declaration: Declaration) -> list[str]:
    """Return what the chosen methods lack."""
    faults = [f for i in declaration.indicators for f in _scale_faults(declaration, i)]
    for method, need in (("group_mean", "group"), ("group_median", "group")):
        if declaration.impute.method == method and not getattr(declaration.impute, need):
            faults.append(f"impute.{need}: {method} needs the column of groups")
    if declaration.impute.method in ("latest", "linear", "constant"):
        faults += [
            f"impute.{field}: {declaration.impute.method} needs the column"
            for field in ("unit", "time")
            if not getattr(declaration.impute, field)
        ]
    if len(set(declaration.steps)) < len(declaration.steps):
        faults.append("steps: a step stands twice")
    for group in declaration.groups:
        faults += _mean_faults(declaration, group.code)
    return faults + _personal_faults(declaration)


def _personal_faults(declaration: Declaration) -> list[str]:
    """Weights of each unit's own need a mean of its own parts, and bounds that can be met."""
    choice, faults = declaration.weights, []
    if choice.method != "benefit_of_the_doubt":
        return []
    for group in declaration.groups:
        level = "indicators" if declaration.tree.level[group.code] == 1 else "groups"
        parts = len(declaration.tree.children[group.code])
        if choice.level not in ("all", level) or parts == 1:
            continue
        method = declaration.aggregation(group.code).method
        if method in COMPARING:
            faults.append(f"groups {group.code}: {method} has no weights of each unit's own")
        if not choice.least * parts <= 1 <= choice.most * parts:
            faults.append(
                f"weights: {parts} parts of {group.code} cannot each weigh {choice.least:g} to "
                f"{choice.most:g}"
            )
    return faults


def _scale_faults(declaration: Declaration, indicator: Indicator) -> list[str]:
    choice, where = declaration.scaling(indicator), f"indicators {indicator.code}"
    lacks = {
        "goalposts": indicator.goalposts is None,
        "distance_to_target": indicator.target is None,
        "distance_to_reference": not choice.reference,
        "categories": not choice.edges,
    }
    field = {"distance_to_target": "target", "distance_to_reference": "reference"}
    field["categories"] = "edges"
    if lacks.get(choice.method):
        need = field.get(choice.method, choice.method)
        return [f"{where}: method {choice.method} needs {need}"]
    return []


def _mean_faults(declaration: Declaration, group: str) -> list[str]:
    choice = declaration.aggregation(group)
    if choice.method == "generalised" and choice.power == 0:
        return [f"groups {group}: the generalised mean has no power 0; use geometric"]
    positive = choice.method in POSITIVE or (choice.method == "generalised" and choice.power < 0)
    if not positive or choice.floor is not None:
        return []
    faults = []
    for leaf in (i for i in declaration.indicators if i.parent == group):
        scale = declaration.scaling(leaf)
        zero = scale.method in (*UNBOUND, "borda", "percentile_rank", "goalposts")
        if (zero and scale.mean == 0) or (
            scale.method == "min_max" and min(scale.low, scale.high) <= 0
        ):
            faults.append(
                f"groups {group}: the {choice.method} mean needs scores above 0, and {leaf.code} "
                f"by {scale.method} can be 0; set low (e.g. 1) or floor"
            )
    return faults


def _row_faults(where: str, table: str, row: Mapping[str, Any], groups: Sequence[str]) -> list[str]:
    parent, faults = str(row.get("parent") or ""), []
    if parent and parent not in groups:
        faults.append(f'{where}: parent "{parent}" is not a group{nearest(parent, groups)}')
    if table == "indicators" and not parent:
        faults.append(f"{where}: an indicator needs a parent")
    posts, direction = row.get("goalposts"), row.get("direction", 1)
    if isinstance(posts, list | tuple) and len(posts) == 2 and direction in (-1, 1):
        low, high = posts
        if isinstance(low, int | float) and isinstance(high, int | float):
            if low == high:
                faults.append(f"{where}: both goalposts are {low:g}")
            elif (low < high) != (direction > 0):
                faults.append(
                    f"{where}: goalposts {low:g} to {high:g} run against direction {direction}; "
                    "the first is worth nothing, in natural units"
                )
    return faults


def _weightless(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[str]:
    totals: dict[str, float] = {}
    for _, _, row in rows:
        weight = row.get("weight", 1.0)
        if row.get("parent") and isinstance(weight, int | float):
            totals[str(row["parent"])] = totals.get(str(row["parent"]), 0.0) + abs(weight)
    return [f"groups: all parts of {code} weigh 0" for code, total in totals.items() if total == 0]


def _cycles(code: str, parents: Mapping[str, str]) -> bool:
    seen, above = {code}, parents.get(code, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return above == code


def _rows(table: Any) -> list[Mapping[str, Any]]:
    return [r for r in table if isinstance(r, Mapping)] if isinstance(table, list | tuple) else []


def _place(loc: Sequence[str | int], data: Any) -> str:
    """Return "indicators[3] loss_rate.direction" for a path."""
    path, here = "", data
    for part in loc:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(part, int):
            code = here.get("code", "") if isinstance(here, Mapping) else ""
            path += f"[{part}]" + (f" {code}" if code else "")
        else:
            path += ("." if path else "") + part
    return path


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            inner = _inner(model.model_fields[part].annotation)
            model = inner or model
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((m for a in get_args(annotation) if (m := _inner(a))), None)
    return None


def _near(given: str, expected: str) -> str:
    return nearest(given, [e.strip(" '") for e in expected.replace(" or ", ",").split(",")])
