"""Requests as cards of the start page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.look.contracts import TaskCard
from chengshu.exchange.sharing.contracts import RequestInfo


def to_card(request: RequestInfo, organisation: str) -> TaskCard:
    """Return the card that leads to the decision of a request of `organisation`, by its name."""
    return TaskCard(
        title=_("办理对“%(title)s”的共享申请") % {"title": request.resource_title},
        kind=_("共享申请"),
        url=reverse("sharing:request", args=[request.id]),
        due_at=request.due_at,
        light=request.light,
        organisation=organisation,
        note=request.asked.purpose,
    )
