"""How cells are made: one function per first word of an item's `make`.

A maker gets the frame and the remaining words and returns one cell per row.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import cast

import numpy as np

from cities.demo import pack
from cities.demo.generate.frame import Frame
from cities.demo.generate.places import list_streets
from cities.demo.generate.world import Cells, Integers, days_to_dates, make_addresses, make_phones

Maker = Callable[[Frame, Sequence[str]], Cells]
_EPOCH = dt.date(1970, 1, 1)
_DAY = 86_400


def _entity(frame: Frame, words: Sequence[str]) -> Cells:
    cells = frame.world.entities[frame.plan.of].fields[words[0]]
    return [cells[place] for place in cast("Integers", frame.entities)]


def _serial(frame: Frame, words: Sequence[str]) -> Cells:
    width = int(words[1])
    return [f"{words[0]}{number:0{width}d}" for number in range(1, frame.rows + 1)]


def _phone(frame: Frame, _: Sequence[str]) -> Cells:
    return list(make_phones(frame.rng, frame.rows))


def _pick(frame: Frame, words: Sequence[str]) -> Cells:
    choices = " ".join(words).split("|")
    return [choices[place] or None for place in frame.rng.integers(len(choices), size=frame.rows)]


def _plate(frame: Frame, words: Sequence[str]) -> Cells:
    letters = list("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
    tails = frame.rng.choice(letters, size=(frame.rows, 5))
    return [words[0] + "".join(tail) for tail in tails]


def _anchor(frame: Frame) -> int:
    return (frame.world.anchor - _EPOCH).days


def _date(frame: Frame, words: Sequence[str]) -> Cells:
    days = frame.rng.integers(int(words[0]), int(words[1]) + 1, size=frame.rows)
    return list(days_to_dates(_anchor(frame) + days))


def _after(frame: Frame, words: Sequence[str]) -> Cells:
    starts = np.array(frame.columns[words[0]], dtype="datetime64[D]").astype(np.int64)
    days = frame.rng.integers(int(words[1]), int(words[2]) + 1, size=frame.rows)
    return list(days_to_dates(starts + days))


def _moments(seconds: Integers) -> Cells:
    return [str(moment).replace("T", " ") for moment in seconds.astype("datetime64[s]")]


def _moment(frame: Frame, words: Sequence[str]) -> Cells:
    first, last = ((_anchor(frame) + int(word)) * _DAY for word in words)
    return _moments(frame.rng.integers(first, last + _DAY, size=frame.rows))


def _rising(frame: Frame, words: Sequence[str]) -> Cells:
    first, last = ((_anchor(frame) + int(word)) * _DAY for word in words)
    return _moments(np.linspace(first, last, frame.rows, endpoint=False).astype(np.int64))


def _month(frame: Frame, words: Sequence[str]) -> Cells:
    anchor = frame.world.anchor
    latest = anchor.year * 12 + anchor.month - 1
    months = latest + frame.rng.integers(int(words[0]), int(words[1]) + 1, size=frame.rows)
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in months]


def _month_of(frame: Frame, words: Sequence[str]) -> Cells:
    return [cell and cell[:7] for cell in frame.columns[words[0]]]


def _integer(frame: Frame, words: Sequence[str]) -> Cells:
    return [
        str(value)
        for value in frame.rng.integers(int(words[0]), int(words[1]) + 1, size=frame.rows)
    ]


def _decimal(frame: Frame, words: Sequence[str]) -> Cells:
    low, high, digits = float(words[0]), float(words[1]), int(words[2])
    return [f"{value:.{digits}f}" for value in frame.rng.uniform(low, high, frame.rows)]


def _normal(frame: Frame, words: Sequence[str]) -> Cells:
    mean, spread, digits, low, high = (float(word) for word in words)
    values = np.clip(frame.rng.normal(mean, spread, frame.rows), low, high)
    return [f"{value:.{int(digits)}f}" for value in values]


def _money(frame: Frame, words: Sequence[str]) -> Cells:
    values = float(words[0]) * np.exp(frame.rng.normal(0, float(words[1]), frame.rows))
    return [f"{value:.2f}" for value in np.clip(values, 1, 9e7)]


def _warm(frame: Frame, words: Sequence[str]) -> Cells:
    """Room temperatures around a mean, colder in one district."""
    mean, spread, district, colder = words
    made, places = next(iter(frame.links.values()))
    districts = made.columns["district"]
    means = [float(colder if districts[place] == district else mean) for place in places]
    values = np.clip(frame.rng.normal(means, float(spread)), 8, 30)
    return [f"{value:.1f}" for value in values]


def _candidates(frame: Frame, words: Sequence[str]) -> tuple[str, Integers, Cells]:
    key, _, column = words[0].partition(".")
    made = frame.made[key]
    good = made.good
    for word in words[1:]:
        name, _, wanted = word.partition("=")
        good = good[[made.columns[name][place] == wanted for place in good]]
    return key, good, made.columns[column]


def _link(frame: Frame, key: str, *, places: Integers, cells: Cells) -> Cells:
    column = next(item.column for item in frame.plan.items if item.column not in frame.columns)
    frame.links[column] = (frame.made[key], places)
    return [cells[place] for place in places]


def _ref(frame: Frame, words: Sequence[str]) -> Cells:
    key, good, cells = _candidates(frame, words)
    return _link(frame, key, places=frame.rng.choice(good, size=frame.rows), cells=cells)


def _each(frame: Frame, words: Sequence[str]) -> Cells:
    key, good, cells = _candidates(frame, words)
    return _link(frame, key, places=good[np.arange(frame.rows) % len(good)], cells=cells)


def _of(frame: Frame, words: Sequence[str]) -> Cells:
    made, places = frame.links[words[0]]
    return [made.columns[words[1]][place] for place in places]


def _day(frame: Frame, words: Sequence[str]) -> Cells:
    """The day of a series: `day LINK LAST PER_DAY`, the last round of readings on day LAST."""
    _, places = frame.links[words[0]]
    rounds = np.arange(frame.rows) // len(np.unique(places))
    days = (rounds.max() - rounds) // int(words[2])
    return list(days_to_dates(_anchor(frame) + int(words[1]) - days))


@cache
def code_entries(code: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return the codes of a code table and how often each occurs."""
    tables = cast("list[pack.Document]", pack.read_yaml("codes.yaml")["tables"])
    table = next(table for table in tables if table["code"] == code)
    entries = tuple(str(entry) for entry in cast("dict[str, str]", table["entries"]))
    weights = np.array(cast("list[float]", table.get("weights") or [1.0] * len(entries)))
    return entries, tuple(weights / weights.sum())


