"""Kinds of places: coordinates inside an area, addresses that are whole and agree with a code."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import (
    Characteristic,
    RowRule,
    RuleSpec,
    Severity,
    Surroundings,
)
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import Mask, flags, judge_values, texts_of
from chengshu.data.rules.kinds.registry import Kind, rule_kinds, text_parameter
from chengshu.data.rules.kinds.systems import SYSTEMS, to_wgs84
from chengshu.data.rules.pack import address_parts

Degrees = npt.NDArray[np.float64]
_OTHERS: Final = ("wgs84", "gcj02", "bd09")
_COUNTY: Final = 6  # digits of a region code down to the county


class Coordinates(Kind):
    """Longitude (the item) and `latitude` lie in `area` once `system` is turned into WGS-84.

    `area` is [west, south, east, north] in degrees. Where one of the two is missing nothing is
    judged.
    """

    title: ClassVar[str | Promise] = _("坐标在区域内")
    sentence: ClassVar[str | Promise] = _("“%(label)s”与 %(latitude)s 应在 %(area)s 范围内")
    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY

    def check(self, spec: RuleSpec) -> None:
        """Refuse an area that is none and a system nobody can turn."""
        text_parameter(spec, "latitude")
        _area(spec)
        if str(spec.parameters.get("system") or "wgs84") not in SYSTEMS:
            reason = gettext("坐标系应为 %(known)s 之一") % {"known": "、".join(SYSTEMS)}
            raise BadRuleError(field=spec.code, reason=reason)

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return longitude and latitude."""
        return (spec.item, text_parameter(spec, "latitude"))

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Show the area as its corners."""
        area = parameters.get("area")
        shown = "、".join(map(str, area)) if isinstance(area, list | tuple) else ""
        return {"area": shown, "latitude": parameters.get("latitude", "")}

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Turn and compare whole columns."""
        area, names = _area(spec), self.columns(spec)
        system = str(spec.parameters.get("system") or "wgs84")

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            east, north = (_degrees(batch.column(name)) for name in names)
            known = ~(np.isnan(east) | np.isnan(north))
            return pa.array(known & self.fails(area, (east, north), system))

        return judge

    def fails(self, area: Sequence[float], place: tuple[Degrees, Degrees], system: str) -> Mask:
        """Tell which places lie outside."""
        return ~_inside(area, to_wgs84(*place, system))


class SwappedCoordinates(Coordinates):
    """Longitude and latitude stand in each other's place: outside as written, inside swapped."""

    title: ClassVar[str | Promise] = _("经纬度颠倒")
    sentence: ClassVar[str | Promise] = _("“%(label)s”与 %(latitude)s 疑似颠倒，请交换后再报")

    def fails(self, area: Sequence[float], place: tuple[Degrees, Degrees], system: str) -> Mask:
        """Tell which places come home when swapped."""
        outside = super().fails(area, place, system)
        swapped: Mask = outside & _inside(area, to_wgs84(place[1], place[0], system))
        return swapped


class WrongSystem(Coordinates):
    """Outside as declared, inside if the place were written in another system."""

    title: ClassVar[str | Promise] = _("坐标系不符")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”与 %(latitude)s 疑似不是所声明的坐标系，请核对是否为 GCJ-02 或 BD-09"
    )
    severity: ClassVar[Severity] = Severity.WARN

    def fails(self, area: Sequence[float], place: tuple[Degrees, Degrees], system: str) -> Mask:
        """Tell which places come home in another system."""
        outside = super().fails(area, place, system)
        others = [_inside(area, to_wgs84(*place, other)) for other in _OTHERS if other != system]
        elsewhere: Mask = outside & np.logical_or.reduce(others)
        return elsewhere


