"""Plants the known faults: one per chosen row, each of one kind, none touching another row."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cities.demo.generate.frame import Frame
from cities.demo.generate.identifiers import (
    USCC_LETTERS,
    add_uscc_check,
    make_citizen_ids,
    spoil_check,
)
from cities.demo.generate.world import Integers
from cities.demo.pack import ItemPlan, TablePlan

SHARE = 0.02


@dataclass(frozen=True)
class Fault:
    """One planted fault: the row's position in its table, the rule kind, and the column."""

    position: int
    kind: str
    column: str
    cell: str | None = None


def _row_kinds(item: ItemPlan, *, is_text: bool) -> list[str]:
    checks = {
        "required": item.required and not item.key,
        "unique": item.key,
        item.identifier: bool(item.identifier),
        "pattern": bool(item.pattern),
        "code": bool(item.code),
        "reference": bool(item.ref),
        "type": is_text and item.is_number,
        "date": is_text and item.is_time,
        "range": item.is_number and item.max is not None,
        "date_range": item.is_time and item.max is not None,
        "length": _only_length(item),
    }
    return [kind for kind, holds in checks.items() if kind and holds]


def _only_length(item: ItemPlan) -> bool:
    ruled = item.key or item.identifier or item.pattern or item.code or item.ref
    return item.type == "C" and item.length is not None and not ruled


def list_candidates(plan: TablePlan) -> tuple[tuple[str, ItemPlan | None], ...]:
    """Return every (kind, item) that can go wrong in the table; shape has no item."""
    found: list[tuple[str, ItemPlan | None]] = [
        (kind, item)
        for item in plan.items
        if not item.cursor
        for kind in _row_kinds(item, is_text=plan.is_text)
    ]
    if plan.store in {"csv", "csv_gbk"}:
        found.append(("shape", None))
    return tuple(found)


Spoiler = Callable[[ItemPlan, str | None, int], str | None]


def _spoil_required(_: ItemPlan, __: str | None, ___: int) -> None:
    return None


def _spoil_citizen_id(_: ItemPlan, cell: str | None, __: int) -> str:
    return spoil_check(cell or "", "0123456789X")


def _spoil_uscc(_: ItemPlan, cell: str | None, __: int) -> str:
    return spoil_check(cell or "", USCC_LETTERS)


def _spoil_pattern(item: ItemPlan, cell: str | None, _: int) -> str:
    text = cell or "0" * (item.length or 2)
    return f"{text[:-1]}#"


def _spoil_code(_: ItemPlan, __: str | None, ___: int) -> str:
    return "ZZ"


def _spoil_type(_: ItemPlan, __: str | None, number: int) -> str:
    return ("不详", "十二点五", "abc", "12..5")[number % 4]


def _spoil_date(item: ItemPlan, _: str | None, number: int) -> str:
    if item.type == "T":
        return ("2025-02-30 10:00:00", "2025-06-18 25:61:00", "昨天下午")[number % 3]
    return ("2025-02-30", "2025-13-01", "某年某月")[number % 3]


def _spoil_range(item: ItemPlan, _: str | None, number: int) -> str:
    low, high = float(item.min or 0), float(item.max or 0)
    value = high + max(1, abs(high) * 0.1) if number % 2 else low - max(1, abs(low) * 0.1)
    return f"{value:.0f}" if item.type == "I" else f"{value:.1f}"


def _spoil_date_range(item: ItemPlan, _: str | None, number: int) -> str:
    day = f"{1 + number % 12:02d}-{1 + number % 28:02d}"
    year = "2177" if number % 2 else "1868"
    return f"{year}-{day}" + (" 08:00:00" if item.type == "T" else "")


def _spoil_length(item: ItemPlan, cell: str | None, _: int) -> str:
    return (cell or "") + "长" * ((item.length or 0) + 1)


_SPOILERS: dict[str, Spoiler] = {
    "required": _spoil_required,
    "citizen_id": _spoil_citizen_id,
    "uscc": _spoil_uscc,
    "pattern": _spoil_pattern,
    "code": _spoil_code,
    "type": _spoil_type,
    "date": _spoil_date,
    "range": _spoil_range,
    "date_range": _spoil_date_range,
    "length": _spoil_length,
}


def _lost_reference(frame: Frame, item: ItemPlan) -> str:
    """Return a value of the right form that the referenced table does not hold."""
    if item.identifier == "citizen_id":
        return make_citizen_ids(np.array([219901]), np.array([19000101]), np.array([999]))[0]
    if item.identifier == "uscc":
        return add_uscc_check("91219900000000000")
    cells = frame.columns[item.column]
    return f"{(cells[0] or '')[:-3]}XXX"


def _copy_key(frame: Frame, position: int, good: Integers) -> None:
    earlier = good[good < position]
    source = int(frame.rng.choice(earlier))
    for item in frame.plan.keys:
        frame.columns[item.column][position] = frame.columns[item.column][source]


def plant(frame: Frame) -> tuple[Fault, ...]:
    """Spoil exactly 2 % of the frame's rows and return what was done to them."""
    count = round(frame.rows * SHARE)
    positions = np.sort(frame.rng.choice(np.arange(1, frame.rows), size=count, replace=False))
    good = np.setdiff1d(np.arange(frame.rows), positions)
    candidates = list_candidates(frame.plan)
    order = frame.rng.permutation(count) % len(candidates)
    return tuple(
        _plant_one(frame, int(position), candidate=candidates[turn], good=good)
        for position, turn in zip(positions, order, strict=True)
    )


def _plant_one(
    frame: Frame, position: int, *, candidate: tuple[str, ItemPlan | None], good: Integers
) -> Fault:
    kind, item = candidate
    if item is None:
        return Fault(position, kind, "")
    cells = frame.columns[item.column]
    if kind == "unique":
        _copy_key(frame, position, good)
    elif kind == "reference":
        cells[position] = _lost_reference(frame, item)
    else:
        cells[position] = _SPOILERS[kind](item, cells[position], position)
    return Fault(position, kind, item.column, cells[position])
