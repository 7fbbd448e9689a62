"""Times of stage 7 on planted corpora, one core; the last line is one JSON object.

``python benchmarks/texts.py [REPORTS ...]`` (3000 and 30000 by default). Reuse: CPU seconds for
masking, candidates and verification, and for sources and shares, of made-up reports of 150
sentences each whose copies are known. Promises, problems and the rest: CPU seconds a report on
simulated reports.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analysis import pipeline, texts
from analysis.simulate import simulate_corpus
from analysis.simulate.copied import CopiedReport, copied_reports
from analysis.study import open_project
from analysis.texts.reuse.tables import find_reuse, share_table

ROOT = Path(__file__).parents[1]
YEARS = 3
BATCH = 300  # reports in a row group
STAGE_COUNTIES = 40


def make(folder: str, reports: int) -> None:
    """Write documents, sentences, counties and what is known of planted reports, in parts."""
    documents, known = [], []
    text = pa.large_string()  # as the store writes it
    number = pa.int64()
    columns = {"county_code": text, "document_id": text, "start": number, "end": number}
    schema = pa.schema([*columns.items(), ("text", text)])
    with pq.ParquetWriter(f"{folder}/sentences.parquet", schema) as writer:
        made = copied_reports(-(-reports // YEARS), YEARS)
        while batch := list(islice(made, BATCH)):
            rows: list[list[Any]] = [[], [], [], [], []]
            for report in batch:
                code, document = f"{report.county:06}", f"{report.county:06}-{report.year}"
                documents.append((document, "used", code, report.year, report.published))
                known.append(_known(report))
                size = len(report.sentences)
                places = [range(size), range(1, size + 1)]
                said = [[code] * size, [document] * size, *places, report.sentences]
                for column, cells in zip(rows, said, strict=True):
                    column.extend(cells)
            writer.write_table(pa.table(rows, schema=schema))
    names = ["document_id", "status", "county_code", "year", "published"]
    table = pd.DataFrame(documents, columns=names)
    table.to_parquet(f"{folder}/documents.parquet")
    codes = sorted(set(table["county_code"]))
    counties = pd.DataFrame({"county_code": codes, "county": "云渡县", "prefecture": "云渡市"})
    counties.to_parquet(f"{folder}/counties.parquet")
    columns_known = ["county_code", "year", "share"]
    pd.DataFrame(known, columns=columns_known).to_parquet(f"{folder}/known.parquet")


def _known(report: CopiedReport) -> tuple[str, int, float]:
    sizes = np.array([len(said) for said in report.sentences])
    own = np.array([source == "own" for source in report.sources])
    return f"{report.county:06}", report.year, float(sizes[own].sum() / sizes.sum())


class Pieces:
    """The sentences of a folder some row groups at a time, as the store hands them out."""

    def __init__(self, path: str) -> None:
        """Take the path of the table."""
        self.seconds = 0.0  # spent on reading
        self._path = path

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Yield the pieces."""
        with pq.ParquetFile(self._path) as file:
            for group in range(file.num_row_groups):
                start = time.process_time()
                piece = file.read_row_group(group).to_pandas()
                self.seconds += time.process_time() - start
                yield piece


def reuse(folder: str) -> dict[str, Any]:
    """Time reuse on the reports of a folder, and compare own shares with those planted."""
    names = ("documents", "counties", "known")
    documents, counties, known = (pd.read_parquet(f"{folder}/{name}.parquet") for name in names)
    sentences = Pieces(f"{folder}/sentences.parquet")
    start = time.process_time()
    found = find_reuse(documents, sentences, counties)
    matched = time.process_time() - start - sentences.seconds
    shares = share_table(found)
    shared = time.process_time() - start - sentences.seconds - matched
    own = shares[shares["part"] == "own"].set_index(["county_code", "year"])["share"]
    planted = known.set_index(["county_code", "year"])["share"]
    return {
        "reports": len(documents),
        "sentences": len(found.places),
        "reading": round(sentences.seconds, 1),
        "candidates_and_verification": round(matched, 1),
        "shares": round(shared, 1),
        "peak_gb": round(_peak() / 1e9, 2),
        "own_share_minus_planted": round(float((own - planted).mean()), 4),
    }


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """Run something in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _peak() -> int:
    """Return the most memory that the process ever held."""
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(n for n in text.splitlines() if n.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def stage() -> dict[str, Any]:
    """Time the whole stage on simulated reports, from the store's tables."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "config").symlink_to(ROOT / "config")
        list(simulate_corpus(place / "data" / "raw", counties=STAGE_COUNTIES, years=YEARS))
        project = open_project(place)
        pipeline.ingest(project, ())
        names = ("documents", "sentences", "counties")
        no_types = pd.DataFrame({"county_code": [], "question": [], "class": []})
        read = texts.Read(*(project.store.read(n) for n in names), no_types)
        start = time.process_time()
        tables = texts.text_tables(read, project.config, 1)
        seconds = time.process_time() - start
    reports = len(read.documents)
    return {
        "reports": reports,
        "promises": len(tables["promises"]),
        "seconds": round(seconds, 1),
        "milliseconds_a_report": round(1000 * seconds / reports, 1),
    }


def main() -> None:
    """Run all and print the results."""
    sizes = [int(size) for size in sys.argv[1:]] or [3_000, 30_000]
    with threadpool_limits(1):
        results: dict[str, Any] = {"stage": stage()}
        print(results["stage"], flush=True)
    for size in sizes:
        with TemporaryDirectory() as folder:
            alone(make, folder, size)
            results[f"reuse_{size}"] = alone(reuse, folder)
        print(results[f"reuse_{size}"], flush=True)
    print(json.dumps(results | {"python": platform.python_version()}))


if __name__ == "__main__":
    main()
