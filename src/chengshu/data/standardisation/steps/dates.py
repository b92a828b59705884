"""Dates and moments in the ways they are written, brought to 2021-03-05 or 2021-03-05 08:30:00."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import (
    BoundStep,
    ItemView,
    Knowledge,
    Parameter,
    ParameterKind,
    StepSpec,
)
from chengshu.data.standardisation.steps.numerals import read_chinese, read_year
from chengshu.data.standardisation.steps.registry import (
    NamedStep,
    Reading,
    choice_setting,
)

_LOCAL: Final = ZoneInfo("Asia/Shanghai")
_CLEAN: Final = r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$"
_CLOCK: Final = (
    r"(?:[ T]*(?P<half>上午|下午|am|pm|AM|PM)? *(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})?分?"
    r"(?::?(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,9}))?秒?)?)?"
    r"(?: ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?))?"
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.年]) ?(?P<month>\d{1,2})[-/.月] ?(?P<day>\d{1,2})[日号]?" + _CLOCK
)
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[ T]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2}))?"
)
_DAY_LAST: Final = re.compile(
    r"(?P<first>\d{1,2})[-/.](?P<middle>\d{1,2})[-/.](?P<year>\d{4})" + _CLOCK
)
_REPUBLIC_NAMED: Final = re.compile(
    r"(?:中[華华])?民[國国] ?(?P<year>\d{1,3})年 ?(?P<month>\d{1,2})月 ?(?P<day>\d{1,2})日?"
)
_REPUBLIC_BARE: Final = re.compile(
    r"(?P<year>\d{2,3})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
)
_REPUBLIC_COMPACT: Final = re.compile(
    r"(?P<year>0\d{2}|1\d{2}|\d{2})(?P<month>\d{2})(?P<day>\d{2})"
)
_CHINESE: Final = re.compile(
    r"(?P<year>[〇○零一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十]{1,3})[日号]"
)
_SERIAL: Final = re.compile(r"\d{5}(\.\d{1,11})?")
_SERIAL_ORIGIN: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day 0 has no zone
_SERIALS: Final = range(10_000, 80_000)  # 1927-05-18 to 2119-01-09; smaller ones are years or codes
_FIRST_YEAR_OF_REPUBLIC: Final = 1911
_YEARS: Final = range(1000, 3000)
_NOON: Final = 12


@dataclass(frozen=True)
class Ways:
    """What a source is said to write: Republic years, Excel serials, the order with the year last.

    `order` is `dmy`, `mdy` or empty: then 03/04/2021 is left as it is.
    """

    republic: bool = False
    serials: bool = False
    order: str = ""


def read_moment(text: str, ways: Ways) -> tuple[dt.datetime, bool] | None:
    """Read a date; the second tells whether a time of day was written.

    Moments with an offset are turned into Chinese time. None where the text is no date, could be
    two dates, or names a day the calendar does not have. A year of two digits is never guessed.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("○", "〇")
    if ways.republic:
        found = _first(_REPUBLIC_WAYS, plain, ways)
        if found is not None:
            return found
    return _first(_WAYS, plain, ways)


def write_moment(moment: dt.datetime, *, has_time: bool) -> str:
    """Write a date as 2021-03-05, a moment as 2021-03-05 08:30:00 with what is below a second."""
    return moment.isoformat(sep=" ") if has_time else moment.date().isoformat()


class Dates(NamedStep):
    """Dates in the ways they are written become 2021-03-05."""

    title = gettext_lazy("日期归一")
    explains = gettext_lazy(
        "2021年3月5日、20210305、2021/3/5、二〇二一年三月五日、民國110年3月5日等归一为 2021-03-05；"
        "日月次序不明或只有两位年份的不猜，原样送质检。"
    )
    parameters = (
        Parameter("republic", gettext_lazy("来源用民国纪年"), ParameterKind.FLAG, default=False),
        Parameter(
            "serials", gettext_lazy("来源含 Excel 日期序号"), ParameterKind.FLAG, default=False
        ),
        Parameter(
            "order",
            gettext_lazy("年份在后时的次序"),
            ParameterKind.CHOICE,
            (
                ("", gettext_lazy("不明（不转换）")),
                ("dmy", gettext_lazy("日/月/年")),
                ("mdy", gettext_lazy("月/日/年")),
            ),
        ),
    )

    def suits(self, item: ItemView) -> str:
        """Suit dates and times."""
        return _("信息项为日期或时间") if item.data_type in {"D", "T"} else ""

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundStep:
        """Return the step."""
        del knowledge
        ways = Ways(
            republic=spec.parameters.get("republic") is True,
            serials=spec.parameters.get("serials") is True,
            order=choice_setting(self, spec, "order"),
        )

        def read(text: str) -> str | None:
            found = read_moment(text, ways)
            return None if found is None else write_moment(found[0], has_time=found[1])

        return Reading(_CLEAN, read, clean=True)


