"""Longitude and latitude of GCJ-02 and BD-09 brought to WGS-84, and back.

The offset of GCJ-02 is published only as code; the constants are those of the public
implementations (eviltransform, coordtransform), which agree to a few centimetres. The way back is
found by iteration, until a further round moves the point by less than a millimetre.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.standardisation.contracts import (
    BoundPair,
    Knowledge,
    Parameter,
    ParameterKind,
    StepSpec,
)
from chengshu.data.standardisation.errors import BadStepError
from chengshu.data.standardisation.steps.registry import (
    NamedStep,
    choice_setting,
    text_setting,
)

Degrees: TypeAlias = npt.NDArray[np.float64]

_AXIS: Final = 6_378_245.0  # Krasovsky 1940, metres
_ECCENTRICITY: Final = 0.00669342162296594323
_BD_TURN: Final = np.pi * 3000.0 / 180.0
_BD_SHIFT: Final = (0.0065, 0.006)
_ROUNDS: Final = 12
_PLACES: Final = 8  # a millimetre
_EAST: Final = (72.004, 137.8347)  # outside of this box GCJ-02 has no offset
_NORTH: Final = (0.8293, 55.8271)


def wgs84_to_gcj02(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 of WGS-84, degrees; points outside China stay."""
    east, north = longitude - 105.0, latitude - 35.0
    waves = (20.0 * np.sin(6.0 * east * np.pi) + 20.0 * np.sin(2.0 * east * np.pi)) * 2.0 / 3.0
    up = -100.0 + 2.0 * east + 3.0 * north + 0.2 * north**2 + 0.1 * east * north
    up = up + 0.2 * np.sqrt(np.abs(east)) + waves + _swell(north, (20.0, 40.0, 160.0, 320.0), 30.0)
    right = 300.0 + east + 2.0 * north + 0.1 * east**2 + 0.1 * east * north
    right = right + 0.1 * np.sqrt(np.abs(east)) + waves
    right = right + _swell(east, (20.0, 40.0, 150.0, 300.0), 30.0)
    turn = np.radians(latitude)
    magic = 1.0 - _ECCENTRICITY * np.sin(turn) ** 2
    root = np.sqrt(magic)
    up = up * 180.0 / ((_AXIS * (1.0 - _ECCENTRICITY)) / (magic * root) * np.pi)
    right = right * 180.0 / (_AXIS / root * np.cos(turn) * np.pi)
    inside = _in_china(longitude, latitude)
    return np.where(inside, longitude + right, longitude), np.where(inside, latitude + up, latitude)


def gcj02_to_wgs84(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS-84 of GCJ-02 by iteration; the way back gives the same point to 1e-8 degrees."""
    east, north = longitude.copy(), latitude.copy()
    for _round in range(_ROUNDS):
        shifted_east, shifted_north = wgs84_to_gcj02(east, north)
        east, north = east + (longitude - shifted_east), north + (latitude - shifted_north)
    return east, north


def bd09_to_gcj02(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 of BD-09 by iteration over the way there."""
    east, north = longitude - _BD_SHIFT[0], latitude - _BD_SHIFT[1]
    for _round in range(_ROUNDS):
        shifted_east, shifted_north = gcj02_to_bd09(east, north)
        east, north = east + (longitude - shifted_east), north + (latitude - shifted_north)
    return east, north


def gcj02_to_bd09(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 of GCJ-02."""
    radius = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * _BD_TURN)
    angle = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * _BD_TURN)
    return radius * np.cos(angle) + _BD_SHIFT[0], radius * np.sin(angle) + _BD_SHIFT[1]


def _swell(along: Degrees, heights: tuple[float, ...], length: float) -> Degrees:
    short, middle, long, longest = heights
    result: Degrees = (
        short * np.sin(along * np.pi)
        + middle * np.sin(along / 3.0 * np.pi)
        + long * np.sin(along / 12.0 * np.pi)
        + longest * np.sin(along * np.pi / length)
    ) * (2.0 / 3.0)
    return result


def _in_china(longitude: Degrees, latitude: Degrees) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (
        (longitude > _EAST[0])
        & (longitude < _EAST[1])
        & (latitude > _NORTH[0])
        & (latitude < _NORTH[1])
    )
    return inside


@dataclass(frozen=True)
class Conversion:
    """From a declared system to WGS-84; pairs that are no point of the earth stay as they are."""

    system: str

    def apply(self, first: pa.Array, second: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return longitude and latitude as decimal text with eight places."""
        number = r"^-?\d{1,3}(\.\d{1,15})?$"
        shaped = pc.and_(
            pc.match_substring_regex(first, number), pc.match_substring_regex(second, number)
        )
        shaped = pc.fill_null(shaped, fill_value=False)
        east = pc.if_else(shaped, first, "0").cast(pa.float64()).to_numpy(zero_copy_only=False)
        north = pc.if_else(shaped, second, "0").cast(pa.float64()).to_numpy(zero_copy_only=False)
        meant = shaped.to_numpy(zero_copy_only=False) & _in_china(east, north)
        if self.system == "bd09":
            east, north = bd09_to_gcj02(east, north)
        east, north = gcj02_to_wgs84(east, north)
        return _written(east, meant, first), _written(north, meant, second)


def _written(degrees: Degrees, meant: npt.NDArray[np.bool_], before: pa.Array) -> pa.Array:
    texts = [
        f"{degree:.{_PLACES}f}" if is_meant else text
        for degree, is_meant, text in zip(
            degrees.tolist(), meant.tolist(), before.to_pylist(), strict=True
        )
    ]
    return pa.array(texts, pa.string())


class Coordinates(NamedStep):
    """Coordinates of a declared system become WGS-84."""

    title = gettext_lazy("坐标转换")
    explains = gettext_lazy("把声明为 GCJ-02 或 BD-09 的经纬度转为 WGS-84；没有声明坐标系的不转。")
    parameters = (
        Parameter(
            "system",
            gettext_lazy("来源坐标系"),
            ParameterKind.CHOICE,
            (("gcj02", "GCJ-02"), ("bd09", "BD-09")),
        ),
        Parameter("latitude", gettext_lazy("纬度信息项"), ParameterKind.ITEM),
    )

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> BoundPair:
        """Return the step; it stands on the item of the longitude."""
        del knowledge
        if not text_setting(spec, "latitude"):
            raise BadStepError(field=f"{spec.step}.latitude", reason=_("请选择纬度信息项"))
        return Conversion(choice_setting(self, spec, "system"))
