"""Coordinates as declared, brought to WGS-84.

GCJ-02 and BD-09 are the offset systems of Chinese maps; the formulas are the published ones, the
inverse is found by iteration to better than a centimetre. CGCS2000 equals WGS-84 within 0.1 m.
"""

import math

from django.utils.translation import gettext as _

from chengshu.operations.dispatch.contracts import CoordinateSystem
from chengshu.operations.dispatch.errors import BadCoordinatesError

_AXIS, _ECCENTRICITY2 = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
_HALF_TURN, _RIGHT_ANGLE = 180, 90
_BD_TURN = math.pi * 3000.0 / 180.0


def to_wgs84(longitude: float, latitude: float, system: str) -> tuple[float, float]:
    """Return (longitude, latitude) in WGS-84.

    Raises:
        BadCoordinatesError: The system is unknown or the numbers are no coordinates.
    """
    if not (abs(longitude) <= _HALF_TURN and abs(latitude) <= _RIGHT_ANGLE):  # NaN fails too
        raise BadCoordinatesError(reason=_("经度应在 -180 至 180 之间，纬度应在 -90 至 90 之间。"))
    if system not in set(CoordinateSystem):
        known = "、".join(CoordinateSystem)
        raise BadCoordinatesError(
            reason=_("坐标系“%(system)s”未知，可用 %(known)s。")
            % {"system": system, "known": known}
        )
    if system == CoordinateSystem.BD09:
        longitude, latitude = _bd09_to_gcj02(longitude, latitude)
    if system in {CoordinateSystem.BD09, CoordinateSystem.GCJ02}:
        longitude, latitude = _gcj02_to_wgs84(longitude, latitude)
    return round(longitude, 7), round(latitude, 7)


def _bd09_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 0.0065, latitude - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * _BD_TURN)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BD_TURN)
    return radius * math.cos(angle), radius * math.sin(angle)


def _gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude, latitude
    for _step in range(10):
        shifted = _wgs84_to_gcj02(x, y)
        x, y = x + longitude - shifted[0], y + latitude - shifted[1]
    return x, y


def _wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    radians = math.radians(latitude)
    magic = 1 - _ECCENTRICITY2 * math.sin(radians) ** 2
    metres = _AXIS * (1 - _ECCENTRICITY2) / magic**1.5
    east = _shift_east(x, y) * 180.0 / (_AXIS / math.sqrt(magic) * math.cos(radians) * math.pi)
    north = _shift_north(x, y) * 180.0 / (metres * math.pi)
    return longitude + east, latitude + north


def _wave(value: float, *terms: tuple[float, float]) -> float:
    return sum(weight * math.sin(value * turn * math.pi) for weight, turn in terms) * 2.0 / 3.0


def _shift_east(x: float, y: float) -> float:
    plain = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        plain
        + _wave(x, (20.0, 6.0), (20.0, 2.0))
        + _wave(x, (20.0, 1.0), (40.0, 1 / 3))
        + _wave(x, (150.0, 1 / 12), (300.0, 1 / 30))
    )


def _shift_north(x: float, y: float) -> float:
    plain = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        plain
        + _wave(x, (20.0, 6.0), (20.0, 2.0))
        + _wave(y, (20.0, 1.0), (40.0, 1 / 3))
        + _wave(y, (160.0, 1 / 12), (320.0, 1 / 30))
    )
