"""Stages 1 – 7 on one screen: raw files → tables → index, clusters and texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import clusters, index, panel, texts
from analysis.batch.dask.reading import cluster_reader
from analysis.config import Study
from analysis.errors import StoreError, TableError
from analysis.extraction.collect import Gathering
from analysis.extraction.corpus import find_corpus, read_corpus
from analysis.extraction.indicators import Matcher, explain, load_codebook, phrases_within
from analysis.extraction.jsonl import Extract
from analysis.extraction.ledger import Ledger
from analysis.files import digest_of, write_whole
from analysis.notebooks.site import county_slices
from analysis.records import Extraction, Outcome
from analysis.study import Project
from analysis.tables.contracts import CLUSTERS, CONTRACTS, SILHOUETTES, made_by
from analysis.tables.corrected import overlay
from analysis.tables.store import Store

Watch = Callable[[Iterable[Any], int], Iterator[Any]]


@dataclass(frozen=True)
class ReadingSummary:
    """What was and was not read: counts, and a line for each file that is not simply used."""

    counted: str
    lines: tuple[tuple[str, str, str], ...]
    failed: int
    unchanged: bool


def ingest(
    project: Project,
    raws: Sequence[Path],
    *,
    force: bool = False,
    jobs: int = 1,
    watch: Watch = lambda i, _: iter(i),
    scheduler: str = "",
) -> ReadingSummary:
    """Stages 1 – 3: read every file of the raw folders; nothing is done where nothing changed.

    ``scheduler`` is the address of a Dask scheduler on whose workers files are read, or ``local``.

    Raises:
        ConfigError: a raw folder does not exist.
        ClusterError: the cluster cannot be used, or it is lost.
    """
    folders = list(raws) or [project.root / "data" / "raw"]
    digest = digest_of(project.digest(), *folders)
    unchanged = not force and project.store.fresh("ingest", digest)
    if not unchanged:
        corpus = find_corpus(project.config, folders)
        gathering = Gathering(corpus.counties(), project.codebook)
        ledger = Ledger(project.codebook)
        reader = cluster_reader(scheduler, jobs) if scheduler else None
        for item in watch(read_corpus(corpus, jobs=jobs, reader=reader), len(corpus.files)):
            if isinstance(item, Extraction):
                gathering.add(item)
                ledger.add(item)
            else:
                gathering.fail(item)
        reading = gathering.finish()
        made = vars(reading) | {"ledger": ledger.table()}
        for name in made_by("ingest"):
            project.store.write(name, made[name])
        where = [_from_root(project, folder) for folder in folders]
        project.store.record("ingest", digest, made_by("ingest"), raws=where)
    return _summary(project.store, unchanged)


def build(project: Project, *, force: bool = False) -> bool:
    """Stages 4 – 7; False where nothing changed.

    Raises:
        StoreError: nothing was read yet, or no county report was among what was read.
        ConfigError: a file that a stage uses is wrong.
    """
    counted = build_numbers(project, force=force)
    return read_texts(project, force=force) or counted


def build_numbers(project: Project, *, force: bool = False) -> bool:
    """Stages 4 – 6: panel, index, constructs, clusters; False where nothing changed.

    Where there is too little to cluster, the clusters stay empty and the manifest says why.

    Raises:
        StoreError: nothing was read yet, or no county report was among what was read.
    """
    store, study, codebook = project.store, project.study, project.codebook
    documents, observations = store.read("documents"), store.read("observations")
    if not (documents["status"] == "used").any():
        why = store.folder / "outcomes.csv"
        raise StoreError(f"no county report was read, so there is nothing to build; see {why}")
    path = project.config / panel.CORRECTIONS_FILE
    read = store.manifest().get("ingest", {}).get("tables")
    digest = digest_of(project.digest(), path, read)
    if not force and store.fresh("build", digest):
        return False
    corrections = _corrections(project, path, observations, documents)
    observations = overlay(observations, corrections)
    required = study.index.required_from
    wide = panel.build_panel(observations, documents, codebook, required_from=required)
    outside = panel.load_long(project.config / "denominators.csv")
    wide = panel.with_denominators(wide, outside, panel.uses_of(outside, codebook))
    goalposts = index.load_goalposts(project.config / "goalposts.csv", codebook)
    scores, chances = index.score_with_chances(wide, goalposts, codebook, study)
    constructs = index.constructs(wide, documents, observations)
    saturated = clusters.saturated(wide, study.clusters.saturated_share)
    lean = index.without(goalposts, saturated)
    breaks = panel.load_breaks(project.config / "breaks.csv", codebook)
    points = index.point_scores(wide, lean, codebook, study)
    like = index.without(lean, panel.broken_between(breaks, wide["year"]))
    compared = index.point_scores(wide, like, codebook, study)
    points = pd.concat([points[points["dimension"] != "L"], compared[compared["dimension"] == "L"]])
    moved = find_corpus(project.config, []).counties().changes
    groups, tried, note = _clustered(points, study, panel.CountyBreaks(moved))
    changes = panel.change_table(wide, breaks, codebook, moved)
    tables = {"panel": wide, "scores": scores, "chances": chances, "constructs": constructs}
    tables |= {"medians": index.medians(scores)}
    tables |= {"corrections": corrections, "changes": changes}
    tables |= {"clusters": groups, "silhouettes": tried}
    tables["index_audit"], checks = index.audit_headline(
        wide, goalposts, codebook, study, scores, **_controls(documents, constructs, outside)
    )
    for name, frame in tables.items():
        store.write(name, frame)
    write_whole(store.folder / "index_audit.json", checks)
    store.record("build", digest, tables, note)
    return True


def read_texts(project: Project, *, force: bool = False) -> bool:
    """Stage 7: promises, problems and the rest that only the text can tell; False as ``build``.

    Raises:
        StoreError: nothing was read yet.
        ConfigError: a file that the stage uses is wrong.
    """
    store, own = project.store, [project.config / name for name in texts.OWN_FILES]
    steps = store.manifest()
    made = [steps.get(step, {}).get("tables") for step in ("ingest", "build")]
    digest = digest_of(project.digest(), *own, made)
    if not force and store.fresh("texts", digest):
        return False
    read = texts.Read(*(store.read(n) for n in ("documents", "sentences", "counties", "clusters")))
    terms = {t for i in project.codebook for p in i.phrases for t in p}
    tables = texts.text_tables(read, project.config, project.study.index.seed, terms)
    for name, frame in tables.items():
        store.write(name, frame)
    store.write("slices", county_slices(store))
    store.record("texts", digest, [*tables, "slices"])
    return True


def _controls(
    documents: pd.DataFrame, constructs: pd.DataFrame, outside: pd.DataFrame
) -> dict[str, Any]:
    """Return by county and year what the index should not go with: length, detail, size."""
    key = ["county_code", "year"]
    used = documents[documents["status"] == "used"]
    numbers = constructs[(constructs["construct"] == "R") & (constructs["part"] == "figures")]
    sizes = {"size": outside.set_index(key)} if len(outside) else {}
    return sizes | {
        "length": used.astype({"year": "int64"}).set_index(key)["characters"].astype(float),
        "reporting": numbers.set_index(key)["value"].astype(float),
    }


def _corrections(
    project: Project, path: Path, observations: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """Return table CORRECTIONS; only reports to which a figure is added are read again."""
    entries = panel.load_corrections(path, project.codebook)
    again = reread(project, panel.to_read(entries, documents))
    texts = {e.document.document_id: e.document for e in again}
    return panel.correct(entries, observations, documents, texts, project.codebook, path)


def reread(project: Project, documents: Collection[str]) -> list[Extraction]:
    """Read documents of the last ingest again, by their ids.

    Raises:
        StoreError: one of them is no longer in the raw folders as it was.
    """
    if not documents:
        return []
    raws = project.store.manifest().get("ingest", {}).get("raws", [])
    folders = [project.root / raw for raw in raws]
    table = project.store.read("documents").set_index("document_id")["file"]
    corpus = find_corpus(project.config, folders).only(table[d] for d in documents)
    found: dict[str, Extraction] = {}
    for item in read_corpus(corpus):
        if isinstance(item, Extraction) and item.document.document_id in documents:
            found.setdefault(item.document.document_id, item)
    gone = [str(table[d]) for d in sorted(documents) if d not in found]
    if gone:
        raise StoreError(f"{', '.join(gone)}: changed or gone since it was read; run: fazhi ingest")
    return [found[d] for d in sorted(found)]


def _from_root(project: Project, folder: Path) -> str:
    """Name a folder from the project's own, so that the project can be moved."""
    full, root = folder.resolve(), project.root.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else str(full)


