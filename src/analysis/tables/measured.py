"""Tables of the measurement model and of what is found with it: levels, progress, types."""

from __future__ import annotations

from analysis.tables.schema import Contract

LEVELS = Contract(
    "levels",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",  # D0 … D8, or L for all
        "median": "float?",  # 0 – 100; missing only where nothing was required in that year
        "low": "float?",
        "high": "float?",
        "band": "str?",  # the most probable one
        "band_a": "float?",  # chance of each band
        "band_b": "float?",
        "band_c": "float?",
        "band_d": "float?",
        "evidence": "float?",  # 0: all from what others report; 1: all from its own figures
        "printed": "int",  # indicators that the report prints, of those in the next column
        "expected": "int",
        "shift_half": "float?",  # change if silent cells were half a standard deviation worse
        "shift_one": "float?",  # and a whole one
        "rank": "float?",  # median rank of L within the year, never without its interval
        "rank_low": "float?",
        "rank_high": "float?",
        "grade": "int?",  # of L within the year, 1 is best; see measurement.grades
    },
    ("county_code", "year", "dimension"),
    county_page=True,
    exported=True,
)

FIGURE_SCORES = Contract(
    "figure_scores",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "score": "float",  # of the figure, 0 – 100
        "usual": "float",  # mean of the indicator over all county-years of that year
        "weight": "float",  # share in L
        "backed": "bool",  # printed with its N, or a number that needs none
    },
    ("county_code", "year", "indicator"),
    county_page=True,
    exported=True,
)

REPORT_CARDS = Contract(
    "report_cards",
    {
        "year": "int",
        "kind": "str",  # grades (report card) | bands (fixed limits)
        "groups": "int",
        "discordance": "float",  # expected share of pairs graded apart whose order is wrong
        "pairs_apart": "float",  # share of all pairs that are graded apart
    },
    ("year", "kind"),
    exported=True,
)

PROGRESS = Contract(
    "progress",
    {
        "county_code": "str",
        "dimension": "str",  # D0 … D8, or L for all
        "first_year": "int",
        "last_year": "int",
        "change": "float?",  # points a year, by one yardstick; missing with one year only
        "low": "float?",
        "high": "float?",
        "net": "float?",  # less the mean of its province, or of all where that is small
        "net_low": "float?",
        "net_high": "float?",
        "chance_rising": "float?",
        "chance_above_median": "float?",  # of being above the median county
        "chance_margin": "float?",  # of rising by the margin of the study a year
        "call": "str",  # faster | as the others | slower | too little
        "pairs": "int",  # figures seen in two comparable years or more
        "matched": "float?",  # the same from like figures alone, shrunk; a cross-check
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
        "kind": "str",  # rise | standstill | fall
        "probability": "float",
        "change": "float",  # points over the episode, median
        "open": "bool",  # it reaches the county's last year, so its end is not known
    },
    ("county_code", "first_year"),
    county_page=True,
    exported=True,
)

TYPES = Contract(
    "types",
    {
        "county_code": "str",
        "question": "str",  # progress | level
        "value": "float",  # what its own figures say, points a year or points
        "error": "float",  # standard error of that
        "class": "int",  # 1 is the highest; 1 for all where there are no types
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
        "verdict": "str",  # types | continuum | cannot be told
        "units": "int",
        "classes": "int",
        "delta_bic": "float?",  # of the classes claimed, or of the best of those tried
        "needed": "float?",
        "chance": "float?",  # of such a gain in a continuum
        "power": "float?",  # chance of finding three even types of the same spread
        "spread": "float",  # standard deviation within classes
        "entropy": "float",
        "jaccard": "float?",  # least of the classes, resampled counties
        "drawn_jaccard": "float?",  # likewise, under measurement error
        "left_out": "float?",  # least ARI when one county is left out
        "zh": "str",  # the finding in a sentence
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
        "dimension": "str",  # D0 … D8, or L for all
        "mean": "float?",  # weighted by membership
        "low": "float?",
        "high": "float?",
        "size": "float",  # expected number of counties
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
        "kind": "str",  # method (other ways to cluster) | reporting (is it only that?) | outside
        "name": "str",
        "value": "float?",  # ARI with the types; AUC
        "p": "float?",  # by permutation
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
        "probability": "float",  # of another class in the later span
    },
    ("county_code", "from_first"),
    exported=True,
)

MEASURED = (
    LEVELS, FIGURE_SCORES, REPORT_CARDS, PROGRESS, EPISODES,
    TYPES, TYPE_TESTS, TYPE_PROFILES, TYPE_STABILITY, TYPE_CONSENSUS, TYPE_CHECKS, TYPE_MOVES,
)  # fmt: skip
