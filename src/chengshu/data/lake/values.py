"""Values of filters and formulas, converted to the type of the column they meet."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeAlias

import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.data.lake.contracts import Scalar
from chengshu.data.lake.errors import UnfitValueError

Bound: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | list[str]
_INT64 = range(-(2**63), 2**63)
_SHOWN = 80
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def fit_value(column: str, data_type: pa.DataType, value: Scalar) -> Bound:
    """Return `value` as Python's counterpart of `data_type`.

    Raises:
        UnfitValueError: It cannot be converted without changing it, or is null (a comparison
            with null is never true; ask `is_null`).
    """
    kind, convert = _conversion(data_type)
    if value is not None:
        try:
            return convert(value)
        except (ValueError, TypeError, InvalidOperation, OverflowError):
            pass
    raise UnfitValueError(column=column, value=_shown(value), type=kind)


def _shown(value: Scalar) -> str:
    return str(value)[:_SHOWN].encode(errors="backslashreplace").decode()


def _conversion(data_type: pa.DataType) -> tuple[object, Callable[[Scalar], Bound]]:
    for check, kind, convert in _CONVERSIONS:
        if check(data_type):
            return kind, convert
    return _("文本"), _to_text


def _to_text(value: Scalar) -> str:
    if isinstance(value, bool | float):
        raise TypeError
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if "\x00" in text:
        raise ValueError
    text.encode()  # lone surrogates are no text
    return text


def _to_integer(value: Scalar) -> int:
    if isinstance(value, bool):
        raise TypeError
    exact = _to_decimal(value)
    if exact != exact.to_integral_value() or int(exact) not in _INT64:
        raise ValueError
    return int(exact)


def _to_decimal(value: Scalar) -> Decimal:
    if isinstance(value, bool | dt.date):
        raise TypeError
    exact = Decimal(str(value).strip())
    if not exact.is_finite() or abs(exact.adjusted()) > 40:  # noqa: PLR2004 - beyond any DECIMAL(38)
        raise ValueError
    return exact


def _to_double(value: Scalar) -> float:
    if isinstance(value, bool | dt.date) or value is None:
        raise TypeError
    number = float(value)
    if not isfinite(number):
        raise ValueError
    return number


def _to_date(value: Scalar) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(_to_text(value).strip())


def _to_moment(value: Scalar) -> dt.datetime:
    """Return a moment in the city's time without zone, as the lake keeps it."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    moment = (
        value
        if isinstance(value, dt.datetime)
        else dt.datetime.fromisoformat(_to_text(value).strip())
    )
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(clock.now().tzinfo).replace(tzinfo=None)


def _to_truth(value: Scalar) -> bool:
    return value if isinstance(value, bool) else _TRUTHS[str(value).strip().lower()]


def _to_known_truth(value: Scalar) -> bool:
    try:
        return _to_truth(value)
    except KeyError as error:
        raise ValueError from error


_CONVERSIONS: tuple[
    tuple[Callable[[pa.DataType], bool], object, Callable[[Scalar], Bound]], ...
] = (
    (pa.types.is_integer, _("整数"), _to_integer),
    (pa.types.is_decimal, _("数字"), _to_decimal),
    (pa.types.is_floating, _("数字"), _to_double),
    (pa.types.is_date, _("日期（如 2026-01-31）"), _to_date),
    (pa.types.is_timestamp, _("时间（如 2026-01-31T08:00:00）"), _to_moment),
    (pa.types.is_boolean, _("是否（true 或 false）"), _to_known_truth),
)
