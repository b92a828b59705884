"""The twelve rules of the gate's bench, and surroundings that need no database."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench import population
from chengshu.data.lake.contracts import LandedFile, LandedPart
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.landed import LandedSurroundings

TODAY = dt.date(2026, 11, 20)
SPECS = (
    RuleSpec("required", "name"),
    RuleSpec("citizen_id", "id"),
    RuleSpec("citizen_agreement", "id", {"birth": "birth"}),
    RuleSpec("uscc", "employer"),
    RuleSpec("code", "region", {"code_table": "regions"}),
    RuleSpec("date", "registered"),
    RuleSpec("date_range", "registered", {"minimum": 1900, "maximum": "today"}),
    RuleSpec("phone", "phone"),
    RuleSpec("reference", "community", {"resource": "communities", "column": "code"}),
    RuleSpec("range", "age", {"minimum": 0, "maximum": 150}),
    RuleSpec("range", "income", {"minimum": 0, "maximum": 1_000_000}),
    RuleSpec("unique", "", {"columns": ["id"]}),
)


@dataclass(frozen=True)
class Known(LandedSurroundings):
    """Codes and references from memory; the rows from the file, as always."""

    def code_values(self, code_table: str, on: dt.date) -> frozenset[str]:
        """Return the regions."""
        return frozenset(population.REGIONS)

    def reference_values(self, resource_code: str, column: str) -> pa.Array:
        """Return the communities."""
        return pa.array(population.COMMUNITIES)


@dataclass(frozen=True)
class Around:
    """The whole file, and one row group of it to warm up with."""

    full: Known
    warm: Known


def surroundings(path: Path) -> Around:
    """Return what the judge needs for a file of the population."""
    warm = path.with_name("warm.parquet")
    with pq.ParquetFile(path) as file:
        pq.write_table(file.read_row_group(0), warm)
    return Around(Known(_landed(path), TODAY), Known(_landed(warm), TODAY))


def _landed(path: Path) -> LandedFile:
    rows = pq.read_metadata(path).num_rows
    return LandedFile(1, "population", (LandedPart(path, 0, rows, ""),), rows, "")
