"""When a table is written: its time column, its growth, and the update cycle its days show."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chengshu.data.sources.contracts.profiles import ColumnProfile, TableProfile
from chengshu.data.survey.contracts.drafts import Alternative, Evidence, Proposal
from chengshu.data.survey.inference.cadence import measure_rhythm
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.describing import is_audit
from chengshu.data.survey.inference.moments import measure_step, moments_of
from chengshu.data.survey.inference.names import ColumnName
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section

_LEAST_PERIODS = 3
_HOURLY, _DAILY = "1", "2"  # codes of the guide
_MONTH = 30.44
_DECLARED, _AGREED, _DOUBTFUL, _EVEN = 0.7, 0.85, 0.5, 0.8
_DAY = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")


@dataclass(frozen=True)
class Timed:
    """A column of days: what it is called and the days it holds, in order."""

    observation: Observation
    name: ColumnName
    days: tuple[dt.date, ...]

    @property
    def column(self) -> str:
        """The column's name in the source."""
        return self.observation.profile.name

    @property
    def span(self) -> int:
        """Days from the first to the last, by the column's own ends where they are days."""
        ends = [_DAY.match(text) for text in (self._profile.minimum, self._profile.maximum)]
        known = [dt.date.fromisoformat(end[0]) for end in ends if end]
        return (max((*self.days, *known)) - min((*self.days, *known))).days + 1

    @property
    def _profile(self) -> ColumnProfile:
        return self.observation.profile


def read_times(columns: Sequence[tuple[Observation, ColumnName]]) -> tuple[Timed, ...]:
    """Return the columns of days, births left out."""
    found = []
    for seen, name in columns:
        if seen.dates is None or not seen.dates.has_day or seen.is_birth or _is_birth(name):
            continue
        days = _listed_days(seen) or days_of(seen.contents, seen.dates)
        if len(set(days)) > 1:
            found.append(Timed(seen, name, tuple(sorted(set(days)))))
    return tuple(found)


def _listed_days(seen: Observation) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(day[:10]) for day in seen.profile.days)


def _is_birth(name: ColumnName) -> bool:
    return any(word in name.text for word in section("cycles")["not_texts"]) or (
        name.folded in section("cycles")["not_names"]
    )


def choose_time(times: Sequence[Timed]) -> Timed | None:
    """Return the column that says when a row was last written: of audit, else the latest one."""
    rules = section("cycles")
    writing = [time for time in times if is_audit(time.name)]
    updating = [t for t in writing if any(word in t.name.raw.lower() for word in rules["updates"])]
    pool = updating or writing or list(times)
    return max(pool, key=lambda time: (time.days[-1], len(time.days))) if pool else None


def propose_times(
    columns: Sequence[tuple[Observation, ColumnName]], table: TableProfile
) -> Iterator[tuple[str, Proposal]]:
    """Yield `time_column`, `growth` and `update_cycle`; a cycle nobody can measure says why."""
    times = read_times(columns)
    chosen = choose_time(times)
    if chosen is not None:
        words = {"column": chosen.column, "latest": chosen.days[-1].isoformat()}
        worth = 0.85 if is_audit(chosen.name) else 0.6
        yield (
            "time_column",
            Proposal(chosen.column, worth, (Evidence("time_column", words, worth),)),
        )
    rate = _find_rate(times, table.row_count)
    if rate is not None:
        yield "growth", rate
    period = next(filter(None, (_period(seen) for seen, _ in columns)), None)
    per_day = float(rate.value or 0) if rate is not None else 0.0
    measured = period or _clocked(times, per_day) or _measured(times, chosen, per_day)
    yield "update_cycle", compare_declared(measured, f"{table.comment} {table.name}")


