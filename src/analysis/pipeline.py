"""Stages 1 – 7 on one screen: raw files → tables → index, clusters and texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import clusters, index, measurement, panel, texts
from analysis.batch.dask.reading import cluster_reader
from analysis.batch.lock import folder_lock
from analysis.config import CITED, Study
from analysis.documents.copies import DOUBTFUL
from analysis.errors import StoreError
from analysis.extraction.collect import collect
from analysis.extraction.corpus import (
    Corpus,
    Reader,
    Task,
    find_corpus,
    load_tools,
    read_corpus,
    read_tasks,
)
from analysis.extraction.indicators import explain, load_codebook, phrases_within
from analysis.extraction.jsonl import Extract
from analysis.extraction.parts import Parts
from analysis.extraction.report import report_of
from analysis.files import digest_of, file_digest, sweep_parts, write_whole
from analysis.notebooks.site import county_slices
from analysis.records import Extraction, Outcome, Status
from analysis.study import Project
from analysis.tables.contracts import CONTRACTS, OBSERVATIONS, made_by
from analysis.tables.corrected import overlay
from analysis.tables.store import Store

# What the build needs of the observations; their sentences take most of the memory.
NUMBERS = [c for c in OBSERVATIONS.columns if c not in ("before", "after", "section", "reason")]
STANDING = (str(Status.RESOLVED), str(Status.PART))
PARTS, LOCK = ".reading", ".running"  # folders beside the tables

Watch = Callable[[Iterable[Any], int], Iterator[Any]]


@dataclass(frozen=True)
class ReadingSummary:
    """What was and was not read: counts, and a line for each file that is not simply used."""

    counted: str
    lines: tuple[tuple[str, str, str], ...]
    failed: int
    unchanged: bool
    doubtful: int = 0  # listed as another kind, though the title names a county and the subject


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
    with _alone(project):
        digest = digest_of(project.digest(), *folders)
        unchanged = not force and project.store.fresh("ingest", digest)
        if not unchanged:
            reader = (
                cluster_reader(scheduler, jobs) if scheduler else partial(read_tasks, jobs=jobs)
            )
            again = _read(project, find_corpus(project.config, folders), reader, watch, force)
            where = [_from_root(project, folder) for folder in folders]
            today = datetime.now(UTC).date().isoformat()
            digest = "" if again else digest  # what took too long is tried again next time
            project.store.record("ingest", digest, made_by("ingest"), raws=where, date=today)
    return _summary(project.store, unchanged)


def _alone(project: Project) -> AbstractContextManager[None]:
    """Hold the folder of the tables: two that write there would mix their tables."""
    return folder_lock(project.store.folder, inside=LOCK, what="ingest or build")


def _read(project: Project, corpus: Corpus, reader: Reader, watch: Watch, force: bool) -> bool:
    """Read what an earlier run has not read, and write the tables; tell whether to try again."""
    own = [f / "counties.csv" for f in corpus.folders if (f / "counties.csv").is_file()]
    sweep_parts(project.store.folder)
    parts = Parts(project.store.folder / PARTS, digest_of(project.digest(), *own))
    if force:
        parts.remove()
    requests = [(task, _digest(task)) for task in corpus.tasks(report_of)]
    parts.keep({task.name for task, _ in requests})
    todo = [(task, digest) for task, digest in requests if not parts.holds(task.name, digest)]
    found = watch(reader([task for task, _ in todo]), len(todo))
    for (task, digest), items in zip(todo, found, strict=True):
        parts.add(task.name, digest, items)
    parts.flush()
    reading = collect(parts, corpus.counties(), list(corpus.unread))
    store = project.store
    for name in ("documents", "outcomes", "counties"):
        store.write(name, getattr(reading, name))
    for name in ("observations", "audit", "ledger", "numbers", "sentences"):
        store.write_parts(name, getattr(reading, name)())
    again = any(o.again for outcomes in parts.outcomes.values() for o in outcomes)
    if not again:
        parts.remove()
    return again


def _digest(task: Task) -> str:
    """Return the digest of what is read: the file, and what the register says of it."""
    return digest_of(file_digest(task.path), *sorted(task.rows.items()))


def build(project: Project, *, force: bool = False) -> bool:
    """Stages 4 – 7: panel, index, measurement, types, texts; False where nothing changed.

    Raises:
        StoreError: nothing was read yet, or no county report was among what was read.
        ConvergenceError: the chains of the measurement model do not agree.
        ConfigError: a file that a stage uses is wrong.
    """
    with _alone(project):
        reuse = cache(lambda: _find_reuse(project.store))
        counted = _count(project, reuse, force=force)
        return _read_texts(project, reuse, force=force) or counted


def _find_reuse(store: Store) -> texts.Reuse:
    told = store.pieces("sentences", ["county_code", "document_id", "start", "end", "text"])
    return texts.find_reuse(store.read("documents"), told, store.read("counties"))


def _count(project: Project, reuse: Callable[[], texts.Reuse], *, force: bool) -> bool:
    store, study, codebook = project.store, project.study, project.codebook
    if not store.done("ingest").get("tables"):
        raise StoreError(f"{store.folder}: nothing was read yet; run: fazhi ingest")
    changed = store.changed("ingest")
    if changed:
        message = f"{', '.join(changed)} of {store.folder}: not as fazhi ingest left it"
        raise StoreError(f"{message}; it was killed or is not done; run: fazhi ingest")
    documents = store.read("documents")
    if not (documents["status"] == "used").any():
        why = store.folder / "outcomes.csv"
        raise StoreError(f"no county report was read, so there is nothing to build; see {why}")
    path = project.config / panel.CORRECTIONS_FILE
    read = store.done("ingest").get("tables")
    digest = digest_of(project.digest(), path, read)
    if not force and store.fresh("build", digest):
        return False
    corrections = _corrections(project, path, documents)
    observations = overlay(_standing(store), corrections)
    outside = panel.load_long(project.config / "denominators.csv")
    wide = _panel_of(project, observations, documents, outside)
    goalposts = index.load_goalposts(project.config / "goalposts.csv", codebook)
    scores, chances = index.score_with_chances(wide, goalposts, codebook, study)
    constructs = index.constructs(wide, documents, observations, texts.share_table(reuse()))
    tables = {"panel": wide, "scores": scores, "chances": chances, "constructs": constructs}
    own = texts.outside_reuse(observations, reuse())
    # A second panel, of own words only: at 30,000 reports it takes a gigabyte until it is scored.
    own_scores = index.point_scores(
        _panel_of(project, observations[own], documents, outside), goalposts, codebook, study
    )
    tables["own_text"] = texts.own_text_table(observations, own, scores, own_scores)
    tables["corrections"] = corrections
    del observations, own
    within = measurement.load_comparability(project.config, store, codebook)
    posterior = measurement.sample_posterior(wide, goalposts, codebook, study, within)
    tables["changes"] = panel.change_table(wide, within.breaks, codebook, within.moved)
    tables |= _measured(posterior, study)
    tables["medians"] = index.medians(measurement.as_scores(tables["levels"], study))
    questions = clusters.questions_of(posterior, documents, constructs)
    tables |= clusters.type_tables(questions, study.index.seed, study.index.margin)
    tables["index_audit"], checks = index.audit_headline(
        wide, goalposts, codebook, study, scores, **_controls(documents, constructs, outside)
    )
    for name, frame in tables.items():
        store.write(name, frame)
    write_whole(store.folder / "index_audit.json", checks)
    measurement.write_draws(store.folder, posterior)
    note = measurement.mixing_note(posterior.diagnosis)
    store.record("build", digest, tables, note, measurement=posterior.diagnosis)
    return True


def _measured(posterior: measurement.Posterior, study: Study) -> dict[str, pd.DataFrame]:
    """Return the tables of the measurement model."""
    levels, report_cards = measurement.level_table(posterior, study)
    return {
        "levels": levels,
        "report_cards": report_cards,
        "figure_scores": measurement.figure_table(posterior),
        "progress": measurement.progress_table(posterior, study),
        "episodes": measurement.episode_table(posterior, study),
    }


def _panel_of(
    project: Project, observations: pd.DataFrame, documents: pd.DataFrame, outside: pd.DataFrame
) -> pd.DataFrame:
    """Return table PANEL, with denominators from outside."""
    required = project.study.index.required_from
    wide = panel.build_panel(observations, documents, project.codebook, required_from=required)
    return panel.with_denominators(wide, outside, panel.uses_of(outside, project.codebook))


def _read_texts(project: Project, reuse: Callable[[], texts.Reuse], *, force: bool) -> bool:
    """Stage 7: promises, problems and the rest that only the text can tell; False as ``build``."""
    store, own = project.store, [project.config / name for name in texts.OWN_FILES]
    recorded = [store.done(step).get("tables") for step in ("ingest", "build")]
    digest = digest_of(project.digest(), *own, recorded)
    if not force and store.fresh("texts", digest):
        return False
    documents, sentences, counties, types = (
        store.read(name) for name in ("documents", "sentences", "counties", "types")
    )
    read = texts.Read(documents, sentences, counties, types, reuse())
    terms = {t for i in project.codebook for p in i.phrases for t in p}
    tables = texts.text_tables(read, project.config, project.study.index.seed, terms)
    for name, frame in tables.items():
        store.write(name, frame)
    store.write("slices", county_slices(store))
    store.record("texts", digest, [*tables, "slices"])
    return True


def _standing(store: Store) -> pd.DataFrame:
    """Return the observations that stand for a county-year, without their sentences."""
    pieces = store.pieces("observations", NUMBERS)
    kept = [piece[piece["status"].isin(STANDING)] for piece in pieces]
    return pd.concat([OBSERVATIONS.empty()[NUMBERS], *kept], ignore_index=True)


def _controls(
    documents: pd.DataFrame, constructs: pd.DataFrame, outside: pd.DataFrame
) -> index.Controls:
    """Return by county and year what the index should not go with: length, detail, size."""
    key = ["county_code", "year"]
    used = documents[documents["status"] == "used"]
    numbers = constructs[(constructs["construct"] == "R") & (constructs["part"] == "figures")]
    controls: index.Controls = {
        "length": used.astype({"year": "int64"}).set_index(key)["characters"].astype(float),
        "reporting": numbers.set_index(key)["value"].astype(float),
    }
    if len(outside):
        controls["size"] = outside.set_index(key)
    return controls


def _corrections(project: Project, path: Path, documents: pd.DataFrame) -> pd.DataFrame:
    """Return table CORRECTIONS; only reports to which a figure is added are read again."""
    entries = panel.load_corrections(path, project.codebook)
    wanted = {entry.county for entry in entries}
    own = documents[documents["county"].isin(wanted) | documents["county_code"].isin(wanted)]
    codes = sorted(set(own["county_code"].dropna()))
    rows = [project.store.read("observations", code) for code in codes]
    observations = pd.concat([*rows, OBSERVATIONS.empty()], ignore_index=True)
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
    raws = project.store.done("ingest").get("raws", [])
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


def export(project: Project, out: Path, *, formats: Collection[str] = panel.FORMATS) -> list[Path]:
    """Write panel, observations, changes and scores for other programs; return the files.

    The study's ``CITATION.cff`` goes along where there is one.

    Raises:
        StoreError: the tables have not been built.
        TableError: an unknown format, or a table that a format cannot hold.
    """
    store = project.store
    key = ["county_code", "year", "dimension"]
    scores = store.read("scores").merge(store.read("chances"), on=key, how="left")
    more = {c.name: store.read(c.name) for c in CONTRACTS.values() if c.exported}
    more |= {"observations": store.observations(), "scores": scores}
    more["progress"] = texts.with_texts(more["progress"], more["text_progress"])
    table, cited = more.pop("panel"), project.root / CITED
    files = panel.export_panel(table, project.codebook, out, more=more, formats=formats)
    if cited.is_file():
        write_whole(out / CITED, cited.read_text(encoding="utf-8"))
        files.append(out / CITED)
    return files


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
    return explain(sentence, load_tools(project.config, ())[1], year)


def phrases_within_others(project: Project) -> Iterator[str]:
    """Yield a line for each pair of indicators of which one's phrase lies within the other's."""
    codebook = load_codebook(project.config / "indicators.csv")
    reported: set[tuple[str, str]] = set()
    for found in phrases_within(codebook):
        if (found.code, found.other) not in reported:
            reported.add((found.code, found.other))
            short = codebook[found.code]
            apart = "" if short.exclude or short.counts or short.acts else "; nothing else apart"
            within = f"{'+'.join(found.phrase)} lies within {'+'.join(found.longer)}"
            yield f"{found.code} / {found.other}: {within}{apart}"


def _summary(store: Store, unchanged: bool) -> ReadingSummary:
    outcomes = store.read("outcomes")
    counts = outcomes["status"].value_counts()
    order = ("used", "listed", "duplicate", "unplaced", "failed")
    counted = [f"{counts[s]} {s}" for s in order if s in counts]
    odd = outcomes[(outcomes["status"] != "used") | (outcomes["message"] != "")]
    return ReadingSummary(
        counted=f"{len(outcomes)} files: {', '.join(counted)}" if counted else "no files",
        lines=tuple(zip(odd["status"], odd["file"], odd["message"], strict=True)),
        failed=int(counts.get("failed", 0) + counts.get("unplaced", 0)),
        unchanged=unchanged,
        doubtful=int(odd["message"].str.contains(DOUBTFUL, regex=False).sum()),
    )
