"""Whether an indicator that words name can be what a figure says: unit, nouns, acts, limits."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.extraction.indicators.codebook import Indicator
from analysis.extraction.indicators.frames.bodies import acts_in
from analysis.extraction.indicators.frames.frame import Frame
from analysis.extraction.indicators.frames.limits import OF_COURT, ONE_KIND, ONE_OFFICE
from analysis.extraction.indicators.frames.nearness import Zones, naming_words
from analysis.extraction.indicators.frames.nouns import TIMES, noun_phrase
from analysis.extraction.indicators.frames.predicates import verbs_in
from analysis.extraction.indicators.phrases import Phrase
from analysis.extraction.quantities import Mention
from analysis.extraction.quantities.units import compatible, families
from analysis.records import Kind, Qualifier

SEVERAL = "several"  # in the columns bodies and counts: one number for unlike ones together
EVERYBODY = "everybody"  # of all bodies together: one office's figure is a part
DECIDED = frozenset({"study", "deliberate", "meet", "attend"})
NEXT = re.compile(r"、[^,。;\d\n]*\d|[,。;\d\n]")  # where the words of a figure end
PERSONS = frozenset("名人位")
KINDS_OF = frozenset({"类", "大类", "小类", "大项", "种", "大"})
OFFICIALS = re.compile(r"个[^,。;\d]{1,7}?(?:\))?(?:长|书记|负责人|负责同志|领导)")
BODIES = re.compile(
    r"(?:乡镇\|)?[\u4e00-\u9fff]{0,3}?(?:乡镇|镇街|街道|行政村|村|社区|部门|单位|学校)"
)
PLACES = re.compile(r"(?:乡镇|镇街|街镇|镇乡|街道|[镇乡村]|苏木|嘎查|社区|\(.{1,6}\))$")
QUOTED = re.compile(r"“([^“”]{2,12})”")
LIGHT = re.compile(r"(?:事项|案件)$")  # heads that say nothing: 重大行政决策事项 are decisions
WHOSE = re.compile(r"乡镇|镇街|街道|部门|单位|机关|企业|村|社区|县直|区直|市直")
GENERIC = re.compile(
    r"(?:办理|受理|办结|完成|开展|事项|案件|处理|收到|接收|业务|梳理|公布|审核|审查|办件|服务)+"
)
SHORT = 6  # characters; fewer name no figure by themselves
FEW = 12  # sessions that one unit can hold in a year
BEYOND = 20  # times the codebook's greatest value: there it is something else that is counted
JOINING = frozenset("、和及与")
OF_TOTAL = 0.55  # least weight of words in the two clauses before, where a total stands
OWN_PART, OWN_SENTENCE = 0.35, 0.25  # weights a token reaches at most beyond its part, sentence


class Previous(NamedTuple):
    """The figure before in the sentence: its words, and the phrases that named it."""

    words: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()


class Reading(NamedTuple):
    """What is known of a figure when its indicator is looked for."""

    zones: Zones
    frame: Frame
    previous: Previous
    value: float = 0.0
    own: bool = True  # False where the words are those of the figure before
    done_for_all: frozenset[str] = frozenset()  # verbs right after 全覆盖: 全覆盖评查


def fault(reading: Reading, phrase: Phrase, near: tuple[str, ...], words: set[str]) -> str:
    """Return why a phrase that stands around a figure does not name it; "" where it does.

    ``near`` are its tokens that stand in the figure's own clause, ``words`` the words around the
    figure that the codebook knows.
    """
    zones, frame, indicator, tokens = reading.zones, reading.frame, phrase.indicator, phrase.tokens
    far = () if len(near) == len(tokens) else tuple(token for token in tokens if token not in near)
    suspect = not phrase.excluded.words.isdisjoint(words)
    if suspect and _ruled_out(zones, phrase, complete=not far):
        return "a word of the codebook rules it out"
    if zones.none_of and not any(token in zones.none_of for token in tokens):
        return "what did not happen is something else"
    if reading.value > BEYOND * indicator.most:
        return f"no county has {reading.value:g}"
    if indicator.acts and _contradicts(frame, indicator, near):
        return "other bodies do something else"
    counted = _counts_otherwise(reading, phrase, near)
    if counted:
        return counted
    if phrase.verbs and _borrows_verb(zones, phrase, near):
        return "its verb stands in another clause"
    if far and _borrows_topic(zones, far, near, reading.previous.phrases):
        return "its topic stands beyond another figure"
    return ""


def _counts_otherwise(reading: Reading, phrase: Phrase, near: tuple[str, ...]) -> str:
    """Return why what is counted is not what the indicator counts; "" where it is."""
    zones, nouns = reading.zones, reading.frame.nouns
    if not _counted_by(nouns, phrase.indicator) or _counts_bodies(zones, phrase.indicator):
        return f"counts no {'、'.join(sorted(nouns))}"
    if _only_modifies(zones, phrase):
        return "it counts what those words only describe"
    if len(near) < len(phrase.tokens) and _counts_a_named_thing(zones, near):
        return "what it counts has a name of its own"
    done = reading.done_for_all
    if done and all(done.isdisjoint(verbs) for _, verbs in phrase.verbs):
        return "something else is done for all"
    return ""


def fits_unit(mention: Mention, indicator: Indicator) -> bool:
    """Tell whether a figure's unit and kind can be those of the indicator."""
    if indicator.kind == "flag" or (mention.minimum and mention.unit != indicator.unit == "学时"):
        return False
    if indicator.kind == "rate":
        return mention.unit in {"%", "个百分点"} or (
            mention.unit == "" and mention.kind is Kind.CHANGE
        )
    if mention.unit == "%" and not mention.claim:
        return False
    if mention.qualifier is Qualifier.ALL or told_of_each(mention, indicator):
        return False
    if mention.qualifier is Qualifier.ZERO:
        return indicator.unit in {"件", "起", "卷"}
    if mention.unit in KINDS_OF:  # 8类人员 are no persons, 六类事项 no items
        return mention.unit in indicator.also_units
    if mention.unit == "":
        return indicator.unit in {"件", "起", "人次"}
    return compatible(mention.unit, indicator.unit, indicator.also_units)


