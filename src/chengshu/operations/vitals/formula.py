"""The formula of an indicator: its document, the tree it becomes, and the words that tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from chengshu.data.lake.contracts import Expression, Measure, MeasureKind, parse_expression
from chengshu.operations.vitals.errors import BadFormulaError

_KEYS = frozenset({"numerator", "denominator", "scale", "where", "area_digits"})
_MEASURE_KEYS = frozenset({"kind", "column", "where"})
_AREA_DIGITS = frozenset({2, 4, 6, 9, 12})


@dataclass(frozen=True)
class Formula:
    """A measure, or the ratio of two, times a scale, over the rows that `where` keeps."""

    numerator: Measure
    denominator: Measure | None
    scale: Decimal
    where: Expression | None
    area_digits: int | None

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures by the names they carry in the inputs of a reading."""
        both = {"numerator": self.numerator}
        return both if self.denominator is None else both | {"denominator": self.denominator}

    def value(self, inputs: Mapping[str, Decimal | None]) -> Decimal | None:
        """Return the number; None where something is missing or the denominator is zero."""
        top = inputs["numerator"]
        if top is None:
            return None
        if self.denominator is None:
            return top * self.scale
        bottom = inputs["denominator"]
        return top / bottom * self.scale if bottom else None


def parse_formula(document: Mapping[str, object]) -> Formula:
    """Read a formula document (see `IndicatorSpec`).

    Raises:
        BadFormulaError: The document is no formula.
        InvalidExpressionError: One of its filters is no expression.
    """
    _refuse_unknown(document, _KEYS)
    if "numerator" not in document:
        raise _fault(_("缺少分子 numerator"))
    denominator = document.get("denominator")
    return Formula(
        numerator=_parse_measure(document["numerator"]),
        denominator=None if denominator is None else _parse_measure(denominator),
        scale=_parse_scale(document.get("scale", 1)),
        where=_parse_where(document.get("where")),
        area_digits=_parse_digits(document.get("area_digits")),
    )


def _parse_measure(document: object) -> Measure:
    if not isinstance(document, Mapping):
        raise _fault(_("度量应为对象"))
    _refuse_unknown(document, _MEASURE_KEYS)
    kind, column = str(document.get("kind", "")), str(document.get("column") or "")
    if kind not in set(MeasureKind):
        known = "、".join(MeasureKind)
        raise _fault(_("度量方式“%(kind)s”未知，可用 %(known)s") % {"kind": kind, "known": known})
    if not column and kind != MeasureKind.COUNT:
        raise _fault(_("度量方式“%(kind)s”须指定信息项 column") % {"kind": kind})
    return Measure(MeasureKind(kind), column, _parse_where(document.get("where")))


def _parse_where(document: object) -> Expression | None:
    if document is None:
        return None
    if not isinstance(document, Mapping):
        raise _fault(_("筛选条件 where 应为对象"))
    return parse_expression(document)


def _parse_scale(value: object) -> Decimal:
    try:
        scale = Decimal(str(value))
    except InvalidOperation as error:
        raise _fault(_("倍数 scale 应为数字")) from error
    if not scale.is_finite() or scale == 0:
        raise _fault(_("倍数 scale 应为非零数字"))
    return scale


def _parse_digits(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or value not in _AREA_DIGITS:
        raise _fault(_("区划位数 area_digits 应为 2、4、6、9 或 12"))
    return value


def _refuse_unknown(document: Mapping[str, object], known: frozenset[str]) -> None:
    unknown = sorted(set(document) - known)
    if unknown:
        raise _fault(_("不认识的键 %(keys)s") % {"keys": "、".join(unknown)})


def _fault(reason: str) -> BadFormulaError:
    return BadFormulaError(field="formula", reason=reason)
