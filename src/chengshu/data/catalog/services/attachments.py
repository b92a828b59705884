"""Attaching a published entry to the table it comes from."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import Attachment, EventKind, LoadMode, ResourceState
from chengshu.data.catalog.errors import BadDraftError, WrongStateError
from chengshu.data.catalog.labels import STATE_LABELS
from chengshu.data.catalog.models import AttachmentRow
from chengshu.data.catalog.selectors.resources import lock_resource
from chengshu.data.catalog.services.events import add_event
from chengshu.data.catalog.services.measuring import judge_standing


@transaction.atomic
def attach(*, actor: Actor, key: str, attachment: Attachment) -> bool:
    """Bind the entry to a source table; return whether anything changed.

    Raises:
        WrongStateError: The entry is not published.
        BadDraftError: Source or table is missing, or an incremental load has no cursor.
    """
    _demand_usable(attachment)
    resource = lock_resource(key=key)
    if resource.state != ResourceState.PUBLISHED or resource.shown is None:
        state = STATE_LABELS[ResourceState(resource.state)]
        raise WrongStateError(key=key, state=state, action=_("挂接数据表"))
    row = AttachmentRow.objects.filter(resource=resource).first()
    row = row or AttachmentRow(resource=resource)
    wanted = vars(attachment)
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.attached_at = clock.now()
    row.attached_by = actor.username
    row.save()
    resource.is_attached = True
    resource.save(update_fields=["is_attached"])
    judge_standing()
    where = f"{attachment.source_code} · {attachment.table}"
    add_event(actor, resource.shown, EventKind.ATTACHED, reason=where)
    return True


def _demand_usable(attachment: Attachment) -> None:
    if not attachment.source_code or not attachment.table:
        raise BadDraftError(field=_("挂接"), reason=_("必须选择数据源和数据表"))
    if attachment.mode is LoadMode.INCREMENTAL and not attachment.cursor_column:
        raise BadDraftError(field=_("挂接"), reason=_("增量读取必须指定增量字段"))