class Address(Kind):
    """An address names each of `parts` (county, road, number if not given)."""

    title: ClassVar[str | Promise] = _("地址完整")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应写明区县、道路或村和门牌号")
    characteristic: ClassVar[Characteristic] = Characteristic.COMPLETENESS
    severity: ClassVar[Severity] = Severity.WARN

    def check(self, spec: RuleSpec) -> None:
        """Refuse a part nobody knows."""
        unknown = [part for part in _parts(spec) if part not in address_parts()]
        if unknown:
            words = {"names": "、".join(unknown), "known": "、".join(address_parts())}
            reason = gettext("没有形式 %(names)s，可选：%(known)s") % words
            raise BadRuleError(field=spec.code, reason=reason)

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Look for every part in each distinct address."""
        patterns = [address_parts()[part] for part in _parts(spec)]

        def whole(values: pa.Array) -> Mask:
            found = [flags(pc.match_substring_regex(values, pattern=part)) for part in patterns]
            everything: Mask = np.logical_and.reduce(found)
            return everything

        return lambda batch: judge_values(batch.column(spec.item), whole)


class AddressRegion(Kind):
    """An address names no county but the one of `region`, a code of `code_table`.

    An address that names no county of the table is left to the rule of completeness. Names that
    the region had in earlier years count as its own.
    """

    title: ClassVar[str | Promise] = _("地址与区划代码一致")
    sentence: ClassVar[str | Promise] = _("“%(label)s”所在区县应与 %(region)s 一致")
    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without the code or its table."""
        text_parameter(spec, "region")
        text_parameter(spec, "code_table")

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return address and code."""
        return (spec.item, text_parameter(spec, "region"))

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare the county named in the address with the code, region by region."""
        names: dict[str, set[str]] = {}
        for period in surroundings.code_periods(text_parameter(spec, "code_table")):
            if len(period.code) >= _COUNTY and period.code[4:_COUNTY] != "00":
                names.setdefault(period.code[:_COUNTY], set()).add(period.name)
        region = text_parameter(spec, "region")

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            texts = texts_of(batch.column(spec.item))
            codes = pc.utf8_slice_codeunits(texts_of(batch.column(region)), 0, _COUNTY)
            fails = np.zeros(batch.num_rows, dtype=np.bool_)
            for code in codes.unique().to_pylist():
                if code in names:
                    rows = np.flatnonzero(pc.fill_null(pc.equal(codes, code), fill_value=False))
                    fails[rows] = _names_another(texts.take(pa.array(rows)), code, names)
            return pa.array(fails)

        return judge


def _names_another(texts: pa.Array, code: str, names: Mapping[str, set[str]]) -> Mask:
    """Tell which addresses name a county, and not the one of `code`."""
    own = _any_of(names[code])
    others = _any_of({name for key, found in names.items() if key != code for name in found})
    named = pc.fill_null(pc.match_substring_regex(texts, pattern=others), fill_value=False)
    at_home = pc.fill_null(pc.match_substring_regex(texts, pattern=own), fill_value=True)
    found: Mask = np.asarray(pc.and_not(named, at_home).to_numpy(zero_copy_only=False))
    return found


def _any_of(names: set[str]) -> str:
    escaped = sorted(f"\\Q{name}\\E" for name in names if name)
    return "|".join(escaped) or r"[^\x00-\x{10FFFF}]"


def _parts(spec: RuleSpec) -> tuple[str, ...]:
    chosen = spec.parameters.get("parts")
    if isinstance(chosen, list | tuple) and chosen:
        return tuple(map(str, chosen))
    return ("county", "road", "number")


def _area(spec: RuleSpec) -> tuple[float, float, float, float]:
    """Return west, south, east, north, or refuse the rule."""
    area = spec.parameters.get("area")
    reason = gettext("area 应为 [西, 南, 东, 北] 四个度数")
    ends = area if isinstance(area, list | tuple) else ()
    try:
        west, south, east, north = (float(str(end)) for end in ends)
    except ValueError as error:
        raise BadRuleError(field=spec.code, reason=reason) from error
    if not (west < east and south < north):
        raise BadRuleError(field=spec.code, reason=reason)
    return west, south, east, north


def _inside(area: Sequence[float], place: tuple[Degrees, Degrees]) -> Mask:
    west, south, east, north = area
    lng, lat = place
    inside: Mask = (west <= lng) & (lng <= east) & (south <= lat) & (lat <= north)
    return inside


def _degrees(column: pa.Array) -> Degrees:
    """Return a column as degrees, NaN where there is none."""
    if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
        column = texts_of(column)
        shaped = pc.match_substring_regex(column, pattern=r"\A\s*-?[0-9]{1,3}(\.[0-9]+)?\s*\z")
        column = pc.if_else(shaped, pc.utf8_trim_whitespace(column), None)
    degrees: Degrees = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return degrees


rule_kinds.register("coordinates", Coordinates())
rule_kinds.register("coordinates_swapped", SwappedCoordinates())
rule_kinds.register("coordinates_system", WrongSystem())
rule_kinds.register("address", Address())
rule_kinds.register("address_region", AddressRegion())
