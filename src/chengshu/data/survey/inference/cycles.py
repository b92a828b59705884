"""When a table is written: its time column, its growth, and the update cycle its days show."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.describing import is_audit
from chengshu.data.survey.inference.names import ColumnName
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section

_LEAST_DAYS = 4
_IRREGULAR = 0.9
_LEAST_PERIODS = 3


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


@dataclass(frozen=True)
class Rhythm:
    """How often days come: the code of the cycle, the usual gap in days, and how regular."""

    cycle: str
    gap: float
    variation: float


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


def measure_rhythm(days: Sequence[dt.date]) -> Rhythm | None:
    """Return how often days come, from the gaps between them; None for too few."""
    gaps = [(after - before).days for before, after in pairwise(sorted(set(days)))]
    if len(gaps) < _LEAST_DAYS - 1:
        return None
    usual = median(gaps)
    spread = median(abs(gap - usual) for gap in gaps) / max(usual, 1)
    cycle = next(code for limit, code in section("cycles")["gaps"] if usual <= limit)
    return Rhythm(str(cycle), usual, spread)


def propose_times(
    columns: Sequence[tuple[Observation, ColumnName]], row_count: int | None
) -> Iterator[tuple[str, Proposal]]:
    """Yield `time_column`, `growth` and `update_cycle`, as far as they can be measured."""
    times = read_times(columns)
    chosen = choose_time(times)
    if chosen is not None:
        words = {"column": chosen.column, "latest": chosen.days[-1].isoformat()}
        worth = 0.85 if is_audit(chosen.name) else 0.6
        yield (
            "time_column",
            Proposal(chosen.column, worth, (Evidence("time_column", words, worth),)),
        )
        yield from _growth(chosen, row_count)
    yield from _cycle(columns, times, chosen)


def _growth(time: Timed, row_count: int | None) -> Iterator[tuple[str, Proposal]]:
    span = (time.days[-1] - time.days[0]).days + 1
    if row_count and span > 1:
        rate = round(row_count / span, 2)
        words = {"rows": str(row_count), "days": str(span)}
        yield "growth", Proposal(rate, 0.6, (Evidence("growth", words, 0.6),))


def _cycle(
    columns: Sequence[tuple[Observation, ColumnName]],
    times: Sequence[Timed],
    chosen: Timed | None,
) -> Iterator[tuple[str, Proposal]]:
    """Yield the cycle: that of a period column, else the rhythm of the days."""
    period = next(filter(None, (_period(seen) for seen, _ in columns)), None)
    if period is not None:
        yield "update_cycle", period
        return
    if chosen is None:
        return
    business = [time for time in times if not is_audit(time.name)]
    rhythm = measure_rhythm(chosen.days) or next(
        filter(None, (measure_rhythm(time.days) for time in business)), None
    )
    if rhythm is None:
        return
    is_irregular = rhythm.variation > _IRREGULAR
    cycle = section("cycles")["irregular"] if is_irregular else rhythm.cycle
    words = {"gap": f"{rhythm.gap:g}", "days": str(len(chosen.days)), "column": chosen.column}
    worth = calibrate("update_cycle", 0.75 if rhythm.variation < _IRREGULAR / 2 else 0.55)
    yield "update_cycle", Proposal(cycle, worth, (Evidence("cycle_measured", words, worth),))


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
