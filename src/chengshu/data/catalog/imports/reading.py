"""One file of any kind: how it could be read, and what it says when read so."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from chengshu.base.registry.api import defer
from chengshu.data.catalog.contracts import ImportChoice, ImportKind, ImportProposal, ImportRun
from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.catalog.imports import mappings, named
from chengshu.data.catalog.imports.grids import Grid, read_grids, read_text
from chengshu.data.catalog.imports.headings import Head, make_head
from chengshu.data.catalog.imports.proposals import propose, score
from chengshu.data.catalog.imports.said import Reading
from chengshu.data.catalog.imports.tables import Plan, read_table
from chengshu.data.sources import api as sources

if TYPE_CHECKING:
    from chengshu.data.catalog.imports import ckan, dcat, graphs
else:
    _HOME = "chengshu.data.catalog.imports"
    ckan, dcat, graphs = defer(f"{_HOME}.ckan"), defer(f"{_HOME}.dcat"), defer(f"{_HOME}.graphs")

_SHOWN = 8  # data sets named in a proposal


def propose_file(path: Path, name: str, choice: ImportChoice | None = None) -> ImportProposal:
    """Return how a stored file could be read, for the table and heading that `choice` names."""
    kind = _kind(path, name)
    if kind is not ImportKind.TABLE:
        return _propose_catalogue(path, name, kind)
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


def _kind(path: Path, name: str) -> ImportKind:
    """Return whether a file is a catalogue of another kind than a table."""
    ending = Path(name.lower().removesuffix(".gz")).suffix
    if ending in graphs.FORMATS:
        return ImportKind.DCAT
    is_json = ending in {".json", ".jsonl", ".ndjson"}
    if is_json:
        sources.check_archive(path, name)
    return ImportKind.CKAN if is_json and ckan.is_ckan(read_text(path), name) else ImportKind.TABLE


def _propose_catalogue(path: Path, name: str, kind: ImportKind) -> ImportProposal:
    """Return the proposal of a catalogue whose fields have a meaning already."""
    if kind is ImportKind.DCAT:
        count, first = dcat.count_datasets(path, name)
        note = _("DCAT 目录，按标准含义读入")
    else:
        titles = ckan.list_titles(path, name)
        count, first = len(titles), titles[:_SHOWN]
        note = _("CKAN 数据集，按其字段含义读入")
    if not count:
        raise UnreadableImportError(field=name, reason=_("没有找到数据集"))
    return ImportProposal(kind=kind, note=note, rows=count, preview=first)


def _chosen_head(grid: Grid, choice: ImportChoice) -> Head | None:
    if choice.head_row not in grid.lines:
        return None
    return make_head(grid, grid.lines.index(choice.head_row), choice.head_depth)


def read_file(path: Path, name: str, run: ImportRun, *, classes: frozenset[str]) -> Reading:
    """Return all that a stored file says when read as the person chose."""
    kind = run.proposal.kind
    if kind is ImportKind.TABLE:
        return _read_grid(path, name, run, classes=classes)
    if kind is ImportKind.NAMED:
        found = named.read_named(path, name, run.proposal.mapping)
    else:
        read = dcat.read_dcat if kind is ImportKind.DCAT else ckan.read_ckan
        found = read(path, name)
    said = tuple(replace(one, provider=one.provider or run.choice.provider) for one in found.said)
    return replace(found, said=said)


def _read_grid(path: Path, name: str, run: ImportRun, *, classes: frozenset[str]) -> Reading:
    grids = {grid.name: grid for grid in read_grids(path, name)}
    choice = run.choice
    grid = grids.get(choice.sheet) or next(iter(grids.values()))
    head = _chosen_head(grid, choice) or make_head(grid, 0, 1)
    targets = {index: target for index, target in choice.targets if target}
    plan = Plan(grid, head, targets, run.proposal.is_guide, choice.provider, classes)
    return read_table(plan)
