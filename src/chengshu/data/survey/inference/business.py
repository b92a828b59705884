"""Whether a table is business: logs, copies, frameworks, code tables are set aside."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.calibration import calibrate, probability
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.elements import Match
from chengshu.data.survey.inference.names import fold
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section

_GENERAL = frozenset({"general", "audit", ""})
_MOST_MEANINGFUL = 4
_SUBJECTS = frozenset({"citizen_id", "uscc", "plate", "vin"})
_MOST_TRIALS = 50
_MOST_CODE_COLUMNS, _MOST_CODE_ROWS = 9, 5000
_COPIES = frozenset({"backup", "temporary"})  # copies are as full of meaning as what they copy
_SAME_COLUMNS = 0.8
_PERIOD_TAIL = re.compile(r"[_\-]?(?P<year>(?:19|20)\d{2})[_\-]?(?P<month>0[1-9]|1[0-2])?$")
_COPY_WORD = re.compile(r"(?:^|_)(?:bak|back|backup|bk|copy|old|tmp|temp|bf|beifen)\d*(?:_|$|\d)")
_COPY_TAIL = re.compile(
    r"(?:[_\-]?(?:bak|back|backup|copy|old|new|tmp|temp|his|hist|bf|lsb))?[_\-]?\d*$"
)


@dataclass(frozen=True)
class Known:
    """A table with what is known of its columns; `others` are the columns of its neighbours."""

    profile: TableProfile
    observations: Sequence[Observation]
    matches: Sequence[Match | None]
    others: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Sign:
    """Something that speaks for (or against) setting a table aside for one reason."""

    reason: str
    odds: float
    evidence: Evidence


def decide_business(table: Known) -> Proposal:
    """Return whether a table is business, with the reason where it is set aside."""
    rules = section("business")
    against = [*_named(table.profile, rules), *_columned(table.profile, rules), *_copied(table)]
    against += [*_code_table(table), *_told_by_contents(table, rules)]
    if is_partition(table):
        against = [sign for sign in against if sign.reason != "backup"]
    by_reason: dict[str, float] = {}
    for sign in against:
        by_reason[sign.reason] = by_reason.get(sign.reason, 0.0) + sign.odds
    meaning = _meaning(table, rules)
    for reason in by_reason:
        if reason not in _COPIES:
            by_reason[reason] += sum(sign.odds for sign in meaning)
    aside = probability(rules["base"] + max(by_reason.values(), default=0.0))
    if aside < rules["least"]:
        evidence = tuple(sign.evidence for sign in meaning)
        return Proposal(True, calibrate("is_business", 1 - aside), evidence)  # noqa: FBT003 - the value
    reason = max(by_reason, key=lambda name: by_reason[name])
    label = {"reason": rules["rules"][reason]["label"]}
    signs = [s.evidence for s in against if s.reason == reason]
    evidence = (Evidence(f"aside_{reason}", label, round(aside, 3)), *signs)
    return Proposal(False, calibrate("is_business", aside), evidence)  # noqa: FBT003 - the value


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, float, tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    return tuple(
        (reason, rule["odds"], tuple(map(re.compile, rule["names"])), tuple(rule["texts"]))
        for reason, rule in section("business")["rules"].items()
    )


def _snake(name: str) -> str:
    """Return a table name in lower snake case, without the schema."""
    return re.sub(r"(?<=[a-z\d])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()


def _named(table: TableProfile, rules: dict[str, Any]) -> Iterator[Sign]:
    """Yield what name and comment say; a comment that names a matter weakens a name."""
    name = _snake(table.name)
    for reason, odds, patterns, texts in _patterns():
        found = next((match for pattern in patterns if (match := pattern.search(name))), None)
        if found is not None:
            words = {"word": found[0].strip("_"), "table": table.name}
            yield Sign(reason, odds, Evidence("aside_name", words, round(probability(odds), 2)))
        word = next((text for text in texts if text in table.comment), "")
        if word:
            evidence = Evidence("aside_comment", {"word": word}, round(probability(odds), 2))
            yield Sign(reason, odds, evidence)


def _columned(table: TableProfile, rules: dict[str, Any]) -> Iterator[Sign]:
    names = {fold(column.name): column.name for column in table.columns}
    for reason, rule in rules["columns"].items():
        found = [names[name] for name in rule["names"] if name in names]
        if len(set(found)) >= rule["least"] and len(set(found)) * 3 >= len(names):
            words = {"columns": "、".join(dict.fromkeys(found))}
            yield Sign(reason, rule["odds"], Evidence("aside_columns", words, 0.8))


def _copied(table: Known) -> Iterator[Sign]:
    """Yield a sign where another table has the name without its tail and the same columns."""
    name = table.profile.name.lower()
    stem = _COPY_TAIL.sub("", name)
    if stem == name or stem not in table.others:
        return
    own = frozenset(fold(column.name) for column in table.profile.columns)
    theirs = table.others[stem] - {""}
    if len(own & theirs) >= _SAME_COLUMNS * max(len(own), len(theirs), 1):
        yield Sign("backup", 4.0, Evidence("aside_copy", {"table": stem}, 0.9))


def is_partition(table: Known) -> bool:
    """Tell whether a table holds the rows of the month or year that its name ends with.

    Its days lie in that time; where it has none, other tables of the same stem and columns end
    with other times. A copy of a day (`_20250301`) is none.
    """
    name = table.profile.name.lower()
    tail = _PERIOD_TAIL.search(name)
    if tail is None or _COPY_WORD.search(name):
        return False
    start = tail["year"] + (f"-{tail['month']}" if tail["month"] else "")
    for seen in table.observations:
        days = days_of(seen.contents, seen.dates) if seen.dates and seen.dates.has_day else ()
        inside = sum(day.isoformat().startswith(start) for day in days)
        if inside and inside >= _SAME_COLUMNS * len(days):
            return True
    stem = name[: tail.start()]
    return stem not in table.others and any(
        other != name and other.startswith(stem) and _PERIOD_TAIL.search(other[len(stem) :])
        for other in table.others
    )


def _code_table(table: Known) -> Iterator[Sign]:
    """Yield a sign for a small table of unique codes with Chinese names and little beside."""
    profile = table.profile
    rows = profile.row_count or 0
    if not 1 < rows <= _MOST_CODE_ROWS or len(profile.columns) > _MOST_CODE_COLUMNS:
        return
    if any(seen.identifier and seen.identifier.kind in _SUBJECTS for seen in table.observations):
        return
    known = [seen.codes[0] for seen in table.observations if seen.codes and _is_unique(seen)]
    if known and len(profile.columns) <= _MOST_CODE_COLUMNS // 2 + 1:
        words = {"table": known[0].code_set.name}
        yield Sign("code_table", 3.0, Evidence("aside_codes", words, 0.85))


def _told_by_contents(table: Known, rules: dict[str, Any]) -> Iterator[Sign]:
    """Yield signs for tables whose contents are what programs do, or what people try out."""
    operations = frozenset(rules["contents"]["operations"])
    trials = frozenset(rules["contents"]["trials"])
    done = [seen for seen in table.observations if _mostly(seen, operations)]
    has_time = any(seen.dates is not None and seen.dates.has_time for seen in table.observations)
    has_address = any(s.identifier and s.identifier.kind == "ip" for s in table.observations)
    if done and has_time and (has_address or len(done) > 1):
        words = {"columns": "、".join(seen.profile.name for seen in done)}
        yield Sign("log", rules["contents"]["odds"], Evidence("aside_contents", words, 0.85))
    tried = [seen for seen in table.observations if _mostly(seen, trials)]
    is_small = (table.profile.row_count or 0) <= _MOST_TRIALS
    if tried and is_small and 2 * len(tried) >= len(table.observations):
        words = {"columns": "、".join(seen.profile.name for seen in tried)}
        yield Sign("temporary", rules["contents"]["odds"], Evidence("aside_contents", words, 0.85))


def _mostly(seen: Observation, words: frozenset[str]) -> bool:
    """Tell whether at least half of the different values are (or hold) such words."""
    values = seen.contents.values
    if not values or seen.source.is_number:
        return False
    found = sum(value.lower() in words or value[:2] in words for value in values)
    return len(values) > 1 and 2 * found >= len(values)


def _is_unique(seen: Observation) -> bool:
    contents = seen.contents
    return contents.distinct > 1 and contents.distinct == contents.filled


def _meaning(table: Known, rules: dict[str, Any]) -> list[Sign]:
    """Return what speaks for business: data elements, people and enterprises, a comment."""
    matched = [
        match.element.name_zh
        for match in table.matches
        if match is not None and match.element.domain not in _GENERAL
    ]
    signs = []
    if matched:
        words = {"elements": "、".join(dict.fromkeys(matched[:_MOST_MEANINGFUL]))}
        odds = rules["meaningful"] * min(len(matched), _MOST_MEANINGFUL)
        signs.append(Sign("", odds, Evidence("business_elements", words, 0.8)))
    kinds = {seen.identifier.kind for seen in table.observations if seen.identifier}
    if kinds & _SUBJECTS:
        signs.append(Sign("", rules["people"], Evidence("business_subject", {}, 0.85)))
    if table.profile.comment:
        words = {"comment": table.profile.comment}
        signs.append(Sign("", rules["comment"], Evidence("business_comment", words, 0.7)))
    return signs