def _find_rate(times: Sequence[Timed], row_count: int | None) -> Proposal | None:
    """Return rows a day: by when rows were made, else by when things happened.

    When rows were last changed says little of how many are new; it is only the last resort.
    """
    updates = section("cycles")["updates"]
    made = [t for t in times if not any(word in t.name.raw.lower() for word in updates)]
    pool = [time for time in made if is_audit(time.name)] or made or list(times)
    time = max(pool, key=lambda each: each.span, default=None)
    if time is None or not row_count or time.span <= 1:
        return None
    worth = 0.6 if made else 0.3
    words = {"rows": str(row_count), "days": str(time.span), "column": time.column}
    words["month"] = f"{row_count / time.span * _MONTH:.0f}"
    evidence = Evidence("growth", words, worth)
    return Proposal(round(row_count / time.span, 4), worth, (evidence,))


def _clocked(times: Sequence[Timed], rate: float) -> Proposal | None:
    """Return the cycle of records that instruments write by the clock, day and night."""
    if rate < section("cycles")["even_hours"]["rate"]:
        return None
    for time in times:
        step = measure_step(moments_of(time.observation.contents.values))
        if step:
            words = {"column": time.column, "gap": str(step), "rows": f"{rate:.0f}"}
            worth = calibrate("update_cycle", _EVEN)
            return Proposal(_HOURLY, worth, (Evidence("cycle_minutes", words, worth),))
    return None


def _measured(times: Sequence[Timed], chosen: Timed | None, rate: float) -> Proposal:
    """Return the rhythm of the days: of when rows were written, else of when things happened."""
    if chosen is None:
        return Proposal("", 0.0, (Evidence("cycle_no_days"),))
    business = [time for time in times if not is_audit(time.name) and time is not chosen]
    for time in (chosen, *sorted(business, key=lambda each: -len(each.days))):
        rhythm = measure_rhythm(time.days, rate=rate)
        if rhythm is not None:
            worth = calibrate("update_cycle", rhythm.worth)
            evidence = Evidence(rhythm.kind, {**rhythm.words, "column": time.column}, worth)
            return Proposal(rhythm.cycle, worth, (evidence,))
    words = {"column": chosen.column, "days": str(len(chosen.days))}
    return Proposal("", 0.0, (Evidence("cycle_few", words),))


def compare_declared(measured: Proposal, words: str) -> Proposal:
    """Return the cycle beside what the source's own words declare: `每月汇总`.

    What is measured stands; a word that agrees makes it surer, another one makes it doubtful. Only
    records of every day may come every hour: days alone cannot tell.
    """
    rules = section("cycles")["declared"]
    known = [(str(rule["cycle"]), word) for rule in rules for word in rule["words"]]
    cycle, word = next(((cycle, word) for cycle, word in known if word in words), ("", ""))
    if not word:
        return measured
    said = {"word": word}
    if not measured.value:
        evidence = (*measured.evidence, Evidence("cycle_declared", said, _DECLARED))
        return Proposal(cycle, _DECLARED, evidence)
    if measured.value == cycle:
        sure = max(measured.confidence, _AGREED)
        return replace(
            measured,
            confidence=sure,
            evidence=(*measured.evidence, Evidence("cycle_agrees", said, sure)),
        )
    if (cycle, measured.value) == (_HOURLY, _DAILY):
        evidence = (*measured.evidence, Evidence("cycle_declared", said, _DECLARED))
        daily = Alternative(_DAILY, _DAILY, 1 - _DECLARED)
        return Proposal(cycle, _DECLARED, evidence, (daily,))
    return replace(
        measured,
        confidence=min(measured.confidence, _DOUBTFUL),
        evidence=(*measured.evidence, Evidence("cycle_differs", said)),
        alternatives=(Alternative(cycle, word, _DOUBTFUL / 2),),
    )


def _period(seen: Observation) -> Proposal | None:
    """Return the cycle of a column of months or years that repeats: statistics of a period."""
    form = seen.dates.form if seen.dates is not None else ""
    is_month = bool(form) and "%m" in form and not (seen.dates and seen.dates.has_day)
    if not (is_month or seen.is_year) or seen.contents.distinct < _LEAST_PERIODS:
        return None
    if seen.contents.repeats < section("cycles")["period_repeats"]:
        return None
    cycle = "4" if is_month else "6"
    words = {"column": seen.profile.name, "count": str(seen.contents.distinct)}
    return Proposal(cycle, calibrate("update_cycle", 0.8), (Evidence("cycle_period", words, 0.8),))