Way = Callable[[str, Ways], tuple[dt.datetime, bool] | None]


def _first(ways: tuple[Way, ...], plain: str, asked: Ways) -> tuple[dt.datetime, bool] | None:
    for way in ways:
        try:
            found = way(plain, asked)
        except (ValueError, OverflowError):  # a day or an hour that does not exist
            return None
        if found is not None and found[0].year in _YEARS:
            return found
    return None


def _year_first(plain: str, _ways: Ways) -> tuple[dt.datetime, bool] | None:
    match = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    return _from_parts(match.groupdict()) if match else None


def _day_last(plain: str, ways: Ways) -> tuple[dt.datetime, bool] | None:
    match = _DAY_LAST.fullmatch(plain) if ways.order else None
    if match is None:
        return None
    names = ("day", "month") if ways.order == "dmy" else ("month", "day")
    parts = match.groupdict()
    return _from_parts({**parts, names[0]: parts["first"], names[1]: parts["middle"]})


def _chinese(plain: str, _ways: Ways) -> tuple[dt.datetime, bool] | None:
    match = _CHINESE.fullmatch(plain)
    if match is None:
        return None
    year, month, day = read_year(match["year"]), read_chinese(match["month"]), match["day"]
    number = read_chinese(day)
    if year is None or month is None or number is None:
        return None
    return dt.datetime(int(year), month, number), False  # noqa: DTZ001 - a day has no zone


def _named_republic(plain: str, _ways: Ways) -> tuple[dt.datetime, bool] | None:
    match = _REPUBLIC_NAMED.fullmatch(plain)
    return _of_republic(match) if match else None


def _bare_republic(plain: str, _ways: Ways) -> tuple[dt.datetime, bool] | None:
    match = _REPUBLIC_BARE.fullmatch(plain) or _REPUBLIC_COMPACT.fullmatch(plain)
    return _of_republic(match) if match else None


def _of_republic(match: re.Match[str]) -> tuple[dt.datetime, bool]:
    year = int(match["year"]) + _FIRST_YEAR_OF_REPUBLIC
    return dt.datetime(year, int(match["month"]), int(match["day"])), False  # noqa: DTZ001 - a day has no zone


def _serial(plain: str, ways: Ways) -> tuple[dt.datetime, bool] | None:
    if not ways.serials or not _SERIAL.fullmatch(plain):
        return None
    number = Decimal(plain)
    if int(number) not in _SERIALS:
        return None
    seconds = round(number % 1 * 86_400)
    moment = _SERIAL_ORIGIN + dt.timedelta(days=int(number), seconds=seconds)
    return moment, "." in plain and seconds > 0


def _from_parts(parts: dict[str, str | None]) -> tuple[dt.datetime, bool]:
    day = dt.date(*(int(parts[name] or 0) for name in ("year", "month", "day")))
    hour = parts.get("hour")
    if hour is None:
        return dt.datetime.combine(day, dt.time()), False
    clock = dt.time(
        _hour(int(hour), parts.get("half")),
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "").ljust(6, "0")[:6]),
    )
    return _to_local(dt.datetime.combine(day, clock), parts.get("offset")), True


def _hour(hour: int, half: str | None) -> int:
    """Return the hour of the day; of halves twelve o'clock is hour 0 of its half."""
    if half is None:
        return hour
    if not 1 <= hour <= _NOON:
        message = "no hour of a half day"
        raise ValueError(message)
    return hour % _NOON + (_NOON if half in {"下午", "pm", "PM"} else 0)


def _to_local(moment: dt.datetime, offset: str | None) -> dt.datetime:
    if not offset:
        return moment
    if offset == "Z":
        zone = dt.UTC
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        zone = dt.timezone(ahead if offset[0] == "+" else -ahead)
    return moment.replace(tzinfo=zone).astimezone(_LOCAL).replace(tzinfo=None)


_WAYS: Final[tuple[Way, ...]] = (_year_first, _named_republic, _chinese, _day_last, _serial)
_REPUBLIC_WAYS: Final[tuple[Way, ...]] = (_named_republic, _bare_republic)