def make_codes(frame: Frame, code: str) -> Cells:
    """Return codes of one code table, by their weights."""
    entries, shares = code_entries(code)
    return [entries[place] for place in frame.rng.choice(len(entries), size=frame.rows, p=shares)]


_SUFFIXES = {"estate": "小区", "point": "监测点", "station": "换热站", "garbage": "垃圾转运站"}


def _area(frame: Frame, words: Sequence[str]) -> Cells:
    wanted, known = words[0], list_streets()
    if wanted == "address":
        return list(make_addresses(frame.rng, frame.streets))
    if wanted in _SUFFIXES:
        suffix = _SUFFIXES[wanted]
        numbers = enumerate(frame.streets, 1)
        return [f"{known[street].name}{number}号{suffix}" for number, street in numbers]
    if wanted in {"longitude", "latitude"}:
        axis = ("longitude", "latitude").index(wanted)
        middles = np.array([street.middle[axis] for street in known])[frame.streets]
        return [f"{value:.6f}" for value in middles + frame.rng.uniform(-0.02, 0.02, frame.rows)]
    if wanted == "community":
        choice = frame.rng.integers(3, size=frame.rows)
        pairs = zip(frame.streets, choice, strict=True)
        return [known[street].communities[place][0] for street, place in pairs]
    codes = [street.code if wanted == "street" else street.district.code for street in known]
    return [codes[street] for street in frame.streets]


MAKERS: dict[str, Maker] = {
    "person": _entity,
    "company": _entity,
    "serial": _serial,
    "phone": _phone,
    "pick": _pick,
    "plate": _plate,
    "date": _date,
    "after": _after,
    "moment": _moment,
    "rising": _rising,
    "month": _month,
    "month_of": _month_of,
    "integer": _integer,
    "decimal": _decimal,
    "normal": _normal,
    "money": _money,
    "warm": _warm,
    "ref": _ref,
    "each": _each,
    "of": _of,
    "day": _day,
    "area": _area,
}
