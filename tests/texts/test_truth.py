"""What is planted in simulated reports is read from their files: the thresholds of stage 7."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import f1_score

from analysis import pipeline, texts
from analysis.simulate import simulate_corpus
from analysis.study import open_project
from analysis.texts.clauses import squeezed

NO_TYPES = pd.DataFrame({"county_code": [], "question": [], "class": []})
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def read(
    tmp_path_factory: pytest.TempPathFactory, project_in: Callable[[Path], Path]
) -> tuple[pd.DataFrame, Tables]:
    """The truth, and the tables read without any raw file."""
    place = project_in(tmp_path_factory.mktemp("planted"))
    truth = place / "truth.csv"
    list(simulate_corpus(place / "data" / "raw", counties=26, years=3, seed=5, truth=truth))
    project = open_project(place)
    pipeline.ingest(project, ())
    shutil.rmtree(place / "data" / "raw")
    found = (project.store.read(n) for n in ("documents", "sentences", "counties"))
    tables = texts.text_tables(texts.Read(*found, NO_TYPES), project.config, 1)
    planted = pd.read_csv(truth, dtype="str", keep_default_na=False)
    return planted.assign(year=planted["year"].astype(int)), tables


def states(read: tuple[pd.DataFrame, Tables], kind: str, table: str) -> tuple[list[str], list[str]]:
    """The planted fates and those read, where the next report was published."""
    truth, found = read[0], read[1][table]
    there = set(
        truth.loc[truth["kind"] == "published", ["county_code", "year"]].itertuples(
            index=False, name=None
        )
    )
    own = dict(iter(found.groupby(["county_code", "year"])))
    wanted, got = [], []
    for row in truth[truth["kind"] == kind].itertuples():
        if (row.county_code, row.year + 1) not in there:
            continue
        rows = own[row.county_code, row.year]
        words = squeezed(row.printed)[0]
        said = rows["quote"].map(lambda quote: squeezed(quote)[0])
        hit = rows[[words in s or (s in words and len(s) > 5) for s in said]]
        hit = hit[hit["testable"]] if "testable" in hit else hit
        wanted.append(row.form)
        longest = said[hit.index].str.len().idxmax() if len(hit) else None
        got.append("not found" if longest is None else hit.at[longest, "state"])
    return wanted, got


@pytest.mark.parametrize(
    ("kind", "table", "least"), [("promise", "promises", 0.8), ("problem", "problems", 0.8)]
)
def test_fates_are_read_far_better_than_by_the_most_frequent_one(
    read: tuple[pd.DataFrame, Tables], kind: str, table: str, least: float
) -> None:
    wanted, got = states(read, kind, table)
    labels = sorted(set(wanted))
    assert f1_score(wanted, got, average="macro", labels=labels) >= least
    majority = [max(labels, key=wanted.count)] * len(wanted)
    assert f1_score(wanted, majority, average="macro", labels=labels) < 0.2


def test_the_year_of_adoption_is_that_of_the_first_report_that_states_it(
    read: tuple[pd.DataFrame, Tables],
) -> None:
    truth, tables = read
    stated = truth[truth["kind"] == "mechanism"].groupby(["county_code", "name"])["year"].min()
    found = tables["adoptions"].set_index(["county_code", "mechanism"])["year"]
    assert (found.reindex(stated.index) == stated).mean() >= 0.9
    planted = set(stated.index.get_level_values(1))
    false = [key for key in found.index if key[1] in planted and key not in stated.index]
    assert len(false) <= 0.05 * len(stated)


def test_copied_sentences_are_found_with_their_direction(
    read: tuple[pd.DataFrame, Tables],
) -> None:
    truth, tables = read
    there = set(
        truth.loc[truth["kind"] == "published", ["county_code", "year"]].itertuples(
            index=False, name=None
        )
    )
    reuse = tables["reuse"]
    reuse = reuse[reuse["source"] == "other"]
    own = {
        key: rows.assign(said=rows["quote"].map(lambda q: squeezed(q)[0]))
        for key, rows in reuse.groupby(["county_code", "year"])
    }
    found, direction = [], []
    for row in truth[truth["kind"] == "copied"].itertuples():
        if (row.value, row.year - 1) not in there:
            continue
        rows = own[row.county_code, row.year]
        hit = rows[[squeezed(row.printed)[0] in said for said in rows["said"]]]
        found.append(len(hit) > 0)
        direction += hit["direction"].head(1).eq("taken").tolist()
    assert sum(found) >= 0.9 * len(found)
    assert sum(direction) >= 0.9 * len(direction)


def test_the_parts_that_a_report_has_are_those_that_form_finds(
    read: tuple[pd.DataFrame, Tables],
) -> None:
    truth, tables = read
    form = tables["form"].set_index(["county_code", "year", "rule"])["state"]
    parts = truth[truth["kind"] == "part"].groupby(["county_code", "year"])["name"].agg(set)
    published = truth[truth["kind"] == "published"].set_index(["county_code", "year"])["name"]
    right = []
    for key, day in published.items():
        has = parts.get(key, set())
        expected = {
            "F02a": "problems" in has,
            "F04": "plan" in has,
            "F05": "other" in has,
            "F06": day <= f"{key[1] + 1}-03-01",
            "F07": day <= f"{key[1] + 1}-04-01",
            "F11": True,
        }
        right += [(form[(*key, rule)] == "met") == met for rule, met in expected.items()]
    assert sum(right) >= 0.95 * len(right)
