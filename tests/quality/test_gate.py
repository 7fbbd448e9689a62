import json

import pytest

from . import gate
from .annotated import load_corpus, unmark
from .scoring import Tally, score


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(gate.CORPUS)


@pytest.fixture(scope="module")
def reached(corpus):
    return gate.as_floors(gate.measure(corpus) | gate.measure_gold(), corpus)


def test_reading_keeps_every_pinned_floor(reached):
    assert gate.faults(reached, json.loads(gate.FLOORS.read_text())) == []


@pytest.mark.parametrize(
    ("kind", "name", "change"),
    [("report", "facts_f1", 0.01), ("passage", "detection_f1", 0.01), ("all", "traps", -0.01)],
)
def test_a_drop_is_named(reached, kind, name, change):
    pinned = json.loads(json.dumps(reached))
    pinned["kinds"][kind][name] += change
    assert [name in line and kind in line for line in gate.faults(reached, pinned)] == [True]


def test_an_indicator_read_worse_is_named(reached):
    pinned = json.loads(json.dumps(reached))
    pinned["indicators"]["mediation_total"] = 1.1
    assert ["mediation_total" in line for line in gate.faults(reached, pinned)] == [True]


def test_floors_hold_for_the_pinned_corpus_only(reached):
    (line,) = gate.faults(reached | {"corpus": "another"}, reached)
    assert "--allow-lower" in line


def test_the_corpus_marks_every_number(corpus):
    for text in corpus:
        spans = [(r.start, r.end) for r in text.rows]
        for at, character in enumerate(text.text):
            if character.isascii() and character.isdigit():
                listed = text.text[at : at + 3].lstrip("0123456789")[:1] in {".", "．", "、"}
                assert listed or any(s <= at < e for s, e in spans), text.text[at - 10 : at + 10]


def test_every_indicator_but_flags_stands_in_the_corpus(corpus):
    codebook = gate.load_codebook(gate.ROOT / "config" / "indicators.csv")
    marked = {r.code for text in corpus for r in text.rows}
    assert {i.code for i in codebook if i.kind != "flag"} <= marked


def test_reading_right_scores_one_and_reading_nothing_scores_none(corpus):
    texts = corpus[:2]
    read = gate.read_all(texts)
    nothing = [type(e)(e.document, (), ()) for e in read]
    assert score(zip(texts, nothing, strict=True)).facts.recall == 0
    assert score([]).facts.f1 == 1


def test_marks_need_all_their_fields():
    with pytest.raises(ValueError, match="a mark needs"):
        unmark("共⟦87件|other|county-year⟧", "x", "wording")


def test_tallies_add_up():
    tally = Tally()
    tally.add({("a", 1.0), ("b", 2.0)}, {("a", 1.0), ("c", 3.0)})
    assert (tally.hits, tally.precision, tally.recall, tally.f1) == (1, 0.5, 0.5, 0.5)
