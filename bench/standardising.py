"""How fast rows are standardised and typed: `python -m bench.standardising` (ROWS=1000000).

A table of ten columns as departments send them, all text, once clean and once with five per cent of
dirty cells. Prints rows a second without any step (types alone), with the steps every item has, and
with the steps proposed for such items, each as a ratio to types alone of the same run.
"""

import datetime as dt
import random
import time
from collections.abc import Mapping
from typing import cast

import click
import pyarrow as pa

from bench.pairs import knowledge
from bench.real_data import ROWS
from chengshu.data.ingest.mapping import Mapping as Columns
from chengshu.data.ingest.standardise import Standard
from chengshu.data.standardisation.api import steps
from chengshu.data.standardisation.contracts import (
    BoundStep,
    Runner,
    RunningStep,
    Setting,
    StepSpec,
)

_BATCH = 50_000
_ROUNDS = 3
_EVERY = ("trim", "null_words")
_PROPOSED: Mapping[str, tuple[tuple[str, Mapping[str, Setting]], ...]] = {
    "id_number": (("blanks", {"remove": "all"}), ("width", {"scope": "all"}), ("citizen_ids", {})),
    "uscc": (("blanks", {"remove": "all"}), ("width", {"scope": "all"}), ("case", {})),
    "name": (("width", {}),),
    "born_on": (("dates", {}),),
    "capital": (("money", {}),),
    "phone": (("blanks", {"remove": "all"}), ("width", {"scope": "all"}), ("phones", {})),
    "region": (("region_successors", {}),),
    "is_open": (("flags", {}),),
}
_TYPES: Mapping[str, pa.DataType] = {
    "id_number": pa.string(),
    "uscc": pa.string(),
    "name": pa.string(),
    "address": pa.string(),
    "born_on": pa.date32(),
    "capital": pa.decimal128(18, 2),
    "staff": pa.int64(),
    "phone": pa.string(),
    "region": pa.string(),
    "is_open": pa.bool_(),
}
_DIRT: Mapping[str, tuple[str, ...]] = {
    "id_number": ("110105491231002", " 11010519491231002x"),
    "name": ("Ａ商店", " 乙商店", "N/A"),
    "address": ("N/A", "云枢市北区　"),
    "born_on": ("2021年3月5日", "20210305", "2021/3/5"),
    "capital": ("500万元人民币", "30(万元)", "1,234.50"),
    "staff": ("1,200", "-"),
    "phone": ("+86 138-1234-5678", "0413-5260123/13912345678"),
    "region": ("320705", "110228"),
    "is_open": ("是", "N"),
}


def make_batches(rows: int, dirty: float) -> list[pa.RecordBatch]:
    """Return clean text columns, with a share of dirty cells in each."""
    chance = random.Random(7)  # noqa: S311 - made-up data
    first = dt.date(1950, 1, 1)
    batches = []
    for start in range(0, rows, _BATCH):
        numbers = range(start, min(start + _BATCH, rows))
        clean = {
            "id_number": [f"2103031985{n % 900_000 + 100_000:06d}1X" for n in numbers],
            "uscc": [f"9121030{n % 10}MA{n:08d}" for n in numbers],
            "name": [f"云枢第{n % 400_000}商贸有限公司" for n in numbers],
            "address": [f"云枢市北区解放路{n % 900}号{n % 70}室" for n in numbers],
            "born_on": [(first + dt.timedelta(days=n % 25_000)).isoformat() for n in numbers],
            "capital": [f"{n % 90_000}.{n % 90 + 10}" for n in numbers],
            "staff": [str(n % 500) for n in numbers],
            "phone": [f"138{n % 100_000_000:08d}" for n in numbers],
            "region": [f"21030{n % 7 + 2}" for n in numbers],
            "is_open": [("true", "false")[n % 2] for n in numbers],
        }
        for column, dirt in _DIRT.items() if dirty else ():
            clean[column] = [
                chance.choice(dirt) if chance.random() < dirty else cell for cell in clean[column]
            ]
        batches.append(pa.RecordBatch.from_pydict({k: pa.array(v) for k, v in clean.items()}))
    return batches


def make_standard(chosen: Mapping[str, tuple[tuple[str, Mapping[str, Setting]], ...]]) -> Standard:
    """Return what brings the columns to their types by the steps chosen for each."""
    known = knowledge()
    chains = {}
    for column, keys in chosen.items():
        chains[column] = [
            RunningStep(
                key,
                cast("BoundStep", steps.get(key).bind(StepSpec(column, key, settings), known)),
                text_only=steps.get(key).text_only,
            )
            for key, settings in keys
        ]
    schema = pa.schema([*_TYPES.items(), ("_raw", pa.string())])
    return Standard(Columns(tuple((name, name) for name in _TYPES)), schema, Runner(chains))


def measure(standard: Standard, batches: list[pa.RecordBatch]) -> tuple[float, int]:
    """Return the best rows a second of some rounds, and how many cells were changed."""
    best, cells = 0.0, 0
    for _round in range(_ROUNDS):
        started = time.perf_counter()
        cells = sum(standard.standardise(batch).changes.num_rows for batch in batches)
        seconds = time.perf_counter() - started
        best = max(best, sum(batch.num_rows for batch in batches) / seconds)
    return best, cells


def main() -> None:
    """Print the rates."""
    every = {column: tuple((key, {}) for key in _EVERY) for column in _TYPES}
    proposed = {column: (*every[column], *_PROPOSED.get(column, ())) for column in _TYPES}
    for kind, dirty in (("clean", 0.0), ("5 % dirty", 0.05)):
        batches = make_batches(ROWS, dirty)
        base, _cells = measure(make_standard({}), batches)
        click.echo(f"{kind}: types alone {base:,.0f} rows/s")
        for name, chosen in (("edges and null words", every), ("proposed steps", proposed)):
            rate, cells = measure(make_standard(chosen), batches)
            click.echo(
                f"{kind}: {name} {rate:,.0f} rows/s, {rate / base:.2f} ×, {cells:,} cells changed"
            )


if __name__ == "__main__":
    main()
