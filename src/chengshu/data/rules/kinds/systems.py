"""Coordinate systems: WGS-84 and CGCS2000 (equal to centimetres), GCJ-02, BD-09."""

from typing import Final

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
SYSTEMS: Final = ("wgs84", "cgcs2000", "gcj02", "bd09")
_AXIS: Final = 6378245.0  # Krasovsky 1940, as GCJ-02 uses it
_ECCENTRICITY: Final = 0.00669342162296594323
_BAIDU: Final = np.pi * 3000 / 180
_CHINA: Final = (73.66, 3.86, 135.05, 53.55)  # no shift outside
_ROUNDS: Final = 3  # of the inverse; each gains some four digits


def to_wgs84(lng: Degrees, lat: Degrees, system: str) -> tuple[Degrees, Degrees]:
    """Return places of a declared system in WGS-84 degrees."""
    if system == "bd09":
        lng, lat = _from_baidu(lng, lat)
    if system in {"gcj02", "bd09"}:
        return _from_gcj02(lng, lat)
    return lng, lat


def to_gcj02(lng: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS-84 places as GCJ-02 shifts them; outside China not at all."""
    x, y = lng - 105, lat - 35
    radians = np.radians(lat)
    magic = 1 - _ECCENTRICITY * np.sin(radians) ** 2
    root = np.sqrt(magic)
    up = 180 * _north(x, y) / (_AXIS * (1 - _ECCENTRICITY) / (magic * root) * np.pi)
    right = 180 * _east(x, y) / (_AXIS / root * np.cos(radians) * np.pi)
    west, south, east, north = _CHINA
    shifted = (west <= lng) & (lng <= east) & (south <= lat) & (lat <= north)
    return np.where(shifted, lng + right, lng), np.where(shifted, lat + up, lat)


def _from_gcj02(lng: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    found_lng, found_lat = lng, lat
    for _round in range(_ROUNDS):
        shifted_lng, shifted_lat = to_gcj02(found_lng, found_lat)
        found_lng, found_lat = found_lng + lng - shifted_lng, found_lat + lat - shifted_lat
    return found_lng, found_lat


def _from_baidu(lng: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lng - 0.0065, lat - 0.006
    distance = np.hypot(x, y) - 2e-5 * np.sin(y * _BAIDU)
    angle = np.arctan2(y, x) - 3e-6 * np.cos(x * _BAIDU)
    return distance * np.cos(angle), distance * np.sin(angle)


def _north(x: Degrees, y: Degrees) -> Degrees:
    straight = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    waves += 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)
    waves += 160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)
    return np.asarray(straight + waves * 2 / 3)


def _east(x: Degrees, y: Degrees) -> Degrees:
    straight = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    waves += 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)
    waves += 150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)
    return np.asarray(straight + waves * 2 / 3)
