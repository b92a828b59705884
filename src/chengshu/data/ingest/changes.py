"""What standardisation did to the rows of a batch, as its provider may see it: masked."""

from collections.abc import Mapping
from dataclasses import replace

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest import selectors
from chengshu.data.ingest.contracts import ChangedCell, ChangeList
from chengshu.data.ingest.wordings import step_titles
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import ChangeQuery

_PROGRAM = system_actor("ingest")
_NOTHING = ChangeQuery()


def list_changes(actor: Actor, batch_id: int, query: ChangeQuery = _NOTHING) -> ChangeList:
    """Return one page of the cells that steps changed, in order of rows; sensitive ones masked.

    Raises:
        BatchNotFoundError: There is no such batch.
        LandedFileError: The change lines are no longer on the disk.
    """
    batch = selectors.get_batch(batch_id=batch_id)
    access.check(actor, "ingest.read_changes", organisation=batch.organisation_code)
    detail = {"column": query.column, "step": query.step, "offset": query.offset}
    audit.record(
        actor, "ingest.read_changes", subject=f"{batch.resource_code}#{batch_id}", detail=detail
    )
    landed = lake.find_landed(resource_code=batch.resource_code, batch_id=batch_id)
    if landed is None:
        return ChangeList((), 0)
    page = lake.read_changes(_PROGRAM, landed, query)
    resource = catalog.get_resource(_PROGRAM, batch.resource_code)
    names = {item.column: item.name_zh for item in resource.items}
    titles = step_titles()
    cells = (
        ChangedCell(
            position=line["_position"],
            column=line["column"],
            name=names.get(line["column"], line["column"]),
            step=line["step"],
            title=titles.get(line["step"], line["step"]),
            before=line["before"],
            after=line["after"],
        )
        for line in page.lines.to_pylist()
    )
    masks = _masks(resource)
    return ChangeList(tuple(_masked(cell, masks) for cell in cells), page.total)


def _masks(resource: ResourceInfo) -> Mapping[str, str]:
    return {
        item.column: item.mask or item.identifier
        for item in resource.items
        if item.is_sensitive or item.mask
    }


def _masked(cell: ChangedCell, masks: Mapping[str, str]) -> ChangedCell:
    if cell.column not in masks:
        return cell
    kind = masks[cell.column]
    before = None if cell.before is None else str(catalog.mask_value(kind, cell.before))
    after = None if cell.after is None else str(catalog.mask_value(kind, cell.after))
    return replace(cell, before=before, after=after)
