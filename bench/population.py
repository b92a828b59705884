"""A made population of any number of rows, written as rows land, with faults whose rows are known.

Each piece of a row group's length carries every fault in 0.2 % of its rows, in rows of its own, so
that the refused rows are 2.4 % and each count is exact. No number belongs to a person.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

FAULTS = (
    *("required:name", "unique", "citizen_id:id", "citizen_agreement:id", "uscc:employer"),
    *("code:region", "date:registered", "date_range:registered", "phone:phone"),
    *("reference:community", "range:age", "range:income"),
)
PIECE = 262_144
SHARE = 0.002
FIRST_FAULTY = 0.05  # of a piece; the rows before it are sound, and doubled keys are theirs
_DAYS = 29_000  # of births, from 1940-01-01
_FIRST_DAY = np.datetime64("1940-01-01", "D").astype(np.int64)
_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_ID_WEIGHTS = np.array([2 ** (17 - place) % 11 for place in range(17)])
_USCC_WEIGHTS = np.array([3**place % 31 for place in range(17)])
REGIONS = tuple(f"{city}{county:02d}" for city in range(2101, 2111) for county in range(1, 11))
COMMUNITIES = tuple(f"{region}{place:06d}" for region in REGIONS for place in range(1, 31))
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国玉红"
_NAMES = np.array([f"{a}{b}{c}" for a in _SURNAMES for b in _GIVEN for c in ["", *_GIVEN]])
_ZERO = 48  # the byte of the digit
Numbers = npt.NDArray[np.int64]
Cells = npt.NDArray[np.uint8]


@dataclass
class Piece:
    """Columns of one piece before they become Arrow, and the rows of every fault."""

    first: int
    ids: Cells
    employers: Cells
    phones: Cells
    columns: dict[str, object]
    faults: dict[str, Numbers]


def write(path: Path, rows: int) -> None:
    """Write the landed file and, beside it, the positions of every fault."""
    planted: dict[str, list[Numbers]] = {name: [] for name in FAULTS}
    writer = None
    for piece in _pieces(rows):
        table = _to_table(piece)
        if writer is None:
            names = [name for name in table.column_names if name != "_position"]
            writer = pq.ParquetWriter(
                path, table.schema, compression="zstd", compression_level=1,
                use_dictionary=names, column_encoding={"_position": "DELTA_BINARY_PACKED"},
            )  # fmt: skip
        writer.write_table(table, row_group_size=PIECE)
        for name, places in piece.faults.items():
            planted[name].append(places + piece.first)
    if writer is not None:
        writer.close()
    arrays = {name: np.sort(np.concatenate(places)) for name, places in planted.items()}
    np.savez(path.with_suffix(".npz"), **arrays)


def _pieces(rows: int) -> Iterator[Piece]:
    stride = 7_368_787 if rows % 7_368_787 else 1
    for first in range(0, rows, PIECE):
        count = min(PIECE, rows - first)
        rng = np.random.default_rng(first)
        person = (np.arange(first, first + count) * stride) % rows
        yield _piece(first, person, rng)


def _piece(first: int, person: Numbers, rng: np.random.Generator) -> Piece:
    count = len(person)
    region, turn = person % len(REGIONS), person // len(REGIONS)
    day = (turn * 7919) % _DAYS
    sex = rng.integers(0, 2, count)
    birth = day + _FIRST_DAY
    columns: dict[str, object] = {
        "name": _NAMES[rng.integers(0, len(_NAMES), count)].astype(object),
        "sex": np.where(sex == 1, "1", "2").astype(object),
        "birth": birth,
        "region": np.array(REGIONS, dtype=object)[region],
        "community": np.array(COMMUNITIES, dtype=object)[rng.integers(0, len(COMMUNITIES), count)],
        "age": (20_777 - birth) // 365,
        "income": np.round(rng.gamma(2.0, 30_000.0, count), 2) % 1_000_000,
        "registered": rng.integers(0, 20_000, count),
        "_raw": np.full(count, None, dtype=object),
    }
    ids = _ids(region, birth, 100 + turn // _DAYS * 2 + sex)
    phones = np.full((count, 11), 49, dtype=np.uint8)
    phones[:, 1] = rng.integers(51, 58, count)
    phones[:, 2:] = rng.integers(48, 58, (count, 9))
    piece = Piece(first, ids, _usccs(rng, count), phones, columns, {})
    _plant(piece, rng)
    return piece


def _ids(region: Numbers, birth: Numbers, sequence: Numbers) -> Cells:
    dates = birth.astype("datetime64[D]").astype(str).astype("S10").view(np.uint8)
    cells = np.empty((len(region), 18), dtype=np.uint8)
    codes = np.array(REGIONS, dtype="S6").view(np.uint8).reshape(-1, 6)
    cells[:, :6] = codes[region]
    cells[:, 6:14] = dates.reshape(-1, 10)[:, [0, 1, 2, 3, 5, 6, 8, 9]]
    for place in range(3):
        cells[:, 14 + place] = sequence // 10 ** (2 - place) % 10 + 48
    cells[:, 17] = _CHECKS[(cells[:, :17].astype(np.int64) - 48) @ _ID_WEIGHTS % 11]
    return cells


def _usccs(rng: np.random.Generator, count: int) -> Cells:
    """Return codes of 200,000 employers, some of departments A, N and Y."""
    employer = rng.integers(0, 200_000, count)
    values = np.empty((count, 18), dtype=np.int64)
    values[:, 0] = np.array([9, 9, 9, 9, 5, 1, 10, 22, 30, 9])[employer % 10]
    values[:, 1] = 1
    for place, digit in enumerate((2, 1, 0, 3, 0, 2)):
        values[:, 2 + place] = digit
    for place in range(9):
        values[:, 8 + place] = (employer // 7**place + place) % 10
    values[:, 8] = 18  # K
    values[:, 17] = -(values[:, :17] @ _USCC_WEIGHTS) % 31
    cells: Cells = _ALPHABET[values]
    return cells


def _plant(piece: Piece, rng: np.random.Generator) -> None:
    count = len(piece.ids)
    each = int(count * SHARE)
    low = int(count * FIRST_FAULTY)
    places = low + rng.permutation(count - low)[: each * len(FAULTS)]
    piece.faults = {
        name: np.sort(places[at * each : (at + 1) * each]) for at, name in enumerate(FAULTS)
    }
    rows, columns = piece.faults, piece.columns
    columns["name"][rows["required:name"]] = None  # type: ignore[index] - all columns are arrays
    source = rng.permutation(low)[:each]
    piece.ids[rows["unique"]] = piece.ids[source]
    columns["birth"][rows["unique"]] = columns["birth"][source]  # type: ignore[index] - see above
    wrong = piece.ids[rows["citizen_id:id"], 17]
    piece.ids[rows["citizen_id:id"], 17] = np.where(wrong == _ZERO, _ZERO + 1, _ZERO)
    columns["birth"][rows["citizen_agreement:id"]] += 1  # type: ignore[index] - see above
    wrong = piece.employers[rows["uscc:employer"], 17]
    piece.employers[rows["uscc:employer"], 17] = np.where(wrong == _ZERO, _ZERO + 1, _ZERO)
    piece.phones[rows["phone:phone"], 1] = 50
    for name, value in (
        *(("code:region", "999999"), ("reference:community", "999999999999")),
        *(("range:age", 200), ("range:income", -1.0), ("date_range:registered", -62_000)),
        ("date:registered", -(2**30)),
    ):
        columns[name.split(":")[1]][rows[name]] = value  # type: ignore[index] - see above
    columns["_raw"][rows["date:registered"]] = '{"registered":"2023-02-31"}'  # type: ignore[index] - see above


def _to_table(piece: Piece) -> pa.Table:
    count, columns = len(piece.ids), piece.columns
    registered = np.asarray(columns["registered"])
    unread = registered == -(2**30)
    arrays = {
        "id": _text(piece.ids),
        "name": pa.array(columns["name"], pa.string()),
        "sex": pa.array(columns["sex"], pa.string()),
        "birth": pa.array(np.asarray(columns["birth"], dtype=np.int32)).cast(pa.date32()),
        "region": pa.array(columns["region"], pa.string()),
        "community": pa.array(columns["community"], pa.string()),
        "phone": _text(piece.phones),
        "employer": _text(piece.employers),
        "age": pa.array(columns["age"], pa.int64()),
        "income": pa.array(columns["income"], pa.float64()),
        "registered": pa.array(registered.astype(np.int32), mask=unread).cast(pa.date32()),
        "_raw": pa.array(columns["_raw"], pa.string()),
        "_batch": pa.array(np.ones(count, dtype=np.int64)),
        "_position": pa.array(np.arange(piece.first, piece.first + count)),
    }
    return pa.table(arrays)


def _text(cells: Cells) -> pa.StringArray:
    count, width = cells.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    data = np.ascontiguousarray(cells)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def planted(path: Path) -> dict[str, Numbers]:
    """Return the positions of every fault of a written file."""
    with np.load(path.with_suffix(".npz")) as kept:
        return {name: kept[name] for name in FAULTS}


def describe(path: Path) -> str:
    """Return rows, bytes and planted faults of a written file, as JSON."""
    about = pq.read_metadata(path)
    return json.dumps({"rows": about.num_rows, "bytes": path.stat().st_size})
