"""What stage 7 looks for, planted with its fate: promises, problems, mechanisms, copied sentences.

All of it follows from the seed, the county's number and the year, so that the report of one year
knows what that of another says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from analysis.simulate.writing.slots import data

FATES = (
    ("kept_with_evidence", 0.34),
    ("reported_partly", 0.14),
    ("mentioned", 0.12),
    ("repeated_as_plan", 0.14),
    ("not_mentioned", 0.16),
    ("contradicted", 0.10),
)
OUTCOMES = (
    ("closed_with_evidence", 0.22),
    ("worked_on", 0.22),
    ("repeated_verbatim", 0.20),
    ("repeated_in_other_words", 0.18),
    ("vanished", 0.18),
)
WORDED = {
    "kept_with_evidence": "kept",
    "reported_partly": "partly",
    "mentioned": "mentioned",
    "repeated_as_plan": "repeated",
    "contradicted": "contradicted",
    "closed_with_evidence": "closed",
    "worked_on": "worked",
    "repeated_in_other_words": "reworded",
}
PROMISES, PROBLEMS, OWN, COPIED = 4, 2, 5, 3  # of each report
ADOPTED = 0.7  # share of counties that come to have a mechanism
SUBJECTS = (
    "司法局",
    "信访局",
    "审计局",
    "水利局",
    "林业局",
    "文旅局",
    "民政局",
    "城管局",
    "卫健委",
    "教体局",
)
PLACES = (
    "东片区",
    "西片区",
    "老城区",
    "北部山区",
    "沿河一带",
    "高铁新城",
    "南部丘陵",
    "城乡结合部",
    "库区",
    "边界村组",
)
THINGS = (
    "河道采砂",
    "古树名木",
    "户外广告",
    "校外托管",
    "农家乐经营",
    "畜禽养殖",
    "网约房",
    "渣土运输",
    "大棚用地",
    "老旧电梯",
)
WAYS = (
    "联合摸排",
    "分片包干",
    "错时执法",
    "夜间巡查",
    "约谈提醒",
    "逐户建档",
    "公开评议",
    "现场说法",
    "挂牌督办",
    "交叉检查",
)
ENDS = (
    "整改隐患",
    "发放告知书",
    "签订承诺书",
    "受理投诉",
    "建立台账",
    "纠正违规行为",
    "处理线索",
    "收缴物品",
)
UNITS = {
    "整改隐患": "处",
    "发放告知书": "份",
    "签订承诺书": "份",
    "受理投诉": "起",
    "建立台账": "本",
}


@dataclass(frozen=True, slots=True)
class Plant:
    """One thing planted, as it stands in the truth: its words in the report, and its fate.

    ``source`` is the county number that a sentence was copied from.
    """

    kind: str  # promise | problem | mechanism | own | copied
    name: str
    fate: str
    words: str
    source: int | None = None


@dataclass
class Planted:
    """The sentences to be put into the parts of a report, and the truth about them."""

    measures: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)


def planted(seed: int, index: int, year: int) -> Planted:
    """Return what is planted in the report of county ``index`` for a year."""
    planting = Planted()
    for made_before, now in ((True, year - 1), (False, year)):
        _promises(planting, seed, index, now, answered=made_before)
        _problems(planting, seed, index, now, answered=made_before)
    _mechanisms(planting, seed, index, year)
    _sentences(planting, seed, index, year)
    return planting


def _drawn(seed: int, index: int, what: str, year: int) -> tuple[Random, list[str]]:
    """Return the topics of a year; those of the year before and after are others."""
    names = sorted(data(what))
    Random(f"{seed}/{index}/{what}").shuffle(names)
    half = len(names) // 2
    return Random(f"{seed}/{index}/{what}/{year}"), names[:half] if year % 2 else names[half:]


def _choose(rng: Random, weighted: tuple[tuple[str, float], ...]) -> str:
    return rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _promises(planting: Planted, seed: int, index: int, year: int, *, answered: bool) -> None:
    rng, names = _drawn(seed, index, "promises", year)
    for name in rng.sample(names, min(PROMISES, len(names))):
        topic: dict[str, Any] = data("promises")[name]
        fate = _choose(rng, FATES)
        number = rng.randint(topic.get("low", 0), topic.get("high", 0))
        reached = _reached(fate, number, rng)
        plan = rng.choice(topic["plan"]).replace("{n}", str(number))
        answer = rng.choice(topic[WORDED[fate]]) if fate in WORDED else ""
        answer = answer.replace("{n}", str(number)).replace("{m}", str(reached))
        hidden = rng.random() < 0.5
        if not answered:
            planting.plan.append(plan)
            planting.plants.append(Plant("promise", name, fate, plan))
        elif fate == "repeated_as_plan":
            planting.plan.append(answer)
        elif answer:
            admits = fate == "contradicted" and hidden
            (planting.problems if admits else planting.measures).append(answer)


def _reached(fate: str, number: int, rng: Random) -> int:
    if fate == "reported_partly":
        return max(1, rng.randint(number // 3, max(number // 3, number - 1)))
    return number + rng.randint(0, max(1, number // 6))


def _problems(planting: Planted, seed: int, index: int, year: int, *, answered: bool) -> None:
    rng, names = _drawn(seed, index, "admissions", year)
    for name in rng.sample(names, min(PROBLEMS, len(names))):
        topic = data("admissions")[name]
        fate, stated = _choose(rng, OUTCOMES), rng.choice(topic["plan"])
        answer = rng.choice(topic[WORDED[fate]]) if fate in WORDED else ""
        if not answered:
            planting.problems.append(stated)
            planting.plants.append(Plant("problem", name, fate, stated))
        elif fate in {"closed_with_evidence", "worked_on"}:
            planting.measures.append(answer)
        elif fate != "vanished":
            planting.problems.append(answer or stated)


def _mechanisms(planting: Planted, seed: int, index: int, year: int) -> None:
    """Say that a mechanism is there from its year on, and speak of it as meant before."""
    for name, worded in data("mechanisms").items():
        lasting = Random(f"{seed}/{index}/mechanism/{name}")
        begun = lasting.randint(2019, 2027) if lasting.random() < ADOPTED else 9999
        rng = Random(f"{seed}/{index}/mechanism/{name}/{year}")
        if year >= begun:
            sentence = rng.choice(worded["there"])
            planting.measures.append(sentence)
            planting.plants.append(Plant("mechanism", name, str(begun), sentence))
        elif rng.random() < 0.3:
            planting.plan.append(rng.choice(worded["before"]))


def _sentences(planting: Planted, seed: int, index: int, year: int) -> None:
    """Add sentences of the county's own, and some that the county before it had a year ago."""
    for sentence in own_sentences(seed, index, year):
        planting.measures.append(sentence)
        planting.plants.append(Plant("own", "", "", sentence))
    rng = Random(f"{seed}/{index}/copied/{year}")
    if index == 0 or rng.random() < 0.3:
        return
    for sentence in rng.sample(own_sentences(seed, index - 1, year - 1), COPIED):
        figures = rng.random() < 0.5
        taken = sentence if figures else _other_figure(sentence, rng)
        planting.measures.append(taken)
        fate = "copied figures" if figures else "template"
        planting.plants.append(Plant("copied", "", fate, taken, index - 1))


def own_sentences(seed: int, index: int, year: int) -> list[str]:
    """Return sentences that only one county has, in one year."""
    rng = Random(f"{seed}/{index}/own/{year}")
    return [_own_sentence(rng) for _ in range(OWN)]


def _own_sentence(rng: Random) -> str:
    end = rng.choice(ENDS)
    first, second = rng.sample(WAYS, 2)
    parts = (
        f"由{rng.choice(SUBJECTS)}牵头在{rng.choice(PLACES)}围绕{'、'.join(rng.sample(THINGS, 2))}"
    )
    return f"{parts}采取{first}、{second}等办法，{end}{rng.randint(11, 989)}{UNITS.get(end, '件')}"


def _other_figure(sentence: str, rng: Random) -> str:
    head = sentence.rstrip("0123456789处份起本件")
    return f"{head}{rng.randint(11, 989)}{sentence[-1]}"
