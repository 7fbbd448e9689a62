"""Choices of method, typed and frozen: ``config/study.toml``, and where the configuration lies."""

from __future__ import annotations

import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.errors import ConfigError, nearest

MARK = Path("config") / "study.toml"
RENAMED = {"choice": "indicator_weight_shape"}  # keys of [index]; the old name is read until 0.4
INHERITS = "inherits.txt"
CITED = "CITATION.cff"  # in the project folder: how a study is cited
# What readers found in the reports of one study says nothing of another's.
JUDGEMENTS = ("corrections.toml", "promises.toml")


class Choices(BaseModel):
    """Base of every table of the study file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexChoices(Choices):
    """How the index is made (``[index]``)."""

    min_observed: int = Field(2, ge=1, description="level indicators a dimension needs, else n/a")
    min_dimensions: int = Field(4, ge=1, le=9, description="dimensions the index needs, else n/a")
    min_denominator: int = Field(30, ge=1, description="a rate on fewer cases is not used")
    confidence: float = Field(0.90, gt=0, lt=1, description="width of the intervals")
    replications: int = Field(200, ge=50, description="draws behind each interval")
    seed: int = Field(20240401, ge=0, description="seed of the draws")
    indicator_weight_shape: float = Field(
        2.0,
        gt=0,
        description="Gamma shape of indicator weights in the draws; 1 is the Bayesian bootstrap",
    )
    top: float = Field(0.10, gt=0, lt=1, description="share of counties that are the top")
    margin: float = Field(
        1.0, gt=0, description="points a year from which on a county rises or falls"
    )
    bands: tuple[float, float, float] = Field(
        (80.0, 65.0, 50.0), description="lowest score of the bands A, B and C"
    )
    aggregation: Literal["arithmetic", "geometric"] = Field(
        "arithmetic", description="how dimensions make the index"
    )
    weights: dict[str, float] = Field({}, description="weight of each dimension; empty is equal")
    required_from: dict[str, int] = Field(
        {}, description="first year in which an indicator could be reported at all"
    )


class Study(Choices):
    """All choices of one study."""

    @model_validator(mode="before")
    @classmethod
    def _old_names(cls, data: Any) -> Any:
        index = data.get("index") if isinstance(data, dict) else None
        if not isinstance(index, dict):
            return data
        for old, new in RENAMED.items():
            if old in index and new in index:
                raise ValueError(f"index.{old} is now index.{new}; both are there")
            if old in index:
                message = f"study.toml: index.{old} is now index.{new}; please rename it"
                warnings.warn(message, FutureWarning, stacklevel=2)
        renamed = {RENAMED.get(key, key): value for key, value in index.items()}
        return data | {"index": renamed}

    title: str = Field("县级法治政府建设比较", description="title of the pages")
    framework: str = Field("纲要2021-2025", description="version of the dimensions and goalposts")
    index: IndexChoices = IndexChoices()


Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class ConfigFolder:
    """A folder of configuration, and those it inherits from, nearest first.

    >>> ConfigFolder((Path("mine"),)) / "study.toml" == Path("mine/study.toml")
    True
    """

    folders: tuple[Path, ...]

    def __truediv__(self, name: str) -> Path:
        """Return the file of that name: the study's own, or else the nearest inherited one."""
        return self.files().get(name, self.folders[0] / name)

    def files(self) -> dict[str, Path]:
        """Return the files that act, by name and in its order."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            inherited = folder != self.folders[0]
            held = (p for p in folder.glob("*") if p.is_file() and p.name != INHERITS)
            found |= {p.name: p for p in held if not (inherited and p.name in JUDGEMENTS)}
        return dict(sorted(found.items()))


def config_folder(own: Path) -> ConfigFolder:
    """Return a folder of configuration with what it inherits.

    ``inherits.txt`` in it names the other folder, absolute or from its own.

    Raises:
        ConfigError: the other folder is not there, or it inherits from this one.
    """
    folders = [own.resolve()]
    while (link := folders[-1] / INHERITS).is_file():
        folder = (folders[-1] / link.read_text(encoding="utf-8").strip()).resolve()
        if not (folder / MARK.name).is_file():
            raise ConfigError(f"{link}: {folder} is no folder of configuration (no {MARK.name})")
        if folder in folders:
            raise ConfigError(f"{link}: {folder} inherits from this folder itself")
        folders.append(folder)
    return ConfigFolder(tuple(folders))


def find_project(start: Path | None = None) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``config/study.toml``.

    Raises:
        ConfigError: there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARK).is_file():
            return folder
    raise ConfigError(f"no {MARK.as_posix()} in {here} or above it; run inside the project folder")


def load_study(path: Path) -> Study:
    """Read the study file.

    A key that was renamed is read under its old name, with a ``FutureWarning``.

    Raises:
        ConfigError: as ``load_toml``; a key under its old and its new name.
    """
    return load_toml(Study, path)


def load_toml(model: type[Model], path: Path) -> Model:
    """Read a TOML file into ``model``.

    Raises:
        ConfigError: not TOML, an unknown key (with the nearest known one), or a bad value; all
            faults are reported together.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    return validate(model, data, str(path))


def validate(model: type[Model], data: dict[str, Any], where: str) -> Model:
    """Build ``model`` from ``data``; all faults are reported together, each with its place.

    Raises:
        ConfigError: naming ``where``, the key, and the nearest valid key.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        messages = [_fault(model, fault) for fault in error.errors()]
        raise ConfigError(f"{where}: " + "; ".join(messages)) from None


def _fault(model: type[BaseModel], fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{place}: {fault['msg']}"
    table = model
    for part in fault["loc"][:-1]:
        if isinstance(part, str):  # else the number of an entry in a list
            inner = table.model_fields[part].annotation
            inner = next(iter(get_args(inner)), inner)
            table = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else table
    return f"unknown key {place}{nearest(str(fault['loc'][-1]), table.model_fields)}"
