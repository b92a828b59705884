"""How cells of the families are made: one function per first word of a column's recipe.

A maker gets its row and the other words. Dirt comes afterwards (`spoil`), for every kind alike.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.data.survey.families.world import (
    ANCHOR,
    REGIONS,
    Company,
    Person,
    Vehicle,
    World,
    org_code,
    uscc,
)

Cells = dict[str, list[object]]
_START = {"p9": 180, "c9": 200}  # other people than those of the table that lists `p`, `c`
_NATIONS = {"01": "汉族", "11": "满族", "03": "回族", "02": "蒙古族", "10": "朝鲜族"}
_FORMS: dict[str, Callable[[dt.datetime], object]] = {
    "iso": lambda moment: moment.date().isoformat(),
    "8": lambda moment: f"{moment:%Y%m%d}",
    "slash": lambda moment: f"{moment.year}/{moment.month}/{moment.day}",
    "zh": lambda moment: f"{moment.year}年{moment.month}月{moment.day}日",
    "dot": lambda moment: f"{moment:%Y.%m.%d}",
    "time": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}",
    "14": lambda moment: f"{moment:%Y%m%d%H%M%S}",
    "epoch": lambda moment: int(moment.replace(tzinfo=dt.UTC).timestamp()),
    "epochms": lambda moment: int(moment.replace(tzinfo=dt.UTC).timestamp() * 1000),
    "T": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}+08:00",
    "month": lambda moment: f"{moment:%Y%m}",
    "month-": lambda moment: f"{moment:%Y-%m}",
    "year": lambda moment: f"{moment:%Y}",
}
_NOTES = (
    "材料齐全，予以受理", "现场核实情况属实", "电话无人接听，改日再访", "需补充身份证明复印件",
    "群众反映噪声扰民，已转城管局处理", "经核查符合条件，同意办理", "因个人原因申请撤回",
    "设备故障，待维修后恢复", "按有关规定办理，无异议", "资料已归档，见纸质案卷第三册",
)  # fmt: skip


@dataclass
class Row:
    """One row being made: who and what it is about, and the cells before it."""

    world: World
    rng: Random
    number: int
    cells: dict[str, object] = field(default_factory=dict)
    tables: dict[str, Cells] = field(default_factory=dict)
    each: str = ""
    _chosen: dict[str, object] = field(default_factory=dict)

    def _subject(self, alias: str, pool: list[object]) -> object:
        if alias not in self._chosen:
            place = self.number + _START.get(alias, 0)
            if alias != self.each:
                place = self.rng.randrange(len(pool))
            self._chosen[alias] = pool[place % len(pool)]
        return self._chosen[alias]

    def person(self, alias: str) -> Person:
        found = self._subject(alias, list(self.world.persons))
        assert isinstance(found, Person)
        return found

    def company(self, alias: str) -> Company:
        found = self._subject(alias, list(self.world.companies))
        assert isinstance(found, Company)
        return found

    def vehicle(self, alias: str) -> Vehicle:
        found = self._subject(alias, list(self.world.vehicles))
        assert isinstance(found, Vehicle)
        return found


Maker = Callable[[Row, list[str]], object]


def written(moment: dt.datetime, form: str) -> object:
    return _FORMS[form](moment)


def _moment(row: Row, low: str, high: str) -> dt.datetime:
    days = row.rng.randint(int(low), int(high))
    day = dt.datetime.combine(ANCHOR, dt.time(8)) - dt.timedelta(days=days)
    return day + dt.timedelta(seconds=row.rng.randrange(36_000))


def _born(row: Row, words: list[str]) -> object:
    born = row.person(words[0]).born
    return written(dt.datetime.combine(born, dt.time()), words[1] if len(words) > 1 else "iso")


def _founded(row: Row, words: list[str]) -> object:
    founded = row.company(words[0]).founded
    return written(dt.datetime.combine(founded, dt.time()), words[1] if len(words) > 1 else "iso")


def _date(row: Row, words: list[str]) -> object:
    return written(_moment(row, words[0], words[1]), words[2] if len(words) > 2 else "iso")


def _series(row: Row, words: list[str]) -> object:
    """One row after the other, `seconds` apart, ending at the anchor: `series SECONDS FORM`."""
    start = dt.datetime.combine(ANCHOR, dt.time(1)) - dt.timedelta(days=int(words[2]))
    moment = start + dt.timedelta(seconds=float(words[0]) * row.number)
    return written(moment, words[1])


def _monthly(row: Row, words: list[str]) -> object:
    months = 2023 * 12 + row.number // int(words[0]) % 46
    day = dt.date(months // 12, months % 12 + 1, int(words[2]) if len(words) > 2 else 1)
    return written(dt.datetime.combine(day, dt.time()), words[1])


def _after(row: Row, words: list[str]) -> object:
    """A day some days after that of another cell in ISO form."""
    start = row.cells[words[0]]
    if not isinstance(start, str):
        return None
    days = row.rng.randint(int(words[1]), int(words[2]))
    moment = dt.datetime.fromisoformat(start) + dt.timedelta(days=days)
    return written(moment, words[3] if len(words) > 3 else "iso")


def _digits(row: Row, words: list[str]) -> object:
    return words[0].replace("_", "") + f"{row.rng.randrange(10 ** int(words[1])):0{int(words[1])}d}"


def _code(row: Row, words: list[str]) -> object:
    return f"{words[0]}{row.number + 1:0{int(words[1])}d}"


def _guid(row: Row, _: list[str]) -> object:
    text = f"{row.rng.getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _money(row: Row, words: list[str]) -> object:
    low, high = float(words[0]), float(words[1])
    return f"{low * (high / low) ** row.rng.random():.2f}"


def _decimal(row: Row, words: list[str]) -> object:
    places = int(words[2]) if len(words) > 2 else 2
    return f"{row.rng.uniform(float(words[0]), float(words[1])):.{places}f}"


def _reference(row: Row, words: list[str]) -> object:
    table, _, column = words[0].rpartition(".")
    present = [cell for cell in row.tables[table][column] if cell not in {None, ""}]
    return row.rng.choice(present)


def _of(row: Row, words: list[str]) -> object:
    """A piece of another cell of the row: `of CELL START END`."""
    return str(row.cells[words[0]])[int(words[1]) : int(words[2])]


def _longitude(row: Row, words: list[str]) -> object:
    return f"{122.95 + row.rng.gauss(0, 0.08):.{words[0] if words else 6}f}"


def _latitude(row: Row, words: list[str]) -> object:
    return f"{41.11 + row.rng.gauss(0, 0.05):.{words[0] if words else 6}f}"


def _note(row: Row, _: list[str]) -> object:
    return "。".join(row.rng.sample(_NOTES, row.rng.randint(1, 3)))


def _json(row: Row, _: list[str]) -> object:
    return json.dumps({"ip": "10.1.2.3", "cost": row.rng.randint(1, 900)})


def _public_body(row: Row, _: list[str]) -> object:
    return uscc("11210300" + org_code(f"{row.rng.randrange(10**8):08d}"))


def _age(row: Row, words: list[str]) -> object:
    return (ANCHOR - row.person(words[0]).born).days // 365


def _weighted(row: Row, words: list[str]) -> object:
    choices = " ".join(words).split(",")
    weights = [1 / (place + 1) for place in range(len(choices))]
    return row.rng.choices(choices, weights)[0]


def _in_turn(row: Row, words: list[str]) -> object:
    choices = " ".join(words).split(",")
    return choices[row.number % len(choices)]


def _division(row: Row, words: list[str], levels: int) -> object:
    """A code under the person's county: street, community, grid."""
    parts = [f"{row.rng.randint(1, (9, 20, 60)[level]):03d}" for level in range(levels)]
    return row.person(words[0]).region + "".join(parts)


