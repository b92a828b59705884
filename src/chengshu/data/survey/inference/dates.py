"""Days and moments in text, in whole numbers and as seconds since 1970."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chengshu.data.survey.inference.contents import Contents
from chengshu.data.survey.inference.types import SourceType

_SHARE = 0.85
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
        (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
        (r"\d{4}\.\d{1,2}\.\d{1,2}", "%Y.%m.%d"),
        (r"\d{4}年\d{1,2}月\d{1,2}日", "%Y年%m月%d日"),
        (r"\d{8}", "%Y%m%d"),
        (r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2}", "%Y-%m-%d %H:%M:%S"),
        (r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2}\.\d{1,6}", "%Y-%m-%d %H:%M:%S.%f"),
        (r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}", "%Y-%m-%d %H:%M"),
        (r"\d{4}-\d{1,2}-\d{1,2}T\d{2}:\d{2}:\d{2}", "%Y-%m-%dT%H:%M:%S"),
        (r"\d{4}-\d{1,2}-\d{1,2}T\d{2}:\d{2}:\d{2}\.\d{1,6}", "%Y-%m-%dT%H:%M:%S.%f"),
        (r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:?\d{2})", "%Y-%m-%dT%H:%M:%S%z"),
        (r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}", "%Y/%m/%d %H:%M:%S"),
        (r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}", "%Y/%m/%d %H:%M"),
        (r"\d{4}年\d{1,2}月\d{1,2}日 ?\d{1,2}时\d{1,2}分", "%Y年%m月%d日%H时%M分"),
        (r"\d{14}", "%Y%m%d%H%M%S"),
        (r"\d{12}", "%Y%m%d%H%M"),
        (r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y"),
        (r"\d{1,2}-[A-Za-z]{3}-\d{2,4}", "%d-%b-%Y"),
        (r"\d{4}-\d{1,2}", "%Y-%m"),
        (r"\d{4}年\d{1,2}月", "%Y年%m月"),
        (r"\d{6}", "%Y%m"),
    )
)
_DAY_FIRST = "%d/%m/%Y"
_EPOCHS = {10: ("epoch_s", 1), 13: ("epoch_ms", 1000)}
_EPOCH_FIRST, _EPOCH_LAST = 946_684_800, 2_208_988_800  # 2000 to 2040
_YEAR = re.compile(r"(?:19|20)\d{2}年?")


@dataclass(frozen=True)
class DateForm:
    """How days are written: strptime form or epoch, which share of the values, and how fine."""

    form: str
    share: float

    @property
    def has_time(self) -> bool:
        """Whether hours are written."""
        return "%H" in self.form or self.form.startswith("epoch")

    @property
    def has_day(self) -> bool:
        """Whether days are written (a month or a year is no day)."""
        return "%d" in self.form or self.form.startswith("epoch") or not self.form


def read_dates(contents: Contents, source: SourceType) -> DateForm | None:
    """Return how a column writes days, or None; a declared date has the empty form."""
    if source.is_day:
        return DateForm("", 1.0)
    if not contents.values or not (source.is_text or source.is_number):
        return None
    return _read_forms(contents.values) or _read_epoch(contents.values)


def _read_forms(values: Sequence[str]) -> DateForm | None:
    probe = values[: max(6, len(values) // 10)]
    for pattern, form in _FORMS:
        if not any(pattern.fullmatch(value) for value in probe):
            continue
        found = DateForm(form, _share(values, pattern, form))
        if found.share >= _SHARE:
            return found
        if form == "%m/%d/%Y" and (share := _share(values, pattern, _DAY_FIRST)) >= _SHARE:
            return DateForm(_DAY_FIRST, share)
    return None


def _share(values: Sequence[str], pattern: re.Pattern[str], form: str) -> float:
    """Return the share of values that are real days of a form."""
    return sum(
        1 for value in values if pattern.fullmatch(value) and parse_day(value, form) is not None
    ) / len(values)


def parse_day(value: str, form: str) -> dt.date | None:
    """Return the day a value means under a form, None where it is none between 1900 and 2100."""
    text = value.replace(" ", "T", 1) if form.endswith("%z") else value
    text = text.replace("日 ", "日") if "时" in form else text
    try:
        day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - only the day is kept
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year < _LAST_YEAR else None


def _read_epoch(values: Sequence[str]) -> DateForm | None:
    for length, (form, unit) in _EPOCHS.items():
        inside = [
            value
            for value in values
            if len(value) == length
            and value.isdigit()
            and _EPOCH_FIRST <= int(value) // unit < _EPOCH_LAST
        ]
        if len(inside) >= max(3, _SHARE * len(values)):
            return DateForm(form, len(inside) / len(values))
    return None


_BARE = frozenset({"%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m", "%Y%m%d", "epoch_s", "epoch_ms"})


def is_bare(form: DateForm) -> bool:
    """Tell whether days are written as digits alone, so that a running number may look so."""
    return form.form in _BARE


def is_year(contents: Contents) -> bool:
    """Tell whether a column holds years."""
    found = sum(1 for value in contents.values if _YEAR.fullmatch(value))
    return bool(contents.values) and found >= _SHARE * len(contents.values)


def days_of(contents: Contents, form: DateForm) -> tuple[dt.date, ...]:
    """Return the days that the values of a form mean."""
    if not form.form:
        return tuple(day for day in map(_iso_day, contents.values) if day)
    if form.form in {"epoch_s", "epoch_ms"}:
        unit = 1000 if form.form == "epoch_ms" else 1
        numbers = [int(value) // unit for value in contents.values if value.isdigit()]
        return tuple(dt.datetime.fromtimestamp(number, dt.UTC).date() for number in numbers)
    found = (parse_day(value, form.form) for value in contents.values)
    return tuple(day for day in found if day)


def _iso_day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
