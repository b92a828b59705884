"""Reading one entry."""

from collections.abc import Collection, Mapping

from django.db.models import Q

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import OrganisationInfo
from chengshu.data.catalog.contracts import (
    Attachment,
    LoadMode,
    Purpose,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
)
from chengshu.data.catalog.documents import from_document, to_items
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.catalog.models import AttachmentRow, Resource, Version
from chengshu.data.catalog.selectors.classes import name_class, name_classes


def lock_resource(*, key: str) -> Resource:
    """Return the row of `key`, locked until the transaction ends.

    Raises:
        ResourceNotFoundError: There is none.
    """
    row = Resource.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise ResourceNotFoundError(kind="", key=key)
    return row


def find_key(*, code: str) -> str | None:
    """Return the key of an entry by its key, its national code or a former one."""
    if "\x00" in code:
        return None
    wanted = Q(key=code) | Q(national_code=code) | Q(former_codes__national_code=code)
    return Resource.objects.filter(wanted).values_list("key", flat=True).order_by("id").first()


def find_provider(*, key: str) -> str | None:
    """Return the code of the organisation that provides the entry, or None."""
    return Resource.objects.filter(key=key).values_list("provider_code", flat=True).first()


def is_public(*, key: str) -> bool:
    """Tell whether a version of the entry has been published and stands."""
    return Resource.objects.filter(key=key, state=ResourceState.PUBLISHED).exists()


def find_resource(*, key: str, working: bool = False) -> ResourceInfo | None:
    """Return the entry as shown, or with `working` the version being worked on; None if unknown."""
    row = (
        Resource.objects
        .select_related("shown", "working", "attachment")
        .prefetch_related("former_codes")
        .filter(key=key)
        .first()
    )
    if row is None:
        return None
    version = (row.working if working else None) or row.shown
    return _info(row, version) if version is not None else None


def list_by_key(*, keys: Collection[str]) -> Mapping[str, ResourceInfo]:
    """Return the entries of `keys` that are shown, read at once."""
    rows = list(
        Resource.objects
        .select_related("shown", "working", "attachment")
        .prefetch_related("former_codes")
        .filter(key__in=keys, shown__isnull=False)
    )
    providers = {one.code: one for one in accounts.list_organisations()}
    drafts = {row.key: from_document(row.shown.document) for row in rows if row.shown}
    classes = name_classes(codes={draft.class_path for draft in drafts.values()})
    return {
        row.key: _compose(
            row,
            row.shown,
            provider=providers.get(row.provider_code),
            class_name=classes[drafts[row.key].class_path],
        )
        for row in rows
        if row.shown
    }


def get_draft(*, key: str) -> ResourceDraft:
    """Return the content to edit: the working version, or else the one shown.

    Raises:
        ResourceNotFoundError: There is no such entry.
    """
    row = Resource.objects.select_related("shown", "working").filter(key=key).first()
    version = (row.working or row.shown) if row else None
    if version is None:
        raise ResourceNotFoundError(kind="", key=key)
    return from_document(version.document)


def _attachment(row: Resource) -> Attachment | None:
    try:
        found: AttachmentRow = row.attachment
    except AttachmentRow.DoesNotExist:
        return None
    return Attachment(
        source_code=found.source_code,
        table=found.table,
        mode=LoadMode(found.mode),
        cursor_column=found.cursor_column,
        expects_rows=found.expects_rows,
    )


def _info(row: Resource, version: Version) -> ResourceInfo:
    class_path = from_document(version.document).class_path
    return _compose(
        row,
        version,
        provider=accounts.find_organisation(row.provider_code),
        class_name=name_class(code=class_path),
    )


def _compose(
    row: Resource, version: Version, *, provider: OrganisationInfo | None, class_name: str
) -> ResourceInfo:
    draft = from_document(version.document)
    content = {**vars(draft), "items": to_items(draft)}
    return ResourceInfo(
        **content,
        provider_name=provider.name if provider else row.provider_name,
        provider_uscc=provider.uscc if provider else "",
        class_name=class_name,
        national_code=row.national_code,
        former_codes=tuple(former.national_code for former in row.former_codes.all()),
        state=ResourceState(row.state),
        change_state=ResourceState(row.change_state) if row.change_state else None,
        version=version.number,
        return_reason=row.return_reason,
        published_on=row.published_on,
        changed_at=row.changed_at,
        attachment=_attachment(row),
        change_purpose=Purpose(row.change_purpose) if row.change_purpose else None,
        change_reason=row.working.reason if row.working else "",
        row_count=row.row_count,
        data_at=row.data_at,
        comments=version.comments,
    )


def find_step(*, key: str) -> ResourceState | None:
    """Return where the version being worked on stands, or None when nothing is worked on."""
    states = Resource.objects.filter(key=key).values_list("working__state", flat=True)
    state = states.first()
    return ResourceState(state) if state else None
