"""How well the invented cases of tests/texts/cases are read, beside always naming the usual state.

``python tests/texts/case_scores.py`` prints a line for each file of cases, and how often general
wording answers a problem: its state in the next reports of other counties. Names of files after it
also print what is read wrong in those.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from invented import Case, case_of
from sklearn.metrics import f1_score

from analysis.texts.followed.follow_up import follow
from analysis.texts.followed.problems import find_problems, follow_problem
from analysis.texts.followed.promises import find_promises
from analysis.texts.prose.clauses import squeezed

OTHERS = 7  # counties whose next reports each problem is looked for in
CASES = Path(__file__).parent / "cases"
Pairs = list[tuple[str, str]]
Read = tuple[str, str, str, str]
"""Words of a promise or problem, its state as written and as read, and the ground of the latter."""


def promise_states(case: Case) -> Iterator[Read]:
    """Yield the state of each promise."""
    found = [p for p in find_promises(case.before) if p.testable]
    for words, state in case.promises:
        hit = named(words, found)
        verdict = follow(hit, case.report) if hit else None
        yield words, state, *read_as(verdict and verdict.fate, verdict)


def problem_states(case: Case) -> Iterator[Read]:
    """Yield the state of each problem."""
    found, later = find_problems(case.before), find_problems(case.after)
    for words, state in case.problems:
        hit = named(words, found)
        verdict = follow_problem(hit, case.report, later) if hit else None
        yield words, state, *read_as(verdict and verdict.outcome, verdict)


def read_as(state, verdict) -> tuple[str, str]:
    """Return what was read, and why."""
    if verdict is None:
        return "not found", ""
    there = verdict.passage.text if verdict.passage else ""
    return str(state), f"{verdict.reason} [{there}]"


def named(words, found):
    """Return the promise or problem that holds some words, or None."""
    said = squeezed(words)[0]
    return next((one for one in found if said in one.text or one.text in said), None)


def macro_f1(pairs: Pairs) -> tuple[float, float]:
    """Return macro-F1 of what was read, and that of always naming the most frequent state."""
    written, read = ([pair[side] for pair in pairs] for side in (0, 1))
    labels = sorted(set(written))
    usual = [max(labels, key=written.count)] * len(written)
    return tuple(
        f1_score(written, said, average="macro", labels=labels, zero_division=0)
        for said in (read, usual)
    )


def main() -> None:
    """Print a line for each file and kind, and one of problems followed elsewhere."""
    every: list[Case] = []
    for path in sorted(CASES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        cases = [case_of(entry) for entry in data["case"]]
        every += [case for case in cases if case.problems]
        for kind, states in (("promises", promise_states), ("problems", problem_states)):
            read = [(case, *one) for case in cases for one in states(case)]
            if not read:
                continue
            score, usual = macro_f1([(state, said) for _, _, state, said, _ in read])
            say(f"{path.stem} {kind}: {len(read)}, {score:.2f}, majority {usual:.2f}")
            if path.stem in sys.argv[1:]:
                for case, words, state, said, why in read:
                    if state != said:
                        say(f"    {case.style}: {words}: {state}, read as {said}: {why}")
    states = elsewhere(every)
    shares = ", ".join(f"{name} {n / states.total():.2f}" for name, n in states.most_common())
    say(f"problems in other counties' next reports: {states.total()}, {shares}")


def elsewhere(cases: list[Case]) -> Counter[str]:
    """Return the states of problems in the next reports of the ``OTHERS`` counties after theirs."""
    states: Counter[str] = Counter()
    for place, case in enumerate(cases):
        for further in range(1, OTHERS + 1):
            other = cases[(place + further) % len(cases)]
            later = find_problems(other.after)
            found = (follow_problem(p, other.report, later) for p in find_problems(case.before))
            states.update(str(one.outcome) for one in found)
    return states


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
