"""Contracts of the measurement tables: levels, progress, types."""

from __future__ import annotations

from analysis.tables.schema import Contract

LEVELS = Contract(
    "levels",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",
        "median": "float?",
        "low": "float?",
        "high": "float?",
        "band": "str?",
        "band_a": "float?",
        "band_b": "float?",
        "band_c": "float?",
        "band_d": "float?",
        "evidence": "float?",
        "printed": "int",
        "expected": "int",
        "shift_half": "float?",
        "shift_one": "float?",
        "rank": "float?",
        "rank_low": "float?",
        "rank_high": "float?",
        "grade": "int?",
    },
    ("county_code", "year", "dimension"),
    county_page=True,
    shared_by_pages=True,
    exported=True,
)

FIGURE_SCORES = Contract(
    "figure_scores",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "score": "float",
        "usual": "float",
        "weight": "float",
        "backed": "bool",
    },
    ("county_code", "year", "indicator"),
    county_page=True,
    exported=True,
)

REPORT_CARDS = Contract(
    "report_cards",
    {
        "year": "int",
        "kind": "str",
        "groups": "int",
        "discordance": "float",
        "pairs_apart": "float",
    },
    ("year", "kind"),
    exported=True,
)

PROGRESS = Contract(
    "progress",
    {
        "county_code": "str",
        "dimension": "str",
        "first_year": "int",
        "last_year": "int",
        "change": "float?",
        "low": "float?",
        "high": "float?",
        "net": "float?",
        "net_low": "float?",
        "net_high": "float?",
        "chance_rising": "float?",
        "chance_above_median": "float?",
        "chance_margin": "float?",
        "call": "str",
        "pairs": "int",
        "matched": "float?",
        "matched_low": "float?",
        "matched_high": "float?",
    },
    ("county_code", "dimension"),
    county_page=True,
    exported=True,
)

EPISODES = Contract(
    "episodes",
    {
        "county_code": "str",
        "first_year": "int",
        "last_year": "int",
        "kind": "str",
        "probability": "float",
        "change": "float",
        "open": "bool",
    },
    ("county_code", "first_year"),
    county_page=True,
    exported=True,
)

TYPES = Contract(
    "types",
    {
        "county_code": "str",
        "question": "str",
        "value": "float",
        "error": "float",
        "class": "int",
        "probability": "float",
        "name_zh": "str",
        "name_en": "str",
    },
    ("county_code", "question"),
    county_page=True,
    exported=True,
)

TYPE_TESTS = Contract(
    "type_tests",
    {
        "question": "str",
        "verdict": "str",
        "units": "int",
        "classes": "int",
        "delta_bic": "float?",
        "needed": "float?",
        "chance": "float?",
        "power": "float?",
        "spread": "float",
        "entropy": "float",
        "jaccard": "float?",
        "drawn_jaccard": "float?",
        "left_out": "float?",
        "zh": "str",
        "en": "str",
    },
    ("question",),
    exported=True,
)

TYPE_PROFILES = Contract(
    "type_profiles",
    {
        "question": "str",
        "class": "int",
        "dimension": "str",
        "mean": "float?",
        "low": "float?",
        "high": "float?",
        "size": "float",
    },
    ("question", "class", "dimension"),
    exported=True,
)

TYPE_STABILITY = Contract(
    "type_stability",
    {
        "question": "str",
        "class": "int",
        "jaccard": "float",  # with its likest class in resampled counties, mean
        "drawn_jaccard": "float",  # likewise, memberships drawn from their probabilities
    },
    ("question", "class"),
    exported=True,
)

TYPE_CONSENSUS = Contract(
    "type_consensus",
    {
        "county_code": "str",
        "question": "str",
        "other": "str",  # code of another county, the later one of the two
        "together": "float",  # share of resamples in which both are of one type
    },
    ("county_code", "question", "other"),
    exported=True,
    for_people=False,  # half the square of the number of counties
)

TYPE_CHECKS = Contract(
    "type_checks",
    {
        "question": "str",
        "kind": "str",
        "name": "str",
        "value": "float?",
        "p": "float?",
        "n": "int",
    },
    ("question", "kind", "name"),
    exported=True,
)

TYPE_MOVES = Contract(
    "type_moves",
    {
        "county_code": "str",
        "from_first": "int",
        "from_last": "int",
        "to_first": "int",
        "to_last": "int",
        "from_class": "int",
        "to_class": "int",
        "probability": "float",
    },
    ("county_code", "from_first"),
    exported=True,
)

MEASURED = (
    LEVELS, FIGURE_SCORES, REPORT_CARDS, PROGRESS, EPISODES,
    TYPES, TYPE_TESTS, TYPE_PROFILES, TYPE_STABILITY, TYPE_CONSENSUS, TYPE_CHECKS, TYPE_MOVES,
)  # fmt: skip
