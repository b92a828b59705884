"""The resources a person may load: attached ones, with their last batch."""

from collections.abc import Sequence

from chengshu.base.access.contracts import Reach
from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest import selectors, timing
from chengshu.data.ingest.contracts import LoadablePage, LoadableResource, LoadQuery
from chengshu.data.ingest.errors import NotAttachedError
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import SourceInfo, SourceKind

_PROGRAM = system_actor("ingest")


def list_loadable(*, query: LoadQuery, reach: Reach) -> LoadablePage:
    """Return one page of the attached resources within reach, by title."""
    found = sorted(
        (row.title, row.key)
        for row in timing.list_attached(_PROGRAM)
        if reach.covers(row.provider_code) and query.text in row.title
    )
    page = [key for _, key in found[query.offset : query.offset + query.limit]]
    return LoadablePage(_describe(page), len(found))


def get_loadable(resource: ResourceInfo) -> LoadableResource:
    """Return one resource as the person who loads it sees it.

    Raises:
        NotAttachedError: It has no source table.
    """
    (described,) = _describe([resource.key])
    return described


def _describe(keys: Sequence[str]) -> tuple[LoadableResource, ...]:
    last = selectors.last_loaded(keys)
    batches = selectors.last_batches(keys)
    uploads = {one.code for one in sources.list_sources(_PROGRAM) if _takes_files(one)}
    described = []
    resources = catalog.read_resources(_PROGRAM, keys)
    for key in keys:
        resource = resources[key]
        attachment = resource.attachment
        if attachment is None:
            raise NotAttachedError(resource=resource.title)
        described.append(
            LoadableResource(
                key=key,
                title=resource.title,
                organisation_code=resource.provider_code,
                organisation_name=resource.provider_name,
                source_code=attachment.source_code,
                table=attachment.table,
                takes_files=attachment.source_code in uploads,
                is_late=timing.is_late(resource.update_cycle, last.get(key)),
                last_loaded_at=last.get(key),
                last_batch=batches.get(key),
            )
        )
    return tuple(described)


def _takes_files(source: SourceInfo) -> bool:
    return source.kind is SourceKind.FILES and not source.folder
