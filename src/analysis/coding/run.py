"""The coding check of a study: ``fazhi check sample`` and ``fazhi check score``."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import coding
from analysis.coding import promises
from analysis.errors import ReportError, StoreError
from analysis.files import digest_of, write_whole
from analysis.pipeline import reread
from analysis.study import Project

MEASURES = ("precision_code", "precision_value", "precision_scope", "precision_all", "recall")
TABLES = ("coding_check", "coding_disagreements")
PROMISE_TABLES = ("promise_check",)
COEFFICIENTS = {"kappa", "alpha", "macro_f1", "majority"}


@dataclass(frozen=True)
class Sampled:
    """A sample that was drawn: its files, how many rows it has, and how large the strata are."""

    workbook: Path
    key: Path
    rows: int
    reports: int
    population: dict[str, tuple[int, int]]  # kind → numbers read, rows drawn


@dataclass(frozen=True)
class Scored:
    """The scores of filled workbooks, with what the reader should know of them."""

    table: pd.DataFrame
    coders: dict[str, str]  # name → file and sheet
    notes: tuple[str, ...]
    tables: tuple[str, ...]
    written: Path


def draw_sample(
    project: Project, out: Path, *, size: int, seed: int, coders: int, force: bool = False
) -> Sampled:
    """Draw a sample of numbers; write the workbook for coders and, beside it, the key.

    Raises:
        StoreError: nothing was read, files or methods have changed since, or the workbook is there
            already (coders may have filled it) and ``force`` was not given.
        TableError: there is nothing to draw from, or fewer rows than strata are asked for.
    """
    key_file = _place_for(out, force=force)
    store, documents = project.store, project.store.read("documents")
    ingested = store.manifest().get("ingest", {})
    raws = [project.root / raw for raw in ingested.get("raws", [])]
    if not store.fresh("ingest", digest_of(project.digest(), *raws)):
        raise StoreError("files or methods have changed since they were read; run: fazhi ingest")
    drawn = coding.draw(store.read("ledger"), documents, size, seed)
    names = dict(zip(documents["document_id"], documents["file"], strict=True))
    found = coding.items(drawn, reread(project, set(drawn.picks)), names, project.codebook, seed)
    key = coding.Key(tuple(found), seed, str(ingested["inputs"])[:12])
    _write_book(out, lambda beside: coding.write_workbook(beside, key, project.codebook, coders))
    write_whole(key_file, coding.key_text(key))
    return Sampled(out, key_file, len(found), len(drawn.picks), _by_kind(drawn))


def draw_promises(
    project: Project, out: Path, *, size: int, seed: int, coders: int, force: bool = False
) -> Sampled:
    """Draw a sample of clauses of plans; write the workbook for coders and, beside it, the key.

    Raises:
        StoreError: the promises were not read yet, or the workbook is there already and ``force``
            was not given.
        TableError: there is nothing to draw from, or fewer rows than states are asked for.
    """
    key_file = _place_for(out, force=force)
    store = project.store
    found = promises.draw(store.read("promises"), store.read("documents"), size, seed)
    ingested = store.manifest().get("ingest", {})
    key = promises.PromiseKey(found, seed, str(ingested.get("inputs", ""))[:12])
    _write_book(out, lambda beside: promises.write_workbook(beside, key, coders))
    write_whole(key_file, promises.key_text(key))
    sizes = {i.state: (i.population, i.drawn) for i in found}
    return Sampled(out, key_file, len(found), len({i.file for i in found}), sizes)


def _place_for(out: Path, *, force: bool) -> Path:
    """Return where the key of a new workbook goes.

    Raises:
        StoreError: the name does not end in .xlsx, or one of both files is there already.
    """
    key_file = coding.key_path(out)
    if out.suffix.lower() != ".xlsx":
        raise StoreError(f"{out}: the workbook's name must end in .xlsx")
    there = [p for p in (out, key_file) if p.exists()]
    if there and not force:
        raise StoreError(f"{there[0]} is there already; give another name, or --force")
    return key_file


def _by_kind(drawn: coding.Draw) -> dict[str, tuple[int, int]]:
    kinds: dict[str, tuple[int, int]] = {}
    for stratum, (population, rows) in drawn.sizes.items():
        before = kinds.get(stratum.kind, (0, 0))
        kinds[stratum.kind] = (before[0] + population, before[1] + rows)
    return kinds


def _write_book(out: Path, write: Callable[[Path], None]) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent) as folder:
            beside = Path(folder) / out.name
            write(beside)
            beside.replace(out)
    except OSError as error:
        raise StoreError(f"{out} cannot be written ({error.strerror})") from None


def score_coders(
    project: Project, files: Sequence[Path], *, key_file: Path | None, unfinished: bool = False
) -> Scored:
    """Score the filled workbooks of one or two coders; write tables and ``coding_check.json``.

    Raises:
        ReportError: no key of the sample, or a fault in a workbook (each names its place).
    """
    place = key_file or _key_beside(files[0])
    of_promises = promises.read_key(place)
    if of_promises:
        return _score_promises(project, files, of_promises, unfinished=unfinished)
    key = coding.read_key(place)
    codes = [i.code for i in project.codebook]
    coders = coding.read_coders(files, key, codes, unfinished=unfinished)
    table = coding.score(coders, key, project.codebook)
    store = project.store
    store.write("coding_check", table)
    store.write("coding_disagreements", coding.disagreements(coders, key))
    named = {c.name: c.place for c in coders}
    _record(project, "check", table, {"seed": key.seed, "coders": named}, TABLES)
    return Scored(table, named, tuple(_notes(project, key, coders)), TABLES, store.folder)


def _score_promises(
    project: Project, files: Sequence[Path], key: promises.PromiseKey, *, unfinished: bool
) -> Scored:
    coders = promises.read_coders(files, key, unfinished=unfinished)
    table = promises.score(coders, key)
    project.store.write("promise_check", table)
    named = {c.name: c.place for c in coders}
    _record(project, "check promises", table, {"seed": key.seed, "coders": named}, PROMISE_TABLES)
    notes = tuple(_older(project, key.reading))
    return Scored(table, named, notes, PROMISE_TABLES, project.store.folder)


def _record(
    project: Project,
    step: str,
    table: pd.DataFrame,
    figures: dict[str, Any],
    names: tuple[str, ...],
) -> None:
    """Write the scores as JSON too, and that they were made."""
    first = table.iloc[0]
    head = {"sample": first["sample"], "reading": first["reading"]} | figures
    rows = json.loads(table.drop(columns=["sample", "reading"]).to_json(orient="records"))
    text = json.dumps(head | {"measures": rows}, ensure_ascii=False, indent=1)
    write_whole(project.store.folder / f"{names[0]}.json", text + "\n")
    project.store.record(step, digest_of(head["sample"], text), names)


def _key_beside(file: Path) -> Path:
    """Return the key of a workbook's sample, from the workbook's own folder.

    Raises:
        ReportError: it is not there.
    """
    sample = coding.sample_of(file)
    for path in sorted(file.parent.glob("*.key.json")):
        if f'"sample": "{sample}"' in path.read_text(encoding="utf-8")[:200]:
            return path
    where = file.parent.as_posix()
    raise ReportError(f"no key of the sample {sample} lies in {where}; give its place with --key")


def _notes(project: Project, key: coding.Key, coders: Iterable[coding.Coder]) -> Iterator[str]:
    yield from _older(project, key.reading)
    for coder in coders:
        silent = coding.strata_not_coded(key, coder)
        if silent:
            yield f"{coder.name} coded no row of {len(silent)} strata: {', '.join(silent)}"


def _older(project: Project, reading: str) -> Iterator[str]:
    now = str(project.store.manifest().get("ingest", {}).get("inputs", ""))[:12]
    if now != reading:
        yield "the reports were read anew after the sample was drawn; this is of the older reading"


def lines(table: pd.DataFrame) -> list[str]:
    """Return the scores for a terminal: all over, then precision and recall by dimension or state.

    Shares are in per cent, each with its 95 % interval and the rows it rests on.
    """
    rows = table.to_dict("records")
    found: list[str] = []
    for between in dict.fromkeys(r["between"] for r in rows):
        own = [r for r in rows if r["between"] == between]
        found += ["", str(between)]
        found += [f"  {r['measure']:16} {_cell(r)}" for r in own if r["dimension"] == "all"]
        cells = {(r["dimension"], r["measure"]): _cell(r) for r in own}
        for d in dict.fromkeys(r["dimension"] for r in own if r["dimension"] != "all"):
            precision = cells.get((d, "precision_code")) or cells.get((d, "precision"), "")
            recall = cells.get((d, "recall"), "")
            found.append(f"  {d}  precision {precision:30} recall {recall}".rstrip())
    return found


def _cell(row: dict[Any, Any]) -> str:
    scale = 1.0 if row["measure"] in COEFFICIENTS else 100.0
    values = [_number(row[k], scale) for k in ("estimate", "low", "high")]
    return f"{values[0]:>6} ({values[1]} – {values[2]}; n {row['rows']})"


def _number(value: float, scale: float) -> str:
    return "n/a" if pd.isna(value) else f"{scale * value:.{3 if scale == 1.0 else 1}f}"