def told_of_each(mention: Mention, indicator: Indicator) -> bool:
    """Tell what each unit reached (各单位学法2次以上) where the indicator counts those of all."""
    few = mention.qualifier is Qualifier.AT_LEAST and (mention.value or 0.0) <= FEW
    return few and "units" in indicator.bodies


def who(bodies: frozenset[str]) -> str:
    """Return the kind that a set of bodies is read as in the codebook's column ``bodies``.

    >>> who(frozenset({"gov_exec", "standing"})), who(frozenset({"leaders", "standing"}))
    ('several', 'standing')
    """
    if "units" in bodies:
        return "units"
    named = bodies - {"leaders", "government"} or bodies
    return SEVERAL if len(named) > 1 else next(iter(named), "")


def _contradicts(frame: Frame, indicator: Indicator, near: tuple[str, ...]) -> bool:
    """Tell whether the frame says that others do something else than the indicator counts."""
    if frame.act == "other":
        return not any(act in indicator.acts for token in near for act, _, _ in acts_in(token))
    if not (frame.bodies and frame.act in DECIDED):
        return False
    return who(frame.bodies) not in indicator.bodies or frame.act not in indicator.acts


def _borrows_verb(zones: Zones, phrase: Phrase, near: tuple[str, ...]) -> bool:
    """Tell whether a phrase takes its verb from elsewhere though the clause has one of its own."""
    if any(token in near for token, _ in phrase.verbs):
        return False
    own = verbs_in(_own_clause(zones))
    return bool(own) and all(map(own.isdisjoint, (verbs for _, verbs in phrase.verbs)))


def _borrows_topic(
    zones: Zones, far: tuple[str, ...], near: tuple[str, ...], before: tuple[tuple[str, ...], ...]
) -> bool:
    """Tell whether a clause says but 办理 or 事项 and its topic stands beyond another one.

    The topic, the tokens that are ``far``, may be taken from beyond the figure before only where
    that figure has it too.
    """
    if "其中" in zones.context.sentence and all(map(WHOSE.fullmatch, near)):
        return min(map(zones.__getitem__, far)) < OF_TOTAL  # 现行有效86件,其中县政府60件、乡镇13件
    if not all(map(GENERIC.fullmatch, near)):
        return False
    farthest = max(map(zones.__getitem__, far))
    figure_between = any(map(str.isdigit, "".join(zones.context.clauses)))
    if farthest <= OWN_SENTENCE and figure_between:
        return True
    if _has_topic(zones, near):
        return True
    beyond = farthest < OWN_PART and (bool(before) or figure_between)
    words = [word for phrase in before for word in phrase]
    return beyond and not any(token in word or word in token for token in far for word in words)


def _has_topic(zones: Zones, near: tuple[str, ...]) -> bool:
    """Tell whether words before the number name a topic of their own: 指标完成率."""
    words = naming_words(GENERIC.sub("", zones.left))
    for token in near:
        words = words.replace(token, "")
    return len(words) > (1 if zones.unit == "%" else 3)


