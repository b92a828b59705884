"""One file of any kind: how it could be read, and what it says when read so."""

from dataclasses import replace
from pathlib import Path

from chengshu.data.catalog.contracts import ImportChoice, ImportKind, ImportProposal, ImportRun
from chengshu.data.catalog.imports import mappings, named
from chengshu.data.catalog.imports.grids import Grid, read_grids
from chengshu.data.catalog.imports.headings import Head, make_head
from chengshu.data.catalog.imports.proposals import propose, score
from chengshu.data.catalog.imports.said import Reading
from chengshu.data.catalog.imports.tables import Plan, read_table


def propose_file(path: Path, name: str, choice: ImportChoice | None = None) -> ImportProposal:
    """Return how a stored file could be read, for the table and heading that `choice` names."""
    grids = read_grids(path, name)
    names = [grid.name for grid in grids]
    if choice is not None and choice.sheet in names:
        grid = grids[names.index(choice.sheet)]
        return propose(grid, names, _chosen_head(grid, choice))
    best = propose(max(grids, key=score), names)
    mapping = named.find_mapping(grids)
    if not mapping:
        return best
    title = mappings.get_mapping(mapping).title
    return replace(best, kind=ImportKind.NAMED, note=title, mapping=mapping)


def _chosen_head(grid: Grid, choice: ImportChoice) -> Head | None:
    if choice.head_row not in grid.lines:
        return None
    return make_head(grid, grid.lines.index(choice.head_row), choice.head_depth)


def read_file(path: Path, name: str, run: ImportRun, *, classes: frozenset[str]) -> Reading:
    """Return all that a stored file says when read as the person chose."""
    if run.proposal.kind is ImportKind.NAMED:
        return named.read_named(path, name, run.proposal.mapping)
    return _read_grid(path, name, run, classes=classes)


def _read_grid(path: Path, name: str, run: ImportRun, *, classes: frozenset[str]) -> Reading:
    grids = {grid.name: grid for grid in read_grids(path, name)}
    choice = run.choice
    grid = grids.get(choice.sheet) or next(iter(grids.values()))
    head = _chosen_head(grid, choice) or make_head(grid, 0, 1)
    targets = {index: target for index, target in choice.targets if target}
    plan = Plan(grid, head, targets, run.proposal.is_guide, choice.provider, classes)
    return read_table(plan)
