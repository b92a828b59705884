"""Makes all tables in the order of their needs."""

import datetime as dt
import zlib
from dataclasses import dataclass

import numpy as np

from cities.demo import pack
from cities.demo.generate import faults
from cities.demo.generate.faults import Fault
from cities.demo.generate.frame import Frame, Made
from cities.demo.generate.makers import MAKERS, make_codes
from cities.demo.generate.world import Cells, Integers, World, make_world, pick_streets
from cities.demo.pack import ItemPlan, TablePlan


@dataclass(frozen=True)
class City:
    """All generated rows and everything planted in them, by table key."""

    tables: dict[str, Made]
    planted: dict[str, tuple[Fault, ...]]


def _choose_entities(
    plan: TablePlan, world: World, made: dict[str, Made], *, rng: np.random.Generator
) -> Integers | None:
    if not plan.of:
        return None
    pool = np.arange(len(world.entities[plan.of]))
    if plan.within:
        whole = made[plan.within]
        pool = np.asarray(whole.entities)[whole.good]
    if plan.rows > len(pool) and not plan.many:
        raise ValueError(plan.key, plan.rows, plan.of, len(pool))
    return rng.choice(pool, size=plan.rows, replace=plan.many)


def _make_cells(frame: Frame, item: ItemPlan) -> Cells:
    if item.make == "code":
        cells = make_codes(frame, item.code)
    else:
        word, *words = item.make.split(" ")
        cells = MAKERS[word](frame, words)
    if item.nulls:
        gaps = frame.rng.random(frame.rows) < item.nulls
        cells = [None if gap else cell for cell, gap in zip(cells, gaps, strict=True)]
    return cells


def _make_table(
    plan: TablePlan, world: World, made: dict[str, Made]
) -> tuple[Made, tuple[Fault, ...]]:
    rng = np.random.default_rng([world.seed, zlib.crc32(plan.key.encode())])
    entities = _choose_entities(plan, world, made, rng=rng)
    streets = (
        pick_streets(rng, plan.rows)
        if entities is None
        else world.entities[plan.of].streets[entities]
    )
    frame = Frame(plan, world, made, rng, entities, streets)
    for item in plan.items:
        frame.columns[item.column] = _make_cells(frame, item)
    planted = faults.plant(frame)
    good = np.setdiff1d(np.arange(plan.rows), [fault.position for fault in planted])
    return Made(plan, frame.columns, good, entities, streets), planted


def make_city(seed: int, anchor: dt.date) -> City:
    """Return all tables; the same seed and day give the same cells and the same faults."""
    world = make_world(seed, anchor)
    tables: dict[str, Made] = {}
    planted: dict[str, tuple[Fault, ...]] = {}
    for plan in pack.list_tables():
        tables[plan.key], planted[plan.key] = _make_table(plan, world, tables)
    return City(tables, planted)