def _own_clause(zones: Zones) -> str:
    """Return the figure's own clause: up to the next figure, what follows a list in it too."""
    rest = NEXT.split(zones.context.tail, maxsplit=1)[0]
    return f"{zones.left}|{zones.right}|{rest}"


def _only_modifies(zones: Zones, phrase: Phrase) -> bool:
    """Tell whether a token stands in the noun phrase after the number and not at its end.

    A noun phrase ends with its head: 10个企业联系点 are points and no enterprises. Times count what
    is done, and what is said of persons follows them without a break.
    """
    if not phrase.denominator and (zones.unit in TIMES or zones.unit in PERSONS):
        return False
    counted = noun_phrase(zones.context)
    if phrase.denominator:
        places = phrase.indicator.unit == "个"  # 4个乡镇长 are no towns
        other = bool(counted) and not PLACES.search(counted)
        return places and (other or OFFICIALS.match(zones.following) is not None)
    if not counted:
        return False
    ends, heads = (counted, LIGHT.sub("", counted)), (*phrase.tokens, *phrase.indicator.counts)
    if any(end.endswith(heads) for end in ends):
        return False
    return any(token in counted and token not in zones.left for token in phrase.tokens)


def _counts_a_named_thing(zones: Zones, near: tuple[str, ...]) -> bool:
    """Tell whether a quoted name that no token speaks of stands there: 46项“秒批秒办”事项."""
    named = QUOTED.match(zones.context.tail) or QUOTED.match(zones.left)
    return named is not None and not any(token in named[1] for token in near)


def _counted_by(nouns: frozenset[str], indicator: Indicator) -> bool:
    """Tell whether the indicator counts all nouns that share the number, or any mixture."""
    if not nouns or not indicator.counts or nouns <= indicator.counts:
        return True
    return len(nouns) > 1 and SEVERAL in indicator.counts


def _counts_bodies(zones: Zones, indicator: Indicator) -> bool:
    """Tell a number of bodies that the indicator cannot count: 15个镇街 are no cameras."""
    if zones.unit != "个" or indicator.unit == "个" or indicator.counts:
        return False
    units = {indicator.unit, *indicator.also_units} - {"个"}
    counts_bodies = any("body" in families(unit) for unit in units)
    return not counts_bodies and BODIES.match(zones.right) is not None


def limit_of(frame: Frame, indicator: Indicator, phrase: tuple[str, ...] = ()) -> str:
    """Return the first limit that the phrase does not name itself (人均, 民营企业)."""
    for limit in frame.limits:
        if limit.why == ONE_KIND and indicator.role == "denominator" and indicator.unit == "个":
            continue  # 在镇街层面,18个镇街…: all there are
        if limit.why == ONE_OFFICE and EVERYBODY not in indicator.bodies:
            continue
        if limit.why == OF_COURT and "court" in indicator.bodies:
            continue
        own = limit.group and any(t in limit.group or limit.group in t for t in phrase)
        if not own:
            return limit.why
    return ""


def _ruled_out(zones: Zones, phrase: Phrase, *, complete: bool) -> bool:
    """Tell whether a word that the codebook excludes stands beside the figure.

    Few words of its own make a figure borrow its name from the clause before, so that clause
    counts too, unless its own words make the phrase ``complete``.
    """
    own, clauses = f"{zones.left}|{zones.right}", zones.context.clauses
    if len(zones.context.left) < SHORT:  # 压减至 goes on with the words of the figure before
        own += f"|{zones.context.left}"
    leans = zones.left_words <= 5 and clauses and not complete
    near = f"{own}|{clauses[0]}" if leans else own
    excluded = phrase.excluded
    found = [word for word in excluded.near if word in near]
    found += [word for word in excluded.own if word in own]
    found += [word for word in excluded.titles if word in zones.context.titles]
    if excluded.before:
        before = "|".join((own, zones.context.shared, *clauses))
        found += [word for word in excluded.before if word in before]
    if not found:
        return False
    persons = zones.unit in PERSONS or zones.unit == "人次"
    return not (persons and all(_one_of_several(word, phrase.tokens, own) for word in found))


def _one_of_several(word: str, phrase: tuple[str, ...], own: str) -> bool:
    """Tell whether a word is joined to what the phrase names: 领导干部、执法人员900人次."""
    before, _, _ = own.partition(word)
    before = before.rstrip("行政")
    return before[-1:] in JOINING and any(before[:-1].endswith(token) for token in phrase)
