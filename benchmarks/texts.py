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
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import psutil
from threadpoolctl import threadpool_limits

from analysis import pipeline, texts
from analysis.simulate import simulate_corpus
from analysis.simulate.copied import CopiedReport, copied_reports
from analysis.study import open_project
from analysis.texts.reuse.tables import find_reuse, share_table

ROOT = Path(__file__).parents[1]
YEARS = 3
STAGE_COUNTIES = 40


def made_up(reports: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[Any]]:
    """Return documents, sentences and counties of planted reports, and what is known of them."""
    documents, known = [], []
    columns: dict[str, list[Any]] = {"county_code": [], "document_id": [], "start": [], "text": []}
    for report in copied_reports(-(-reports // YEARS), YEARS):
        code, document = f"{report.county:06}", f"{report.county:06}-{report.year}"
        documents.append((document, "used", code, report.year, report.published))
        known.append(_known(report))
        columns["county_code"] += [code] * len(report.sentences)
        columns["document_id"] += [document] * len(report.sentences)
        columns["start"] += range(len(report.sentences))
        columns["text"] += report.sentences
    names = ["document_id", "status", "county_code", "year", "published"]
    table = pd.DataFrame(documents, columns=names)
    codes = sorted(set(table["county_code"]))
    counties = pd.DataFrame({"county_code": codes, "county": "云渡县", "prefecture": "云渡市"})
    return table, pd.DataFrame(columns).astype({"text": "str"}), counties, known


def _known(report: CopiedReport) -> tuple[str, int, float]:
    sizes = np.array([len(said) for said in report.sentences])
    own = np.array([source == "own" for source in report.sources])
    return f"{report.county:06}", report.year, float(sizes[own].sum() / sizes.sum())


def reuse(reports: int) -> dict[str, Any]:
    """Time reuse on so many reports; ``gap`` is how far own shares are from those planted."""
    documents, sentences, counties, known = made_up(reports)
    process = psutil.Process()
    before, start = process.memory_info().rss, time.process_time()
    found = find_reuse(documents, sentences, counties)
    matched = time.process_time() - start
    shares = share_table(found)
    shared = time.process_time() - start - matched
    own = shares[shares["part"] == "own"].set_index(["county_code", "year"])["share"]
    planted = pd.Series({(code, year): share for code, year, share in known})
    return {
        "reports": len(documents),
        "sentences": len(sentences),
        "candidates_and_verification": round(matched, 1),
        "shares": round(shared, 1),
        "peak_gb": round(_peak() / 1e9, 2),
        "of_which_input_gb": round(before / 1e9, 2),
        "own_share_minus_planted": round(float((own - planted).mean()), 4),
    }


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
            results[f"reuse_{size}"] = reuse(size)
            print(results[f"reuse_{size}"], flush=True)
    print(json.dumps(results | {"python": platform.python_version()}))


if __name__ == "__main__":
    main()
