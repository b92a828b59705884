"""Try-outs: steps run over a few values of the source, exactly as a load would run them."""

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.sources import api as sources
from chengshu.data.standardisation import binding, pack
from chengshu.data.standardisation.contracts import Samples, StepSpec, TriedCell

_ROWS = 50


def read_samples(actor: Actor, resource: ResourceInfo) -> Samples:
    """Return the first values of each item from the attached source, as text."""
    attachment = resource.attachment
    organisation = resource.provider_code
    if attachment is None or not access.may(
        actor, "sources.sample_table", organisation=organisation
    ):
        return {}
    rows = sources.sample_table(actor, attachment.source_code, attachment.table, limit=_ROWS)
    names = {name.casefold(): name for name in reversed(rows.schema.names)}
    found: dict[str, Sequence[str | None]] = {}
    for item in resource.items:
        name = names.get((item.source_column or item.column).casefold())
        if name is not None:
            found[item.column] = rows[name].cast(pa.string()).to_pylist()
    return found


def try_steps(
    resource: ResourceInfo, specs: Sequence[StepSpec], samples: Samples
) -> tuple[TriedCell, ...]:
    """Return every value of the samples with what the steps make of it, column by column.

    Columns are filled up with empty cells to the same length, since some steps read two of them.
    """
    runner = binding.bind(resource, specs, binding.read_knowledge(pack.words().null_words))
    rows = max((len(values) for values in samples.values()), default=0)
    if not rows:
        return ()
    given = {
        column: pa.array([*values, *[None] * (rows - len(values))], pa.string())
        for column, values in samples.items()
    }
    paired = {name for pair in runner.pairs for name in pair.columns} - set(given)
    after, log = runner.run({**given, **{name: pa.nulls(rows, pa.string()) for name in paired}})
    used: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in log.table().sort_by("sequence").to_pylist():
        used[line["column"], line["_position"]].append(line["step"])
    cells = []
    for column, texts in after.items():
        before = given[column].to_pylist() if column in given else [None] * rows
        pairs = zip(before, texts.to_pylist(), strict=True)
        cells += [
            TriedCell(column, old, new, tuple(used[column, row]))
            for row, (old, new) in enumerate(pairs)
            if old is not None or new is not None
        ]
    return tuple(cells)
