"""Finished tables as Arrow tables and CSV bytes, in the words of their source."""

import io

import pyarrow as pa
import pyarrow.csv as pa_csv

from cities.demo.generate.frame import Made


def to_arrow(made: Made) -> pa.Table:
    """Return the rows as strings under the source's own column names."""
    plan = made.plan
    arrays = [pa.array(made.columns[item.column], pa.string()) for item in plan.items]
    return pa.table(arrays, names=[item.source_column for item in plan.items])


def to_csv(table: pa.Table, *, header: bool) -> bytes:
    """Return CSV with quoted text; a null is an empty field without quotes."""
    sink = io.BytesIO()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=header))
    return sink.getvalue()
