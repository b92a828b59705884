"""The same rules in pandera, as far as it expresses them; run by an environment of its own.

Great Expectations and Soda report counts over SQL or pandas and are not run here yet. Imports
nothing of Chengshu, so that the environment needs `bench/gate-requirements.txt` and nothing else.
"""

import sys
import time

import pandera.polars as pandera
import polars

ROWS = 1_000_000  # these ways are slow; a million rows give their rate
REGIONS = tuple(f"{city}{county:02d}" for city in range(2101, 2111) for county in range(1, 11))
USCC = "^[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
SCHEMA = pandera.DataFrameSchema({
    "name": pandera.Column(str, nullable=False),
    "id": pandera.Column(str, pandera.Check.str_matches("^[1-9][0-9]{16}[0-9X]$"), unique=True),
    "employer": pandera.Column(str, pandera.Check.str_matches(USCC)),
    "region": pandera.Column(str, pandera.Check.isin(REGIONS)),
    "phone": pandera.Column(str, pandera.Check.str_matches("^1[3-9][0-9]{9}$")),
    "age": pandera.Column(int, pandera.Check.in_range(0, 150)),
    "income": pandera.Column(float, pandera.Check.in_range(0, 1_000_000)),
})


def main(path: str) -> None:
    """Print the rate of judging, without check digits, agreement and references: it has none."""
    rows = polars.read_parquet(path, n_rows=ROWS)
    found, begun = 0, time.perf_counter()
    try:
        SCHEMA.validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        found = len(errors.failure_cases)
    seconds = time.perf_counter() - begun
    rate = len(rows) / seconds / 1e6
    print(f"pandera {rate:14.2f} M rows/s, 8 of 12 rules in part, {found} cases")  # noqa: T201 - what a bench is for


if __name__ == "__main__":
    main(sys.argv[1])
