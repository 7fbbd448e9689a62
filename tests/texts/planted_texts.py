"""How well stage 7 reads what simulated reports plant.

``python tests/texts/planted_texts.py [COUNTIES YEARS SEED]`` simulates, reads and prints a table.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from analysis import pipeline, texts
from analysis.simulate import simulate_corpus
from analysis.study import open_project
from analysis.texts.prose.clauses import squeezed

ROOT = Path(__file__).parents[2]
NO_TYPES = pd.DataFrame({"county_code": [], "question": [], "class": []})
Tables = dict[str, pd.DataFrame]
Pairs = tuple[list[str], list[str]]


def read_planted(place: Path, counties: int, years: int, seed: int) -> tuple[pd.DataFrame, Tables]:
    """Simulate reports in a project folder and read them; the truth, and the tables."""
    truth, raw = place / "truth.csv", place / "data" / "raw"
    list(simulate_corpus(raw, counties=counties, years=years, seed=seed, truth=truth))
    project = open_project(place)
    pipeline.ingest(project, ())
    raw.rename(place / "gone")  # the stage needs no raw file
    found = (project.store.read(n) for n in ("documents", "sentences", "counties"))
    tables = texts.text_tables(texts.Read(*found, NO_TYPES), project.config, 1)
    planted = pd.read_csv(truth, dtype="str", keep_default_na=False)
    return planted.assign(year=planted["year"].astype(int)), tables


def published(truth: pd.DataFrame) -> dict[tuple[str, int], str]:
    """Return the day on which each report was published."""
    rows = truth[truth["kind"] == "published"]
    return {
        (r.county_code, r.year): r.name_
        for r in rows.rename(columns={"name": "name_"}).itertuples()
    }


def states(truth: pd.DataFrame, found: pd.DataFrame, kind: str) -> Pairs:
    """Return the planted fates and those read, where the next report was published."""
    there = published(truth)
    own = dict(iter(found.groupby(["county_code", "year"])))
    wanted, got = [], []
    for row in truth[truth["kind"] == kind].itertuples():
        if (row.county_code, row.year + 1) not in there:
            continue
        rows = own.get((row.county_code, row.year), found.head(0))
        words = squeezed(row.printed)[0]
        said = rows["quote"].map(lambda quote: squeezed(quote)[0])
        hit = rows[np.array([words in s or (s in words and len(s) > 5) for s in said], bool)]
        hit = hit[hit["testable"]] if "testable" in hit else hit
        wanted.append(row.form)
        longest = said[hit.index].str.len().idxmax() if len(hit) else None
        got.append("not found" if longest is None else hit.at[longest, "state"])
    return wanted, got


def macro_f1(pairs: Pairs) -> tuple[float, float]:
    """Return macro-F1, and that of always naming the most frequent state."""
    wanted, got = pairs
    labels = sorted(set(wanted))
    usual = [max(labels, key=wanted.count)] * len(wanted)
    scores = [
        f1_score(wanted, said, average="macro", labels=labels, zero_division=0)
        for said in (got, usual)
    ]
    return scores[0], scores[1]


def adoption_years(truth: pd.DataFrame, tables: Tables) -> tuple[list[bool], int]:
    """Return whether each adoption year is right, and how many were found that are not there."""
    stated = truth[truth["kind"] == "mechanism"].groupby(["county_code", "name"])["year"].min()
    found = tables["adoptions"].set_index(["county_code", "mechanism"])["year"]
    planted = set(stated.index.get_level_values(1))
    false = [key for key in found.index if key[1] in planted and key not in stated.index]
    return (found.reindex(stated.index) == stated).tolist(), len(false)


class Copies(NamedTuple):
    """Of each copied sentence whether it was found; of those found whether the rest is right."""

    found: list[bool]
    direction: list[bool]
    alarms: list[tuple[bool, bool]]  # figures copied, and so read


def copies(truth: pd.DataFrame, tables: Tables) -> Copies:
    """Return what was read of sentences copied from another county."""
    there = published(truth)
    reuse = tables["reuse"]
    reuse = reuse[reuse["source"] == "other"]
    reuse = reuse.assign(said=reuse["quote"].map(lambda quote: squeezed(quote)[0]))
    own = dict(iter(reuse.groupby(["county_code", "year"])))
    made = Copies([], [], [])
    for row in truth[truth["kind"] == "copied"].itertuples():
        if (row.value, row.year - 1) not in there:
            continue
        rows = own.get((row.county_code, row.year), reuse.head(0))
        words = squeezed(row.printed)[0]
        hit = rows[np.array([words in said for said in rows["said"]], bool)]
        made.found.append(len(hit) > 0)
        made.direction.extend(hit["direction"].head(1).eq("taken").tolist())
        read = hit["kind"].head(1).eq("copied figures").tolist()
        made.alarms.extend((row.form == "copied figures", alarm) for alarm in read)
    return made


def form_states(truth: pd.DataFrame, tables: Tables) -> list[bool]:
    """Return whether each rule of form whose truth is known is read right."""
    form = tables["form"].set_index(["county_code", "year", "rule"])["state"]
    parts = truth[truth["kind"] == "part"].groupby(["county_code", "year"])["name"].agg(set)
    right = []
    for key, day in published(truth).items():
        has = parts.get(key, set())
        expected = {
            "F02a": "problems" in has,
            "F04": "plan" in has,
            "F05": "other" in has,
            "F06": day <= f"{key[1] + 1}-03-01",
            "F07": day <= f"{key[1] + 1}-04-01",
            "F11": True,
        }
        right += [(form.get((*key, rule)) == "met") == met for rule, met in expected.items()]
    return right


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Print what was planted and how much of it is read right."""
    counties, years, seed = (int(n) for n in (sys.argv[1:] or ["40", "3", "11"]))
    with TemporaryDirectory() as folder:
        place = Path(folder)
        copytree(ROOT / "config", place / "config")
        truth, tables = read_planted(place, counties, years, seed)
    for kind, table in (("promise", "promises"), ("problem", "problems")):
        pairs = states(truth, tables[table], kind)
        score, usual = macro_f1(pairs)
        say(f"{kind} states: {len(pairs[0])}, macro-F1 {score:.2f}, majority {usual:.2f}")
    exact, false = adoption_years(truth, tables)
    say(f"adoption years: {len(exact)}, exact {sum(exact) / len(exact):.2f}, false {false}")
    made = copies(truth, tables)
    for name, right in (
        ("copied sentences found", made.found),
        ("direction of copies right", made.direction),
        ("alarm where figures were copied", [a for copied, a in made.alarms if copied]),
        ("alarm where they were changed", [a for copied, a in made.alarms if not copied]),
    ):
        say(f"{name}: {len(right)}, {sum(right) / len(right):.2f}")
    right = form_states(truth, tables)
    say(f"form: {len(right)}, right {sum(right) / len(right):.3f}")


if __name__ == "__main__":
    main()
