import csv
from collections import defaultdict
from pathlib import Path
from statistics import pstdev

import pytest

from analysis.simulate import county_years
from analysis.simulate.model import rules
from analysis.simulate.truth import DIMENSIONS
from analysis.simulate.writing.slots import SLOT, data, parse_slot, topics

STYLED = ("portal", "word")  # pages with a style sheet or a script, which have braces
CODEBOOK = Path(__file__).parents[2] / "config" / "indicators.csv"


@pytest.fixture(scope="module")
def codebook() -> dict[str, dict[str, str]]:
    with CODEBOOK.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row for row in csv.DictReader(handle)}


@pytest.fixture(scope="module")
def phrasings() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for topic in topics():
        for sentence in topic.sentences:
            for code in sentence.codes:
                found[code].add(sentence.text)
    return found


def test_every_planted_figure_stands_in_its_document(corpus):
    for written in corpus.written:
        text = corpus.text(written)
        for figure in written.figures:
            for piece in figure.printed.split("+"):
                assert "".join(piece.split()) in text, (written.file, figure)


def test_no_figure_is_planted_twice(corpus):
    for written in corpus.written:
        codes = [figure.indicator for figure in written.figures]
        assert len(codes) == len(set(codes))


def test_the_truth_file_holds_what_was_written(corpus):
    with corpus.truth.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    planted = {"promise", "problem", "mechanism", "own", "copied", "part", "published"}
    assert {row["kind"] for row in rows} == {"latent", "figure", "wrong_arithmetic"} | planted
    figures = [row for row in rows if row["kind"] == "figure"]
    assert len(figures) == sum(len(written.figures) for written in corpus.written)
    latent = {row["name"] for row in rows if row["kind"] == "latent"}
    wanted = {f"level_{name}" for name in DIMENSIONS} | {"progress", "reporting", "boilerplate"}
    assert latent == wanted


def test_forms_are_the_known_ones_and_each_occurs(corpus):
    forms = {figure.form for written in corpus.written for figure in written.figures}
    assert forms == {"exact", "over", "about", "at_least", "all", "zero", "share"}


def test_there_are_at_least_sixty_indicators_with_five_phrasings_each(phrasings):
    assert len(phrasings) >= 60
    assert {code: len(said) for code, said in phrasings.items() if len(said) < 5} == {}


def test_every_indicator_is_in_the_codebook_and_has_a_rule(phrasings, codebook):
    made = {rule.code for rule in rules()}
    assert set(phrasings) <= set(codebook)
    assert set(phrasings) <= made


def test_rules_have_the_dimension_of_the_codebook(codebook):
    wrong = [
        rule.code
        for rule in rules()
        if rule.code in codebook and codebook[rule.code]["dimension"] != rule.dimension
    ]
    assert wrong == []


def test_a_ratio_is_made_of_the_parts_that_the_codebook_names(codebook):
    for rule in rules():
        if rule.model == "ratio":
            assert codebook[rule.code]["ratio_of"] == "/".join(rule.of), rule.code


def test_phrasings_use_the_kind_of_unit_that_the_codebook_gives(codebook):
    for topic in topics():
        for sentence in topic.sentences:
            for slot in sentence.slots:
                for code in slot.codes:
                    if not slot.claim:
                        is_rate = codebook[code]["kind"] == "rate"
                        assert is_rate == (slot.unit == "%"), sentence.text


def test_every_slot_in_the_sentences_is_understood(corpus):
    for written in corpus.written:
        text = corpus.text(written) if written.layout not in STYLED else ""
        assert not set("{}◇◆●") & set(text)


def plants_figures(text: str) -> bool:
    return any(parse_slot(found) is not None for found in SLOT.findall(text))


def test_prose_and_noise_plant_nothing():
    for dimension, table in data("noise").items():
        assert not any(plants_figures(text) for text in table["traps"]), dimension
    for part, table in data("prose").items():
        if isinstance(table, dict):
            assert not any(
                plants_figures(t) for t in table.get("fill", []) + table.get("facts", [])
            ), part


def test_levels_vary_and_rates_are_not_saturated(codebook):
    values: dict[str, list[float]] = defaultdict(list)
    for index in range(60):
        for truth in county_years(index, range(2023, 2024), 2024):
            for code, value in truth.figures.items():
                values[code].append(value)
    varied: dict[str, int] = defaultdict(int)
    for code, seen in values.items():
        if code in codebook and codebook[code]["role"] == "level":
            at_top = sum(value >= 99 for value in seen) / len(seen)
            is_rate = codebook[code]["kind"] == "rate"
            if pstdev(seen) > 0 and not (is_rate and at_top > 0.5):
                varied[codebook[code]["dimension"]] += 1
    assert all(varied[f"D{n}"] >= 3 for n in range(8)), dict(varied)
    assert varied["D8"] >= 1


def test_figures_follow_the_levels():
    pairs = []
    for index in range(120):
        for truth in county_years(index, range(2022, 2023), 2024):
            pairs.append((truth.latent.levels["D7"], truth.figures["litigation_loss_rate"]))
    pairs.sort()
    low = [rate for _, rate in pairs[:30]]
    high = [rate for _, rate in pairs[-30:]]
    assert sum(low) / 30 > sum(high) / 30 + 5


def test_parts_never_exceed_the_whole():
    for index in range(40):
        for truth in county_years(index, range(2021, 2024), 2024):
            for rule in rules():
                if rule.model == "part" and rule.code != "shufa_towns":
                    assert truth.figures[rule.code] <= truth.figures[rule.of[0]], rule.code


def test_misprinted_rates_differ_from_their_counts(corpus):
    wrong = [(w, figure) for w in corpus.written for figure in w.wrong]
    assert 1 <= len(wrong) <= len(corpus.written) // 4
    for written, misprint in wrong:
        said = next(f for f in written.figures if f.indicator == misprint.indicator)
        assert abs(said.value - misprint.value) > 1
        assert said.printed == misprint.printed