MAKERS: dict[str, Maker] = {
    "name": lambda row, words: row.person(words[0]).name,
    "citizen": lambda row, words: row.person(words[0]).citizen_id,
    "sex": lambda row, words: row.person(words[0]).sex,
    "sexzh": lambda row, words: "男" if row.person(words[0]).sex == 1 else "女",
    "born": _born,
    "age": _age,
    "nation": lambda row, words: row.person(words[0]).nation,
    "nationzh": lambda row, words: _NATIONS[row.person(words[0]).nation],
    "mobile": lambda row, words: row.person(words[0]).mobile,
    "landline": lambda row, words: row.person(words[0]).landline,
    "card": lambda row, words: row.person(words[0]).card,
    "email": lambda row, words: row.person(words[0]).email,
    "address": lambda row, words: row.person(words[0]).address,
    "passport": lambda row, words: f"E{row.rng.choice('ABCDEFGHJK')}{row.rng.randrange(10**7):07d}",
    "company": lambda row, words: row.company(words[0]).name,
    "uscc": lambda row, words: row.company(words[0]).uscc,
    "orgcode": lambda row, words: row.company(words[0]).uscc[8:17],
    "founded": _founded,
    "capital": lambda row, words: f"{row.company(words[0]).capital:.2f}",
    "trade": lambda row, words: row.company(words[0]).trade[1],
    "tradezh": lambda row, words: row.company(words[0]).trade[2],
    "caddress": lambda row, words: row.company(words[0]).address,
    "cregion": lambda row, words: row.company(words[0]).region,
    "cphone": lambda row, words: row.company(words[0]).phone,
    "regno": lambda row, words: row.company(words[0]).regno,
    "publicbody": _public_body,
    "plate": lambda row, words: row.vehicle(words[0]).plate,
    "vin": lambda row, words: row.vehicle(words[0]).vin,
    "engine": lambda row, words: row.vehicle(words[0]).engine,
    "region": lambda row, words: row.person(words[0]).region,
    "regionzh": lambda row, words: REGIONS[row.person(words[0]).region],
    "street": lambda row, words: _division(row, words, 1),
    "community": lambda row, words: _division(row, words, 2),
    "grid": lambda row, words: _division(row, words, 3),
    "postcode": lambda row, words: f"114{row.rng.choice(('000', '001', '002', '200', '300'))}",
    "lng": _longitude,
    "lat": _latitude,
    "date": _date,
    "series": _series,
    "monthly": _monthly,
    "after": _after,
    "serial": lambda row, words: int(words[0]) + row.number,
    "code": _code,
    "digits": _digits,
    "guid": _guid,
    "hex": lambda row, words: f"{row.rng.getrandbits(4 * int(words[0])):0{words[0]}x}",
    "int": lambda row, words: row.rng.randint(int(words[0]), int(words[1])),
    "money": _money,
    "dec": _decimal,
    "pick": lambda row, words: row.rng.choice(" ".join(words).split(",")),
    "mostly": _weighted,
    "each": _in_turn,
    "const": lambda row, words: " ".join(words),
    "null": lambda row, words: None,
    "ref": _reference,
    "of": _of,
    "note": _note,
    "json": _json,
    "ip": lambda row, words: f"10.8.{row.rng.randint(0, 255)}.{row.rng.randint(1, 254)}",
    "bcrypt": lambda row, words: f"$2a$10${row.rng.getrandbits(256):064x}"[:60],
    "path": lambda row, words: f"/upload/2026/{row.rng.getrandbits(64):016x}.jpg",
    "url": lambda row, words: f"https://www.example.gov.cn/{row.rng.randint(1000, 99999)}.html",
}  # fmt: skip

_WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
NOTHING = ("", "无", "-", "不详", "/")


def spoil(value: object, rng: Random) -> object:
    """Return the cell as a careless hand might have typed it."""
    if not isinstance(value, str) or len(value) < 2:
        return value
    way = rng.randrange(4)
    if way == 0:
        return f" {value}" if rng.random() < 0.5 else f"{value} "
    if way == 1:
        return value.translate(_WIDE)
    if way == 2:
        return rng.choice(NOTHING)
    place = rng.randrange(len(value))
    return value[:place] + value[place + 1 :]
