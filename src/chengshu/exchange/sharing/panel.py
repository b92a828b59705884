"""What sharing shows on the page of an entry: who uses it, and how to get it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import EntryPanel, PanelFact, ResourceState
from chengshu.exchange.sharing import selectors
from chengshu.exchange.sharing.contracts import GrantInfo, GrantState, Offer
from chengshu.exchange.sharing.offers import to_offer
from chengshu.exchange.sharing.wordings import name_organisations

_NAMED = 8


def show_use(actor: Actor, key: str) -> EntryPanel | None:
    """Return who uses a published entry and how to get it.

    Who uses it is named to whom grants of the provider may be shown; others learn how many.
    """
    resource = catalog.find_resource(actor, key)
    if resource is None or resource.state is not ResourceState.PUBLISHED:
        return None
    offer = to_offer(resource)
    may_ask = bool(offer.days) and access.may(actor, "sharing.request_share")
    named = access.reach(actor, "sharing.list_requests").covers(resource.provider_code)
    return EntryPanel(
        _("谁在用、怎么获取"),
        facts=[*_users(key, is_named=named), *_way(offer)],
        url=reverse("sharing:ask", args=[key]) if may_ask else "",
        action=_("申请使用") if may_ask else "",
    )


def _users(key: str, *, is_named: bool) -> Iterator[PanelFact]:
    grants = [each for each in selectors.list_grants(organisations=None) if _stands(each, key)]
    codes = sorted({each.organisation_code for each in grants})
    if not codes:
        yield PanelFact(_("在用单位"), _("还没有单位获得授权"))
        return
    names = name_organisations()
    shown = "、".join(names.get(code, code) for code in codes[:_NAMED])
    count = _("%(count)s 家") % {"count": len(codes)}
    yield PanelFact(_("在用单位"), f"{count}：{shown}" if is_named else count)


def _stands(grant: GrantInfo, key: str) -> bool:
    today = clock.today()
    in_time = grant.valid_from <= today <= grant.valid_until
    return grant.resource_code == key and grant.state is GrantState.ACTIVE and in_time


def _way(offer: Offer) -> Iterator[PanelFact]:
    if not offer.days:
        yield PanelFact(_("获取方式"), _("不予共享：%(basis)s") % {"basis": offer.no_share_basis})
        return
    words = _("在线申请，%(days)s 个工作日内答复") % {"days": offer.days}
    yield PanelFact(_("获取方式"), words)
    if offer.condition:
        yield PanelFact(_("使用条件"), offer.condition)
