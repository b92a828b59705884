"""Errors of repair."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError


class RepairOrderNotFoundError(NotFoundError):
    """No such order, or not this person's; data: `key`."""

    code = "repair_order_not_found"
    sentence = _("未找到整改工单“%(key)s”，请核对编号。")


class RepairStateError(ConflictError):
    """The order does not allow this step any more; data: `reason`."""

    code = "repair_order_state"


class UnreadableWorkbookError(InvalidInputError):
    """A corrected file cannot be read; data: `field`, `reason`."""

    code = "unreadable_workbook"
