"""How well the invented cases of tests/texts/cases are read, beside always naming the usual state.

``python tests/texts/case_scores.py`` prints a line for each file of cases.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from invented import Case, case_of
from sklearn.metrics import f1_score

from analysis.texts.followed.follow_up import follow
from analysis.texts.followed.problems import find_problems, follow_problem
from analysis.texts.followed.promises import find_promises
from analysis.texts.prose.clauses import squeezed

CASES = Path(__file__).parent / "cases"
Pairs = list[tuple[str, str]]


def promise_states(case: Case) -> Pairs:
    """Return the state of each promise as written, and as read."""
    found = [p for p in find_promises(case.before) if p.testable]
    pairs = []
    for words, state in case.promises:
        hit = named(words, found)
        pairs.append((state, str(follow(hit, case.report).fate) if hit else "not found"))
    return pairs


def problem_states(case: Case) -> Pairs:
    """Return the state of each problem as written, and as read."""
    found, later = find_problems(case.before), find_problems(case.after)
    pairs = []
    for words, state in case.problems:
        hit = named(words, found)
        read = follow_problem(hit, case.report, later).outcome if hit else "not found"
        pairs.append((state, str(read)))
    return pairs


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
    """Print a line for each file and kind."""
    for path in sorted(CASES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        cases = [case_of(entry) for entry in data["case"]]
        for kind, states in (("promises", promise_states), ("problems", problem_states)):
            pairs = [pair for case in cases for pair in states(case)]
            score, usual = macro_f1(pairs)
            line = f"{path.stem} {kind}: {len(pairs)}, {score:.2f}, majority {usual:.2f}"
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
