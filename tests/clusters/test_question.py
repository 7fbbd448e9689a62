"""A question to the counties and its answer as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.clusters import Question, type_tables
from analysis.tables.contracts import CONTRACTS

COUNTIES = 60


def question(means: tuple[float, ...], relative: float = 0.0) -> Question:
    """Ask of counties in classes of like change, errors half a point a year; one says nothing."""
    rng = np.random.default_rng(2)
    classes = np.arange(COUNTIES) % len(means)
    values = np.array(means)[classes] + 0.5 * rng.standard_normal(COUNTIES)
    errors = np.full(COUNTIES, 0.25)
    errors[-1] = np.inf
    nothing = np.zeros((0, COUNTIES))
    return Question(
        name="progress",
        counties=[f"{990101 + n}" for n in range(COUNTIES)],
        values=values,
        errors=errors,
        relative=relative,
        profile=np.tile(values[:, None], (1, 10)),
        controls=pd.DataFrame({"length": rng.normal(size=COUNTIES)}),
        outside=pd.DataFrame({"level": rng.normal(size=COUNTIES)}),
        early=nothing,
        late=nothing,
        spans=np.zeros((COUNTIES, 4), np.int64),
    )


@pytest.fixture(scope="module")
def three() -> dict[str, pd.DataFrame]:
    """The answer where there are three types."""
    return type_tables([question((-4.0, 0.0, 4.0))], seed=1, margin=1.0)


def test_types_have_names_and_members(three: dict[str, pd.DataFrame]) -> None:
    types = three["types"]
    assert three["type_tests"].loc[0, "verdict"] == "types"
    assert len(types) == COUNTIES - 1
    named = types.drop_duplicates("class").set_index("class")["name_en"]
    assert named[1].startswith("rising")
    assert named[2].startswith("standing still")
    assert named[3].startswith("falling")


def test_each_type_has_its_stability_and_each_pair_its_consensus(
    three: dict[str, pd.DataFrame],
) -> None:
    assert three["type_stability"]["class"].tolist() == [1, 2, 3]
    assert three["type_stability"]["jaccard"].min() > 0.8
    consensus = three["type_consensus"]
    known = COUNTIES - 1
    assert len(consensus) == known * (known - 1) / 2
    assert (consensus["county_code"] < consensus["other"]).all()
    own = three["types"].set_index("county_code")["class"]
    same = own.loc[consensus["county_code"]].to_numpy() == own.loc[consensus["other"]].to_numpy()
    assert consensus["together"][same].mean() > 0.8 > 0.2 > consensus["together"][~same].mean()


def test_the_consensus_is_drawn_in_the_order_of_the_types(three: dict[str, pd.DataFrame]) -> None:
    picture = figures.consensus_map(three["type_consensus"], three["types"], lang="en")
    within, between = picture.data["Mean share"]
    assert within > 0.8 > 0.2 > between


def test_a_continuum_has_one_class_and_no_stability() -> None:
    tables = type_tables([question((0.0,))], seed=1, margin=1.0)
    assert set(tables["types"]["class"]) == {1}
    assert tables["type_stability"].empty
    assert tables["type_consensus"].empty
    assert tables["type_tests"].loc[0, "verdict"] != "types"


def test_a_relative_error_stands_in_the_table() -> None:
    asked = question((-4.0, 0.0, 4.0), relative=0.5)
    types = type_tables([asked], seed=1, margin=1.0)["types"]
    np.testing.assert_allclose(types["error"], np.sqrt(0.25 + (0.5 * types["value"]) ** 2))


def test_every_table_of_types_is_exported() -> None:
    made = type_tables([], seed=1, margin=1.0)
    assert all(CONTRACTS[name].exported for name in made)