def _clustered(
    scores: pd.DataFrame, study: Study, breaks: panel.CountyBreaks
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return the clusters, the numbers of clusters tried, and why there are none."""
    try:
        groups = clusters.cluster_counties(scores, study, breaks)
        made = clusters.features(scores, study.clusters)
        return groups, clusters.silhouettes(made.matrix, study.clusters), ""
    except TableError as error:
        return CLUSTERS.empty(), SILHOUETTES.empty(), str(error)


def export(project: Project, out: Path, *, formats: Collection[str] = panel.FORMATS) -> list[Path]:
    """Write panel, observations, changes and scores for other programs; return the files.

    Raises:
        StoreError: the tables have not been built.
        TableError: an unknown format, or a table that a format cannot hold.
    """
    store = project.store
    key = ["county_code", "year", "dimension"]
    scores = store.read("scores").merge(store.read("chances"), on=key, how="left")
    more = {c.name: store.read(c.name) for c in CONTRACTS.values() if c.exported}
    more |= {"observations": store.observations(), "scores": scores}
    return panel.export_panel(more.pop("panel"), project.codebook, out, more=more, formats=formats)


def extract_files(
    project: Project,
    paths: Sequence[Path],
    out: Path,
    *,
    jobs: int = 1,
    watch: Watch = lambda i, _: iter(i),
) -> list[Outcome]:
    """Write what is read from files and folders as JSON lines; one outcome a file."""
    corpus = find_corpus(project.config, paths)
    outcomes: list[Outcome] = []
    with Extract(out) as target:
        for item in watch(read_corpus(corpus, jobs=jobs), len(corpus.files)):
            if isinstance(item, Extraction):
                target.add(item)
                outcomes.append(Outcome(item.document.file, "read"))
            else:
                outcomes.append(item)
    return outcomes


def explain_sentence(project: Project, sentence: str, year: int | None) -> Iterator[str]:
    """Yield lines that tell how the figures of a sentence are read by the project's codebook."""
    return explain(sentence, Matcher(load_codebook(project.config / "indicators.csv")), year)


def phrases_within_others(project: Project) -> Iterator[str]:
    """Yield a line for each pair of indicators of which one's phrase lies within the other's."""
    codebook = load_codebook(project.config / "indicators.csv")
    told: set[tuple[str, str]] = set()
    for found in phrases_within(codebook):
        if (found.code, found.other) not in told:
            told.add((found.code, found.other))
            short = codebook[found.code]
            apart = "" if short.exclude or short.counts or short.acts else "; nothing else apart"
            within = f"{'+'.join(found.phrase)} lies within {'+'.join(found.longer)}"
            yield f"{found.code} / {found.other}: {within}{apart}"


def _summary(store: Store, unchanged: bool) -> ReadingSummary:
    outcomes = store.read("outcomes")
    counts = outcomes["status"].value_counts()
    order = ("used", "listed", "duplicate", "unplaced", "failed")
    said = [f"{counts[s]} {s}" for s in order if s in counts]
    odd = outcomes[(outcomes["status"] != "used") | (outcomes["message"] != "")]
    return ReadingSummary(
        counted=f"{len(outcomes)} files: {', '.join(said)}" if said else "no files",
        lines=tuple(zip(odd["status"], odd["file"], odd["message"], strict=True)),
        failed=int(counts.get("failed", 0) + counts.get("unplaced", 0)),
        unchanged=unchanged,
    )
