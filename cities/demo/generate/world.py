"""The people and organisations that the departments' tables speak of, the same ones everywhere."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from cities.demo import pack
from cities.demo.generate.identifiers import make_citizen_ids, make_usccs
from cities.demo.generate.places import list_streets

Integers = npt.NDArray[np.int64]
Cells = list[str | None]
PEOPLE = 20_600
COMPANIES = {"company": 6_000, "individual": 4_000, "organisation": 1_000}
_PREFIXES = {"company": "91", "individual": "92", "organisation": "52"}
_ENDINGS = {"company": "有限公司", "individual": "", "organisation": ""}


@dataclass(frozen=True)
class Entities:
    """Things of one sort: their fields by column, and the street each belongs to."""

    fields: Mapping[str, Cells]
    streets: Integers

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.streets)


@dataclass(frozen=True)
class World:
    """All entities, and the day the demo's data ends."""

    entities: Mapping[str, Entities]
    anchor: dt.date
    seed: int


def pick_streets(rng: np.random.Generator, rows: int) -> Integers:
    """Return street indices, crowded districts more often."""
    streets = list_streets()
    shares = np.array([street.district.weight for street in streets])
    counts = {street.district: 0 for street in streets}
    for street in streets:
        counts[street.district] += 1
    shares = shares / np.array([counts[street.district] for street in streets])
    return rng.choice(len(streets), size=rows, p=shares / shares.sum())


def _letters(kind: str) -> list[str]:
    return list(cast("Mapping[str, str]", pack.read_yaml("city.yaml")["names"])[kind])


def make_names(rng: np.random.Generator, rows: int) -> list[str]:
    """Return people's names of two or three characters, common surnames more often."""
    letters = _letters("surnames")
    weights = 1 / np.arange(3, len(letters) + 3)
    surnames = rng.choice(letters, size=rows, p=weights / weights.sum())
    given = rng.choice(_letters("given"), size=(rows, 2))
    single = rng.random(rows) < 0.2  # noqa: PLR2004 - a fifth has one given character
    return [
        f"{surname}{first}{'' if short else second}"
        for surname, (first, second), short in zip(surnames, given, single, strict=True)
    ]


def make_phones(rng: np.random.Generator, rows: int) -> list[str]:
    """Return mobile numbers of the ranges 13, 15, 17, 18 and 19."""
    heads = rng.choice([13, 15, 17, 18, 19], size=rows)
    return [
        f"{head}{tail:09d}"
        for head, tail in zip(heads, rng.integers(10**9, size=rows), strict=True)
    ]


def make_addresses(rng: np.random.Generator, streets: Integers) -> list[str]:
    """Return addresses down to the house number."""
    city = pack.read_yaml("city.yaml")
    roads = cast("list[str]", city["roads"])
    known = list_streets()
    stems = [f"{city['name']}{street.district.name}{street.name}" for street in known]
    chosen = rng.integers(len(roads), size=len(streets))
    numbers = rng.integers(1, 400, size=len(streets))
    return [
        f"{stems[street]}{roads[road]}{number}号"
        for street, road, number in zip(streets, chosen, numbers, strict=True)
    ]


def _make_homes(rng: np.random.Generator, streets: Integers) -> list[str]:
    estates = cast("list[str]", pack.read_yaml("city.yaml")["estates"])
    known = list_streets()
    parts = zip(
        streets,
        rng.integers(len(estates), size=len(streets)),
        rng.integers(1, 30, size=len(streets)),
        rng.integers(1, 28, size=len(streets)),
        strict=True,
    )
    return [
        f"云枢市{known[street].district.name}{known[street].name}{estates[estate]}{block}号楼{floor}01室"
        for street, estate, block, floor in parts
    ]


def days_to_dates(days: Integers) -> list[str]:
    """Return ISO dates of days since 1970."""
    return [str(day) for day in days.astype("datetime64[D]")]


def _make_people(rng: np.random.Generator, anchor: dt.date) -> Entities:
    streets = pick_streets(rng, PEOPLE)
    last = (anchor - dt.date(1970, 1, 1)).days - 18 * 366
    ages = np.clip(rng.normal(27 * 365, 17 * 365, PEOPLE), 0, 70 * 365).astype(np.int64)
    births = days_to_dates(last - ages)
    sexes = rng.integers(1, 3, size=PEOPLE)
    regions = np.array([int(street.district.code) for street in list_streets()])[streets]
    order = np.arange(PEOPLE) % 499 * 2 + 1  # odd; neighbours in the table never share a number
    numbers = np.array([int(birth.replace("-", "")) for birth in births])
    ids = make_citizen_ids(regions, numbers, order + (sexes == 2))  # noqa: PLR2004 - 2 is female
    fields: dict[str, Cells] = {
        "name": list(make_names(rng, PEOPLE)),
        "id_number": list(ids),
        "sex": [str(sex) for sex in sexes],
        "birth": list(births),
        "phone": list(make_phones(rng, PEOPLE)),
        "address": list(_make_homes(rng, streets)),
    }
    keep = np.unique(ids, return_index=True)[1]
    keep.sort()
    return Entities(
        {name: [cells[i] for i in keep] for name, cells in fields.items()}, streets[keep]
    )


def _make_company_names(rng: np.random.Generator, kind: str, streets: Integers) -> list[str]:
    known = list_streets()
    brands = rng.choice(_letters("brands"), size=(len(streets), 3))
    words = cast("Mapping[str, list[str]]", pack.read_yaml("city.yaml")["trades"])
    trades = rng.choice(words[kind], size=len(streets))
    return [
        f"云枢市{known[street].district.name}{''.join(brand)}{trade}{_ENDINGS[kind]}"
        for street, brand, trade in zip(streets, brands, trades, strict=True)
    ]


def _make_companies(rng: np.random.Generator, kind: str, anchor: dt.date) -> Entities:
    rows = COMPANIES[kind]
    streets = pick_streets(rng, rows)
    bodies = rng.choice(9 * 10**7, size=rows, replace=False) + 10**7
    regions = np.array([int(street.district.code) for street in list_streets()])[streets]
    last = (anchor - dt.date(1970, 1, 1)).days
    ages = np.clip(rng.exponential(2600, rows), 3, 12000).astype(np.int64)
    industries = cast("list[Mapping[str, object]]", pack.read_yaml("codes.yaml")["tables"])
    industry = next(table for table in industries if table["code"] == "industry")
    weights = np.array(cast("list[float]", industry["weights"]))
    codes = list(cast("Mapping[str, str]", industry["entries"]))
    fields: dict[str, Cells] = {
        "name": list(_make_company_names(rng, kind, streets)),
        "uscc": list(make_usccs(_PREFIXES[kind], regions, bodies)),
        "industry": [str(code) for code in rng.choice(codes, rows, p=weights / weights.sum())],
        "established": list(days_to_dates(last - ages)),
        "capital": [f"{amount:.2f}" for amount in np.exp(rng.normal(4.6, 1.3, rows))],
        "legal_person": list(make_names(rng, rows)),
        "address": list(make_addresses(rng, streets)),
    }
    return Entities(fields, streets)


def make_world(seed: int, anchor: dt.date) -> World:
    """Return the same world for the same seed and day."""
    entities = {"person": _make_people(np.random.default_rng([seed, 1]), anchor)}
    for number, kind in enumerate(COMPANIES, 2):
        entities[kind] = _make_companies(np.random.default_rng([seed, number]), kind, anchor)
    return World(entities, anchor, seed)
